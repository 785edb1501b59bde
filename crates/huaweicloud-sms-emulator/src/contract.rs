//! The facts that the emulator takes from the contract.

use axum::http::{HeaderName, Method, StatusCode};
use serde_json::Value;

use crate::Error;
use crate::document::{Document, unusable, unusable_because};
use crate::schema::Schema;

/// The contract this crate was built with.
pub(crate) const EMBEDDED: &str = include_str!("../sms-v3.yaml");

/// What the contract says, as far as the emulator acts on it.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) token: TokenRule,
    /// The header that carries a signature instead of a token.
    pub(crate) signature_header: HeaderName,
    pub(crate) request_id_header: HeaderName,
    pub(crate) error_limits: ErrorLimits,
    pub(crate) operations: Vec<Operation>,
    /// The regions that the service is in.
    pub(crate) regions: Vec<String>,
}

/// Where the token is sent, and how many characters it has.
#[derive(Debug)]
pub(crate) struct TokenRule {
    pub(crate) header: HeaderName,
    pub(crate) min_length: usize,
    pub(crate) max_length: usize,
}

impl TokenRule {
    pub(crate) fn allows(&self, characters: usize) -> bool {
        (self.min_length..=self.max_length).contains(&characters)
    }
}

/// The documented limits of an error body. The contract keeps them apart, since they bind nobody who reads an answer;
/// they bind the emulator, which writes one.
#[derive(Debug)]
pub(crate) struct ErrorLimits {
    /// Characters of the message.
    pub(crate) message: usize,
    /// Characters of the message of one detail.
    pub(crate) detail_message: usize,
    /// Characters of one invalid parameter.
    pub(crate) param: usize,
    /// Details, and invalid parameters.
    pub(crate) items: usize,
}

/// An operation of the contract.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The `operationId`.
    pub(crate) name: String,
    pub(crate) method: Method,
    /// The path, its one parameter in braces.
    pub(crate) path: String,
    pub(crate) id: Schema,
    pub(crate) body: BodyRule,
    pub(crate) success: Success,
}

/// What the body of a request has to be.
#[derive(Debug)]
pub(crate) struct BodyRule {
    pub(crate) media_type: String,
    pub(crate) schema: Schema,
}

/// The documented answer to an operation that is carried out.
#[derive(Debug, Clone)]
pub(crate) struct Success {
    pub(crate) status: StatusCode,
    pub(crate) body: Option<Value>,
}

impl Contract {
    /// Reads a contract written in YAML.
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let document = Document::read(text)?;
        let schemes = document.at("/components/securitySchemes")?;
        let token = document.member(schemes, "userToken")?;
        let signature = document.member(schemes, "akSk")?;

        // Whatever the emulator refuses, it refuses in this shape.
        let error = document.at("/components/responses/ClientError")?;

        let mut operations = Vec::new();
        for (path, item) in document.object(document.at("/paths")?)? {
            // Beside its operations a path item holds things such as a summary; only operations have responses.
            for (method, operation) in document.object(item)? {
                if operation.get("responses").is_some() {
                    operations.push(read_operation(&document, path, method, operation)?);
                }
            }
        }

        Ok(Self {
            token: read_token_rule(&document, token)?,
            signature_header: read_header_name(document.text(signature, "name")?)?,
            request_id_header: read_request_id_header(&document, error)?,
            error_limits: read_error_limits(&document, error)?,
            operations,
            regions: read_regions(document.at("/servers")?),
        })
    }
}

/// The names of the regions. A server need not be in one.
fn read_regions(servers: &Value) -> Vec<String> {
    let servers = servers.as_array().into_iter().flatten();
    let regions = servers.filter_map(|server| server.get("x-region")?.as_str());
    regions.map(str::to_owned).collect()
}

fn read_token_rule(document: &Document, scheme: &Value) -> Result<TokenRule, Error> {
    let limits = document.member(scheme, "x-documented")?;
    Ok(TokenRule {
        header: read_header_name(document.text(scheme, "name")?)?,
        min_length: document.count(limits, "minLength")?,
        max_length: document.count(limits, "maxLength")?,
    })
}

fn read_header_name(name: &str) -> Result<HeaderName, Error> {
    name.parse().map_err(|cause| {
        unusable_because(&format!("`{name}` cannot name a header; mend it"), cause)
    })
}

fn read_request_id_header(document: &Document, error: &Value) -> Result<HeaderName, Error> {
    let (name, _) = document.first(document.member(error, "headers")?)?;
    read_header_name(name)
}

fn read_error_limits(document: &Document, error: &Value) -> Result<ErrorLimits, Error> {
    let (_, content) = document.first(document.member(error, "content")?)?;
    let fields = document.member(document.member(content, "schema")?, "properties")?;
    let documented = |field: &str| document.member(document.member(fields, field)?, "x-documented");
    let details = document.member(fields, "details")?;
    let detail = document.member(details, "items")?;
    let detail_message = document.member(document.member(detail, "properties")?, "error_msg")?;
    let param = document.member(document.member(fields, "error_param")?, "items")?;
    Ok(ErrorLimits {
        message: document.count(documented("error_msg")?, "maxLength")?,
        detail_message: document.count(
            document.member(detail_message, "x-documented")?,
            "maxLength",
        )?,
        param: document.count(document.member(param, "x-documented")?, "maxLength")?,
        items: document
            .count(documented("details")?, "maxItems")?
            .min(document.count(documented("error_param")?, "maxItems")?),
    })
}

fn read_operation(
    document: &Document,
    path: &str,
    method: &str,
    operation: &Value,
) -> Result<Operation, Error> {
    let name = document.text(operation, "operationId")?;
    let components = document.at("/components")?;

    let parameters = document.list(document.member(operation, "parameters")?)?;
    let mut in_path = Vec::new();
    for parameter in parameters {
        let parameter = document.resolve(parameter)?;
        if document.text(parameter, "in")? == "path" {
            in_path.push(parameter);
        }
    }
    let [id] = in_path.as_slice() else {
        return Err(unusable(&format!(
            "`{name}` has {} path parameters; give it one",
            in_path.len()
        )));
    };

    let body = document.resolve(document.member(operation, "requestBody")?)?;
    let (media_type, content) = document.first(document.member(body, "content")?)?;

    Ok(Operation {
        name: name.to_owned(),
        method: method.to_ascii_uppercase().parse().map_err(|cause| {
            unusable_because(&format!("`{method}` is no method; mend `{path}`"), cause)
        })?,
        path: path.to_owned(),
        id: Schema::compile(document.member(id, "schema")?, components)?,
        body: BodyRule {
            media_type: media_type.to_owned(),
            schema: Schema::compile(document.member(content, "schema")?, components)?,
        },
        success: read_success(document, document.member(operation, "responses")?)?,
    })
}

/// The first answer that is documented as a success. Its body is the contract's own example.
fn read_success(document: &Document, responses: &Value) -> Result<Success, Error> {
    for (status, response) in document.object(responses)? {
        let Ok(status) = status.parse::<StatusCode>() else {
            continue;
        };
        if !status.is_success() {
            continue;
        }
        let response = document.resolve(response)?;
        let body = match response.get("content") {
            None => None,
            Some(content) => {
                let (_, content) = document.first(content)?;
                let (_, example) = document.first(document.member(content, "examples")?)?;
                Some(document.member(example, "value")?.clone())
            }
        };
        return Ok(Success { status, body });
    }
    Err(unusable("an operation has no successful response; add one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_contract_is_usable() {
        let contract = Contract::read(EMBEDDED).unwrap();
        assert_eq!(contract.operations.len(), 2);
    }

    #[test]
    fn what_the_contract_lacks_is_named() {
        for (part, named) in [
            ("userToken:", "userToken"),
            ("maxLength: 16384", "maxLength"),
            ("operationId: UpdateCopyState", "operationId"),
            ("'200':", "successful response"),
            ("    ClientError:", "ClientError"),
        ] {
            assert!(EMBEDDED.contains(part), "{part}");
            let text = EMBEDDED.replace(part, &part.replace(char::is_alphanumeric, "x"));
            let error = Contract::read(&text).unwrap_err().to_string();
            assert!(error.contains(named), "{part}: {error}");
        }
    }

    #[test]
    fn text_that_is_no_yaml_is_an_error_with_its_cause() {
        let error = Contract::read("a: [").unwrap_err();
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn an_operation_without_an_id_in_its_path_is_refused() {
        let text = EMBEDDED.replace("in: path", "in: query");
        let error = Contract::read(&text).unwrap_err().to_string();
        assert!(error.contains("0 path parameters"), "{error}");
    }
}
