//! The contract as a tree, and ways around in it.

use serde_json::Value;

/// The methods that a path of the contract may have.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The contract as it stands in the repository.
pub fn contract() -> Value {
    yaml_serde::from_str(include_str!("../../openapi/sms-v3.yaml"))
        .expect("the contract is YAML that fits JSON")
}

/// The pointer to a child of what `pointer` leads to.
pub fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The keys of the object that `pointer` leads to; none if it is no object.
pub fn keys(document: &Value, pointer: &str) -> Vec<String> {
    match document.pointer(pointer) {
        Some(Value::Object(object)) => object.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// The text that `pointer` leads to; empty if it is no text.
pub fn text<'a>(document: &'a Value, pointer: &str) -> &'a str {
    document
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Where `pointer` leads to in the end: references, and `allOf` around a lone one, are followed.
pub fn follow(document: &Value, pointer: &str) -> String {
    // The contract needs three steps. A mutated one may go in circles.
    const LONGEST_CHAIN: usize = 10;

    let mut at = pointer.to_owned();
    for _ in 0..LONGEST_CHAIN {
        let all_of = format!("{at}/allOf");
        if let Some(reference) = document.pointer(&at).and_then(|it| it["$ref"].as_str()) {
            at = reference.trim_start_matches('#').to_owned();
        } else if document
            .pointer(&all_of)
            .and_then(Value::as_array)
            .is_some_and(|all| all.len() == 1)
        {
            at = format!("{all_of}/0");
        } else {
            break;
        }
    }
    at
}

/// An operation of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Where it stands.
    pub pointer: String,
    /// The path, with its parameter in braces.
    pub path: String,
    /// The method, as the contract spells it: in lower case.
    pub method: String,
}

/// The operations of a contract.
pub fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for path in keys(document, "/paths") {
        let item = child("/paths", &path);
        for method in keys(document, &item) {
            if METHODS.contains(&method.as_str()) {
                found.push(Operation {
                    pointer: child(&item, &method),
                    path: path.clone(),
                    method,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_are_followed_to_their_end() {
        let document = json!({
            "a": {"$ref": "#/b"},
            "b": {"allOf": [{"$ref": "#/c~1d"}]},
            "c/d": {"type": "string"},
        });
        assert_eq!(follow(&document, "/a"), "/c~1d");
    }

    #[test]
    fn a_reference_in_circles_ends() {
        follow(&json!({"a": {"$ref": "#/a"}}), "/a");
    }

    #[test]
    fn a_key_with_a_slash_is_escaped() {
        let document = json!({"a~/b": 1});
        assert_eq!(document.pointer(&child("", "a~/b")), Some(&json!(1)));
    }
}
