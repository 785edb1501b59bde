//! What was decided beyond the pages.
//!
//! The fixture lists each decision with its reason and its facts. The facts of the pages and these are all there are:
//! one that neither holds is a finding, and so is one that both hold.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::Finding;
use crate::contract::{child, keys};
use crate::facts::facts;
use crate::pages;

/// The list in which a schema explains the values of its enum.
const ENUM_DESCRIPTIONS: &str = "x-enum-descriptions";

/// The fixture, and the facts it lists by where they stand.
struct Decisions {
    fixture: Value,
    facts: BTreeMap<String, Value>,
}

static DECISIONS: LazyLock<Decisions> = LazyLock::new(|| {
    let fixture: Value = serde_json::from_str(include_str!("../fixtures/decisions.json"))
        .expect("the fixture is JSON");
    let facts = decided_facts(&fixture);
    Decisions { fixture, facts }
});

/// Holds the contract to the decisions.
pub fn check(contract: &Value) -> Vec<Finding> {
    let Decisions {
        fixture,
        facts: decided,
    } = &*DECISIONS;
    let mut findings = Vec::new();
    let stated = pages::stated(contract);
    // The texts are held by the types and the keys below.
    let mut given = facts(contract, "");
    given.retain(|pointer, _| !pointer.contains(ENUM_DESCRIPTIONS));

    for (pointer, value) in &given {
        match (decided.get(pointer), stated.contains(pointer)) {
            (None, true) => {}
            (None, false) => findings.push(Finding::new(
                pointer,
                format!("no page states and no decision holds {value}"),
            )),
            (Some(_), true) => {
                findings.push(Finding::new(
                    pointer,
                    "a page states it, so it is no decision",
                ));
            }
            (Some(decision), false) if decision != value => findings.push(Finding::new(
                pointer,
                format!("the decision is {decision}, not {value}"),
            )),
            (Some(_), false) => {}
        }
    }
    for (pointer, decision) in decided {
        if !given.contains_key(pointer) {
            findings.push(Finding::new(
                pointer,
                format!("the decision is {decision}, and nothing is here"),
            ));
        }
    }
    check_example_names(contract, fixture, &mut findings);
    check_enum_descriptions(contract, "", &mut findings);
    findings
}

fn decided_facts(fixture: &Value) -> BTreeMap<String, Value> {
    let mut decided = BTreeMap::new();
    let lists = fixture["decisions"].as_array().into_iter().flatten();
    for (pointer, value) in lists
        .filter_map(|decision| decision["facts"].as_object())
        .flatten()
    {
        for (pointer, fact) in facts(value, pointer) {
            if decided.insert(pointer.clone(), fact).is_some() {
                panic!("two decisions hold {pointer}; strike one of them out");
            }
        }
    }
    decided
}

/// The pages show examples and do not name them.
fn check_example_names(contract: &Value, fixture: &Value, findings: &mut Vec<Finding>) {
    for (pointer, names) in fixture["example_names"].as_object().into_iter().flatten() {
        let given = json!(keys(contract, pointer));
        if given != *names {
            findings.push(Finding::new(
                pointer,
                format!("the examples are named {names}, not {given}"),
            ));
        }
    }
}

/// Every value of an enum is described, and nothing else is.
fn check_enum_descriptions(value: &Value, pointer: &str, findings: &mut Vec<Finding>) {
    let Value::Object(object) = value else {
        return;
    };
    let mut values: Vec<_> = match object.get("enum") {
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    values.sort_unstable();
    let mut described = keys(value, &format!("/{ENUM_DESCRIPTIONS}"));
    described.sort_unstable();
    let is_bare = values.is_empty() && !object.contains_key(ENUM_DESCRIPTIONS);
    if !is_bare && values != described {
        findings.push(Finding::new(
            child(pointer, ENUM_DESCRIPTIONS),
            format!("{described:?} are described, and the values are {values:?}"),
        ));
    }
    for (key, value) in object {
        check_enum_descriptions(value, &child(pointer, key), findings);
    }
}
