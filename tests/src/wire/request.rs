//! A request, taken apart by hand.

use std::str;

/// A request as it was on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path, and whatever follows it.
    pub target: String,
    /// The headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Everything after the head.
    pub body: Vec<u8>,
}

impl Request {
    /// Takes the bytes of a connection apart.
    ///
    /// # Errors
    ///
    /// They are no HTTP/1.1 request, or not exactly one: the body is shorter or longer than `content-length` says.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let (head, body) = split(bytes).ok_or("the head has no end")?;
        let head = str::from_utf8(head).map_err(|_| "the head is no text")?;
        let mut lines = head.split("\r\n");
        let first: Vec<_> = lines.next().unwrap_or_default().split(' ').collect();
        let [method, target, "HTTP/1.1"] = first.as_slice() else {
            return Err(format!("this is no request line: {first:?}"));
        };
        let mut headers = Vec::new();
        for line in lines {
            let (name, value) = line
                .split_once(": ")
                .ok_or_else(|| format!("this is no header: {line:?}"))?;
            headers.push((name.to_lowercase(), value.to_owned()));
        }
        let request = Self {
            method: (*method).to_owned(),
            target: (*target).to_owned(),
            headers,
            body: body.to_vec(),
        };
        match request.content_length() {
            Some(length) if length == body.len() => Ok(request),
            length => Err(format!(
                "content-length is {length:?}, and {} bytes followed",
                body.len()
            )),
        }
    }

    /// Whether a request has arrived, head and body.
    pub fn is_whole(bytes: &[u8]) -> bool {
        // A body that is too short, or a head that makes no sense, is never whole.
        split(bytes).is_some() && Self::parse(bytes).is_ok()
    }

    /// Every value of a header, by its name in lower case.
    pub fn values<'a>(&'a self, name: &str) -> Vec<&'a str> {
        let of_name = self.headers.iter().filter(|(known, _)| known == name);
        of_name.map(|(_, value)| value.as_str()).collect()
    }

    fn content_length(&self) -> Option<usize> {
        match self.values("content-length").as_slice() {
            [length] => length.parse().ok(),
            _ => None,
        }
    }
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    const END_OF_HEAD: &[u8] = b"\r\n\r\n";

    let at = bytes
        .windows(END_OF_HEAD.len())
        .position(|window| window == END_OF_HEAD)?;
    Some((&bytes[..at], &bytes[at + END_OF_HEAD.len()..]))
}

/// Undoes percent-encoding. Nothing if it is none, or does not encode text.
pub(super) fn decode(segment: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_taken_apart() {
        let request =
            Request::parse(b"PUT /a?b HTTP/1.1\r\nHost: h\r\ncontent-length: 2\r\n\r\n{}").unwrap();
        assert_eq!(request.method, "PUT");
        assert_eq!(request.target, "/a?b");
        assert_eq!(request.values("host"), ["h"]);
        assert_eq!(request.body, b"{}");
    }

    #[test]
    fn a_body_of_another_length_is_noticed() {
        for body in ["", "{", "{}x", "{}PUT /a HTTP/1.1\r\n"] {
            let bytes = format!("PUT /a HTTP/1.1\r\ncontent-length: 2\r\n\r\n{body}");
            assert!(Request::parse(bytes.as_bytes()).is_err(), "{body:?}");
        }
    }

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(decode("a%2Fb%c3%BC").as_deref(), Some("a/bü"));
        assert_eq!(decode("%2"), None);
        assert_eq!(decode("%zz"), None);
        assert_eq!(decode("%ff"), None);
    }
}
