//! `cargo xtask lint`: holds the contract to the rules of this repository.
//!
//! Some rules keep the generator from panicking, some keep the generated client honest, some keep the contract readable.
//! The first two kinds block the generator; the third is advice to it, and a finding to this chore like any other. All
//! look at the plain YAML, because an OpenAPI parser drops what it does not know. One file holds one family of
//! rules; `tests/fixtures` has a contract for each rule that breaks this rule alone.

mod authentication;
mod bodies;
mod descriptions;
mod document;
mod examples;
mod limits;
mod model;
mod names;
mod operations;
mod parameters;
mod pointer;
mod problems;
mod provenance;
mod reach;
mod references;
mod responses;
mod schemas;
mod servers;
mod structure;
mod unused;

use std::path::Path;

use yaml_serde::Value;

pub use self::pointer::Pointer;
pub use self::problems::Finding;

use self::document::Document;
use self::problems::Problems;
use crate::Error;
use crate::contract::{CONTRACT_PATH, Contract};
use crate::report::Report;

/// A rule: its name, whether breaking it stops the generator, and what finds the places that break it. The reason for
/// the rule is the doc comment of that function.
struct Rule {
    name: &'static str,
    blocks: bool,
    check: fn(&Document<'_>, &mut Problems),
}

impl Rule {
    /// A rule without which the generator panics, or the client does not compile or does something wrong.
    const fn blocking(name: &'static str, check: fn(&Document<'_>, &mut Problems)) -> Self {
        Self {
            name,
            blocks: true,
            check,
        }
    }

    /// A rule on how well the contract explains and proves itself. The client does the same without it.
    const fn advisory(name: &'static str, check: fn(&Document<'_>, &mut Problems)) -> Self {
        Self {
            name,
            blocks: false,
            check,
        }
    }
}

/// The families of rules, from the outside of the document to the inside. Findings come in this order.
const FAMILIES: &[&[Rule]] = &[
    structure::RULES,
    servers::RULES,
    authentication::RULES,
    operations::RULES,
    parameters::RULES,
    bodies::RULES,
    responses::RULES,
    references::RULES,
    schemas::RULES,
    names::RULES,
    limits::RULES,
    descriptions::RULES,
    provenance::RULES,
    examples::RULES,
    unused::RULES,
];

/// The names of all rules, in the order in which they are checked.
pub fn rules() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().copied().flatten().map(|rule| rule.name)
}

/// Everything in `contract` that breaks a rule. Any YAML is an answer, never a panic.
pub fn findings(contract: &Value) -> Vec<Finding> {
    let document = Document::new(contract);
    let mut problems = Problems::default();
    for rule in FAMILIES.iter().copied().flatten() {
        (rule.check)(&document, problems.of(rule));
    }
    problems.into_findings()
}

/// Checks the contract of the repository at `root`.
///
/// # Errors
///
/// If the contract cannot be read. One that breaks rules is no error but a bad report.
pub fn run(root: &Path) -> Result<Report, Error> {
    let contract = Contract::read(root)?;
    let findings = findings(contract.document());
    if findings.is_empty() {
        Ok(Report::good(format!("{CONTRACT_PATH} keeps all rules\n")))
    } else {
        Ok(Report::bad(list(&findings)))
    }
}

/// The findings as text, numbered.
pub(crate) fn list(findings: &[Finding]) -> String {
    let mut text = String::new();
    for (number, finding) in (1..).zip(findings) {
        text.push_str(&format!(
            "{number}. {} at {}\n   {}\n   fix: {}\n\n",
            finding.rule, finding.pointer, finding.reason, finding.fix
        ));
    }
    let places = if findings.len() == 1 {
        "place"
    } else {
        "places"
    };
    text.push_str(&format!(
        "{CONTRACT_PATH} breaks rules in {} {places}\n",
        findings.len()
    ));
    text
}
