//! Rules on schemas: only what becomes the Rust type that was meant.

use super::Rule;
use super::document::{Document, Node, entries, items, texts};
use super::model::Kind;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("schema-types", schema_types),
    Rule::blocking("composition", composition),
    Rule::blocking("named-types", named_types),
    Rule::blocking("patterns", patterns),
    Rule::blocking("defaults", defaults),
];

/// The types, each with the keywords that mean something beside it.
const TYPES: [(&str, &[&str]); 6] = [
    (
        "string",
        &["enum", "x-enum-descriptions", "minLength", "maxLength"],
    ),
    ("integer", &["format"]),
    ("number", &["format"]),
    ("boolean", &[]),
    ("array", &["items", "minItems", "maxItems"]),
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ],
    ),
];

/// Formats that choose the width of a number. Others would need crates that the client does not have.
const FORMATS: [&str; 4] = ["int32", "int64", "float", "double"];

const RANGES: [(&str, &str); 3] = [
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

/// Without a type, or with keywords of another, a schema becomes a type that takes anything.
fn schema_types(document: &Document<'_>, problems: &mut Problems) {
    for (_, schema) in document.of_kind(Kind::Schema) {
        let Some(name) = schema.text("type") else {
            // Schemas that are composed have a rule of their own.
            if !is_composed(schema) {
                problems.add(
                    schema.pointer.clone(),
                    "it has no type, so anything would fit it",
                    "add `type`",
                );
            }
            continue;
        };
        if let Some((_, own)) = TYPES.iter().find(|(known, _)| *known == name) {
            check_keywords(schema, name, own, problems);
        } else {
            problems.add(
                schema.at("type"),
                format!("the generator does not know the type {name}"),
                "write string, integer, number, boolean, array or object",
            );
        }
        check_details(schema, name, problems);
    }
}

fn check_keywords(schema: &Node<'_>, name: &str, own: &[&str], problems: &mut Problems) {
    let foreign = TYPES.iter().flat_map(|(_, keywords)| *keywords);
    let mut seen = Vec::new();
    for keyword in foreign.filter(|keyword| !own.contains(keyword)) {
        if schema.get(keyword).is_some() && !seen.contains(keyword) {
            seen.push(*keyword);
            problems.add(
                schema.at(keyword),
                format!("`{keyword}` means nothing beside type {name}"),
                "remove it or correct the type",
            );
        }
    }
}

fn check_details(schema: &Node<'_>, name: &str, problems: &mut Problems) {
    if name == "array" && schema.get("items").is_none() {
        problems.add(
            schema.pointer.clone(),
            "it does not say what it is a list of",
            "add `items`",
        );
    }
    if let Some(format) = schema.text("format")
        && !FORMATS.contains(&format)
    {
        problems.add(
            schema.at("format"),
            format!("the format {format} would need crates that the client does not have"),
            "remove it, or write int32, int64, float or double",
        );
    }
    for (index, field) in texts(schema.get("required")).enumerate() {
        let is_property = schema
            .get("properties")
            .is_some_and(|all| entries(all).any(|(property, _)| property == field));
        if !is_property {
            problems.add(
                schema.at("required").child(index),
                format!("{field} is required and not described as a property"),
                "describe it under `properties` or remove it",
            );
        }
    }
    for (least, most) in RANGES {
        let number = |keyword| schema.get(keyword)?.as_u64();
        if let (Some(least_value), Some(most_value)) = (number(least), number(most))
            && least_value > most_value
        {
            problems.add(
                schema.at(least),
                format!("{least} is greater than {most}, so nothing fits"),
                "correct one of them",
            );
        }
    }
}

fn is_composed(schema: &Node<'_>) -> bool {
    ["allOf", "anyOf", "oneOf", "not"]
        .iter()
        .any(|keyword| schema.get(keyword).is_some())
}

/// Choices become types that do not work: `anyOf` of an enum and a string is a struct with two optional fields. An
/// `allOf` is good for one thing: to describe a reference.
fn composition(document: &Document<'_>, problems: &mut Problems) {
    for (place, schema) in document.of_kind(Kind::Schema) {
        for keyword in ["anyOf", "oneOf", "not"] {
            if schema.get(keyword).is_some() {
                problems.add(
                    schema.at(keyword),
                    format!("the generator makes no usable type of `{keyword}`"),
                    "describe one type",
                );
            }
        }
        let Some(all) = schema.get("allOf") else {
            continue;
        };
        let is_reference = items(all).len() == 1
            && document
                .children(place)
                .any(|(_, node)| node.kind == Kind::SchemaReference);
        if !is_reference {
            problems.add(
                schema.at("allOf"),
                "it is not exactly one reference, and the generator would merge its parts into a new type",
                "write one `$ref`, or describe one type",
            );
        }
        let beside = [
            "allOf",
            "description",
            "x-source",
            "x-documented",
            "example",
        ];
        for (keyword, _) in entries(schema.value).filter(|(key, _)| !beside.contains(key)) {
            problems.add(
                schema.at(keyword),
                "it stands beside `allOf` and would make a new type of the one referred to",
                "remove it or put it into the schema referred to",
            );
        }
    }
}

/// What limits a value, or has properties, becomes a type with a name. Inside another schema the generator would
/// invent that name.
fn named_types(document: &Document<'_>, problems: &mut Problems) {
    let naming = [
        "enum",
        "properties",
        "required",
        "additionalProperties",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
    ];
    for (place, node) in document.nodes().iter().enumerate() {
        if node.kind == Kind::Schema && !document.is_component(node) {
            for keyword in naming {
                // An object that takes no fields but its own is a struct; one that takes others is a map.
                let is_map = keyword == "additionalProperties"
                    && node.get(keyword).and_then(|flag| flag.as_bool()) != Some(false);
                if node.get(keyword).is_some() && !is_map {
                    problems.add(
                        node.at(keyword),
                        "it makes a type, and the generator would invent a name for it",
                        "move the schema to components/schemas and refer to it",
                    );
                }
            }
        }
        if node.kind == Kind::Schema && document.is_component(node) {
            for keyword in ["nullable", "allOf"] {
                if node.get(keyword).is_some() {
                    problems.add(
                        node.at(keyword),
                        "it would make a type that only wraps another",
                        "write it where the schema is used",
                    );
                }
            }
        }
        let is_inline_body = node.kind == Kind::MediaType
            && document
                .child(place, "schema")
                .is_some_and(|(_, schema)| schema.kind == Kind::Schema);
        if is_inline_body {
            problems.add(
                node.at("schema"),
                "the type of a body is met by every caller, and the generator would invent a name for it",
                "move the schema to components/schemas and refer to it",
            );
        }
    }
}

/// A pattern brings a regular-expression engine into every client.
fn patterns(document: &Document<'_>, problems: &mut Problems) {
    for (_, schema) in document.of_kind(Kind::Schema) {
        if schema.get("pattern").is_some() {
            problems.add(
                schema.at("pattern"),
                "it would bring a regular-expression engine into every client",
                "describe the syntax in words, and keep the page's pattern under `x-documented`",
            );
        }
    }
}

/// With a default the generated type sends a value that the caller never gave.
fn defaults(document: &Document<'_>, problems: &mut Problems) {
    for (_, schema) in document.of_kind(Kind::Schema) {
        if schema.get("default").is_some() {
            problems.add(
                schema.at("default"),
                "the client would send a value that its user never gave",
                "describe the default in words, and keep the page's value under `x-documented`",
            );
        }
    }
}
