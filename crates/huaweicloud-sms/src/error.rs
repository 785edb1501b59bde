//! Why a call did not end well.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;

use huaweicloud_sms_api::types::ApiError;
use huaweicloud_sms_api::{Operation, Retry, operations};

use crate::{Kind, Outcome, SourceId, TaskId};

/// Why a call did not end well, and whether it happened all the same.
///
/// Its `Display` says what happened, why, and what to do. Errors underneath are in [`source`](StdError::source) and not
/// repeated.
///
/// ```no_run
/// # async fn run(task: huaweicloud_sms::Task) {
/// use huaweicloud_sms::Outcome;
///
/// if let Err(error) = task.start().await {
///     match error.outcome() {
///         Outcome::NotSent => println!("nothing was sent: {error}"),
///         Outcome::Refused => println!("refused, nothing changed: {error}"),
///         Outcome::Unknown => println!("look at the task before sending it again: {error}"),
///     }
/// }
/// # }
/// ```
pub struct Error(Box<Report>);

/// Boxed, so that a `Result` stays small where all is well.
#[derive(Debug)]
struct Report {
    kind: Kind,
    outcome: Outcome,
    headline: String,
    repeatable: bool,
    attempts: u32,
    status: Option<u16>,
    request_id: Option<String>,
    body: ApiError,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// One error behind a refusal or a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorDetail<'a> {
    /// The error code, such as `SMS.9004`.
    pub code: Option<&'a str>,
    /// The message, in the words of the service.
    pub message: Option<&'a str>,
}

impl Error {
    /// What kind of error it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Whether the call happened.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The HTTP status, if the service or a gateway answered.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The error code of the answer, such as `SMS.1038`.
    pub fn code(&self) -> Option<&str> {
        self.0.body.error_code.as_deref()
    }

    /// The message of the answer as it was received, however long. An answer that is not JSON is its own message.
    pub fn message(&self) -> Option<&str> {
        self.0.body.error_msg.as_deref()
    }

    /// The parameters that the answer calls invalid.
    pub fn invalid_params(&self) -> &[String] {
        &self.0.body.error_param
    }

    /// The errors behind this one that the answer lists.
    pub fn details(&self) -> impl Iterator<Item = ErrorDetail<'_>> {
        self.0.body.details.iter().map(|detail| ErrorDetail {
            code: detail.error_code.as_deref(),
            message: detail.error_msg.as_deref(),
        })
    }

    /// The encrypted reason why permission was denied, which the vendor's IAM decrypts.
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.0.body.encoded_authorization_message.as_deref()
    }

    /// The id of the request, which the vendor's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How many times the request was sent, or was about to be: 0 if it was refused in this process.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the same call can be made again without harm, and with some hope.
    ///
    /// That holds if nothing reached the service, if it was throttled, or if the outcome is unknown and the operation
    /// only sets values ([`Source::set_state`](crate::Source::set_state)). It never holds for a task action that may
    /// have been queued.
    pub fn is_retryable(&self) -> bool {
        match (self.0.kind, self.0.outcome) {
            (Kind::InvalidInput | Kind::Rehearsal, _) => false,
            (Kind::Throttled, _) | (_, Outcome::NotSent) => true,
            (_, Outcome::Unknown) => self.0.repeatable,
            (_, Outcome::Refused) => false,
        }
    }

    pub(crate) fn invalid_input(headline: String) -> Self {
        Self::local(Kind::InvalidInput, headline)
    }

    pub(crate) fn invalid_id(what: &str, id: &str, reason: &str) -> Self {
        Self::invalid_input(format!(
            "the {what} {} cannot be used: {reason}; use the id that the service shows",
            Quoted::short(id)
        ))
    }

    pub(crate) fn no_json_object() -> Self {
        Self::invalid_input(
            "the body is no JSON object; give one, such as {\"operation\": \"start\"}".to_owned(),
        )
    }

    pub(crate) fn setup(source: reqwest::Error) -> Self {
        let mut error = Self::invalid_input(
            "TLS cannot be set up; check the certificates of this machine".to_owned(),
        );
        error.0.source = Some(Box::new(source));
        error
    }

    fn local(kind: Kind, headline: String) -> Self {
        Self(Box::new(Report {
            kind,
            outcome: Outcome::NotSent,
            headline,
            repeatable: false,
            attempts: 0,
            status: None,
            request_id: None,
            body: ApiError::default(),
            source: None,
        }))
    }
}

/// What a call was about, for the errors it may end in.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    target: &'static str,
    id: &'a str,
    operation: &'static Operation,
}

impl<'a> Call<'a> {
    pub(crate) fn task(id: &'a TaskId) -> Self {
        Self {
            target: "task",
            id: id.as_str(),
            operation: &operations::UPDATE_TASK_STATUS,
        }
    }

    pub(crate) fn source(id: &'a SourceId) -> Self {
        Self {
            target: "source server",
            id: id.as_str(),
            operation: &operations::UPDATE_COPY_STATE,
        }
    }

    /// An error of this call; `what` goes on after the name of its target.
    pub(crate) fn error(self, kind: Kind, outcome: Outcome, what: fmt::Arguments<'_>) -> Error {
        let mut error = Error::local(kind, format!("{} {}: {what}", self.target, self.id));
        error.0.outcome = outcome;
        error.0.repeatable = self.operation.retry == Retry::Repeatable;
        error.0.attempts = match kind {
            Kind::InvalidInput | Kind::Rehearsal => 0,
            _ => 1,
        };
        error
    }
}

impl Error {
    pub(crate) fn with_answer(
        mut self,
        status: u16,
        request_id: Option<String>,
        body: ApiError,
    ) -> Self {
        self.0.status = Some(status);
        self.0.request_id = request_id;
        self.0.body = body;
        self
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }
}

/// Text from outside, made safe to print: bounded, on one line, control characters escaped.
pub(crate) struct Quoted<'a> {
    text: &'a str,
    longest: usize,
}

impl<'a> Quoted<'a> {
    /// For something of a word's length.
    pub(crate) fn short(text: &'a str) -> Self {
        Self { text, longest: 80 }
    }

    /// For something of a sentence's length.
    pub(crate) fn long(text: &'a str) -> Self {
        Self { text, longest: 500 }
    }
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.text.chars();
        f.write_str("\"")?;
        for c in characters.by_ref().take(self.longest) {
            write!(f, "{}", c.escape_debug())?;
        }
        if characters.next().is_some() {
            f.write_str("…")?;
        }
        f.write_str("\"")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.headline)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
