//! Connections that are not made, or do not last.

use contract_tests::calls;
use contract_tests::scripted::{Scripted, Step, answer, head};
use huaweicloud_sms::{Kind, Outcome};

use crate::row::{self, Place, Row};

pub(crate) fn rows() -> Vec<Row> {
    let lost = |name, script| Row::unknown(name, Kind::AnswerLost, None, script);
    vec![
        Row::not_sent("nobody listens", Kind::Connection, vec![]).at(Place::ClosedPort),
        Row::not_sent("nobody answers", Kind::Timeout, vec![])
            .at(Place::FullQueue)
            .impatient(),
        Row::not_sent("the host has no address", Kind::Connection, vec![]).at(Place::NoSuchHost),
        Row::not_sent_or_unknown("reset at once", vec![Step::Reset]),
        Row::not_sent_or_unknown("closed at once", vec![]),
        lost(
            "reset within the request",
            vec![Step::ReadSome, Step::Reset],
        )
        .requests(0),
        lost("closed within the request", vec![Step::ReadSome]).requests(0),
        lost("reset after the request", vec![Step::Read, Step::Reset]),
        lost("closed after the request", vec![Step::Read]),
        lost(
            "reset within the status line",
            vec![Step::Read, Step::send("HTTP/1.1 2"), Step::Reset],
        ),
        lost(
            "closed within the status line",
            vec![Step::Read, Step::send("HTTP/1.1 2")],
        ),
        lost(
            "closed after the status line",
            vec![Step::Read, Step::send("HTTP/1.1 200 OK\r\n")],
        ),
        lost(
            "closed within the headers",
            vec![Step::Read, Step::send("HTTP/1.1 403 No\r\nServer: x")],
        ),
        Row::unknown(
            "a success closed within its body",
            Kind::AnswerLost,
            Some(200),
            vec![
                Step::Read,
                Step::send(head(200, "Content-Length: 9\r\n")),
                Step::send("half"),
            ],
        ),
        // A reset overtakes what was sent before it, so that the status may be lost as well.
        Row::unknown(
            "a failure closed within its body",
            Kind::Service,
            Some(502),
            vec![
                Step::Read,
                Step::send(head(502, "Content-Length: 9\r\n")),
                Step::send("half"),
            ],
        ),
        Row::refused(
            "a refusal closed within its body",
            Kind::Forbidden,
            403,
            vec![
                Step::Read,
                Step::send(head(403, "Content-Length: 9\r\n")),
                Step::send("half"),
            ],
        ),
        Row::refused(
            "throttling closed within its body",
            Kind::Throttled,
            429,
            vec![
                Step::Read,
                Step::send(head(429, "Content-Length: 9\r\n")),
                Step::send("half"),
            ],
        ),
        Row::refused(
            "a redirect closed within its body",
            Kind::Redirect,
            302,
            vec![
                Step::Read,
                Step::send(head(302, "Content-Length: 9\r\nLocation: /other\r\n")),
                Step::send("half"),
            ],
        ),
        // The whole answer is there before the request. It cannot be told from a fast one, unless the client has not
        // begun to send.
        Row::done(
            "an answer before the request was read",
            200,
            vec![Step::ReadSome, Step::Send(answer(200, "", "")), Step::Hold],
        )
        .requests(0),
        Row::not_sent("a proxy that closes", Kind::Connection, vec![Step::Read])
            .at(Place::Proxy("https")),
        Row::not_sent(
            "a proxy that refuses the tunnel",
            Kind::Connection,
            vec![Step::Read, Step::Send(answer(403, "", "no"))],
        )
        .at(Place::Proxy("https")),
        Row::not_sent(
            "a proxy that never opens the tunnel",
            Kind::Timeout,
            vec![Step::Read, Step::Hold],
        )
        .at(Place::Proxy("https"))
        .impatient(),
        Row::refused(
            "a proxy that wants credentials",
            Kind::Refused,
            407,
            vec![Step::Read, Step::Send(answer(407, "", ""))],
        )
        .at(Place::Proxy("http")),
        Row::unknown(
            "a proxy that lost the service",
            Kind::Service,
            Some(502),
            vec![Step::Read, Step::Send(answer(502, "", ""))],
        )
        .at(Place::Proxy("http")),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_fails_is_told_from_an_answer_that_is_lost() {
    row::run(rows()).await;
}

/// More than the buffers of both sockets hold, so that the answer comes while the request is being sent.
const LONG: usize = 12 << 20;

#[tokio::test]
async fn a_refusal_in_the_middle_of_a_long_request_is_a_refusal() {
    let server = Scripted::play(|_| {
        vec![
            Step::ReadSome,
            Step::Send(answer(413, "", "too large")),
            Step::Hold,
        ]
    })
    .await;
    let sms = calls::builder(&server.url()).build().unwrap();
    let body = serde_json::json!({"operation": "start", "param": {"x": "x".repeat(LONG)}});
    let error = sms
        .task("t1")
        .unwrap()
        .action_json(&body)
        .await
        .unwrap_err();
    assert_eq!(
        (error.status(), error.outcome(), error.attempts()),
        (Some(413), Outcome::Refused, 1),
        "{error}"
    );
}

#[tokio::test]
async fn a_long_request_that_breaks_off_in_the_middle_is_unknown() {
    for end in [Step::Reset, Step::Stall] {
        let server = Scripted::play(move |_| vec![Step::ReadSome, end.clone()]).await;
        let sms = calls::builder(&server.url())
            .attempt_timeout(std::time::Duration::from_millis(1_500))
            .build()
            .unwrap();
        let body = serde_json::json!({"operation": "start", "param": {"x": "x".repeat(LONG)}});
        let error = sms
            .task("t1")
            .unwrap()
            .action_json(&body)
            .await
            .unwrap_err();
        assert_eq!(
            (error.outcome(), error.attempts()),
            (Outcome::Unknown, 1),
            "{error}"
        );
    }
}
