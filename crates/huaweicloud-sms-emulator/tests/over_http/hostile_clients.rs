//! Clients that break the rules of HTTP, or mean harm, do not bring the emulator down.

use crate::client::{ACTION, CHANGESTATE, Call, Reply, START, TASK, connect, emulator, exchange};
use huaweicloud_sms_emulator::Emulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn head_of_chunked_action(emulator: &Emulator) -> Vec<u8> {
    Call::get(emulator, ACTION)
        .sent_as("POST")
        .header("Content-Type", "application/json")
        .header("Transfer-Encoding", "chunked")
        .bytes()
}

#[tokio::test]
async fn a_chunked_body_is_read() {
    let emulator = emulator().await;
    let mut bytes = head_of_chunked_action(&emulator);
    let (first, second) = START.split_at(8);
    bytes.extend(format!("{:x}\r\n{first}\r\n", first.len()).bytes());
    bytes.extend(format!("{:x}\r\n{second}\r\n0\r\n\r\n", second.len()).bytes());

    assert_eq!(Reply::parse(&exchange(&emulator, &bytes).await).status, 200);
}

#[tokio::test]
async fn a_chunked_body_that_is_too_large_is_refused() {
    let emulator = emulator().await;
    let mut bytes = head_of_chunked_action(&emulator);
    for _ in 0..11 {
        bytes.extend(format!("400\r\n{}\r\n", " ".repeat(0x400)).bytes());
    }
    bytes.extend(b"0\r\n\r\n");

    let reply = Reply::parse(&exchange(&emulator, &bytes).await);
    reply.assert_refused(401, "SMS.2004");
}

#[tokio::test]
async fn a_broken_chunk_is_refused_and_starts_nothing() {
    let emulator = emulator().await;
    let mut bytes = head_of_chunked_action(&emulator);
    bytes.extend(b"zz\r\n{}\r\n0\r\n\r\n");

    let reply = Reply::parse(&exchange(&emulator, &bytes).await);
    reply.assert_refused(400, "EMULATOR.0400");
}

#[tokio::test]
async fn a_body_shorter_than_it_says_starts_nothing() {
    let emulator = emulator().await;
    let mut stream = connect(&emulator).await;
    let bytes = Call::action(&emulator, START).bytes();
    stream.write_all(&bytes[..bytes.len() - 1]).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();

    let again = Call::action(&emulator, START).send(&emulator).await;
    assert_eq!(again.status, 200, "{}", again.body);
}

#[tokio::test]
async fn a_client_that_is_still_sending_too_much_gets_its_refusal() {
    let emulator = emulator().await;
    let bytes = Call::bare("PUT", CHANGESTATE)
        .json(vec![b' '; 500_000])
        .bytes();
    let mut stream = connect(&emulator).await;
    for part in bytes.chunks(20_000) {
        stream.write_all(part).await.unwrap();
        // Gives the emulator every chance to answer too early and close the connection.
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    Reply::parse(&answer).assert_refused(401, "APIGW.0301");
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    let emulator = emulator().await;
    let mut stream = connect(&emulator).await;
    let head = Call::get(&emulator, ACTION)
        .sent_as("POST")
        .header("Content-Length", "1000000000000")
        .bytes();
    stream.write_all(&head).await.unwrap();

    let chunk = vec![b' '; 64 * 1024];
    let mut sent = 0_usize;
    while stream.write_all(&chunk).await.is_ok() {
        sent += chunk.len();
        assert!(sent < 64 * 1024 * 1024, "the emulator goes on reading");
    }
}

#[tokio::test]
async fn huge_or_countless_headers_are_refused() {
    let emulator = emulator().await;
    let many = (0..200).fold(Call::get(&emulator, TASK), |call, n| {
        call.header(&format!("x-{n}"), "a")
    });
    assert_eq!(many.send(&emulator).await.status, 431);

    let mut stream = connect(&emulator).await;
    let huge = Call::get(&emulator, TASK).header("x-huge", &"a".repeat(4 * 1024 * 1024));
    // The emulator may close the connection while this is still being written.
    let _ = stream.write_all(&huge.bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"));

    assert_eq!(Call::get(&emulator, TASK).send(&emulator).await.status, 200);
}

#[tokio::test]
async fn bytes_that_are_no_http_are_refused() {
    let emulator = emulator().await;
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01"[..],
        b"\r\n\r\n\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
    ] {
        let mut stream = connect(&emulator).await;
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"));
    }
    assert_eq!(Call::get(&emulator, TASK).send(&emulator).await.status, 200);
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let emulator = emulator().await;
    let keep_alive = |call: Call| {
        let text = String::from_utf8(call.bytes()).unwrap();
        text.replace("Connection: close\r\n", "")
    };
    let bytes = [
        keep_alive(Call::action(&emulator, START)),
        keep_alive(Call::get(&emulator, "/nowhere")),
        String::from_utf8(Call::get(&emulator, TASK).bytes()).unwrap(),
    ]
    .concat();

    let answer = String::from_utf8(exchange(&emulator, bytes.as_bytes()).await).unwrap();
    let statuses: Vec<_> = answer
        .match_indices("HTTP/1.1 ")
        .map(|(at, start)| &answer[at + start.len()..][..3])
        .collect();
    assert_eq!(statuses, ["200", "404", "200"]);
}

#[tokio::test]
async fn a_token_of_raw_bytes_is_refused() {
    let emulator = emulator().await;
    let mut bytes = Call::bare("GET", TASK).bytes();
    bytes.truncate(bytes.len() - 2);
    bytes.extend(b"X-Auth-Token: \xff\xfe\r\n\r\n");

    let reply = Reply::parse(&exchange(&emulator, &bytes).await);
    reply.assert_refused(401, "APIGW.0301");
}
