//! One row of a plan, and what makes a step of it.

use std::collections::BTreeMap;

use huaweicloud_sms::{SourceId, StateUpdate, Task, TaskId, TaskOperation};

use crate::step::{SourceAction, Step, TaskAction};
use crate::values;

/// The names of the columns, in the order of the header.
pub(crate) const COLUMNS: [&str; 6] = [
    "target",
    "id",
    "operation",
    "copystate",
    "migrationcycle",
    "params",
];

/// One row as it stands in the plan, empty where nothing was given.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) target: String,
    pub(crate) id: String,
    pub(crate) operation: String,
    pub(crate) copystate: String,
    pub(crate) migrationcycle: String,
    pub(crate) params: BTreeMap<String, String>,
}

/// What is wrong with a row: the column, and the reason.
pub(crate) type Fault = (&'static str, String);

impl Row {
    /// Checks the row and makes a step of it, or tells all that is wrong.
    pub(crate) fn into_step(self) -> Result<Step, Vec<Fault>> {
        match self.target.as_str() {
            "task" => self.into_task(),
            "source" => self.into_source(),
            other => Err(vec![(
                "target",
                format!("{other:?} is neither task nor source"),
            )]),
        }
    }

    fn into_task(self) -> Result<Step, Vec<Fault>> {
        let mut faults = Vec::new();
        let id = note(
            &mut faults,
            "id",
            TaskId::new(&self.id).map_err(|error| error.to_string()),
        );
        let operation = note(
            &mut faults,
            "operation",
            values::parse::<TaskOperation>(&self.operation),
        );
        for (column, value) in [
            ("copystate", &self.copystate),
            ("migrationcycle", &self.migrationcycle),
        ] {
            if !value.is_empty() {
                faults.push((column, "a task has none; leave it empty".to_owned()));
            }
        }
        if let Some(operation) = operation {
            let checked = Task::check_params(operation, &self.params);
            note(
                &mut faults,
                "params",
                checked.map_err(|error| error.to_string()),
            );
        }
        match (id, operation) {
            (Some(id), Some(operation)) if faults.is_empty() => Ok(Step::Task(
                id,
                TaskAction::Operation(operation, self.params),
            )),
            _ => Err(faults),
        }
    }

    fn into_source(self) -> Result<Step, Vec<Fault>> {
        let mut faults = Vec::new();
        let id = note(
            &mut faults,
            "id",
            SourceId::new(&self.id).map_err(|error| error.to_string()),
        );
        if !self.operation.is_empty() {
            faults.push((
                "operation",
                "a source server has none; leave it empty".to_owned(),
            ));
        }
        let copy_state = note(&mut faults, "copystate", optional(&self.copystate));
        let cycle = note(
            &mut faults,
            "migrationcycle",
            optional(&self.migrationcycle),
        );
        if !self.params.is_empty() {
            faults.push((
                "params",
                "a source server has none; leave it empty".to_owned(),
            ));
        }
        let update = match (copy_state, cycle) {
            (Some(copy_state), Some(cycle)) => note(
                &mut faults,
                "copystate",
                StateUpdate::new(copy_state, cycle).map_err(|error| error.to_string()),
            ),
            _ => None,
        };
        match (id, update) {
            (Some(id), Some(update)) if faults.is_empty() => {
                Ok(Step::Source(id, SourceAction::State(update)))
            }
            _ => Err(faults),
        }
    }
}

fn optional<T: values::Listed>(value: &str) -> Result<Option<T>, String> {
    match value {
        "" => Ok(None),
        value => values::parse(value).map(Some),
    }
}

/// The value, or nothing and a fault more.
fn note<T>(faults: &mut Vec<Fault>, column: &'static str, result: Result<T, String>) -> Option<T> {
    result.map_err(|reason| faults.push((column, reason))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: [&str; 5]) -> Row {
        let [target, id, operation, copystate, migrationcycle] = fields.map(str::to_owned);
        Row {
            target,
            id,
            operation,
            copystate,
            migrationcycle,
            params: BTreeMap::new(),
        }
    }

    fn columns_at_fault(fields: [&str; 5]) -> Vec<&'static str> {
        row(fields)
            .into_step()
            .unwrap_err()
            .into_iter()
            .map(|(column, _)| column)
            .collect()
    }

    #[test]
    fn a_task_row_becomes_an_action() {
        let step = row(["task", "t1", "start", "", ""]).into_step().unwrap();
        assert_eq!(
            (step.target(), step.id(), step.operation().as_str()),
            ("task", "t1", "start")
        );
    }

    #[test]
    fn a_source_row_becomes_an_update_with_either_field() {
        for (copystate, cycle) in [("SYNCING", "syncing"), ("SYNCING", ""), ("", "syncing")] {
            assert!(
                row(["source", "s1", "", copystate, cycle])
                    .into_step()
                    .is_ok()
            );
        }
    }

    #[test]
    fn all_faults_of_a_row_are_told() {
        assert_eq!(columns_at_fault(["server", "s1", "", "", ""]), ["target"]);
        assert_eq!(
            columns_at_fault(["task", "..", "go", "SYNCING", "syncing"]),
            ["id", "operation", "copystate", "migrationcycle"]
        );
        assert_eq!(
            columns_at_fault(["source", "", "start", "PAUSED", "x"]),
            ["id", "operation", "copystate", "migrationcycle"]
        );
        assert_eq!(
            columns_at_fault(["source", "s1", "", "", ""]),
            ["copystate"]
        );
        assert_eq!(
            columns_at_fault(["task", "t1", "collect_log", "", ""]),
            ["params"]
        );
    }
}
