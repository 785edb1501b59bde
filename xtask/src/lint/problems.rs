//! What the rules found.

use super::pointer::Pointer;

/// One thing in the contract that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the rule.
    pub rule: &'static str,
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
    findings: Vec<Finding>,
}

impl Problems {
    /// From now on, findings are those of `rule`.
    pub(crate) fn of(&mut self, rule: &'static str) -> &mut Self {
        self.rule = rule;
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
