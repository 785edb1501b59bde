//! The limits, tried out.

use huaweicloud_auth::{Authorization, Token};
use huaweicloud_sms_api::types::{
    SourceId, TaskId, UpdateCopyStateRequest, UpdateTaskStatusRequest,
};
use serde_json::{Map, Value, json};

use super::SCHEMAS;
use crate::Finding;
use crate::contract::{child, keys, text};

pub(super) fn check(contract: &Value, findings: &mut Vec<Finding>) {
    let source_id = child(SCHEMAS, "SourceId");
    check_length(contract, &source_id, findings, |id| {
        SourceId::try_from(id).is_ok()
    });
    let task_id = child(SCHEMAS, "TaskId");
    check_length(contract, &task_id, findings, |id| {
        TaskId::try_from(id).is_ok()
    });
    check_token(contract, findings);

    let update = child(SCHEMAS, "UpdateCopyStateRequest");
    check_fields(contract, &update, findings, |body| {
        serde_json::from_value::<UpdateCopyStateRequest>(body).is_ok()
    });
    let action = child(SCHEMAS, "UpdateTaskStatusRequest");
    check_fields(contract, &action, findings, |body| {
        serde_json::from_value::<UpdateTaskStatusRequest>(body).is_ok()
    });
}

/// The token is a security scheme, and its limits are those of the page's parameter.
fn check_token(contract: &Value, findings: &mut Vec<Finding>) {
    let scheme = "/components/securitySchemes/userToken";
    let documented = child(scheme, "x-documented");
    check_length(contract, &documented, findings, |token| {
        Token::new(token).is_ok()
    });
    let longest = child(&documented, "maxLength");
    if contract.pointer(&longest) != Some(&json!(Token::MAX_LENGTH)) {
        let text = format!("Token::MAX_LENGTH is {}", Token::MAX_LENGTH);
        findings.push(Finding::new(longest, text));
    }
    let header = child(scheme, "name");
    let name = text(contract, &header).to_lowercase();
    if Authorization::TOKEN_HEADER != *name || text(contract, &child(scheme, "in")) != "header" {
        let text = format!("the token is sent in {}", Authorization::TOKEN_HEADER);
        findings.push(Finding::new(header, text));
    }
}

/// Values of the lengths at both limits are taken, and those beyond are not.
fn check_length(
    contract: &Value,
    schema: &str,
    findings: &mut Vec<Finding>,
    is_taken: impl Fn(&str) -> bool,
) {
    let mut limit = |name: &str| {
        let at = child(schema, name);
        let limit = contract.pointer(&at).and_then(Value::as_u64);
        match limit.and_then(|limit| usize::try_from(limit).ok()) {
            Some(limit) => Some(limit),
            None => {
                findings.push(Finding::new(at, "the type has a limit, and none is here"));
                None
            }
        }
    };
    let (Some(least), Some(most)) = (limit("minLength"), limit("maxLength")) else {
        return;
    };
    for (length, is_allowed) in [
        (least, true),
        (most, true),
        (most.saturating_add(1), false),
        (least.wrapping_sub(1), false),
    ] {
        // A limit of nothing has nothing below it; a mutated one may be beyond all memory.
        const LONGEST_TRIED: usize = 1 << 20;
        if length <= LONGEST_TRIED && is_taken(&"x".repeat(length)) != is_allowed {
            let text = format!("that {length} characters are taken is not {is_allowed}");
            findings.push(Finding::new(schema, text));
        }
    }
}

/// A field that must be there must be, a field that may be missing may, and one that nobody knows is refused if the
/// contract refuses it.
fn check_fields(
    contract: &Value,
    schema: &str,
    findings: &mut Vec<Finding>,
    is_taken: impl Fn(Value) -> bool,
) {
    let required = contract.pointer(&child(schema, "required"));
    let is_required = |name: &str| {
        let names = required.and_then(Value::as_array);
        names.is_some_and(|names| names.iter().any(|it| it == name))
    };
    let properties = child(schema, "properties");
    let whole: Map<_, _> = keys(contract, &properties)
        .into_iter()
        .map(|name| {
            let value = sample(contract, &child(&properties, &name));
            (name, value)
        })
        .collect();
    for name in whole.keys() {
        let mut others = whole.clone();
        others.remove(name);
        if is_taken(others.into()) == is_required(name) {
            let text = format!("that {name} must be there is not {}", is_required(name));
            findings.push(Finding::new(schema, text));
        }
    }
    let is_closed = contract.pointer(&child(schema, "additionalProperties")) == Some(&json!(false));
    let mut more = whole;
    more.insert("nobody_knows_this_field".to_owned(), json!("x"));
    if is_taken(more.into()) == is_closed {
        let text = format!("that unknown fields are refused is not {is_closed}");
        findings.push(Finding::new(schema, text));
    }
}

/// A value that fits a schema of the contract.
fn sample(contract: &Value, property: &str) -> Value {
    let schema = crate::contract::follow(contract, property);
    let schema = contract.pointer(&schema).unwrap_or(&Value::Null);
    match schema.pointer("/enum/0") {
        Some(value) => value.clone(),
        None if schema["type"] == "object" => json!({}),
        None => json!("x"),
    }
}
