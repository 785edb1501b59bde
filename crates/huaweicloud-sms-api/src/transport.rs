//! How requests travel.

use std::time::Duration;

use reqwest::redirect;

/// How requests travel: connections, timeouts, TLS. Cheap to clone; clones share their connections.
///
/// A transport never follows a redirect. The next host would be handed the token.
#[derive(Clone, Debug)]
pub struct Transport {
    pub(crate) http: reqwest::Client,
}

impl Transport {
    /// Starts a transport with the default timeouts.
    pub fn builder() -> TransportBuilder {
        TransportBuilder::default()
    }
}

/// Builds a [`Transport`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct TransportBuilder {
    connect_timeout: Duration,
    timeout: Duration,
}

impl Default for TransportBuilder {
    fn default() -> Self {
        Self {
            // Within a region a connection takes milliseconds. Across the world, with a lost packet or two, seconds.
            connect_timeout: Duration::from_secs(10),
            // The service queues an action and answers. What takes longer is a gateway that waits for a dead backend.
            timeout: Duration::from_secs(30),
        }
    }
}

impl TransportBuilder {
    /// How long to wait for a connection, TLS included. 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a call may take from its start to the last byte of its answer. 30 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Builds the transport.
    ///
    /// # Errors
    ///
    /// TLS cannot be set up, for instance because the platform's certificates cannot be loaded.
    pub fn build(self) -> reqwest::Result<Transport> {
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .timeout(self.timeout)
            .build()?;
        Ok(Transport { http })
    }
}
