//! Answers that are framed well, oddly or wrongly.

use contract_tests::scripted::{Script, Step, answer, head};
use huaweicloud_sms::Kind;

use crate::row::{self, Row};

const ONE_MIB: usize = 1 << 20;

fn raw(text: impl AsRef<[u8]>) -> Script {
    vec![
        Step::Read,
        Step::send(bytes::Bytes::copy_from_slice(text.as_ref())),
    ]
}

/// An answer with the status 200, these headers and this body.
fn framed(headers: &str, body: &str) -> Script {
    raw(head(200, headers) + body)
}

pub(crate) fn rows() -> Vec<Row> {
    let mut rows = good();
    rows.extend(cut());
    rows.extend(garbled());
    rows
}

/// Answers that arrive whole.
fn good() -> Vec<Row> {
    let done = |name, script| Row::done(name, 200, script);
    vec![
        done("an empty body", framed("Content-Length: 0\r\n", "")),
        done("a body that the closing ends", framed("", "whole")),
        done(
            "HTTP/1.0, ended by the closing",
            raw("HTTP/1.0 200 OK\r\n\r\nwhole"),
        ),
        done(
            "HTTP/1.0 with a length",
            raw("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nwhole"),
        ),
        done(
            "no reason",
            raw("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"),
        ),
        done(
            "bare line feeds",
            raw("HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
        ),
        done(
            "chunks",
            framed(
                "Transfer-Encoding: chunked\r\n",
                "3\r\nwho\r\n2\r\nle\r\n0\r\n\r\n",
            ),
        ),
        done(
            "chunks with an extension and a trailer",
            framed(
                "Transfer-Encoding: chunked\r\n",
                "5;x=y\r\nwhole\r\n0\r\nX-Trailer: x\r\n\r\n",
            ),
        ),
        done(
            "chunks and a length",
            framed(
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                "5\r\nwhole\r\n0\r\n\r\n",
            ),
        ),
        done(
            "the same length twice",
            framed("Content-Length: 5\r\nContent-Length: 5\r\n", "whole"),
        ),
        done(
            "a length that is too short",
            framed("Content-Length: 2\r\n", "whole"),
        ),
        done(
            "a content encoding that is garbage",
            framed("Content-Encoding: gzip\r\nContent-Length: 7\r\n", "garbage"),
        ),
        done(
            "a content type that is a lie",
            framed(
                "Content-Type: application/json\r\nContent-Length: 7\r\n",
                "{\"half\":",
            ),
        ),
        done(
            "a body that is no text",
            raw(answer(200, "", [0, 0xff, 0xfe])),
        ),
        done("a body of 1 MiB", raw(answer(200, "", vec![b'x'; ONE_MIB]))),
        done(
            "100 first",
            raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        ),
        done(
            "102 and 103 first",
            raw(
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n\
                 HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            ),
        ),
        Row::done(
            "204 with a body",
            204,
            raw(head(204, "Content-Length: 5\r\n") + "whole"),
        ),
    ]
}

/// Successes that do not arrive whole: the status is known, and not whether it was the service's last word.
fn cut() -> Vec<Row> {
    let lost = |name, script| Row::unknown(name, Kind::AnswerLost, Some(200), script);
    let chunked = |body| framed("Transfer-Encoding: chunked\r\n", body);
    vec![
        lost(
            "a length that is too long",
            framed("Content-Length: 9\r\n", "half"),
        ),
        lost("chunks that do not end", chunked("4\r\nhalf\r\n")),
        lost("a chunk that does not end", chunked("9\r\nhalf")),
        lost(
            "a chunk size that is no number",
            chunked("zz\r\nhalf\r\n0\r\n\r\n"),
        ),
        lost(
            "a chunk size that nothing has",
            chunked("ffffffffffffffffff\r\nhalf\r\n0\r\n\r\n"),
        ),
        lost(
            "a chunk that is longer than its size",
            chunked("2\r\nwhole\r\n0\r\n\r\n"),
        ),
        lost(
            "a last chunk without its end",
            chunked("4\r\nhalf\r\n0\r\n"),
        ),
        lost(
            "a body of 1 MiB and a byte",
            raw(answer(200, "", vec![b'x'; ONE_MIB + 1])),
        ),
    ]
}

/// What is no HTTP answer at all.
fn garbled() -> Vec<Row> {
    let with_header = |header: &str| {
        raw(format!(
            "HTTP/1.1 200 OK\r\n{header}\r\nContent-Length: 0\r\n\r\n"
        ))
    };
    let lengths = |a, b| {
        framed(
            &format!("Content-Length: {a}\r\nContent-Length: {b}\r\n"),
            "whole",
        )
    };
    let garbage: Vec<(&str, Script)> = vec![
        ("nothing but a line end", raw("\r\n")),
        ("HTTP/0.9", raw("<html>whole</html>\r\n")),
        ("HTTP/2", raw("HTTP/2 200 OK\r\n\r\n")),
        ("HTTP/7.3", raw("HTTP/7.3 200 OK\r\n\r\n")),
        (
            "HTTP/2 frames",
            raw(b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0\0\x05\0\xff\xff\xff"),
        ),
        ("another protocol", raw("SSH-2.0-OpenSSH_9.9\r\n")),
        ("a TLS alert", raw(b"\x15\x03\x03\0\x02\x02\x28")),
        (
            "a request",
            raw("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"),
        ),
        (
            "the status 000",
            raw("HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n"),
        ),
        (
            "the status 99",
            raw("HTTP/1.1 99 OK\r\nContent-Length: 0\r\n\r\n"),
        ),
        (
            "the status 099",
            raw("HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n"),
        ),
        (
            "the status 1000",
            raw("HTTP/1.1 1000 OK\r\nContent-Length: 0\r\n\r\n"),
        ),
        (
            "the status -200",
            raw("HTTP/1.1 -200 OK\r\nContent-Length: 0\r\n\r\n"),
        ),
        (
            "a status in letters",
            raw("HTTP/1.1 two OK\r\nContent-Length: 0\r\n\r\n"),
        ),
        ("no status", raw("HTTP/1.1\r\nContent-Length: 0\r\n\r\n")),
        ("two different lengths", lengths("5", "7")),
        (
            "two lengths in a list",
            framed("Content-Length: 5, 7\r\n", "whole"),
        ),
        (
            "a length that nothing has",
            framed("Content-Length: 18446744073709551614\r\n", "half"),
        ),
        (
            "a negative length",
            framed("Content-Length: -5\r\n", "whole"),
        ),
        (
            "a length that is no number",
            framed("Content-Length: five\r\n", "whole"),
        ),
        ("a header without a colon", with_header("X-Header")),
        (
            "a header with a space in its name",
            with_header("X Header: x"),
        ),
        ("a header with a nul", with_header("X-Header: \0")),
        ("a header that is folded", with_header("X-Header: x\r\n y")),
        (
            "a thousand headers",
            with_header(&vec!["X-Header: x"; 1_000].join("\r\n")),
        ),
    ];
    garbage
        .into_iter()
        .map(|(name, script)| Row::unknown(name, Kind::AnswerLost, None, script))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_counts_only_if_it_arrived_whole() {
    row::run(rows()).await;
}
