//! What the generated client knows of the contract besides its types: operations and regions.

use huaweicloud_sms_api::{Operation, REGIONS, Retry, operations};
use serde_json::{Value, json};

use crate::Finding;
use crate::contract::{child, operations as in_contract, text};

pub(super) fn check(contract: &Value, findings: &mut Vec<Finding>) {
    let in_contract = in_contract(contract);
    if in_contract.len() != operations::ALL.len() {
        let text = format!("the client has {} operations", operations::ALL.len());
        findings.push(Finding::new("/paths", text));
    }
    for (operation, of_client) in in_contract.iter().zip(operations::ALL) {
        let at = |key: &str| text(contract, &child(&operation.pointer, key));
        let is_same = operation.path == of_client.path
            && operation.method.to_uppercase() == of_client.method.as_str()
            && at("operationId") == of_client.id
            && at("x-retry") == name_of(of_client);
        if !is_same {
            let text = format!("the client says {of_client:?}");
            findings.push(Finding::new(&operation.pointer, text));
        }
    }

    let regions: Vec<_> = contract["servers"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|server| json!([server["x-region"], server["url"]]))
        .collect();
    if json!(regions) != json!(REGIONS) {
        findings.push(Finding::new(
            "/servers",
            format!("the client says {REGIONS:?}"),
        ));
    }
}

/// The contract's name for the class of an operation.
fn name_of(operation: &Operation) -> &'static str {
    match operation.retry {
        Retry::Repeatable => "repeatable",
        Retry::OnlyIfNotProcessed => "only-if-not-processed",
    }
}
