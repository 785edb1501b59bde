//! Rules on examples: there are some, and they fit their schemas.

use jsonschema::Validator;
use serde_json::{Map, Value as Json, json};
use yaml_serde::Value;

use super::Rule;
use super::document::{Document, entries, get};
use super::model::Kind;
use super::pointer::Pointer;
use super::problems::Problems;
use super::responses::{Class, class, responses};

pub(super) const RULES: &[Rule] = &[
    Rule::new("missing-examples", missing_examples),
    Rule::new("examples", examples),
];

/// The emulator, the tests and the documentation are made of examples.
fn missing_examples(document: &Document<'_>, problems: &mut Problems) {
    let bodies = document.of_kind(Kind::RequestBody).map(|(place, _)| place);
    let errors = document
        .of_kind(Kind::Operation)
        .flat_map(|(operation, _)| responses(document, operation))
        .filter(|(_, response)| class(&response.key) == Some(Class::Error))
        .filter_map(|(place, _)| document.resolve(place))
        .map(|(place, _)| place);
    let mut places: Vec<_> = bodies.chain(errors).collect();
    places.sort_unstable();
    places.dedup();
    for place in places {
        for (_, content) in document.children(place) {
            if content.kind == Kind::MediaType && given(content.value).is_empty() {
                problems.add(
                    content.pointer.clone(),
                    "it has no example, so nothing shows or tests what it looks like",
                    "add one under `examples`",
                );
            }
        }
    }
}

/// An example that does not fit teaches the wrong thing.
fn examples(document: &Document<'_>, problems: &mut Problems) {
    let Some(root) = document.node(0) else {
        return;
    };
    let components = root.get("components").map_or(Json::Null, json_schema);
    for node in document.nodes() {
        let schema = match node.kind {
            Kind::Schema => Some(node.value),
            Kind::MediaType | Kind::Parameter | Kind::Header => node.get("schema"),
            _ => None,
        };
        let examples = given(node.value);
        let (Some(schema), false) = (schema, examples.is_empty()) else {
            continue;
        };
        let validator = validator(schema, &components);
        for (place, example) in examples {
            let pointer = place
                .iter()
                .fold(node.pointer.clone(), |pointer, key| pointer.child(key));
            check(validator.as_ref(), example, pointer, problems);
        }
    }
}

/// The examples beside a schema, with the way to each.
fn given(value: &Value) -> Vec<(Vec<&str>, &Value)> {
    let one = get(value, "example").map(|example| (vec!["example"], example));
    let many = get(value, "examples").into_iter().flat_map(entries);
    let many = many.filter_map(|(name, example)| {
        Some((vec!["examples", name, "value"], get(example, "value")?))
    });
    one.into_iter().chain(many).collect()
}

fn check(
    validator: Option<&Validator>,
    example: &Value,
    pointer: Pointer,
    problems: &mut Problems,
) {
    let (Some(validator), Some(example)) = (validator, json(example)) else {
        // As a rule, what makes a schema or an example unusable is a finding of its own.
        if problems.is_empty() {
            problems.add(
                pointer,
                "it cannot be compared with its schema",
                "write a schema and an example that are plain json",
            );
        }
        return;
    };
    for error in validator.iter_errors(&example) {
        problems.add(
            pointer.clone(),
            format!("it does not fit its schema: {error}"),
            "correct the example or the schema",
        );
    }
}

fn validator(schema: &Value, components: &Json) -> Option<Validator> {
    // References are written from the root of the document, so the components must be where they are there.
    let schema = json!({ "allOf": [json_schema(schema)], "components": components });
    jsonschema::draft4::new(&schema).ok()
}

/// A schema of OpenAPI 3.0 as a JSON schema of draft 4, from which it differs in `nullable` alone.
fn json_schema(schema: &Value) -> Json {
    match schema {
        Value::Mapping(_) => {
            let mut converted: Map<String, Json> = entries(schema)
                .map(|(key, inner)| (key.to_owned(), json_schema(inner)))
                .collect();
            if converted.get("nullable") == Some(&Json::Bool(true))
                && let Some(name) = converted.get("type").cloned()
            {
                converted.insert("type".to_owned(), json!([name, "null"]));
            }
            Json::Object(converted)
        }
        Value::Sequence(items) => Json::Array(items.iter().map(json_schema).collect()),
        plain => json(plain).unwrap_or(Json::Null),
    }
}

/// The value as JSON, if it is plain data.
fn json(value: &Value) -> Option<Json> {
    serde_json::to_value(value).ok()
}
