//! Where in the contract something is: a JSON pointer, as RFC 6901 writes it.

/// A JSON pointer. `/paths/~1v3~1tasks/post` is the key `post` below the key `/v3/tasks` below the key `paths`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to the whole document.
    pub(crate) fn root() -> Self {
        Self::default()
    }

    /// The pointer to the entry `key` of what this one points to. An index of a list is a key like any other.
    pub(crate) fn child(&self, key: impl std::fmt::Display) -> Self {
        let key = key.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{key}", self.0))
    }

    /// The pointer that a local reference such as `#/components/schemas/TaskId` holds.
    pub(crate) fn from_reference(reference: &str) -> Option<Self> {
        let pointer = reference.strip_prefix('#')?;
        pointer.starts_with('/').then(|| Self(pointer.to_owned()))
    }

    /// The pointer as text, escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The empty pointer is correct and invisible.
        f.write_str(if self.0.is_empty() {
            "(the whole document)"
        } else {
            &self.0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_tildes_in_keys_are_escaped() {
        let pointer = Pointer::root().child("paths").child("/v3/~x").child(0);
        assert_eq!(pointer.as_str(), "/paths/~1v3~1~0x/0");
    }

    #[test]
    fn only_local_references_are_pointers() {
        let pointer = Pointer::from_reference("#/components/schemas/TaskId").unwrap();
        assert_eq!(pointer.as_str(), "/components/schemas/TaskId");
        assert_eq!(Pointer::from_reference("other.yaml#/x"), None);
        assert_eq!(Pointer::from_reference("#anchor"), None);
    }
}
