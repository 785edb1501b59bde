//! Exit codes.

use std::process::ExitCode;

use huaweicloud_sms::auth::ErrorKind;
use huaweicloud_sms::{CredentialsError, Error, Kind, Outcome};

/// How the program ends. The text is part of `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// All was done.
    Done = 0,
    /// A defect of ours, or of the machine.
    Defect = 1,
    /// Wrong usage, or a bad id or value. Nothing was sent.
    Usage = 2,
    /// Refused by the service.
    Refused = 3,
    /// Not authenticated or not authorised.
    Denied = 4,
    /// Could not be delivered.
    Undelivered = 5,
    /// Throttled to the end.
    Throttled = 6,
    /// The outcome is unknown.
    Unknown = 7,
}

impl Exit {
    /// The exit code that one failed call gives.
    pub(crate) fn of(error: &Error) -> Self {
        match (error.kind(), error.outcome()) {
            (Kind::Rehearsal, _) => Self::Done,
            // Whatever the last attempt ended in: an earlier one may have been processed.
            (_, Outcome::Unknown) => Self::Unknown,
            (Kind::InvalidInput, _) => Self::Usage,
            (Kind::Credentials, _) => error
                .credentials_error()
                .map_or(Self::Denied, Self::of_credentials),
            (Kind::Unauthenticated | Kind::Forbidden, _) => Self::Denied,
            (Kind::Throttled, _) => Self::Throttled,
            (_, Outcome::Refused) => Self::Refused,
            (_, Outcome::NotSent) => Self::Undelivered,
        }
    }

    /// The exit code if there is nothing to prove a call with.
    pub(crate) fn of_credentials(error: &CredentialsError) -> Self {
        match error.kind() {
            // Whoever issues credentials could not be asked, which says nothing of them.
            ErrorKind::Unavailable => Self::Undelivered,
            _ => Self::Denied,
        }
    }

    /// Of two, the one that the operator has to know first. An unknown outcome is worst: somebody has to look.
    pub(crate) fn worse(self, other: Self) -> Self {
        if other.urgency() > self.urgency() {
            other
        } else {
            self
        }
    }

    fn urgency(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Usage => 1,
            Self::Undelivered => 2,
            Self::Throttled => 3,
            Self::Refused => 4,
            Self::Denied => 5,
            Self::Unknown => 6,
            Self::Defect => 7,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{self, *};

    #[test]
    fn the_worst_of_several_is_returned() {
        let order = [Done, Undelivered, Throttled, Refused, Denied, Unknown];
        for (at, better) in order.iter().enumerate() {
            for worse in &order[at..] {
                assert_eq!(better.worse(*worse), *worse);
                assert_eq!(worse.worse(*better), *worse);
            }
        }
        assert_eq!(order.map(|exit| exit as u8), [0, 5, 6, 3, 4, 7]);
        assert_eq!([Exit::Defect as u8, Usage as u8], [1, 2]);
    }
}
