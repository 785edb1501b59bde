//! Why a chore could not tell its result.

use std::path::PathBuf;

/// Why a chore could not be done. Its text says what happened, why, and what to do; the cause is its `source`.
#[derive(Debug)]
pub enum Error {
    /// A file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The contract is no YAML, or not shaped like an OpenAPI document.
    Contract {
        /// The contract, with line and column (from 1) where they are known: `file:line:column`.
        place: String,
        /// What the parser said.
        source: yaml_serde::Error,
    },
    /// The contract breaks rules that the generator relies upon, so nothing may be generated from it.
    Rules {
        /// The findings that stand in the way, as `cargo xtask lint` prints them.
        findings: String,
    },
    /// The generator refused the contract, or what it emitted is not what the passes over it expect.
    Generator {
        /// What went wrong.
        reason: String,
    },
}

impl Error {
    pub(crate) fn generator(reason: impl Into<String>) -> Self {
        Self::Generator {
            reason: reason.into(),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read { path, .. } => write!(
                f,
                "cannot read {}; check that it is there and readable",
                path.display()
            ),
            Self::Write { path, .. } => write!(
                f,
                "cannot write {}; check that its directory is there and writable",
                path.display()
            ),
            Self::Contract { place, .. } => write!(
                f,
                "{place}: the contract cannot be read as an openapi document; mend it there"
            ),
            Self::Rules { findings } => write!(
                f,
                "nothing can be generated from a contract that breaks rules; mend these first\n\n{}",
                findings.trim_end()
            ),
            Self::Generator { reason } => write!(
                f,
                "the client cannot be generated: {reason}; if the contract is right, the generator's settings or the \
                 passes in xtask/src/refine need a change"
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            Self::Contract { source, .. } => Some(source),
            Self::Rules { .. } | Self::Generator { .. } => None,
        }
    }
}
