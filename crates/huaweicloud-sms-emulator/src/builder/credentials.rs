//! Settings of who is let in, with what, and for how long.

use std::time::{Duration, SystemTime};

use super::EmulatorBuilder;
use crate::Error;
use crate::clock::Clock;
use crate::secret::Secret;

/// A year is longer than anybody tries an emulator, and the arithmetic with it stays far from any overflow.
const MAX_LIFETIME: Duration = Duration::from_secs(366 * 24 * 60 * 60);

impl EmulatorBuilder {
    /// A token that calls may send and that never expires: visible ASCII, as long as the contract allows. By default a
    /// fixed one, which [`Emulator::token`](crate::Emulator::token) tells.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.identity.token = Secret::new(token);
        self
    }

    /// The access key that calls may be signed with: visible ASCII without commas. By default a fixed one, which
    /// [`Emulator::access_key`](crate::Emulator::access_key) tells.
    pub fn access_key(mut self, access_key: impl Into<String>) -> Self {
        self.identity.access_key = access_key.into();
        self
    }

    /// The secret key of the access key. By default a fixed one, which
    /// [`Emulator::secret_key`](crate::Emulator::secret_key) tells.
    pub fn secret_key(mut self, secret_key: impl Into<String>) -> Self {
        self.identity.secret_key = Secret::new(secret_key);
        self
    }

    /// The name of the one user for whom IAM issues tokens. By default a fixed one, which
    /// [`Emulator::user`](crate::Emulator::user) tells.
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.identity.user = name.into();
        self
    }

    /// The password of the user. By default a fixed one, which [`Emulator::password`](crate::Emulator::password) tells.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.identity.password = Secret::new(password);
        self
    }

    /// The name of the domain, the account, that the user belongs to. By default a fixed one, which
    /// [`Emulator::domain`](crate::Emulator::domain) tells.
    pub fn domain(mut self, name: impl Into<String>) -> Self {
        self.identity.domain = name.into();
        self
    }

    /// The id of the one project: visible ASCII. Tokens are issued for it, and signed calls may name no other. By default a fixed one, which [`Emulator::project_id`](crate::Emulator::project_id) tells.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.identity.project_id = id.into();
        self
    }

    /// The name of the one project. It goes by the name of each region of the contract as well, since accounts have a
    /// project for each region, which has the region's name. By default its [id](Self::project_id).
    pub fn project_name(mut self, name: impl Into<String>) -> Self {
        self.identity.project_name = Some(name.into());
        self
    }

    /// How long a token that IAM issues is good for, 366 days at most. By default 24 hours.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// How long a temporary key of the metadata service is good for, 366 days at most. By default 24 hours.
    pub fn temporary_key_lifetime(mut self, lifetime: Duration) -> Self {
        self.temporary_key_lifetime = lifetime;
        self
    }

    /// Whether the metadata service wants a token of its own before it hands out a key. By default it does; without, it
    /// is as on older servers: a request for a token is answered with 404, and none is needed.
    pub fn metadata_tokens(mut self, wanted: bool) -> Self {
        self.metadata_tokens = wanted;
        self
    }

    /// Tells the emulator the time of day, by which signatures are dated, keys locked, and tokens and temporary keys
    /// expire. By default it is the machine's. States move on tokio's clock and have nothing to do with it.
    ///
    /// A test that does not want to wait brings a clock that it sets itself:
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use std::time::{Duration, SystemTime};
    /// use huaweicloud_sms_emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), huaweicloud_sms_emulator::Error> {
    /// let hours = Arc::new(AtomicU64::new(0));
    /// let (start, passed) = (SystemTime::now(), Arc::clone(&hours));
    /// let emulator = Emulator::builder()
    ///     .clock(move || start + Duration::from_secs(3600 * passed.load(Ordering::Relaxed)))
    ///     .start()
    ///     .await?;
    ///
    /// // A day later, every token that was issued so far has expired.
    /// hours.store(24, Ordering::Relaxed);
    /// # emulator.stop().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }
}

/// Refuses a lifetime with which nothing could be tried.
pub(super) fn check_lifetime(of: &str, lifetime: Duration) -> Result<(), Error> {
    if lifetime.is_zero() {
        return Err(Error::new(format!(
            "the lifetime of {of} is zero, so none could ever be used; use a longer one"
        )));
    }
    if lifetime > MAX_LIFETIME {
        return Err(Error::new(format!(
            "the lifetime of {of} is longer than 366 days ({} s); use a shorter one",
            lifetime.as_secs()
        )));
    }
    Ok(())
}
