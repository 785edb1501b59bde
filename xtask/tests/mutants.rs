//! Breaks the contract at every place and in every simple way. Whatever happens, nothing panics, and what the lint lets
//! through can be generated.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "all of it is test, and clippy sees the tests alone"
)]

use xtask::codegen;
use xtask::contract::{Contract, find_root};
use xtask::lint;
use yaml_serde::{Mapping, Value};

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

/// Whether the lint lets the mutant through. If it does, the client must come out.
fn passes(mutant: &Value, what: &str) -> bool {
    if !lint::findings(mutant).is_empty() {
        return false;
    }
    let text = yaml_serde::to_string(mutant).unwrap();
    let contract = Contract::parse(&text).unwrap();
    match codegen::client_file(&contract) {
        Ok(client) => assert!(
            syn::parse_file(&client).is_ok(),
            "the lint passes {what}, and what is generated is no rust"
        ),
        Err(error) => panic!("the lint passes {what}, and yet: {error}"),
    }
    true
}

/// How many mutants the lint lets through when each value is changed by `mutate`.
fn count_passing(mutate: impl Fn(&Value, &[Value]) -> Option<Value>) -> (usize, usize) {
    let contract = Contract::read(&find_root()).unwrap();
    let contract = contract.document();
    let mut all = Vec::new();
    ways(contract, &Way::new(), &mut all);
    let mut passing = 0;
    let mut mutants = 0;
    for way in all {
        if let Some(mutant) = mutate(contract, &way) {
            mutants += 1;
            passing += usize::from(passes(&mutant, &format!("a change at {way:?}")));
        }
    }
    (mutants, passing)
}

/// Fewer than half of all places are free text, where a change of this kind is nobody's business.
fn assert_most_are_caught((mutants, passing): (usize, usize)) {
    assert!(mutants > 400, "{mutants} mutants");
    assert!(passing < mutants / 2, "{passing} of {mutants} pass");
}

#[test]
fn nothing_that_is_replaced_by_null_makes_the_generator_fail() {
    assert_most_are_caught(count_passing(|contract, way| {
        Some(replaced(contract, way, &Value::Null))
    }));
}

#[test]
fn nothing_that_is_replaced_by_a_number_makes_the_generator_fail() {
    assert_most_are_caught(count_passing(|contract, way| {
        Some(replaced(contract, way, &Value::from(7)))
    }));
}

#[test]
fn nothing_that_is_replaced_by_a_text_makes_the_generator_fail() {
    assert_most_are_caught(count_passing(|contract, way| {
        Some(replaced(contract, way, &Value::from("mutant")))
    }));
}

#[test]
fn nothing_that_is_replaced_by_a_list_makes_the_generator_fail() {
    assert_most_are_caught(count_passing(|contract, way| {
        let list = Value::Sequence(vec![Value::from("mutant")]);
        Some(replaced(contract, way, &list))
    }));
}

#[test]
fn nothing_that_is_replaced_by_a_mapping_makes_the_generator_fail() {
    assert_most_are_caught(count_passing(|contract, way| {
        let mapping = Mapping::from_iter([(Value::from("mutant"), Value::from("mutant"))]);
        Some(replaced(contract, way, &Value::Mapping(mapping)))
    }));
}

#[test]
fn nothing_that_is_removed_makes_the_generator_fail() {
    assert_most_are_caught(count_passing(removed));
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
        assert_most_are_caught(count_passing(|contract, way| {
            Some(replaced(contract, way, &empty))
        }));
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
    let mut all_passing = 0;
    for added in keywords {
        let (mutants, passing) = count_passing(|contract, way| {
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
        assert!(mutants > 40, "{mutants} mutants");
        all_passing += passing;
    }
    assert!(all_passing > 0, "no keyword may be added anywhere");
}
