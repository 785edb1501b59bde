//! Rules on responses: the generated client has one type for success and one for errors, and panics on more.

use yaml_serde::Value;

use super::Rule;
use super::document::{Document, Node};
use super::model::Kind;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("response-statuses", response_statuses),
    Rule::blocking("success-type", success_type),
    Rule::blocking("error-type", error_type),
];

/// What a status, such as `200` or `4XX`, means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Success,
    Error,
}

/// The class of a status, if the generator handles it.
pub(super) fn class(status: &str) -> Option<Class> {
    let digits = status.strip_suffix("XX").unwrap_or(status);
    let is_range = digits.len() == 1 && status.len() == 3;
    let is_code = digits.len() == 3 && status == digits;
    if !(is_range || is_code) || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    match digits.chars().next() {
        Some('2') => Some(Class::Success),
        Some('4' | '5') => Some(Class::Error),
        _ => None,
    }
}

/// The responses of an operation with their places.
pub(super) fn responses<'d, 'a>(
    document: &'d Document<'a>,
    operation: usize,
) -> impl Iterator<Item = (usize, &'d Node<'a>)> {
    document
        .children(operation)
        .filter(|(_, node)| [Kind::Response, Kind::ResponseReference].contains(&node.kind))
}

/// Gateways answer any 4xx and 5xx. What the contract does not list ends as an unexpected response with its body
/// unread.
fn response_statuses(document: &Document<'_>, problems: &mut Problems) {
    for (place, operation) in document.of_kind(Kind::Operation) {
        let mut has_success = false;
        for (_, response) in responses(document, place) {
            let status = response.key.as_str();
            has_success |= class(status) == Some(Class::Success);
            if status == "default" {
                problems.add(
                    response.pointer.clone(),
                    "the generator takes a default for a success and for an error, and panics on two types",
                    "write 4XX and 5XX instead",
                );
            } else if class(status).is_none() {
                problems.add(
                    response.pointer.clone(),
                    format!("the generator does not handle the status {status}"),
                    "write a status such as 200 or a range such as 4XX; leave out 1xx and 3xx",
                );
            }
        }
        if !has_success {
            problems.add(
                operation.at("responses"),
                "no status means success, so the generator would invent one with a raw body",
                "add a response such as 200",
            );
        }
        for range in ["4XX", "5XX"] {
            if !responses(document, place).any(|(_, response)| response.key == range) {
                problems.add(
                    operation.at("responses"),
                    format!("{range} is missing, so an undocumented error would be lost"),
                    format!("add {range} with the usual error body"),
                );
            }
        }
    }
}

/// Two successes with different bodies make the generator panic.
fn success_type(document: &Document<'_>, problems: &mut Problems) {
    for (place, operation) in document.of_kind(Kind::Operation) {
        let schemas = schemas(document, place, Class::Success);
        if schemas.windows(2).any(|pair| pair.first() != pair.last()) {
            problems.add(
                operation.at("responses"),
                "its successes differ in their bodies, on which the generator panics",
                "give all successes the same schema, or none of them any content",
            );
        }
    }
}

/// Two error bodies make the generator panic, and an error without one loses what the service said.
fn error_type(document: &Document<'_>, problems: &mut Problems) {
    for (place, operation) in document.of_kind(Kind::Operation) {
        let schemas = schemas(document, place, Class::Error);
        if schemas.iter().any(Option::is_none) {
            problems.add(
                operation.at("responses"),
                "one of its errors has no body, so the client would drop what the service says",
                "give every error the same schema",
            );
        } else if schemas.windows(2).any(|pair| pair.first() != pair.last()) {
            problems.add(
                operation.at("responses"),
                "its errors differ in their bodies, on which the generator panics",
                "give every error the same schema",
            );
        }
    }
}

/// The schemas of all responses of a class, none for a response without content. A response that leads nowhere is
/// reported by the rule on references.
fn schemas<'a>(document: &Document<'a>, operation: usize, wanted: Class) -> Vec<Option<&'a Value>> {
    responses(document, operation)
        .filter(|(_, response)| class(&response.key) == Some(wanted))
        .filter_map(|(place, _)| document.resolve(place))
        .map(|(place, _)| {
            document
                .children(place)
                .find(|(_, node)| node.kind == Kind::MediaType)
                .and_then(|(_, content)| content.get("schema"))
        })
        .collect()
}
