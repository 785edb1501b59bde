//! What each operation on a task asks for and brings, as one table.

use crate::refusal::codes;
use crate::task_state::TaskState;
use crate::timeline::Course;

/// One row of the state table.
///
/// Numbers are paces after the answer. The course of a task and that of its source server are laid side by side: while
/// a started task is `RUNNING`, its source server is first `INIT` and then `REPLICATE`, and both reach `SYNCING`
/// together.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) operation: &'static str,
    /// What state the task has to be in, if it matters.
    pub(crate) needs: Option<Needs>,
    pub(crate) task: Course<TaskState>,
    pub(crate) copy_state: Course<&'static str>,
    pub(crate) migration_cycle: Course<&'static str>,
    pub(crate) log: Course<&'static str>,
}

/// What state a task has to be in for an action.
#[derive(Debug)]
pub(crate) struct Needs {
    pub(crate) one_of: &'static [TaskState],
    /// The error code that answers an action in any other state.
    pub(crate) otherwise: &'static str,
}

/// The action of an operation, if the emulator knows it.
pub(crate) fn action(operation: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.operation == operation)
}

const RUNS: Course<TaskState> =
    Course::Follows(&[(1, TaskState::Running), (3, TaskState::Syncing)]);
const IS_REPLICATED: Course<&str> =
    Course::Follows(&[(1, "INIT"), (2, "REPLICATE"), (3, "SYNCING")]);
const REPLICATES_THEN_SYNCS: Course<&str> = Course::Follows(&[(1, "replicating"), (3, "syncing")]);

static ACTIONS: [Action; 7] = [
    Action {
        operation: "start",
        needs: Some(Needs {
            one_of: &[TaskState::Ready, TaskState::Abort],
            otherwise: codes::CANNOT_RESUME,
        }),
        task: RUNS,
        copy_state: IS_REPLICATED,
        migration_cycle: REPLICATES_THEN_SYNCS,
        log: Course::Untouched,
    },
    Action {
        operation: "stop",
        needs: Some(Needs {
            one_of: &[TaskState::Running, TaskState::Syncing],
            otherwise: codes::CANNOT_STOP,
        }),
        task: Course::Follows(&[(1, TaskState::Aborting), (2, TaskState::Abort)]),
        copy_state: Course::Follows(&[(1, "STOPPING"), (2, "STOPPED")]),
        migration_cycle: Course::Halts,
        log: Course::Untouched,
    },
    Action {
        operation: "test",
        needs: Some(Needs {
            one_of: &[TaskState::Syncing],
            otherwise: codes::UNEXPECTED_COMMAND,
        }),
        task: Course::Follows(&[(2, TaskState::MigrateSuccess)]),
        copy_state: Course::Follows(&[(1, "CUTOVERING"), (2, "FINISHED")]),
        migration_cycle: Course::Follows(&[(1, "cutovering"), (2, "cutovered")]),
        log: Course::Untouched,
    },
    Action {
        operation: "clone_test",
        needs: Some(Needs {
            one_of: &[TaskState::Syncing],
            otherwise: codes::UNEXPECTED_COMMAND,
        }),
        task: Course::Untouched,
        copy_state: Course::Follows(&[(1, "CLONING"), (2, "SYNCING")]),
        migration_cycle: Course::Untouched,
        log: Course::Untouched,
    },
    Action {
        operation: "restart",
        needs: Some(Needs {
            // One source names the finished task, another the failed one; nobody says which of them is wrong.
            one_of: &[TaskState::MigrateSuccess, TaskState::MigrateFail],
            otherwise: codes::CANNOT_RESTART,
        }),
        task: RUNS,
        copy_state: IS_REPLICATED,
        migration_cycle: REPLICATES_THEN_SYNCS,
        log: Course::Untouched,
    },
    Action {
        operation: "sync_failed_rollback",
        needs: Some(Needs {
            one_of: &[TaskState::SyncFail],
            otherwise: codes::UNEXPECTED_COMMAND,
        }),
        task: Course::Follows(&[
            (1, TaskState::SyncFailRollingBack),
            (2, TaskState::SyncFailRolledBack),
        ]),
        copy_state: Course::Untouched,
        migration_cycle: Course::Untouched,
        log: Course::Untouched,
    },
    Action {
        operation: "collect_log",
        needs: None,
        task: Course::Untouched,
        copy_state: Course::Untouched,
        migration_cycle: Course::Untouched,
        log: Course::Follows(&[(1, "UPLOADING"), (2, "UPLOADED")]),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::contract::EMBEDDED;
    use crate::document::Document;

    fn contract_values(pointer: &str) -> BTreeSet<String> {
        let document = Document::read(EMBEDDED).unwrap();
        let values = document.list(document.at(pointer).unwrap()).unwrap();
        values
            .iter()
            .map(|value| value.as_str().unwrap().to_owned())
            .collect()
    }

    fn states_of(courses: impl Iterator<Item = Course<&'static str>>) -> BTreeSet<String> {
        courses
            .filter_map(|course| match course {
                Course::Follows(states) => Some(states),
                Course::Untouched | Course::Halts => None,
            })
            .flatten()
            .map(|(_, state)| (*state).to_owned())
            .collect()
    }

    #[test]
    fn the_table_has_exactly_the_operations_of_the_contract() {
        let played: BTreeSet<_> = ACTIONS
            .iter()
            .map(|action| action.operation.to_owned())
            .collect();
        assert_eq!(
            played,
            contract_values("/components/schemas/TaskOperation/enum")
        );
    }

    #[test]
    fn source_servers_take_only_states_of_the_contract() {
        let copy_states = states_of(ACTIONS.iter().map(|action| action.copy_state));
        assert!(copy_states.is_subset(&contract_values("/components/schemas/CopyState/enum")));

        let cycles = states_of(ACTIONS.iter().map(|action| action.migration_cycle));
        assert!(cycles.is_subset(&contract_values("/components/schemas/MigrationCycle/enum")));
    }

    #[test]
    fn courses_are_in_the_order_of_time() {
        for action in &ACTIONS {
            if let Course::Follows(states) = action.task {
                assert!(
                    states.is_sorted_by(|a, b| a.0 < b.0),
                    "{}",
                    action.operation
                );
            }
            for course in [action.copy_state, action.migration_cycle, action.log] {
                if let Course::Follows(states) = course {
                    assert!(
                        states.is_sorted_by(|a, b| a.0 < b.0),
                        "{}",
                        action.operation
                    );
                }
            }
        }
    }
}
