//! Why credentials cannot be had or used.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Why credentials cannot be had or used.
///
/// No message quotes a secret or a part of one.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    retry_after: Option<Duration>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What kind of error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Nothing was found where credentials were looked for, so that another place may be tried.
    Missing,
    /// What was found is unreadable, malformed, or lacks a part.
    Invalid,
    /// Whoever issues credentials refused to.
    Denied,
    /// Whoever issues credentials could not be reached, or did not answer as documented. It may work later.
    Unavailable,
}

impl Error {
    /// What kind of error it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether nothing was found where the credentials were looked for, so that another place may be tried.
    pub fn is_missing(&self) -> bool {
        self.kind == ErrorKind::Missing
    }

    /// An error of your own [`Provider`](crate::Provider). The message says what happened, why, and what to do, and
    /// quotes no secret.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            retry_after: None,
            source: None,
        }
    }

    /// How long whoever issues credentials asks to wait before it is asked again (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// The same, told of the place where the credentials were found.
    pub(crate) fn at(mut self, place: &str) -> Self {
        self.message = format!("{place}: {}", self.message);
        self
    }

    /// The same, with more to say after it.
    pub(crate) fn told_of(mut self, more: &str) -> Self {
        self.message.push_str(more);
        self
    }

    /// The same with the error that caused it.
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
