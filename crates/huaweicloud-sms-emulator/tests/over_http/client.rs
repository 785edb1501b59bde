//! A client that sends exactly the bytes a test wants, right or wrong.

use huaweicloud_sms_emulator::Emulator;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const ACTION: &str = "/v3/tasks/7a9a9540-ff28-4869-b9e4-855fbe12e83b/action";
pub(crate) const TASK: &str = "/v3/tasks/7a9a9540-ff28-4869-b9e4-855fbe12e83b";
pub(crate) const CHANGESTATE: &str = "/v3/sources/dcdbe339-b02d-4578-95a1-9c9c547d0000/changestate";
pub(crate) const SOURCE: &str = "/v3/sources/dcdbe339-b02d-4578-95a1-9c9c547d0000";

/// The body of an action that suits a fresh task.
pub(crate) const START: &str = r#"{"operation":"start"}"#;

pub(crate) async fn emulator() -> Emulator {
    Emulator::builder().start().await.unwrap()
}

/// A request in the making.
#[derive(Clone)]
pub(crate) struct Call {
    head: String,
    body: Vec<u8>,
}

impl Call {
    /// A request without any header, even those it needs.
    pub(crate) fn bare(method: &str, path: &str) -> Self {
        Self {
            head: format!("{method} {path} HTTP/1.1\r\nHost: sms\r\nConnection: close\r\n"),
            body: Vec::new(),
        }
    }

    pub(crate) fn get(emulator: &Emulator, path: &str) -> Self {
        Self::bare("GET", path).header("X-Auth-Token", emulator.token())
    }

    /// A correct action, as far as its body is.
    pub(crate) fn action(emulator: &Emulator, body: impl Into<Vec<u8>>) -> Self {
        Self::get(emulator, ACTION).sent_as("POST").json(body)
    }

    /// A correct report, as far as its body is.
    pub(crate) fn changestate(emulator: &Emulator, body: impl Into<Vec<u8>>) -> Self {
        Self::get(emulator, CHANGESTATE).sent_as("PUT").json(body)
    }

    pub(crate) fn sent_as(mut self, method: &str) -> Self {
        let (_, rest) = self.head.split_once(' ').unwrap();
        self.head = format!("{method} {rest}");
        self
    }

    pub(crate) fn to(mut self, path: &str) -> Self {
        let mut parts = self.head.splitn(3, ' ');
        let (method, rest) = (parts.next().unwrap(), parts.nth(1).unwrap());
        self.head = format!("{method} {path} {rest}");
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn json(self, body: impl Into<Vec<u8>>) -> Self {
        self.header("Content-Type", "application/json").body(body)
    }

    pub(crate) fn body(self, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = body.len().to_string();
        Self {
            body,
            ..self.header("Content-Length", &length)
        }
    }

    /// Method and path, and the lines of the headers.
    pub(crate) fn head(&self) -> (&str, &str, impl Iterator<Item = (&str, &str)>) {
        let mut lines = self.head.lines();
        let mut request = lines.next().unwrap().split(' ');
        let (method, path) = (request.next().unwrap(), request.next().unwrap());
        (
            method,
            path,
            lines.map(|line| line.split_once(':').unwrap()),
        )
    }

    pub(crate) fn payload(&self) -> &[u8] {
        &self.body
    }

    /// The bytes as they go over the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{}\r\n", self.head).into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    pub(crate) async fn send(&self, emulator: &Emulator) -> Reply {
        Reply::parse(&exchange(emulator, &self.bytes()).await)
    }
}

pub(crate) async fn connect(emulator: &Emulator) -> TcpStream {
    let url = emulator.url();
    TcpStream::connect(url.strip_prefix("http://").unwrap())
        .await
        .unwrap()
}

/// Sends bytes and reads until the emulator closes the connection.
pub(crate) async fn exchange(emulator: &Emulator, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(emulator).await;
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    answer
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let text = std::str::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Self {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn message(&self) -> String {
        self.json()["error_msg"].as_str().unwrap().to_owned()
    }

    /// Status and code of a refusal, to compare at once.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let code = self.json()["error_code"].as_str().unwrap().to_owned();
        (self.status, code)
    }

    #[track_caller]
    pub(crate) fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!(self.refusal(), (status, code.to_owned()), "{}", self.body);
    }
}
