//! Whether a request is signed as the description of SDK-HMAC-SHA256 has it.
//!
//! It looks at the bytes that came over the wire and at nothing that the signer says of them, and it was written from
//! the description alone, so that it makes mistakes of its own and not the signer's.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Holds the bytes of a request to its signature.
///
/// # Errors
///
/// Why the request is not signed, or not with these keys.
pub fn verify(request: &[u8], access: &str, secret: &str) -> Result<(), String> {
    let end = position(request, b"\r\n\r\n").ok_or("there is no end of the head")?;
    let (head, body) = (&request[..end], &request[end + 4..]);
    let mut lines = split(head, b"\r\n").into_iter();
    let line = text(lines.next().unwrap_or_default())?;
    let [method, target, _version] = line.split(' ').collect::<Vec<_>>()[..] else {
        return Err(format!("the first line is no request: {line}"));
    };
    let mut headers = Vec::new();
    for line in lines {
        let colon = position(line, b":").ok_or("a header has no colon")?;
        let name = text(&line[..colon])?.to_ascii_lowercase();
        headers.push((name, line[colon + 1..].trim_ascii()));
    }

    let claim = Claim::read(text(only(&headers, "authorization")?)?)?;
    if claim.access != access {
        return Err("it is signed with another access key".to_owned());
    }
    for name in &claim.signed {
        if !headers.iter().any(|(sent, _)| sent == name) {
            return Err(format!("{name} is signed and was not sent"));
        }
    }
    if !claim.signed.contains(&"x-sdk-date") {
        return Err("x-sdk-date is not signed".to_owned());
    }
    let date = text(only(&headers, "x-sdk-date")?)?;

    let mut hash = Sha256::new();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    hash.update(format!(
        "{method}\n{}\n{}\n",
        uri(path)?,
        parameters(query)?
    ));
    for name in &claim.signed {
        let mut values: Vec<_> = headers.iter().filter(|(sent, _)| sent == name).collect();
        values.sort();
        for (name, value) in values {
            hash.update(name);
            hash.update(":");
            hash.update(value);
            hash.update("\n");
        }
    }
    let body = hex::encode(Sha256::digest(body));
    hash.update(format!("\n{}\n{body}", claim.signed.join(";")));

    let to_sign = format!("SDK-HMAC-SHA256\n{date}\n{}", hex::encode(hash.finalize()));
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|error| error.to_string())?
        .chain_update(to_sign);
    if hex::encode(mac.finalize().into_bytes()) == claim.signature {
        Ok(())
    } else {
        Err("the signature is wrong".to_owned())
    }
}

/// What a request says of its signature.
struct Claim<'a> {
    access: &'a str,
    signed: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Claim<'a> {
    fn read(value: &'a str) -> Result<Self, String> {
        let parts = value
            .strip_prefix("SDK-HMAC-SHA256 Access=")
            .ok_or("it is no signature")?;
        let (access, parts) = parts
            .split_once(", SignedHeaders=")
            .ok_or("no headers are signed")?;
        let (signed, signature) = parts
            .split_once(", Signature=")
            .ok_or("there is no signature")?;
        let signed: Vec<_> = signed.split(';').collect();
        if !signed.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(format!("the signed headers are not in order: {signed:?}"));
        }
        Ok(Self {
            access,
            signed,
            signature,
        })
    }
}

fn uri(path: &str) -> Result<String, String> {
    let mut uri = String::new();
    for byte in decoded(path)? {
        match byte {
            b'/' => uri.push('/'),
            byte => encode(byte, &mut uri),
        }
    }
    if !uri.ends_with('/') {
        uri.push('/');
    }
    Ok(uri)
}

fn parameters(query: &str) -> Result<String, String> {
    let mut parameters = Vec::new();
    for parameter in query.split('&').filter(|it| !it.is_empty()) {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        parameters.push((decoded(key)?, decoded(value)?));
    }
    parameters.sort();
    let mut text = String::new();
    for (key, value) in parameters {
        if !text.is_empty() {
            text.push('&');
        }
        key.into_iter().for_each(|byte| encode(byte, &mut text));
        text.push('=');
        value.into_iter().for_each(|byte| encode(byte, &mut text));
    }
    Ok(text)
}

fn encode(byte: u8, text: &mut String) {
    match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            text.push(char::from(byte));
        }
        _ => {
            let _ = write!(text, "%{byte:02X}");
        }
    }
}

fn decoded(escaped: &str) -> Result<Vec<u8>, String> {
    let mut parts = escaped.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).ok_or("an escape is cut short")?;
        bytes.extend(hex::decode(digits).map_err(|error| error.to_string())?);
        bytes.extend(rest.as_bytes());
    }
    Ok(bytes)
}

/// The value of a header that has to be there once.
fn only<'a>(headers: &[(String, &'a [u8])], name: &str) -> Result<&'a [u8], String> {
    let mut values = headers.iter().filter(|(sent, _)| sent == name);
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Ok(value),
        _ => Err(format!("{name} is not there once")),
    }
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    str::from_utf8(bytes).map_err(|error| error.to_string())
}

fn split<'a>(mut bytes: &'a [u8], by: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = position(bytes, by) {
        parts.push(&bytes[..at]);
        bytes = &bytes[at + by.len()..];
    }
    parts.push(bytes);
    parts
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::verify;

    const ACCESS: &str = "QTWAOYTTINDUT2QVKYUC";
    const SECRET: &str = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc";

    fn listing(secret: &str, signed: &str, signature: &str) -> Result<(), String> {
        let request = format!(
            "GET /v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0 HTTP/1.1\r\n\
             Host: service.region.example.com\r\n\
             Content-Type: application/json\r\n\
             X-Sdk-Date: 20191115T033655Z\r\n\
             Authorization: SDK-HMAC-SHA256 Access={ACCESS}, SignedHeaders={signed}, Signature={signature}\r\n\r\n"
        );
        verify(request.as_bytes(), ACCESS, secret)
    }

    #[test]
    fn the_public_vectors_are_accepted_and_nothing_else() {
        let all = "content-type;host;x-sdk-date";
        let all_signature = "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe";
        let some = "host;x-sdk-date";
        let some_signature = "faafba090046ef84c81ca330e77576d8746733ddfcf0317aaeb59cff50da39a7";
        assert_eq!(listing(SECRET, all, all_signature), Ok(()));
        assert_eq!(listing(SECRET, some, some_signature), Ok(()));
        for (secret, signed, signature) in [
            ("another", all, all_signature),
            (SECRET, some, all_signature),
            (SECRET, "host", all_signature),
            (SECRET, "host;host;x-sdk-date", some_signature),
            (SECRET, "host;x-other;x-sdk-date", some_signature),
        ] {
            assert!(listing(secret, signed, signature).is_err());
        }
    }
}
