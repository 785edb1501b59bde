//! What the SDK sends, and what it sends nothing for.

mod support;

use std::sync::{Arc, Mutex};

use contract_tests::contract::contract;
use contract_tests::loopback::{Answer, Loopback};
use contract_tests::wire::{self, End, Exchange, Request};
use httpmock::MockServer;
use huaweicloud_sms::{Kind, Outcome, Preview, Sms, Token};
use serde_json::json;
use support::sdk::{CANARY, SOURCE, TASK, methods, sms};

#[tokio::test]
async fn every_method_sends_the_documented_request() {
    for method in methods() {
        let server = MockServer::start_async().await;
        let mock = server
            .mock_async(|when, then| {
                when.method(method.verb)
                    .path(&method.path)
                    .header("x-auth-token", CANARY)
                    .header("content-type", "application/json")
                    .header_missing("api-version")
                    .header_missing("authorization")
                    .json_body(method.body.clone());
                then.status(200).header("X-Request-Id", "r1");
            })
            .await;
        let receipt = (method.call)(&sms(&server.base_url())).await.unwrap();
        mock.assert_async().await;
        assert_eq!(receipt.status(), 200, "{}", method.name);
        assert_eq!(receipt.request_id(), Some("r1"), "{}", method.name);
        assert_eq!(receipt.attempts(), 1, "{}", method.name);
    }
}

#[tokio::test]
async fn the_contract_allows_what_every_typed_method_sends() {
    let contract = contract();
    let server = Loopback::start().await;
    for method in methods() {
        // These are for what the contract does not know.
        if method.name.ends_with("_json") {
            continue;
        }
        let call = (method.call)(&sms(&server.url()));
        let (receipt, connections) = server.exchange(&Answer::new(200, &[], ""), call).await;
        let exchange = Exchange {
            requests: connections
                .iter()
                .map(|bytes| Request::parse(bytes))
                .collect(),
            token: CANARY.to_owned(),
            status: 200,
            end: End::Success {
                status: receipt.unwrap().status(),
                text: None,
                request_id: None,
            },
        };
        assert_eq!(wire::faults(&contract, &exchange), [], "{}", method.name);
    }
}

#[tokio::test]
async fn a_path_of_the_endpoint_stays_in_front() {
    let server = MockServer::start_async().await;
    for method in methods() {
        let mock = server
            .mock_async(|when, then| {
                when.method(method.verb)
                    .path(format!("/a/b{}", method.path));
                then.status(200);
            })
            .await;
        (method.call)(&sms(&server.url("/a/b/"))).await.unwrap();
        mock.assert_async().await;
        mock.delete_async().await;
    }
}

#[tokio::test]
async fn any_other_success_is_a_success() {
    for status in [202, 204] {
        for method in methods() {
            let server = MockServer::start_async().await;
            let mock = server
                .mock_async(|when, then| {
                    when.any_request();
                    then.status(status);
                })
                .await;
            let receipt = (method.call)(&sms(&server.base_url())).await.unwrap();
            assert_eq!(receipt.status(), status, "{}", method.name);
            mock.assert_async().await;
        }
    }
}

#[tokio::test]
async fn a_rehearsal_shows_the_request_redacted_and_sends_nothing() {
    let server = MockServer::start_async().await;
    let mock = server
        .mock_async(|when, then| {
            when.any_request();
            then.status(200);
        })
        .await;
    for method in methods() {
        let shown: Arc<Mutex<Vec<Preview>>> = Arc::default();
        let seen = Arc::clone(&shown);
        let sms = Sms::builder()
            .endpoint(server.base_url())
            .credentials(Token::new(CANARY).unwrap())
            .rehearse(move |preview| seen.lock().unwrap().push(preview))
            .build()
            .unwrap();
        let error = (method.call)(&sms).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Rehearsal, Outcome::NotSent)
        );
        assert_eq!(error.attempts(), 0);
        assert!(!error.is_retryable());

        let shown = shown.lock().unwrap();
        let [preview] = shown.as_slice() else {
            panic!("{} was shown {} times", method.name, shown.len());
        };
        assert_eq!(preview.method, method.verb);
        assert_eq!(preview.url.path(), method.path);
        let body: serde_json::Value = serde_json::from_str(&preview.body).unwrap();
        assert_eq!(body, method.body);
        let token = preview
            .headers
            .iter()
            .find(|(name, _)| name == "x-auth-token");
        assert_eq!(token.unwrap().1, "[redacted]");
        assert!(!format!("{preview:?}").contains(CANARY));
    }
    assert_eq!(mock.calls_async().await, 0);
}

#[tokio::test]
async fn what_is_refused_here_is_not_sent() {
    let server = MockServer::start_async().await;
    let mock = server
        .mock_async(|when, then| {
            when.any_request();
            then.status(200);
        })
        .await;
    let sms = sms(&server.base_url());
    let mut errors = vec![
        sms.task(TASK).unwrap().collect_log("").await.unwrap_err(),
        sms.task(TASK)
            .unwrap()
            .action_json(&json!([]))
            .await
            .unwrap_err(),
        sms.source(SOURCE)
            .unwrap()
            .state_json(&json!("x"))
            .await
            .unwrap_err(),
    ];
    for id in ["", "..", "a/b", "a?b", &"x".repeat(256)] {
        errors.push(sms.task(id).unwrap_err());
        errors.push(sms.source(id).unwrap_err());
    }
    for error in errors {
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::InvalidInput, Outcome::NotSent)
        );
        assert_eq!(error.attempts(), 0, "{error}");
        assert!(!error.is_retryable(), "{error}");
    }
    assert_eq!(mock.calls_async().await, 0);
}

#[test]
fn plain_http_is_refused_except_to_this_machine_or_when_allowed() {
    let build = |url: &str, allow| {
        Sms::builder()
            .endpoint(url)
            .credentials(Token::new(CANARY).unwrap())
            .allow_plain_http(allow)
            .build()
    };
    for url in [
        "http://sms.example.com",
        "http://10.0.0.1:80",
        "http://localhost.example.com",
    ] {
        let error = build(url, false).unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::InvalidInput, Outcome::NotSent)
        );
        assert!(error.to_string().contains("plain http"), "{error}");
        assert!(build(url, true).is_ok(), "{url}");
    }
    for url in [
        "http://127.0.0.1:1",
        "http://localhost:1",
        "http://[::1]:1",
        "https://sms.example.com",
    ] {
        assert!(build(url, false).is_ok(), "{url}");
    }
}
