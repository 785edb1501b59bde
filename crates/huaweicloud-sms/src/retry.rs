//! Sending a call again, where that can do no harm.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::budget::RetryBudget;
use crate::trace;
use crate::{Error, FailedAttempt, Kind, Outcome, Receipt, RetryPolicy};

/// How the attempts at a call follow one another. Shared by all calls of a client.
#[derive(Debug)]
pub(crate) struct Retry {
    pub(crate) policy: Arc<dyn RetryPolicy>,
    pub(crate) budget: RetryBudget,
    /// How long a call may take, with all its attempts and the waits between them.
    pub(crate) timeout: Duration,
    /// How long one attempt may take.
    pub(crate) attempt_timeout: Duration,
}

impl Retry {
    /// Runs attempts, each of which is told its number and how long it may take, until one ends the call.
    ///
    /// An attempt is followed by another only if its error [can be retried](Error::is_retryable), the policy wants it,
    /// the wait ends before the deadline, and the budget has something left.
    pub(crate) async fn run<F, A>(&self, mut attempt: A) -> Result<Receipt, Error>
    where
        A: FnMut(u32, Duration) -> F,
        F: Future<Output = Result<Receipt, Error>>,
    {
        let started = Instant::now();
        let mut attempts = 0;
        // Those that left this process, which are what is told as attempts.
        let mut made = 0;
        let mut may_have_happened = false;
        // The error of the attempt whose credentials were renewed, until the service says something newer.
        let mut refusal: Option<Error> = None;
        let mut renewed = false;
        loop {
            let left = self.timeout.saturating_sub(started.elapsed());
            attempts += 1;
            let error = match attempt(attempts, left.min(self.attempt_timeout)).await {
                Ok(receipt) => {
                    self.budget.refund();
                    return Ok(receipt.after(made + 1, started.elapsed()));
                }
                Err(error) => error,
            };
            if !error.kind().is_local() {
                made += 1;
            }
            may_have_happened |= error.outcome() == Outcome::Unknown;
            if error.has_renewed_credentials() && !renewed && started.elapsed() < self.timeout {
                // It was refused for its credentials and not processed, and now there are others.
                renewed = true;
                refusal = Some(error);
                continue;
            }
            if !error.kind().is_local() {
                // The service has said something newer.
                refusal = None;
            }
            if let Some(wait) = self.wait(&error, attempts, started) {
                trace::retrying(&error, attempts, wait);
                tokio::time::sleep(wait).await;
                // A sleep may end late. An attempt without any time would be sent, and its answer not waited for.
                if started.elapsed() < self.timeout {
                    continue;
                }
            }
            let error = match refusal {
                // What the service said is what the caller has to know.
                Some(refusal) if error.kind() == Kind::Credentials => {
                    refusal.without_renewal(error)
                }
                _ => error,
            };
            return Err(error.after(made, started.elapsed(), may_have_happened));
        }
    }

    /// How long to wait for the next attempt, if there is to be one.
    fn wait(&self, error: &Error, attempts: u32, started: Instant) -> Option<Duration> {
        if !error.is_retryable() {
            return None;
        }
        let elapsed = started.elapsed();
        let wanted = self.policy.wait(&FailedAttempt {
            error,
            attempts,
            elapsed,
        })?;
        let wait = wanted.max(error.retry_after().unwrap_or_default());
        // Waiting for a time after the deadline would only tell the caller later.
        let in_time = elapsed
            .checked_add(wait)
            .is_some_and(|end| end < self.timeout);
        (in_time && self.budget.spend()).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::Backoff;

    fn retry(policy: impl RetryPolicy + 'static) -> Retry {
        Retry {
            policy: Arc::new(policy),
            budget: RetryBudget::default(),
            timeout: Duration::from_secs(60),
            attempt_timeout: Duration::from_secs(20),
        }
    }

    fn receipt() -> Receipt {
        Receipt::new(200, None)
    }

    /// Runs a script of attempts; returns the result and when each began.
    async fn play(
        retry: &Retry,
        script: Vec<Result<Receipt, Error>>,
    ) -> (Result<Receipt, Error>, Vec<Duration>) {
        let started = Instant::now();
        let script = RefCell::new(script.into_iter());
        let begun = RefCell::new(Vec::new());
        let result = retry
            .run(|_, _| {
                begun.borrow_mut().push(started.elapsed());
                let next = script
                    .borrow_mut()
                    .next()
                    .expect("an attempt more than the script has");
                async { next }
            })
            .await;
        (result, begun.into_inner())
    }

    fn throttled(retry_after: Option<u64>) -> Error {
        Error::for_test(Kind::Throttled, Outcome::Refused, false)
            .with_retry_after(retry_after.map(Duration::from_secs))
    }

    fn not_sent() -> Error {
        Error::for_test(Kind::Connection, Outcome::NotSent, false)
    }

    fn unknown(repeatable: bool) -> Error {
        Error::for_test(Kind::Service, Outcome::Unknown, repeatable)
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_not_processed_is_sent_again() {
        let (result, _) = play(
            &retry(Backoff::default()),
            vec![Err(not_sent()), Err(throttled(None)), Ok(receipt())],
        )
        .await;
        assert_eq!(result.unwrap().attempts(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn an_action_that_may_have_been_processed_is_not_sent_again() {
        let (result, begun) = play(&retry(Backoff::default()), vec![Err(unknown(false))]).await;
        assert_eq!(result.unwrap_err().attempts(), 1);
        assert_eq!(begun.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_update_that_may_have_been_processed_is_sent_again() {
        let (result, _) = play(
            &retry(Backoff::default()),
            vec![Err(unknown(true)), Ok(receipt())],
        )
        .await;
        assert_eq!(result.unwrap().attempts(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn an_early_attempt_that_may_have_been_processed_is_not_forgotten() {
        let refused = Error::for_test(Kind::Forbidden, Outcome::Refused, true);
        let (result, _) = play(
            &retry(Backoff::default()),
            vec![Err(unknown(true)), Err(refused)],
        )
        .await;
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Forbidden, Outcome::Unknown)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_action_is_sent_once_more_with_renewed_credentials() {
        let refused = || {
            Error::for_test(Kind::Unauthenticated, Outcome::Refused, false)
                .with_renewed_credentials(true)
        };
        let (result, begun) = play(
            &retry(Backoff::retries(0)),
            vec![Err(refused()), Ok(receipt())],
        )
        .await;
        assert_eq!(result.unwrap().attempts(), 2);
        assert_eq!(begun[1], Duration::ZERO);
        let (result, _) = play(
            &retry(Backoff::default()),
            vec![Err(refused()), Err(refused())],
        )
        .await;
        assert_eq!(result.unwrap_err().attempts(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_told_if_its_credentials_were_not_renewed_and_nothing_newer_was_said() {
        let refused = || {
            Error::for_test(Kind::Unauthenticated, Outcome::Refused, false)
                .with_renewed_credentials(true)
        };
        let missing = || Error::for_test(Kind::Credentials, Outcome::NotSent, false);
        for (script, kind, attempts) in [
            (
                vec![Err(refused()), Err(missing())],
                Kind::Unauthenticated,
                1,
            ),
            (
                vec![Err(refused()), Err(throttled(None)), Err(missing())],
                Kind::Credentials,
                2,
            ),
            (vec![Err(missing())], Kind::Credentials, 0),
        ] {
            let (result, _) = play(&retry(Backoff::default()), script).await;
            let error = result.unwrap_err();
            assert_eq!((error.kind(), error.attempts()), (kind, attempts));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn retry_after_is_waited_for() {
        let (result, begun) = play(
            &retry(Backoff::default()),
            vec![Err(throttled(Some(7))), Ok(receipt())],
        )
        .await;
        assert!(
            begun[1] >= Duration::from_secs(7) && begun[1] < Duration::from_secs(8),
            "{begun:?}"
        );
        assert_eq!(result.unwrap().elapsed(), begun[1]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_beyond_the_deadline_is_not_begun() {
        let (result, begun) =
            play(&retry(Backoff::default()), vec![Err(throttled(Some(60)))]).await;
        assert_eq!(result.unwrap_err().elapsed(), Duration::ZERO);
        assert_eq!(begun.len(), 1);
        let (result, _) = play(
            &retry(Backoff::default()),
            vec![Err(throttled(Some(u64::MAX)))],
        )
        .await;
        assert!(result.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_sent_when_a_wait_ended_after_the_deadline() {
        // The clock of tokio counts whole milliseconds, so this wait ends on the deadline and not before it.
        let wait = Duration::from_micros(59_999_900);
        let retry = retry(Fixed(wait));
        let (result, begun) = play(&retry, vec![Err(throttled(None))]).await;
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts(), begun.len()),
            (Kind::Throttled, 1, 1)
        );
    }

    #[derive(Debug)]
    struct Fixed(Duration);

    impl RetryPolicy for Fixed {
        fn wait(&self, _: &FailedAttempt<'_>) -> Option<Duration> {
            Some(self.0)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_end_where_the_policy_says() {
        let (result, begun) = play(
            &retry(Backoff::retries(2)),
            vec![Err(not_sent()), Err(not_sent()), Err(not_sent())],
        )
        .await;
        assert_eq!(result.unwrap_err().attempts(), 3);
        assert_eq!(begun.len(), 3);
        let (result, _) = play(&retry(Backoff::retries(0)), vec![Err(not_sent())]).await;
        assert_eq!(result.unwrap_err().attempts(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_gets_its_own_time_or_what_is_left_of_the_whole() {
        let retry = retry(Backoff::default());
        let given = RefCell::new(Vec::new());
        let _ = retry
            .run(|_, time| {
                given.borrow_mut().push(time);
                async move {
                    tokio::time::sleep(time).await;
                    Err(unknown(true))
                }
            })
            .await;
        let given = given.into_inner();
        assert_eq!(given[0], Duration::from_secs(20));
        assert!(
            given.last().unwrap() < &Duration::from_secs(20),
            "{given:?}"
        );
        assert!(
            given.iter().sum::<Duration>() <= Duration::from_secs(60),
            "{given:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_outage_uses_up_the_budget_and_success_refills_it() {
        let retry = retry(Backoff::retries(1));
        let mut sent = 0;
        for _ in 0..1_000 {
            let (_, begun) = play(&retry, vec![Err(not_sent()), Err(not_sent())]).await;
            sent += begun.len();
        }
        assert!(
            sent < 1_000 + 100,
            "{sent} requests for 1,000 calls in an outage"
        );

        for _ in 0..100 {
            let (result, _) = play(&retry, vec![Ok(receipt())]).await;
            assert!(result.is_ok());
        }
        let (result, _) = play(&retry, vec![Err(not_sent()), Ok(receipt())]).await;
        assert_eq!(result.unwrap().attempts(), 2);
    }
}
