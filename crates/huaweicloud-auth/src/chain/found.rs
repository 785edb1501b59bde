//! What a chain comes back with.

use crate::chain::Method;
use crate::{AccessKeys, Credentials};

/// The credentials that were found, and how.
#[derive(Debug)]
#[non_exhaustive]
pub struct Found {
    /// The credentials.
    pub credentials: Credentials,
    /// How they prove who is calling.
    pub method: Method,
    /// Where they were found.
    pub place: String,
    /// Whom they stand for, as far as that is known and no secret. Names and keys are shortened: enough to tell them
    /// apart, and not to use them.
    pub identity: String,
    /// The places that were looked at before, in order.
    pub passed_over: Vec<PassedOver>,
    /// What is to be said about where they were found, such as a file that others can read.
    pub warnings: Vec<String>,
    /// The address of IAM that the place names for them. It is not looked at before somebody asks for it.
    pub(super) iam: Option<String>,
}

impl From<Found> for Credentials {
    fn from(found: Found) -> Self {
        found.credentials
    }
}

/// A place without credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PassedOver {
    /// The place.
    pub place: String,
    /// What was missing there.
    pub reason: String,
}

impl PassedOver {
    pub(super) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            reason: reason.into(),
        }
    }
}

/// Places that were passed over, a line each.
pub(super) fn list(places: &[PassedOver]) -> String {
    places
        .iter()
        .map(|PassedOver { place, reason }| format!("\n  {place}: {reason}"))
        .collect()
}

/// Complete credentials in a place.
pub(super) struct Candidate {
    credentials: Credentials,
    place: String,
    identity: String,
    warnings: Vec<String>,
    iam: Option<String>,
}

impl Candidate {
    pub(super) fn new(
        credentials: impl Into<Credentials>,
        place: impl Into<String>,
        identity: impl Into<String>,
    ) -> Self {
        Self {
            credentials: credentials.into(),
            place: place.into(),
            identity: identity.into(),
            warnings: Vec::new(),
            iam: None,
        }
    }

    pub(super) fn of_keys(keys: AccessKeys, place: impl Into<String>) -> Self {
        let identity = format!("the access key {}", shortened(keys.access()));
        Self::new(keys, place, identity)
    }

    pub(super) fn warned(mut self, warning: Option<String>) -> Self {
        self.warnings.extend(warning);
        self
    }

    pub(super) fn iam(mut self, address: Option<String>) -> Self {
        self.iam = address;
        self
    }

    pub(super) fn into_found(self, method: Method, passed_over: Vec<PassedOver>) -> Found {
        Found {
            credentials: self.credentials,
            method,
            place: self.place,
            identity: self.identity,
            passed_over,
            warnings: self.warnings,
            iam: self.iam,
        }
    }
}

/// The ends of a name, and at most half of it.
pub(super) fn shortened(name: &str) -> String {
    let length = name.chars().count();
    let shown = (length / 4).min(4);
    let begin: String = name.chars().take(shown).collect();
    let end: String = name.chars().skip(length - shown).collect();
    format!("{begin}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_name_the_ends_are_shown_and_at_most_half_of_it() {
        for (name, shown) in [
            ("QTWAOYTTINDUT2QVKYUC", "QTWA…KYUC"),
            ("thirteen-long", "thi…ong"),
            ("operator", "op…or"),
            ("user", "u…r"),
            ("ab", "…"),
            ("a", "…"),
            ("", "…"),
            ("äöüÄÖÜßéèêàâñçøå", "äöüÄ…ñçøå"),
        ] {
            assert_eq!(shortened(name), shown);
        }
    }
}
