//! Rules on authentication: it is a security scheme, never a parameter.

use super::Rule;
use super::document::{Document, Node, entries, items};
use super::model::Kind;
use super::pointer::Pointer;
use super::problems::Problems;

pub(super) const RULES: &[Rule] = &[
    Rule::blocking("credential-parameters", credential_parameters),
    Rule::blocking("security", security),
    Rule::blocking("security-schemes", security_schemes),
];

/// Names under which credentials travel, in lower case.
const CREDENTIALS: [&str; 9] = [
    "authorization",
    "proxy-authorization",
    "x-auth-token",
    "x-subject-token",
    "x-security-token",
    "x-sdk-date",
    "cookie",
    "token",
    "password",
];

/// Whether a parameter carries credentials. Every cookie does.
pub(super) fn is_credential(parameter: &Node<'_>) -> bool {
    let name = parameter.text("name").unwrap_or_default();
    parameter.text("in") == Some("cookie")
        || CREDENTIALS.contains(&name.to_ascii_lowercase().as_str())
}

/// A parameter is an argument of a generated method: it would be printed with its value, and a call that is
/// authenticated in another way could not leave it out.
fn credential_parameters(document: &Document<'_>, problems: &mut Problems) {
    for (_, parameter) in document.of_kind(Kind::Parameter) {
        if is_credential(parameter) {
            problems.add(
                parameter.pointer.clone(),
                "it carries credentials, which the generated client would print and demand of every caller",
                "remove it and describe it under components/securitySchemes",
            );
        }
    }
}

/// An operation without security is called without credentials, silently.
fn security(document: &Document<'_>, problems: &mut Problems) {
    let Some(root) = document.node(0) else {
        return;
    };
    let globally = root.get("security");
    for (_, operation) in document.of_kind(Kind::Operation) {
        let none = match operation.get("security").or(globally) {
            Some(requirements) => items(requirements)
                .iter()
                .all(|requirement| entries(requirement).next().is_none()),
            None => true,
        };
        if none {
            problems.add(
                operation.pointer.clone(),
                "no security scheme applies to it, so it would be called without credentials",
                "add a `security` with a scheme to it or to the whole document",
            );
        }
    }
    for (_, requirement) in document.of_kind(Kind::SecurityRequirement) {
        if entries(requirement.value).next().is_none() {
            problems.add(
                requirement.pointer.clone(),
                "it is empty, which allows calls without credentials",
                "name a security scheme or remove it",
            );
        }
        for (scheme, _) in entries(requirement.value) {
            if document.find(&pointer_to(scheme)).is_none() {
                problems.add(
                    requirement.at(scheme),
                    "it names a security scheme that is not defined",
                    "define it under components/securitySchemes or correct the name",
                );
            }
        }
    }
}

/// The hand-written part of the client knows how to put a value into a header, and no other way.
fn security_schemes(document: &Document<'_>, problems: &mut Problems) {
    for (_, scheme) in document.of_kind(Kind::SecurityScheme) {
        let is_header =
            scheme.text("type") == Some("apiKey") && scheme.text("in") == Some("header");
        if !is_header || scheme.text("name").is_none_or(str::is_empty) {
            problems.add(
                scheme.pointer.clone(),
                "it is not an api key in a named header, and the client can send nothing else",
                "write type: apiKey, in: header and the name of the header",
            );
        }
    }
}

fn pointer_to(scheme: &str) -> Pointer {
    Pointer::root()
        .child("components")
        .child("securitySchemes")
        .child(scheme)
}
