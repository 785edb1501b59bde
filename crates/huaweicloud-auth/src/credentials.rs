//! What a client holds to prove who is calling.

use std::sync::Arc;
use std::time::Duration;

use crate::attempt::{Attempt, Shared};
use crate::provider::Fixed;
use crate::{AccessKeys, Authorization, Error, Provider, Token};

/// What a client holds for as long as it lives to prove who is calling. Cheap to clone; clones share what was fetched.
///
/// ```
/// use huaweicloud_auth::{AccessKeys, Credentials, Secret, Token};
///
/// let by_token = Credentials::from(Token::new("a-user-token")?);
/// let by_keys = Credentials::from(AccessKeys::new("AKEXAMPLE", Secret::new("SKEXAMPLE"))?);
/// # let _ = (by_token, by_keys);
/// # Ok::<(), huaweicloud_auth::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Credentials {
    shared: Arc<Shared<dyn Provider>>,
}

impl Credentials {
    /// Credentials that come from a provider.
    pub fn from_provider(provider: impl Provider + 'static) -> Self {
        Self {
            shared: Arc::new(Shared::new(provider)),
        }
    }

    /// What the next call proves itself with.
    ///
    /// # Errors
    ///
    /// It cannot be had, as the provider says.
    pub async fn authorization(&self) -> Result<Authorization, Error> {
        self.shared.provider.authorization().await
    }

    /// Begins an attempt at a call, which tells what became of its authorization. The attempt may take so
    /// much `time`, three quarters of it for this. If half
    /// of it is gone and whoever issues credentials did not answer, what is still valid is used.
    ///
    /// With keys that were not accepted yet there is one attempt at a time: many at once with a wrong key would lock it
    /// before the first of them was answered. So this waits for the one under way.
    ///
    /// # Errors
    ///
    /// There is nothing to prove the call with, as the provider says, or not in the time allowed
    /// ([`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable)).
    pub async fn attempt(&self, time: Duration) -> Result<Attempt<'_>, Error> {
        Attempt::begin(&self.shared, time).await
    }

    /// How long what was got last will be accepted, if that is known.
    pub fn expires_in(&self) -> Option<Duration> {
        self.shared.provider.expires_in()
    }
}

impl From<Token> for Credentials {
    fn from(token: Token) -> Self {
        Self::from_provider(Fixed::new(token.into()))
    }
}

impl From<AccessKeys> for Credentials {
    fn from(keys: AccessKeys) -> Self {
        Self::from_provider(Fixed::new(keys.into()))
    }
}
