//! Rules on the shape of the document: plain data, known keywords, values of the right type.

use yaml_serde::Value;

use super::Rule;
use super::document::{Document, entries, get, items};
use super::model::{Kind, Presence, Shape, keywords};
use super::pointer::Pointer;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("plain-data", plain_data),
    Rule::blocking("shapes", shapes),
    Rule::blocking("unknown-keywords", unknown_keywords),
];

/// The contract is JSON in the notation of YAML. Tags, keys that are no text and numbers that JSON lacks mean one
/// thing to one reader and another to the next.
fn plain_data(document: &Document<'_>, problems: &mut Problems) {
    if let Some(root) = document.node(0) {
        walk_data(root.value, &root.pointer, problems);
    }
}

fn walk_data(value: &Value, pointer: &Pointer, problems: &mut Problems) {
    match value {
        Value::Tagged(tagged) => problems.add(
            pointer.clone(),
            format!("the tag {} has no meaning in a contract", tagged.tag),
            "write the plain value",
        ),
        Value::Number(number) if number.as_f64().is_some_and(|n| !n.is_finite()) => problems.add(
            pointer.clone(),
            format!("json has no number {number}"),
            "write a finite number",
        ),
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                walk_data(item, &pointer.child(index), problems);
            }
        }
        Value::Mapping(mapping) => {
            for (key, inner) in mapping {
                match key.as_str() {
                    Some(key) => walk_data(inner, &pointer.child(key), problems),
                    None => problems.add(
                        pointer.clone(),
                        "it has a key that is not a text, and readers differ on what 200 or yes is as a key",
                        "put quotes around the key",
                    ),
                }
            }
        }
        _ => {}
    }
}

/// A value of the wrong type is dropped by some readers and refused by others, and the generator panics on a few.
fn shapes(document: &Document<'_>, problems: &mut Problems) {
    if document.nodes().is_empty() {
        problems.add(
            Pointer::root(),
            "the contract is not a mapping",
            "write an openapi document",
        );
    }
    for node in document.nodes() {
        for (name, shape, presence) in keywords(node.kind) {
            match node.get(name) {
                Some(value) => check(*shape, value, &node.at(name), problems),
                None if *presence == Presence::Required => problems.add(
                    node.pointer.clone(),
                    format!("it lacks the keyword `{name}`"),
                    format!("add `{name}`"),
                ),
                None => {}
            }
        }
        if node.kind == Kind::SecurityRequirement {
            for (scheme, scopes) in entries(node.value) {
                check(
                    Shape::Items(&Shape::Text),
                    scopes,
                    &node.at(scheme),
                    problems,
                );
            }
        }
    }
}

fn check(shape: Shape, value: &Value, pointer: &Pointer, problems: &mut Problems) {
    let wanted = match shape {
        Shape::Any => return,
        Shape::Text if value.is_string() => return,
        Shape::Text => "a text",
        Shape::Flag if value.is_bool() => return,
        Shape::Flag => "true or false",
        // What is generated counts in 32 bits.
        Shape::Count if value.as_u64().is_some_and(|n| u32::try_from(n).is_ok()) => return,
        Shape::Count => "a whole number from 0 to 4294967295",
        Shape::Items(item) if value.is_sequence() => {
            for (index, inner) in items(value).iter().enumerate() {
                check(*item, inner, &pointer.child(index), problems);
            }
            return;
        }
        Shape::Items(_) => "a list",
        Shape::Entries(entry) if value.is_mapping() => {
            for (key, inner) in entries(value) {
                check(*entry, inner, &pointer.child(key), problems);
            }
            return;
        }
        Shape::Object(_) | Shape::Reference(..) if value.is_mapping() => return,
        Shape::Entries(_) | Shape::Object(_) | Shape::Reference(..) => "a mapping",
        Shape::FlagOrSchema if value.is_bool() || value.is_mapping() => return,
        Shape::FlagOrSchema => "true, false or a schema",
    };
    problems.add(
        pointer.clone(),
        format!("its value is {}, and {wanted} belongs here", found(value)),
        format!("write {wanted}"),
    );
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
        Value::Tagged(_) => "a tagged value",
    }
}

/// A keyword with a typo is dropped in silence, and with it the limit or the description it was to give.
fn unknown_keywords(document: &Document<'_>, problems: &mut Problems) {
    for node in document.nodes() {
        if node.kind == Kind::SecurityRequirement {
            continue;
        }
        for (key, _) in entries(node.value) {
            if keywords(node.kind).iter().any(|(name, ..)| *name == key) {
                continue;
            }
            let reason = if get(node.value, "$ref").is_some() && node.kind != Kind::PathItem {
                format!("`{key}` stands beside a `$ref`, so every reader drops it")
            } else {
                format!("nothing here knows the keyword `{key}`, so it would have no effect")
            };
            problems.add(
                node.at(key),
                reason,
                format!("correct or remove it; known are: {}", known(node.kind)),
            );
        }
    }
}

fn known(kind: Kind) -> String {
    let names: Vec<_> = keywords(kind).iter().map(|(name, ..)| *name).collect();
    names.join(", ")
}
