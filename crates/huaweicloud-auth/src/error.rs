//! Why credentials cannot be used.

use std::fmt;
use std::io;

use crate::token::Fault;

/// Why credentials cannot be used: they are missing, unreadable or malformed.
///
/// Nothing was sent. No message quotes a secret or a part of one.
#[derive(Debug)]
pub struct Error {
    message: String,
    missing: bool,
    source: Option<io::Error>,
}

impl Error {
    /// Whether nothing was found where the credentials were looked for, so that another place may be tried.
    pub fn is_missing(&self) -> bool {
        self.missing
    }

    pub(crate) fn missing(message: String) -> Self {
        Self {
            message,
            missing: true,
            source: None,
        }
    }

    pub(crate) fn unreadable(what: &str, source: io::Error) -> Self {
        Self {
            message: format!(
                "{what} cannot be read; check that it exists and that you may read it"
            ),
            missing: false,
            source: Some(source),
        }
    }

    pub(crate) fn invalid(what: &str, fault: Fault) -> Self {
        Self {
            message: format!("{what} {fault}"),
            missing: false,
            source: None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
