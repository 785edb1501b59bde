//! The checks of one request, each on its own. [`Service`](crate::service::Service) puts them in order.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Uri};
use serde_json::Value;

use crate::body::{MAX_BODY, Received};
use crate::contract::BodyRule;
use crate::headers::the_only;
use crate::media_type;
use crate::percent;
use crate::refusal::{Refusal, Violation};
use crate::schema::Schema;

/// Refuses a query. The contract's operations have none, so one that is sent is a mistake.
pub(crate) fn query(uri: &Uri) -> Result<(), Refusal> {
    match uri.query() {
        None | Some("") => Ok(()),
        Some(_) => Err(Refusal::unknown_query()),
    }
}

/// Refuses a body whose type is not the documented one, once. It may name its charset, if that is the one JSON has.
pub(crate) fn content_type(headers: &HeaderMap, rule: &BodyRule) -> Result<(), Refusal> {
    if !headers.contains_key(CONTENT_TYPE) {
        return Err(Refusal::no_content_type(&rule.media_type));
    }
    let Some(sent) = the_only(headers, CONTENT_TYPE.as_str()) else {
        return Err(Refusal::two_content_types(&rule.media_type));
    };
    if !media_type::is(sent, &rule.media_type) {
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
    let id = percent::decode(sent)
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
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
