//! Plans in JSON Lines.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::plan::PlanBuilder;
use super::row::Row;

/// One line. Absent and `null` are the same as empty.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    target: Option<String>,
    id: Option<String>,
    operation: Option<String>,
    copystate: Option<String>,
    migrationcycle: Option<String>,
    params: Option<BTreeMap<String, String>>,
}

/// Reads a plan in JSON Lines. Empty lines are passed over.
pub(super) fn read(text: &[u8], plan: &mut PlanBuilder) {
    for (line, number) in text.split(|byte| *byte == b'\n').zip(1..) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Line>(line) {
            Ok(line) => plan.row(number, line.into_row()),
            Err(error) => plan.fault(number, Some(error.column() as u64), reason(&error)),
        }
    }
}

impl Line {
    fn into_row(self) -> Row {
        Row {
            target: self.target.unwrap_or_default(),
            id: self.id.unwrap_or_default(),
            operation: self.operation.unwrap_or_default(),
            copystate: self.copystate.unwrap_or_default(),
            migrationcycle: self.migrationcycle.unwrap_or_default(),
            params: self.params.unwrap_or_default(),
        }
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
