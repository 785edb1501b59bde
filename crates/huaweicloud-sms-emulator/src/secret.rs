use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};

/// A text that lets somebody in. Its `Debug` output does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A text that nobody holds yet, after a prefix that says what it is.
    ///
    /// The keys of the standard library's hash maps are random enough for a service whose secrets are none.
    pub(crate) fn random(prefix: &str) -> Self {
        let random = || RandomState::new().build_hasher().finish();
        Self(format!("{prefix}{:016x}{:016x}", random(), random()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("redacted")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn random_secrets_differ() {
        let secrets: BTreeSet<_> = (0..1_000).map(|_| Secret::random("x-").0).collect();
        assert_eq!(secrets.len(), 1_000);
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::new("canary");
        assert!(!format!("{secret:?} {secret:#?}").contains("canary"));
    }
}
