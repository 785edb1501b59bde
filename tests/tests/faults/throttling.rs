//! Services that want to be called later.

use std::time::{Duration, SystemTime};

use contract_tests::calls::{self, Operation};
use contract_tests::scripted::{Script, Scripted, Step, answer};
use huaweicloud_sms::{Kind, Outcome};

use crate::row::{self, Row};

const SECOND: Duration = Duration::from_secs(1);

fn script(status: u16, retry_after: &str) -> Script {
    let header = format!("Retry-After: {retry_after}\r\n");
    vec![Step::Read, Step::Send(answer(status, &header, ""))]
}

fn throttled(retry_after: &str) -> Row {
    Row::refused(
        format!("429, {retry_after:.40}"),
        Kind::Throttled,
        429,
        script(429, retry_after),
    )
}

fn unavailable(retry_after: &str) -> Row {
    Row::unknown(
        format!("503, {retry_after:.40}"),
        Kind::Service,
        Some(503),
        script(503, retry_after),
    )
}

/// A second by a clock of their own, which is years off.
const BY_THEIR_CLOCK: &str = "Thu, 01 Jan 1998 00:00:01 GMT\r\nDate: Thu, 01 Jan 1998 00:00:00 GMT";

pub(crate) fn rows() -> Vec<Row> {
    let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3));
    let mut rows = vec![
        throttled("0"),
        throttled("1").at_least(SECOND),
        throttled(BY_THEIR_CLOCK).at_least(SECOND),
        throttled(&soon),
        // A date that has passed means now.
        throttled("Thu, 01 Jan 1998 00:00:00 GMT"),
        unavailable("0"),
        // An action is not sent again, however politely it is asked for.
        unavailable("1"),
        Row::done("429, then 200", 200, script(429, "0"))
            .then(script(200, "0"))
            .attempts(2, 2),
    ];
    for malformed in [
        "",
        "soon",
        "-1",
        "1.5",
        "1s",
        "0x1",
        "1, 2",
        "\u{fffd}",
        "Thu, 99 Jan 1998 00:00:00 GMT",
    ] {
        rows.push(throttled(malformed));
        rows.push(unavailable(malformed));
    }
    // Waiting for what comes after the deadline would only tell the caller later.
    for absurd in [
        "3600",
        "18446744073709551615",
        "99999999999999999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ] {
        rows.push(throttled(absurd).attempts(1, 1));
        rows.push(unavailable(absurd).attempts(1, 1));
    }
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_wants_to_be_called_later_is() {
    row::run(rows()).await;
}

/// The first attempt was not processed, which says nothing of the second.
#[tokio::test]
async fn what_is_lost_after_it_was_throttled_is_unknown() {
    for operation in Operation::BOTH {
        let throttled_then_lost = |connection| match connection {
            0 => script(429, "0"),
            _ => vec![Step::Read],
        };
        let server = Scripted::play(throttled_then_lost).await;
        let sms = calls::builder(&server.url()).build().unwrap();
        let error = operation.call(&sms, "t1").await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome(), error.attempts()),
            (Kind::AnswerLost, Outcome::Unknown, 2)
        );
        assert_eq!(server.seen().count(), 2);
    }
}
