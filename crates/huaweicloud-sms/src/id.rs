//! Ids that can do no harm in a path.

use std::fmt;
use std::str::FromStr;

use huaweicloud_sms_api::types;

use crate::Error;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(types::$name);

        impl $name {
            /// Checks an id.
            ///
            /// # Errors
            ///
            /// The id is empty, longer than the contract allows, or could address something else: it holds anything
            /// but ASCII letters, digits and `-`, `.`, `_`, `~`, or it is `.` or `..`.
            pub fn new(id: impl AsRef<str>) -> Result<Self, Error> {
                let id = id.as_ref();
                let checked = types::$name::try_from(id)
                    .map_err(|error| Error::invalid_id($what, id, &error.to_string()))?;
                match check_path_segment(id) {
                    Ok(()) => Ok(Self(checked)),
                    Err(reason) => Err(Error::invalid_id($what, id, &reason)),
                }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            pub(crate) fn as_generated(&self) -> &types::$name {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(id: &str) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = Error;

            fn try_from(id: &str) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl TryFrom<&String> for $name {
            type Error = Error;

            fn try_from(id: &String) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(id: String) -> Result<Self, Error> {
                Self::new(id)
            }
        }
    };
}

id! {
    /// The id of a migration task.
    ///
    /// ```
    /// use huaweicloud_sms::TaskId;
    ///
    /// let id = TaskId::new("7a9a9540-ff28-4869-b9e4-855fbe12e83b")?;
    /// assert_eq!(id.as_str().len(), 36);
    /// assert!(TaskId::new("..").is_err());
    /// # Ok::<(), huaweicloud_sms::Error>(())
    /// ```
    TaskId, "task id"
}

id! {
    /// The id of a source server in SMS.
    ///
    /// ```
    /// use huaweicloud_sms::SourceId;
    ///
    /// let id = SourceId::new("dcdbe339-b02d-4578-95a1-9c9c547d0000")?;
    /// assert_eq!(id.as_str().len(), 36);
    /// assert!(SourceId::new("a/b").is_err());
    /// # Ok::<(), huaweicloud_sms::Error>(())
    /// ```
    SourceId, "source server id"
}

/// Ids are made of the characters that RFC 3986 leaves bare everywhere in a URL. Escaping would carry others to the
/// service, but proxies and gateways on the way may decode an escaped slash or dot and route the request elsewhere. No
/// id that the service shows has one.
fn check_path_segment(id: &str) -> Result<(), String> {
    if id == "." || id == ".." {
        return Err("it is a step in the path and no id".to_owned());
    }
    let bare = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    match id.chars().find(|c| !bare(c)) {
        Some(c) => Err(format!(
            "it holds {c:?}, and ids are made of ASCII letters, digits and - . _ ~"
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_ids_are_taken_as_they_are() {
        for id in [
            "t1",
            "7a9a9540-ff28-4869-b9e4-855fbe12e83b",
            "a.b_c~d",
            "...",
            "-",
        ] {
            assert_eq!(TaskId::new(id).unwrap().as_str(), id);
            assert_eq!(SourceId::new(id).unwrap().as_str(), id);
        }
    }

    #[test]
    fn ids_that_could_address_something_else_are_refused() {
        for id in [
            "",
            ".",
            "..",
            "/",
            "a/b",
            "a\\b",
            "..\\x",
            "%2e%2e",
            "%2F",
            "a?b",
            "a#b",
            "a;b",
            " a",
            "a\n",
            "a\tb",
            "\0",
            "ä",
            "a b",
            "\u{202e}a",
            "a@b",
            "a:b",
            "a+b",
        ] {
            assert!(TaskId::new(id).is_err(), "{id:?}");
        }
    }

    #[test]
    fn the_contract_limits_the_length() {
        assert!(TaskId::new("x".repeat(255)).is_ok());
        let error = TaskId::new("x".repeat(256)).unwrap_err();
        assert!(
            error.to_string().contains("longer than 255 characters"),
            "{error}"
        );
    }

    #[test]
    fn a_refused_id_is_quoted_escaped_and_shortened() {
        let error = TaskId::new("a\u{1b}[31m").unwrap_err().to_string();
        assert!(!error.contains('\u{1b}'), "{error}");
        let error = TaskId::new("y".repeat(10_000)).unwrap_err().to_string();
        assert!(error.len() < 300, "{error}");
    }
}
