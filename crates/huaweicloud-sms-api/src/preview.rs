//! A request as it would be sent, for people to read.

use http::{HeaderMap, Method};
use reqwest::{Request, Url};

/// A request as it would be sent, with its secrets redacted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Preview {
    /// The HTTP method.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// The headers in the order they would be sent, secrets redacted. `host` and `content-length`, which the
    /// connection adds, are not among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

impl Preview {
    pub(crate) fn of(request: &Request) -> Self {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        Self {
            method: request.method().clone(),
            url: request.url().clone(),
            headers: printable(request.headers()),
            body: String::from_utf8_lossy(body.unwrap_or_default()).into_owned(),
        }
    }
}

fn printable(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = if value.is_sensitive() {
                REDACTED.to_owned()
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            };
            (name.to_string(), value)
        })
        .collect()
}
