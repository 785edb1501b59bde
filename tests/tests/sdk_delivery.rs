//! What the SDK makes of answers that never came, or not whole.
#![allow(
    clippy::unwrap_used,
    reason = "called by tests alone, where anything unexpected ends the test"
)]

mod support;

use contract_tests::loopback::{Answer, Loopback};
use huaweicloud_sms::{Error, Kind, Outcome};
use huaweicloud_sms_api::MAX_ANSWER_BYTES;
use support::sdk::{Method, methods, sms};
use tokio::net::TcpSocket;

/// Every method, answered with this: its error, and how many connections it made.
async fn errors(answer: Answer) -> Vec<(Method, Error, usize)> {
    let server = Loopback::start().await;
    let mut errors = Vec::new();
    for method in methods() {
        let call = (method.call)(&sms(&server.url()));
        let (ending, connections) = server.exchange(&answer, call).await;
        errors.push((method, ending.unwrap_err(), connections.len()));
    }
    errors
}

/// An answer that says it is longer than it is.
fn cut(status: u16) -> Answer {
    let head = format!("HTTP/1.1 {status} Told\r\ncontent-length: 100\r\nx-request-id: r1\r\n\r\n");
    Answer::Bytes(format!("{head}{{\"error_code\":").into_bytes())
}

fn endless(status: u16) -> Answer {
    let head = format!("HTTP/1.1 {status} Told\r\ncontent-length: 1000000000000\r\n\r\n");
    Answer::Endless(head.into_bytes())
}

/// The texts of an error and of everything underneath.
fn chain(error: &Error) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        texts.push(error.to_string());
        next = error.source();
    }
    texts
}

#[tokio::test]
async fn a_refused_connection_means_that_nothing_was_sent() {
    // Bound and not listening: the port is taken, and refuses.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    for method in methods() {
        let error = (method.call)(&sms(&url)).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Connection, "{}", method.name);
        assert_eq!(error.outcome(), Outcome::NotSent, "{}", method.name);
        assert_eq!(error.status(), None, "{}", method.name);
        assert!(error.is_retryable(), "{}", method.name);
        assert!(chain(&error).len() > 1, "{} has no cause", method.name);
    }
}

#[tokio::test]
async fn a_connection_closed_after_the_request_was_read_leaves_the_outcome_unknown() {
    for (method, error, connections) in errors(Answer::Bytes(Vec::new())).await {
        assert_eq!(error.kind(), Kind::AnswerLost, "{}", method.name);
        assert_eq!(error.outcome(), Outcome::Unknown, "{}", method.name);
        assert_eq!(error.status(), None, "{}", method.name);
        assert_eq!(
            error.is_retryable(),
            method.is_repeatable,
            "{}",
            method.name
        );
        assert_eq!(
            usize::try_from(error.attempts()).unwrap(),
            connections,
            "{}",
            method.name
        );
    }
}

#[tokio::test]
async fn an_action_whose_answer_was_lost_is_not_sent_again() {
    for (method, _, connections) in errors(Answer::Bytes(Vec::new())).await {
        if !method.is_repeatable {
            assert_eq!(connections, 1, "{}", method.name);
        }
    }
}

#[tokio::test]
async fn an_answer_cut_in_the_middle_keeps_its_status_and_leaves_the_outcome_unknown() {
    for (status, kind) in [
        (200, Kind::AnswerLost),
        (202, Kind::AnswerLost),
        (500, Kind::Service),
    ] {
        for (method, error, _) in errors(cut(status)).await {
            assert_eq!(error.kind(), kind, "{} {status}", method.name);
            assert_eq!(
                error.outcome(),
                Outcome::Unknown,
                "{} {status}",
                method.name
            );
            assert_eq!(error.status(), Some(status), "{}", method.name);
            assert_eq!(error.request_id(), Some("r1"), "{}", method.name);
            assert_eq!(
                error.is_retryable(),
                method.is_repeatable,
                "{}",
                method.name
            );
        }
    }
}

#[tokio::test]
async fn a_refusal_is_one_even_if_its_body_is_cut() {
    for (status, kind) in [
        (400, Kind::Refused),
        (403, Kind::Forbidden),
        (307, Kind::Redirect),
    ] {
        for (method, error, _) in errors(cut(status)).await {
            assert_eq!(error.kind(), kind, "{}", method.name);
            assert_eq!(error.outcome(), Outcome::Refused, "{}", method.name);
            assert_eq!(error.status(), Some(status), "{}", method.name);
        }
    }
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    for status in [200, 500] {
        for (method, error, _) in errors(endless(status)).await {
            assert_eq!(
                error.outcome(),
                Outcome::Unknown,
                "{} {status}",
                method.name
            );
            assert_eq!(error.status(), Some(status), "{}", method.name);
            let texts = chain(&error).join(": ");
            assert!(texts.contains("longer than 1048576 bytes"), "{texts}");
        }
    }
}

#[tokio::test]
async fn an_answer_of_a_mebibyte_is_read_and_one_byte_more_is_not() {
    let server = Loopback::start().await;
    for (length, is_read) in [(MAX_ANSWER_BYTES, true), (MAX_ANSWER_BYTES + 1, false)] {
        let answer = Answer::new(200, &[], &"x".repeat(length));
        for method in methods() {
            let call = (method.call)(&sms(&server.url()));
            let (ending, _) = server.exchange(&answer, call).await;
            assert_eq!(
                ending.is_ok(),
                is_read,
                "{} {length}: {ending:?}",
                method.name
            );
        }
    }
}

#[tokio::test]
async fn what_is_no_http_leaves_the_outcome_unknown() {
    for answer in ["SSH-2.0-OpenSSH\r\n", "HTTP/1.1 two hundred\r\n\r\n"] {
        for (method, error, _) in errors(Answer::Bytes(answer.into())).await {
            assert_eq!(error.kind(), Kind::AnswerLost, "{}", method.name);
            assert_eq!(error.outcome(), Outcome::Unknown, "{}", method.name);
        }
    }
}
