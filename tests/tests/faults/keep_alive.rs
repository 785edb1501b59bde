//! Connections that serve several calls, and what one call may do to the next.

use contract_tests::calls::{self, Operation};
use contract_tests::scripted::{Script, Scripted, Step};
use huaweicloud_sms::{Kind, Outcome};

/// An answer after which the connection stays open.
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

#[tokio::test]
async fn a_connection_serves_one_call_after_another() {
    let server = Scripted::play(|_| vec![Step::Read, Step::send(OK), Step::Again]).await;
    let sms = calls::builder(&server.url()).build().unwrap();
    for operation in Operation::BOTH {
        for _ in 0..5 {
            operation.call(&sms, "t1").await.unwrap();
        }
    }
    assert_eq!(
        (server.seen().connections(), server.seen().count()),
        (1, 10)
    );
}

#[tokio::test]
async fn a_connection_that_was_closed_between_two_calls_is_replaced() {
    for operation in Operation::BOTH {
        let server = Scripted::play(|_| vec![Step::Read, Step::send(OK)]).await;
        let sms = calls::builder(&server.url()).build().unwrap();
        for call in 1..=3 {
            let receipt = operation.call(&sms, "t1").await.unwrap();
            assert_eq!(receipt.attempts(), 1, "{operation:?}, call {call}");
            // The client has noticed once it has closed its side too.
            assert!(server.seen().until_open(0).await);
        }
        assert_eq!(server.seen().count(), 3);
    }
}

/// Below the SDK is a client that may send a request again by itself when a used connection turns out to be closed. It
/// must not once the request was sent.
#[tokio::test]
async fn an_action_is_not_sent_again_when_a_used_connection_breaks_under_it() {
    for end in [Step::Reset, Step::Cut] {
        let script = move |connection| -> Script {
            match connection {
                0 => vec![Step::Read, Step::send(OK), Step::Read, end.clone()],
                _ => vec![Step::Read, Step::send(OK), Step::Again],
            }
        };
        let server = Scripted::play(script).await;
        let sms = calls::builder(&server.url()).build().unwrap();
        Operation::Start.call(&sms, "t1").await.unwrap();

        let error = Operation::Start.call(&sms, "t2").await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome(), error.attempts()),
            (Kind::AnswerLost, Outcome::Unknown, 1)
        );
        let ids: Vec<_> = server.seen().requests().iter().map(|it| it.id()).collect();
        assert_eq!(ids, ["t1", "t2"]);
    }
}

#[tokio::test]
async fn an_update_is_sent_again_when_a_used_connection_breaks_under_it() {
    let script = |connection| -> Script {
        match connection {
            0 => vec![Step::Read, Step::send(OK), Step::Read, Step::Reset],
            _ => vec![Step::Read, Step::send(OK), Step::Again],
        }
    };
    let server = Scripted::play(script).await;
    let sms = calls::builder(&server.url()).build().unwrap();
    Operation::SetState.call(&sms, "s1").await.unwrap();
    let receipt = Operation::SetState.call(&sms, "s2").await.unwrap();
    assert_eq!((receipt.attempts(), server.seen().count()), (2, 3));
}

/// An answer that nobody asked for must not be taken for that of the next call.
#[tokio::test]
async fn an_answer_too_many_is_not_the_answer_of_the_next_call() {
    let refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
    for surplus in [
        [OK, OK].concat(),
        [OK, OK, OK, OK].concat(),
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            .to_owned(),
        "HTTP/1.1 204 No Content\r\nContent-Length: 38\r\n\r\n".to_owned() + OK,
    ] {
        for operation in Operation::BOTH {
            let first = surplus.clone();
            let script = move |connection| -> Script {
                match connection {
                    0 => vec![Step::Read, Step::send(first.clone()), Step::Hold],
                    _ => vec![Step::Read, Step::send(refusal), Step::Again],
                }
            };
            let server = Scripted::play(script).await;
            let sms = calls::builder(&server.url()).build().unwrap();
            operation.call(&sms, "t1").await.unwrap();
            let error = operation.call(&sms, "t2").await.unwrap_err();
            assert_eq!(error.status(), Some(403), "{surplus:?}: {error}");
        }
    }
}

#[tokio::test]
async fn what_is_left_of_one_answer_is_not_the_next_one() {
    for operation in Operation::BOTH {
        let script = |connection| -> Script {
            match connection {
                0 => vec![
                    Step::Read,
                    Step::send("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nhalf"),
                    Step::Hold,
                ],
                _ => vec![Step::Read, Step::send(OK), Step::Again],
            }
        };
        let server = Scripted::play(script).await;
        let sms = calls::builder(&server.url())
            .attempt_timeout(std::time::Duration::from_millis(500))
            .build()
            .unwrap();
        let error = operation.call(&sms, "t1").await.unwrap_err();
        assert_eq!(error.status(), Some(404));
        let receipt = operation.call(&sms, "t2").await.unwrap();
        assert_eq!(receipt.attempts(), 1);
        assert_eq!(server.seen().connections(), 2);
    }
}

/// The last word is a refusal, but an attempt before it may have been processed.
#[tokio::test]
async fn a_refusal_does_not_unsay_what_an_earlier_attempt_may_have_done() {
    let lost_then_refused = |connection| -> Script {
        match connection {
            0 => vec![Step::Read],
            _ => vec![
                Step::Read,
                Step::send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
            ],
        }
    };
    let server = Scripted::play(lost_then_refused).await;
    let sms = calls::builder(&server.url()).build().unwrap();
    let error = Operation::SetState.call(&sms, "s1").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.attempts()),
        (Kind::Refused, Outcome::Unknown, 2)
    );
}
