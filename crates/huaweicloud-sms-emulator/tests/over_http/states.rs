//! How states move, seen from outside and on a paused clock.

use std::sync::Arc;
use std::time::Duration;

use crate::client;
use crate::client::{ACTION, CHANGESTATE, Call, SOURCE, START, TASK};
use huaweicloud_sms_emulator::{Emulator, TaskState};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::advance;

const PACE: Duration = Duration::from_secs(60);

async fn get(emulator: &Emulator, path: &str) -> Value {
    Call::get(emulator, path).send(emulator).await.json()
}

#[tokio::test(start_paused = true)]
async fn a_start_is_queued_and_takes_effect_later() {
    let emulator = Emulator::builder().pace(PACE).start().await.unwrap();
    let start = Call::action(&emulator, r#"{"operation":"start"}"#);
    assert_eq!(start.send(&emulator).await.status, 200);

    for expected in ["READY", "RUNNING", "RUNNING", "SYNCING", "SYNCING"] {
        assert_eq!(get(&emulator, TASK).await["state"], expected);
        advance(PACE).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_report_is_queued_and_takes_effect_later() {
    let emulator = Emulator::builder().pace(PACE).start().await.unwrap();
    let report = Call::changestate(
        &emulator,
        r#"{"copystate":"INIT","migrationcycle":"replicating"}"#,
    );
    assert_eq!(report.send(&emulator).await.status, 200);

    assert_eq!(get(&emulator, SOURCE).await["state"], "waiting");
    advance(PACE).await;
    let source = get(&emulator, SOURCE).await;
    assert_eq!(source["state"], "initialize");
    assert_eq!(source["migration_cycle"], "replicating");
}

#[tokio::test(start_paused = true)]
async fn logs_are_uploaded_in_two_paces() {
    let emulator = Emulator::builder().pace(PACE).start().await.unwrap();
    let body = r#"{"operation":"collect_log","param":{"bucket":"sms"}}"#;
    assert_eq!(
        Call::action(&emulator, body).send(&emulator).await.status,
        200
    );

    for expected in ["INIT", "UPLOADING", "UPLOADED"] {
        assert_eq!(get(&emulator, TASK).await["log_collect_status"], expected);
        advance(PACE).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_collect_log_without_a_bucket_is_taken_and_uploads_nothing() {
    let emulator = Emulator::builder().pace(PACE).start().await.unwrap();
    let body = r#"{"operation":"collect_log"}"#;
    assert_eq!(
        Call::action(&emulator, body).send(&emulator).await.status,
        200
    );

    advance(PACE * 2).await;
    assert_eq!(get(&emulator, TASK).await["log_collect_status"], "INIT");
}

#[tokio::test]
async fn a_seeded_task_stands_where_it_was_seeded_beside_its_source_server() {
    let emulator = Emulator::builder()
        .strict(true)
        .task_of_source("t", TaskState::Syncing, "s")
        .source("s")
        .source("lonely")
        .start()
        .await
        .unwrap();

    assert_eq!(
        get(&emulator, "/v3/tasks/t").await,
        json!({
            "id": "t",
            "name": "t",
            "state": "SYNCING",
            "source_server": {"id": "s", "name": "s", "state": "syncing"},
            "target_server": null,
            "log_collect_status": "INIT",
            "sub_tasks": [],
        })
    );
    assert_eq!(
        get(&emulator, "/v3/sources/s").await,
        json!({
            "id": "s",
            "name": "s",
            "state": "syncing",
            "migration_cycle": "syncing",
            "connected": true,
            "current_task": {"id": "t", "name": "t", "state": "SYNCING"},
        })
    );
    assert_eq!(
        get(&emulator, "/v3/sources/lonely").await["current_task"],
        Value::Null
    );
}

#[tokio::test]
async fn a_task_without_a_link_gets_a_source_server_that_can_be_asked_for() {
    let emulator = Emulator::builder()
        .strict(true)
        .task("t", TaskState::SyncFail)
        .start()
        .await
        .unwrap();

    let task = get(&emulator, "/v3/tasks/t").await;
    let source_id = task["source_server"]["id"].as_str().unwrap();
    let source = get(&emulator, &format!("/v3/sources/{source_id}")).await;
    assert_eq!(source["current_task"]["id"], "t");
    assert_eq!(source["state"], "error");
}

#[tokio::test]
async fn requests_are_remembered_without_secrets() {
    let emulator = Emulator::builder()
        .token("canary-token")
        .start()
        .await
        .unwrap();
    let action = Call::action(&emulator, r#"{"operation":"stop"}"#);
    let reply = action
        .to(&format!("{ACTION}?key=canary-query"))
        .send(&emulator)
        .await;
    Call::bare("PUT", CHANGESTATE).send(&emulator).await;

    let requests = emulator.requests();
    let seen: Vec<_> = requests
        .iter()
        .map(|request| {
            (
                request.method.as_str(),
                request.path.as_str(),
                request.status,
            )
        })
        .collect();
    assert_eq!(seen, [("POST", ACTION, 400), ("PUT", CHANGESTATE, 401)]);
    assert_eq!(
        reply.header("X-Request-Id"),
        Some(requests[0].request_id.as_str())
    );
    assert!(!format!("{requests:?} {emulator:?}").contains("canary"));
}

#[tokio::test]
async fn of_many_starts_at_once_one_is_taken() {
    let emulator = Arc::new(client::emulator().await);
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let emulator = Arc::clone(&emulator);
        calls.spawn(async move { Call::action(&emulator, START).send(&emulator).await.status });
    }
    let mut statuses = calls.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| *status == 400));
}
