use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::EmulatorBuilder;
use crate::seen::SeenRequest;
use crate::server::Server;
use crate::token::Token;

/// How long [`Emulator::stop`] waits for answers under way. They take microseconds; only a client that does not read
/// its answer can need longer.
const GRACE: Duration = Duration::from_secs(1);

/// A running emulator. It serves until it is [stopped](Self::stop) or dropped.
pub struct Emulator {
    address: SocketAddr,
    token: Token,
    server: Arc<Server>,
    serving: JoinHandle<()>,
    /// Dropping it stops the server.
    stop: watch::Sender<()>,
}

impl Emulator {
    /// An emulator to be set up. Every setting has a default.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    pub(crate) fn new(
        address: SocketAddr,
        token: Token,
        server: Arc<Server>,
        serving: JoinHandle<()>,
        stop: watch::Sender<()>,
    ) -> Self {
        Self {
            address,
            token,
            server,
            serving,
            stop,
        }
    }

    /// The endpoint to give to a client, such as `http://127.0.0.1:40123`.
    ///
    /// An emulator that listens on every address is named by its loopback address.
    #[must_use]
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("http://{address}")
    }

    /// The token that every call must send.
    #[must_use]
    pub fn token(&self) -> &str {
        self.token.as_str()
    }

    /// The latest 1,000 requests that were answered, oldest first. Headers and bodies are not kept.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.server.seen().to_vec()
    }

    /// Stops serving: no more connections are accepted, answers under way are finished.
    ///
    /// It takes a second at most, and usually no time. A request whose body is still on its way is refused with 503.
    pub async fn stop(self) {
        drop(self.stop);
        // Either it ended, or it was given the time to; a connection that is stuck ends with its client.
        let _ = tokio::time::timeout(GRACE, self.serving).await;
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}
