//! Rules on bodies: JSON, and named types.

use super::Rule;
use super::document::{Document, entries, get};
use super::model::Kind;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("media-types", media_types),
    Rule::blocking("request-bodies", request_bodies),
];

const JSON: &str = "application/json";

/// The service speaks JSON. The generator turns any other content into raw bytes, and panics on some.
fn media_types(document: &Document<'_>, problems: &mut Problems) {
    for node in document.nodes() {
        if ![Kind::RequestBody, Kind::Response].contains(&node.kind) {
            continue;
        }
        let Some(content) = node.get("content") else {
            continue;
        };
        let pointer = node.at("content");
        if get(content, JSON).is_none() {
            problems.add(
                pointer.clone(),
                "it has no application/json, which is what the service speaks",
                "describe the json body, or leave out `content` if there is none",
            );
        }
        for (name, _) in entries(content).filter(|(name, _)| *name != JSON) {
            problems.add(
                pointer.child(name),
                "the client sends and reads application/json and nothing else",
                "remove it",
            );
        }
    }
}

/// The generated method always takes a body if there is one.
fn request_bodies(document: &Document<'_>, problems: &mut Problems) {
    for (_, body) in document.of_kind(Kind::RequestBody) {
        if body.get("required").and_then(|flag| flag.as_bool()) != Some(true) {
            problems.add(
                body.pointer.clone(),
                "it is optional, and the generated method could not leave it out",
                "add `required: true`",
            );
        }
    }
}
