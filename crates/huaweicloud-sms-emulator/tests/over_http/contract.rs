//! The emulator follows the contract it is given, and nothing it was built with.

use crate::client;
use crate::client::{ACTION, CHANGESTATE, Call, SOURCE, START, TASK};
use huaweicloud_sms_emulator::{Emulator, TaskState};
use serde_json::Value;

const CONTRACT: &str = include_str!("../../sms-v3.yaml");

/// An emulator with a contract in which every occurrence of some text was replaced.
async fn contract_with(replacements: &[(&str, &str)]) -> Emulator {
    let mut text = CONTRACT.to_owned();
    for (old, new) in replacements {
        assert!(text.contains(old), "the contract has no `{old}`");
        text = text.replace(old, new);
    }
    Emulator::builder().contract(text).start().await.unwrap()
}

#[tokio::test]
async fn paths_come_from_the_contract() {
    let emulator = contract_with(&[("/v3/tasks/", "/v9/jobs/")]).await;
    let moved = ACTION.replace("/v3/tasks/", "/v9/jobs/");
    let action = Call::action(&emulator, START);
    action
        .send(&emulator)
        .await
        .assert_refused(404, "APIGW.0101");
    assert_eq!(action.to(&moved).send(&emulator).await.status, 200);

    let shown = Call::get(&emulator, moved.strip_suffix("/action").unwrap());
    assert_eq!(shown.send(&emulator).await.status, 200);
}

#[tokio::test]
async fn methods_come_from_the_contract() {
    let emulator = contract_with(&[("    post:", "    patch:")]).await;
    let action = Call::action(&emulator, START);
    action.send(&emulator).await.assert_refused(401, "SMS.2003");
    assert_eq!(action.sent_as("PATCH").send(&emulator).await.status, 200);
}

#[tokio::test]
async fn the_token_header_and_its_limits_come_from_the_contract() {
    let emulator = contract_with(&[
        ("name: X-Auth-Token", "name: X-Other"),
        ("maxLength: 16384", "maxLength: 40"),
    ])
    .await;
    let other = Call::bare("GET", TASK).header("X-Other", emulator.token());
    assert_eq!(other.send(&emulator).await.status, 200);
    Call::get(&emulator, TASK)
        .send(&emulator)
        .await
        .assert_refused(401, "APIGW.0301");

    let long = Call::bare("GET", TASK).header("X-Other", &"x".repeat(41));
    assert!(
        long.send(&emulator)
            .await
            .message()
            .contains("41 characters")
    );
}

#[tokio::test]
async fn id_limits_come_from_the_contract() {
    let emulator = contract_with(&[(
        "minLength: 1\n      maxLength: 255",
        "minLength: 2\n      maxLength: 3",
    )])
    .await;
    for (path, status) in [
        ("/v3/tasks/a", 400),
        ("/v3/tasks/abc", 200),
        ("/v3/sources/abcd", 400),
    ] {
        assert_eq!(
            Call::get(&emulator, path).send(&emulator).await.status,
            status,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_seeded_id_is_held_to_the_limits_of_its_kind() {
    let (before, after) = CONTRACT.split_once("    TaskId:\n").unwrap();
    let short_task_ids = after.replacen("maxLength: 255", "maxLength: 3", 1);
    let contract = format!("{before}    TaskId:\n{short_task_ids}");
    let builder = Emulator::builder().contract(contract);

    builder.clone().source("abcd").start().await.unwrap();
    let task = builder.task("abcd", TaskState::Ready);
    let error = task.start().await.unwrap_err().to_string();
    assert!(error.contains("3 or fewer characters"), "{error}");
}

#[tokio::test]
async fn values_of_a_report_come_from_the_contract() {
    let emulator = contract_with(&[("        - FINISHED\n", "        - PREMIGING\n")]).await;
    let report =
        |state: &str| Call::changestate(&emulator, format!(r#"{{"copystate":"{state}"}}"#));
    assert_eq!(report("PREMIGING").send(&emulator).await.status, 200);
    report("FINISHED")
        .send(&emulator)
        .await
        .assert_refused(400, "EMULATOR.0400");
}

#[tokio::test]
async fn an_operation_the_emulator_has_no_rule_for_is_501() {
    let emulator = contract_with(&[("        - restart\n", "        - network_check\n")]).await;
    let action = Call::action(&emulator, r#"{"operation":"network_check"}"#);
    action
        .send(&emulator)
        .await
        .assert_refused(501, "EMULATOR.0501");

    let emulator =
        contract_with(&[("operationId: UpdateCopyState", "operationId: UpdateSpeed")]).await;
    for call in [
        Call::changestate(&emulator, r#"{"copystate":"ERROR"}"#),
        Call::get(&emulator, SOURCE),
    ] {
        call.send(&emulator)
            .await
            .assert_refused(501, "EMULATOR.0501");
    }
}

#[tokio::test]
async fn statuses_and_bodies_of_success_come_from_the_contract() {
    let emulator = contract_with(&[("'200':", "'202':"), ("value: ''", "value: updated")]).await;
    let action = Call::action(&emulator, START).send(&emulator).await;
    assert_eq!((action.status, action.body.as_str()), (202, ""));
    let report = Call::changestate(&emulator, r#"{"copystate":"ERROR"}"#)
        .send(&emulator)
        .await;
    assert_eq!((report.status, report.body.as_str()), (202, r#""updated""#));
}

#[tokio::test]
async fn the_media_type_and_the_request_id_header_come_from_the_contract() {
    let emulator = contract_with(&[
        ("application/json:", "application/sms+json:"),
        ("X-Request-Id:", "X-Trace:"),
    ])
    .await;
    let reply = Call::action(&emulator, START).send(&emulator).await;
    reply.assert_refused(401, "SMS.2006");
    assert!(reply.header("X-Trace").is_some());
}

#[tokio::test]
async fn error_messages_keep_to_the_documented_length() {
    let emulator = contract_with(&[("maxLength: 255", "maxLength: 40")]).await;
    let reply = Call::action(&emulator, r#"{"operation":"go"}"#)
        .send(&emulator)
        .await;
    assert_eq!(reply.message().chars().count(), 40);
    assert!(reply.message().ends_with('…'));
}

/// Refusals of every kind, as they go over the wire.
#[tokio::test]
async fn refusals_have_the_fields_and_limits_of_the_contract() {
    let contract: Value = yaml_serde::from_str(CONTRACT).unwrap();
    let fields = &contract["components"]["schemas"]["ApiError"]["properties"];
    let detail_fields = &contract["components"]["schemas"]["ApiErrorDetail"]["properties"];
    let many_fields = format!(
        "{{{}}}",
        (0..60)
            .map(|n| format!(r#""field-number-{n}":1"#))
            .collect::<Vec<_>>()
            .join(",")
    );

    let emulator = client::emulator().await;
    for call in [
        Call::get(&emulator, "/nowhere"),
        Call::bare("GET", TASK),
        Call::get(&emulator, ACTION),
        Call::action(&emulator, many_fields),
        Call::action(&emulator, r#"{"operation":"stop"}"#),
    ] {
        let answer = call.send(&emulator).await.json();
        for (name, value) in answer.as_object().unwrap() {
            let documented = &fields[name]["x-documented"];
            assert!(documented.is_object(), "`{name}` is not documented");
            assert_within(value, documented);
        }
        for detail in answer["details"].as_array().into_iter().flatten() {
            for (name, value) in detail.as_object().unwrap() {
                assert_within(value, &detail_fields[name]["x-documented"]);
            }
        }
    }
}

#[track_caller]
fn assert_within(value: &Value, documented: &Value) {
    let (size, limit) = match value {
        Value::String(text) => (text.chars().count(), &documented["maxLength"]),
        Value::Array(items) => (items.len(), &documented["maxItems"]),
        other => panic!("{other} is neither text nor a list"),
    };
    assert!(
        size as u64 <= limit.as_u64().unwrap(),
        "{size} is more than {limit}"
    );
}

#[tokio::test]
async fn every_request_example_of_the_contract_is_valid() {
    let contract: Value = yaml_serde::from_str(CONTRACT).unwrap();
    for (path, method, target) in [
        ("/v3/tasks/{task_id}/action", "post", ACTION),
        ("/v3/sources/{source_id}/changestate", "put", CHANGESTATE),
    ] {
        let content = &contract["paths"][path][method]["requestBody"]["content"];
        for (name, example) in content["application/json"]["examples"].as_object().unwrap() {
            let emulator = client::emulator().await;
            let call = Call::get(&emulator, target)
                .sent_as(&method.to_uppercase())
                .json(example["value"].to_string());
            let reply = call.send(&emulator).await;
            // A fresh task is in the wrong state for most actions; the body is what counts here.
            assert!(
                reply.status == 200 || reply.refusal().1.starts_with("SMS."),
                "{name}: {}",
                reply.body
            );
        }
    }
}
