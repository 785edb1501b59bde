//! What the contract asks of a request.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use crate::Finding;
use crate::contract::{Operation, child, follow, keys, operations, text};
use crate::facts::is_prose;

/// What the contract asks of requests.
pub(super) struct Rules {
    pub(super) operations: Vec<OperationRules>,
}

/// What the contract asks of the requests of one operation, and what it says of their answers.
pub(super) struct OperationRules {
    pub(super) operation: Operation,
    /// The path parameter of each segment of the path; none for a fixed segment.
    pub(super) segments: Vec<Segment>,
    /// The media types of the request body, each with its schema. Empty if there is no body.
    pub(super) bodies: Vec<(String, Validator)>,
    pub(super) body_is_required: bool,
    /// Every way to prove who is calling: the schemes it takes together.
    pub(super) security: Vec<Vec<Scheme>>,
    /// The media types of the answers.
    pub(super) answered_in: Vec<String>,
    /// The statuses that are documented, such as `200` or `4XX`.
    pub(super) statuses: Vec<String>,
}

/// A segment of a path.
pub(super) enum Segment {
    Fixed(String),
    Parameter(Validator),
}

/// A security scheme: a secret in a header.
pub(super) struct Scheme {
    /// The header, in lower case.
    pub(super) header: String,
    /// The limits of the secret.
    pub(super) secret: Validator,
}

impl Rules {
    /// Reads the rules of a contract. What cannot be a rule at all is a finding.
    pub(super) fn of(contract: &Value, findings: &mut Vec<Finding>) -> Self {
        let mut reader = Reader { contract, findings };
        let operations = operations(contract)
            .into_iter()
            .map(|operation| reader.operation(operation))
            .collect();
        Self { operations }
    }
}

struct Reader<'a> {
    contract: &'a Value,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn operation(&mut self, operation: Operation) -> OperationRules {
        let body = child(&operation.pointer, "requestBody");
        let responses = child(&operation.pointer, "responses");
        let statuses = keys(self.contract, &responses);
        OperationRules {
            segments: self.segments(&operation),
            bodies: self.bodies(&child(&body, "content")),
            body_is_required: self.contract.pointer(&child(&body, "required"))
                == Some(&json!(true)),
            security: self.security(&operation),
            answered_in: statuses
                .iter()
                .flat_map(|status| {
                    let response = follow(self.contract, &child(&responses, status));
                    keys(self.contract, &child(&response, "content"))
                })
                .collect(),
            statuses,
            operation,
        }
    }

    fn segments(&mut self, operation: &Operation) -> Vec<Segment> {
        let list = child(&operation.pointer, "parameters");
        let count = self.contract.pointer(&list).and_then(Value::as_array);
        let mut declared: Vec<_> = (0..count.map_or(0, Vec::len))
            .map(|index| follow(self.contract, &format!("{list}/{index}")))
            .collect();
        let mut segments = Vec::new();
        for segment in operation.path.split('/') {
            let name = segment
                .strip_prefix('{')
                .and_then(|segment| segment.strip_suffix('}'));
            let Some(name) = name else {
                segments.push(Segment::Fixed(segment.to_owned()));
                continue;
            };
            let is_it = |at: &String| {
                let parameter = self.contract.pointer(at).unwrap_or(&Value::Null);
                parameter["name"] == name
                    && parameter["in"] == "path"
                    && parameter["required"] == true
            };
            match declared.iter().position(is_it) {
                Some(position) => {
                    let schema = child(&declared.remove(position), "schema");
                    if let Some(schema) = self.schema(&schema) {
                        segments.push(Segment::Parameter(schema));
                    }
                }
                None => self.find(
                    &list,
                    format!("{name} is no required parameter of the path"),
                ),
            }
        }
        for parameter in declared {
            self.find(&parameter, "the path has no place for this parameter");
        }
        segments
    }

    fn bodies(&mut self, content: &str) -> Vec<(String, Validator)> {
        let mut bodies = Vec::new();
        for media_type in keys(self.contract, content) {
            let schema = child(&child(content, &media_type), "schema");
            if let Some(schema) = self.schema(&schema) {
                bodies.push((media_type, schema));
            }
        }
        bodies
    }

    fn security(&mut self, operation: &Operation) -> Vec<Vec<Scheme>> {
        let own = child(&operation.pointer, "security");
        let list = match self.contract.pointer(&own) {
            Some(_) => own,
            None => "/security".to_owned(),
        };
        let ways = self.contract.pointer(&list).and_then(Value::as_array);
        (0..ways.map_or(0, Vec::len))
            .map(|index| {
                let names = keys(self.contract, &format!("{list}/{index}"));
                names.iter().filter_map(|name| self.scheme(name)).collect()
            })
            .collect()
    }

    fn scheme(&mut self, name: &str) -> Option<Scheme> {
        let at = child("/components/securitySchemes", name);
        let get = |key: &str| text(self.contract, &child(&at, key));
        let header = get("name").to_lowercase();
        if get("type") != "apiKey" || get("in") != "header" || header.is_empty() {
            self.find(&at, "a scheme is a secret in a header");
            return None;
        }
        // The limits of the page's parameter stay in force for the secret that took its place.
        let limits = child(&at, "x-documented");
        let secret = match self.contract.pointer(&limits) {
            Some(limits_of_page) => {
                // It keeps a whole parameter, whose flag is no keyword of a schema.
                let mut limits_of_page = limits_of_page.clone();
                if let Some(limits) = limits_of_page.as_object_mut() {
                    limits.remove("required");
                }
                self.compile(&limits, &limits_of_page)?
            }
            None => self.compile(&at, &json!({}))?,
        };
        Some(Scheme { header, secret })
    }

    fn schema(&mut self, at: &str) -> Option<Validator> {
        match resolved(self.contract, at, 0) {
            Ok(schema) => self.compile(at, &schema),
            Err(reason) => {
                self.find(at, reason);
                None
            }
        }
    }

    fn compile(&mut self, at: &str, schema: &Value) -> Option<Validator> {
        // The schemas of OpenAPI 3.0 descend from this draft.
        let validator = jsonschema::options()
            .with_draft(Draft::Draft4)
            .build(schema);
        match validator {
            Ok(validator) => Some(validator),
            Err(error) => {
                self.find(at, format!("this is no schema: {error}"));
                None
            }
        }
    }

    fn find(&mut self, at: &str, text: impl Into<String>) {
        self.findings.push(Finding::new(at, text));
    }
}

/// The schema at `pointer` with every reference replaced by what it refers to, and without what validates nothing.
fn resolved(contract: &Value, pointer: &str, depth: usize) -> Result<Value, String> {
    // The contract is not half as deep. A mutated one may go in circles.
    const DEEPEST: usize = 20;

    if depth > DEEPEST {
        return Err(format!("{pointer} refers to itself"));
    }
    let pointer = follow(contract, pointer);
    match contract.pointer(&pointer) {
        None => Err(format!("there is no {pointer}")),
        Some(Value::Object(object)) => object
            .iter()
            .filter(|(key, value)| !key.starts_with("x-") && !is_prose(key, value))
            .map(|(key, _)| {
                let value = resolved(contract, &child(&pointer, key), depth + 1)?;
                Ok((key.clone(), value))
            })
            .collect::<Result<Map<_, _>, _>>()
            .map(Value::Object),
        Some(Value::Array(items)) => (0..items.len())
            .map(|index| resolved(contract, &format!("{pointer}/{index}"), depth + 1))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array),
        Some(scalar) => Ok(scalar.clone()),
    }
}
