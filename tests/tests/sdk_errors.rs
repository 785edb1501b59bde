//! What the SDK makes of refusals and failures.
#![allow(
    clippy::unwrap_used,
    reason = "called by tests alone, where anything unexpected ends the test"
)]

mod support;

use contract_tests::pages::pages;
use httpmock::MockServer;
use huaweicloud_sms::{Error, Kind, Outcome};
use serde_json::json;
use support::sdk::{Method, methods, sms};

/// Every field that the pages document, each with a value of its own.
const FORBIDDEN: &str = r#"{
    "error_code": "SMS.9004",
    "error_msg": "no permission",
    "encoded_authorization_message": "XXXXXX",
    "error_param": ["You do not have permission to perform action XXX on resource XXX."],
    "details": [{"error_code": "SMS.9005", "error_msg": "why"}]
}"#;
const NULLS: &str = r#"{
    "error_code": "SMS.9004",
    "error_msg": "no permission",
    "encoded_authorization_message": null,
    "error_param": null,
    "details": null
}"#;
const HTML: &str = "<html><h1>Forbidden</h1></html>";

/// An answer, and what has to become of it.
struct Case {
    status: u16,
    body: &'static str,
    kind: Kind,
    outcome: Outcome,
    code: Option<&'static str>,
    message: Option<&'static str>,
}

const fn refused(
    status: u16,
    body: &'static str,
    kind: Kind,
    code: Option<&'static str>,
    message: Option<&'static str>,
) -> Case {
    Case {
        status,
        body,
        kind,
        outcome: Outcome::Refused,
        code,
        message,
    }
}

const fn failed(
    status: u16,
    body: &'static str,
    code: Option<&'static str>,
    message: Option<&'static str>,
) -> Case {
    Case {
        status,
        body,
        kind: Kind::Service,
        outcome: Outcome::Unknown,
        code,
        message,
    }
}

const CASES: [Case; 14] = [
    refused(
        400,
        r#"{"error_code":"SMS.1038","error_msg":"cannot be stopped"}"#,
        Kind::Refused,
        Some("SMS.1038"),
        Some("cannot be stopped"),
    ),
    refused(
        401,
        r#"{"error":{"code":401,"message":"who are you","title":"Unauthorized"}}"#,
        Kind::Unauthenticated,
        Some("401"),
        Some("who are you"),
    ),
    refused(
        401,
        r#"{"error_code":"APIGW.0301","error_msg":"decrypt token fail"}"#,
        Kind::Unauthenticated,
        Some("APIGW.0301"),
        Some("decrypt token fail"),
    ),
    refused(
        403,
        FORBIDDEN,
        Kind::Forbidden,
        Some("SMS.9004"),
        Some("no permission"),
    ),
    refused(
        403,
        NULLS,
        Kind::Forbidden,
        Some("SMS.9004"),
        Some("no permission"),
    ),
    refused(403, HTML, Kind::Forbidden, None, Some(HTML)),
    refused(403, "", Kind::Forbidden, None, None),
    refused(
        404,
        r#"{"errorCode":"SMS.2252","errorMsg":"nothing there"}"#,
        Kind::Refused,
        Some("SMS.2252"),
        Some("nothing there"),
    ),
    refused(413, "too large", Kind::Refused, None, Some("too large")),
    refused(
        429,
        r#"{"code":"APIGW.0308","message":"throttled"}"#,
        Kind::Throttled,
        Some("APIGW.0308"),
        Some("throttled"),
    ),
    failed(
        500,
        r#"{"error_code":"SMS.2007","error_msg":"failed"}"#,
        Some("SMS.2007"),
        Some("failed"),
    ),
    failed(
        502,
        "<html>bad gateway</html>",
        None,
        Some("<html>bad gateway</html>"),
    ),
    failed(503, "", None, None),
    failed(
        504,
        r#"{"error_code":"APIGW.0201","error_msg":null}"#,
        Some("APIGW.0201"),
        None,
    ),
];

/// Every method, answered with this: its error, and how many requests it sent.
async fn errors(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<(Method, Error, usize)> {
    let mut errors = Vec::new();
    for method in methods() {
        let server = MockServer::start_async().await;
        let mock = server
            .mock_async(|when, then| {
                when.any_request();
                let mut then = then.status(status).body(body);
                for (name, value) in headers {
                    then = then.header(*name, *value);
                }
            })
            .await;
        let error = (method.call)(&sms(&server.base_url())).await.unwrap_err();
        let calls = mock.calls_async().await;
        errors.push((method, error, calls));
    }
    errors
}

#[tokio::test]
async fn every_answer_ends_as_its_status_and_body_say() {
    for case in CASES {
        for (method, error, calls) in
            errors(case.status, &[("X-Request-Id", "r1")], case.body).await
        {
            let what = format!("{} answered {} {}", method.name, case.status, case.body);
            assert_eq!(error.kind(), case.kind, "{what}");
            assert_eq!(error.outcome(), case.outcome, "{what}");
            assert_eq!(error.status(), Some(case.status), "{what}");
            assert_eq!(error.code(), case.code, "{what}");
            assert_eq!(error.message(), case.message, "{what}");
            assert_eq!(error.request_id(), Some("r1"), "{what}");
            assert_eq!(usize::try_from(error.attempts()).unwrap(), calls, "{what}");
            // A task action that may have been queued is never called repeatable.
            let is_retryable = match case.kind {
                Kind::Throttled => true,
                Kind::Service => method.is_repeatable,
                _ => false,
            };
            assert_eq!(error.is_retryable(), is_retryable, "{what}");
        }
    }
}

#[tokio::test]
async fn a_documented_403_keeps_every_field() {
    for (_, error, _) in errors(403, &[], FORBIDDEN).await {
        assert_eq!(error.encoded_authorization_message(), Some("XXXXXX"));
        assert_eq!(
            error.invalid_params(),
            ["You do not have permission to perform action XXX on resource XXX."]
        );
        let details: Vec<_> = error
            .details()
            .map(|detail| (detail.code, detail.message))
            .collect();
        assert_eq!(details, [(Some("SMS.9005"), Some("why"))]);
        assert_eq!(error.request_id(), None);
    }
}

#[tokio::test]
async fn the_403_that_the_pages_show_is_understood_whole() {
    let example = &pages()["operations"][0]["example_response"]["body"];
    for (_, error, _) in errors(403, &[], &example.to_string()).await {
        assert_eq!(example["error_code"], error.code().unwrap());
        assert_eq!(example["error_msg"], error.message().unwrap());
        let encoded = error.encoded_authorization_message().unwrap();
        assert_eq!(example["encoded_authorization_message"], encoded);
        assert_eq!(example["error_param"], json!(error.invalid_params()));
        let detail = error.details().next().unwrap();
        assert_eq!(example["details"][0]["error_code"], detail.code.unwrap());
        assert_eq!(example["details"][0]["error_msg"], detail.message.unwrap());
    }
}

#[tokio::test]
async fn null_fields_are_missing_fields() {
    for (_, error, _) in errors(403, &[], NULLS).await {
        assert_eq!(error.encoded_authorization_message(), None);
        assert!(error.invalid_params().is_empty());
        assert_eq!(error.details().count(), 0);
    }
}

#[tokio::test]
async fn a_request_id_in_the_body_of_a_gateway_is_found() {
    let body = r#"{"error_msg":"x","error_code":"APIGW.0302","request_id":"r2"}"#;
    for (_, error, _) in errors(403, &[], body).await {
        assert_eq!(error.request_id(), Some("r2"));
    }
}

#[tokio::test]
async fn a_message_of_the_service_cannot_break_the_line_of_an_error() {
    let body = r#"{"error_code":"SMS.1","error_msg":"one\ntwo\u001b[31m"}"#;
    for (_, error, _) in errors(400, &[], body).await {
        let text = error.to_string();
        assert!(!text.contains(['\n', '\u{1b}']), "{text:?}");
        assert_eq!(error.message(), Some("one\ntwo\u{1b}[31m"));
    }
}

#[tokio::test]
async fn a_redirect_is_refused_and_the_other_server_sees_no_request() {
    let elsewhere = MockServer::start_async().await;
    let trap = elsewhere
        .mock_async(|when, then| {
            when.any_request();
            then.status(200);
        })
        .await;
    for status in [301, 302, 307, 308] {
        let location = elsewhere.url("/secret-path?secret-query");
        for (method, error, _) in errors(status, &[("location", &location)], "").await {
            assert_eq!(error.kind(), Kind::Redirect, "{}", method.name);
            assert_eq!(error.outcome(), Outcome::Refused, "{}", method.name);
            assert_eq!(error.status(), Some(status), "{}", method.name);
            assert!(!error.is_retryable(), "{}", method.name);
            // Where it leads to is said, what it carries is not.
            let text = error.to_string();
            assert!(text.contains(&elsewhere.base_url()), "{text}");
            assert!(!text.contains("secret"), "{text}");
        }
    }
    assert_eq!(trap.calls_async().await, 0);
}
