//! What the rules found.

use super::Rule;
use super::pointer::Pointer;

/// One thing in the contract that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the rule.
    pub rule: &'static str,
    /// Whether nothing may be generated before it is mended.
    pub blocks: bool,
    /// Where it is.
    pub pointer: Pointer,
    /// What is wrong, and what would come of it.
    pub reason: String,
    /// What to do.
    pub fix: String,
}

/// Collects the findings of one rule after the other.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    rule: &'static str,
    blocks: bool,
    findings: Vec<Finding>,
}

impl Problems {
    /// From now on, findings are those of `rule`.
    pub(crate) fn of(&mut self, rule: &Rule) -> &mut Self {
        self.rule = rule.name;
        self.blocks = rule.blocks;
        self
    }

    pub(crate) fn add(
        &mut self,
        pointer: Pointer,
        reason: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.findings.push(Finding {
            rule: self.rule,
            blocks: self.blocks,
            pointer,
            reason: reason.into(),
            fix: fix.into(),
        });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
