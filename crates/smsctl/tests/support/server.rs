//! A server on loopback that answers each request as told and keeps what it was sent. Sockets and nothing else, so that
//! nothing is repaired or hidden.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// One request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) line: String,
    /// Names in lower case, in the order of the wire.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) at: Instant,
}

/// What to do with a request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Answer with these bytes.
    Bytes(Vec<u8>),
    /// Close the connection without an answer.
    Lose,
    /// These bytes, and then more without end.
    Endless(Vec<u8>),
    /// The same after a while.
    Late(Duration, Box<Answer>),
}

impl Answer {
    pub(crate) fn new(status: u16, headers: &[&str], body: &str) -> Self {
        let mut head = format!("HTTP/1.1 {status} Told\r\nconnection: close\r\n");
        if status != 204 {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        for header in headers {
            head.push_str(&format!("{header}\r\n"));
        }
        Self::Bytes(format!("{head}\r\n{body}").into_bytes())
    }

    pub(crate) fn ok() -> Self {
        Self::new(200, &[], "")
    }
}

#[derive(Default)]
struct Seen {
    requests: Vec<Request>,
    connections: usize,
}

/// The server. It lives as long as the process of the test.
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    /// Answers the requests in turn; the last answer is repeated.
    pub(crate) fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = seen.clone();
        let answers = Arc::new(answers);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (seen, answers) = (shared.clone(), answers.clone());
                seen.lock().unwrap().connections += 1;
                thread::spawn(move || serve(stream.unwrap(), &seen, &answers));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().requests.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Seen>, answers: &[Answer]) {
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let Some(request) = read(&mut stream) else {
        return;
    };
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.requests.push(request);
        seen.requests.len() - 1
    };
    // That the other side hangs up is its right, and part of some tests.
    let _ = give(&answers[number.min(answers.len() - 1)], &mut stream);
}

fn give(answer: &Answer, stream: &mut TcpStream) -> io::Result<()> {
    match answer {
        Answer::Bytes(bytes) => stream.write_all(bytes),
        Answer::Lose => Ok(()),
        Answer::Endless(head) => {
            stream.write_all(head)?;
            loop {
                stream.write_all(&[b'x'; 16 * 1024])?;
            }
        }
        Answer::Late(delay, answer) => {
            // The process under test has a clock of its own, so there is none to pause.
            thread::sleep(*delay);
            give(answer, stream)
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(request) = parse(&bytes) {
            return Some(request);
        }
        match stream.read(&mut buffer) {
            Ok(count @ 1..) => bytes.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
}

fn parse(bytes: &[u8]) -> Option<Request> {
    let text = str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let line = lines.next()?.to_owned();
    let headers: Vec<_> = lines
        .filter_map(|header| header.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map_or(0, |(_, value)| value.parse().unwrap());
    (body.len() >= length).then(|| Request {
        line,
        headers,
        body: body.to_owned(),
        at: Instant::now(),
    })
}
