use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::EmulatorBuilder;
use crate::identity::Identity;
use crate::seen::SeenRequest;
use crate::server::Server;

/// How long [`Emulator::stop`] waits for answers under way. They take microseconds; only a client that does not read
/// its answer can need longer.
const GRACE: Duration = Duration::from_secs(1);

/// A running emulator. It serves until it is [stopped](Self::stop) or dropped.
pub struct Emulator {
    address: SocketAddr,
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
        server: Arc<Server>,
        serving: JoinHandle<()>,
        stop: watch::Sender<()>,
    ) -> Self {
        Self {
            address,
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

    /// Where IAM is, for a client that fetches tokens: the same as [`url`](Self::url).
    #[must_use]
    pub fn iam_url(&self) -> String {
        self.url()
    }

    /// Where the metadata service of a cloud server is, for a client that looks for temporary keys there: the same as
    /// [`url`](Self::url).
    #[must_use]
    pub fn metadata_url(&self) -> String {
        self.url()
    }

    /// The name of the [project](Self::project_id).
    #[must_use]
    pub fn project_name(&self) -> &str {
        self.identity().project_name()
    }

    /// A token that calls may send. It never expires.
    #[must_use]
    pub fn token(&self) -> &str {
        self.identity().token.as_str()
    }

    /// The access key that calls may be signed with.
    #[must_use]
    pub fn access_key(&self) -> &str {
        &self.identity().access_key
    }

    /// The secret key of the [access key](Self::access_key).
    #[must_use]
    pub fn secret_key(&self) -> &str {
        self.identity().secret_key.as_str()
    }

    /// The name of the user for whom IAM issues tokens.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.identity().user
    }

    /// The password of the [user](Self::user).
    #[must_use]
    pub fn password(&self) -> &str {
        self.identity().password.as_str()
    }

    /// The name of the domain, the account, that the [user](Self::user) belongs to.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.identity().domain
    }

    /// The id of the project that tokens and signed calls are for. It is the project's name too.
    #[must_use]
    pub fn project_id(&self) -> &str {
        &self.identity().project_id
    }

    /// How many tokens IAM has issued.
    #[must_use]
    pub fn tokens_issued(&self) -> u64 {
        self.server.service().gate.tokens_issued()
    }

    /// Ends every token that IAM has issued so far: calls that send one are answered with 401 APIGW.0307 from now on.
    /// Tokens that it issues later are good, and so is [`token`](Self::token).
    pub fn expire_tokens(&self) {
        self.server.service().gate.revoke_tokens();
    }

    /// Switches IAM off and on. While it is off, it answers with 503; tokens stay good.
    pub fn set_iam_available(&self, available: bool) {
        self.server.service().iam.set_available(available);
    }

    fn identity(&self) -> &Identity {
        self.server.service().gate.identity()
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
