use std::fmt;
use std::str::FromStr;

use crate::Error;

/// The state of a migration task.
///
/// Some of these states cannot be reached by the actions the emulator plays. Seed a task with
/// [`EmulatorBuilder::task`](crate::EmulatorBuilder::task) to start from them.
///
/// The text form is the service's own:
///
/// ```
/// use huaweicloud_sms_emulator::TaskState;
///
/// assert_eq!("SYNC_FAIL".parse::<TaskState>()?, TaskState::SyncFail);
/// assert_eq!(TaskState::SyncFail.to_string(), "SYNC_FAIL");
/// # Ok::<(), huaweicloud_sms_emulator::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TaskState {
    /// `READY`: the task was never started.
    Ready,
    /// `RUNNING`: the full replication is under way.
    Running,
    /// `SYNCING`: changes on the source server are being synchronised.
    Syncing,
    /// `MIGRATE_SUCCESS`: the target server was launched.
    MigrateSuccess,
    /// `SYNC_SUCCESS`: the synchronisation is done.
    SyncSuccess,
    /// `MIGRATE_FAIL`: the migration failed.
    MigrateFail,
    /// `SYNC_FAIL`: the synchronisation failed.
    SyncFail,
    /// `ABORTING`: the task is being paused.
    Aborting,
    /// `ABORT`: the task is paused.
    Abort,
    /// `SKIPPING`: a step of the task is being skipped.
    Skipping,
    /// `DELETING`: the task is being deleted.
    Deleting,
    /// `SYNC_F_ROLLBACKING`: a failed synchronisation is being rolled back.
    SyncFailRollingBack,
    /// `SYNC_F_ROLLBACK_SUCCESS`: a failed synchronisation was rolled back.
    SyncFailRolledBack,
    /// `RESETING`, the service's spelling: the task is being reset.
    Resetting,
}

impl TaskState {
    /// Every state, in the order of this documentation.
    pub const ALL: [Self; 14] = [
        Self::Ready,
        Self::Running,
        Self::Syncing,
        Self::MigrateSuccess,
        Self::SyncSuccess,
        Self::MigrateFail,
        Self::SyncFail,
        Self::Aborting,
        Self::Abort,
        Self::Skipping,
        Self::Deleting,
        Self::SyncFailRollingBack,
        Self::SyncFailRolledBack,
        Self::Resetting,
    ];

    /// The state as the service spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "READY",
            Self::Running => "RUNNING",
            Self::Syncing => "SYNCING",
            Self::MigrateSuccess => "MIGRATE_SUCCESS",
            Self::SyncSuccess => "SYNC_SUCCESS",
            Self::MigrateFail => "MIGRATE_FAIL",
            Self::SyncFail => "SYNC_FAIL",
            Self::Aborting => "ABORTING",
            Self::Abort => "ABORT",
            Self::Skipping => "SKIPPING",
            Self::Deleting => "DELETING",
            Self::SyncFailRollingBack => "SYNC_F_ROLLBACKING",
            Self::SyncFailRolledBack => "SYNC_F_ROLLBACK_SUCCESS",
            Self::Resetting => "RESETING",
        }
    }
}

impl fmt::Display for TaskState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TaskState {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| {
                Error::new(format!(
                    "`{text}` is no state of a task; use one of {}",
                    Self::ALL.map(Self::as_str).join(", ")
                ))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_read_back_from_its_text() {
        for state in TaskState::ALL {
            assert_eq!(state.to_string().parse::<TaskState>().unwrap(), state);
        }
    }

    #[test]
    fn an_unknown_state_is_refused_with_the_known_ones() {
        let error = "ready".parse::<TaskState>().unwrap_err().to_string();
        assert!(
            error.contains("`ready`") && error.contains("RESETING"),
            "{error}"
        );
    }
}
