//! Asking whoever issues credentials.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use reqwest::{Client, RequestBuilder, redirect};
use serde_json::Value;

use crate::{Error, ErrorKind};

/// More than any answer with credentials holds.
const MAX_ANSWER_BYTES: usize = 1 << 20;

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A client that follows no redirect: the next host would be handed a password.
pub(crate) fn client(
    connect_timeout: Duration,
    timeout: Duration,
    direct: bool,
) -> Result<Client, Error> {
    let builder = Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(connect_timeout)
        .timeout(timeout);
    let builder = if direct { builder.no_proxy() } else { builder };
    builder.build().map_err(|error| {
        Error::new(
            ErrorKind::Invalid,
            "the connection cannot be set up; check the certificates of this machine",
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
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unavailable)? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(Error::new(
                ErrorKind::Unavailable,
                format!(
                    "the answer of {whom} is longer than {MAX_ANSWER_BYTES} bytes; check its address"
                ),
            ));
        }
        body.extend_from_slice(&chunk);
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

    /// How long something lasts that expires at this time, by the clock of whoever answered.
    pub(crate) fn lifetime_until(&self, expires_at: &str) -> Option<Duration> {
        let end = humantime::parse_rfc3339_weak(expires_at).ok()?;
        let now = self
            .headers
            .get(http::header::DATE)
            .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok())
            .unwrap_or_else(std::time::SystemTime::now);
        Some(end.duration_since(now).unwrap_or_default())
    }
}
