//! What became of a call.

use std::fmt;

use huaweicloud_auth::{date, retry_after};
use huaweicloud_sms_api::types::ApiError;
use huaweicloud_sms_api::{
    Arrival, Error as ApiFailure, Interrupted, Progress, REQUEST_ID, ResponseValue,
};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Response, Url};

use crate::error::{Answer, NOTHING_SENT, Quoted};
use crate::subject::Subject;
use crate::{Error, Kind, Outcome, Receipt};

/// What to do when it is not known whether a request was processed.
const LOOK_FIRST: &str = "it may have been processed, so look at it before sending it again";

/// Sorts the end of an attempt into done, refused, not sent and unknown.
pub(crate) fn classify<T>(
    answer: Result<ResponseValue<T>, ApiFailure<ApiError>>,
    subject: Subject<'_>,
    progress: &Progress,
) -> Result<Receipt, Error> {
    let local = |kind, reason| Error::of(subject, kind, Outcome::NotSent, format_args!("{reason}"));
    match answer {
        Ok(value) => Ok(receipt(value.status().as_u16(), value.headers())),
        Err(ApiFailure::ErrorResponse(value)) => {
            let mut answer = head(value.status().as_u16(), value.headers());
            answer.body = value.into_inner();
            Err(answered(answer, subject))
        }
        Err(ApiFailure::UnexpectedResponse(response)) => unexpected(&response, subject),
        Err(ApiFailure::CommunicationError(error)) => Err(undelivered(error, subject, progress)),
        Err(ApiFailure::InvalidRequest(reason)) => Err(local(Kind::InvalidInput, reason)),
        Err(ApiFailure::Custom(reason)) => Err(local(Kind::Rehearsal, reason)),
        // The hooks read every answer to its end and put it into a shape that decodes. If one did not, it is as good
        // as lost.
        Err(ApiFailure::ResponseBodyError(error) | ApiFailure::InvalidUpgrade(error)) => {
            Err(lost(subject).with_source(error.without_url()))
        }
        Err(ApiFailure::InvalidResponsePayload(_, error)) => Err(lost(subject).with_source(error)),
    }
}

fn receipt(status: u16, headers: &HeaderMap) -> Receipt {
    Receipt::new(status, request_id(headers))
}

fn head(status: u16, headers: &HeaderMap) -> Answer {
    Answer {
        status: Some(status),
        request_id: request_id(headers),
        retry_after: retry_after(headers),
        date: date(headers),
        body: ApiError::default(),
    }
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?;
    Some(String::from_utf8_lossy(id.as_bytes()).into_owned())
}

/// An answer with an error status.
fn answered(answer: Answer, subject: Subject<'_>) -> Error {
    let said = Said(&answer);
    let refused = |kind, what: fmt::Arguments<'_>| Error::of(subject, kind, Outcome::Refused, what);
    let error = match answer.status {
        // The service answers 401 for a bad method, size or content type as well.
        Some(401) if !answer.is_about_credentials() => refused(
            Kind::Unauthenticated,
            format_args!(
                "the service refused the request ({said}); mend its cause and send it again"
            ),
        ),
        Some(401) => refused(
            Kind::Unauthenticated,
            format_args!("the credentials were not accepted ({said}); renew or correct them"),
        ),
        Some(403) => refused(
            Kind::Forbidden,
            format_args!(
                "the credentials do not permit this ({said}); have the permission granted"
            ),
        ),
        Some(429) => refused(
            Kind::Throttled,
            format_args!("there were too many requests ({said}); try again later and more slowly"),
        ),
        Some(400..=499) => refused(
            Kind::Refused,
            format_args!(
                "the service refused the request ({said}); mend its cause and send it again"
            ),
        ),
        _ => Error::of(
            subject,
            Kind::Service,
            Outcome::Unknown,
            format_args!("the service failed ({said}); {LOOK_FIRST}"),
        ),
    };
    error.with_answer(answer)
}

/// An answer with a status that the contract does not list, or one that did not arrive whole.
fn unexpected(response: &Response, subject: Subject<'_>) -> Result<Receipt, Error> {
    let status = response.status().as_u16();
    let interrupted = response.extensions().get::<Interrupted>();
    let answer = head(status, response.headers());
    let error = match (status, interrupted) {
        (200..=299, None) => return Ok(receipt(status, response.headers())),
        (300..=399, _) => redirected(response, subject).with_answer(answer),
        // The status alone says that it was refused, or that the service failed.
        (400..=599, _) => answered(answer, subject),
        (_, Some(interrupted)) if interrupted.is_timeout() => late(subject).with_answer(answer),
        (_, _) => lost(subject).with_answer(answer),
    };
    Err(match interrupted {
        Some(interrupted) => error.with_source(interrupted.clone()),
        None => error,
    })
}

fn redirected(response: &Response, subject: Subject<'_>) -> Error {
    let elsewhere = response
        .headers()
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .map(origin)
        .unwrap_or_default();
    Error::of(
        subject,
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
fn undelivered(error: reqwest::Error, subject: Subject<'_>, progress: &Progress) -> Error {
    let not_sent =
        |kind, what: fmt::Arguments<'_>| Error::of(subject, kind, Outcome::NotSent, what);
    let failure = if error.is_builder() {
        not_sent(
            Kind::InvalidInput,
            format_args!("the request cannot be built; check the endpoint"),
        )
    } else if progress.close() == Arrival::Possible {
        if error.is_timeout() {
            late(subject)
        } else {
            lost(subject)
        }
    } else if error.is_timeout() {
        not_sent(
            Kind::Timeout,
            format_args!(
                "there was no connection in the time allowed{NOTHING_SENT}; check the endpoint"
            ),
        )
    } else {
        not_sent(
            Kind::Connection,
            format_args!(
                "the service cannot be reached{NOTHING_SENT}; check the endpoint and the network"
            ),
        )
    };
    failure.with_source(error.without_url())
}

fn late(subject: Subject<'_>) -> Error {
    Error::of(
        subject,
        Kind::Timeout,
        Outcome::Unknown,
        format_args!("there was no answer in the time allowed; {LOOK_FIRST}"),
    )
}

fn lost(subject: Subject<'_>) -> Error {
    Error::of(
        subject,
        Kind::AnswerLost,
        Outcome::Unknown,
        format_args!("the answer was lost; {LOOK_FIRST}"),
    )
}

/// What an answer says of itself, on one line.
struct Said<'a>(&'a Answer);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.0.status.unwrap_or_default())?;
        if let Some(code) = &self.0.body.error_code {
            write!(f, ", code {}", Quoted::short(code))?;
        }
        if let Some(message) = &self.0.body.error_msg {
            write!(f, ", message {}", Quoted::long(message))?;
        }
        Ok(())
    }
}
