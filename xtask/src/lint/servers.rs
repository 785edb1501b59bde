//! Rules on servers: they become the list of known regions.

use std::collections::BTreeSet;

use super::Rule;
use super::document::Document;
use super::model::Kind;
use super::pointer::Pointer;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("server-urls", server_urls),
    Rule::blocking("server-regions", server_regions),
];

/// Tokens travel to these addresses, and paths are appended to them as they are.
fn server_urls(document: &Document<'_>, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for (_, server) in document.of_kind(Kind::Server) {
        let Some(url) = server.text("url") else {
            continue;
        };
        if let Some(reason) = fault_of_url(url) {
            problems.add(
                server.at("url"),
                reason,
                "write https://host[:port][/path-prefix]",
            );
        }
        if !seen.insert(url) {
            problems.add(
                server.at("url"),
                "another server has this url already",
                "remove one of them",
            );
        }
    }
    // A list that is missing is reported by the rule on shapes.
    let is_listed = document
        .node(0)
        .is_some_and(|root| root.get("servers").is_some());
    if is_listed && seen.is_empty() {
        problems.add(
            Pointer::root().child("servers"),
            "there is no server, so no region is known",
            "add a server",
        );
    }
}

fn fault_of_url(url: &str) -> Option<&'static str> {
    let Some(rest) = url.strip_prefix("https://") else {
        return Some("it is not an https url, and a token must not travel in the open");
    };
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/".contains(c);
    if host.is_empty() {
        Some("it names no host")
    } else if rest.ends_with('/') {
        Some("it ends with a slash, and the paths that are appended begin with one")
    } else if !rest.chars().all(plain) {
        Some(
            "it has more than a host, a port and a path: no user, query, fragment or variable can stand here",
        )
    } else {
        None
    }
}

/// A region is the name under which users find a server.
fn server_regions(document: &Document<'_>, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for (_, server) in document.of_kind(Kind::Server) {
        match server.text("x-region") {
            None | Some("") => problems.add(
                server.pointer.clone(),
                "it has no `x-region`, so nobody can name it",
                "add the id of its region",
            ),
            Some(region) if !seen.insert(region) => problems.add(
                server.at("x-region"),
                "another server has this region already, so the name would be ambiguous",
                "keep one server a region",
            ),
            Some(_) => {}
        }
    }
}
