//! The checks of one request, each on its own. [`Service`](crate::service::Service) puts them in order.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::body::{MAX_BODY, Received};
use crate::contract::{BodyRule, Contract};
use crate::refusal::{Refusal, Violation};
use crate::schema::Schema;
use crate::token::Token;

/// Refuses a caller who does not send the token.
pub(crate) fn credentials(
    headers: &HeaderMap,
    contract: &Contract,
    token: &Token,
) -> Result<(), Refusal> {
    let rule = &contract.token;
    let mut sent = headers.get_all(&rule.header).iter();
    let Some(first) = sent.next() else {
        return Err(Refusal::bad_credentials(
            if headers.contains_key(&contract.signature_header) {
                format!(
                    "the emulator does not verify signatures in `{}`; send a token in `{}`",
                    contract.signature_header, rule.header
                )
            } else {
                format!(
                    "no token was sent; send the emulator's in `{}`",
                    rule.header
                )
            },
        ));
    };
    if sent.next().is_some() {
        return Err(Refusal::bad_credentials(format!(
            "`{}` was sent more than once; send one token",
            rule.header
        )));
    }
    let length = String::from_utf8_lossy(first.as_bytes()).chars().count();
    if !rule.allows(length) {
        return Err(Refusal::bad_credentials(format!(
            "decrypt token fail: the token has {length} characters; send one of {} to {}",
            rule.min_length, rule.max_length
        )));
    }
    if first.as_bytes() != token.as_str().as_bytes() {
        return Err(Refusal::bad_credentials(
            "decrypt token fail: this is not the emulator's token; send that one",
        ));
    }
    Ok(())
}

/// Refuses a body whose type is not the documented one. Parameters, such as a charset, do not matter.
pub(crate) fn content_type(headers: &HeaderMap, rule: &BodyRule) -> Result<(), Refusal> {
    let Some(sent) = headers.get(CONTENT_TYPE) else {
        return Err(Refusal::no_content_type(&rule.media_type));
    };
    let essence = sent
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    if !essence.trim().eq_ignore_ascii_case(&rule.media_type) {
        return Err(Refusal::wrong_content_type(&rule.media_type));
    }
    Ok(())
}

/// Refuses a body that is too large, or did not come whole.
pub(crate) fn size(body: &Received) -> Result<&[u8], Refusal> {
    match body {
        Received::Whole(bytes) => Ok(bytes),
        Received::TooLarge => Err(Refusal::body_too_large(MAX_BODY)),
        Received::Broken => Err(Refusal::bad_value(
            "the body broke off or was framed wrongly; send it whole",
        )),
    }
}

/// Decodes an id from a path and holds it to the contract's limits.
pub(crate) fn id(sent: &str, schema: &Schema) -> Result<String, Refusal> {
    let id = percent_decoded(sent).ok_or_else(|| {
        Refusal::bad_value("the id in the path is not percent-encoded utf-8; encode it")
    })?;
    match schema.violations(&Value::from(id.as_str())).first() {
        Some(violation) => Err(Refusal::bad_value(format!(
            "the id in the path {}",
            violation.reason
        ))),
        None => Ok(id),
    }
}

/// Parses a body and holds it to the contract.
pub(crate) fn body(bytes: &[u8], schema: &Schema, lenient: bool) -> Result<Value, Refusal> {
    let mut body: Value = serde_json::from_slice(bytes)
        .map_err(|cause| Refusal::bad_value(format!("the body is no json: {cause}")))?;
    if lenient {
        accept_old_name(&mut body);
    }
    let mut violations = schema.violations(&body);
    if violations.is_empty() {
        return Ok(body);
    }
    for violation in &mut violations {
        explain_old_name(violation);
    }
    Err(Refusal::bad_body(violations))
}

/// What the v1 API called the field, and one example of the page still does.
const OLD_NAME: &str = "params";
const NAME: &str = "param";

fn accept_old_name(body: &mut Value) {
    if let Some(fields) = body.as_object_mut()
        && !fields.contains_key(NAME)
        && let Some(value) = fields.remove(OLD_NAME)
    {
        fields.insert(NAME.to_owned(), value);
    }
}

fn explain_old_name(violation: &mut Violation) {
    if violation.pointer.strip_prefix('/') == Some(OLD_NAME) {
        violation
            .reason
            .push_str(&format!("; the field is `{NAME}`"));
    }
}

/// Undoes percent-encoding. None, if an escape is broken or the bytes are not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
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
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone_strictly() {
        for (text, decoded) in [
            ("a-b", Some("a-b")),
            ("a%2Fb%20c", Some("a/b c")),
            ("%C3%a9", Some("é")),
            ("a+b", Some("a+b")),
            ("%", None),
            ("%2", None),
            ("%zz", None),
            ("%+1", None),
            ("%ff", None),
        ] {
            assert_eq!(percent_decoded(text).as_deref(), decoded, "{text}");
        }
    }
}
