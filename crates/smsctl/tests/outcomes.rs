//! What smsctl says of what became of a call: outcome, exit code, and the facts of the answer.

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::server::{Answer, Server};
use support::{Run, smsctl, smsctl_at};

const ID: &str = "x-request-id: r-1";

/// Each command once, without retries, against a server that gives one answer.
fn both(answer: Answer) -> [(Run, usize); 2] {
    [
        &["task", "start", "t1"][..],
        &["source", "set-state", "s1", "--copystate", "WAITING"],
    ]
    .map(|args| {
        let server = Server::start(vec![answer.clone()]);
        let options = ["--output", "json", "--retries", "0", "--timeout", "20s"];
        let run = smsctl_at(&server, &[args, &options].concat());
        (run, server.requests().len())
    })
}

#[test]
fn every_answer_ends_in_its_outcome() {
    let nulls = r#"{"error_code":"SMS.9004","error_msg":"no","encoded_authorization_message":null,"error_param":null,"details":null}"#;
    let html = "<html><body>Bad Gateway</body></html>";
    for (status, body, outcome, code, error_code, message) in [
        (200, "", "done", 0, Value::Null, Value::Null),
        (200, "updated", "done", 0, Value::Null, Value::Null),
        (200, "\"updated\"", "done", 0, Value::Null, Value::Null),
        (200, "{}", "done", 0, Value::Null, Value::Null),
        (202, "", "done", 0, Value::Null, Value::Null),
        (204, "", "done", 0, Value::Null, Value::Null),
        (
            400,
            r#"{"errorCode":"SMS.1038","errorMsg":"state"}"#,
            "refused",
            3,
            json!("SMS.1038"),
            json!("state"),
        ),
        (403, nulls, "refused", 4, json!("SMS.9004"), json!("no")),
        (403, html, "refused", 4, Value::Null, json!(html)),
        (
            404,
            r#"{"code":"SMS.2252","message":"gone"}"#,
            "refused",
            3,
            json!("SMS.2252"),
            json!("gone"),
        ),
        (429, "", "refused", 6, Value::Null, Value::Null),
        (502, html, "unknown", 7, Value::Null, json!(html)),
        (
            503,
            r#"{"error":{"code":503,"message":"m"}}"#,
            "unknown",
            7,
            json!("503"),
            json!("m"),
        ),
    ] {
        for (run, requests) in both(Answer::new(status, &[ID], body)) {
            let result = run.result();
            assert_eq!((run.code, requests), (code, 1), "{status} {body}: {run:?}");
            assert_eq!(result["outcome"], outcome, "{run:?}");
            assert_eq!(result["status"], status, "{run:?}");
            assert_eq!(result["request_id"], "r-1", "{run:?}");
            assert_eq!(result["code"], error_code, "{run:?}");
            if message != Value::Null || code == 0 {
                assert_eq!(result["message"], message, "{run:?}");
            }
            assert_eq!(result["attempts"], 1);
        }
    }
}

#[test]
fn an_empty_error_still_has_its_status_and_request_id() {
    for (status, code) in [(401, 4), (500, 7)] {
        for (run, _) in both(Answer::new(status, &[ID], "")) {
            let result = run.result();
            assert_eq!(
                (run.code, &result["status"], &result["request_id"]),
                (code, &json!(status), &json!("r-1"))
            );
            assert!(result["message"].is_string(), "{run:?}");
        }
    }
}

#[test]
fn a_json_result_has_all_its_fields_in_their_order() {
    let server = Server::start(vec![Answer::ok()]);
    let run = smsctl_at(&server, &["task", "start", "t1", "--output", "json"]);
    assert_eq!(
        run.stdout,
        "{\"target\":\"task\",\"id\":\"t1\",\"operation\":\"start\",\"outcome\":\"done\",\"status\":200,\"code\":null,\
         \"message\":null,\"request_id\":null,\"attempts\":1}\n"
    );
}

#[test]
fn redirects_are_named_and_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Server::start(vec![Answer::ok()]);
        let location = format!("location: {}/stolen", elsewhere.url());
        for (run, _) in both(Answer::new(status, &[&location], "")) {
            assert_eq!(run.code, 3, "{run:?}");
            assert!(
                run.stderr.contains("redirect") && run.stderr.contains(&elsewhere.url()),
                "{run:?}"
            );
        }
        assert_eq!(elsewhere.connections(), 0);
    }
}

#[test]
fn an_action_whose_answer_is_lost_is_not_sent_again() {
    let server = Server::start(vec![Answer::Lose, Answer::ok()]);
    let run = smsctl_at(&server, &["task", "start", "t1", "--output", "json"]);
    assert_eq!((run.code, server.requests().len()), (7, 1), "{run:?}");
    assert_eq!(run.result()["outcome"], "unknown");
}

#[test]
fn an_update_whose_answer_is_lost_is_sent_again() {
    let server = Server::start(vec![Answer::Lose, Answer::ok()]);
    let run = smsctl_at(
        &server,
        &[
            "source",
            "set-state",
            "s1",
            "--copystate",
            "WAITING",
            "--output",
            "json",
        ],
    );
    assert_eq!((run.code, server.requests().len()), (0, 2), "{run:?}");
    assert_eq!(run.result()["attempts"], 2);
}

#[test]
fn a_throttled_action_is_sent_again_when_the_service_says() {
    let server = Server::start(vec![
        Answer::new(429, &["retry-after: 1"], ""),
        Answer::ok(),
    ]);
    let run = smsctl_at(&server, &["task", "start", "t1", "--output", "json"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.result()["attempts"], 2);
    let requests = server.requests();
    assert!(requests[1].at - requests[0].at >= Duration::from_secs(1));
}

#[test]
fn an_answer_without_end_ends_with_the_timeout() {
    let head = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    let started = Instant::now();
    for (run, requests) in both(Answer::Endless(head)) {
        assert_eq!((run.code, requests), (7, 1), "{run:?}");
        assert_eq!(run.result()["status"], 200);
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn nobody_there_is_not_sent() {
    let run = smsctl(&[
        "task",
        "start",
        "t1",
        "--endpoint",
        support::nobody(),
        "--output",
        "json",
        "--retries",
        "1",
    ]);
    assert_eq!(run.code, 5, "{run:?}");
    assert_eq!(run.result()["outcome"], "not_sent");
    assert!(run.stderr.contains("caused by:"), "{run:?}");
}

#[test]
fn of_several_ids_all_are_tried_and_the_worst_is_returned() {
    let refused = Answer::new(404, &[], "");
    let denied = Answer::new(403, &[], "");
    let failed = Answer::new(500, &[], "");
    for (answers, code) in [
        (vec![Answer::ok(), refused.clone(), Answer::ok()], 3),
        (vec![denied.clone(), refused.clone(), Answer::ok()], 4),
        (vec![refused, failed, denied], 7),
    ] {
        let server = Server::start(answers);
        let run = smsctl_at(&server, &["task", "start", "t1", "t2", "t3"]);
        assert_eq!(
            (run.code, run.lines().len(), server.requests().len()),
            (code, 3, 3),
            "{run:?}"
        );
    }
}

#[test]
fn what_a_server_says_cannot_write_to_the_terminal() {
    let body = "{\"error_code\":\"E\\u001b[31m\",\"error_msg\":\"\\u001b[2J\\nline\"}";
    let server = Server::start(vec![Answer::new(400, &[], body)]);
    let run = smsctl_at(&server, &["task", "start", "t1"]);
    assert!(
        !run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'),
        "{run:?}"
    );
    assert_eq!(run.lines().len(), 1);
}
