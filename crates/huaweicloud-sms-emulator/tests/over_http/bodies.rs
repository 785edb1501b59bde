//! Which bodies are taken.

use crate::client::{ACTION, CHANGESTATE, Call, START, TASK, emulator};
use huaweicloud_sms_emulator::Emulator;

#[tokio::test]
async fn a_missing_content_type_is_refused() {
    let emulator = emulator().await;
    let call = Call::get(&emulator, ACTION).sent_as("POST").body(START);
    call.send(&emulator).await.assert_refused(401, "SMS.2005");
}

#[tokio::test]
async fn another_content_type_is_refused() {
    let emulator = emulator().await;
    for (content_type, taken) in [
        ("text/plain", false),
        ("application/jsonp", false),
        ("", false),
        ("application/json; charset=utf-16", false),
        ("application/json", true),
        ("Application/JSON ; charset=utf-8", true),
    ] {
        let reply = Call::get(&emulator, CHANGESTATE)
            .sent_as("PUT")
            .header("Content-Type", content_type)
            .body(r#"{"copystate":"ERROR"}"#)
            .send(&emulator)
            .await;
        if taken {
            assert_eq!(reply.status, 200, "{content_type}");
        } else {
            reply.assert_refused(401, "SMS.2006");
        }
    }
}

#[tokio::test]
async fn two_content_types_are_refused_even_if_both_are_right() {
    let emulator = emulator().await;
    for second in ["text/plain", "application/json"] {
        let call = Call::changestate(&emulator, r#"{"copystate":"ERROR"}"#);
        let reply = call.header("Content-Type", second).send(&emulator).await;
        reply.assert_refused(401, "SMS.2006");
        assert!(reply.message().contains("more than one"), "{}", reply.body);
    }
}

#[tokio::test]
async fn a_body_of_10240_bytes_is_taken_and_one_more_is_not() {
    let emulator = emulator().await;
    let body = r#"{"copystate":"ERROR"}"#;
    let padded = |length: usize| format!("{body}{}", " ".repeat(length - body.len()));

    let largest = Call::changestate(&emulator, padded(10_240));
    assert_eq!(largest.send(&emulator).await.status, 200);
    let too_large = Call::changestate(&emulator, padded(10_241));
    too_large
        .send(&emulator)
        .await
        .assert_refused(401, "SMS.2004");
}

#[tokio::test]
async fn a_body_that_is_no_json_is_400() {
    let emulator = emulator().await;
    let deep = "[".repeat(5_000);
    for body in [
        &b""[..],
        b"{",
        b"start",
        b"{\"operation\":\"\xff\"}",
        b"{} {}",
        deep.as_bytes(),
    ] {
        let reply = Call::action(&emulator, body).send(&emulator).await;
        reply.assert_refused(400, "EMULATOR.0400");
        assert!(
            reply.message().starts_with("the body is no json: "),
            "{}",
            reply.body
        );
    }
}

#[tokio::test]
async fn a_body_that_breaks_the_contract_is_400_with_place_reason_and_choices() {
    let emulator = emulator().await;
    let action = |body: &str| Call::action(&emulator, body);
    let changestate = |body: &str| Call::changestate(&emulator, body);
    for (call, message) in [
        (
            action(r#"{"operation":"Start"}"#),
            "/operation must be one of start, stop, collect_log, test, clone_test, restart, sync_failed_rollback",
        ),
        (action("{}"), r#"the body lacks the field "operation""#),
        (action("[]"), "the body must be of type object"),
        (
            action(r#"{"operation":"start","force":true}"#),
            "/force is no field of this request",
        ),
        (
            action(r#"{"operation":"collect_log","param":{"bucket":1}}"#),
            "/param/bucket must be of type string",
        ),
        (
            action(r#"{"operation":"collect_log","params":{"bucket":"sms"}}"#),
            "/params is no field of this request; the field is `param`",
        ),
        (changestate("{}"), "the body must have 1 or more fields"),
        (
            changestate(r#"{"migrationcycle":"done"}"#),
            "/migrationcycle must be one of cutovering, cutovered, checking, setting, replicating, syncing",
        ),
        (
            changestate(r#"{"copystate":null}"#),
            "/copystate must be of type string",
        ),
    ] {
        let reply = call.send(&emulator).await;
        reply.assert_refused(400, "EMULATOR.0400");
        assert!(reply.message().contains(message), "{}", reply.message());
    }
}

#[tokio::test]
async fn each_violation_is_a_detail() {
    let emulator = emulator().await;
    let body = r#"{"copystate":"DONE","migrationcycle":"done"}"#;
    let answer = Call::changestate(&emulator, body)
        .send(&emulator)
        .await
        .json();

    assert_eq!(answer["error_param"].as_array().unwrap().len(), 2);
    let details = answer["details"].as_array().unwrap();
    assert_eq!(details.len(), 2);
    for (detail, field) in details.iter().zip(["/copystate", "/migrationcycle"]) {
        assert_eq!(detail["error_code"], "EMULATOR.0400");
        assert!(detail["error_msg"].as_str().unwrap().starts_with(field));
    }
}

#[tokio::test]
async fn a_lenient_emulator_takes_params_for_param() {
    let emulator = Emulator::builder().lenient(true).start().await.unwrap();
    let old = Call::action(
        &emulator,
        r#"{"operation":"collect_log","params":{"bucket":"sms"}}"#,
    );
    assert_eq!(old.send(&emulator).await.status, 200);

    let both = Call::action(
        &emulator,
        r#"{"operation":"collect_log","param":{},"params":{}}"#,
    );
    both.send(&emulator)
        .await
        .assert_refused(400, "EMULATOR.0400");
}

#[tokio::test]
async fn the_body_of_a_get_does_not_matter() {
    let emulator = emulator().await;
    let call = Call::get(&emulator, TASK).body(vec![0xff; 20_000]);
    assert_eq!(call.send(&emulator).await.status, 200);
}
