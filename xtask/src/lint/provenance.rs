//! Rules on provenance: where a fact was taken from, and where this document says something else than the page.

use std::collections::BTreeSet;

use yaml_serde::Value;

use super::Rule;
use super::document::{Document, Node, entries, texts};
use super::model::{Kind, keywords};
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::advisory("sources", sources),
    Rule::advisory("documented", documented),
];

/// When a vendor page changes, everything taken from it has to be found again.
fn sources(document: &Document<'_>, problems: &mut Problems) {
    for (place, node) in document.nodes().iter().enumerate() {
        let wants_source = match node.kind {
            Kind::Operation | Kind::Parameter | Kind::SecurityScheme => true,
            Kind::Schema => document.is_component(node),
            _ => false,
        };
        if wants_source && document.child(place, "x-source").is_none() {
            problems.add(
                node.pointer.clone(),
                "it does not say which page it was taken from",
                "add `x-source` with the page and the table on it",
            );
        }
    }
    let pages: BTreeSet<_> = document
        .of_kind(Kind::Page)
        .map(|(_, page)| page.key.as_str())
        .collect();
    for (_, source) in document.of_kind(Kind::Source) {
        if source
            .text("page")
            .is_some_and(|page| !pages.contains(page))
        {
            problems.add(
                source.at("page"),
                "`x-pages` has no page of this name",
                "correct the name or add the page",
            );
        }
        if source
            .text("table")
            .is_some_and(|table| table.trim().is_empty())
        {
            problems.add(
                source.at("table"),
                "it does not say where on the page the fact is",
                "name the table",
            );
        }
    }
}

/// What the page says is kept where this document deliberately says something else, and only there, with the reason.
fn documented(document: &Document<'_>, problems: &mut Problems) {
    for node in document.nodes() {
        let Some(facts) = node.get("x-documented") else {
            continue;
        };
        let pointer = node.at("x-documented");
        if entries(facts).next().is_none() {
            problems.add(
                pointer.clone(),
                "it is empty",
                "say what the page says, or remove it",
            );
        }
        for (keyword, value) in entries(facts) {
            if let Some(reason) = fault(node, keyword, value) {
                problems.add(
                    pointer.child(keyword),
                    reason,
                    "remove it, or correct it to what the page says",
                );
            }
        }
        if node.kind == Kind::SecurityScheme && entries(facts).all(|(k, v)| node.get(k) == Some(v))
        {
            problems.add(
                pointer.clone(),
                "it does not differ from the scheme",
                "say what the page says, or remove it",
            );
        }
        if !has_reason(document, node) {
            problems.add(
                pointer,
                "no description gives the reason for saying something else than the page",
                "add a `description` with the reason",
            );
        }
    }
}

fn fault(node: &Node<'_>, keyword: &str, value: &Value) -> Option<String> {
    let is_known = match node.kind {
        Kind::Operation => keyword == "responses",
        Kind::Example => keyword == "value",
        // The pages document credentials as parameters.
        Kind::SecurityScheme => has(Kind::Parameter, keyword) || has(Kind::Schema, keyword),
        kind => has(kind, keyword),
    };
    if !is_known {
        return Some(format!(
            "`{keyword}` is not a keyword of what it stands beside"
        ));
    }
    let is_equal = match node.kind {
        Kind::Operation => {
            let own = node.get("responses").into_iter().flat_map(entries);
            let own: BTreeSet<_> = own.map(|(status, _)| status).collect();
            let listed = value.as_sequence().map_or(0, Vec::len);
            let documented: BTreeSet<_> = texts(Some(value)).collect();
            if documented.is_empty() || documented.len() != listed {
                return Some("it is not a list of different statuses".to_owned());
            }
            own == documented
        }
        // A parameter and a scheme differ in kind; that some keyword differs is checked for all of them together.
        Kind::SecurityScheme => false,
        _ => node.get(keyword) == Some(value),
    };
    is_equal.then(|| "it does not differ from what this document says".to_owned())
}

fn has(kind: Kind, keyword: &str) -> bool {
    !keyword.starts_with("x-") && keywords(kind).iter().any(|(name, ..)| *name == keyword)
}

/// A description of the object, or for a schema inside another, of that one.
fn has_reason(document: &Document<'_>, node: &Node<'_>) -> bool {
    let is_described = node
        .text("description")
        .is_some_and(|text| !text.trim().is_empty());
    is_described
        || (node.kind == Kind::Schema
            && node
                .parent
                .and_then(|parent| document.node(parent))
                .is_some_and(|parent| parent.kind == Kind::Schema && has_reason(document, parent)))
}
