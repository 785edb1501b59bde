//! Setting up a client.

use std::time::Duration;

use huaweicloud_auth::Credentials;
use huaweicloud_sms_api::{Client, Preview, Session, Transport, TransportBuilder};

use crate::{Endpoint, Error, Sms};

/// Sets up a client. [`Sms::builder`] makes one.
///
/// An endpoint (or a region) and credentials are needed; everything else has a default. Faults are kept until
/// [`build`](Self::build), so that settings can be chained.
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct SmsBuilder {
    endpoint: Option<Result<Endpoint, Error>>,
    credentials: Option<Credentials>,
    allow_plain_http: bool,
    transport: TransportBuilder,
    rehearsal: Option<Rehearsal>,
}

/// Called with each request in place of sending it.
struct Rehearsal(Box<dyn Fn(Preview) + Send + Sync>);

impl std::fmt::Debug for Rehearsal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rehearsal")
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

    /// Who is calling, such as a [`Token`](crate::Token).
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// How long to wait for a connection, TLS included. 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.transport = self.transport.connect_timeout(timeout);
        self
    }

    /// How long a call may take from its start to the last byte of its answer. 30 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.transport = self.transport.timeout(timeout);
        self
    }

    /// Allows plain http to other machines. The token travels in the clear then: anyone on the way can take it and act
    /// with it. To this machine plain http is always allowed.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// Makes every call a rehearsal: the request is checked and built as ever and handed to `show`, secrets redacted,
    /// and nothing is sent. Every call ends with an error of the kind [`Rehearsal`](crate::Kind::Rehearsal).
    pub fn rehearse(mut self, show: impl Fn(Preview) + Send + Sync + 'static) -> Self {
        self.rehearsal = Some(Rehearsal(Box::new(show)));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// The endpoint or the credentials are missing, the endpoint is refused as [`Endpoint::new`] and
    /// [`Endpoint::region`] say, it is plain http to another machine and that was not allowed, or TLS cannot be set up.
    pub fn build(self) -> Result<Sms, Error> {
        let endpoint = self.endpoint.ok_or_else(|| {
            Error::invalid_input("there is no endpoint; give one, or a known region".to_owned())
        })??;
        if endpoint.is_plain_to_afar() && !self.allow_plain_http {
            return Err(Error::invalid_input(format!(
                "the endpoint {endpoint} is plain http to another machine, which would send the token in the clear; \
                 use https, or allow plain http explicitly"
            )));
        }
        let credentials = self.credentials.ok_or_else(|| {
            Error::invalid_input("there are no credentials; give a token".to_owned())
        })?;
        let transport: Transport = self.transport.build().map_err(Error::setup)?;

        let mut session = Session::new(credentials.authorization());
        if let Some(Rehearsal(show)) = self.rehearsal {
            session = session.rehearse(show);
        }
        let client = Client::connect(endpoint.as_str(), &transport, session);
        Ok(Sms::new(endpoint, client))
    }
}
