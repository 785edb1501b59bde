//! Plans in JSON Lines.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::plan_builder::{Place, PlanBuilder};
use super::row::{COLUMNS, Row};
use crate::strict_json;

/// Reads a plan in JSON Lines. Empty lines are passed over.
pub(super) fn read(text: &[u8], plan: &mut PlanBuilder) {
    for (line, number) in text.split(|byte| *byte == b'\n').zip(1..) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match strict_json::parse(line) {
            Ok(Value::Object(object)) => match row(object) {
                Ok(row) => plan.row(number, row),
                Err(fault) => plan.fault(number, Place::Line, fault),
            },
            Ok(_) => plan.fault(number, Place::Line, "it is JSON and no object"),
            Err(error) => plan.fault(number, Place::Character(error.column()), reason(&error)),
        }
    }
}

/// Absent and `null` are the same as empty.
fn row(object: Map<String, Value>) -> Result<Row, String> {
    let mut row = Row::default();
    for (name, value) in object {
        let text = |value: Value| match value {
            Value::Null => Ok(String::new()),
            Value::String(text) => Ok(text),
            _ => Err(format!("{name} is no string")),
        };
        match name.as_str() {
            "target" => row.target = text(value)?,
            "id" => row.id = text(value)?,
            "operation" => row.operation = text(value)?,
            "copystate" => row.copystate = text(value)?,
            "migrationcycle" => row.migrationcycle = text(value)?,
            "params" => row.params = params(value)?,
            _ => return Err(format!("{name:?} is not one of {}", COLUMNS.join(", "))),
        }
    }
    Ok(row)
}

fn params(value: Value) -> Result<BTreeMap<String, String>, String> {
    match value {
        Value::Null => Ok(BTreeMap::new()),
        Value::Object(object) => object
            .into_iter()
            .map(|(key, value)| match value {
                Value::String(text) => Ok((key, text)),
                _ => Err(format!("the parameter {key:?} is no string")),
            })
            .collect(),
        _ => Err("params is no object".to_owned()),
    }
}

/// What the parser says, without the place: it counts lines from the one it was given.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => text,
    }
}
