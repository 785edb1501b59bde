//! Keeping what was fetched until shortly before it expires.

use std::fmt;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::provider::{AuthorizationFuture, Provider};
use crate::{Authorization, Error, ErrorKind};

/// Fetches an authorization from where it is issued.
pub(crate) trait Fetch: fmt::Debug + Send + Sync {
    fn fetch(&self) -> impl Future<Output = Result<Fetched, Error>> + Send;
}

/// An authorization and how long it will be accepted.
#[derive(Clone, Debug)]
pub(crate) struct Fetched {
    pub(crate) authorization: Authorization,
    pub(crate) lifetime: Duration,
}

/// Keeps what was fetched until shortly before it expires.
///
/// However many calls wait, one of them fetches, and all get what comes of it. There is no task in the background: the
/// first call that finds the authorization about to expire renews it, while the others go on with the old one. If that
/// fails, the old one is used for as long as it lasts. A call that is dropped while it fetches hands over to the next,
/// and a failure is forgotten after a short back-off.
#[derive(Debug)]
pub(crate) struct Cached<F> {
    source: F,
    state: Mutex<State>,
    /// Held by whoever fetches.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    current: Option<Current>,
    /// How many fetches came to an end.
    ended: u64,
    failure: Option<Failure>,
}

#[derive(Clone, Debug)]
struct Current {
    authorization: Authorization,
    renew_at: Instant,
    expires_at: Instant,
}

#[derive(Clone, Debug)]
struct Failure {
    error: Error,
    at: Instant,
    /// Which of the fetches that ended it was.
    number: u64,
    /// How many failed in a row.
    in_a_row: u32,
}

impl Failure {
    /// Repeated logins with a wrong password lock accounts, so a denial is believed for a while.
    const AFTER_DENIAL: Duration = Duration::from_secs(30);
    const FIRST: Duration = Duration::from_millis(200);
    const LONGEST: Duration = Duration::from_secs(5);

    /// When it is worth trying again.
    fn over_at(&self) -> Instant {
        let back_off = match self.error.kind() {
            ErrorKind::Unavailable => Self::FIRST
                .saturating_mul(1 << (self.in_a_row - 1).min(16))
                .min(Self::LONGEST),
            _ => Self::AFTER_DENIAL,
        };
        self.at + back_off
    }

    /// Whether to wait for that time. A denial will most likely be the same then, so it is told at once.
    fn is_worth_waiting(&self) -> bool {
        self.error.kind() == ErrorKind::Unavailable
    }
}

impl<F: Fetch> Cached<F> {
    pub(crate) fn new(source: F) -> Self {
        Self {
            source,
            state: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Starts with something that was fetched already.
    pub(crate) fn starting_with(source: F, fetched: Fetched) -> Self {
        let cached = Self::new(source);
        cached.state().current = Some(Current::new(fetched));
        cached
    }

    async fn get(&self) -> Result<Authorization, Error> {
        let (old, ended) = {
            let state = self.state();
            match state.usable() {
                Some(current) if Instant::now() < current.renew_at => {
                    return Ok(current.authorization);
                }
                old => (old, state.ended),
            }
        };
        let _turn = match &old {
            // Somebody renews it; what there is will do until then.
            Some(old) => match self.turn.try_lock() {
                Ok(turn) => turn,
                Err(_) => return Ok(old.authorization.clone()),
            },
            None => self.turn.lock().await,
        };
        if let Some(settled) = self.settled_since(ended) {
            return settled;
        }
        let failure = self.state().failure.clone();
        if let Some(failure) = failure.filter(|failure| Instant::now() < failure.over_at()) {
            let usable = self.state().usable();
            match usable {
                Some(usable) => return Ok(usable.authorization),
                None if failure.is_worth_waiting() => {
                    tokio::time::sleep_until(failure.over_at()).await
                }
                None => return Err(failure.error),
            }
        }
        match old {
            Some(old) => self.renew(old).await,
            None => self.fetch().await,
        }
    }

    /// Renews what is still valid, and goes on with it if that takes long: whoever calls should not have to wait for an
    /// issuer that hangs.
    async fn renew(&self, old: Current) -> Result<Authorization, Error> {
        // An issuer that is well answers in a fraction of it.
        const LONGEST: Duration = Duration::from_secs(2);

        // A call that is dropped on the way leaves the mark too, or each one after it would wait anew.
        let mut unfinished = Unfinished(Some(self));
        let renewed = tokio::time::timeout(LONGEST, self.fetch()).await;
        match renewed {
            Ok(renewed) => {
                unfinished.0 = None;
                renewed
            }
            Err(_) => Ok(old.authorization),
        }
    }

    /// What became of it while this call waited for its turn: something new, or a failure that came after
    /// this call did.
    fn settled_since(&self, ended: u64) -> Option<Result<Authorization, Error>> {
        let state = self.state();
        match state.usable() {
            Some(current) if Instant::now() < current.renew_at => Some(Ok(current.authorization)),
            Some(_) => None,
            None => {
                let failure = state.failure.as_ref()?;
                (failure.number > ended).then(|| Err(failure.error.clone()))
            }
        }
    }

    async fn fetch(&self) -> Result<Authorization, Error> {
        let result = self.source.fetch().await;
        let mut state = self.state();
        state.ended += 1;
        match result {
            Ok(fetched) => {
                let current = Current::new(fetched);
                state.current = Some(current.clone());
                state.failure = None;
                Ok(current.authorization)
            }
            Err(error) => {
                state.fail(error.clone());
                match state.usable() {
                    Some(old) => Ok(old.authorization),
                    None => Err(error),
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock, and whatever it left would still be whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes on drop that a renewal came to no end.
struct Unfinished<'a, F: Fetch>(Option<&'a Cached<F>>);

impl<F: Fetch> Drop for Unfinished<'_, F> {
    fn drop(&mut self) {
        if let Some(cached) = self.0 {
            let mut state = cached.state();
            state.ended += 1;
            state.fail(Error::new(
                ErrorKind::Unavailable,
                "whoever issues the credentials did not answer in time; check the address",
            ));
        }
    }
}

impl State {
    fn fail(&mut self, error: Error) {
        let in_a_row = self.failure.as_ref().map_or(0, |failure| failure.in_a_row);
        self.failure = Some(Failure {
            error,
            at: Instant::now(),
            number: self.ended,
            in_a_row: in_a_row.saturating_add(1),
        });
    }

    /// What was fetched, as long as it lasts.
    fn usable(&self) -> Option<Current> {
        self.current
            .clone()
            .filter(|current| Instant::now() < current.expires_at)
    }
}

impl Current {
    /// Longer than any call takes, so that none begins with an authorization that expires on its way.
    const MARGIN: Duration = Duration::from_secs(300);

    fn new(fetched: Fetched) -> Self {
        let now = Instant::now();
        // What lives shorter than the margin is still good for most of its life.
        let margin = Self::MARGIN.min(fetched.lifetime / 10);
        // Far enough to be never, and no overflow.
        let lifetime = fetched
            .lifetime
            .min(Duration::from_secs(365 * 24 * 60 * 60));
        Self {
            authorization: fetched.authorization,
            renew_at: now + lifetime.saturating_sub(margin),
            expires_at: now + lifetime,
        }
    }
}

impl<F: Fetch> Provider for Cached<F> {
    fn authorization(&self) -> AuthorizationFuture<'_> {
        Box::pin(self.get())
    }

    fn expires_in(&self) -> Option<Duration> {
        let current = self.state().usable()?;
        Some(current.expires_at.saturating_duration_since(Instant::now()))
    }

    fn refused(&self, authorization: &Authorization) -> bool {
        let mut state = self.state();
        let is_current = state.current.as_ref().is_some_and(|current| {
            match (authorization.as_token(), current.authorization.as_token()) {
                (Some(refused), Some(current)) => refused == current,
                // Keys are told apart by nothing that is worth comparing: they are fetched anew.
                _ => true,
            }
        });
        if is_current {
            state.current = None;
        }
        // Another token may do. Keys are never tried again: five bad signatures in a row lock them.
        authorization.as_token().is_some()
    }
}

#[cfg(test)]
mod tests;
