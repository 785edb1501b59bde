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
            let old = self.state().usable();
            match old {
                Some(old) => return Ok(old.authorization),
                None if failure.is_worth_waiting() => {
                    tokio::time::sleep_until(failure.over_at()).await
                }
                None => return Err(failure.error),
            }
        }
        self.fetch().await
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
                let in_a_row = state.failure.as_ref().map_or(0, |failure| failure.in_a_row);
                state.failure = Some(Failure {
                    error: error.clone(),
                    at: Instant::now(),
                    number: state.ended,
                    in_a_row: in_a_row.saturating_add(1),
                });
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

impl State {
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
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

    use super::*;
    use crate::Token;

    const HOUR: Duration = Duration::from_secs(3600);

    /// Issues numbered tokens that live an hour. It takes a second each time.
    #[derive(Debug, Default)]
    struct Issuer {
        fetches: AtomicU32,
        down: AtomicBool,
        denies: AtomicBool,
    }

    impl Fetch for Arc<Issuer> {
        async fn fetch(&self) -> Result<Fetched, Error> {
            let number = self.fetches.fetch_add(1, Ordering::Relaxed) + 1;
            tokio::time::sleep(Duration::from_secs(1)).await;
            if self.denies.load(Ordering::Relaxed) {
                return Err(Error::new(ErrorKind::Denied, "wrong password"));
            }
            if self.down.load(Ordering::Relaxed) {
                return Err(Error::new(ErrorKind::Unavailable, "down"));
            }
            Ok(Fetched {
                authorization: Token::new(format!("t{number}"))?.into(),
                lifetime: HOUR,
            })
        }
    }

    impl Issuer {
        fn down(&self, down: bool) {
            self.down.store(down, Ordering::Relaxed);
        }

        fn fetches(&self) -> u32 {
            self.fetches.load(Ordering::Relaxed)
        }
    }

    fn cached() -> (Arc<Issuer>, Arc<Cached<Arc<Issuer>>>) {
        let issuer = Arc::new(Issuer::default());
        (issuer.clone(), Arc::new(Cached::new(issuer)))
    }

    async fn token(cached: &Cached<Arc<Issuer>>) -> Result<String, Error> {
        let authorization = cached.authorization().await?;
        Ok(authorization
            .as_token()
            .unwrap()
            .header_value()
            .to_str()
            .unwrap()
            .to_owned())
    }

    #[tokio::test(start_paused = true)]
    async fn a_thousand_first_calls_fetch_once() {
        let (issuer, cached) = cached();
        let calls: Vec<_> = (0..1_000)
            .map(|_| {
                let cached = cached.clone();
                tokio::spawn(async move { token(&cached).await })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), "t1");
        }
        assert_eq!(issuer.fetches(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_renewed_shortly_before_it_expires() {
        let (issuer, cached) = cached();
        assert_eq!(token(&cached).await.unwrap(), "t1");
        tokio::time::advance(HOUR - Current::MARGIN - Duration::from_secs(2)).await;
        assert_eq!(token(&cached).await.unwrap(), "t1");
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(token(&cached).await.unwrap(), "t2");
        assert_eq!(issuer.fetches(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn while_one_call_renews_it_the_others_use_the_old_one() {
        let (_, cached) = cached();
        token(&cached).await.unwrap();
        tokio::time::advance(HOUR - Duration::from_secs(60)).await;
        let renewing = tokio::spawn({
            let cached = cached.clone();
            async move { token(&cached).await }
        });
        tokio::task::yield_now().await;
        assert_eq!(token(&cached).await.unwrap(), "t1");
        assert_eq!(renewing.await.unwrap().unwrap(), "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_valid_one_outlives_an_outage_of_its_issuer() {
        let (issuer, cached) = cached();
        token(&cached).await.unwrap();
        tokio::time::advance(HOUR - Duration::from_secs(120)).await;
        issuer.down(true);
        for _ in 0..60 {
            assert_eq!(token(&cached).await.unwrap(), "t1");
            tokio::time::advance(Duration::from_millis(500)).await;
        }
        // Not a fetch for each call: there is a back-off.
        assert!(issuer.fetches() < 20, "{}", issuer.fetches());
    }

    #[tokio::test(start_paused = true)]
    async fn after_an_outage_the_next_call_works() {
        let (issuer, cached) = cached();
        issuer.down(true);
        for _ in 0..10 {
            assert_eq!(
                token(&cached).await.unwrap_err().kind(),
                ErrorKind::Unavailable
            );
        }
        issuer.down(false);
        let began = Instant::now();
        assert_eq!(token(&cached).await.unwrap(), "t11");
        assert!(began.elapsed() <= Failure::LONGEST + Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_wait_share_a_failure() {
        let (issuer, cached) = cached();
        issuer.down(true);
        let calls: Vec<_> = (0..100)
            .map(|_| {
                let cached = cached.clone();
                tokio::spawn(async move { token(&cached).await })
            })
            .collect();
        for call in calls {
            assert!(call.await.unwrap().is_err());
        }
        assert_eq!(issuer.fetches(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_denial_is_believed_for_a_while_and_not_for_good() {
        let (issuer, cached) = cached();
        issuer.denies.store(true, Ordering::Relaxed);
        for _ in 0..100 {
            assert_eq!(token(&cached).await.unwrap_err().kind(), ErrorKind::Denied);
        }
        assert_eq!(issuer.fetches(), 1);
        issuer.denies.store(false, Ordering::Relaxed);
        tokio::time::advance(Failure::AFTER_DENIAL).await;
        assert_eq!(token(&cached).await.unwrap(), "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_dropped_while_it_fetches_hands_over() {
        let (issuer, cached) = cached();
        let first = tokio::spawn({
            let cached = cached.clone();
            async move { token(&cached).await }
        });
        tokio::task::yield_now().await;
        let waiting = tokio::spawn({
            let cached = cached.clone();
            async move { token(&cached).await }
        });
        tokio::task::yield_now().await;
        first.abort();
        assert_eq!(waiting.await.unwrap().unwrap(), "t2");
        assert_eq!(issuer.fetches(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_is_fetched_anew_once() {
        let (issuer, cached) = cached();
        let first = cached.authorization().await.unwrap();
        assert!(cached.refused(&first));
        assert_eq!(token(&cached).await.unwrap(), "t2");
        // A call that was under way with the first one learns of it late.
        assert!(cached.refused(&first));
        assert_eq!(token(&cached).await.unwrap(), "t2");
        assert_eq!(issuer.fetches(), 2);
    }
}
