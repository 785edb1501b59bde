//! Signatures with an access key and its secret key, algorithm SDK-HMAC-SHA256.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::canonical_request::{self, Head};
use crate::secret::Secret;

/// The header with the time of the signature, the only one that has to be signed.
pub(crate) const DATE_HEADER: &str = "x-sdk-date";

const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// What a signed request says of its signature.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Signature<'a> {
    pub(crate) access_key: &'a str,
    pub(crate) signed_headers: Vec<&'a str>,
    hex: &'a str,
}

/// What became of a signature.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Right,
    /// It is the signature of something else, or of this with another secret key.
    Wrong {
        /// The SHA-256 of what should have been signed.
        canonical_digest: String,
    },
    /// An escape in the address is broken, so there is no canonical request.
    Unreadable,
}

impl<'a> Signature<'a> {
    /// Reads the value of the header, `SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…`.
    pub(crate) fn parse(header: &'a str) -> Option<Self> {
        let mut parts = header
            .strip_prefix(ALGORITHM)?
            .strip_prefix(' ')?
            .split(',');
        let mut part = |name: &str| {
            let value = parts.next()?.trim().strip_prefix(name)?;
            value.strip_prefix('=').filter(|value| !value.is_empty())
        };
        let signature = Self {
            access_key: part("Access")?,
            signed_headers: part("SignedHeaders")?.split(';').collect(),
            hex: part("Signature")?,
        };
        parts.next().is_none().then_some(signature)
    }

    /// Whether the signed headers are named as they are hashed: in lower case, sorted, each once.
    pub(crate) fn headers_are_in_order(&self) -> bool {
        let lower_case = |name: &&str| !name.is_empty() && !name.contains(char::is_uppercase);
        self.signed_headers.iter().all(lower_case)
            && self.signed_headers.is_sorted_by(|one, next| one < next)
    }

    /// Whether this is the signature of a request of this date, made with this secret key.
    pub(crate) fn verify(
        &self,
        head: Head<'_>,
        date: &str,
        body: &[u8],
        secret_key: &Secret,
    ) -> Verdict {
        let Some(canonical_digest) = canonical_request::digest(head, &self.signed_headers, body)
        else {
            return Verdict::Unreadable;
        };
        let string_to_sign = format!("{ALGORITHM}\n{date}\n{canonical_digest}");
        if self.is_of(&string_to_sign, secret_key) {
            Verdict::Right
        } else {
            Verdict::Wrong { canonical_digest }
        }
    }

    fn is_of(&self, string_to_sign: &str, secret_key: &Secret) -> bool {
        // The description spells digits in lower case, and another spelling is not what was computed.
        if self.hex.bytes().any(|digit| digit.is_ascii_uppercase()) {
            return false;
        }
        let Ok(sent) = hex::decode(self.hex) else {
            return false;
        };
        // Keys of every length will do, so there is no error to tell anybody.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret_key.as_str().as_bytes()) else {
            return false;
        };
        // The comparison takes the same time wherever the two differ.
        mac.chain_update(string_to_sign).verify_slice(&sent).is_ok()
    }
}

#[cfg(test)]
mod tests;
