//! Rules on references: each leads somewhere, and none leads back.

use std::collections::BTreeSet;

use super::Rule;
use super::document::{Document, referred_kind};
use super::model::Kind;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("references", references),
    Rule::blocking("reference-circles", reference_circles),
];

/// The generator panics on a reference that it cannot follow, and follows references to components alone.
fn references(document: &Document<'_>, problems: &mut Problems) {
    for (place, node) in document.nodes().iter().enumerate() {
        if node.kind == Kind::PathItem && node.get("$ref").is_some() {
            problems.add(
                node.at("$ref"),
                "the generator panics on a path that is described elsewhere",
                "describe the path here",
            );
        }
        if referred_kind(node.kind).is_none() {
            continue;
        }
        let is_component = document
            .resolve(place)
            .is_some_and(|(_, target)| document.is_component(target));
        if !is_component {
            problems.add(
                node.at("$ref"),
                "it leads to no component of the right kind in this document",
                "write a reference such as #/components/schemas/TaskId",
            );
        }
    }
}

/// A type that contains itself has no end: nobody could write an example of it, and the service has none.
fn reference_circles(document: &Document<'_>, problems: &mut Problems) {
    for (start, schema) in document.of_kind(Kind::Schema) {
        if document.is_component(schema) && leads_back(document, start) {
            problems.add(
                schema.pointer.clone(),
                "its references lead back to itself",
                "break the circle",
            );
        }
    }
}

fn leads_back(document: &Document<'_>, start: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(place) = open.pop() {
        let inner = document.children(place).map(|(child, _)| child);
        let target = document
            .resolve(place)
            .map(|(target, _)| target)
            .filter(|target| *target != place);
        for next in inner.chain(target) {
            if next == start {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}
