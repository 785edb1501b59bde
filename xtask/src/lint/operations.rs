//! Rules on operations and on the versions they belong to.

use std::collections::BTreeSet;

use super::Rule;
use super::document::{Document, texts};
use super::model::Kind;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("openapi-version", openapi_version),
    Rule::blocking("api-version", api_version),
    Rule::blocking("retry", retry),
    Rule::advisory("tags", tags),
];

/// The generator reads OpenAPI 3.0 alone.
fn openapi_version(document: &Document<'_>, problems: &mut Problems) {
    let Some(root) = document.node(0) else {
        return;
    };
    let Some(version) = root.text("openapi") else {
        return;
    };
    let patch = version.strip_prefix("3.0.").unwrap_or_default();
    if patch.is_empty() || !patch.chars().all(|c| c.is_ascii_digit()) {
        problems.add(
            root.at("openapi"),
            format!("the generator reads openapi 3.0.x, and this is {version}"),
            "write the contract in openapi 3.0.3",
        );
    }
}

/// The generated code turns the version into a header, and panics at run time if it cannot.
fn api_version(document: &Document<'_>, problems: &mut Problems) {
    for (_, info) in document.of_kind(Kind::Info) {
        let version = info.text("version").unwrap_or("-");
        if version.is_empty() || !version.chars().all(|c| c.is_ascii_graphic()) {
            problems.add(
                info.at("version"),
                "the generated client puts it into a header, which takes visible ascii only",
                "write something like v3",
            );
        }
    }
}

/// Whether an operation may be sent again is a fact about the service, and a POST that is repeated acts twice.
fn retry(document: &Document<'_>, problems: &mut Problems) {
    for (_, operation) in document.of_kind(Kind::Operation) {
        match operation.text("x-retry") {
            Some("only-if-not-processed") => {}
            Some("repeatable") if !["post", "patch"].contains(&operation.key.as_str()) => {}
            Some("repeatable") => problems.add(
                operation.at("x-retry"),
                format!(
                    "a {} acts each time it is processed, so it is not repeatable",
                    operation.key
                ),
                "write only-if-not-processed",
            ),
            Some(_) => problems.add(
                operation.at("x-retry"),
                "its value is not known",
                "write repeatable or only-if-not-processed",
            ),
            None => problems.add(
                operation.pointer.clone(),
                "it has no `x-retry`, so nobody knows whether it may be sent again",
                "add `x-retry` with repeatable or only-if-not-processed",
            ),
        }
    }
}

/// A tag that is not declared has no description.
fn tags(document: &Document<'_>, problems: &mut Problems) {
    let mut declared = BTreeSet::new();
    for (_, tag) in document.of_kind(Kind::Tag) {
        if let Some(name) = tag.text("name")
            && !declared.insert(name)
        {
            problems.add(
                tag.at("name"),
                "another tag has this name already",
                "remove one of them",
            );
        }
    }
    for (_, operation) in document.of_kind(Kind::Operation) {
        for (index, tag) in texts(operation.get("tags")).enumerate() {
            if !declared.contains(tag) {
                problems.add(
                    operation.at("tags").child(index),
                    "it is not declared, so nothing describes it",
                    "declare it under `tags` of the document or correct the name",
                );
            }
        }
    }
}
