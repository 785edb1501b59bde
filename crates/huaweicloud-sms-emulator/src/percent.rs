//! Percent-encoding, both ways.

/// Undoes percent-encoding. None, if an escape is broken.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [char::from(bytes.next()?), char::from(bytes.next()?)];
            let [high, low] = digits.map(|digit| digit.to_digit(16));
            decoded.push(u8::try_from(high? * 16 + low?).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    Some(decoded)
}

/// Encodes as a canonical request does: only `A–Z a–z 0–9 - _ . ~` stay as they are.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone_strictly() {
        for (text, decoded) in [
            ("a-b", Some(&b"a-b"[..])),
            ("a%2Fb%20c", Some(b"a/b c")),
            ("%C3%a9", Some("é".as_bytes())),
            ("a+b", Some(b"a+b")),
            ("%ff", Some(b"\xff")),
            ("%", None),
            ("%2", None),
            ("%zz", None),
            ("%+1", None),
        ] {
            assert_eq!(decode(text).as_deref(), decoded, "{text}");
        }
    }

    #[test]
    fn all_but_unreserved_characters_are_encoded() {
        assert_eq!(encode(b"AZaz09-_.~"), "AZaz09-_.~");
        assert_eq!(encode("é +*/=&%".as_bytes()), "%C3%A9%20%2B%2A%2F%3D%26%25");
    }
}
