//! The generated Rust types against the contract.

use contract_tests::contract::contract;
use contract_tests::{list, types};

#[test]
fn every_schema_has_its_type_and_both_say_the_same() {
    let findings = types::check(&contract());
    assert!(findings.is_empty(), "{}", list(&findings));
}

#[test]
fn every_generated_type_is_held_to_the_contract() {
    let generated = include_str!("../../crates/huaweicloud-sms-api/src/generated.rs");
    let mut names: Vec<_> = generated
        .split_once("pub mod types {")
        .and_then(|(_, types)| types.split_once("pub mod error {"))
        .map(|(types, _)| types)
        .expect("the types stand before the errors of their conversions")
        .lines()
        .filter_map(|line| {
            let name = line
                .strip_prefix("    pub struct ")
                .or_else(|| line.strip_prefix("    pub enum "))?;
            name.split(|c: char| !c.is_alphanumeric()).next()
        })
        .collect();
    names.sort_unstable();
    assert_eq!(names, types::names());
}
