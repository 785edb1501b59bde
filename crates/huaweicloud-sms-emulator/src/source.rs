use std::borrow::Cow;

use crate::task_state::TaskState;
use crate::timeline::Timeline;

/// A state of a source server: one of the service's, or whatever a client reported within the contract.
pub(crate) type Reported = Cow<'static, str>;

/// A source server.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) copy_state: Timeline<Reported>,
    pub(crate) migration_cycle: Timeline<Reported>,
    /// The id of the task that migrates it.
    pub(crate) task: Option<String>,
}

impl Source {
    /// A source server that waits for its migration.
    pub(crate) fn waiting() -> Self {
        Self::beside(TaskState::Ready)
    }

    /// A source server whose task is in this state.
    ///
    /// The courses of the actions fix most of these pairs. The others follow from the names of the states.
    pub(crate) fn beside(task: TaskState) -> Self {
        let (copy_state, migration_cycle) = match task {
            TaskState::Ready => ("WAITING", "setting"),
            TaskState::Running | TaskState::Skipping => ("REPLICATE", "replicating"),
            TaskState::Syncing | TaskState::SyncSuccess => ("SYNCING", "syncing"),
            TaskState::MigrateSuccess => ("FINISHED", "cutovered"),
            TaskState::MigrateFail => ("ERROR", "replicating"),
            TaskState::SyncFail
            | TaskState::SyncFailRollingBack
            | TaskState::SyncFailRolledBack => ("ERROR", "syncing"),
            TaskState::Aborting => ("STOPPING", "replicating"),
            TaskState::Abort => ("STOPPED", "replicating"),
            TaskState::Deleting => ("DELETING", "replicating"),
            TaskState::Resetting => ("INIT", "replicating"),
        };
        Self {
            copy_state: Timeline::at_rest(copy_state),
            migration_cycle: Timeline::at_rest(migration_cycle),
            task: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;
    use crate::contract::EMBEDDED;
    use crate::document::Document;

    #[test]
    fn a_source_server_stands_in_states_of_the_contract_whatever_its_task_does() {
        let document = Document::read(EMBEDDED).unwrap();
        let known = |schema: &str, state: &str| {
            let values = document
                .at(&format!("/components/schemas/{schema}/enum"))
                .unwrap();
            document
                .list(values)
                .unwrap()
                .iter()
                .any(|value| value == state)
        };
        let now = Instant::now();
        for task in TaskState::ALL {
            let source = Source::beside(task);
            assert!(known("CopyState", source.copy_state.at(now)), "{task}");
            assert!(
                known("MigrationCycle", source.migration_cycle.at(now)),
                "{task}"
            );
        }
    }
}
