//! Which copy states go with which migration cycles.

use std::fmt;

use crate::{CopyState, MigrationCycle};

/// What to do about a copy state and a migration cycle that do not go together.
///
/// The pages of this contract allow every pair, and one of their examples uses one that does not go together. The 2026
/// edition answers such a pair with an error. So the rule is advice: a client warns, unless it is told to refuse or to
/// say nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pairing {
    /// Say nothing.
    Off,
    /// Warn, through `tracing`, and send it.
    #[default]
    Warn,
    /// Refuse it. Nothing is sent.
    Refuse,
}

/// The copy states that go with each migration cycle, as the vendor's SDK for Go states them for the 2026 edition.
const PAIRS: [(MigrationCycle, &[CopyState]); 6] = {
    use CopyState::*;
    use MigrationCycle as Cycle;
    [
        (Cycle::Checking, &[Unavailable, Waiting]),
        (Cycle::Setting, &[Waiting]),
        (
            Cycle::Replicating,
            &[Init, Replicate, Deleting, Stopping, Error, Stopped],
        ),
        (
            Cycle::Syncing,
            &[Syncing, Cloning, Deleting, Stopping, Error, Stopped],
        ),
        (
            Cycle::Cutovering,
            &[Cutovering, Deleting, Stopping, Error, Stopped],
        ),
        (
            Cycle::Cutovered,
            &[Finished, Deleting, Stopping, Error, Stopped],
        ),
    ]
};

impl Pairing {
    /// Checks whether a copy state and a migration cycle go together.
    ///
    /// ```
    /// use huaweicloud_sms::{CopyState, MigrationCycle, Pairing};
    ///
    /// assert!(Pairing::check(CopyState::Syncing, MigrationCycle::Syncing).is_ok());
    ///
    /// let mismatch = Pairing::check(CopyState::Waiting, MigrationCycle::Cutovered).unwrap_err();
    /// assert!(mismatch.to_string().contains("FINISHED"));
    /// ```
    ///
    /// # Errors
    ///
    /// They do not; the mismatch tells what would.
    pub fn check(copy_state: CopyState, migration_cycle: MigrationCycle) -> Result<(), Mismatch> {
        if Self::copy_states(migration_cycle).contains(&copy_state) {
            Ok(())
        } else {
            Err(Mismatch {
                copy_state,
                migration_cycle,
            })
        }
    }

    /// The copy states that go with a migration cycle.
    pub fn copy_states(migration_cycle: MigrationCycle) -> &'static [CopyState] {
        PAIRS
            .iter()
            .find(|(cycle, _)| *cycle == migration_cycle)
            .map_or(&[], |(_, states)| states)
    }
}

/// A copy state and a migration cycle that do not go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    copy_state: CopyState,
    migration_cycle: MigrationCycle,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states: Vec<_> = Pairing::copy_states(self.migration_cycle)
            .iter()
            .map(CopyState::to_string)
            .collect();
        write!(
            f,
            "the copy state {} does not go with the migration cycle {}, whose copy states are {}; later editions of \
             the service refuse the pair",
            self.copy_state,
            self.migration_cycle,
            states.join(", ")
        )
    }
}

impl std::error::Error for Mismatch {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_cycle_has_its_copy_states() {
        for cycle in MigrationCycle::ALL {
            assert!(!Pairing::copy_states(*cycle).is_empty(), "{cycle}");
        }
    }

    #[test]
    fn every_copy_state_goes_with_some_migration_cycle() {
        for state in CopyState::ALL {
            assert!(
                MigrationCycle::ALL
                    .iter()
                    .any(|cycle| Pairing::check(*state, *cycle).is_ok()),
                "{state}"
            );
        }
    }

    #[test]
    fn a_mismatch_tells_what_would_match() {
        let mismatch = Pairing::check(CopyState::Syncing, MigrationCycle::Checking).unwrap_err();
        assert_eq!(
            mismatch.to_string(),
            "the copy state SYNCING does not go with the migration cycle checking, whose copy states are UNAVAILABLE, \
             WAITING; later editions of the service refuse the pair"
        );
    }
}
