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
