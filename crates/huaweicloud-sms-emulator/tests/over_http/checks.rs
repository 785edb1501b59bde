//! What the emulator refuses, and in which order it looks.

use crate::client;
use crate::client::{ACTION, CHANGESTATE, Call, SOURCE, TASK, emulator};
use huaweicloud_sms_emulator::Emulator;

const START: &str = r#"{"operation":"start"}"#;

#[tokio::test]
async fn an_action_is_answered_with_200_and_no_body() {
    let emulator = emulator().await;
    let reply = Call::action(&emulator, START).send(&emulator).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
}

#[tokio::test]
async fn a_report_is_answered_with_200_and_a_json_string() {
    let emulator = emulator().await;
    let body = r#"{"copystate":"WAITING","migrationcycle":"cutovered"}"#;
    let reply = Call::changestate(&emulator, body).send(&emulator).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, r#""""#));
    assert_eq!(reply.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let emulator = emulator().await;
    let mut ids = std::collections::BTreeSet::new();
    for call in [
        Call::action(&emulator, START),
        Call::action(&emulator, START),
        Call::get(&emulator, TASK),
        Call::get(&emulator, "/nowhere"),
        Call::bare("GET", TASK),
    ] {
        let reply = call.send(&emulator).await;
        ids.insert(reply.header("X-Request-Id").unwrap().to_owned());
    }
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn an_unknown_path_is_404() {
    let emulator = emulator().await;
    for path in [
        "/",
        "/v3/tasks",
        "/v3/tasks/",
        "/v3/tasks//action",
        "/v3/tasks/a/b/action",
        "/v3/tasks/a/action/",
        "/v3/tasks/a/changestate",
        "/v3/tasks/../action",
        "/v3/tasks/%2e%2E/action",
        "/v1/tasks/a/action",
    ] {
        let call = Call::action(&emulator, START).to(path);
        call.send(&emulator).await.assert_refused(404, "APIGW.0101");
    }
}

#[tokio::test]
async fn a_wrong_method_is_refused_with_the_right_one() {
    let emulator = emulator().await;
    for (method, path, right) in [
        ("PUT", ACTION, "POST"),
        ("GET", ACTION, "POST"),
        ("POST", CHANGESTATE, "PUT"),
        ("DELETE", TASK, "GET"),
        ("POST", SOURCE, "GET"),
    ] {
        let call = Call::get(&emulator, path).sent_as(method).json(START);
        let reply = call.send(&emulator).await;
        reply.assert_refused(401, "SMS.2003");
        assert!(reply.message().ends_with(right), "{}", reply.message());
    }
}

#[tokio::test]
async fn a_call_without_a_token_is_refused() {
    let emulator = emulator().await;
    for call in [
        Call::bare("POST", ACTION).json(START),
        Call::bare("PUT", CHANGESTATE).json(r#"{"copystate":"ERROR"}"#),
        Call::bare("GET", TASK),
        Call::bare("GET", SOURCE),
    ] {
        let reply = call.send(&emulator).await;
        reply.assert_refused(401, "APIGW.0301");
        assert!(reply.message().contains("no token was sent"));
    }
}

#[tokio::test]
async fn another_token_is_refused() {
    let emulator = emulator().await;
    let almost = &emulator.token()[1..];
    for (token, reason) in [
        (almost, "not the emulator's"),
        ("", "0 characters"),
        (&*"x".repeat(16_384), "not the emulator's"),
        (&*"x".repeat(16_385), "16385 characters"),
    ] {
        let reply = Call::bare("GET", TASK)
            .header("X-Auth-Token", token)
            .send(&emulator)
            .await;
        reply.assert_refused(401, "APIGW.0301");
        assert!(reply.message().contains(reason), "{}", reply.message());
    }
}

#[tokio::test]
async fn two_tokens_are_refused_even_if_one_is_right() {
    let emulator = emulator().await;
    let call = Call::get(&emulator, TASK).header("x-auth-token", "other");
    call.send(&emulator).await.assert_refused(401, "APIGW.0301");
}

#[tokio::test]
async fn a_signature_is_refused_with_the_reason() {
    let emulator = emulator().await;
    let reply = Call::bare("GET", TASK)
        .header(
            "Authorization",
            "SDK-HMAC-SHA256 Access=a, SignedHeaders=b, Signature=c",
        )
        .send(&emulator)
        .await;
    reply.assert_refused(401, "APIGW.0301");
    assert!(reply.message().contains("does not verify signatures"));
}

#[tokio::test]
async fn a_token_of_ones_own_replaces_the_default() {
    let emulator = Emulator::builder().token("mine").start().await.unwrap();
    assert_eq!(emulator.token(), "mine");
    assert_eq!(Call::get(&emulator, TASK).send(&emulator).await.status, 200);

    let default = Call::bare("GET", TASK).header("X-Auth-Token", client::emulator().await.token());
    default
        .send(&emulator)
        .await
        .assert_refused(401, "APIGW.0301");
}

#[tokio::test]
async fn an_id_beyond_the_limit_is_400() {
    let emulator = emulator().await;
    for (characters, status) in [(255, 200), (256, 400)] {
        // The limit counts characters, and these take six bytes each in a path.
        let path = format!("/v3/tasks/{}", "%C3%A9".repeat(characters));
        let reply = Call::get(&emulator, &path).send(&emulator).await;
        assert_eq!(reply.status, status, "{}", reply.body);
    }
    let path = format!("/v3/sources/{}/changestate", "a".repeat(256));
    let call = Call::changestate(&emulator, r#"{"copystate":"ERROR"}"#).to(&path);
    call.send(&emulator)
        .await
        .assert_refused(400, "EMULATOR.0400");
}

#[tokio::test]
async fn an_id_that_is_not_percent_encoded_utf_8_is_400() {
    let emulator = emulator().await;
    for path in ["/v3/tasks/%ff", "/v3/tasks/%zz", "/v3/tasks/a%2"] {
        let reply = Call::get(&emulator, path).send(&emulator).await;
        reply.assert_refused(400, "EMULATOR.0400");
    }
}

#[tokio::test]
async fn an_encoded_slash_stays_inside_the_id() {
    let emulator = emulator().await;
    let reply = Call::get(&emulator, "/v3/tasks/a%2Fb")
        .send(&emulator)
        .await;
    assert_eq!(reply.json()["id"], "a/b");
}

#[tokio::test]
async fn spellings_of_one_id_are_one_task() {
    let emulator = emulator().await;
    let action = Call::action(&emulator, START);
    let spelled = action.clone().to("/v3/tasks/%61/action");
    assert_eq!(spelled.send(&emulator).await.status, 200);
    let again = action.to("/v3/tasks/a/action").send(&emulator).await;
    again.assert_refused(400, "SMS.1039");
}

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
        (changestate("{}"), "the body needs at least 1 field"),
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

#[tokio::test]
async fn an_unseeded_id_is_404_in_strict_mode() {
    let emulator = Emulator::builder().strict(true).start().await.unwrap();
    for call in [
        Call::action(&emulator, START),
        Call::changestate(&emulator, r#"{"copystate":"ERROR"}"#),
        Call::get(&emulator, TASK),
        Call::get(&emulator, SOURCE),
    ] {
        call.send(&emulator).await.assert_refused(404, "SMS.2252");
    }
}

#[tokio::test]
async fn a_stop_of_a_ready_task_is_refused_with_sms_1038() {
    let emulator = emulator().await;
    let reply = Call::action(&emulator, r#"{"operation":"stop"}"#)
        .send(&emulator)
        .await;
    reply.assert_refused(400, "SMS.1038");
    assert!(reply.message().contains("READY") && reply.message().contains("RUNNING or SYNCING"));
}

/// One request with everything wrong that can be. Each mistake is mended in turn, and the next check speaks.
#[tokio::test]
async fn the_checks_have_a_fixed_order() {
    let emulator = Emulator::builder().strict(true).start().await.unwrap();
    let too_large = " ".repeat(10_241);
    let long_id = format!("/v3/tasks/{}/action", "a".repeat(256));
    let token = emulator.token();

    let call = Call::bare("PUT", "/nowhere").body(too_large.clone());
    call.send(&emulator).await.assert_refused(404, "APIGW.0101");

    let call = call.to(&long_id);
    call.send(&emulator).await.assert_refused(401, "SMS.2003");

    let call = call.sent_as("POST");
    call.send(&emulator).await.assert_refused(401, "APIGW.0301");

    let call = call.header("X-Auth-Token", token);
    call.send(&emulator)
        .await
        .assert_refused(400, "EMULATOR.0400");

    let call = call.to(ACTION);
    call.send(&emulator).await.assert_refused(401, "SMS.2005");

    let call = call.header("Content-Type", "application/json");
    call.send(&emulator).await.assert_refused(401, "SMS.2004");

    let call = Call::action(&emulator, "{");
    call.send(&emulator)
        .await
        .assert_refused(400, "EMULATOR.0400");

    let call = Call::action(&emulator, "{}");
    call.send(&emulator)
        .await
        .assert_refused(400, "EMULATOR.0400");

    // Neither does the task exist, nor could it be stopped.
    let call = Call::action(&emulator, r#"{"operation":"stop"}"#);
    call.send(&emulator).await.assert_refused(404, "SMS.2252");

    let emulator = client::emulator().await;
    let call = Call::action(&emulator, r#"{"operation":"stop"}"#);
    call.send(&emulator).await.assert_refused(400, "SMS.1038");
}
