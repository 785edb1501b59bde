//! The form in which the contract's schemas and those of Rust types are compared.

use serde_json::{Map, Value, json};

/// What says nothing of the values, or is held elsewhere. Rust describes `Option` and default values of fields that may
/// be missing in its own words, which OpenAPI 3.0 has in `required` alone.
const LEFT_OUT: [&str; 9] = [
    "$defs",
    "$schema",
    "default",
    "description",
    "example",
    "title",
    "x-documented",
    "x-enum-descriptions",
    "x-source",
];

/// A schema without what says nothing of the values, references as names.
pub(super) fn canonical(schema: &Value) -> Value {
    let Value::Object(object) = schema else {
        return schema.clone();
    };
    if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return json!({ "$ref": name });
    }
    if let Some(lone) = lone_part(object) {
        return canonical(lone);
    }
    if let Some(values) = constants(object) {
        return json!({"type": "string", "enum": values});
    }
    let mut form = Map::new();
    for (key, value) in object {
        if !LEFT_OUT.contains(&key.as_str()) {
            let value = match key.as_str() {
                "properties" => each(value, canonical),
                "items" | "additionalProperties" => canonical(value),
                "type" => without_null(value),
                "required" => sorted(value),
                _ => value.clone(),
            };
            form.insert(key.clone(), value);
        }
    }
    Value::Object(form)
}

/// `allOf` around one schema, which OpenAPI 3.0 needs to describe a reference, or `anyOf` one schema and null, which
/// Rust makes of an `Option`.
fn lone_part(object: &Map<String, Value>) -> Option<&Value> {
    let parts = object.get("allOf").or_else(|| object.get("anyOf"))?;
    let is_null = |part: &&Value| part["type"] == "null";
    let mut others = parts.as_array()?.iter().filter(|part| !is_null(part));
    let first = others.next()?;
    others.next().is_none().then_some(first)
}

/// `oneOf` constants, which Rust makes of an enum with documented variants.
fn constants(object: &Map<String, Value>) -> Option<Vec<&Value>> {
    let parts = object.get("oneOf")?.as_array()?;
    parts
        .iter()
        .map(|part| part.get("const").filter(|_| part["type"] == "string"))
        .collect()
}

fn without_null(kind: &Value) -> Value {
    match kind.as_array().map(Vec::as_slice) {
        Some([kind, null] | [null, kind]) if null == "null" => kind.clone(),
        _ => kind.clone(),
    }
}

fn sorted(names: &Value) -> Value {
    let mut names = names.clone();
    if let Some(names) = names.as_array_mut() {
        names.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    }
    names
}

fn each(object: &Value, change: impl Fn(&Value) -> Value) -> Value {
    match object {
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| (key.clone(), change(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_what_it_may_hold() {
        assert_eq!(
            canonical(&json!({"type": ["string", "null"], "description": "prose"})),
            json!({"type": "string"})
        );
        assert_eq!(
            canonical(&json!({"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]})),
            canonical(&json!({"allOf": [{"$ref": "#/components/schemas/A"}]}))
        );
    }

    #[test]
    fn an_enum_with_documented_variants_is_an_enum() {
        assert_eq!(
            canonical(&json!({"oneOf": [
                {"type": "string", "const": "b"},
                {"type": "string", "const": "a"},
            ]})),
            json!({"type": "string", "enum": ["b", "a"]})
        );
    }

    #[test]
    fn a_keyword_that_is_not_known_here_stays() {
        let schema = json!({"type": "string", "pattern": "^a"});
        assert_eq!(canonical(&schema), schema);
    }
}
