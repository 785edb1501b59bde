//! Asking whoever issues credentials.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use reqwest::{Client, ClientBuilder, RequestBuilder, redirect};
use serde_json::Value;

use crate::retry_after::{date, retry_after};
use crate::secret_buffer::SecretBuffer;
use crate::{Address, Error, ErrorKind};

/// More than any answer with credentials holds.
const MAX_ANSWER_BYTES: usize = 1 << 20;

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: SecretBuffer,
}

/// A client of the service at this address. It follows no redirect: the next host would be handed a password.
pub(crate) fn builder(
    address: &Address,
    connect_timeout: Duration,
    timeout: Duration,
) -> ClientBuilder {
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(connect_timeout)
        .timeout(timeout);
    if address.is_near() {
        // It is on this machine, or on the same wire, or nowhere. No proxy should see what is meant for it.
        builder = builder.no_proxy();
    }
    #[cfg(feature = "rustls")]
    if address.is_plain() {
        // To load and parse all certificates of the platform would take most of the time of a short program.
        builder = builder.tls_certs_only([]);
    }
    builder
}

/// Builds a client.
pub(crate) fn build(builder: ClientBuilder) -> Result<Client, Error> {
    builder.build().map_err(|error| {
        Error::new(
            ErrorKind::Invalid,
            "the connection cannot be set up; check the proxy and the certificates",
        )
        .with_source(error)
    })
}

/// Sends a request to `whom` and reads the answer, up to a limit.
pub(crate) async fn ask(whom: &str, request: RequestBuilder) -> Result<Answer, Error> {
    let unavailable = |error: reqwest::Error| {
        Error::new(
            ErrorKind::Unavailable,
            format!(
                "{whom} cannot be reached, or did not answer; check its address and the network"
            ),
        )
        .with_source(error.without_url())
    };
    let mut response = request.send().await.map_err(unavailable)?;
    let mut body = SecretBuffer::default();
    while let Some(chunk) = response.chunk().await.map_err(unavailable)? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(Error::new(
                ErrorKind::Unavailable,
                format!(
                    "the answer of {whom} is longer than {MAX_ANSWER_BYTES} bytes; check its address"
                ),
            ));
        }
        body.extend(&chunk);
    }
    Ok(Answer {
        status: response.status(),
        headers: response.headers().clone(),
        body,
    })
}

impl Answer {
    /// The status, and the message if there is one. `redact` takes secrets out of it, which it may quote.
    pub(crate) fn reason(&self, redact: impl Fn(String) -> String) -> String {
        // Enough for a sentence, and not for a page.
        const LONGEST: usize = 300;

        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let message = [
            &body["error"]["message"],
            &body["error_msg"],
            &body["message"],
        ]
        .into_iter()
        .find_map(Value::as_str);
        match message {
            Some(message) => {
                let message = redact(message.to_owned());
                let message: String = message.chars().take(LONGEST).collect();
                format!("status {}, message {message:?}", self.status.as_u16())
            }
            None => format!("status {}", self.status.as_u16()),
        }
    }

    /// How long something lasts that expires at this time, by the clock of whoever answered. The error goes on after
    /// what expires.
    pub(crate) fn lifetime_until(&self, expires_at: &str) -> Result<Duration, &'static str> {
        let end: Timestamp = expires_at
            .parse()
            .map_err(|_| "does not say when it expires")?;
        let end = SystemTime::try_from(end).map_err(|_| "expires at no time that can be told")?;
        let now = self.date().unwrap_or_else(SystemTime::now);
        // To take it all the same would mean to ask anew for each call.
        match end.duration_since(now) {
            Ok(lifetime) if !lifetime.is_zero() => Ok(lifetime),
            _ => Err("has expired already"),
        }
    }

    /// The clock of whoever answered.
    pub(crate) fn date(&self) -> Option<SystemTime> {
        date(&self.headers)
    }

    /// The error that whoever answered failed, which `what` tells, and will hopefully not for long.
    pub(crate) fn failure(&self, what: String) -> Error {
        // No time at all is no wish.
        let asked_for = retry_after(&self.headers).filter(|time| !time.is_zero());
        Error::new(ErrorKind::Unavailable, what).with_retry_after(asked_for)
    }

    /// Whether it is in the form that IAM gives its refusals, and not from a gateway or something else in between.
    pub(crate) fn is_refusal(&self) -> bool {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let of_a_gateway = |code: &str| code.starts_with("APIGW.") || code.starts_with("APIG.");
        body["error"]["message"].is_string()
            || body["error_code"]
                .as_str()
                // The gateway has found out who calls before it says that they may not.
                .is_some_and(|code| !of_a_gateway(code) || code.ends_with(".0302"))
    }
}
