//! Ways to prove who is calling.

use std::fmt;

/// A way to prove who is calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// A user token that is already there.
    Token,
    /// An access key and its secret key.
    Keys,
    /// A user and a password, for which IAM issues tokens.
    Password,
    /// Temporary keys from the metadata service.
    Metadata,
}

impl Method {
    /// The name that command lines and messages use: `token`, `aksk`, `password` or `metadata`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Keys => "aksk",
            Self::Password => "password",
            Self::Metadata => "metadata",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
