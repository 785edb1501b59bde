//! Reading an answer: bounded, and into the shape that the contract gives it.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{HeaderValue, LOCATION};
use http::{HeaderMap, HeaderName};
use huaweicloud_auth::Authorization;
use reqwest::Response;
use serde_json::Value;

use crate::error_body;

/// How much of an answer is read: 1 MiB. The largest one documented is far smaller; whatever is larger does not come
/// from the service, and reading on would let it take all memory.
pub const MAX_ANSWER_BYTES: usize = 1 << 20;

/// The header with the id that the vendor's support asks for.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Marks an answer whose status and headers arrived and whose body did not arrive whole: it was cut, came too late or
/// was longer than [`MAX_ANSWER_BYTES`].
///
/// It is an extension of the response in [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse).
#[derive(Clone, Debug)]
pub struct Interrupted {
    cause: Option<Arc<reqwest::Error>>,
}

impl Interrupted {
    /// Whether the time for the call ran out while the body was being read.
    pub fn is_timeout(&self) -> bool {
        self.cause.as_ref().is_some_and(|cause| cause.is_timeout())
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(_) => f.write_str("the answer ended before it was complete"),
            None => write!(f, "the answer is longer than {MAX_ANSWER_BYTES} bytes"),
        }
    }
}

impl std::error::Error for Interrupted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

/// Reads the whole answer and gives it back with a body that generated code can decode.
///
/// Nothing of it quotes the proof that the call was made with.
pub(crate) async fn read(mut response: Response, proof: &Authorization) -> Response {
    let (body, interrupted) = match read_body(&mut response).await {
        Ok(body) => (body, None),
        Err(interrupted) => (Vec::new(), Some(interrupted)),
    };

    let mut whole = copy_head(&response);
    if let Some(interrupted) = interrupted {
        whole.extensions_mut().insert(interrupted);
    }
    let (mut head, ()) = whole.into_parts();
    let text = proof.redact(String::from_utf8_lossy(&body).into_owned());
    let mut request_id = head
        .headers
        .get(REQUEST_ID)
        .map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned());
    let body = if head.status.is_client_error() || head.status.is_server_error() {
        let read = error_body::read(&text);
        request_id = request_id.or(read.request_id);
        let error = read.error.map_texts(|text| proof.redact(text));
        serde_json::to_string(&error).unwrap_or_default()
    } else {
        success_body(text)
    };
    if let Some(id) = request_id.and_then(|id| HeaderValue::try_from(proof.redact(id)).ok()) {
        head.headers.insert(REQUEST_ID, id);
    }
    redact_location(&mut head.headers, proof);
    http::Response::from_parts(head, Bytes::from(body)).into()
}

/// A redirect may quote the proof as well, in lower case where it stands for a host.
fn redact_location(headers: &mut HeaderMap, proof: &Authorization) {
    let Some(location) = headers.get(LOCATION) else {
        return;
    };
    let text = String::from_utf8_lossy(location.as_bytes()).into_owned();
    if proof.is_quoted_by(&text) {
        headers.insert(LOCATION, HeaderValue::from_static("redacted"));
    }
}

/// The status, headers and extensions of an answer that is only borrowed.
pub(crate) fn without_body(response: &Response) -> Response {
    copy_head(response).map(|()| Bytes::new()).into()
}

fn copy_head(response: &Response) -> http::Response<()> {
    let mut copy = http::Response::new(());
    *copy.status_mut() = response.status();
    *copy.version_mut() = response.version();
    *copy.headers_mut() = response.headers().clone();
    *copy.extensions_mut() = response.extensions().clone();
    copy
}

async fn read_body(response: &mut Response) -> Result<Vec<u8>, Interrupted> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > MAX_ANSWER_BYTES => {
                return Err(Interrupted { cause: None });
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(cause) => {
                return Err(Interrupted {
                    cause: Some(Arc::new(cause.without_url())),
                });
            }
        }
    }
}

/// The contract's success is a JSON string. The service is known to answer with no body, plain text or an empty object
/// as well, which are put into one.
fn success_body(text: String) -> String {
    match serde_json::from_str(&text) {
        Ok(Value::String(_)) => text,
        _ => Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::success_body;

    #[test]
    fn every_success_body_becomes_a_json_string() {
        for (body, string) in [
            ("", r#""""#),
            ("OK", r#""OK""#),
            (r#""done""#, r#""done""#),
            ("{}", r#""{}""#),
            ("null", r#""null""#),
        ] {
            assert_eq!(success_body(body.to_owned()), string, "{body}");
        }
    }
}
