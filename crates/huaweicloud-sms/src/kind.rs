//! What kind of error it is, and what may be assumed after it.

use std::fmt;

/// What kind of error ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An id, a value, an endpoint or another setting was refused in this process.
    InvalidInput,
    /// There are no credentials to call with: they are missing, or whoever issues them did not.
    Credentials,
    /// The service could not be reached: no address, no connection, no TLS.
    Connection,
    /// The call took longer than it was allowed to.
    Timeout,
    /// The connection broke, or the answer did not arrive whole or was no HTTP.
    AnswerLost,
    /// The service answered with a redirect, which is never followed.
    Redirect,
    /// The credentials were not accepted (401).
    Unauthenticated,
    /// The credentials were accepted and do not permit this (403).
    Forbidden,
    /// Too many requests (429).
    Throttled,
    /// The service refused the request for another reason (other 4xx), such as a task in a wrong state.
    Refused,
    /// The service, or a gateway in front of it, failed (5xx).
    Service,
    /// The client rehearses its calls and sends none.
    Rehearsal,
}

impl Kind {
    /// Whether it was found in this process, before anything could be sent.
    pub(crate) fn is_local(self) -> bool {
        matches!(
            self,
            Self::InvalidInput | Self::Credentials | Self::Rehearsal
        )
    }

    /// The name that logs and machine-readable output use, such as `answer_lost`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid_input",
            Self::Credentials => "credentials",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::AnswerLost => "answer_lost",
            Self::Redirect => "redirect",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::Throttled => "throttled",
            Self::Refused => "refused",
            Self::Service => "service",
            Self::Rehearsal => "rehearsal",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a call that ended in an error happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing reached the service. It is safe to try again.
    NotSent,
    /// The service refused it. Nothing changed.
    Refused,
    /// The request may have been processed. Look at the task or the source server before sending it again.
    Unknown,
}

impl Outcome {
    /// The name that machine-readable output uses: `not_sent`, `refused` or `unknown`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
