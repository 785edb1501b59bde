//! The checks of a signed request, in their order.

use std::time::{Duration, SystemTime};

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};

use crate::access_keys::{AccessKey, AccessKeys, Grant};
use crate::body::Received;
use crate::canonical_request::Head;
use crate::checks;
use crate::clock::parse_sdk_date;
use crate::headers::the_only;
use crate::refusal::Refusal;
use crate::secret::Secret;
use crate::signature::{DATE_HEADER, Signature, Verdict};
use crate::strikes::MAX_STRIKES;

/// How far the date of a signature may be from the emulator's time, either way.
const WINDOW: Duration = Duration::from_secs(15 * 60);

const SECURITY_TOKEN_HEADER: &str = "x-security-token";
const PROJECT_HEADER: &str = "x-project-id";

/// Refuses a request that is not signed as it should be.
///
/// Only a signature that does not fit counts against its key. Whoever comes with a request that cannot be verified at
/// all has not tried one.
pub(crate) fn check(
    head: &Parts,
    body: &Received,
    header: &HeaderName,
    keys: &mut AccessKeys,
    project_id: &str,
    now: SystemTime,
) -> Result<(), Refusal> {
    let signature = read_signature(&head.headers, header)?;
    let key = keys.find(signature.access_key).ok_or_else(|| {
        refused("this access key does not exist; use the emulator's, or a temporary one of its metadata service")
    })?;
    check_lock(key, now)?;
    check_signed_headers(&signature, &head.headers)?;
    let date = check_date(&head.headers, now)?;
    check_grant(key.grant.as_ref(), &head.headers, now)?;
    let body = checks::size(body)?;
    let verdict = signature.verify(head.into(), date, body, &key.secret);
    match verdict {
        Verdict::Right => key.strikes.right_signature(),
        Verdict::Wrong { .. } => key.strikes.wrong_signature(now),
        Verdict::Unreadable => {}
    }
    judge(verdict)?;
    check_project(&head.headers, project_id)
}

/// Refuses a request whose signature is not that of the request and of this key, whoever makes it and whenever.
pub(crate) fn verify(
    head: Head<'_>,
    body: &[u8],
    header: &HeaderName,
    access_key: &str,
    secret_key: &Secret,
) -> Result<(), Refusal> {
    let signature = read_signature(head.headers, header)?;
    if signature.access_key != access_key {
        return Err(refused("it is signed with another access key"));
    }
    check_signed_headers(&signature, head.headers)?;
    let (date, _) = read_date(head.headers)?;
    judge(signature.verify(head, date, body, secret_key))
}

fn read_signature<'a>(
    headers: &'a HeaderMap,
    header: &HeaderName,
) -> Result<Signature<'a>, Refusal> {
    the_only(headers, header.as_str())
        .and_then(|value| std::str::from_utf8(value).ok())
        .and_then(Signature::parse)
        .ok_or_else(|| {
            refused(format!(
                "`{header}` is not of the form `SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…`; send it so, once"
            ))
        })
}

fn judge(verdict: Verdict) -> Result<(), Refusal> {
    match verdict {
        Verdict::Right => Ok(()),
        Verdict::Wrong { canonical_digest } => Err(refused(format!(
            "the signature is wrong; check the secret key, and that your canonical request has the sha-256 {canonical_digest}"
        ))),
        Verdict::Unreadable => Err(refused(
            "the address is not percent-encoded, so nobody can sign it; encode it",
        )),
    }
}

fn refused(reason: impl AsRef<str>) -> Refusal {
    Refusal::bad_credentials(format!("verify aksk signature fail: {}", reason.as_ref()))
}

fn check_lock(key: &AccessKey, now: SystemTime) -> Result<(), Refusal> {
    match key.strikes.locked_for(now) {
        None => Ok(()),
        Some(left) => Err(refused(format!(
            "the access key is locked after {MAX_STRIKES} wrong signatures in a row, and even a right one is refused; wait {} s",
            left.as_secs_f64().ceil()
        ))),
    }
}

fn check_signed_headers(signature: &Signature<'_>, headers: &HeaderMap) -> Result<(), Refusal> {
    if !signature.headers_are_in_order() {
        return Err(refused(
            "SignedHeaders is not in order; name each header once, in lower case, sorted, with semicolons between",
        ));
    }
    if !signature.signed_headers.contains(&DATE_HEADER) {
        return Err(refused(format!("`{DATE_HEADER}` is not signed; sign it")));
    }
    match signature
        .signed_headers
        .iter()
        .find(|name| !headers.contains_key(**name))
    {
        None => Ok(()),
        Some(name) => Err(refused(format!(
            "SignedHeaders names `{name}`, which was not sent; send it, or leave it out"
        ))),
    }
}

/// The date of the signature, as it was sent and as a time.
fn read_date(headers: &HeaderMap) -> Result<(&str, SystemTime), Refusal> {
    the_only(headers, DATE_HEADER)
        .and_then(|value| std::str::from_utf8(value).ok())
        .and_then(|sent| Some((sent, parse_sdk_date(sent)?)))
        .ok_or_else(|| {
            refused(format!(
                "`{DATE_HEADER}` is no date of the form YYYYMMDDThhmmssZ; send one, once"
            ))
        })
}

/// The date of the signature, as it was sent.
fn check_date(headers: &HeaderMap, now: SystemTime) -> Result<&str, Refusal> {
    let (sent, date) = read_date(headers)?;
    let off = match now.duration_since(date) {
        Ok(behind) => behind,
        Err(ahead) => ahead.duration(),
    };
    if off > WINDOW {
        return Err(refused(format!(
            "`{DATE_HEADER}` is {} s off the emulator's clock, which `date` tells, and {} s are allowed; set your clock",
            off.as_secs(),
            WINDOW.as_secs()
        )));
    }
    Ok(sent)
}

fn check_grant(grant: Option<&Grant>, headers: &HeaderMap, now: SystemTime) -> Result<(), Refusal> {
    let Some(grant) = grant else {
        return if headers.contains_key(SECURITY_TOKEN_HEADER) {
            Err(refused(format!(
                "the access key is a permanent one; leave `{SECURITY_TOKEN_HEADER}` out"
            )))
        } else {
            Ok(())
        };
    };
    if grant.expires_at <= now {
        return Err(refused(
            "the temporary access key has expired; fetch a new one",
        ));
    }
    if the_only(headers, SECURITY_TOKEN_HEADER) != Some(grant.security_token.as_str().as_bytes()) {
        return Err(refused(format!(
            "the access key is a temporary one; send its security token in `{SECURITY_TOKEN_HEADER}`, once"
        )));
    }
    Ok(())
}

fn check_project(headers: &HeaderMap, project_id: &str) -> Result<(), Refusal> {
    let mut sent = headers.get_all(PROJECT_HEADER).iter();
    if sent.all(|value| value.as_bytes() == project_id.as_bytes()) {
        return Ok(());
    }
    Err(refused(format!(
        "`{PROJECT_HEADER}` names another project than the emulator's; send that, or leave the header out"
    )))
}
