//! What the vendor's pages say, field by field.
//!
//! Where the contract deliberately says something else it keeps the page's word in `x-documented`, at the very spot.
//! Such a word is held to the page like any other, and it must be needed: where both say the same it is a finding.

mod comparison;
mod examples;
mod fields;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::Finding;
use crate::contract::{self, Operation, child, follow, keys, operations, text};
use comparison::Comparison;

/// What the pages say, as transcribed row by row.
pub fn pages() -> &'static Value {
    static PAGES: LazyLock<Value> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../fixtures/pages.json")).expect("the fixture is JSON")
    });
    &PAGES
}

/// Holds the contract to the pages.
pub fn check(contract: &Value) -> Vec<Finding> {
    check_against(contract, pages())
}

/// Holds the contract to other pages, transcribed in the same way.
pub fn check_against(contract: &Value, pages: &Value) -> Vec<Finding> {
    compare(contract, pages).findings
}

/// The facts of the contract that the pages state, by where they stand. All other facts are decisions.
pub fn stated(contract: &Value) -> BTreeSet<String> {
    compare(contract, pages()).stated
}

fn compare<'a>(contract: &'a Value, pages: &Value) -> Comparison<'a> {
    let mut comparison = Comparison::new(contract);
    let known = operations(contract);
    for operation in &known {
        let id = contract::text(contract, &child(&operation.pointer, "operationId"));
        match entries(pages, "operations").find(|page| page["operationId"] == id) {
            Some(page) => compare_operation(&mut comparison, operation, page),
            None => comparison.differ(&operation.pointer, "no page has this operation"),
        }
    }
    for page in entries(pages, "operations") {
        let id = &page["operationId"];
        let is_it = |it: &&Operation| contract["paths"][&it.path][&it.method]["operationId"] == *id;
        if known.iter().filter(is_it).count() != 1 {
            comparison.differ("/paths", format!("{id} is not there exactly once"));
        }
    }
    comparison
}

fn compare_operation(comparison: &mut Comparison<'_>, operation: &Operation, page: &Value) {
    let at = |key: &str| child(&operation.pointer, key);
    let document = comparison.document;

    comparison.holds(&at("operationId"), &page["operationId"]);
    let (method, path) = (operation.method.to_uppercase(), &operation.path);
    if page["method"] != method || page["path"] != *path {
        comparison.differ(
            &operation.pointer,
            format!("the page says {} {}", page["method"], page["path"]),
        );
    }

    let name = text(document, &format!("{}/x-source/page", operation.pointer));
    let source = child("/x-pages", name);
    if page["page"] != name {
        comparison.differ(&at("x-source"), format!("the page is {}", page["page"]));
    }
    comparison.holds(&child(&source, "title"), &page["title"]);
    comparison.holds(&child(&source, "updated"), &page["updated"]);

    compare_path_parameters(comparison, operation, page);
    compare_token_header(comparison, operation, page);
    compare_request_body(comparison, operation, page);
    compare_responses(comparison, operation, page);
}

fn compare_path_parameters(comparison: &mut Comparison<'_>, operation: &Operation, page: &Value) {
    let list = child(&operation.pointer, "parameters");
    let given = comparison.length(&list);
    let expected: Vec<_> = entries(page, "path_parameters").collect();
    if given != expected.len() {
        comparison.differ(&list, format!("the page has {}", expected.len()));
    }
    for (index, parameter) in expected.into_iter().enumerate() {
        let at = format!("{list}/{index}");
        comparison.holds(&child(&at, "name"), &parameter["name"]);
        comparison.holds(&child(&at, "in"), &json!("path"));
        comparison.holds(&child(&at, "required"), &parameter["required"]);
        let schema = follow(comparison.document, &child(&at, "schema"));
        fields::compare_value(comparison, &schema, parameter);
        examples::compare_id(comparison, &child(&at, "example"), &operation.path, page);
    }
}

/// The token is a security scheme in the contract, so the whole parameter of the page is in its `x-documented`.
fn compare_token_header(comparison: &mut Comparison<'_>, operation: &Operation, page: &Value) {
    let document = comparison.document;
    for header in entries(page, "headers") {
        let schemes = "/components/securitySchemes";
        let scheme = keys(document, schemes).into_iter().find(|key| {
            document.pointer(&child(schemes, key)).map(|it| &it["name"]) == Some(&header["name"])
        });
        let Some(scheme) = scheme else {
            comparison.differ(
                schemes,
                format!("no scheme is in the header {}", header["name"]),
            );
            continue;
        };
        let security = match document.pointer(&child(&operation.pointer, "security")) {
            Some(own) => own,
            None => &document["security"],
        };
        let is_offered = |it: &Value| it.get(&scheme).is_some();
        if !security
            .as_array()
            .is_some_and(|all| all.iter().any(is_offered))
        {
            comparison.differ(&operation.pointer, format!("it does not take {scheme}"));
        }

        let at = child(schemes, &scheme);
        comparison.holds(&child(&at, "name"), &header["name"]);
        comparison.holds(&child(&at, "in"), &json!("header"));
        let parameter = json!({
            "in": "header",
            "required": header["required"],
            "type": header["type"],
            "minLength": header["min"],
            "maxLength": header["max"],
        });
        comparison.holds(&child(&at, "x-documented"), &parameter);
    }
}

fn compare_request_body(comparison: &mut Comparison<'_>, operation: &Operation, page: &Value) {
    let body = child(&operation.pointer, "requestBody");
    let Some(media) = comparison.only_child(&child(&body, "content")) else {
        return;
    };
    let schema = follow(comparison.document, &child(&media, "schema"));
    let rows: Vec<_> = entries(page, "body").collect();
    fields::compare_fields(comparison, &schema, &rows);
    fields::compare_required(comparison, &schema, &rows);
    examples::compare_requests(comparison, &child(&media, "examples"), page);
}

fn compare_responses(comparison: &mut Comparison<'_>, operation: &Operation, page: &Value) {
    let responses = child(&operation.pointer, "responses");
    let documented = format!("{}/x-documented/responses", operation.pointer);
    let statuses: Vec<_> = page["responses"]
        .as_object()
        .into_iter()
        .flatten()
        .collect();
    let on_page: Vec<_> = statuses.iter().map(|(status, _)| status.as_str()).collect();
    let given = keys(comparison.document, &responses);
    if given == on_page {
        comparison.is_needless(&documented);
    } else {
        comparison.holds(&documented, &json!(on_page));
    }

    for (status, expected) in statuses {
        let response = follow(comparison.document, &child(&responses, status));
        if comparison.document.pointer(&response).is_none() {
            comparison.differ(&responses, format!("the page has the status {status}"));
            continue;
        }
        let content = child(&response, "content");
        if expected["body"].is_null() {
            if comparison.document.pointer(&content).is_some() {
                comparison.differ(&content, "the page has no body");
            }
            continue;
        }
        let Some(media) = comparison.only_child(&content) else {
            continue;
        };
        let schema = follow(comparison.document, &child(&media, "schema"));
        if expected["body"] == "object" {
            let rows: Vec<_> = entries(expected, "fields").collect();
            fields::compare_fields(comparison, &schema, &rows);
        } else {
            comparison.holds(&child(&schema, "type"), &expected["body"]);
        }
        examples::compare_response(comparison, &child(&media, "examples"), status, page);
    }
    if let Some(example) = page.get("example_response") {
        let shown = example["status"].to_string();
        if !on_page.contains(&shown.as_str()) {
            comparison.differ(&responses, format!("the page shows the status {shown}"));
        }
    }
}

/// The entries of a list in the fixture; none if there is no such list.
fn entries<'a>(parent: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    parent[key].as_array().into_iter().flatten()
}
