//! One attempt at a call, as far as credentials are concerned.

use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::{Authorization, Error, ErrorKind, Provider};

/// One attempt at a call: what it proves itself with, and whether that was accepted.
///
/// Whoever makes the attempt says so with [`accepted`](Self::accepted) or [`refused`](Self::refused). An attempt that
/// shows neither, such as one without an answer, is dropped.
///
/// Keys that were not accepted yet, or were refused last, are tried by one attempt at a time: five bad signatures in a row
/// lock a key, and many at once would be sent before the first of them was answered. Once they were accepted, attempts go
/// side by side, so a key that is revoked then gets as many bad signatures as are under way.
///
/// ```
/// use std::time::Duration;
/// use huaweicloud_auth::{AccessKeys, Credentials, Secret};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), huaweicloud_auth::Error> {
/// let credentials = Credentials::from(AccessKeys::new("AKEXAMPLE", Secret::new("SKEXAMPLE"))?);
/// let time = Duration::from_secs(15);
///
/// let attempt = credentials.attempt(time).await?;
/// let authorization = attempt.authorization();
/// // … a request is signed with it, sent, and answered with 401 …
/// let another_can_be_had = attempt.refused();
///
/// // Keys are not tried again for a while.
/// assert!(!another_can_be_had);
/// assert!(credentials.attempt(time).await.is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "whoever makes an attempt says what became of it"]
pub struct Attempt<'a> {
    shared: &'a Shared<dyn Provider>,
    authorization: Authorization,
    /// Held while nobody knows whether the keys are good.
    alone: Option<tokio::sync::MutexGuard<'a, ()>>,
}

/// What all attempts with the same credentials share.
#[derive(Debug)]
pub(crate) struct Shared<P: ?Sized> {
    probation: Probation,
    pub(crate) provider: P,
}

impl<P> Shared<P> {
    pub(crate) fn new(provider: P) -> Self {
        Self {
            probation: Probation::default(),
            provider,
        }
    }
}

/// Which keys were accepted, and the turns of those who try others.
#[derive(Debug, Default)]
struct Probation {
    passed: std::sync::Mutex<Option<Authorization>>,
    turn: Mutex<()>,
}

impl Probation {
    fn is_over(&self, keys: &Authorization) -> bool {
        self.passed().as_ref() == Some(keys)
    }

    fn passed(&self) -> MutexGuard<'_, Option<Authorization>> {
        // Nothing panics while it holds the lock.
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Attempt<'a> {
    pub(crate) async fn begin(
        shared: &'a Shared<dyn Provider>,
        time: Duration,
    ) -> Result<Self, Error> {
        // What begins with next to no time left would be sent, and its answer not waited for.
        timeout(time / 4 * 3, Self::in_turn(shared, time / 2))
            .await
            .unwrap_or_else(|_| {
                Err(Error::new(
                    ErrorKind::Unavailable,
                    "there were no credentials in the time allowed, because whoever issues them did not answer, or \
                     another call is still trying the keys; check the address, or try again later",
                ))
            })
    }

    async fn in_turn(shared: &'a Shared<dyn Provider>, patience: Duration) -> Result<Self, Error> {
        let probation = &shared.probation;
        let wanted = authorization(&shared.provider, patience).await?;
        // The refusal of a token locks nothing.
        if wanted.as_keys().is_none() || probation.is_over(&wanted) {
            return Ok(Self {
                shared,
                authorization: wanted,
                alone: None,
            });
        }
        let alone = probation.turn.lock().await;
        // They may have been refused meanwhile.
        let authorization = authorization(&shared.provider, patience).await?;
        let is_over = probation.is_over(&authorization);
        Ok(Self {
            shared,
            authorization,
            alone: (!is_over).then_some(alone),
        })
    }

    /// What the call proves itself with.
    pub fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    /// The service accepted the authorization, whatever else it said of the call.
    pub fn accepted(self) {
        self.shared.provider.accepted(&self.authorization);
        if self.alone.is_some() {
            *self.shared.probation.passed() = Some(self.authorization);
        }
    }

    /// The service did not accept the authorization. Returns whether another one can be had.
    #[must_use = "with another authorization the call can be made once more"]
    pub fn refused(self) -> bool {
        let another = self.shared.provider.refused(&self.authorization);
        *self.shared.probation.passed() = None;
        // Whatever the provider says: keys are not tried again.
        another && self.authorization.as_token().is_some()
    }
}

/// What the provider gives, or what it still has if that takes too long.
async fn authorization(
    provider: &dyn Provider,
    patience: Duration,
) -> Result<Authorization, Error> {
    let mut wanted = provider.authorization();
    match timeout(patience, &mut wanted).await {
        Ok(authorization) => authorization,
        Err(_) => match provider.kept() {
            Some(kept) => Ok(kept),
            None => wanted.await,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::{AccessKeys, AuthorizationFuture, Credentials, Secret, Token};

    const TIME: Duration = Duration::from_secs(8);

    /// Gives keys out so many times and hangs then, and says of everything refused that there is more.
    #[derive(Debug)]
    struct Keys(AtomicU32);

    impl Keys {
        fn given(times: u32) -> Credentials {
            Credentials::from_provider(Self(times.into()))
        }
    }

    impl Provider for Keys {
        fn authorization(&self) -> AuthorizationFuture<'_> {
            Box::pin(async {
                if self.0.fetch_sub(1, Ordering::Relaxed) == 0 {
                    std::future::pending::<()>().await;
                }
                Ok(AccessKeys::new("AK", Secret::new("SK"))?.into())
            })
        }

        fn refused(&self, _: &Authorization) -> bool {
            true
        }
    }

    #[tokio::test]
    async fn keys_are_not_tried_again_whatever_the_provider_says() {
        let credentials = Keys::given(2);
        assert!(!credentials.attempt(TIME).await.unwrap().refused());
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_hangs_leaves_a_quarter_of_the_time() {
        // It hangs at once, or only after the turn was taken.
        for times in [0, 1] {
            let began = tokio::time::Instant::now();
            let error = Keys::given(times).attempt(TIME).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unavailable);
            assert_eq!(began.elapsed(), TIME / 4 * 3);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn untried_keys_go_one_at_a_time_and_accepted_ones_side_by_side() {
        let credentials = Keys::given(100);
        let first = credentials.attempt(TIME).await.unwrap();
        let error = credentials.attempt(TIME).await.unwrap_err();
        assert!(error.to_string().contains("another call"), "{error}");
        // It ends without saying anything, and the next one has its turn.
        drop(first);
        credentials.attempt(TIME).await.unwrap().accepted();
        let one = credentials.attempt(TIME).await.unwrap();
        let other = credentials.attempt(TIME).await.unwrap();
        // After a refusal nobody knows again.
        assert!(!one.refused());
        drop(other);
        let _alone = credentials.attempt(TIME).await.unwrap();
        assert!(credentials.attempt(TIME).await.is_err());
    }

    /// Gives out other keys each time it is told to.
    #[derive(Debug, Default)]
    struct Rotating(std::sync::Arc<AtomicU32>);

    impl Provider for Rotating {
        fn authorization(&self) -> AuthorizationFuture<'_> {
            let number = self.0.load(Ordering::Relaxed);
            let keys = AccessKeys::new(format!("AK{number}"), Secret::new("SK"));
            Box::pin(std::future::ready(keys.map(Authorization::from)))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn keys_that_take_the_place_of_accepted_ones_are_tried_by_themselves() {
        let rotating = Rotating::default();
        let number = rotating.0.clone();
        let credentials = Credentials::from_provider(rotating);
        credentials.attempt(TIME).await.unwrap().accepted();
        number.store(1, Ordering::Relaxed);
        let alone = credentials.attempt(TIME).await.unwrap();
        assert!(credentials.attempt(TIME).await.is_err());
        alone.accepted();
        let _one = credentials.attempt(TIME).await.unwrap();
        let _other = credentials.attempt(TIME).await.unwrap();
    }

    #[tokio::test]
    async fn tokens_go_side_by_side() {
        let credentials = Credentials::from(Token::new("t").unwrap());
        let _one = credentials.attempt(TIME).await.unwrap();
        let _other = credentials.attempt(TIME).await.unwrap();
    }
}
