use TaskState::{Abort, MigrateFail, MigrateSuccess, Ready, Running, SyncFail, Syncing};

use super::*;
use crate::action::action;

mod courses;

const PACE: Duration = Duration::from_secs(1);

/// A store with one task and its source server, and a clock that is turned by hand.
struct World {
    store: Store,
    now: Instant,
}

impl World {
    fn with_task(state: TaskState) -> Self {
        let mut store = Store::new(true, PACE, MAX_RECORDS);
        store.add_task("task", state, Some("source")).unwrap();
        Self {
            store,
            now: Instant::now(),
        }
    }

    fn try_to(&mut self, operation: &str) -> Result<(), Refusal> {
        self.store
            .act("task", action(operation).unwrap(), true, self.now)
    }

    fn told_to(mut self, operation: &str) -> Self {
        self.try_to(operation).unwrap();
        self
    }

    fn after_paces(mut self, paces: u32) -> Self {
        self.now += PACE * paces;
        self
    }

    fn task_state(&mut self) -> String {
        text(&self.store.show_task("task", self.now).unwrap()["state"])
    }

    fn log(&mut self) -> String {
        text(&self.store.show_task("task", self.now).unwrap()["log_collect_status"])
    }

    /// The state of the task, the copy state and the migration cycle, now and after each pace.
    fn course(&mut self, paces: usize) -> Vec<[String; 3]> {
        let mut course = Vec::new();
        for _ in 0..=paces {
            let task = self.task_state();
            let source = self.store.show_source("source", self.now).unwrap();
            course.push([
                task,
                text(&source["state"]),
                text(&source["migration_cycle"]),
            ]);
            self.now += PACE;
        }
        course
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn an_action_in_a_wrong_state_is_refused_with_its_code() {
    for (operation, allowed, code) in [
        ("start", &[Ready, Abort][..], "SMS.1039"),
        ("stop", &[Running, Syncing], "SMS.1038"),
        ("restart", &[MigrateSuccess, MigrateFail], "SMS.1040"),
        ("test", &[Syncing], "SMS.2009"),
        ("clone_test", &[Syncing], "SMS.2009"),
        ("sync_failed_rollback", &[SyncFail], "SMS.2009"),
    ] {
        for state in TaskState::ALL {
            let result = World::with_task(state).try_to(operation);
            let code = (!allowed.contains(&state)).then_some(code);
            let refused_with = result.err().map(|refusal| refusal.code);
            assert_eq!(refused_with, code, "{operation} of {state}");
        }
    }
}

#[test]
fn a_refused_action_changes_nothing() {
    let mut world = World::with_task(Syncing);
    world.try_to("start").unwrap_err();
    assert_eq!(world.after_paces(3).task_state(), "SYNCING");
}

#[test]
fn a_second_start_is_refused_before_the_first_takes_effect() {
    let mut world = World::with_task(Ready).told_to("start");
    assert_eq!(world.try_to("start").unwrap_err().code, "SMS.1039");
}

#[test]
fn a_second_test_is_refused_while_the_first_is_under_way() {
    let mut world = World::with_task(Syncing).told_to("test");
    assert_eq!(world.try_to("test").unwrap_err().code, "SMS.2009");

    let mut world = world.after_paces(1);
    assert_eq!(world.task_state(), "SYNCING");
    assert_eq!(world.try_to("test").unwrap_err().code, "SMS.2009");
}

#[test]
fn a_test_right_after_start_is_refused_since_the_task_is_only_about_to_run() {
    let mut world = World::with_task(Ready).told_to("start");
    assert_eq!(world.try_to("test").unwrap_err().code, "SMS.2009");

    let mut world = world.after_paces(3);
    world.try_to("test").unwrap();
}

#[test]
fn a_stop_right_after_start_replaces_it() {
    let mut world = World::with_task(Ready).told_to("start").told_to("stop");
    assert_eq!(
        world.course(4),
        [
            ["READY", "waiting", "setting"],
            ["ABORTING", "stopping", "setting"],
            ["ABORT", "stopped", "setting"],
            ["ABORT", "stopped", "setting"],
            ["ABORT", "stopped", "setting"],
        ]
    );
}

#[test]
fn a_stop_halfway_through_a_start_keeps_the_task_from_syncing() {
    let mut world = World::with_task(Ready)
        .told_to("start")
        .after_paces(2)
        .told_to("stop");
    assert_eq!(
        world.course(3),
        [
            ["RUNNING", "replicate", "replicating"],
            ["ABORTING", "stopping", "replicating"],
            ["ABORT", "stopped", "replicating"],
            ["ABORT", "stopped", "replicating"],
        ]
    );
}

#[test]
fn a_report_is_seen_one_pace_later() {
    let mut world = World::with_task(Ready);
    world
        .store
        .report("source", Some("WAITING"), Some("cutovered"), world.now)
        .unwrap();
    world
        .store
        .report("source", Some("ERROR"), None, world.now)
        .unwrap();

    let states: Vec<_> = world
        .course(1)
        .into_iter()
        .map(|[_, copy, cycle]| [copy, cycle])
        .collect();
    assert_eq!(states, [["waiting", "setting"], ["error", "cutovered"]]);
}

#[test]
fn a_report_on_one_field_leaves_the_course_of_the_other() {
    let mut world = World::with_task(Ready).told_to("start").after_paces(1);
    world
        .store
        .report("source", Some("ERROR"), None, world.now)
        .unwrap();

    assert_eq!(
        world.after_paces(2).course(0),
        [["SYNCING", "error", "syncing"]]
    );
}

#[test]
fn without_a_pace_an_action_takes_effect_at_once() {
    let mut store = Store::new(false, Duration::ZERO, MAX_RECORDS);
    let now = Instant::now();
    store
        .act("task", action("start").unwrap(), true, now)
        .unwrap();
    assert_eq!(store.show_task("task", now).unwrap()["state"], "SYNCING");
}

#[test]
fn a_strict_store_knows_only_what_was_added() {
    let mut world = World::with_task(Ready);
    let start = action("start").unwrap();
    for refused in [
        world.store.act("other", start, true, world.now).err(),
        world
            .store
            .report("other", None, Some("syncing"), world.now)
            .err(),
        world.store.show_task("other", world.now).err(),
        world.store.show_source("other", world.now).err(),
    ] {
        assert_eq!(refused.unwrap().code, "SMS.2252");
    }
}

#[test]
fn a_store_that_is_not_strict_creates_on_first_use() {
    let mut store = Store::new(false, PACE, MAX_RECORDS);
    let now = Instant::now();
    let task = store.show_task("task", now).unwrap();
    assert_eq!(task["state"], "READY");

    let source_id = text(&task["source_server"]["id"]);
    let source = store.show_source(&source_id, now).unwrap();
    assert_eq!(source["current_task"]["id"], "task");
    assert_eq!(
        store.show_source("lonely", now).unwrap()["current_task"],
        Value::Null
    );
}

#[test]
fn a_full_store_refuses_what_is_new_and_serves_what_it_has() {
    // A task takes two records: its own and that of its source server.
    let mut store = Store::new(false, PACE, 3);
    let now = Instant::now();
    store.show_task("task", now).unwrap();
    assert_eq!(
        store.show_task("other", now).unwrap_err().code,
        "EMULATOR.0507"
    );
    store.show_source("one more", now).unwrap();
    assert_eq!(
        store.show_source("other", now).unwrap_err().code,
        "EMULATOR.0507"
    );
    store.show_task("task", now).unwrap();
}
