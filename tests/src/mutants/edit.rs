//! One change.

use std::fmt;

use serde_json::Value;

/// One change of what a pointer leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// It is something else.
    Replace(Value),
    /// It is gone.
    Remove,
    /// It has another key.
    Rename(String),
    /// It has one key more.
    AddKey(String, Value),
    /// It has one item more.
    AddItem(Value),
    /// The item with this index and the next change places.
    SwapWithNext(usize),
}

impl Edit {
    /// Makes the change. One that does not fit what is there changes nothing.
    pub(super) fn apply(&self, document: &mut Value, pointer: &str) {
        match self {
            Self::Replace(value) => {
                if let Some(it) = document.pointer_mut(pointer) {
                    *it = value.clone();
                }
            }
            Self::Remove => {
                take(document, pointer);
            }
            Self::Rename(name) => {
                let value = take(document, pointer);
                if let (Some(value), Some((parent, _))) = (value, pointer.rsplit_once('/')) {
                    Self::AddKey(name.clone(), value).apply(document, parent);
                }
            }
            Self::AddKey(name, value) => {
                if let Some(Value::Object(object)) = document.pointer_mut(pointer) {
                    object.insert(name.clone(), value.clone());
                }
            }
            Self::AddItem(value) => {
                if let Some(Value::Array(items)) = document.pointer_mut(pointer) {
                    items.push(value.clone());
                }
            }
            Self::SwapWithNext(index) => {
                if let Some(Value::Array(items)) = document.pointer_mut(pointer)
                    && index + 1 < items.len()
                {
                    items.swap(*index, index + 1);
                }
            }
        }
    }
}

fn take(document: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, key) = pointer.rsplit_once('/')?;
    match document.pointer_mut(parent)? {
        Value::Object(object) => object.remove(&key.replace("~1", "/").replace("~0", "~")),
        Value::Array(items) => key.parse().ok().map(|index: usize| items.remove(index)),
        _ => None,
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replace(value) => write!(f, "replaced by {value}"),
            Self::Remove => f.write_str("removed"),
            Self::Rename(name) => write!(f, "renamed to {name}"),
            Self::AddKey(name, value) => write!(f, "{name}: {value} added"),
            Self::AddItem(value) => write!(f, "{value} added"),
            Self::SwapWithNext(index) => write!(f, "items {index} and {} swapped", index + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn after(edit: &Edit, pointer: &str) -> Value {
        let mut document = json!({"a/b": {"c": [1, 2]}});
        edit.apply(&mut document, pointer);
        document
    }

    #[test]
    fn an_edit_makes_its_change_and_no_other() {
        let array = "/a~1b/c";
        for (edit, pointer, expected) in [
            (
                Edit::Replace(json!(3)),
                "/a~1b/c/0",
                json!({"a/b": {"c": [3, 2]}}),
            ),
            (Edit::Remove, "/a~1b/c/0", json!({"a/b": {"c": [2]}})),
            (Edit::Remove, "/a~1b", json!({})),
            (
                Edit::Rename("d".to_owned()),
                array,
                json!({"a/b": {"d": [1, 2]}}),
            ),
            (
                Edit::AddKey("d".to_owned(), json!(1)),
                "/a~1b",
                json!({"a/b": {"c": [1, 2], "d": 1}}),
            ),
            (
                Edit::AddItem(json!(3)),
                array,
                json!({"a/b": {"c": [1, 2, 3]}}),
            ),
            (Edit::SwapWithNext(0), array, json!({"a/b": {"c": [2, 1]}})),
        ] {
            assert_eq!(after(&edit, pointer), expected, "{edit}");
        }
    }
}
