//! Text that cannot be printed.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// Text that cannot be printed, and whose memory is overwritten when nobody needs it any more. It can be read from a
/// configuration with `serde`, and not written to one.
///
/// ```
/// use huaweicloud_auth::Secret;
///
/// let secret = Secret::new("open sesame");
/// assert_eq!(format!("{secret:?}"), "Secret(redacted)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes text as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Shows the text to whoever has to use it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

/// Takes a secret out of a text that somebody else wrote, in whatever case of letters it stands there.
pub(crate) fn redact(text: String, secret: &str) -> String {
    if secret.is_empty() || text.len() < secret.len() {
        return text;
    }
    // These keep every letter in its place.
    let needle = Zeroizing::new(secret.to_ascii_lowercase());
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    let mut clean = String::new();
    let mut rest = 0;
    for (at, found) in lower.match_indices(needle.as_str()) {
        clean.push_str(&text[rest..at]);
        clean.push_str(REDACTED);
        rest = at + found.len();
    }
    if rest == 0 {
        return text;
    }
    clean.push_str(&text[rest..]);
    clean
}

/// A secret as the value of a header: marked sensitive, so that its `Debug` is redacted, and overwritten when the last
/// copy goes. `None` if it holds a character that no header may.
pub(crate) fn header_value(text: &str) -> Option<HeaderValue> {
    let bytes = Bytes::from_owner(Zeroizing::new(text.as_bytes().to_vec()));
    let mut value = HeaderValue::from_maybe_shared(bytes).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_taken_out_in_any_case_of_letters_and_nothing_else_is() {
        for (text, secret, clean) in [
            ("a Pa55 b PA55 c", "pa55", "a [redacted] b [redacted] c"),
            ("Äpa55ß", "PA55", "Ä[redacted]ß"),
            ("nothing", "pa55", "nothing"),
            ("Nothing", "", "Nothing"),
            ("Äß", "äß", "Äß"),
            ("pa55", "pa55", "[redacted]"),
        ] {
            assert_eq!(redact(text.to_owned(), secret), clean);
        }
    }
}
