//! Whether the calls reach all of the contract.

use serde_json::Value;

use super::answers::covers;
use super::judge::Judged;
use super::rules::{OperationRules, Rules};
use crate::Finding;
use crate::contract::{child, follow, keys};

/// Everything that the contract allows was sent at least once: every operation, every value, every field with and
/// without, every example, every limit; and every documented status was answered.
pub(super) fn check(
    contract: &Value,
    rules: &Rules,
    judged: &[Judged<'_>],
    findings: &mut Vec<Finding>,
) {
    for rules in &rules.operations {
        let calls: Vec<_> = judged
            .iter()
            .filter(|call| std::ptr::eq(call.rules, rules))
            .collect();
        let mut coverage = Coverage {
            contract,
            rules,
            calls,
            findings,
        };
        coverage.ids();
        coverage.bodies();
        coverage.statuses();
        coverage.tokens();
    }
}

struct Coverage<'a> {
    contract: &'a Value,
    rules: &'a OperationRules,
    calls: Vec<&'a Judged<'a>>,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Coverage<'a> {
    fn at(&self, key: &str) -> String {
        child(&self.rules.operation.pointer, key)
    }

    fn expect(&mut self, pointer: &str, what: String, is_covered: impl Fn(&Judged<'_>) -> bool) {
        if !self.calls.iter().any(|call| is_covered(call)) {
            let text = format!("no call that the contract allows {what}");
            self.findings.push(Finding::new(pointer, text));
        }
    }

    fn ids(&mut self) {
        let parameter = format!("{}/0", self.at("parameters"));
        let example = child(&parameter, "example");
        if let Some(id) = self.contract.pointer(&example).cloned() {
            self.expect(&example, format!("has the id {id}"), |call| {
                call.ids.iter().any(|sent| id == *sent)
            });
        }
        let schema = follow(self.contract, &child(&parameter, "schema"));
        for limit in ["minLength", "maxLength"] {
            self.length(&schema, limit, "an id", |call, length| {
                call.ids.iter().any(|id| id.chars().count() == length)
            });
        }
    }

    fn tokens(&mut self) {
        let schemes = "/components/securitySchemes";
        for scheme in keys(self.contract, schemes) {
            let limits = child(&child(schemes, &scheme), "x-documented");
            for limit in ["minLength", "maxLength"] {
                self.length(&limits, limit, "a token", |call, length| {
                    call.token.chars().count() == length
                });
            }
        }
    }

    fn length(
        &mut self,
        schema: &str,
        limit: &str,
        what: &str,
        has_length: impl Fn(&Judged<'_>, usize) -> bool,
    ) {
        let at = child(schema, limit);
        if let Some(length) = self.contract.pointer(&at).and_then(Value::as_u64) {
            let text = format!("has {what} of {length} characters");
            self.expect(&at, text, |call| {
                usize::try_from(length).is_ok_and(|length| has_length(call, length))
            });
        }
    }

    fn bodies(&mut self) {
        let body = self.at("requestBody");
        if !self.rules.body_is_required {
            self.expect(&body, "goes without a body".to_owned(), |call| {
                call.body.is_null()
            });
        }
        let content = child(&body, "content");
        for media_type in keys(self.contract, &content) {
            let media = child(&content, &media_type);
            let schema = follow(self.contract, &child(&media, "schema"));
            self.fields(&schema);
            self.examples(&child(&media, "examples"));
        }
    }

    fn fields(&mut self, schema: &str) {
        let required = self.contract.pointer(&child(schema, "required"));
        let properties = child(schema, "properties");
        for name in keys(self.contract, &properties) {
            let at = child(&properties, &name);
            let is_required = required
                .and_then(Value::as_array)
                .is_some_and(|all| all.iter().any(|it| *it == name));
            self.expect(&at, format!("has the field {name}"), |call| {
                call.body.get(&name).is_some()
            });
            if !is_required {
                self.expect(&at, format!("goes without the field {name}"), |call| {
                    call.body.get(&name).is_none()
                });
            }
            let values = child(&follow(self.contract, &at), "enum");
            let list = self.contract.pointer(&values).and_then(Value::as_array);
            for value in list.into_iter().flatten() {
                self.expect(&values, format!("has {value} as {name}"), |call| {
                    call.body.get(&name) == Some(value)
                });
            }
        }
        // Of an object that may be empty, the empty one is the limit.
        let fewest = self.contract.pointer(&child(schema, "minProperties"));
        if let Some(fewest) = fewest.and_then(Value::as_u64) {
            let text = format!("has {fewest} fields and no more");
            self.expect(&child(schema, "minProperties"), text, |call| {
                let fields = call.body.as_object().map_or(0, serde_json::Map::len);
                u64::try_from(fields).is_ok_and(|fields| fields == fewest)
            });
        }
    }

    fn examples(&mut self, examples: &str) {
        for name in keys(self.contract, examples) {
            let at = child(&child(examples, &name), "value");
            if let Some(value) = self.contract.pointer(&at).cloned() {
                self.expect(&at, format!("has the body {value}"), |call| {
                    call.body == value
                });
            }
        }
    }

    fn statuses(&mut self) {
        let responses = self.at("responses");
        for status in &self.rules.statuses {
            self.expect(
                &child(&responses, status),
                format!("is answered with {status}"),
                |call| covers(status, call.status),
            );
        }
    }
}
