//! A server that does what a script says, however wrong.
//!
//! It is made of bare TCP and TLS streams: an HTTP library would refuse to send most of what these tests are about. It
//! counts what it is sent and what it sends, so that a test can tell what a client really did from what it says it did.
//!
//! Everything here is for tests, so what cannot be set up at all ends in a panic that says why.
#![allow(
    clippy::expect_used,
    reason = "what cannot be set up in a test ends the test, with a message"
)]

mod certificates;
mod connection;
mod request;
mod seen;
mod step;
mod stream;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;

pub use certificates::{Authority, Identity, Lifetime};
pub use connection::Connection;
pub use request::Request;
pub use seen::Seen;
pub use step::{Script, Step, answer, head};
use stream::Stream;

/// A server on loopback. It ends, with all its connections, when it is dropped.
#[derive(Debug)]
pub struct Scripted {
    address: SocketAddr,
    scheme: &'static str,
    seen: Arc<Seen>,
    /// Holds the accepting task, which holds those of the connections.
    _accepting: JoinSet<()>,
}

impl Scripted {
    /// Plays a script on each connection; `script` is told how many connections came before.
    pub async fn play(script: impl Fn(usize) -> Script + Send + 'static) -> Self {
        Self::start(None, move |mut connection| {
            let script = script(connection.number());
            async move { connection.play(&script).await }
        })
        .await
    }

    /// The same behind TLS, with this identity.
    pub async fn play_behind_tls(
        identity: &Identity,
        script: impl Fn(usize) -> Script + Send + 'static,
    ) -> Self {
        Self::start(Some(identity.clone()), move |mut connection| {
            let script = script(connection.number());
            async move { connection.play(&script).await }
        })
        .await
    }

    /// Hands each connection to `handle`, for what depends on the requests.
    pub async fn serve<H, F>(handle: H) -> Self
    where
        H: Fn(Connection) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        Self::start(None, handle).await
    }

    /// The same behind TLS, with this identity.
    pub async fn serve_behind_tls<H, F>(identity: &Identity, handle: H) -> Self
    where
        H: Fn(Connection) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        Self::start(Some(identity.clone()), handle).await
    }

    async fn start<H, F>(identity: Option<Identity>, handle: H) -> Self
    where
        H: Fn(Connection) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has a port");
        let scheme = if identity.is_some() { "https" } else { "http" };
        let seen = Arc::new(Seen::default());
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(listener, identity, Arc::clone(&seen), handle));
        Self {
            address,
            scheme,
            seen,
            _accepting: accepting,
        }
    }

    /// Where it listens, as an endpoint.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What it has seen so far.
    pub fn seen(&self) -> &Seen {
        &self.seen
    }
}

async fn accept<H, F>(listener: TcpListener, identity: Option<Identity>, seen: Arc<Seen>, handle: H)
where
    H: Fn(Connection) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A client may be gone before it is accepted.
                let Ok((tcp, _)) = accepted else { continue };
                let guard = seen.connected();
                match &identity {
                    None => {
                        connections.spawn(handle(Connection::new(Stream::Plain(tcp), guard)));
                    }
                    Some(identity) => {
                        let handshake = identity.acceptor().accept(tcp);
                        let Ok(tls) = handshake.await else { continue };
                        connections.spawn(handle(Connection::new(Stream::tls(tls), guard)));
                    }
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// A port of loopback where nobody listens and nobody else will for as long as this is held.
#[derive(Debug)]
pub struct ClosedPort {
    address: SocketAddr,
    _bound: TcpSocket,
}

impl ClosedPort {
    /// Takes a free port.
    pub fn take() -> Self {
        let (bound, address) = bind();
        Self {
            address,
            _bound: bound,
        }
    }

    /// Its address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// A port of loopback where connections are neither accepted nor refused: its queue is full.
#[derive(Debug)]
pub struct FullQueue {
    address: SocketAddr,
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl FullQueue {
    /// Takes a free port and fills its queue.
    pub async fn fill() -> Self {
        // A queue of none holds one connection on Linux; a few more are tried for systems that round up.
        const PATIENCE: std::time::Duration = std::time::Duration::from_millis(500);
        let (bound, address) = bind();
        let listener = bound.listen(0).expect("a bound socket can listen");
        let mut waiting = Vec::new();
        while let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await
        {
            waiting.push(stream);
        }
        Self {
            address,
            _listener: listener,
            _waiting: waiting,
        }
    }

    /// Its address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

fn bind() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().expect("there are sockets");
    socket
        .bind((Ipv4Addr::LOCALHOST, 0).into())
        .expect("loopback has a free port");
    let address = socket.local_addr().expect("a bound socket has a port");
    (socket, address)
}
