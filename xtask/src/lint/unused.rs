//! Nothing lies around that nothing uses.

use std::collections::BTreeSet;

use super::Rule;
use super::document::{Document, entries, texts};
use super::model::Kind;
use super::problems::Problems;
use super::reach::{Sides, sides};

pub(super) const RULES: &[Rule] = &[Rule::advisory("unused", unused)];

/// Code would be generated that no call needs, and a reader would look for what it is good for.
fn unused(document: &Document<'_>, problems: &mut Problems) {
    let sides = sides(document);
    let schemes = names(document, Kind::SecurityRequirement, |node| {
        entries(node.value).map(|(scheme, _)| scheme).collect()
    });
    let tags = names(document, Kind::Operation, |node| {
        texts(node.get("tags")).collect()
    });
    let pages = names(document, Kind::Source, |node| {
        node.text("page").into_iter().collect()
    });
    for (place, node) in document.nodes().iter().enumerate() {
        let is_used = match node.kind {
            Kind::Schema | Kind::Response | Kind::Header | Kind::Parameter
                if document.is_component(node) =>
            {
                sides.get(place) != Some(&Sides::default())
            }
            Kind::SecurityScheme => schemes.contains(node.key.as_str()),
            Kind::Tag => node.text("name").is_none_or(|name| tags.contains(name)),
            Kind::Page => pages.contains(node.key.as_str()),
            _ => true,
        };
        if !is_used {
            problems.add(
                node.pointer.clone(),
                "nothing in the contract uses it",
                "use it or remove it",
            );
        }
    }
}

fn names<'d>(
    document: &'d Document<'_>,
    kind: Kind,
    of: fn(&'d super::document::Node<'d>) -> Vec<&'d str>,
) -> BTreeSet<&'d str> {
    document
        .of_kind(kind)
        .flat_map(|(_, node)| of(node))
        .collect()
}
