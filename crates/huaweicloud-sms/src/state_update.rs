//! What is reported of a source server.

use huaweicloud_sms_api::types::UpdateCopyStateRequest;

use crate::{CopyState, Error, MigrationCycle, Mismatch, Pairing};

/// What is reported of a source server: its copy state, its migration cycle, or both.
///
/// ```
/// use huaweicloud_sms::{CopyState, MigrationCycle, StateUpdate};
///
/// let both = StateUpdate::from((CopyState::Waiting, MigrationCycle::Cutovered));
/// let one = StateUpdate::from(CopyState::Waiting);
/// assert!(StateUpdate::new(None, None).is_err());
/// # let _ = (both, one);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StateUpdate {
    copy_state: Option<CopyState>,
    migration_cycle: Option<MigrationCycle>,
}

impl StateUpdate {
    /// An update from parts that may be missing.
    ///
    /// # Errors
    ///
    /// Both are missing: the update would say nothing.
    pub fn new(
        copy_state: Option<CopyState>,
        migration_cycle: Option<MigrationCycle>,
    ) -> Result<Self, Error> {
        if copy_state.is_none() && migration_cycle.is_none() {
            return Err(Error::invalid_input(
                "the update is empty and would say nothing; give a copy state, a migration cycle, or both".to_owned(),
            ));
        }
        Ok(Self {
            copy_state,
            migration_cycle,
        })
    }

    /// The copy state, if it is reported.
    pub fn copy_state(&self) -> Option<CopyState> {
        self.copy_state
    }

    /// The migration cycle, if it is reported.
    pub fn migration_cycle(&self) -> Option<MigrationCycle> {
        self.migration_cycle
    }

    /// Checks whether its two fields go together. An update of one field alone always passes.
    ///
    /// # Errors
    ///
    /// They do not, as [`Pairing::check`] says.
    pub fn check_pairing(&self) -> Result<(), Mismatch> {
        match (self.copy_state, self.migration_cycle) {
            (Some(copy_state), Some(migration_cycle)) => {
                Pairing::check(copy_state, migration_cycle)
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn into_body(self) -> UpdateCopyStateRequest {
        UpdateCopyStateRequest {
            copystate: self.copy_state,
            migrationcycle: self.migration_cycle,
        }
    }
}

impl From<CopyState> for StateUpdate {
    fn from(copy_state: CopyState) -> Self {
        Self {
            copy_state: Some(copy_state),
            migration_cycle: None,
        }
    }
}

impl From<MigrationCycle> for StateUpdate {
    fn from(migration_cycle: MigrationCycle) -> Self {
        Self {
            copy_state: None,
            migration_cycle: Some(migration_cycle),
        }
    }
}

impl From<(CopyState, MigrationCycle)> for StateUpdate {
    fn from((copy_state, migration_cycle): (CopyState, MigrationCycle)) -> Self {
        Self {
            copy_state: Some(copy_state),
            migration_cycle: Some(migration_cycle),
        }
    }
}
