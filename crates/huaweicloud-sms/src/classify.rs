//! What became of a call.

use std::fmt;

use huaweicloud_sms_api::types::ApiError;
use huaweicloud_sms_api::{Error as ApiFailure, Interrupted, REQUEST_ID, ResponseValue};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Response, Url};

use crate::error::{Call, Quoted};
use crate::{Error, Kind, Outcome, Receipt};

/// What to do when it is not known whether a request was processed.
const LOOK_FIRST: &str = "it may have been processed, so look at it before sending it again";

/// Sorts the end of a call into done, refused, not sent and unknown.
pub(crate) fn classify<T>(
    answer: Result<ResponseValue<T>, ApiFailure<ApiError>>,
    call: Call<'_>,
) -> Result<Receipt, Error> {
    match answer {
        Ok(value) => Ok(receipt(value.status().as_u16(), value.headers())),
        Err(ApiFailure::ErrorResponse(value)) => {
            let (status, request_id) = (value.status().as_u16(), request_id(value.headers()));
            Err(answered(status, request_id, value.into_inner(), call))
        }
        Err(ApiFailure::UnexpectedResponse(response)) => unexpected(&response, call),
        Err(ApiFailure::CommunicationError(error)) => Err(undelivered(error, call)),
        Err(ApiFailure::InvalidRequest(reason)) => Err(call.error(
            Kind::InvalidInput,
            Outcome::NotSent,
            format_args!("{reason}"),
        )),
        Err(ApiFailure::Custom(reason)) => {
            Err(call.error(Kind::Rehearsal, Outcome::NotSent, format_args!("{reason}")))
        }
        // The hooks read every answer to its end and put it into a shape that decodes. If one did not, it is as good
        // as lost.
        Err(ApiFailure::ResponseBodyError(error) | ApiFailure::InvalidUpgrade(error)) => {
            Err(lost(call).with_source(error.without_url()))
        }
        Err(ApiFailure::InvalidResponsePayload(_, error)) => Err(lost(call).with_source(error)),
    }
}

fn receipt(status: u16, headers: &HeaderMap) -> Receipt {
    Receipt {
        status,
        request_id: request_id(headers),
    }
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?;
    Some(String::from_utf8_lossy(id.as_bytes()).into_owned())
}

/// A whole answer with an error status.
fn answered(status: u16, request_id: Option<String>, body: ApiError, call: Call<'_>) -> Error {
    let said = Said {
        status,
        body: &body,
    };
    let refused = |kind, what| call.error(kind, Outcome::Refused, what);
    let error = match status {
        401 => refused(
            Kind::Unauthenticated,
            format_args!("the credentials were not accepted ({said}); renew the token"),
        ),
        403 => refused(
            Kind::Forbidden,
            format_args!(
                "the credentials do not permit this ({said}); have the permission granted"
            ),
        ),
        429 => refused(
            Kind::Throttled,
            format_args!("there were too many requests ({said}); try again later and more slowly"),
        ),
        400..=499 => refused(
            Kind::Refused,
            format_args!(
                "the service refused the request ({said}); mend its cause and send it again"
            ),
        ),
        _ => call.error(
            Kind::Service,
            Outcome::Unknown,
            format_args!("the service failed ({said}); {LOOK_FIRST}"),
        ),
    };
    error.with_answer(status, request_id, body)
}

/// An answer with a status that the contract does not list, or one that did not arrive whole.
fn unexpected(response: &Response, call: Call<'_>) -> Result<Receipt, Error> {
    let status = response.status().as_u16();
    let request_id = request_id(response.headers());
    let interrupted = response.extensions().get::<Interrupted>();
    match (status, interrupted) {
        (200..=299, None) => Ok(receipt(status, response.headers())),
        (300..=399, _) => {
            Err(redirected(response, call).with_answer(status, request_id, ApiError::default()))
        }
        // The status alone says that it was refused.
        (400..=499, _) => Err(answered(status, request_id, ApiError::default(), call)),
        (_, Some(interrupted)) => {
            let error = if interrupted.is_timeout() {
                late(call)
            } else {
                lost(call)
            };
            Err(error
                .with_answer(status, request_id, ApiError::default())
                .with_source(interrupted.clone()))
        }
        (_, None) => Err(lost(call).with_answer(status, request_id, ApiError::default())),
    }
}

fn redirected(response: &Response, call: Call<'_>) -> Error {
    let elsewhere = response
        .headers()
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .map(origin)
        .unwrap_or_default();
    call.error(
        Kind::Redirect,
        Outcome::Refused,
        format_args!(
            "the service answered with a redirect{elsewhere} (status {}), which is not followed because the \
             credentials would go with it; check the endpoint",
            response.status().as_u16()
        ),
    )
}

/// Where a redirect leads to, without the path and whatever secrets it may hold.
fn origin(location: &str) -> String {
    match Url::parse(location) {
        Ok(url) => format!(" to {}", Quoted::short(&url.origin().ascii_serialization())),
        Err(_) => " to another path".to_owned(),
    }
}

/// No answer.
fn undelivered(error: reqwest::Error, call: Call<'_>) -> Error {
    let failure = if error.is_builder() {
        call.error(
            Kind::InvalidInput,
            Outcome::NotSent,
            format_args!("the request cannot be built; check the endpoint"),
        )
    } else if error.is_connect() && error.is_timeout() {
        call.error(
            Kind::Timeout,
            Outcome::NotSent,
            format_args!("there was no connection in the time allowed, so nothing was sent; check the endpoint"),
        )
    } else if error.is_connect() {
        call.error(
            Kind::Connection,
            Outcome::NotSent,
            format_args!("the service cannot be reached, so nothing was sent; check the endpoint and the network"),
        )
    } else if error.is_timeout() {
        late(call)
    } else {
        lost(call)
    };
    failure.with_source(error.without_url())
}

fn late(call: Call<'_>) -> Error {
    call.error(
        Kind::Timeout,
        Outcome::Unknown,
        format_args!("there was no answer in the time allowed; {LOOK_FIRST}"),
    )
}

fn lost(call: Call<'_>) -> Error {
    call.error(
        Kind::AnswerLost,
        Outcome::Unknown,
        format_args!("the answer was lost; {LOOK_FIRST}"),
    )
}

/// What an answer says of itself, on one line.
struct Said<'a> {
    status: u16,
    body: &'a ApiError,
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if let Some(code) = &self.body.error_code {
            write!(f, ", code {}", Quoted::short(code))?;
        }
        if let Some(message) = &self.body.error_msg {
            write!(f, ", message {}", Quoted::long(message))?;
        }
        Ok(())
    }
}
