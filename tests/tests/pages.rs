//! The contract against the vendor's pages, and against what was decided beyond them.

use contract_tests::contract::contract;
use contract_tests::{decisions, list, pages};

#[test]
fn the_contract_says_what_the_pages_say() {
    let findings = pages::check(&contract());
    assert!(findings.is_empty(), "{}", list(&findings));
}

#[test]
fn every_other_fact_of_the_contract_is_a_decision() {
    let findings = decisions::check(&contract());
    assert!(findings.is_empty(), "{}", list(&findings));
}
