//! Keeping what was fetched until shortly before it expires.

use std::fmt;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::provider::{AuthorizationFuture, Provider};
use crate::{Authorization, Error, ErrorKind, held_back};

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
///
/// A token that was refused is fetched anew. If the new one is refused as well, that was no help, and is not tried again
/// for a while. Keys that were refused are held back, even if they are issued again.
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
    /// The latest one that was refused while it was the current one, which it is no more.
    refused: Option<Refused>,
}

#[derive(Clone, Debug)]
struct Current {
    authorization: Authorization,
    renew_at: Instant,
    expires_at: Instant,
    /// Until then, or until it is accepted, it is not fetched anew for a refusal, since it was fetched for one itself.
    kept_until: Option<Instant>,
}

#[derive(Clone, Debug)]
struct Refused {
    authorization: Authorization,
    at: Instant,
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
    /// Whoever issues credentials may ask for a longer back-off, and not for one that outlasts what was mended.
    const LONGEST_ASKED_FOR: Duration = Duration::from_secs(10);
    /// What a call that has nothing to go on with waits at most. It is to work as soon as the issuer does.
    const LONGEST_WAIT: Duration = Duration::from_secs(1);

    /// When it is worth trying again.
    fn over_at(&self) -> Instant {
        let back_off = match self.error.kind() {
            ErrorKind::Unavailable => Self::FIRST
                .saturating_mul(1 << (self.in_a_row - 1).min(16))
                .min(Self::LONGEST),
            _ => Self::AFTER_DENIAL,
        };
        let asked_for = self.error.retry_after().unwrap_or_default();
        self.at + back_off.max(asked_for.min(Self::LONGEST_ASKED_FOR))
    }

    /// The error, which says how much of the back-off is left if whoever issues credentials asked for one.
    fn told(self) -> Error {
        let left = self.over_at().saturating_duration_since(Instant::now());
        let asked = self.error.retry_after();
        self.error.with_retry_after(asked.map(|_| left))
    }

    /// Whether to wait for that time. A denial will most likely be the same then, so it is told at once, and so is a
    /// failure that says when to try again: the caller knows whether that is too late.
    fn is_worth_waiting(&self) -> bool {
        self.error.kind() == ErrorKind::Unavailable && self.error.retry_after().is_none()
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
                    let longest = Instant::now() + Failure::LONGEST_WAIT;
                    tokio::time::sleep_until(failure.over_at().min(longest)).await
                }
                None => return Err(failure.told()),
            }
        }
        match old {
            Some(_) => self.renew().await,
            None => self.fetch().await,
        }
    }

    /// Renews what is still valid, and goes on with it if that takes long: whoever calls should not have to wait for an
    /// issuer that hangs.
    async fn renew(&self) -> Result<Authorization, Error> {
        // An issuer that is well answers in a fraction of it.
        const LONGEST: Duration = Duration::from_secs(2);

        let renewed = tokio::time::timeout(LONGEST, self.fetch()).await;
        renewed.unwrap_or_else(|_| match self.kept() {
            Some(kept) => Ok(kept),
            // It was refused or expired meanwhile.
            None => Err(unanswered()),
        })
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
        let mut unfinished = Unfinished(Some(self));
        let result = self.source.fetch().await;
        unfinished.0 = None;
        let mut state = self.state();
        state.ended += 1;
        match result.and_then(|fetched| state.admit(fetched)) {
            Ok(current) => {
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

/// Notes on drop that a fetch came to no end, or each call after it would begin another one at once.
///
/// It is no end for those who wait for their turn: the next of them tries.
struct Unfinished<'a, F: Fetch>(Option<&'a Cached<F>>);

impl<F: Fetch> Drop for Unfinished<'_, F> {
    fn drop(&mut self) {
        if let Some(cached) = self.0 {
            cached.state().fail(unanswered());
        }
    }
}

fn unanswered() -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "whoever issues the credentials did not answer in time; check the address",
    )
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

    /// Takes what was fetched, unless it is of no use.
    fn admit(&self, fetched: Fetched) -> Result<Current, Error> {
        /// Whoever refuses a fresh token has a reason that does not go away by itself.
        const PATIENCE: Duration = Duration::from_secs(30);

        let mut current = Current::new(fetched);
        let Some(refused) = &self.refused else {
            return Ok(current);
        };
        if current.authorization.as_keys().is_some() {
            if current.authorization == refused.authorization {
                held_back::check(refused.at)?;
            }
        } else if self.current.is_none() {
            let now = Instant::now();
            let half = (current.expires_at - now) / 2;
            current.kept_until = Some(now + half.min(PATIENCE));
        }
        Ok(current)
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
            kept_until: None,
        }
    }
}

impl<F: Fetch> Provider for Cached<F> {
    fn authorization(&self) -> AuthorizationFuture<'_> {
        Box::pin(self.get())
    }

    fn accepted(&self, authorization: &Authorization) {
        if let Some(current) = &mut self.state().current
            && current.kept_until.is_some()
            && current.authorization == *authorization
        {
            current.kept_until = None;
        }
    }

    fn kept(&self) -> Option<Authorization> {
        Some(self.state().usable()?.authorization)
    }

    fn expires_in(&self) -> Option<Duration> {
        let current = self.state().usable()?;
        Some(current.expires_at.saturating_duration_since(Instant::now()))
    }

    fn refused(&self, authorization: &Authorization) -> bool {
        // Another token may do. Keys are never tried again: five bad signatures in a row lock them.
        let may_try_again = authorization.as_token().is_some();
        let now = Instant::now();
        let mut state = self.state();
        match &state.current {
            Some(current) if current.authorization == *authorization => {
                if current.kept_until.is_some_and(|until| now < until) {
                    return false;
                }
            }
            // A call that was under way with an earlier one learns of it late.
            _ => return may_try_again,
        }
        state.current = None;
        state.refused = Some(Refused {
            authorization: authorization.clone(),
            at: now,
        });
        may_try_again
    }
}

#[cfg(test)]
mod tests;
