//! Calls that are given up at the very moment in which they are sent.
#![allow(clippy::unwrap_used, reason = "what goes wrong in a test ends it")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use huaweicloud_sms::{Backoff, Outcome, Sms, Token};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that answers at once, and counts the whole requests for each id.
async fn serve(listener: TcpListener, effects: Arc<Mutex<HashMap<String, u32>>>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let effects = effects.clone();
        tokio::spawn(async move {
            let mut bytes = Vec::new();
            while matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {
                while let Some(end) = bytes
                    .windows(BODY.len())
                    .position(|window| window == BODY.as_bytes())
                {
                    let request: Vec<u8> = bytes.drain(..end + BODY.len()).collect();
                    let request = String::from_utf8(request).unwrap();
                    let id = request.split('/').nth(3).unwrap().to_owned();
                    *effects.lock().unwrap().entry(id).or_default() += 1;
                    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
                    if stream.write_all(answer.as_bytes()).await.is_err() {
                        return;
                    }
                }
            }
        });
    }
}

const BODY: &str = r#"{"operation":"start"}"#;

/// With a time as short as this, every few calls are given up while another thread is about to send them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_not_to_be_sent_is_not_and_nothing_happens_twice() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let effects = Arc::new(Mutex::new(HashMap::new()));
    tokio::spawn(serve(listener, effects.clone()));
    let sms = Sms::builder()
        .endpoint(url)
        .credentials(Token::new("token").unwrap())
        .attempt_timeout(Duration::from_micros(1000))
        .retry(Backoff::retries(3))
        .build()
        .unwrap();

    let callers: Vec<_> = (0..16)
        .map(|caller| {
            let sms = sms.clone();
            tokio::spawn(async move {
                let mut ends = Vec::new();
                for call in 0..2_000 {
                    let id = format!("t-{caller}-{call}");
                    let end = sms.task(&id).unwrap().start().await;
                    ends.push((id, end.map(|_| ()).map_err(|error| error.outcome())));
                }
                ends
            })
        })
        .collect();
    let mut ends = Vec::new();
    for caller in callers {
        ends.extend(caller.await.unwrap());
    }

    let effects = effects.lock().unwrap();
    for (id, end) in ends {
        let times = effects.get(&id).copied().unwrap_or_default();
        match end {
            Ok(()) => assert_eq!(times, 1, "{id} is done"),
            Err(Outcome::NotSent) => assert_eq!(times, 0, "{id} was not sent"),
            Err(_) => assert!(times <= 1, "{id} happened {times} times"),
        }
    }
}
