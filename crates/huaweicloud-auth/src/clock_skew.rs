//! Clocks that do not agree.

use std::fmt;
use std::time::{Duration, SystemTime};

/// How far the clock of this machine is off, if that is more than a signature may be.
///
/// Its `Display` says so, and what to do.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use huaweicloud_auth::ClockSkew;
///
/// let theirs = SystemTime::now();
/// assert!(ClockSkew::too_large(theirs + Duration::from_secs(60), theirs).is_none());
///
/// let skew = ClockSkew::too_large(theirs + Duration::from_secs(3600), theirs).unwrap();
/// assert!(skew.to_string().starts_with("the clock of this machine is 3600 s ahead of that of the service"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockSkew {
    by: Duration,
    ahead: bool,
}

impl ClockSkew {
    /// How far the date of a signature may be from the clock of the service, either way.
    pub const ALLOWED: Duration = Duration::from_secs(15 * 60);

    /// Compares the clock of this machine with that of the service, which the header `Date` of its answers tells.
    pub fn too_large(ours: SystemTime, theirs: SystemTime) -> Option<Self> {
        let (by, ahead) = match ours.duration_since(theirs) {
            Ok(ahead) => (ahead, true),
            Err(behind) => (behind.duration(), false),
        };
        (by > Self::ALLOWED).then_some(Self { by, ahead })
    }
}

impl fmt::Display for ClockSkew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the clock of this machine is {} s {} that of the service, and a signature allows for {} s: set the clock",
            self.by.as_secs(),
            if self.ahead { "ahead of" } else { "behind" },
            Self::ALLOWED.as_secs()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_an_hour_is_allowed_either_way() {
        let theirs = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let second = Duration::from_secs(1);
        for near in [
            theirs + ClockSkew::ALLOWED,
            theirs,
            theirs - ClockSkew::ALLOWED,
        ] {
            assert_eq!(ClockSkew::too_large(near, theirs), None);
        }
        let told = |ours| ClockSkew::too_large(ours, theirs).unwrap().to_string();
        let ahead = told(theirs + ClockSkew::ALLOWED + second);
        assert!(ahead.contains("901 s ahead of"), "{ahead}");
        let behind = told(theirs - ClockSkew::ALLOWED - second);
        assert!(behind.contains("901 s behind"), "{behind}");
    }
}
