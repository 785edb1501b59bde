//! Why the program cannot go on.

use std::error::Error;
use std::fmt;

use huaweicloud_sms::CredentialsError;

use crate::exit::Exit;

/// Why the program cannot go on, and with which exit code it ends.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    error: Box<dyn Error + Send + Sync>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            error: message.into().into(),
        }
    }

    /// The same with a cause underneath.
    pub(crate) fn because(self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            exit: self.exit,
            error: Box::new(Caused {
                error: self.error,
                cause: cause.into(),
            }),
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}

impl From<huaweicloud_sms::Error> for Failure {
    fn from(error: huaweicloud_sms::Error) -> Self {
        Self {
            exit: Exit::of(&error),
            error: Box::new(error),
        }
    }
}

impl From<CredentialsError> for Failure {
    fn from(error: CredentialsError) -> Self {
        Self {
            exit: Exit::of_credentials(&error),
            error: Box::new(error),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }
}

/// A message and what caused it.
#[derive(Debug)]
struct Caused {
    error: Box<dyn Error + Send + Sync>,
    cause: Box<dyn Error + Send + Sync>,
}

impl fmt::Display for Caused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl Error for Caused {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.cause)
    }
}
