use crate::contract::{Contract, Operation};
use crate::schema::Schema;

/// What an operation of the contract is about. The contract names operations; it cannot say what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Task,
    Source,
}

impl Subject {
    /// None, if the emulator does not know the operation.
    pub(crate) fn of(operation: &Operation) -> Option<Self> {
        match operation.name.as_str() {
            "UpdateTaskStatus" => Some(Self::Task),
            "UpdateCopyState" => Some(Self::Source),
            _ => None,
        }
    }

    /// The schemas that bind the ids of such things.
    pub(crate) fn id_schemas(self, contract: &Contract) -> impl Iterator<Item = &Schema> {
        contract
            .operations
            .iter()
            .filter(move |operation| Self::of(operation) == Some(self))
            .map(|operation| &operation.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::EMBEDDED;

    #[test]
    fn every_operation_of_the_contract_has_a_subject() {
        for operation in Contract::read(EMBEDDED).unwrap().operations {
            assert!(Subject::of(&operation).is_some(), "{}", operation.name);
        }
    }
}
