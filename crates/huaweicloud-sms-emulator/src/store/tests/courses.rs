//! The rows of the state table, each seen from its task and its source server.

use super::*;

#[track_caller]
fn assert_course(from: TaskState, operation: &str, expected: &[[&str; 3]]) {
    let course = World::with_task(from)
        .told_to(operation)
        .course(expected.len() - 1);
    assert_eq!(course, expected);
}

#[test]
fn a_started_task_runs_and_then_syncs_with_its_source_server() {
    assert_course(
        Ready,
        "start",
        &[
            ["READY", "waiting", "setting"],
            ["RUNNING", "initialize", "replicating"],
            ["RUNNING", "replicate", "replicating"],
            ["SYNCING", "syncing", "syncing"],
            ["SYNCING", "syncing", "syncing"],
        ],
    );
}

#[test]
fn a_paused_task_is_resumed_by_start() {
    assert_course(
        Abort,
        "start",
        &[
            ["ABORT", "stopped", "replicating"],
            ["RUNNING", "initialize", "replicating"],
            ["RUNNING", "replicate", "replicating"],
            ["SYNCING", "syncing", "syncing"],
        ],
    );
}

#[test]
fn a_running_task_is_paused_by_stop() {
    assert_course(
        Running,
        "stop",
        &[
            ["RUNNING", "replicate", "replicating"],
            ["ABORTING", "stopping", "replicating"],
            ["ABORT", "stopped", "replicating"],
            ["ABORT", "stopped", "replicating"],
        ],
    );
}

#[test]
fn a_syncing_task_is_paused_by_stop() {
    assert_course(
        Syncing,
        "stop",
        &[
            ["SYNCING", "syncing", "syncing"],
            ["ABORTING", "stopping", "syncing"],
            ["ABORT", "stopped", "syncing"],
        ],
    );
}

#[test]
fn a_syncing_task_is_cut_over_by_test() {
    assert_course(
        Syncing,
        "test",
        &[
            ["SYNCING", "syncing", "syncing"],
            ["SYNCING", "cutovering", "cutovering"],
            ["MIGRATE_SUCCESS", "finished", "cutovered"],
            ["MIGRATE_SUCCESS", "finished", "cutovered"],
        ],
    );
}

#[test]
fn a_syncing_task_goes_on_syncing_while_its_target_is_cloned() {
    assert_course(
        Syncing,
        "clone_test",
        &[
            ["SYNCING", "syncing", "syncing"],
            ["SYNCING", "cloning", "syncing"],
            ["SYNCING", "syncing", "syncing"],
        ],
    );
}

#[test]
fn a_finished_task_runs_again_after_restart() {
    assert_course(
        MigrateSuccess,
        "restart",
        &[
            ["MIGRATE_SUCCESS", "finished", "cutovered"],
            ["RUNNING", "initialize", "replicating"],
            ["RUNNING", "replicate", "replicating"],
            ["SYNCING", "syncing", "syncing"],
        ],
    );
}

#[test]
fn a_failed_task_runs_again_after_restart() {
    assert_course(
        MigrateFail,
        "restart",
        &[
            ["MIGRATE_FAIL", "error", "replicating"],
            ["RUNNING", "initialize", "replicating"],
        ],
    );
}

#[test]
fn a_failed_synchronisation_is_rolled_back() {
    assert_course(
        SyncFail,
        "sync_failed_rollback",
        &[
            ["SYNC_FAIL", "error", "syncing"],
            ["SYNC_F_ROLLBACKING", "error", "syncing"],
            ["SYNC_F_ROLLBACK_SUCCESS", "error", "syncing"],
        ],
    );
}

#[test]
fn logs_are_collected_in_every_state_and_change_none() {
    for state in TaskState::ALL {
        let mut world = World::with_task(state).told_to("collect_log");
        for log in ["INIT", "UPLOADING", "UPLOADED", "UPLOADED"] {
            assert_eq!(world.log(), log, "{state}");
            assert_eq!(world.task_state(), state.as_str());
            world = world.after_paces(1);
        }
    }
}

#[test]
fn logs_without_a_bucket_go_nowhere() {
    let mut world = World::with_task(Ready);
    let collect_log = action("collect_log").unwrap();
    world
        .store
        .act("task", collect_log, false, world.now)
        .unwrap();

    assert_eq!(world.after_paces(2).log(), "INIT");
}
