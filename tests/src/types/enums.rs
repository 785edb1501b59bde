//! The enums, value by value.

use std::fmt::Display;
use std::str::FromStr;

use huaweicloud_sms_api::types::{CopyState, MigrationCycle, TaskOperation};
use serde_json::{Value, json};

use super::SCHEMAS;
use crate::Finding;
use crate::contract::child;

pub(super) fn check(contract: &Value, findings: &mut Vec<Finding>) {
    let mut check = |name: &str, values: Vec<(String, &'static str)>| {
        let at = child(SCHEMAS, name);
        let in_order: Vec<_> = values.iter().map(|(value, _)| value).collect();
        hold(contract, &child(&at, "enum"), &json!(in_order), findings);
        let descriptions = child(&at, "x-enum-descriptions");
        for (value, description) in &values {
            let at = child(&descriptions, value);
            hold(contract, &at, &json!(description), findings);
        }
    };
    check("CopyState", values(CopyState::ALL, CopyState::description));
    check(
        "MigrationCycle",
        values(MigrationCycle::ALL, MigrationCycle::description),
    );
    check(
        "TaskOperation",
        values(TaskOperation::ALL, TaskOperation::description),
    );
}

/// The values of an enum as it prints them, with their descriptions.
fn values<T>(all: &[T], description: fn(T) -> &'static str) -> Vec<(String, &'static str)>
where
    T: Copy + Display + FromStr + PartialEq,
{
    all.iter()
        .map(|value| {
            let printed = value.to_string();
            // A value that cannot be read back is not the contract's, whatever it prints.
            let is_read_back = printed.parse().is_ok_and(|read: T| read == *value);
            let name = if is_read_back { printed } else { String::new() };
            (name, description(*value))
        })
        .collect()
}

fn hold(contract: &Value, at: &str, of_type: &Value, findings: &mut Vec<Finding>) {
    if contract.pointer(at) != Some(of_type) {
        findings.push(Finding::new(at, format!("the type says {of_type}")));
    }
}
