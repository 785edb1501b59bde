//! Where the token must not show.

mod support;

use std::error::Error as _;

use contract_tests::loopback::{Answer, Loopback};
use huaweicloud_sms::{Credentials, Error, Sms, Token};
use support::sdk::{CANARY, SOURCE, TASK, methods, sms};

/// Everything an error can be made to print, causes included.
fn printed(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(&format!(" {error} {error:?} {error:#?}"));
        next = error.source();
    }
    text
}

#[test]
fn nothing_that_holds_the_token_prints_it() {
    let token = Token::new(CANARY).unwrap();
    let builder = Sms::builder()
        .endpoint("http://127.0.0.1:1")
        .credentials(token.clone())
        .rehearse(|_| {});
    let sms = sms("http://127.0.0.1:1");
    let printed = [
        format!("{token:?} {token:#?}"),
        format!("{:?}", Credentials::from(token)),
        format!("{builder:?} {builder:#?}"),
        format!("{sms:?} {sms:#?}"),
        format!("{:?}", sms.task(TASK).unwrap()),
        format!("{:?}", sms.source(SOURCE).unwrap()),
        format!("{:?}", builder.build().unwrap()),
    ];
    for text in printed {
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[test]
fn an_endpoint_with_a_secret_in_it_is_refused_without_quoting_it() {
    for url in [
        format!("https://{CANARY}@sms.example.com"),
        format!("https://user:{CANARY}@sms.example.com"),
        format!("https://sms.example.com?token={CANARY}"),
        format!("https://sms.example.com#{CANARY}"),
    ] {
        let error = Sms::builder().endpoint(url).build().unwrap_err();
        assert!(!printed(&error).contains(CANARY), "{}", printed(&error));
    }
}

#[tokio::test]
async fn no_error_prints_the_token() {
    let server = Loopback::start().await;
    for answer in [
        Answer::Bytes(Vec::new()),
        Answer::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut".to_vec()),
        Answer::new(200, &[("content-length", "nonsense")], ""),
        Answer::new(302, &[("location", "http://127.0.0.1:1/")], ""),
        Answer::new(400, &[], "no"),
        Answer::new(401, &[], r#"{"error":{"code":401}}"#),
        Answer::new(429, &[], ""),
        Answer::new(500, &[], ""),
    ] {
        for method in methods() {
            let call = (method.call)(&sms(&server.url()));
            let (ending, connections) = server.exchange(&answer, call).await;
            let error = ending.unwrap_err();
            // It was sent, so there was something to leak.
            assert!(String::from_utf8_lossy(&connections[0]).contains(CANARY));
            assert!(!printed(&error).contains(CANARY), "{}", printed(&error));
        }
    }
}

/// Gateways have been seen to quote the token in the error about it.
#[tokio::test]
async fn a_token_that_the_service_quotes_is_not_passed_on() {
    let server = Loopback::start().await;
    let escaped: String = CANARY
        .chars()
        .map(|c| format!("\\u{:04x}", c as u32))
        .collect();
    for (status, header, body) in [
        (
            401,
            "r1".to_owned(),
            format!(r#"{{"error_msg":"token {CANARY} expired","error_code":"{CANARY}"}}"#),
        ),
        (
            401,
            "r1".to_owned(),
            format!(r#"{{"error_msg":"token {escaped} expired"}}"#),
        ),
        (
            400,
            "r1".to_owned(),
            format!(r#"{{"error_param":["{CANARY}"],"details":[{{"error_msg":"{CANARY}"}}]}}"#),
        ),
        (500, "r1".to_owned(), format!("<p>{CANARY}</p>")),
        (
            502,
            "r1".to_owned(),
            format!("{}{CANARY}", "x".repeat(8 * 1024 - 4)),
        ),
        (403, format!("id-{CANARY}"), String::new()),
    ] {
        let answer = Answer::new(status, &[("x-request-id", &header)], &body);
        for method in methods() {
            let call = (method.call)(&sms(&server.url()));
            let (ending, _) = server.exchange(&answer, call).await;
            let error = ending.unwrap_err();
            assert_eq!(error.status(), Some(status));
            let shown = format!(
                "{} {:?} {:?}",
                printed(&error),
                error.message(),
                error.request_id()
            );
            // Nor the beginning of it, where a text was cut.
            assert!(!shown.contains(&CANARY[..4]), "{shown}");
        }
    }
}
