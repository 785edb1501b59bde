//! What the generated Rust types say and do.
//!
//! A type says what it is in the JSON schema that `schemars` derives from it. That a schema has a limit proves little,
//! so the limits and the values are also tried out.

mod canonical;
mod client;
mod enums;
mod limits;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use huaweicloud_sms_api::types::{
    ApiError, ApiErrorDetail, CopyState, MigrationCycle, SourceId, TaskId, TaskOperation,
    UpdateCopyStateRequest, UpdateCopyStateResponse, UpdateTaskStatusRequest,
};
use schemars::schema_for;
use serde_json::Value;

use crate::Finding;
use crate::contract::{child, keys};
use canonical::canonical;

const SCHEMAS: &str = "/components/schemas";

/// The schema that each generated type has of itself, in the form in which schemas are compared.
static SCHEMAS_OF_TYPES: LazyLock<BTreeMap<&str, Value>> = LazyLock::new(|| {
    BTreeMap::from([
        ("ApiError", schema_for!(ApiError)),
        ("ApiErrorDetail", schema_for!(ApiErrorDetail)),
        ("CopyState", schema_for!(CopyState)),
        ("MigrationCycle", schema_for!(MigrationCycle)),
        ("SourceId", schema_for!(SourceId)),
        ("TaskId", schema_for!(TaskId)),
        ("TaskOperation", schema_for!(TaskOperation)),
        (
            "UpdateCopyStateRequest",
            schema_for!(UpdateCopyStateRequest),
        ),
        (
            "UpdateCopyStateResponse",
            schema_for!(UpdateCopyStateResponse),
        ),
        (
            "UpdateTaskStatusRequest",
            schema_for!(UpdateTaskStatusRequest),
        ),
    ])
    .into_iter()
    .map(|(name, schema)| (name, canonical(schema.as_value())))
    .collect()
});

/// The names of the types that are held to the contract.
pub fn names() -> Vec<&'static str> {
    SCHEMAS_OF_TYPES.keys().copied().collect()
}

/// Holds a contract to the generated types.
pub fn check(contract: &Value) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_schemas(contract, &mut findings);
    limits::check(contract, &mut findings);
    enums::check(contract, &mut findings);
    client::check(contract, &mut findings);
    findings
}

fn check_schemas(contract: &Value, findings: &mut Vec<Finding>) {
    let in_contract = keys(contract, SCHEMAS);
    for name in &in_contract {
        let at = child(SCHEMAS, name);
        let Some(of_type) = SCHEMAS_OF_TYPES.get(name.as_str()) else {
            findings.push(Finding::new(at, "no generated type has this name"));
            continue;
        };
        let of_contract = canonical(contract.pointer(&at).unwrap_or(&Value::Null));
        if of_contract != *of_type {
            findings.push(Finding::new(
                at,
                format!("the type says {of_type}, not {of_contract}"),
            ));
        }
    }
    for name in SCHEMAS_OF_TYPES.keys() {
        if !in_contract.iter().any(|it| it == name) {
            findings.push(Finding::new(
                child(SCHEMAS, name),
                "a generated type has this name, and no schema",
            ));
        }
    }
}
