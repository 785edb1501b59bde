//! Why a committed file is not what would be generated now.

use crate::contract::sha256;
use crate::header::Header;

/// A reason. More than one may hold at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// There is no file.
    Missing,
    /// The contract is not the one that the file was generated from.
    ContractChanged,
    /// Another generator, or another version of it, made the file.
    GeneratorChanged,
    /// The file is not what any generator wrote.
    EditedByHand,
}

impl Reason {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Missing => "the file is missing",
            Self::ContractChanged => "the contract changed since the file was generated",
            Self::GeneratorChanged => {
                "the generator changed: progenitor, its settings, or the passes in xtask"
            }
            Self::EditedByHand => "the file was edited by hand",
        }
    }
}

/// All reasons why `committed` differs from `fresh`, which was generated now with the header `now`. Empty if it does
/// not differ.
pub(crate) fn reasons(committed: Option<&str>, fresh: &str, now: &Header) -> Vec<Reason> {
    let Some(committed) = committed else {
        return vec![Reason::Missing];
    };
    if committed == fresh {
        return Vec::new();
    }
    // A generated file without a header has lost it to a hand.
    let Some((then, code)) = Header::split(committed) else {
        return vec![Reason::EditedByHand];
    };
    let mut reasons = Vec::new();
    if then.contract_sha256 != now.contract_sha256 {
        reasons.push(Reason::ContractChanged);
    }
    if then.generator != now.generator {
        reasons.push(Reason::GeneratorChanged);
    }
    if then.code_sha256 != sha256(code) {
        reasons.push(Reason::EditedByHand);
    }
    // Same contract, same version, an untouched file, and yet another result: a setting or a pass is another.
    if reasons.is_empty() {
        reasons.push(Reason::GeneratorChanged);
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Contract;

    const CODE: &str = "fn code() {}\n";

    fn header() -> Header {
        Header::new(&Contract::parse("openapi: 3.0.3\n").unwrap(), CODE).unwrap()
    }

    #[test]
    fn an_equal_file_has_no_reason_to_be_stale() {
        let fresh = header().join(CODE);
        assert_eq!(reasons(Some(&fresh), &fresh, &header()), []);
    }

    #[test]
    fn a_missing_file_is_told_apart() {
        let fresh = header().join(CODE);
        assert_eq!(reasons(None, &fresh, &header()), [Reason::Missing]);
    }

    #[test]
    fn a_hand_edit_is_told_from_a_changed_generator() {
        let fresh = header().join(CODE);
        let edited = fresh.replace("fn code", "fn mode");
        assert_eq!(
            reasons(Some(&edited), &fresh, &header()),
            [Reason::EditedByHand]
        );

        let other_pass = Header::new(
            &Contract::parse("openapi: 3.0.3\n").unwrap(),
            "fn old() {}\n",
        )
        .unwrap()
        .join("fn old() {}\n");
        assert_eq!(
            reasons(Some(&other_pass), &fresh, &header()),
            [Reason::GeneratorChanged]
        );
    }

    #[test]
    fn all_reasons_that_hold_are_given() {
        let fresh = header().join(CODE);
        let old = Header {
            contract_sha256: "0".repeat(64),
            generator: "progenitor 0.0.0".to_owned(),
            code_sha256: "0".repeat(64),
        }
        .join(CODE);
        assert_eq!(
            reasons(Some(&old), &fresh, &header()),
            [
                Reason::ContractChanged,
                Reason::GeneratorChanged,
                Reason::EditedByHand
            ]
        );
    }

    #[test]
    fn a_file_that_lost_its_header_was_edited_by_hand() {
        let fresh = header().join(CODE);
        assert_eq!(
            reasons(Some(CODE), &fresh, &header()),
            [Reason::EditedByHand]
        );
    }
}
