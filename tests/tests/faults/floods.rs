//! Answers without end.

use bytes::Bytes;
use contract_tests::scripted::{Step, head};
use huaweicloud_sms::Kind;

use crate::row::{self, Row};

/// What may be sent before the client stops reading: 1 MiB of body, and what the buffers of both sockets hold, which
/// the system lets grow to some MiB.
const BUFFERS: u64 = 24 << 20;

const TEN_GB: &str = "Content-Length: 10000000000\r\n";
const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";

fn lump(line: &str) -> Step {
    Step::Flood(Bytes::from(line.repeat((64 << 10) / line.len())))
}

pub(crate) fn rows() -> Vec<Row> {
    let lost = |name, status, script| Row::unknown(name, Kind::AnswerLost, status, script);
    let flood = |head: String, line| vec![Step::Read, Step::send(head), lump(line)];
    let rows = vec![
        lost("a body of 10 GB", Some(200), flood(head(200, TEN_GB), "x")),
        lost(
            "a body without length or end",
            Some(200),
            flood(head(200, ""), "x"),
        ),
        lost(
            "chunks without end",
            Some(200),
            flood(head(200, CHUNKED), "8\r\nxxxxxxxx\r\n"),
        ),
        lost(
            "one chunk of almost any size",
            Some(200),
            flood(head(200, CHUNKED) + "fffffffffffffff\r\n", "x"),
        ),
        lost(
            "a chunk extension without end",
            Some(200),
            flood(head(200, CHUNKED) + "8;", "x"),
        ),
        lost(
            "trailers without end",
            Some(200),
            flood(head(200, CHUNKED) + "0\r\n", "X-Trailer: x\r\n"),
        ),
        lost(
            "headers without end",
            None,
            flood("HTTP/1.1 200 OK\r\n".to_owned(), "X-Header: x\r\n"),
        ),
        lost(
            "a header without end",
            None,
            flood("HTTP/1.1 200 OK\r\nX-Header: ".to_owned(), "x"),
        ),
        lost(
            "a header of 1 MB",
            None,
            vec![
                Step::Read,
                Step::send(format!(
                    "HTTP/1.1 200 OK\r\nX-Header: {}\r\nContent-Length: 0\r\n\r\n",
                    "x".repeat(1_000_000)
                )),
                Step::Hold,
            ],
        ),
        lost(
            "a reason without end",
            None,
            flood("HTTP/1.1 200 ".to_owned(), "x"),
        ),
        lost("no HTTP and no end", None, flood(String::new(), "x")),
        Row::unknown(
            "a failure of 10 GB",
            Kind::Service,
            Some(500),
            flood(head(500, TEN_GB), "x"),
        ),
        Row::refused(
            "a refusal of 10 GB",
            Kind::Forbidden,
            403,
            flood(head(403, TEN_GB), "x"),
        ),
        Row::refused(
            "a refusal in chunks without end",
            Kind::Refused,
            400,
            flood(head(400, CHUNKED), "8\r\nxxxxxxxx\r\n"),
        ),
    ];
    let bounded = rows.into_iter().map(|row| row.sent_at_most(BUFFERS));
    let interim = Row::unknown(
        "interim answers without end",
        Kind::Timeout,
        None,
        flood(String::new(), "HTTP/1.1 103 Early Hints\r\n\r\n"),
    )
    .impatient()
    // They are read and forgotten one by one, as fast as they come: they cost time, of which there is an end.
    .sent_at_most(1 << 40);
    bounded.chain([interim]).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_without_end_is_not_read_to_its_end() {
    row::run(rows()).await;
}
