//! Rules on examples: there are some, and they fit their schemas.

use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value as Json, json};
use yaml_serde::Value;

use super::Rule;
use super::document::{Document, entries, get};
use super::model::Kind;
use super::problems::Problems;
use super::responses::{Class, class, responses};

pub(super) const RULES: &[Rule] = &[
    Rule::advisory("missing-examples", missing_examples),
    Rule::advisory("examples", examples),
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
        let validator = match validator(schema, &components) {
            Ok(validator) => validator,
            // As a rule, what makes a schema unusable is a finding of its own.
            Err(_) if !problems.is_empty() => continue,
            Err(error) => {
                problems.add(
                    node.pointer.clone(),
                    format!("its examples cannot be compared with its schema: {error}"),
                    "correct the schema",
                );
                continue;
            }
        };
        for (place, example) in examples {
            let pointer = place
                .iter()
                .fold(node.pointer.clone(), |pointer, key| pointer.child(key));
            for error in validator.iter_errors(&json(example)) {
                problems.add(
                    pointer.clone(),
                    format!("it does not fit its schema: {error}"),
                    "correct the example or the schema",
                );
            }
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

fn validator(schema: &Value, components: &Json) -> Result<Validator, ValidationError<'static>> {
    // References are written from the root of the document, so the components must be where they are there.
    let schema = json!({ "allOf": [json_schema(schema)], "components": components });
    jsonschema::draft4::new(&schema)
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
        plain => json(plain),
    }
}

/// The value as JSON. What has no place there is reported by the rule on plain data.
fn json(value: &Value) -> Json {
    serde_json::to_value(value).unwrap_or(Json::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::pointer::Pointer;

    fn findings(schema: &str, problems: &mut Problems) -> Vec<String> {
        let root = yaml_serde::from_str(&format!(
            "{{components: {{parameters: {{X: {{schema: {schema}, example: 1}}}}}}}}"
        ))
        .unwrap();
        examples(&Document::new(&root), problems);
        std::mem::take(problems)
            .into_findings()
            .into_iter()
            .map(|finding| finding.reason)
            .collect()
    }

    #[test]
    fn an_example_that_cannot_be_compared_is_never_passed_over_in_silence() {
        let found = findings("{type: nonsense}", &mut Problems::default());
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("cannot be compared"), "{found:?}");
    }

    #[test]
    fn an_unusable_schema_that_another_rule_reports_is_not_reported_again() {
        let mut problems = Problems::default();
        problems.add(Pointer::root(), "reason", "fix");
        assert_eq!(findings("{type: nonsense}", &mut problems), ["reason"]);
    }

    #[test]
    fn null_fits_what_is_nullable() {
        let root = yaml_serde::from_str(
            "{components: {parameters: {
                Nullable: {schema: {type: string, nullable: true}, example: null},
                Plain: {schema: {type: string}, example: null}}}}",
        )
        .unwrap();
        let mut problems = Problems::default();
        examples(&Document::new(&root), &mut problems);
        let found = problems.into_findings();
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].pointer.as_str(),
            "/components/parameters/Plain/example"
        );
    }
}
