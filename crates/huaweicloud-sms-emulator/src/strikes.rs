//! The lock on a key that is used with wrong signatures.

use std::time::{Duration, SystemTime};

/// How many wrong signatures in a row lock a key.
pub(crate) const MAX_STRIKES: u32 = 5;

/// How long a key stays locked.
const LOCK: Duration = Duration::from_secs(5 * 60);

/// The wrong signatures of one key since its last right one.
#[derive(Debug, Default)]
pub(crate) struct Strikes {
    count: u32,
    locked_until: Option<SystemTime>,
}

impl Strikes {
    /// How long the key stays locked, if it is.
    pub(crate) fn locked_for(&self, now: SystemTime) -> Option<Duration> {
        let left = self.locked_until?.duration_since(now).ok()?;
        (!left.is_zero()).then_some(left)
    }

    pub(crate) fn wrong_signature(&mut self, now: SystemTime) {
        self.count += 1;
        if self.count == MAX_STRIKES {
            self.count = 0;
            self.locked_until = Some(now + LOCK);
        }
    }

    pub(crate) fn right_signature(&mut self) {
        self.count = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const NOW: SystemTime = UNIX_EPOCH;

    fn strike(strikes: &mut Strikes, times: u32, now: SystemTime) {
        for _ in 0..times {
            strikes.wrong_signature(now);
        }
    }

    #[test]
    fn the_fifth_wrong_signature_locks_for_five_minutes() {
        let mut strikes = Strikes::default();
        strike(&mut strikes, 4, NOW);
        assert_eq!(strikes.locked_for(NOW), None);
        strike(&mut strikes, 1, NOW);
        assert_eq!(strikes.locked_for(NOW), Some(LOCK));
        let last = Duration::from_nanos(1);
        assert_eq!(strikes.locked_for(NOW + LOCK - last), Some(last));
        assert_eq!(strikes.locked_for(NOW + LOCK), None);
    }

    #[test]
    fn a_right_signature_in_between_starts_the_count_anew() {
        let mut strikes = Strikes::default();
        strike(&mut strikes, 4, NOW);
        strikes.right_signature();
        strike(&mut strikes, 4, NOW);
        assert_eq!(strikes.locked_for(NOW), None);
    }

    #[test]
    fn after_a_lock_the_count_starts_anew() {
        let mut strikes = Strikes::default();
        strike(&mut strikes, 5, NOW);
        let later = NOW + LOCK;
        strike(&mut strikes, 4, later);
        assert_eq!(strikes.locked_for(later), None);
        strike(&mut strikes, 1, later);
        assert_eq!(strikes.locked_for(later), Some(LOCK));
    }
}
