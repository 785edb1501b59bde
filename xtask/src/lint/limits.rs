//! Rules on limits: they bind what is sent, never what is accepted.

use super::Rule;
use super::document::Document;
use super::model::Kind;
use super::problems::Problems;
use super::reach::sides;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("zero-limits", zero_limits),
    Rule::blocking("limits-in-answers", limits_in_answers),
];

/// A minimum of zero says nothing, and the generator compares an unsigned number with it: a warning in every client.
fn zero_limits(document: &Document<'_>, problems: &mut Problems) {
    for (_, schema) in document.of_kind(Kind::Schema) {
        for keyword in ["minLength", "minItems", "minProperties"] {
            if schema.get(keyword).and_then(|n| n.as_u64()) == Some(0) {
                problems.add(
                    schema.at(keyword),
                    "it limits nothing, and the generated code would compare with it all the same",
                    "remove it, and keep the page's value under `x-documented`",
                );
            }
        }
    }
}

/// What a client refuses to read is lost to its user, and editions of the service differ in what they answer.
fn limits_in_answers(document: &Document<'_>, problems: &mut Problems) {
    let sides = sides(document);
    let limits = [
        "enum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "required",
    ];
    for (place, schema) in document.of_kind(Kind::Schema) {
        if !sides
            .get(place)
            .is_some_and(|sides| sides.received && !sides.sent)
        {
            continue;
        }
        for keyword in limits {
            if schema.get(keyword).is_some() {
                problems.add(
                    schema.at(keyword),
                    "an answer that breaks this limit would be lost to the client's user",
                    "keep the page's value under `x-documented` alone",
                );
            }
        }
        if schema
            .get("additionalProperties")
            .and_then(|flag| flag.as_bool())
            == Some(false)
        {
            problems.add(
                schema.at("additionalProperties"),
                "an answer with one more field would be lost to the client's user",
                "remove it",
            );
        }
    }
}
