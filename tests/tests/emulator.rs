//! The emulator's answers against the contract: whatever it is asked on an operation of the contract, the contract
//! knows the answer.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what goes wrong in a test ends it"
)]

use contract_tests::contract::{child, contract, follow, keys, operations, text};
use huaweicloud_sms_emulator::Emulator;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// An operation, an emulator, and what it takes to ask one about the other.
struct Asked {
    contract: Value,
    emulator: Emulator,
    http: Client,
}

impl Asked {
    async fn new() -> Self {
        Self {
            contract: contract(),
            emulator: Emulator::builder().start().await.unwrap(),
            http: Client::builder().no_proxy().build().unwrap(),
        }
    }

    fn request(&self, path: &str, method: &str, id: &str) -> RequestBuilder {
        let (before, after) = (path.find('{').unwrap(), path.find('}').unwrap());
        let path = format!("{}{id}{}", &path[..before], &path[after + 1..]);
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        self.http.request(method, self.emulator.url() + &path)
    }

    fn with_token(&self, request: RequestBuilder) -> RequestBuilder {
        let header = text(&self.contract, "/components/securitySchemes/userToken/name");
        request.header(header, self.emulator.token())
    }

    /// Holds an answer to what the contract says of its status.
    async fn judge(&self, operation: &str, answer: Response) -> u16 {
        let status = answer.status().as_u16();
        let responses = child(operation, "responses");
        let documented = [status.to_string(), format!("{}XX", status / 100)]
            .into_iter()
            .find(|key| keys(&self.contract, &responses).contains(key))
            .unwrap_or_else(|| panic!("{status} is not documented"));
        let response = follow(&self.contract, &child(&responses, &documented));

        for header in keys(&self.contract, &child(&response, "headers")) {
            assert!(
                answer.headers().contains_key(&header),
                "{status} has no {header}"
            );
        }
        let content = child(&response, "content");
        let media_types = keys(&self.contract, &content);
        let content_type = answer
            .headers()
            .get("content-type")
            .map(|value| value.to_str().unwrap().to_owned());
        let body = answer.bytes().await.unwrap();
        match (media_types.first(), content_type) {
            (None, None) => assert!(
                body.is_empty(),
                "{status} has a body and none is documented"
            ),
            (Some(documented), Some(actual)) => {
                assert_eq!(&actual, documented);
                let schema = child(&child(&content, documented), "schema");
                self.validate(
                    &follow(&self.contract, &schema),
                    &serde_json::from_slice(&body).unwrap(),
                );
            }
            (documented, actual) => {
                panic!("{status} is documented as {documented:?} and came as {actual:?}")
            }
        }
        status
    }

    fn validate(&self, schema: &str, body: &Value) {
        let document =
            json!({"$ref": format!("#{schema}"), "components": self.contract["components"]});
        let validator = jsonschema::draft4::new(&document).unwrap();
        let faults: Vec<_> = validator
            .iter_errors(body)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{body}: {faults:?}");
        self.check_documented_limits(schema, body);
    }

    /// Limits on answers are only documented, since nobody is held to them who reads one. The emulator is.
    fn check_documented_limits(&self, schema: &str, body: &Value) {
        let schema = follow(&self.contract, schema);
        let limit = |name: &str| {
            self.contract
                .pointer(&format!("{schema}/x-documented/{name}"))
                .and_then(Value::as_u64)
        };
        match body {
            Value::String(text) => {
                let length = text.chars().count() as u64;
                assert!(
                    length <= limit("maxLength").unwrap_or(u64::MAX),
                    "{schema}: {text}"
                );
            }
            Value::Array(items) => {
                let length = items.len() as u64;
                assert!(
                    length <= limit("maxItems").unwrap_or(u64::MAX),
                    "{schema}: {length} items"
                );
                assert!(
                    length >= limit("minItems").unwrap_or(0),
                    "{schema}: {length} items"
                );
                for item in items {
                    self.check_documented_limits(&child(&schema, "items"), item);
                }
            }
            Value::Object(fields) => {
                let properties = child(&schema, "properties");
                for (name, value) in fields {
                    assert!(
                        keys(&self.contract, &properties).contains(name),
                        "{name} is not documented"
                    );
                    self.check_documented_limits(&child(&properties, name), value);
                }
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn every_example_of_the_contract_is_answered_as_documented() {
    let asked = Asked::new().await;
    let mut accepted = 0;
    for operation in operations(&asked.contract) {
        let examples = format!(
            "{}/requestBody/content/application~1json/examples",
            operation.pointer
        );
        for name in keys(&asked.contract, &examples) {
            let body = asked
                .contract
                .pointer(&format!("{}/value", child(&examples, &name)))
                .unwrap();
            // Each on a task or source server of its own, so that the states do not meddle.
            let request = asked.request(&operation.path, &operation.method, &format!("id-{name}"));
            let answer = asked.with_token(request).json(body).send().await.unwrap();
            accepted += u32::from(asked.judge(&operation.pointer, answer).await == 200);
        }
    }
    // What a new task cannot do is refused; the rest is not.
    assert!(accepted >= 3, "{accepted} accepted");
}

#[tokio::test]
async fn every_value_of_the_contract_is_known() {
    let asked = Asked::new().await;
    for (path, method, field, schema) in [
        (
            "/v3/sources/{source_id}/changestate",
            "put",
            "copystate",
            "CopyState",
        ),
        (
            "/v3/sources/{source_id}/changestate",
            "put",
            "migrationcycle",
            "MigrationCycle",
        ),
        (
            "/v3/tasks/{task_id}/action",
            "post",
            "operation",
            "TaskOperation",
        ),
    ] {
        let values = asked.contract["components"]["schemas"][schema]["enum"]
            .as_array()
            .unwrap();
        assert!(!values.is_empty());
        for value in values {
            let request = asked.request(
                path,
                method,
                &format!("{field}-{}", value.as_str().unwrap()),
            );
            let answer = asked
                .with_token(request)
                .json(&json!({ field: value }))
                .send()
                .await
                .unwrap();
            let status = answer.status().as_u16();
            let body = answer.text().await.unwrap();
            // A value may be refused for the state of the task, never for itself.
            assert!(
                status == 200 || body.contains("SMS."),
                "{value}: {status} {body}"
            );
        }
    }
}

#[tokio::test]
async fn every_refusal_is_one_that_the_contract_knows() {
    let asked = Asked::new().await;
    for operation in operations(&asked.contract) {
        let request = || asked.request(&operation.path, &operation.method, "x1");
        let long_id = "x".repeat(256);
        let long_token = "t".repeat(16_385);
        let token_header = text(
            &asked.contract,
            "/components/securitySchemes/userToken/name",
        );
        for (what, status, request) in [
            ("no token", 401, request().json(&json!({}))),
            (
                "a wrong token",
                401,
                request().header(token_header, "wrong").json(&json!({})),
            ),
            (
                "a token too long",
                401,
                request()
                    .header(token_header, long_token.as_str())
                    .json(&json!({})),
            ),
            (
                "an id too long",
                400,
                asked
                    .with_token(asked.request(&operation.path, &operation.method, &long_id))
                    .json(&json!({})),
            ),
            (
                "no content type",
                401,
                asked.with_token(request()).body("{}"),
            ),
            (
                "another content type",
                401,
                asked
                    .with_token(request())
                    .header("content-type", "text/plain")
                    .body("{}"),
            ),
            (
                "a body too large",
                401,
                asked.with_token(request()).json(&"x".repeat(20_000)),
            ),
            (
                "no JSON",
                400,
                asked
                    .with_token(request())
                    .header("content-type", "application/json")
                    .body("{"),
            ),
            (
                "an empty object",
                400,
                asked.with_token(request()).json(&json!({})),
            ),
            (
                "no object",
                400,
                asked.with_token(request()).json(&json!([])),
            ),
            (
                "another field",
                400,
                asked
                    .with_token(request())
                    .json(&json!({"params": {}, "operation": "start"})),
            ),
            (
                "values of no list",
                400,
                asked
                    .with_token(request())
                    .json(&json!({"operation": "go", "copystate": "PAUSED", "migrationcycle": 1})),
            ),
        ] {
            let answer = request.send().await.unwrap();
            let answered = asked.judge(&operation.pointer, answer).await;
            assert_eq!(answered, status, "{what} on {}", operation.path);
        }
    }
}
