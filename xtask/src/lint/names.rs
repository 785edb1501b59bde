//! Rules on names that become Rust names: they must be valid, and still differ when they have.

use std::collections::BTreeMap;

use heck::{ToPascalCase as _, ToSnakeCase as _};

use super::Rule;
use super::document::{Document, entries, items};
use super::model::Kind;
use super::pointer::Pointer;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("operation-ids", operation_ids),
    Rule::blocking("parameter-names", parameter_names),
    Rule::blocking("schema-names", schema_names),
    Rule::blocking("field-names", field_names),
    Rule::blocking("enum-values", enum_values),
];

/// Methods that the client has already, by a hand, from the generator or through a trait; a second one would not
/// compile or would hide the first. And `all`, which is the list of operations.
const TAKEN_METHODS: [&str; 24] = [
    "all",
    "api_version",
    "baseurl",
    "borrow",
    "borrow_mut",
    "client",
    "clone",
    "clone_from",
    "clone_into",
    "connect",
    "exec",
    "fmt",
    "from",
    "inner",
    "into",
    "new",
    "new_with_client",
    "post",
    "pre",
    "send_json",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// Names that every module knows, and generated code relies upon.
const TAKEN_TYPES: [&str; 10] = [
    "Box", "D", "Err", "From", "None", "Ok", "Option", "Result", "Some", "String",
];

/// An operation becomes a method of the client.
fn operation_ids(document: &Document<'_>, problems: &mut Problems) {
    let mut seen = BTreeMap::new();
    for (_, operation) in document.of_kind(Kind::Operation) {
        let Some(id) = operation.text("operationId") else {
            problems.add(
                operation.pointer.clone(),
                "it has no operationId, on which the generator panics",
                "add one, such as UpdateTaskStatus",
            );
            continue;
        };
        let method = id.to_snake_case();
        let pointer = operation.at("operationId");
        if !is_plain(id) || !is_identifier(&method) || TAKEN_METHODS.contains(&method.as_str()) {
            problems.add(
                pointer.clone(),
                format!("{method:?} cannot be a method of the client"),
                "write letters and digits, and no keyword or name that the client has already",
            );
        }
        report_duplicate(&mut seen, method, id, pointer, problems);
    }
}

/// A parameter becomes an argument.
fn parameter_names(document: &Document<'_>, problems: &mut Problems) {
    for (place, _) in document.of_kind(Kind::Operation) {
        let mut seen = BTreeMap::new();
        for (used, _) in document.children(place) {
            let Some((_, parameter)) = document
                .resolve(used)
                .filter(|(_, node)| node.kind == Kind::Parameter)
            else {
                continue;
            };
            let name = parameter.text("name").unwrap_or_default();
            let argument = name.to_snake_case();
            if !is_plain(name) || argument == "body" {
                problems.add(
                    parameter.at("name"),
                    format!("{argument:?} cannot be an argument beside the body"),
                    "only letters, digits, - and _ after a letter can be generated, and the body is called body",
                );
            }
            report_duplicate(&mut seen, argument, name, parameter.at("name"), problems);
        }
    }
}

/// A schema becomes a type, and the passes over the generated code find it by its name.
fn schema_names(document: &Document<'_>, problems: &mut Problems) {
    for (_, schema) in document.of_kind(Kind::Schema) {
        if !document.is_component(schema) {
            continue;
        }
        let name = schema.key.as_str();
        if !is_plain(name)
            || name != name.to_pascal_case()
            || !is_identifier(name)
            || TAKEN_TYPES.contains(&name)
        {
            problems.add(
                schema.pointer.clone(),
                format!("{name:?} cannot be the name of a rust type as it stands"),
                "write a name such as TaskId that the prelude does not have",
            );
        }
    }
}

/// A property becomes a field.
fn field_names(document: &Document<'_>, problems: &mut Problems) {
    for (_, schema) in document.of_kind(Kind::Schema) {
        let Some(properties) = schema.get("properties") else {
            continue;
        };
        let mut seen = BTreeMap::new();
        for (name, _) in entries(properties) {
            let pointer = schema.at("properties").child(name);
            if !is_plain(name) {
                problems.add(
                    pointer.clone(),
                    format!("{name:?} does not make a field"),
                    "only letters, digits, - and _ after a letter can be generated",
                );
            }
            report_duplicate(&mut seen, name.to_snake_case(), name, pointer, problems);
        }
    }
}

/// An enum value becomes a variant.
fn enum_values(document: &Document<'_>, problems: &mut Problems) {
    for (_, schema) in document.of_kind(Kind::Schema) {
        let Some(values) = schema.get("enum") else {
            continue;
        };
        let pointer = schema.at("enum");
        if items(values).is_empty() {
            problems.add(
                pointer.clone(),
                "it has no values, so nothing fits",
                "list the values",
            );
        }
        let mut seen = BTreeMap::new();
        for (index, value) in items(values).iter().enumerate() {
            let pointer = pointer.child(index);
            let Some(value) = value.as_str() else {
                problems.add(
                    pointer,
                    "it is not a text, and only texts become variants",
                    "put quotes around it or remove it",
                );
                continue;
            };
            let variant = value.to_pascal_case();
            if !is_plain(value) || !is_identifier(&variant) {
                problems.add(
                    pointer.clone(),
                    format!("{value:?} does not make a variant"),
                    "only letters, digits, - and _ after a letter can be generated",
                );
            }
            report_duplicate(&mut seen, variant, value, pointer, problems);
        }
    }
}

fn report_duplicate<'n>(
    seen: &mut BTreeMap<String, &'n str>,
    rust: String,
    name: &'n str,
    pointer: Pointer,
    problems: &mut Problems,
) {
    if let Some(other) = seen.get(&rust) {
        problems.add(
            pointer,
            format!("{name:?} and {other:?} both become {rust}"),
            "rename or remove one of them",
        );
    } else {
        seen.insert(rust, name);
    }
}

/// Whether a name has nothing in it that has to be replaced to make it an identifier.
fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Whether a name is an identifier and no keyword.
fn is_identifier(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_ok()
}
