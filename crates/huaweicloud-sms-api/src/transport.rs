//! How requests travel.

use std::fmt;
use std::time::Duration;

use huaweicloud_auth::Address;
use reqwest::{Proxy, redirect};

/// How requests travel to the service: connections, proxies, TLS. Cheap to clone; clones share their connections.
///
/// A transport never follows a redirect, since the next host would be handed the token, and it always verifies whom it
/// talks to.
#[derive(Clone, Debug)]
pub struct Transport {
    pub(crate) address: Address,
    pub(crate) http: reqwest::Client,
}

impl Transport {
    /// Starts a transport.
    pub fn builder() -> TransportBuilder {
        TransportBuilder::default()
    }

    /// Where it goes.
    pub fn address(&self) -> &Address {
        &self.address
    }
}

/// Builds a [`Transport`].
#[derive(Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct TransportBuilder {
    connect_timeout: Duration,
    timeout: Duration,
    proxy: Option<String>,
    #[cfg(feature = "rustls")]
    root_certificates: Option<Vec<u8>>,
}

impl Default for TransportBuilder {
    fn default() -> Self {
        Self {
            // Within a region a connection takes milliseconds. Across the world, with a lost packet or two, seconds.
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            proxy: None,
            #[cfg(feature = "rustls")]
            root_certificates: None,
        }
    }
}

impl TransportBuilder {
    /// How long to wait for a connection, TLS included. 5 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a request may take from its start to the last byte of its answer, unless the session says otherwise. 30
    /// seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The proxy to use, in place of those that the environment names. A service on this machine is called without one.
    pub fn proxy(mut self, proxy: impl Into<String>) -> Self {
        self.proxy = Some(proxy.into());
        self
    }

    /// Certificate authorities to trust beside those of the platform: a PEM bundle, or one in DER.
    #[cfg(feature = "rustls")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates = Some(pem.into());
        self
    }

    /// Builds the transport to a service at this address.
    ///
    /// # Errors
    ///
    /// The proxy is no URL, the certificates are none, or TLS cannot be set up.
    pub fn build(self, address: Address) -> reqwest::Result<Transport> {
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .timeout(self.timeout);
        if address.is_loopback() {
            // A proxy on another machine cannot reach a service on this one, and should not see what is meant for it.
            builder = builder.no_proxy();
        } else if let Some(proxy) = self.proxy {
            builder = builder.proxy(Proxy::all(proxy)?);
        }
        #[cfg(feature = "rustls")]
        if address.is_loopback() && address.is_plain() {
            // To load and parse all certificates of the platform would take most of the time of a short program.
            builder = builder.tls_certs_only([]);
        } else if let Some(pem) = &self.root_certificates {
            let certificates = huaweicloud_auth::certificates(pem)?;
            builder = builder.tls_certs_merge(certificates);
        }
        Ok(Transport {
            http: builder.build()?,
            address,
        })
    }
}

/// The proxy is left out, since its address may hold a password, and certificates are too long to read.
impl fmt::Debug for TransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use huaweicloud_auth::Address;

    use super::Transport;

    #[test]
    fn debug_shows_no_password_of_a_proxy() {
        let builder = Transport::builder().proxy("http://user:canary@proxy.invalid");
        let transport = builder
            .clone()
            .build(Address::parse("https://sms.invalid").unwrap())
            .unwrap();
        let shown = format!("{builder:?} {transport:?}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
