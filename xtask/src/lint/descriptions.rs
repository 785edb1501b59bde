//! Rules on descriptions: what is generated is documented, and its documentation is written here.

use super::Rule;
use super::document::{Document, Node, entries, get, texts};
use super::model::Kind;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::advisory("descriptions", descriptions),
    Rule::advisory("enum-descriptions", enum_descriptions),
];

/// Descriptions become the documentation of types, fields and methods; what has none is undocumented there.
fn descriptions(document: &Document<'_>, problems: &mut Problems) {
    for node in document.nodes() {
        for keyword in wanted(document, node) {
            if node.text(keyword).is_none_or(|text| text.trim().is_empty()) {
                problems.add(
                    node.pointer.clone(),
                    format!("it has no {keyword}, so what is generated from it is not explained"),
                    match node.kind {
                        Kind::SchemaReference => {
                            "put the `$ref` into an `allOf` and a `description` beside it"
                                .to_owned()
                        }
                        _ => format!("add a `{keyword}`"),
                    },
                );
            }
        }
    }
}

/// The texts that an object needs.
fn wanted(document: &Document<'_>, node: &Node<'_>) -> &'static [&'static str] {
    match node.kind {
        Kind::Operation => &["summary", "description"],
        Kind::Example => &["summary"],
        Kind::Info
        | Kind::Server
        | Kind::Tag
        | Kind::Parameter
        | Kind::RequestBody
        | Kind::Response
        | Kind::Header
        | Kind::SecurityScheme => &["description"],
        Kind::Schema | Kind::SchemaReference
            if document.is_component(node) || is_property(document, node) =>
        {
            &["description"]
        }
        _ => &[],
    }
}

/// Whether a schema is that of a property.
fn is_property(document: &Document<'_>, node: &Node<'_>) -> bool {
    node.parent
        .and_then(|parent| document.node(parent))
        .is_some_and(|parent| parent.at("properties").child(&node.key) == node.pointer)
}

/// OpenAPI has no place for what an enum value means, so the contract makes one.
fn enum_descriptions(document: &Document<'_>, problems: &mut Problems) {
    for (_, schema) in document.of_kind(Kind::Schema) {
        let values: Vec<_> = texts(schema.get("enum")).collect();
        let described = schema.get("x-enum-descriptions");
        for value in &values {
            let description = described.and_then(|all| get(all, value)?.as_str());
            if description.is_none_or(|text| text.trim().is_empty()) {
                problems.add(
                    schema.pointer.clone(),
                    format!("its value {value} is not described"),
                    "describe it under `x-enum-descriptions`",
                );
            }
        }
        for (value, _) in described.into_iter().flat_map(entries) {
            if !values.contains(&value) {
                problems.add(
                    schema.at("x-enum-descriptions").child(value),
                    "it describes no value of the enum",
                    "remove it or correct its name",
                );
            }
        }
    }
}
