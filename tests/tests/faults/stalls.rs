//! Servers that stop, or go on too slowly to ever end.

use std::time::Duration;

use bytes::Bytes;
use contract_tests::calls::{self, Operation};
use contract_tests::scripted::{Scripted, Step, answer, head};
use huaweicloud_sms::{Kind, Outcome};

use crate::row::{self, Row};

/// A body of a few bytes takes longer than any attempt.
const SLOW: Duration = Duration::from_secs(1);

pub(crate) fn rows() -> Vec<Row> {
    let late = |name, status, script| Row::unknown(name, Kind::Timeout, status, script).impatient();
    let half = |status: u16| Step::send(head(status, "Content-Length: 9\r\n") + "half");
    vec![
        late("accepted and never read", None, vec![Step::Stall]).requests(0),
        late("after the request", None, vec![Step::Read, Step::Stall]),
        late(
            "after the status line",
            None,
            vec![Step::Read, Step::send("HTTP/1.1 200 OK\r\n"), Step::Stall],
        ),
        late(
            "within the headers",
            None,
            vec![
                Step::Read,
                Step::send("HTTP/1.1 200 OK\r\nContent-Le"),
                Step::Stall,
            ],
        ),
        late(
            "within the body of a success",
            Some(200),
            vec![Step::Read, half(200), Step::Stall],
        ),
        late(
            "within a chunk",
            Some(200),
            vec![
                Step::Read,
                Step::send(head(200, "Transfer-Encoding: chunked\r\n") + "9\r\nhalf"),
                Step::Stall,
            ],
        ),
        late(
            "after an interim answer",
            None,
            vec![
                Step::Read,
                Step::send("HTTP/1.1 100 Continue\r\n\r\n"),
                Step::Stall,
            ],
        ),
        late(
            "a head that drips",
            None,
            vec![Step::Read, Step::Drip(answer(200, "", ""), SLOW)],
        ),
        late(
            "a body that drips",
            Some(200),
            vec![
                Step::Read,
                Step::send(head(200, "Content-Length: 1000\r\n")),
                Step::Drip(Bytes::from(vec![b'x'; 1_000]), SLOW),
            ],
        ),
        // The status alone says what became of these.
        Row::unknown(
            "within the body of a failure",
            Kind::Service,
            Some(503),
            vec![Step::Read, half(503), Step::Stall],
        )
        .impatient(),
        Row::refused(
            "within the body of a refusal",
            Kind::Refused,
            404,
            vec![Step::Read, half(404), Step::Stall],
        )
        .impatient(),
        Row::refused(
            "within the body of a redirect",
            Kind::Redirect,
            307,
            vec![Step::Read, half(307), Step::Stall],
        )
        .impatient(),
        Row::refused(
            "within the body of throttling",
            Kind::Throttled,
            429,
            vec![Step::Read, half(429), Step::Stall],
        )
        .impatient(),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stalls_costs_no_more_than_the_time_allowed() {
    row::run(rows()).await;
}

#[test]
fn no_time_at_all_is_refused_before_anything_is_sent() {
    let builder = || calls::builder("https://sms.invalid");
    let none = Duration::ZERO;
    for builder in [builder().timeout(none), builder().attempt_timeout(none)] {
        let error = builder.build().unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::InvalidInput, Outcome::NotSent)
        );
        assert!(error.to_string().contains("a timeout is zero"), "{error}");
    }
}

#[tokio::test]
async fn all_the_time_there_is_does_no_harm() {
    let server = Scripted::play(|_| vec![Step::Read, Step::Send(answer(200, "", ""))]).await;
    let all = Duration::MAX;
    let sms = calls::builder(&server.url())
        .timeout(all)
        .attempt_timeout(all)
        .connect_timeout(all)
        .build()
        .unwrap();
    for operation in Operation::BOTH {
        operation.call(&sms, "t1").await.unwrap();
    }
}
