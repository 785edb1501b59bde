//! The contract against the vendor's pages, and against what was decided beyond them.

use contract_tests::contract::contract;
use contract_tests::{Finding, decisions, pages};

fn list(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn the_contract_says_what_the_pages_say() {
    let findings = pages::check(&contract());
    assert!(findings.is_empty(), "\n{}", list(&findings));
}

#[test]
fn every_other_fact_of_the_contract_is_a_decision() {
    let findings = decisions::check(&contract());
    assert!(findings.is_empty(), "\n{}", list(&findings));
}
