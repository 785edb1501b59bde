//! A server on the loopback interface that answers as told and keeps every byte it was sent.
//!
//! It is made of a socket and nothing else: an HTTP library would repair or hide what is to be seen.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::wire::Request;

/// Far longer than any exchange takes, so that only one that hangs is cut short.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a request is answered with. The connection is closed after it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// These bytes. None at all loses the answer; too few of them cut it.
    Bytes(Vec<u8>),
    /// These bytes, and more for as long as anyone reads.
    Endless(Vec<u8>),
}

impl Answer {
    /// A whole answer. The lengths and `connection: close` are added.
    pub fn new(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let mut head = format!("HTTP/1.1 {status} Told\r\nconnection: close\r\n");
        // A 204 has no body, and says nothing of its length.
        if status != 204 {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        Self::Bytes(format!("{head}\r\n{body}").into_bytes())
    }
}

/// A server on the loopback interface.
pub struct Loopback {
    listener: TcpListener,
    address: SocketAddr,
}

impl Loopback {
    /// Starts to listen, on a port that the system picks.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("there is a loopback interface");
        let address = listener.local_addr().expect("a listener has an address");
        Self { listener, address }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Runs `call` against this server and returns what it came to, with the bytes of every connection it made.
    pub async fn exchange<T>(
        &self,
        answer: &Answer,
        call: impl Future<Output = T>,
    ) -> (T, Vec<Vec<u8>>) {
        timeout(PATIENCE, self.run(answer, call))
            .await
            .expect("an exchange over loopback ends")
    }

    async fn run<T>(&self, answer: &Answer, call: impl Future<Output = T>) -> (T, Vec<Vec<u8>>) {
        let mut call = pin!(call);
        let mut connections = JoinSet::new();
        let result = loop {
            tokio::select! {
                result = &mut call => break result,
                accepted = self.listener.accept() => {
                    let (stream, _) = accepted.expect("a connection can be accepted");
                    connections.spawn(serve(stream, answer.clone()));
                }
            }
        };
        // Connections are accepted in the order they were made, so every other one comes before this last one.
        let last = TcpStream::connect(self.address)
            .await
            .expect("the server accepts connections");
        let last = last.local_addr().expect("a connection has an address");
        loop {
            let (stream, peer) = self.listener.accept().await.expect("there is a last one");
            if peer == last {
                break;
            }
            connections.spawn(serve(stream, answer.clone()));
        }
        (result, connections.join_all().await)
    }
}

/// Reads a request, answers it, and reads on until the other side hangs up.
async fn serve(mut stream: TcpStream, answer: Answer) -> Vec<u8> {
    let mut received = Vec::new();
    while !Request::is_whole(&received) {
        if !matches!(stream.read_buf(&mut received).await, Ok(1..)) {
            return received;
        }
    }
    // That the other side stops listening is its right, and part of some tests.
    let _ = match answer {
        Answer::Bytes(bytes) => stream.write_all(&bytes).await,
        Answer::Endless(bytes) => write_forever(&mut stream, &bytes).await,
    };
    let _ = stream.shutdown().await;
    let _ = stream.read_to_end(&mut received).await;
    received
}

async fn write_forever(stream: &mut TcpStream, head: &[u8]) -> std::io::Result<()> {
    // A chunk of the size that the system's buffers have anyway.
    const CHUNK: [u8; 16 * 1024] = [b'x'; 16 * 1024];

    stream.write_all(head).await?;
    loop {
        stream.write_all(&CHUNK).await?;
    }
}
