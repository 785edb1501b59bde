//! The examples.

use serde_json::Value;

use super::comparison::Comparison;
use super::entries;
use crate::contract::{child, keys, text};

/// How the pages mask a part of an id.
const MASK: &str = "xxxx";

/// The id of a path parameter is the one in the examples of the page. What stands in the place of a mask is ours, so an
/// id that the page nowhere shows in full is not stated by it, only held to it.
pub(super) fn compare_id(comparison: &mut Comparison<'_>, at: &str, template: &str, page: &Value) {
    let id = text(comparison.document, at);
    for request in requests(page) {
        let path = request["path"].as_str().unwrap_or_default();
        match id_in(path, template) {
            Some(shown) if shown == id => comparison.state(at),
            Some(shown) if fits(id, shown) => {}
            _ => comparison.differ(at, format!("the page shows {path:?}, not {id:?}")),
        }
    }
}

/// Every request of the page has its equal in the contract, and every one of the contract has its equal on the page.
pub(super) fn compare_requests(comparison: &mut Comparison<'_>, at: &str, page: &Value) {
    let shown: Vec<_> = requests(page)
        .map(|request| (&request["body"], request["meaning"].as_str()))
        .collect();
    compare_all(comparison, at, &shown);
    // A page with one example describes it in a sentence of its own; of several, each has a meaning to go by.
    if entries(page, "example_requests").any(|request| !request["meaning"].is_string()) {
        comparison.differ(at, "an example of the page has no meaning");
    }
}

/// The same for the answers with a status, if the page shows any.
pub(super) fn compare_response(
    comparison: &mut Comparison<'_>,
    at: &str,
    status: &str,
    page: &Value,
) {
    let example = &page["example_response"];
    let shown = example["status"].as_u64();
    if shown.is_some() && shown == status.parse().ok() {
        compare_all(comparison, at, &[(&example["body"], None)]);
    }
}

fn requests(page: &Value) -> impl Iterator<Item = &Value> {
    page.get("example_request")
        .into_iter()
        .chain(entries(page, "example_requests"))
}

fn compare_all(comparison: &mut Comparison<'_>, at: &str, shown: &[(&Value, Option<&str>)]) {
    let document = comparison.document;
    let mut missing = shown.to_vec();
    for name in keys(document, at) {
        let example = child(at, &name);
        let summary = text(document, &child(&example, "summary"));
        let value = child(&example, "value");
        let documented = child(&child(&example, "x-documented"), "value");
        let word = document
            .pointer(&documented)
            .or_else(|| document.pointer(&value));
        // An example that the page says the meaning of has it as its summary.
        let is_shown = |(body, meaning): &(&Value, Option<&str>)| {
            Some(*body) == word && meaning.is_none_or(|meaning| begins_sentence(meaning, summary))
        };
        match missing.iter().position(is_shown) {
            Some(position) => {
                let (body, _) = missing.remove(position);
                comparison.holds_or_documents(&example, "value", body);
            }
            None => comparison.differ(&example, "the page does not show it"),
        }
    }
    for (body, _) in missing {
        comparison.differ(at, format!("the page shows {body}"));
    }
}

/// Whether `summary` is `meaning` with a capital letter in front.
fn begins_sentence(meaning: &str, summary: &str) -> bool {
    let (first, rest) = meaning.split_at_checked(1).unwrap_or_default();
    summary.strip_prefix(&first.to_uppercase()) == Some(rest)
}

/// The id that an example has in the place of the path parameter.
fn id_in<'a>(path: &'a str, template: &str) -> Option<&'a str> {
    let (before, rest) = template.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    path.strip_prefix(before)?.strip_suffix(after)
}

/// Whether an id is a masked one with the mask replaced by other characters.
fn fits(id: &str, masked: &str) -> bool {
    let Some((before, after)) = masked.split_once(MASK) else {
        return id == masked;
    };
    let ours = id
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after));
    ours.is_some_and(|ours| ours.chars().count() == MASK.len())
}

#[cfg(test)]
mod tests {
    use super::{fits, id_in};

    #[test]
    fn a_mask_stands_for_as_many_characters() {
        assert!(fits("9c0000", "9cxxxx"));
        assert!(fits("9c0000-1", "9cxxxx-1"));
        assert!(!fits("9c000", "9cxxxx"));
        assert!(!fits("9c00000", "9cxxxx"));
        assert!(!fits("8c0000", "9cxxxx"));
    }

    #[test]
    fn the_id_of_an_example_is_in_the_place_of_the_parameter() {
        assert_eq!(
            id_in("/v3/tasks/a/action", "/v3/tasks/{t}/action"),
            Some("a")
        );
        assert_eq!(id_in("/v3/sources/a/action", "/v3/tasks/{t}/action"), None);
    }
}
