//! Setting up a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use huaweicloud_auth::Credentials;
use huaweicloud_sms_api::{Preview, Rehearsal, Transport, TransportBuilder};

use crate::budget::RetryBudget;
use crate::retry::Retry;
use crate::sms::Shared;
use crate::{Backoff, Endpoint, Error, Pairing, RetryPolicy, Sms};

/// Sets up a client. [`Sms::builder`] makes one.
///
/// An endpoint (or a region) and credentials are needed; everything else has a default. Faults are kept until
/// [`build`](Self::build), so that settings can be chained.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct SmsBuilder {
    endpoint: Option<Result<Endpoint, Error>>,
    credentials: Option<Credentials>,
    allow_plain_http: bool,
    transport: TransportBuilder,
    timeout: Duration,
    attempt_timeout: Duration,
    retry_policy: Arc<dyn RetryPolicy>,
    pairing: Pairing,
    rehearsal: Option<Rehearsing>,
}

impl Default for SmsBuilder {
    fn default() -> Self {
        Self {
            endpoint: None,
            credentials: None,
            allow_plain_http: false,
            transport: Transport::builder(),
            timeout: Duration::from_secs(30),
            // The service queues an action and answers. What takes longer is a gateway that waits for a dead backend,
            // and there is time for another attempt then.
            attempt_timeout: Duration::from_secs(15),
            retry_policy: Arc::new(Backoff::default()),
            pairing: Pairing::default(),
            rehearsal: None,
        }
    }
}

impl SmsBuilder {
    /// Where the service is, as an [`Endpoint`] or its text. It takes the place of a region.
    pub fn endpoint<E>(mut self, endpoint: E) -> Self
    where
        E: TryInto<Endpoint>,
        Error: From<E::Error>,
    {
        self.endpoint = Some(endpoint.try_into().map_err(Error::from));
        self
    }

    /// A known region, such as `ap-southeast-3`, in place of an endpoint.
    pub fn region(mut self, region: impl AsRef<str>) -> Self {
        self.endpoint = Some(Endpoint::region(region));
        self
    }

    /// Who is calling, such as a [`Token`](crate::Token), [`AccessKeys`](crate::AccessKeys), or what a
    /// [`Chain`](huaweicloud_auth::Chain) found.
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// How long to wait for a connection, TLS included. 5 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.transport = self.transport.connect_timeout(timeout);
        self
    }

    /// How long one attempt may take from its start to the last byte of its answer. 15 seconds unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// How long a call may take with all its attempts and the waits between them. 30 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Whether and when a call is sent again, where that can do no harm. [`Backoff`] unless set.
    ///
    /// All calls of a client share a budget for retries beside it, so that an outage is not made worse.
    pub fn retry(mut self, policy: impl RetryPolicy + 'static) -> Self {
        self.retry_policy = Arc::new(policy);
        self
    }

    /// Sends requests through a proxy, such as `http://proxy.example:3128`, in place of those that the environment
    /// names (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`). Requests to this machine never take one.
    pub fn proxy(mut self, proxy: impl Into<String>) -> Self {
        self.transport = self.transport.proxy(proxy);
        self
    }

    /// Trusts these certificate authorities as well, for private sites: a PEM bundle, or one in DER.
    #[cfg(feature = "rustls")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport = self.transport.root_certificates(pem);
        self
    }

    /// Allows plain http to other machines. The token travels in the clear then: anyone on the way can take it and act
    /// with it. To this machine plain http is always allowed.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// What to do about a copy state and a migration cycle that do not go together. [`Pairing::Warn`] unless set.
    pub fn pairing(mut self, pairing: Pairing) -> Self {
        self.pairing = pairing;
        self
    }

    /// Makes every call a rehearsal: the request is checked and built as ever and handed to `show`, secrets redacted,
    /// and nothing is sent. Every call ends with an error of the kind [`Rehearsal`](crate::Kind::Rehearsal).
    pub fn rehearse(mut self, show: impl Fn(Preview) + Send + Sync + 'static) -> Self {
        self.rehearsal = Some(Rehearsing(Arc::new(show)));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// The endpoint or the credentials are missing, the endpoint is refused as [`Endpoint::new`] and
    /// [`Endpoint::region`] say, it is plain http to another machine and that was not allowed, the timeout of a call or
    /// an attempt is zero, the proxy or the certificates are refused, or TLS cannot be set up.
    pub fn build(self) -> Result<Sms, Error> {
        let endpoint = self.endpoint.ok_or_else(|| {
            Error::invalid_input("there is no endpoint; give one, or a known region".to_owned())
        })??;
        if endpoint.address().is_plain_to_afar() && !self.allow_plain_http {
            return Err(Error::invalid_input(format!(
                "the endpoint {endpoint} is plain http to another machine, which would send the token in the clear; \
                 use https, or allow plain http explicitly"
            )));
        }
        if self.timeout.is_zero() || self.attempt_timeout.is_zero() {
            return Err(Error::invalid_input(
                "a timeout is zero, which leaves no time to send anything; give a longer one"
                    .to_owned(),
            ));
        }
        let credentials = self.credentials.ok_or_else(|| {
            Error::invalid_input(
                "there are no credentials; give a token, keys, or what a chain finds".to_owned(),
            )
        })?;
        let transport = self
            .transport
            .build(endpoint.address().clone())
            .map_err(Error::setup)?;
        Ok(Sms::new(Shared {
            endpoint,
            credentials,
            transport,
            rehearsal: self.rehearsal.map(|rehearsal| rehearsal.0),
            retry: Retry {
                policy: self.retry_policy,
                budget: RetryBudget::default(),
                timeout: self.timeout,
                attempt_timeout: self.attempt_timeout,
            },
            pairing: self.pairing,
        }))
    }
}

/// Called with each request in place of sending it.
struct Rehearsing(Rehearsal);

impl fmt::Debug for Rehearsing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rehearsing")
    }
}
