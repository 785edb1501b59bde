//! Contracts that are wrong in one fact each, to see whether the checks notice.
//!
//! The mutants come from a walk through the contract and not from a list, so a new fact is covered as soon as it is
//! there. Prose is left alone.

mod edit;
mod likely;

use std::collections::HashSet;
use std::fmt;

use serde_json::Value;

use crate::contract::child;
use crate::facts::is_prose;
pub use edit::Edit;

/// One change of one fact.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The fact, as a JSON pointer.
    pub pointer: String,
    /// What is changed.
    pub edit: Edit,
}

impl Mutant {
    /// The contract with the change made.
    pub fn of(&self, contract: &Value) -> Value {
        let mut mutated = contract.clone();
        self.edit.apply(&mut mutated, &self.pointer);
        mutated
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.edit)
    }
}

/// Every mutant of a contract.
pub fn mutants(contract: &Value) -> Vec<Mutant> {
    let mut walk = Walk {
        contract,
        mutants: Vec::new(),
    };
    walk.visit("", contract);
    // A likely mistake may be one that the walk makes anyway, or one that changes nothing.
    let mut seen = HashSet::new();
    walk.mutants
        .retain(|mutant| seen.insert(mutant.to_string()) && mutant.of(contract) != *contract);
    walk.mutants
}

struct Walk<'a> {
    contract: &'a Value,
    mutants: Vec<Mutant>,
}

impl Walk<'_> {
    fn make(&mut self, pointer: &str, edit: Edit) {
        self.mutants.push(Mutant {
            pointer: pointer.to_owned(),
            edit,
        });
    }

    fn visit(&mut self, pointer: &str, value: &Value) {
        if is_prose(pointer, value) {
            return;
        }
        for edit in likely::edits(self.contract, pointer, value) {
            self.make(pointer, edit);
        }
        match value {
            Value::Object(object) => {
                self.make(pointer, Edit::AddKey("added".to_owned(), Value::from(1)));
                for (key, value) in object {
                    let at = child(pointer, key);
                    if !is_prose(&at, value) {
                        self.make(&at, Edit::Remove);
                        self.make(&at, Edit::Rename(format!("{key}x")));
                    }
                    self.visit(&at, value);
                }
            }
            Value::Array(items) => {
                self.make(pointer, Edit::AddItem(Value::from("added")));
                for (index, item) in items.iter().enumerate() {
                    let at = format!("{pointer}/{index}");
                    self.make(&at, Edit::Remove);
                    if index + 1 < items.len() {
                        self.make(pointer, Edit::SwapWithNext(index));
                    }
                    self.visit(&at, item);
                }
            }
            Value::String(text) => {
                self.make(pointer, Edit::Replace(format!("{text}x").into()));
                let mut shorter = text.clone();
                shorter.pop();
                self.make(pointer, Edit::Replace(shorter.into()));
                self.make(pointer, Edit::Replace(other_case(text).into()));
                self.make(pointer, Edit::Replace(Value::from(1)));
            }
            Value::Number(number) => {
                let number = number.as_i64().unwrap_or_default();
                self.make(pointer, Edit::Replace((number + 1).into()));
                self.make(pointer, Edit::Replace((number - 1).into()));
                self.make(pointer, Edit::Replace(number.to_string().into()));
            }
            Value::Bool(flag) => self.make(pointer, Edit::Replace((!flag).into())),
            Value::Null => self.make(pointer, Edit::Replace(Value::from(1))),
        }
    }
}

fn other_case(text: &str) -> String {
    if text.chars().any(char::is_uppercase) {
        text.to_lowercase()
    } else {
        text.to_uppercase()
    }
}
