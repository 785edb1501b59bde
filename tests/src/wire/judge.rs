//! One call, judged by the rules of a contract.

use serde_json::Value;

use super::rules::{OperationRules, Rules, Scheme, Segment};
use super::{Exchange, Request, answers, request};
use crate::Finding;

/// The headers that every request has, once each. A secret joins them.
const HEADERS: [&str; 5] = [
    "accept",
    "content-length",
    "content-type",
    "host",
    "user-agent",
];

/// A call that a contract finds no fault with.
pub(super) struct Judged<'a> {
    pub(super) rules: &'a OperationRules,
    pub(super) ids: Vec<String>,
    pub(super) body: Value,
    pub(super) token: &'a str,
    pub(super) status: u16,
}

/// Judges a call.
///
/// # Errors
///
/// What is wrong with it, one finding each.
pub(super) fn judge<'a>(
    rules: &'a Rules,
    exchange: &'a Exchange,
) -> Result<Judged<'a>, Vec<Finding>> {
    let request = match exchange.requests.as_slice() {
        [Ok(request)] => request,
        [Err(reason)] => return Err(vec![Finding::new("/paths", reason)]),
        requests => {
            let text = format!("one request is due, and {} were sent", requests.len());
            return Err(vec![Finding::new("/paths", text)]);
        }
    };
    let Some((rules, ids)) = rules
        .operations
        .iter()
        .find_map(|rules| Some((rules, matching(rules, request)?)))
    else {
        let text = format!("no operation is {} {}", request.method, request.target);
        return Err(vec![Finding::new("/paths", text)]);
    };

    let mut findings = Vec::new();
    let mut find = |text: String| findings.push(Finding::new(&rules.operation.pointer, text));
    check_ids(rules, &ids, &mut find);
    check_security(rules, request, &exchange.token, &mut find);
    check_headers(rules, request, &mut find);
    let body = check_body(rules, request, &mut find);
    answers::check(rules, exchange, &mut find);
    if !findings.is_empty() {
        return Err(findings);
    }
    Ok(Judged {
        rules,
        ids,
        body,
        token: &exchange.token,
        status: exchange.status,
    })
}

/// The decoded parameters of the path, if it is that of the operation.
fn matching(rules: &OperationRules, request: &Request) -> Option<Vec<String>> {
    if request.method != rules.operation.method.to_uppercase() {
        return None;
    }
    let sent: Vec<_> = request.target.split('/').collect();
    if sent.len() != rules.segments.len() {
        return None;
    }
    let mut ids = Vec::new();
    for (sent, segment) in sent.into_iter().zip(&rules.segments) {
        match segment {
            Segment::Fixed(segment) if segment == sent => {}
            Segment::Fixed(_) => return None,
            // What begins a query or a fragment is escaped in an id, so here it would be one.
            Segment::Parameter(_) if sent.contains(['?', '#']) => return None,
            Segment::Parameter(_) => ids.push(request::decode(sent)?),
        }
    }
    Some(ids)
}

fn check_ids(rules: &OperationRules, ids: &[String], find: &mut impl FnMut(String)) {
    let parameters = rules.segments.iter().filter_map(|segment| match segment {
        Segment::Parameter(schema) => Some(schema),
        Segment::Fixed(_) => None,
    });
    for (schema, id) in parameters.zip(ids) {
        if let Err(error) = schema.validate(&Value::from(id.as_str())) {
            find(format!("the id {id:?} was sent: {error}"));
        }
    }
}

/// Exactly one way to prove who is calling is used.
fn check_security(
    rules: &OperationRules,
    request: &Request,
    token: &str,
    find: &mut impl FnMut(String),
) {
    let is_used = |scheme: &Scheme| request.values(&scheme.header) == [token];
    let used: Vec<_> = rules
        .security
        .iter()
        .filter(|way| !way.is_empty() && way.iter().all(is_used))
        .collect();
    if used.len() != 1 {
        find(format!(
            "one way to prove who is calling is due, and {} were used",
            used.len()
        ));
    }
    for scheme in used.into_iter().flatten() {
        if let Err(error) = scheme.secret.validate(&Value::from(token)) {
            find(format!(
                "a token of {} characters was sent, which its limits forbid: {}",
                token.chars().count(),
                error.schema_path()
            ));
        }
    }
}

fn check_headers(rules: &OperationRules, request: &Request, find: &mut impl FnMut(String)) {
    let secrets: Vec<_> = rules.security.iter().flatten().collect();
    for (name, _) in &request.headers {
        let is_secret = secrets.iter().any(|scheme| scheme.header == *name);
        if !is_secret && !HEADERS.contains(&name.as_str()) {
            find(format!("the header {name} was sent"));
        }
    }
    for name in HEADERS {
        let count = request.values(name).len();
        if count != 1 {
            find(format!("the header {name} was sent {count} times"));
        }
    }
    let accepted = request.values("accept");
    for media_type in &rules.answered_in {
        if !accepted.contains(&media_type.as_str()) {
            find(format!("answers in {media_type} are not accepted"));
        }
    }
}

fn check_body(rules: &OperationRules, request: &Request, find: &mut impl FnMut(String)) -> Value {
    if request.body.is_empty() {
        if rules.body_is_required {
            find("there is no body".to_owned());
        }
        return Value::Null;
    }
    let sent_as = request.values("content-type");
    let Some((_, schema)) = rules
        .bodies
        .iter()
        .find(|(media_type, _)| sent_as == [media_type])
    else {
        find(format!("the body is sent as {sent_as:?}"));
        return Value::Null;
    };
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        find("the body is no JSON".to_owned());
        return Value::Null;
    };
    for error in schema.iter_errors(&body) {
        find(format!("the body {body} was sent: {error}"));
    }
    body
}
