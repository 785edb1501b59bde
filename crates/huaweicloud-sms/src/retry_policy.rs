//! Whether and when a call is sent again.

use std::fmt;
use std::time::Duration;

use crate::Error;

/// Decides whether and when a call is sent again.
///
/// It is asked only if the failed attempt can be repeated without harm, as [`Error::is_retryable`] says: no policy can
/// have a task action sent again that may have been queued. A `Retry-After` of the service makes a wait longer, never
/// shorter, and no wait goes beyond the timeout of the call.
///
/// ```
/// use std::time::Duration;
/// use huaweicloud_sms::{FailedAttempt, RetryPolicy};
///
/// #[derive(Debug)]
/// struct OnceAfterASecond;
///
/// impl RetryPolicy for OnceAfterASecond {
///     fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
///         (failed.attempts == 1).then_some(Duration::from_secs(1))
///     }
/// }
/// ```
pub trait RetryPolicy: fmt::Debug + Send + Sync {
    /// How long to wait before the next attempt, or `None` to give up.
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;
}

/// What a policy is told.
#[derive(Debug)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// Why the last attempt failed.
    pub error: &'a Error,
    /// How many attempts were made, the last one included.
    pub attempts: u32,
    /// The time since the call began.
    pub elapsed: Duration,
}

/// Waits longer after each attempt, by chance between nothing and a limit that doubles each time. It is the policy of a
/// client unless another is set.
///
/// Chance keeps clients that failed together from coming back together.
#[derive(Clone, Debug)]
pub struct Backoff {
    retries: u32,
}

impl Backoff {
    /// The limit of the wait before the first retry.
    const FIRST: Duration = Duration::from_millis(250);

    /// No wait is longer than this, unless the service asks for it.
    const LONGEST: Duration = Duration::from_secs(5);

    /// At most so many retries, so one attempt more than that. 0 switches retries off.
    pub fn retries(retries: u32) -> Self {
        Self { retries }
    }

    fn limit(attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(16);
        Self::FIRST
            .saturating_mul(1 << doublings)
            .min(Self::LONGEST)
    }
}

impl Default for Backoff {
    /// At most three retries: they bridge a gateway that restarts, and more would only tell the caller later.
    fn default() -> Self {
        Self::retries(3)
    }
}

impl RetryPolicy for Backoff {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempts <= self.retries)
            .then(|| Self::limit(failed.attempts).mul_f64(fastrand::f64()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_doubles_up_to_the_longest_wait() {
        let limits: Vec<_> = (1..=7)
            .map(|attempts| Backoff::limit(attempts).as_millis())
            .collect();
        assert_eq!(limits, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
        assert_eq!(Backoff::limit(u32::MAX), Backoff::LONGEST);
    }

    #[test]
    fn waits_lie_anywhere_below_the_limit() {
        let error = Error::invalid_input(String::new());
        let failed = FailedAttempt {
            error: &error,
            attempts: 3,
            elapsed: Duration::ZERO,
        };
        let waits: Vec<_> = (0..1_000)
            .map(|_| Backoff::default().wait(&failed).unwrap())
            .collect();
        assert!(waits.iter().all(|wait| *wait < Backoff::limit(3)));
        assert!(waits.iter().any(|wait| *wait < Backoff::limit(3) / 4));
        assert!(waits.iter().any(|wait| *wait > Backoff::limit(3) / 4 * 3));
    }
}
