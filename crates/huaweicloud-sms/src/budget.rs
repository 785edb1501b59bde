//! What all calls of a client together may spend on sending again.

use std::sync::atomic::{AtomicU32, Ordering};

/// What all calls of a client together may spend on sending again.
///
/// In an outage every call fails, and retries would multiply the load on a service that cannot bear the plain one. So a
/// retry costs a piece, a success earns a tenth of one, and once nothing is left calls fail at once. In the long run at
/// most every tenth request is a retry.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    /// In tenths of a retry.
    left: AtomicU32,
}

/// Enough that a short disturbance is bridged for a whole wave of calls at a time.
const FULL: u32 = 50 * RETRY;
const RETRY: u32 = 10;
const SUCCESS: u32 = 1;

impl Default for RetryBudget {
    fn default() -> Self {
        Self {
            left: AtomicU32::new(FULL),
        }
    }
}

impl RetryBudget {
    /// Pays for one retry, if there is enough left.
    pub(crate) fn spend(&self) -> bool {
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(RETRY)
            })
            .is_ok()
    }

    /// Earns what a success earns.
    pub(crate) fn refund(&self) {
        let _ = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                (left < FULL).then_some(left + SUCCESS)
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_retries_can_be_spent_and_ten_successes_earn_one_more() {
        let budget = RetryBudget::default();
        assert_eq!((0..1_000).filter(|_| budget.spend()).count(), 50);
        for _ in 0..9 {
            budget.refund();
        }
        assert!(!budget.spend());
        budget.refund();
        assert!(budget.spend());
    }

    #[test]
    fn a_full_budget_does_not_grow() {
        let budget = RetryBudget::default();
        for _ in 0..1_000 {
            budget.refund();
        }
        assert_eq!((0..1_000).filter(|_| budget.spend()).count(), 50);
    }
}
