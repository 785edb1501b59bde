//! Redirects, which are never followed: the next host would be handed the token.

use contract_tests::scripted::{Scripted, Step, answer};
use huaweicloud_sms::Kind;

use crate::row::{self, Row};

/// Redirects to everywhere. `port` is that of another server on loopback.
pub(crate) fn rows(port: u16) -> Vec<Row> {
    let locations = [
        ("nowhere", String::new()),
        ("to nothing", "Location: \r\n".to_owned()),
        ("to another path", "Location: /v3/other\r\n".to_owned()),
        (
            "to the same path",
            "Location: /v3/tasks/t1/action\r\n".to_owned(),
        ),
        (
            "to another port",
            format!("Location: http://127.0.0.1:{port}/canary\r\n"),
        ),
        (
            "to another port without a scheme",
            format!("Location: //127.0.0.1:{port}/canary\r\n"),
        ),
        (
            "with a password",
            format!("Location: http://canary:canary@127.0.0.1:{port}/\r\n"),
        ),
        ("to garbage", "Location: \u{fffd}://\r\n".to_owned()),
    ];
    let mut rows = Vec::new();
    for status in 300..=308 {
        for (whereto, location) in &locations {
            let script = vec![Step::Read, Step::Send(answer(status, location, ""))];
            rows.push(
                Row::refused(
                    format!("{status} {whereto}"),
                    Kind::Redirect,
                    status,
                    script,
                )
                .error(|error| {
                    let shown = format!("{error} {error:?}");
                    let hidden = !shown.contains("canary");
                    hidden
                        .then_some(())
                        .ok_or("it shows where it leads".to_owned())
                }),
            );
        }
    }
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirect_is_refused_and_nobody_else_is_called() {
    let other = Scripted::play(|_| vec![Step::Read, Step::Send(answer(200, "", ""))]).await;
    row::run(rows(other.port())).await;
    assert_eq!(other.seen().connections(), 0);
}
