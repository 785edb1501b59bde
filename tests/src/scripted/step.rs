//! What a script is made of.

use std::time::Duration;

use bytes::Bytes;

/// What a server does on one connection. At its end the connection is closed in order.
pub type Script = Vec<Step>;

/// One step of a script.
#[derive(Clone, Debug)]
pub enum Step {
    /// Reads one whole request.
    Read,
    /// Reads at least one byte.
    ReadSome,
    /// Sends these bytes.
    Send(Bytes),
    /// Sends these bytes, one at a time.
    Drip(Bytes, Duration),
    /// Sends these bytes again and again, for as long as the client takes them.
    Flood(Bytes),
    /// Does nothing from here on, and does not notice that the client goes.
    Stall,
    /// Does nothing until the client goes.
    Hold,
    /// Closes the connection below TLS, without the farewell that TLS has.
    Cut,
    /// Ends the connection with a TCP reset.
    Reset,
    /// Goes back to the first step.
    Again,
}

impl Step {
    /// Sends text or bytes.
    pub fn send(bytes: impl Into<Bytes>) -> Self {
        Self::Send(bytes.into())
    }
}

/// The head of an answer with a request id, and with these headers, each with its line end.
pub fn head(status: u16, headers: &str) -> String {
    format!("HTTP/1.1 {status} Scripted\r\nX-Request-Id: r-{status}\r\n{headers}\r\n")
}

/// A whole answer after which the connection is to be closed.
pub fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Bytes {
    let body = body.as_ref();
    let length = body.len();
    let head = head(
        status,
        &format!("Content-Length: {length}\r\nConnection: close\r\n{headers}"),
    );
    [head.as_bytes(), body].concat().into()
}
