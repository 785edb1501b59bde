//! What the emulator refuses, and in which order it looks.

use crate::client;
use crate::client::{ACTION, CHANGESTATE, Call, SOURCE, START, TASK, emulator};
use huaweicloud_sms_emulator::Emulator;

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
async fn a_query_on_an_operation_is_refused() {
    let emulator = emulator().await;
    for query in ["x=1", "x", "=", "&"] {
        let call = Call::action(&emulator, START).to(&format!("{ACTION}?{query}"));
        let reply = call.send(&emulator).await;
        reply.assert_refused(400, "EMULATOR.0400");
        assert!(reply.message().contains("query"), "{}", reply.body);
    }
    let nothing = Call::action(&emulator, START).to(&format!("{ACTION}?"));
    assert_eq!(nothing.send(&emulator).await.status, 200);
    // The contract says nothing of the requests to look at what happened.
    let look = Call::get(&emulator, &format!("{TASK}?x=1"));
    assert_eq!(look.send(&emulator).await.status, 200);
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
    let reply = call.send(&emulator).await;
    reply.assert_refused(400, "EMULATOR.0400");
    assert!(reply.message().starts_with("the id"), "{}", reply.body);

    let call = call.to(&format!("{ACTION}?x=1"));
    let reply = call.send(&emulator).await;
    reply.assert_refused(400, "EMULATOR.0400");
    assert!(reply.message().contains("query"), "{}", reply.body);

    let call = call.to(ACTION);
    call.send(&emulator).await.assert_refused(401, "SMS.2005");

    let call = call.header("Content-Type", "application/json");
    call.send(&emulator).await.assert_refused(401, "SMS.2004");

    for (body, mistake) in [("{", "no json"), ("{}", "lacks the field")] {
        let reply = Call::action(&emulator, body).send(&emulator).await;
        reply.assert_refused(400, "EMULATOR.0400");
        assert!(reply.message().contains(mistake), "{}", reply.body);
    }

    // Neither does the task exist, nor could it be stopped.
    let call = Call::action(&emulator, r#"{"operation":"stop"}"#);
    call.send(&emulator).await.assert_refused(404, "SMS.2252");

    let emulator = client::emulator().await;
    let call = Call::action(&emulator, r#"{"operation":"stop"}"#);
    call.send(&emulator).await.assert_refused(400, "SMS.1038");
}
