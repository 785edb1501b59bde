//! What the contract says of an operation as a whole.

use http::Method;

/// An operation of the contract. The values are in [`operations`](crate::operations).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The contract's `operationId`.
    pub id: &'static str,
    /// The name that generated code gives to the hooks.
    pub hook_id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, with its parameter in braces.
    pub path: &'static str,
    /// Whether the operation may be sent again.
    pub retry: Retry,
}

impl Operation {
    /// The path with its parameter filled in. `id` is taken as it is.
    pub fn path_of(&self, id: &str) -> String {
        match (self.path.find('{'), self.path.find('}')) {
            (Some(open), Some(close)) => {
                let (before, after) = (&self.path[..open], &self.path[close + 1..]);
                format!("{before}{id}{after}")
            }
            _ => self.path.to_owned(),
        }
    }
}

/// Whether an operation may be sent again: the contract's `x-retry`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// It sets values, so that sending it twice does what sending it once does.
    Repeatable,
    /// It has an effect each time it is processed, so that it may be sent again only if it provably was not.
    OnlyIfNotProcessed,
}
