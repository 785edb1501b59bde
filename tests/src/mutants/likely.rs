//! Changes that make sense, as a person may make them by mistake or a page may bring them.
//!
//! A value that no contract would have is easily noticed. These are harder: another type, another component, a limit
//! where none was, a field that is suddenly required.

use serde_json::{Map, Value, json};

use super::Edit;
use crate::contract::{METHODS, child, keys};

/// Likely changes of what `pointer` leads to.
pub(super) fn edits(contract: &Value, pointer: &str, value: &Value) -> Vec<Edit> {
    let key = pointer.rsplit('/').next().unwrap_or_default();
    let mut edits = Vec::new();
    match (key, value) {
        ("type", Value::String(_)) => {
            for kind in ["string", "integer", "boolean", "object", "array", "http"] {
                edits.push(Edit::Replace(kind.into()));
            }
        }
        ("in", Value::String(_)) => {
            for place in ["path", "query", "header", "cookie"] {
                edits.push(Edit::Replace(place.into()));
            }
        }
        ("x-retry", Value::String(_)) => {
            for class in ["repeatable", "only-if-not-processed"] {
                edits.push(Edit::Replace(class.into()));
            }
        }
        ("page", Value::String(_)) => {
            for page in keys(contract, "/x-pages") {
                edits.push(Edit::Replace(page.into()));
            }
        }
        ("$ref", Value::String(reference)) => {
            let kind = reference.trim_start_matches('#');
            let kind = kind.rsplit_once('/').map_or(kind, |(kind, _)| kind);
            for other in keys(contract, kind) {
                edits.push(Edit::Replace(format!("#{}", child(kind, &other)).into()));
            }
        }
        (method, Value::Object(_)) if METHODS.contains(&method) => {
            for other in METHODS {
                edits.push(Edit::Rename(other.to_owned()));
            }
            edits.push(Edit::AddKey("security".to_owned(), json!([])));
            edits.push(Edit::AddKey("deprecated".to_owned(), json!(true)));
        }
        ("responses", Value::Object(_)) => {
            for status in ["201", "202", "204", "302", "404", "default"] {
                let response = json!({"description": "likely"});
                edits.push(Edit::AddKey(status.to_owned(), response));
            }
        }
        (_, Value::Object(object)) if is_schema(object) => edits.extend(of_schema(object)),
        _ => {}
    }
    // What is there is not added.
    let is_new = |edit: &Edit| match (edit, value) {
        (Edit::AddKey(key, _), Value::Object(object)) => !object.contains_key(key),
        _ => true,
    };
    edits.retain(is_new);
    edits
}

/// Whether it has the type or the shape of a schema. A security scheme has a type as well, and may be treated as one.
fn is_schema(object: &Map<String, Value>) -> bool {
    ["type", "allOf", "properties", "enum"]
        .iter()
        .any(|key| object.contains_key(*key))
}

/// Limits where none were, another field, and fields that are suddenly required.
fn of_schema(object: &Map<String, Value>) -> Vec<Edit> {
    let mut edits: Vec<_> = [
        ("minLength", json!(1)),
        ("maxLength", json!(36)),
        ("minItems", json!(1)),
        ("maxItems", json!(20)),
        ("minProperties", json!(1)),
        ("maxProperties", json!(2)),
        ("pattern", json!("^[a-z]*$")),
        ("format", json!("uuid")),
        ("nullable", json!(true)),
        ("default", json!("start")),
        ("additionalProperties", json!(false)),
        ("enum", json!(["start"])),
    ]
    .into_iter()
    .map(|(key, value)| Edit::AddKey(key.to_owned(), value))
    .collect();

    if let Some(Value::Object(properties)) = object.get("properties") {
        let required = object.get("required").and_then(Value::as_array);
        let required = required.cloned().unwrap_or_default();
        for name in properties
            .keys()
            .filter(|name| !required.contains(&json!(name)))
        {
            let mut required = required.clone();
            required.push(json!(name));
            let edit = Edit::AddKey("required".to_owned(), required.into());
            edits.push(edit);
        }
        let mut more = properties.clone();
        more.insert("likely".to_owned(), json!({"type": "string"}));
        edits.push(Edit::AddKey("properties".to_owned(), more.into()));
    }
    edits
}
