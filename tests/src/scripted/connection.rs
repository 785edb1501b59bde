//! One connection of a scripted server.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::seen::Guard;
use super::stream::Stream;
use super::{Request, Step};

/// One connection of a scripted server.
#[derive(Debug)]
pub struct Connection {
    stream: Stream,
    guard: Guard,
    unread: Vec<u8>,
}

impl Connection {
    pub(super) fn new(stream: Stream, guard: Guard) -> Self {
        // Without it a drip arrives in lumps.
        let mut stream = stream;
        let _ = stream.tcp().set_nodelay(true);
        Self {
            stream,
            guard,
            unread: Vec::new(),
        }
    }

    /// How many connections came before.
    pub fn number(&self) -> usize {
        self.guard.number
    }

    /// Plays a script. What fails because the client is gone ends it.
    pub(super) async fn play(&mut self, script: &[Step]) {
        let mut steps = script.iter();
        while let Some(step) = steps.next() {
            let done = match step {
                Step::Read => self.read().await.map(drop),
                Step::ReadSome => self.read_some().await,
                Step::Send(bytes) => self.send(bytes).await,
                Step::Drip(bytes, every) => self.drip(bytes, *every).await,
                Step::Flood(bytes) => self.flood(bytes).await,
                Step::Stall => std::future::pending().await,
                Step::Hold => self.hold().await,
                Step::Cut => return self.cut().await,
                Step::Reset => return self.reset(),
                Step::Again => {
                    steps = script.iter();
                    Ok(())
                }
            };
            if done.is_err() {
                return;
            }
        }
        self.close().await;
    }

    /// Reads one whole request and records it.
    ///
    /// # Errors
    ///
    /// The client closed the connection before.
    pub async fn read(&mut self) -> io::Result<Request> {
        loop {
            if let Some(request) = Request::take(&mut self.unread, self.guard.number) {
                self.guard.seen.add_request(request.clone());
                return Ok(request);
            }
            self.read_some().await?;
        }
    }

    /// Reads at least one byte.
    ///
    /// # Errors
    ///
    /// The client closed the connection before.
    pub async fn read_some(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.unread).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// Sends bytes.
    ///
    /// # Errors
    ///
    /// The client closed the connection.
    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.guard.seen.add_sent(bytes.len());
        self.stream.flush().await
    }

    /// Sends bytes one at a time.
    ///
    /// # Errors
    ///
    /// The client closed the connection.
    pub async fn drip(&mut self, bytes: &[u8], every: Duration) -> io::Result<()> {
        for byte in bytes {
            self.send(&[*byte]).await?;
            tokio::time::sleep(every).await;
        }
        Ok(())
    }

    /// Sends bytes again and again.
    ///
    /// # Errors
    ///
    /// The client closed the connection. There is no other end.
    pub async fn flood(&mut self, bytes: &[u8]) -> io::Result<()> {
        loop {
            self.send(bytes).await?;
        }
    }

    /// Reads and throws away whatever comes until the client closes the connection.
    ///
    /// # Errors
    ///
    /// Always, in place of a value: the connection is over.
    pub async fn hold(&mut self) -> io::Result<()> {
        loop {
            self.read_some().await?;
            self.unread.clear();
        }
    }

    /// Closes the connection in order: says so, and waits for the client to close it too. A connection that is closed
    /// with bytes unread would be reset, and the client might lose what it was sent.
    pub async fn close(&mut self) {
        if self.stream.shutdown().await.is_ok() {
            let _ = self.hold().await;
        }
    }

    /// The same without the farewell that TLS has.
    pub async fn cut(&mut self) {
        if self.stream.tcp().shutdown().await.is_ok() {
            let _ = self.hold().await;
        }
    }

    /// Ends the connection with a TCP reset.
    pub fn reset(&mut self) {
        let _ = self.stream.tcp().set_zero_linger();
    }
}
