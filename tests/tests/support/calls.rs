//! The calls that a contract gives rise to.

use contract_tests::contract::{Operation, child, follow, keys, operations, text};
use contract_tests::loopback::Answer;
use serde_json::{Value, json};

use super::{Call, Door};

/// What the pages document, samples of what they do not and the contract does, and what nobody documents. Each comes
/// with the shape its body is known to have.
const ANSWERS: [(u16, &str); 18] = [
    (200, ""),
    (200, "updated"),
    (200, r#""updated""#),
    (200, "{}"),
    (
        400,
        r#"{"error_code":"SMS.1038","error_msg":"wrong state"}"#,
    ),
    (
        401,
        r#"{"error":{"code":401,"message":"who","title":"Unauthorized"}}"#,
    ),
    (
        403,
        r#"{"error_code":"SMS.9004","error_msg":"no","details":null}"#,
    ),
    (
        404,
        r#"{"errorCode":"SMS.2252","errorMsg":"nothing there"}"#,
    ),
    (413, "<h1>too large</h1>"),
    (429, r#"{"code":"APIGW.0308","message":"throttled"}"#),
    (500, r#"{"error_code":"SMS.2007"}"#),
    (502, "<html>bad gateway</html>"),
    (503, ""),
    (504, "null"),
    (202, ""),
    (204, ""),
    (302, ""),
    (307, ""),
];

/// Ids at both limits, with characters that must be escaped, and one whose characters take several bytes each.
fn ids() -> Vec<String> {
    vec![
        "x".to_owned(),
        "x".repeat(255),
        "ü".repeat(255),
        "a b/c?d#e%2Fé&f=g;h+i".to_owned(),
        "...".to_owned(),
    ]
}

/// One call of each operation through each door, as the pages show it.
pub(crate) fn usual_calls(contract: &Value) -> Vec<Call> {
    let operations = operations(contract);
    operations
        .iter()
        .flat_map(|operation| {
            [Door::Typed, Door::Raw].map(|door| usual_call(contract, operation, door))
        })
        .collect()
}

fn usual_call(contract: &Value, operation: &Operation, door: Door) -> Call {
    let at = |key: &str| format!("{}/{key}", operation.pointer);
    Call {
        operation: text(contract, &at("operationId")).to_owned(),
        id: text(contract, &at("parameters/0/example")).to_owned(),
        body: examples(contract, operation).remove(0),
        token: "a-user-token".to_owned(),
        door,
        status: 200,
        answer: Answer::new(200, &[], ""),
    }
}

/// Every call that the contract gives rise to: each value, each example, each id, each answer, each token, through both
/// doors.
pub(crate) fn every_call(contract: &Value) -> Vec<Call> {
    let mut calls = Vec::new();
    for operation in operations(contract) {
        for door in [Door::Typed, Door::Raw] {
            let usual = usual_call(contract, &operation, door);
            calls.extend(variations(contract, &operation, &usual));
        }
    }
    calls
}

fn variations(contract: &Value, operation: &Operation, usual: &Call) -> Vec<Call> {
    let mut calls = Vec::new();
    calls.extend(bodies(contract, operation).into_iter().map(|body| Call {
        body,
        ..usual.clone()
    }));
    calls.extend(ids().into_iter().map(|id| Call {
        id,
        ..usual.clone()
    }));
    calls.extend(ANSWERS.map(|(status, body)| Call {
        status,
        answer: Answer::new(status, &[("x-request-id", "r1")], body),
        ..usual.clone()
    }));
    // The limits of a token on the pages.
    calls.extend([1, 16_384].map(|length| Call {
        token: "t".repeat(length),
        ..usual.clone()
    }));
    calls
}

fn examples(contract: &Value, operation: &Operation) -> Vec<Value> {
    let at = format!("{}/examples", media(operation));
    let names = keys(contract, &at);
    let values = names.iter().map(|name| child(&child(&at, name), "value"));
    values
        .map(|at| contract.pointer(&at).unwrap().clone())
        .collect()
}

/// Every example, and every value of every field, on top of the fields that must be there.
fn bodies(contract: &Value, operation: &Operation) -> Vec<Value> {
    let mut bodies = examples(contract, operation);
    let schema = follow(contract, &format!("{}/schema", media(operation)));
    let properties = child(&schema, "properties");
    let required = contract.pointer(&child(&schema, "required"));
    for name in keys(contract, &properties) {
        let field = follow(contract, &child(&properties, &name));
        let values = contract.pointer(&child(&field, "enum"));
        for value in values.and_then(Value::as_array).into_iter().flatten() {
            let mut needed = required.and_then(Value::as_array).into_iter().flatten();
            assert!(
                needed.all(|it| *it == name),
                "{schema} has another field that must be there; give it a value here"
            );
            bodies.push(json!({ name.as_str(): value }));
        }
    }
    bodies
}

fn media(operation: &Operation) -> String {
    format!(
        "{}/requestBody/content/application~1json",
        operation.pointer
    )
}
