use serde_json::{Map, Value};

use crate::Error;

/// How many references may follow one another. Two are a lot; a cycle has no end.
const MAX_REFERENCES: usize = 16;

/// A contract as it stands in its file, with access that says what is missing.
#[derive(Debug)]
pub(crate) struct Document {
    root: Value,
}

impl Document {
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let root = yaml_serde::from_str(text)
            .map_err(|cause| unusable_because("it is no YAML document; mend it", cause))?;
        Ok(Self { root })
    }

    /// What stands at a JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> Result<&Value, Error> {
        self.root
            .pointer(pointer)
            .ok_or_else(|| unusable(&format!("it has no `{pointer}`; add it")))
    }

    /// A member of an object, its references followed.
    pub(crate) fn member<'a>(&'a self, parent: &'a Value, name: &str) -> Result<&'a Value, Error> {
        let member = parent.get(name).ok_or_else(|| {
            unusable(&format!(
                "`{name}` is missing from {}; add it",
                excerpt(parent)
            ))
        })?;
        self.resolve(member)
    }

    /// The value itself, or what its `$ref` leads to.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> Result<&'a Value, Error> {
        let mut value = value;
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Ok(value);
            };
            let pointer = reference.strip_prefix('#').ok_or_else(|| {
                unusable(&format!(
                    "`{reference}` leads out of the document; bring it in"
                ))
            })?;
            value = self.at(pointer)?;
        }
        Err(unusable("its references lead in a circle; cut it"))
    }

    pub(crate) fn object<'a>(&self, value: &'a Value) -> Result<&'a Map<String, Value>, Error> {
        value
            .as_object()
            .ok_or_else(|| unusable(&format!("{} is no object; make it one", excerpt(value))))
    }

    pub(crate) fn list<'a>(&self, value: &'a Value) -> Result<&'a [Value], Error> {
        value
            .as_array()
            .map(Vec::as_slice)
            .ok_or_else(|| unusable(&format!("{} is no list; make it one", excerpt(value))))
    }

    /// The first member of an object.
    pub(crate) fn first<'a>(&'a self, value: &'a Value) -> Result<(&'a str, &'a Value), Error> {
        let (name, member) = self
            .object(value)?
            .iter()
            .next()
            .ok_or_else(|| unusable("an object that needs a member is empty; add one"))?;
        Ok((name, self.resolve(member)?))
    }

    pub(crate) fn text<'a>(&'a self, parent: &'a Value, name: &str) -> Result<&'a str, Error> {
        let member = self.member(parent, name)?;
        member.as_str().ok_or_else(|| {
            unusable(&format!(
                "`{name}` is {}; make it a string",
                excerpt(member)
            ))
        })
    }

    pub(crate) fn count(&self, parent: &Value, name: &str) -> Result<usize, Error> {
        let member = parent.get(name).unwrap_or(&Value::Null);
        member
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
            .ok_or_else(|| unusable(&format!("`{name}` is {}; make it a count", excerpt(member))))
    }
}

pub(crate) fn unusable(why: &str) -> Error {
    Error::new(format!("the contract cannot be used: {why}"))
}

pub(crate) fn unusable_because(
    why: &str,
    cause: impl std::error::Error + Send + Sync + 'static,
) -> Error {
    Error::caused_by(format!("the contract cannot be used: {why}"), cause)
}

/// Enough of a value to find it in the file.
fn excerpt(value: &Value) -> String {
    const CHARACTERS: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_of_references_is_refused() {
        let document = Document::read("a: {$ref: '#/b'}\nb: {$ref: '#/a'}").unwrap();
        let error = document.resolve(document.at("/a").unwrap()).unwrap_err();
        assert!(error.to_string().contains("circle"), "{error}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let document = Document::read("a: {b: 1}").unwrap();
        let error = document
            .member(document.at("/a").unwrap(), "c")
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the contract cannot be used: `c` is missing from {\"b\":1}; add it"
        );
    }

    #[test]
    fn a_reference_out_of_the_document_is_refused() {
        let document = Document::read("a: {$ref: 'other.yaml#/b'}").unwrap();
        let error = document.resolve(document.at("/a").unwrap()).unwrap_err();
        assert!(error.to_string().contains("other.yaml#/b"), "{error}");
    }
}
