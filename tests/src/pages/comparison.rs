//! A contract beside the pages.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Finding;
use crate::contract::{child, keys};
use crate::facts::facts;

/// A contract beside the pages: what differs, and which facts the pages state at all.
pub(super) struct Comparison<'a> {
    pub(super) document: &'a Value,
    pub(super) findings: Vec<Finding>,
    pub(super) stated: BTreeSet<String>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        Self {
            document,
            findings: Vec::new(),
            stated: BTreeSet::new(),
        }
    }

    /// Notes a difference.
    pub(super) fn differ(&mut self, pointer: &str, text: impl Into<String>) {
        self.findings.push(Finding::new(pointer, text));
    }

    /// Marks everything at `pointer` as stated by a page.
    pub(super) fn state(&mut self, pointer: &str) {
        if let Some(value) = self.document.pointer(pointer) {
            self.stated.extend(facts(value, pointer).into_keys());
        }
    }

    /// The page states what stands at `pointer`.
    pub(super) fn holds(&mut self, pointer: &str, page: &Value) {
        self.state(pointer);
        match self.document.pointer(pointer) {
            Some(value) if value == page => {}
            Some(value) => self.differ(pointer, format!("the page says {page}, not {value}")),
            None => self.differ(
                pointer,
                format!("the page says {page}, and nothing is here"),
            ),
        }
    }

    /// The page states `key` of the object at `pointer`, or states nothing of it (`null`). The contract may say
    /// something else if it keeps the page's word.
    pub(super) fn holds_or_documents(&mut self, pointer: &str, key: &str, page: &Value) {
        let at = child(pointer, key);
        let documented = child(&child(pointer, "x-documented"), key);
        let given = self.document.pointer(&at).unwrap_or(&Value::Null);
        if self.document.pointer(&documented).is_some() {
            if given == page {
                self.is_needless(&documented);
            }
            self.holds(&documented, page);
        } else if page.is_null() {
            if !given.is_null() {
                self.differ(&at, format!("the page does not say {given}"));
            }
        } else {
            self.holds(&at, page);
        }
    }

    /// There is no difference that `x-documented` would have to keep.
    pub(super) fn is_needless(&mut self, documented: &str) {
        if self.document.pointer(documented).is_some() {
            self.differ(
                documented,
                "it keeps what the page and the contract agree on",
            );
        }
    }

    /// How many items the list at `pointer` has.
    pub(super) fn length(&self, pointer: &str) -> usize {
        let list = self.document.pointer(pointer).and_then(Value::as_array);
        list.map_or(0, Vec::len)
    }

    /// The only child of the object at `pointer`: a page knows of one media type.
    pub(super) fn only_child(&mut self, pointer: &str) -> Option<String> {
        match keys(self.document, pointer).as_slice() {
            [only] => Some(child(pointer, only)),
            others => {
                self.differ(pointer, format!("one is expected, not {}", others.len()));
                None
            }
        }
    }
}
