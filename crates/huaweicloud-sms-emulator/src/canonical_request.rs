//! The canonical form of a request, over which its signature is made.

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use sha2::{Digest, Sha256};

use crate::percent;

/// The head of a request, as far as signatures are over it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
}

impl<'a> From<&'a Parts> for Head<'a> {
    fn from(parts: &'a Parts) -> Self {
        Self {
            method: &parts.method,
            uri: &parts.uri,
            headers: &parts.headers,
        }
    }
}

/// The SHA-256 of the canonical request, in hexadecimal digits. None, if an escape in the address is broken.
pub(crate) fn digest(head: Head<'_>, signed_headers: &[&str], body: &[u8]) -> Option<String> {
    let mut hash = Sha256::new();
    hash.update(head.method.as_str());
    hash.update("\n");
    hash.update(uri(head.uri.path())?);
    hash.update("\n");
    hash.update(query(head.uri.query().unwrap_or_default())?);
    hash.update("\n");
    for name in signed_headers {
        add_header(&mut hash, head.headers, name);
    }
    hash.update("\n");
    hash.update(signed_headers.join(";"));
    hash.update("\n");
    hash.update(hex::encode(Sha256::digest(body)));
    Some(hex::encode(hash.finalize()))
}

/// The decoded path, its segments encoded anew, with a `/` at its end.
fn uri(path: &str) -> Option<String> {
    let decoded = percent::decode(path)?;
    let segments: Vec<_> = decoded
        .split(|byte| *byte == b'/')
        .map(percent::encode)
        .collect();
    let mut uri = segments.join("/");
    if !uri.ends_with('/') {
        uri.push('/');
    }
    Some(uri)
}

/// The parameters, sorted by key and then by value, encoded anew.
fn query(query: &str) -> Option<String> {
    let mut parameters = Vec::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        parameters.push((percent::decode(key)?, percent::decode(value)?));
    }
    parameters.sort_unstable();
    let parameters: Vec<_> = parameters
        .iter()
        .map(|(key, value)| format!("{}={}", percent::encode(key), percent::encode(value)))
        .collect();
    Some(parameters.join("&"))
}

/// One line for each value of a header, in the order of the values: that of their arrival does not survive a proxy.
fn add_header(hash: &mut Sha256, headers: &HeaderMap, name: &str) {
    let mut values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| value.as_bytes().trim_ascii())
        .collect();
    values.sort_unstable();
    for value in values {
        hash.update(name);
        hash.update(":");
        hash.update(value);
        hash.update("\n");
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn the_path_is_encoded_anew_and_ends_with_a_slash() {
        for (path, canonical) in [
            ("/", "/"),
            ("/a", "/a/"),
            ("/a/", "/a/"),
            ("/a/b~c", "/a/b~c/"),
            ("/%61+%c3%a9", "/a%2B%C3%A9/"),
            ("/a*b", "/a%2Ab/"),
            ("/a%2Fb", "/a/b/"),
            ("/a//b", "/a//b/"),
        ] {
            assert_eq!(uri(path).as_deref(), Some(canonical), "{path}");
        }
        assert_eq!(uri("/%zz"), None);
    }

    #[test]
    fn the_query_is_sorted_by_key_and_then_by_value() {
        for (sent, canonical) in [
            ("", ""),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=10&a=1", "a=1&a=10&a=2"),
            ("a=x&a-b=x", "a=x&a-b=x"),
            ("flag", "flag="),
            ("&a=1&&", "a=1"),
            ("a=b=c", "a=b%3Dc"),
            ("a=%7e%20+", "a=~%20%2B"),
        ] {
            assert_eq!(query(sent).as_deref(), Some(canonical), "{sent}");
        }
        assert_eq!(query("a=%"), None);
    }

    #[test]
    fn values_of_a_header_are_trimmed_and_sorted_whatever_their_order() {
        let request = |values: [&str; 2]| {
            let (head, ()) = Request::get("/")
                .header("x-a", values[0])
                .header("x-a", values[1])
                .body(())
                .unwrap()
                .into_parts();
            digest(Head::from(&head), &["x-a"], b"").unwrap()
        };
        assert_eq!(request(["1", "2"]), request([" 2 ", "1"]));
        assert_ne!(request(["1", "2"]), request(["1", "3"]));
    }
}
