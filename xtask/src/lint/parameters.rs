//! Rules on paths and parameters: a call must reach the resource that was meant.

use std::collections::BTreeMap;

use super::Rule;
use super::authentication::is_credential;
use super::document::{Document, Node};
use super::model::Kind;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("parameter-places", parameter_places),
    Rule::blocking("path-templates", path_templates),
    Rule::blocking("path-parameters", path_parameters),
];

/// The generated client sends parameters in the path and in the query. Headers are the business of its hooks.
fn parameter_places(document: &Document<'_>, problems: &mut Problems) {
    for (_, parameter) in document.of_kind(Kind::Parameter) {
        let Some(place) = parameter.text("in") else {
            continue;
        };
        // Credentials have a rule of their own.
        if !["path", "query"].contains(&place) && !is_credential(parameter) {
            problems.add(
                parameter.at("in"),
                format!("a parameter in {place} is nothing that the generated client sends"),
                "write path or query",
            );
        }
    }
}

/// A parameter that shares its segment with other text, or an empty segment, makes it hard to say which path an id
/// leads to.
fn path_templates(document: &Document<'_>, problems: &mut Problems) {
    let mut seen = BTreeMap::new();
    for (_, item) in document.of_kind(Kind::PathItem) {
        let path = item.key.as_str();
        if let Some(reason) = fault_of_template(path) {
            problems.add(
                item.pointer.clone(),
                reason,
                "write a path such as /v3/tasks/{task_id}/action",
            );
        }
        let resources: Vec<_> = path
            .split('/')
            .map(|segment| parameter_of(segment).map_or(segment, |_| "{}"))
            .collect();
        if let Some(other) = seen.insert(resources, path) {
            problems.add(
                item.pointer.clone(),
                format!("it differs from {other} in the names of its parameters alone"),
                "merge the two paths",
            );
        }
    }
}

fn fault_of_template(path: &str) -> Option<String> {
    let Some(segments) = path.strip_prefix('/') else {
        return Some("it does not begin with a slash".to_owned());
    };
    let mut names = Vec::new();
    for segment in segments.split('/') {
        if let Some(name) = parameter_of(segment) {
            if names.contains(&name) {
                return Some(format!("the parameter {name} stands in it twice"));
            }
            names.push(name);
        } else if segment.is_empty() {
            return Some("it has an empty segment".to_owned());
        } else if segment.contains(['{', '}']) {
            return Some(format!(
                "in {segment}, a parameter shares its segment with other text"
            ));
        } else if segment.chars().all(|c| c == '.')
            || !segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
        {
            return Some(format!("{segment} is not a plain segment"));
        }
    }
    None
}

/// The name of the parameter that a segment consists of.
fn parameter_of(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    (!name.is_empty() && !name.contains(['{', '}'])).then_some(name)
}

/// Each parameter of a path is declared, required and never empty: without it the path is that of another resource.
fn path_parameters(document: &Document<'_>, problems: &mut Problems) {
    for (place, operation) in document.of_kind(Kind::Operation) {
        let path = operation
            .parent
            .and_then(|parent| document.node(parent))
            .map_or("", |item| item.key.as_str());
        let wanted: Vec<_> = path.split('/').filter_map(parameter_of).collect();
        let mut declared = Vec::new();
        for (used, _) in document.children(place) {
            let Some((parameter_place, parameter)) = document.resolve(used).filter(|(_, node)| {
                node.kind == Kind::Parameter && node.text("in") == Some("path")
            }) else {
                continue;
            };
            let name = parameter.text("name").unwrap_or_default();
            declared.push(name);
            if !wanted.contains(&name) {
                problems.add(
                    parameter.pointer.clone(),
                    format!("the path {path} has no parameter {name}"),
                    "remove it, or correct its name or the path",
                );
            }
            check_declaration(document, parameter_place, parameter, problems);
        }
        for name in wanted {
            if !declared.contains(&name) {
                problems.add(
                    operation.pointer.clone(),
                    format!("it does not declare {name}, a parameter of its path"),
                    "declare it under `parameters`",
                );
            }
        }
    }
}

fn check_declaration(
    document: &Document<'_>,
    place: usize,
    parameter: &Node<'_>,
    problems: &mut Problems,
) {
    if parameter.get("required").and_then(|flag| flag.as_bool()) != Some(true) {
        problems.add(
            parameter.pointer.clone(),
            "it is part of the path and not required; without it the path is another",
            "add `required: true`",
        );
    }
    // A schema that is missing or leads nowhere is reported by other rules.
    let Some((_, schema)) = document
        .child(place, "schema")
        .and_then(|(schema, _)| document.resolve(schema))
    else {
        return;
    };
    let can_be_empty = schema.text("type") == Some("string")
        && schema.get("enum").is_none()
        && schema
            .get("minLength")
            .and_then(|n| n.as_u64())
            .unwrap_or(0)
            == 0;
    if can_be_empty {
        problems.add(
            parameter.pointer.clone(),
            "its value may be empty, and the path would be that of another resource",
            "add `minLength: 1` to its schema",
        );
    }
    let is_simple = ["string", "integer"].contains(&schema.text("type").unwrap_or_default());
    if !is_simple || schema.get("nullable").is_some() {
        problems.add(
            parameter.pointer.clone(),
            "its value is neither a text nor a whole number, so it does not fit into a path",
            "give it a schema of type string or integer that is not nullable",
        );
    }
}
