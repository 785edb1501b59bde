//! What a chore has to say, and how it ends.

use std::process::ExitCode;

/// How a chore ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to complain about.
    Good,
    /// Something has to be mended, and the report says how.
    Bad,
    /// The chore could not find out.
    CouldNotTell,
}

impl Exit {
    /// The exit code. 4 and 100 are no code that a shell, cargo (101), a panic (101), clap (2) or a signal (128 and
    /// above) gives, so a script can tell a stale file from a broken tool.
    pub fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Bad => 4,
            Self::CouldNotTell => 100,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The result of a chore: what goes to standard output, and how the process ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it ended.
    pub exit: Exit,
    /// The text for standard output, complete with its last line feed.
    pub text: String,
}

impl Report {
    /// A report that nothing has to be mended.
    pub fn good(text: impl Into<String>) -> Self {
        Self {
            exit: Exit::Good,
            text: text.into(),
        }
    }

    /// A report that something has to be mended.
    pub fn bad(text: impl Into<String>) -> Self {
        Self {
            exit: Exit::Bad,
            text: text.into(),
        }
    }
}
