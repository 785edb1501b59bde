//! What is a fact in a contract, and what is prose.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::contract::child;

/// Whether the text at `pointer` is free prose. Prose may be reworded; everything else is a fact.
pub fn is_prose(pointer: &str, value: &Value) -> bool {
    let mut parents = pointer.split('/');
    let key = parents.next_back();
    // Inside an example these are the names of fields, and what is sent is a fact.
    let in_example = parents.any(|key| key == "value" || key == "example");
    value.is_string() && !in_example && matches!(key, Some("description" | "summary"))
}

/// Every fact below `pointer`, by where it stands: scalars, empty lists, and objects that hold nothing but prose.
pub fn facts(value: &Value, pointer: &str) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    collect(value, pointer, &mut found);
    found
}

fn collect(value: &Value, pointer: &str, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(object) => {
            let before = found.len();
            for (key, value) in object {
                collect(value, &child(pointer, key), found);
            }
            // That it is there at all is a fact, even if it holds nothing or prose alone.
            if found.len() == before {
                found.insert(pointer.to_owned(), Value::Object(Map::new()));
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{index}"), found);
            }
        }
        prose if is_prose(pointer, prose) => {}
        fact => {
            found.insert(pointer.to_owned(), fact.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn prose_is_no_fact_and_everything_else_is() {
        let document = json!({
            "description": "prose",
            "type": "string",
            "enum": ["a", "b"],
            "security": [],
            "properties": {"summary": {"type": "string", "summary": "prose"}},
            "example": {"description": "sent"},
            "204": {"description": "prose"},
        });
        let pointers: Vec<_> = facts(&document, "").into_keys().collect();
        assert_eq!(
            pointers,
            [
                "/204",
                "/enum/0",
                "/enum/1",
                "/example/description",
                "/properties/summary/type",
                "/security",
                "/type"
            ]
        );
    }
}
