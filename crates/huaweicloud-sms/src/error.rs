//! Why a call did not end well.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use huaweicloud_auth::{ClockSkew, Error as CredentialsError, ErrorKind as CredentialsErrorKind};
use huaweicloud_sms_api::types::ApiError;

use crate::subject::Subject;
use crate::{Kind, Outcome};

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
    /// Other credentials were got after these were refused.
    renewed_credentials: bool,
    attempts: u32,
    elapsed: Duration,
    answer: Answer,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What an answer that was no success said.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: Option<u16>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    /// The clock of the service.
    pub(crate) date: Option<SystemTime>,
    pub(crate) body: ApiError,
}

impl Answer {
    /// Whether a 401 is about the credentials: the codes of the service itself are about other faults.
    pub(crate) fn is_about_credentials(&self) -> bool {
        let code = self.body.error_code.as_deref();
        !code.is_some_and(|code| code.starts_with("SMS."))
    }
}

/// One error behind a refusal or a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
        self.0.answer.status
    }

    /// The error code of the answer, such as `SMS.1038`.
    pub fn code(&self) -> Option<&str> {
        self.0.answer.body.error_code.as_deref()
    }

    /// Whether the answer has this error code. The gateway in front of the service spells its prefix `APIGW.` or
    /// `APIG.`; both are the same here.
    ///
    /// ```no_run
    /// # fn run(error: huaweicloud_sms::Error) {
    /// if error.has_code("APIGW.0307") {
    ///     println!("the token must be renewed");
    /// }
    /// # }
    /// ```
    pub fn has_code(&self, code: &str) -> bool {
        let bare = |code: &str| code.replacen("APIGW.", "APIG.", 1);
        self.code().is_some_and(|actual| bare(actual) == bare(code))
    }

    /// The message of the answer as it was received, however long. An answer that is not JSON is its own message.
    pub fn message(&self) -> Option<&str> {
        self.0.answer.body.error_msg.as_deref()
    }

    /// The parameters that the answer calls invalid.
    pub fn invalid_params(&self) -> &[String] {
        &self.0.answer.body.error_param
    }

    /// The errors behind this one that the answer lists.
    pub fn details(&self) -> impl Iterator<Item = ErrorDetail<'_>> {
        self.0.answer.body.details.iter().map(|detail| ErrorDetail {
            code: detail.error_code.as_deref(),
            message: detail.error_msg.as_deref(),
        })
    }

    /// The encrypted reason why permission was denied, which the vendor's IAM decrypts.
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.0.answer.body.encoded_authorization_message.as_deref()
    }

    /// The id of the request, which the vendor's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.0.answer.request_id.as_deref()
    }

    /// How many attempts were made at the call: 0 if it was refused in this process, or there was nothing to make it
    /// with.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the call took, with all its attempts and the waits between them.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// How long the service, or whoever issues the credentials, asks to wait before the next attempt (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        let of_issuer = || self.credentials_error()?.retry_after();
        self.0.answer.retry_after.or_else(of_issuer)
    }

    /// Whether the same call can be made again without harm, and with some hope.
    ///
    /// That holds if nothing reached the service (unless the credentials are missing, wrong or denied), if it was
    /// throttled, or if the outcome is unknown and the operation only sets values
    /// ([`Source::set_state`](crate::Source::set_state)). It never holds for a task action that may have been queued.
    pub fn is_retryable(&self) -> bool {
        match (self.0.kind, self.0.outcome) {
            (Kind::InvalidInput | Kind::Rehearsal, _) => false,
            (Kind::Credentials, _) => self
                .credentials_error()
                .is_some_and(|error| error.kind() == CredentialsErrorKind::Unavailable),
            // What was refused will be again, whatever an earlier attempt came to.
            (Kind::Redirect | Kind::Unauthenticated | Kind::Forbidden | Kind::Refused, _) => false,
            (Kind::Throttled, Outcome::Refused) | (_, Outcome::NotSent) => true,
            (_, Outcome::Unknown) => self.0.repeatable,
            (_, Outcome::Refused) => false,
        }
    }

    /// Why there are no credentials, if that is what ended the call ([`Kind::Credentials`]), or why refused ones could not
    /// be renewed.
    pub fn credentials_error(&self) -> Option<&CredentialsError> {
        self.0.source.as_deref()?.downcast_ref()
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
            "the connection cannot be set up; check the proxy and the certificates".to_owned(),
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
            renewed_credentials: false,
            attempts: 0,
            elapsed: Duration::ZERO,
            answer: Answer::default(),
            source: None,
        }))
    }
}

/// What is said of a call of which nothing was sent. Of an attempt that follows another it would be untrue.
pub(crate) const NOTHING_SENT: &str = ", so nothing was sent";

impl Error {
    /// An error of a call; `what` goes on after the name of its subject.
    pub(crate) fn of(
        subject: Subject<'_>,
        kind: Kind,
        outcome: Outcome,
        what: fmt::Arguments<'_>,
    ) -> Self {
        let mut error = Self::local(kind, format!("{} {}: {what}", subject.kind(), subject.id()));
        error.0.outcome = outcome;
        error.0.repeatable = subject.is_repeatable();
        error
    }

    pub(crate) fn with_answer(mut self, answer: Answer) -> Self {
        self.0.answer = answer;
        self
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same as the end of a whole call.
    pub(crate) fn after(
        mut self,
        attempts: u32,
        elapsed: Duration,
        may_have_happened: bool,
    ) -> Self {
        self.0.elapsed = elapsed;
        self.0.attempts = attempts;
        if may_have_happened && self.0.outcome != Outcome::Unknown {
            self.0.outcome = Outcome::Unknown;
            self.0.headline = format!(
                "{}; an earlier attempt may have been processed, so look at it before sending it again",
                self.0.headline.replace(NOTHING_SENT, "")
            );
        }
        self
    }

    /// There is nothing to call with.
    pub(crate) fn no_credentials(subject: Subject<'_>, source: CredentialsError) -> Self {
        Self::of(
            subject,
            Kind::Credentials,
            Outcome::NotSent,
            format_args!(
                "there are no credentials to call with{NOTHING_SENT}; see the cause below"
            ),
        )
        .with_source(source)
    }

    /// Whether it says that the credentials were not accepted.
    pub(crate) fn is_about_credentials(&self) -> bool {
        self.kind() == Kind::Unauthenticated && self.0.answer.is_about_credentials()
    }

    /// Whether it comes from behind the gateway, or from the gateway after it knew who called.
    pub(crate) fn shows_that_credentials_were_accepted(&self) -> bool {
        self.code().is_some_and(|code| code.starts_with("SMS."))
            || (self.kind() == Kind::Forbidden && self.has_code("APIGW.0302"))
    }

    /// The refusal of an attempt whose credentials were to be renewed, and could not be.
    pub(crate) fn without_renewal(mut self, renewal: Self) -> Self {
        self.0
            .headline
            .push_str("; others could not be had, see the cause below");
        self.0.source = renewal.0.source;
        self
    }

    pub(crate) fn with_renewed_credentials(mut self, renewed: bool) -> Self {
        self.0.renewed_credentials = renewed;
        self
    }

    pub(crate) fn has_renewed_credentials(&self) -> bool {
        self.0.renewed_credentials
    }

    /// Says so if the clock of this machine is off by more than a signature may be.
    pub(crate) fn explain_clock(mut self, now: SystemTime) -> Self {
        let theirs = self.0.answer.date;
        if let Some(skew) = theirs.and_then(|theirs| ClockSkew::too_large(now, theirs)) {
            self.0.headline.push_str(&format!("; {skew}"));
        }
        self
    }

    #[cfg(test)]
    pub(crate) fn for_test(kind: Kind, outcome: Outcome, repeatable: bool) -> Self {
        let mut error = Self::local(kind, String::new());
        error.0.outcome = outcome;
        error.0.repeatable = repeatable;
        error
    }

    #[cfg(test)]
    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.answer.retry_after = wait;
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
