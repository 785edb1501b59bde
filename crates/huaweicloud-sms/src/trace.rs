//! What is told to `tracing`.
//!
//! A call is a span, and each of its attempts is one inside it, with the names that OpenTelemetry gives to what an HTTP
//! client does. Neither ever holds a header or a body.

use tracing::field::Empty;
use tracing::{Span, debug_span, info_span};

use crate::subject::Subject;
use crate::{Endpoint, Error, Receipt};

/// The span of a call.
pub(crate) fn call(subject: Subject<'_>) -> Span {
    info_span!(
        "sms.call",
        otel.name = subject.operation().id,
        sms.operation = subject.operation().id,
        sms.subject = subject.kind(),
        sms.id = subject.id(),
    )
}

/// The span of an attempt, the first of which is number 1.
pub(crate) fn attempt(subject: Subject<'_>, endpoint: &Endpoint, number: u32) -> Span {
    let operation = subject.operation();
    debug_span!(
        "sms.attempt",
        otel.name = format_args!("{} {}", operation.method, operation.path),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = operation.method.as_str(),
        http.request.resend_count = number - 1,
        http.response.status_code = Empty,
        "http.response.header.x-request-id" = Empty,
        url.full = format_args!("{endpoint}{}", operation.path_of(subject.id())),
        url.template = operation.path,
        server.address = endpoint.address().host(),
        server.port = endpoint.address().port(),
        error.type = Empty,
    )
}

/// Puts the end of an attempt into its span.
pub(crate) fn record(span: &Span, result: &Result<Receipt, Error>) {
    if span.is_disabled() {
        return;
    }
    let (status, request_id) = match result {
        Ok(receipt) => (Some(receipt.status()), receipt.request_id()),
        Err(error) => {
            // The status where there is one, as the conventions have it.
            match error.status() {
                Some(status) => span.record("error.type", status.to_string()),
                None => span.record("error.type", error.kind().as_str()),
            };
            span.record("otel.status_code", "ERROR");
            (error.status(), error.request_id())
        }
    };
    span.record("http.response.status_code", status);
    span.record("http.response.header.x-request-id", request_id);
}

/// Tells that a call is made again.
pub(crate) fn retrying(error: &Error, attempts: u32, wait: std::time::Duration) {
    tracing::debug!(
        error.type = error.kind().as_str(),
        attempts,
        wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
        "sending again",
    );
}
