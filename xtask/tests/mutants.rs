//! Breaks the contract at every place and in every simple way. Whatever happens, nothing panics, and what the blocking
//! rules of the lint let through can be generated.
//!
//! All mutants take minutes, so a run tries a sample of them, always the same one for a contract.
//! `XTASK_MUTANTS=all cargo test --package xtask --test mutants` tries them all.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of it is test, and clippy sees the tests alone"
)]

use std::hash::{DefaultHasher, Hash, Hasher as _};

use xtask::codegen;
use xtask::contract::{Contract, find_root};
use xtask::lint;
use yaml_serde::{Mapping, Value};

/// One mutant in so many is tried, which keeps a run to some seconds.
const SHARE: u64 = 20;

/// The way to a value: keys and indices.
type Way = Vec<Value>;

/// All values inside `value`, itself included.
fn ways(value: &Value, way: &Way, found: &mut Vec<Way>) {
    found.push(way.clone());
    let inner: Vec<(Value, &Value)> = match value {
        Value::Mapping(mapping) => mapping.iter().map(|(key, v)| (key.clone(), v)).collect(),
        Value::Sequence(items) => items
            .iter()
            .enumerate()
            .map(|(index, v)| (Value::from(index), v))
            .collect(),
        _ => Vec::new(),
    };
    for (step, value) in inner {
        let mut way = way.clone();
        way.push(step);
        ways(value, &way, found);
    }
}

fn at<'v>(value: &'v mut Value, way: &[Value]) -> &'v mut Value {
    way.iter().fold(value, |value, step| match value {
        Value::Sequence(items) => &mut items[usize::try_from(step.as_u64().unwrap()).unwrap()],
        other => &mut other[step],
    })
}

fn replaced(contract: &Value, way: &[Value], replacement: &Value) -> Value {
    let mut mutant = contract.clone();
    *at(&mut mutant, way) = replacement.clone();
    mutant
}

fn removed(contract: &Value, way: &[Value]) -> Option<Value> {
    let (last, parent) = way.split_last()?;
    let mut mutant = contract.clone();
    match at(&mut mutant, parent) {
        Value::Sequence(items) => {
            items.remove(usize::try_from(last.as_u64()?).ok()?);
        }
        Value::Mapping(mapping) => {
            mapping.remove(last);
        }
        _ => return None,
    }
    Some(mutant)
}

/// Whether the lint lets the mutant through. If its blocking rules do, the client must come out.
fn passes(mutant: &Value, what: &str) -> bool {
    let findings = lint::findings(mutant);
    if !findings.iter().any(|finding| finding.blocks) {
        let text = yaml_serde::to_string(mutant).unwrap();
        let contract = Contract::parse(&text).unwrap();
        match codegen::client_file(&contract) {
            Ok(client) => assert!(
                syn::parse_file(&client).is_ok(),
                "no rule blocks {what}, and what is generated is no rust"
            ),
            Err(error) => panic!("no rule blocks {what}, and yet: {error}"),
        }
    }
    findings.is_empty()
}

/// What became of the mutants of one kind.
#[derive(Clone, Copy, Default)]
struct Count {
    /// How many were tried.
    tried: usize,
    /// How many of them the lint has nothing to say of.
    passing: usize,
}

/// Tries the mutants that come out when each value is changed by `mutate`. Each `kind` of change has a sample of its own.
fn count(kind: impl Hash, mutate: impl Fn(&Value, &[Value]) -> Option<Value>) -> Count {
    let tries_all = std::env::var_os("XTASK_MUTANTS").is_some_and(|which| which == "all");
    let contract = Contract::read(&find_root()).unwrap();
    let contract = contract.document();
    let mut all = Vec::new();
    ways(contract, &Way::new(), &mut all);
    assert!(all.len() > 400, "{} places", all.len());
    let mut count = Count::default();
    for way in all {
        if (tries_all || is_in_sample(&kind, &way))
            && let Some(mutant) = mutate(contract, &way)
        {
            count.tried += 1;
            count.passing += usize::from(passes(&mutant, &format!("a change at {way:?}")));
        }
    }
    count
}

fn is_in_sample(kind: &impl Hash, way: &[Value]) -> bool {
    // This hasher begins with the same keys each time, so the sample is the same too.
    let mut hasher = DefaultHasher::new();
    (kind, way).hash(&mut hasher);
    hasher.finish().is_multiple_of(SHARE)
}

/// Fewer than half of all places are free text, where a change of this kind is nobody's business. A sample is small, and
/// may have more of them.
fn assert_most_are_caught(Count { tried, passing }: Count) {
    assert!(tried > 10, "{tried} mutants tried");
    assert!(passing * 4 < tried * 3, "{passing} of {tried} pass");
}

/// Puts `replacement` into each place.
fn replace_by(replacement: &Value) {
    assert_most_are_caught(count(replacement, |contract, way| {
        Some(replaced(contract, way, replacement))
    }));
}

#[test]
fn nothing_that_is_replaced_by_null_makes_the_generator_fail() {
    replace_by(&Value::Null);
}

#[test]
fn nothing_that_is_replaced_by_a_number_makes_the_generator_fail() {
    replace_by(&Value::from(7));
}

#[test]
fn nothing_that_is_replaced_by_a_text_makes_the_generator_fail() {
    replace_by(&Value::from("mutant"));
}

#[test]
fn nothing_that_is_replaced_by_a_list_makes_the_generator_fail() {
    replace_by(&Value::Sequence(vec![Value::from("mutant")]));
}

#[test]
fn nothing_that_is_replaced_by_a_mapping_makes_the_generator_fail() {
    let mapping = Mapping::from_iter([(Value::from("mutant"), Value::from("mutant"))]);
    replace_by(&Value::Mapping(mapping));
}

#[test]
fn nothing_that_is_removed_makes_the_generator_fail() {
    assert_most_are_caught(count("removed", removed));
}

#[test]
fn nothing_that_is_emptied_makes_the_generator_fail() {
    for empty in [
        Value::from(""),
        Value::Sequence(Vec::new()),
        Value::Mapping(Mapping::new()),
        Value::from(0),
        Value::from(f64::NAN),
        Value::from(true),
    ] {
        replace_by(&empty);
    }
}

/// Keywords that mean something in a schema, each with a value that is right somewhere.
const KEYWORDS: &str = "
- {nullable: true}
- {type: string}
- {type: integer}
- {type: number}
- {type: boolean}
- {type: array}
- {type: object}
- {type: array, items: {type: string}}
- {format: int32}
- {format: int64}
- {format: float}
- {format: date-time}
- {minLength: 1}
- {maxLength: 0}
- {minItems: 1}
- {minItems: 2, maxItems: 2}
- {maxProperties: 0}
- {required: [mutant]}
- {required: []}
- {properties: {}}
- {properties: {mutant: {type: string, description: d}}}
- {properties: {mutant: {type: object, description: d, properties: {}}}}
- {properties: {mutant: {type: array, description: d, items: {type: integer, nullable: true}}}}
- {additionalProperties: true}
- {additionalProperties: false}
- {additionalProperties: {type: object}}
- {additionalProperties: {type: array, items: {type: object, additionalProperties: false}}}
- {enum: [mutant], x-enum-descriptions: {mutant: d}}
- {enum: []}
- {enum: [null, 1, mutant]}
- {allOf: []}
- {allOf: [{type: string}]}
- {allOf: [{$ref: '#/components/schemas/CopyState'}]}
- {anyOf: [{type: string}]}
- {not: {}}
- {default: mutant}
- {pattern: '('}
- {example: mutant}
- {title: mutant}
- {$ref: '#/components/schemas/CopyState'}
- {$ref: '#/components/schemas/UpdateCopyStateRequest'}
- {$ref: mutant}
";

/// Each schema, and everything that looks like one, is given each of these.
#[test]
fn no_keyword_that_is_added_to_a_schema_makes_the_generator_fail() {
    let keywords: Vec<Mapping> = yaml_serde::from_str(KEYWORDS).unwrap();
    let (mut all_tried, mut all_passing) = (0, 0);
    for added in keywords {
        let count = count(&added, |contract, way| {
            let mut mutant = contract.clone();
            let schema = at(&mut mutant, way).as_mapping_mut()?;
            if !["type", "allOf", "$ref"]
                .iter()
                .any(|key| schema.contains_key(key))
            {
                return None;
            }
            schema.extend(added.clone());
            Some(mutant)
        });
        all_tried += count.tried;
        all_passing += count.passing;
    }
    assert!(all_tried > 40, "{all_tried} mutants tried");
    assert!(all_passing > 0, "no keyword may be added anywhere");
}
