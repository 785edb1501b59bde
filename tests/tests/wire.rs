//! What the generated client sends and what it makes of answers, against the contract.

mod support;

use contract_tests::contract::contract;
use contract_tests::loopback::{Answer, Loopback};
use contract_tests::wire::{End, Exchange, Request};
use contract_tests::{list, wire};
use huaweicloud_sms_api::types::{SourceId, TaskId};
use serde_json::json;
use support::calls::usual_calls;
use support::{Call, Door, make, record};

/// Makes one thing of a request wrong.
type Breakage = fn(&mut Request);

/// The usual calls, answered with this, and what became of them.
async fn answered(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<(Call, Exchange)> {
    let server = Loopback::start().await;
    let mut made = Vec::new();
    for call in usual_calls(&contract()) {
        let call = Call {
            status,
            answer: Answer::new(status, headers, body),
            ..call
        };
        made.push((call.clone(), make(&server, call).await));
    }
    made
}

#[tokio::test]
async fn every_call_is_one_that_the_contract_allows_and_together_they_cover_it() {
    let contract = contract();
    let exchanges = record(&contract).await;
    let findings = wire::check(&contract, &exchanges);
    assert!(findings.is_empty(), "{}", list(&findings));
}

#[tokio::test]
async fn a_request_that_is_wrong_in_one_thing_is_found() {
    let contract = contract();
    for (call, exchange) in answered(200, &[], "").await {
        assert_eq!(wire::faults(&contract, &exchange), []);
        let breakages: [(&str, Breakage); 12] = [
            ("method", |request| request.method = "PATCH".to_owned()),
            ("query", |request| request.target.push_str("?x=1")),
            ("slash", |request| request.target.push('/')),
            ("more", |request| request.target.insert_str(0, "/v3")),
            ("empty id", |request| {
                let mut segments: Vec<_> = request.target.split('/').collect();
                segments[3] = "";
                request.target = segments.join("/");
            }),
            ("header", |request| add(request, "api-version", "v3")),
            ("token twice", |request| {
                add(request, "x-auth-token", "a-user-token")
            }),
            ("no token", |request| drop_header(request, "x-auth-token")),
            ("no user agent", |request| {
                drop_header(request, "user-agent")
            }),
            ("content type", |request| {
                drop_header(request, "content-type");
                add(request, "content-type", "text/plain");
            }),
            ("no body", |request| request.body.clear()),
            ("field", |request| {
                request.body = br#"{"params":{}}"#.to_vec()
            }),
        ];
        for (what, breakage) in breakages {
            let mut broken = exchange.clone();
            breakage(broken.requests[0].as_mut().unwrap());
            let whole = wire::check(&contract, std::slice::from_ref(&exchange)).len();
            // What one call cannot cover is found in any case; the breakage is one finding more at least.
            assert!(
                wire::check(&contract, &[broken]).len() > whole,
                "{what} of {call:?}"
            );
        }
        let twice = Exchange {
            requests: [exchange.requests.clone(), exchange.requests.clone()].concat(),
            ..exchange.clone()
        };
        let findings = wire::faults(&contract, &twice);
        assert!(
            list(&findings).contains("2 were sent"),
            "{}",
            list(&findings)
        );
    }
}

fn add(request: &mut Request, name: &str, value: &str) {
    request.headers.push((name.to_owned(), value.to_owned()));
}

fn drop_header(request: &mut Request, name: &str) {
    request.headers.retain(|(known, _)| known != name);
}

#[tokio::test]
async fn the_header_that_the_generator_adds_is_not_sent() {
    for (call, exchange) in answered(200, &[], "").await {
        let request = exchange.requests[0].as_ref().unwrap();
        assert!(request.values("api-version").is_empty(), "{call:?}");
    }
}

#[tokio::test]
async fn a_success_is_one_whatever_its_body() {
    for body in [
        "",
        "updated",
        r#""updated""#,
        "{}",
        "null",
        "<p>updated</p>",
    ] {
        for (call, exchange) in answered(200, &[("X-Request-Id", "r1")], body).await {
            let End::Success {
                status: 200,
                text,
                request_id,
            } = exchange.end
            else {
                panic!("{body:?} ended as {:?}", exchange.end);
            };
            assert_eq!(request_id.as_deref(), Some("r1"));
            // Text is kept as it came; a JSON string is unpacked.
            let is_kept = call.operation == "UpdateCopyState" && call.door == Door::Typed;
            assert_eq!(text, is_kept.then(|| body.trim_matches('"').to_owned()));
        }
    }
}

#[tokio::test]
async fn an_error_keeps_its_status_code_message_and_request_id() {
    for status in [400, 401, 403, 404, 413, 429, 500, 502, 503, 504] {
        let body = r#"{"error_code":"SMS.1","error_msg":"why"}"#;
        for (_, exchange) in answered(status, &[("X-Request-Id", "r1")], body).await {
            let expected = End::Error {
                status,
                code: Some("SMS.1".to_owned()),
                message: Some("why".to_owned()),
                request_id: Some("r1".to_owned()),
            };
            assert_eq!(exchange.end, expected);
        }
    }
}

#[tokio::test]
async fn an_error_without_a_json_body_keeps_its_status_and_text() {
    for (body, message) in [
        ("", None),
        ("<h1>no</h1>", Some("<h1>no</h1>")),
        ("{", Some("{")),
    ] {
        for status in [403, 502] {
            for (_, exchange) in answered(status, &[], body).await {
                let expected = End::Error {
                    status,
                    code: None,
                    message: message.map(str::to_owned),
                    request_id: None,
                };
                assert_eq!(exchange.end, expected);
            }
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Loopback::start().await;
        let location = elsewhere.url();
        let (made, seen) = elsewhere
            .exchange(
                &Answer::new(200, &[], ""),
                answered(status, &[("location", &location)], ""),
            )
            .await;
        assert_eq!(seen, Vec::<Vec<u8>>::new(), "the other server was called");
        for (_, exchange) in made {
            assert_eq!(exchange.end, End::Undocumented(status));
            assert_eq!(exchange.requests.len(), 1);
        }
    }
}

#[tokio::test]
async fn an_id_that_would_change_the_path_is_never_sent() {
    let server = Loopback::start().await;
    for call in usual_calls(&contract()) {
        for id in [".", ".."] {
            let call = Call {
                id: id.to_owned(),
                ..call.clone()
            };
            let exchange = make(&server, call).await;
            assert!(exchange.requests.is_empty(), "{id:?} was sent");
            assert!(matches!(exchange.end, End::Other(_)), "{:?}", exchange.end);
        }
    }
}

#[test]
fn ids_beyond_the_limits_are_refused_by_the_types() {
    for length in [0, 256] {
        let id = "x".repeat(length);
        assert!(SourceId::try_from(id.as_str()).is_err(), "{length}");
        assert!(TaskId::try_from(id.as_str()).is_err(), "{length}");
        assert!(serde_json::from_value::<SourceId>(json!(id)).is_err());
        assert!(serde_json::from_value::<TaskId>(json!(id)).is_err());
    }
}
