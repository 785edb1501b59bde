//! Signing with SDK-HMAC-SHA256.
//!
//! A request is brought into a canonical form, hashed, and the hash signed with the secret key. Which headers take part
//! is said in the signature, so that whoever verifies it knows.

use std::fmt::Write as _;
use std::time::SystemTime;

use hmac::{Hmac, KeyInit, Mac};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha2::{Digest, Sha256};
use url::Url;

use crate::secret::header_value;
use crate::secret_buffer::SecretBuffer;
use crate::{AccessKeys, Error, ErrorKind};

const ALGORITHM: &str = "SDK-HMAC-SHA256";
const SDK_DATE: HeaderName = HeaderName::from_static("x-sdk-date");
const PROJECT_ID: HeaderName = HeaderName::from_static("x-project-id");
pub(crate) const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");

/// What stays bare in the canonical form.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Signs a request as it is, at this time, and puts the proof into its headers. `body` is the [`digest`] of its body.
///
/// Signed are the host, the content type, and every header that begins with `x-`.
pub(crate) fn sign(
    keys: &AccessKeys,
    method: &str,
    url: &Url,
    headers: &mut HeaderMap,
    body: &str,
    now: SystemTime,
) -> Result<(), Error> {
    let date = sdk_date(now)?;
    headers.insert(
        SDK_DATE,
        HeaderValue::from_str(&date).map_err(|_| unsignable("the time"))?,
    );
    if let Some(id) = keys.project_id() {
        headers.insert(PROJECT_ID, id.clone());
    }
    if let Some(token) = keys.security_token() {
        headers.insert(SECURITY_TOKEN, token.clone());
    }

    let host = match headers.get(HOST) {
        // It goes out in the place of that of the address.
        Some(host) => host.as_bytes().to_vec(),
        None => host(url)?.into_bytes(),
    };
    let mut signed: Vec<(&str, &[u8])> = vec![(HOST.as_str(), &host)];
    for (name, value) in headers.iter() {
        if name == CONTENT_TYPE || name.as_str().starts_with("x-") {
            // White space at its ends may be lost on the way.
            signed.push((name.as_str(), value.as_bytes().trim_ascii()));
        }
    }
    signed.sort_unstable();

    let canonical = canonical_request(method, url, &signed, body);
    let authorization = format!(
        "{ALGORITHM} Access={}, SignedHeaders={}, Signature={}",
        keys.access(),
        names(&signed),
        signature(keys.secret().expose(), &date, &canonical)?
    );
    let authorization = header_value(&authorization).ok_or_else(|| unsignable("the access key"))?;
    headers.insert(AUTHORIZATION, authorization);
    Ok(())
}

fn unsignable(what: &str) -> Error {
    Error::new(
        ErrorKind::Invalid,
        format!(
            "the request cannot be signed, because {what} holds what no header may; correct it"
        ),
    )
}

/// The time as `20060102T150405Z`.
fn sdk_date(now: SystemTime) -> Result<String, Error> {
    let now = Timestamp::try_from(now).map_err(|error| {
        Error::new(
            ErrorKind::Invalid,
            "the clock of this machine shows a time that cannot be written; set it",
        )
        .with_source(error)
    })?;
    Ok(now.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// The host as it will be sent: with its port, unless the scheme implies it.
fn host(url: &Url) -> Result<String, Error> {
    let host = url.host_str().ok_or_else(|| unsignable("its address"))?;
    Ok(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// Each name once, however often its header is sent.
fn names(signed: &[(&str, &[u8])]) -> String {
    let mut names: Vec<_> = signed.iter().map(|(name, _)| *name).collect();
    names.dedup();
    names.join(";")
}

/// `signed` is in the order of its names, and has a line for each value. Values need not be text, and one of them may be
/// a security token.
fn canonical_request(
    method: &str,
    url: &Url,
    signed: &[(&str, &[u8])],
    body: &str,
) -> SecretBuffer {
    let mut request = SecretBuffer::default();
    let begin = [
        method,
        &canonical_path(url.path()),
        &canonical_query(url.query()),
    ];
    for line in begin {
        request.extend(line.as_bytes());
        request.extend(b"\n");
    }
    for (name, value) in signed {
        for part in [name.as_bytes(), b":", value, b"\n"] {
            request.extend(part);
        }
    }
    for part in ["\n", &names(signed), "\n", body] {
        request.extend(part.as_bytes());
    }
    request
}

/// The SHA-256 of a body, in hexadecimal digits.
pub(crate) fn digest(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// The path decoded, its segments encoded anew, with a slash at the end. It is decoded as a whole, so that an encoded
/// slash ends a segment as any other does.
fn canonical_path(path: &str) -> String {
    let decoded = decode(path);
    let segments: Vec<_> = decoded.split(|byte| *byte == b'/').map(encode).collect();
    let mut text = segments.join("/");
    if !text.ends_with('/') {
        text.push('/');
    }
    text
}

/// The pairs in order, decoded and encoded anew.
fn canonical_query(query: Option<&str>) -> String {
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
        .collect();
    pairs.sort();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{}={}", encode(key), encode(value)))
        .collect();
    pairs.join("&")
}

fn decode(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

fn encode(bytes: &[u8]) -> String {
    percent_encode(bytes, ENCODED).to_string()
}

fn signature(secret: &str, date: &str, canonical_request: &[u8]) -> Result<String, Error> {
    let hash = digest(canonical_request);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|_| unsignable("the secret key"))?;
    mac.update(format!("{ALGORITHM}\n{date}\n{hash}").as_bytes());
    Ok(hex(&mac.finalize().into_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    const ACCESS: &str = "QTWAOYTTINDUT2QVKYUC";
    const SECRET: &str = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc";

    fn at(date: &str) -> SystemTime {
        date.parse::<Timestamp>().unwrap().try_into().unwrap()
    }

    /// The signature over exactly these headers.
    fn over(
        secret: &str,
        date: &str,
        method: &str,
        url: &str,
        signed: &[(&'static str, &str)],
        body: &str,
    ) -> String {
        let signed: Vec<_> = signed
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()))
            .collect();
        let body = digest(body.as_bytes());
        let canonical = canonical_request(method, &url.parse().unwrap(), &signed, &body);
        signature(secret, date, &canonical).unwrap()
    }

    #[test]
    fn the_public_vectors_are_met() {
        let list = "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0";
        let host = ("host", "service.region.example.com");
        let date = ("x-sdk-date", "20191115T033655Z");
        assert_eq!(
            over(
                SECRET,
                date.1,
                "GET",
                list,
                &[("content-type", "application/json"), host, date],
                ""
            ),
            "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
        );
        assert_eq!(
            over(SECRET, date.1, "GET", list, &[host, date], ""),
            "faafba090046ef84c81ca330e77576d8746733ddfcf0317aaeb59cff50da39a7"
        );
        let date = ("x-sdk-date", "20060102T150405Z");
        assert_eq!(
            over(
                "SecretKey",
                date.1,
                "GET",
                "https://h/path?limit=1",
                &[date],
                ""
            ),
            "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624"
        );
        assert_eq!(
            over(
                "SecretKey",
                date.1,
                "POST",
                "https://h/path?key=value",
                &[date],
                "{\"Name\":\"test\",\"Id\":1}\n"
            ),
            "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59"
        );
    }

    fn signed(method: &str, url: &str, body: &str) -> HeaderMap {
        let keys = AccessKeys::new(ACCESS, Secret::new(SECRET))
            .unwrap()
            .with_project("0123456789abcdef0123456789abcdef")
            .unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        // Of no concern to the signature.
        headers.insert("accept", HeaderValue::from_static("application/json"));
        sign(
            &keys,
            method,
            &url.parse().unwrap(),
            &mut headers,
            &digest(body.as_bytes()),
            at("2025-02-13T00:00:00Z"),
        )
        .unwrap();
        headers
    }

    #[test]
    fn whole_requests_are_signed_as_the_service_expects() {
        for (method, path, body, signature) in [
            (
                "PUT",
                "/v3/sources/dcdbe339-b02d-4578-95a1-9c9c547d0000/changestate",
                r#"{"copystate":"WAITING","migrationcycle":"cutovered"}"#,
                "38a42fe61df59aa80b21591383f1ff6ea9b86b48aa6d41876e4c6774bdf87fac",
            ),
            (
                "POST",
                "/v3/tasks/7a9a9540-ff28-4869-b9e4-855fbe12e83b/action",
                r#"{"operation":"start"}"#,
                "7637f2de8f256575ebdfd5e7bda22c104a9dab41b6b502e2c29940f0e22b3e8e",
            ),
        ] {
            let url = format!("https://sms.ap-southeast-3.myhuaweicloud.com{path}");
            let headers = signed(method, &url, body);
            assert_eq!(headers["x-sdk-date"], "20250213T000000Z");
            assert_eq!(
                headers[AUTHORIZATION].to_str().unwrap(),
                format!(
                    "SDK-HMAC-SHA256 Access={ACCESS}, SignedHeaders=content-type;host;x-project-id;x-sdk-date, \
                     Signature={signature}"
                )
            );
            assert!(headers[AUTHORIZATION].is_sensitive());
        }
    }

    #[test]
    fn a_port_that_is_not_the_usual_one_is_signed() {
        assert_eq!(host(&"http://h:8080/".parse().unwrap()).unwrap(), "h:8080");
        assert_eq!(host(&"https://h:443/".parse().unwrap()).unwrap(), "h");
        assert_eq!(
            host(&"http://[::1]:1/".parse().unwrap()).unwrap(),
            "[::1]:1"
        );
    }

    #[test]
    fn a_security_token_is_sent_and_signed() {
        let keys = AccessKeys::new("AK", Secret::new("SK"))
            .unwrap()
            .with_security_token(&Secret::new("st"))
            .unwrap();
        let mut headers = HeaderMap::new();
        sign(
            &keys,
            "GET",
            &"https://h/".parse().unwrap(),
            &mut headers,
            &digest(b""),
            at("2025-02-13T00:00:00Z"),
        )
        .unwrap();
        assert!(headers["x-security-token"].is_sensitive());
        assert!(
            headers[AUTHORIZATION]
                .to_str()
                .unwrap()
                .contains("SignedHeaders=host;x-sdk-date;x-security-token,")
        );
    }

    #[test]
    fn paths_and_queries_have_one_form() {
        assert_eq!(
            canonical_path("/a%2fb/c%20d/%ff/~-_.!"),
            "/a/b/c%20d/%FF/~-_.%21/"
        );
        assert_eq!(canonical_path("/"), "/");
        assert_eq!(
            canonical_query(Some("b=2&a=1&a=0&c&%41=%2B&e=+")),
            "A=%2B&a=0&a=1&b=2&c=&e=%2B"
        );
        assert_eq!(canonical_query(None), "");
    }
}
