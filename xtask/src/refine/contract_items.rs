//! Facts of the contract that code needs and progenitor drops: its operations and its regions.

use openapiv3::{OpenAPI, Operation};
use quote::{format_ident, quote};
use syn::{Expr, File, ImplItem, Item, parse_quote};

use super::constructors::methods_of_client;
use crate::Error;

/// Appends the module `operations` and the list `REGIONS`.
///
/// Hooks and retries must know which operation a request is, and what may be done with it; written by hand, such a
/// table would drift away from the contract.
pub(super) fn append(file: &mut File, spec: &OpenAPI) -> Result<(), Error> {
    let operations = operations(file, spec)?;
    let regions = regions(spec)?;
    file.items.push(operations);
    file.items.push(regions);
    Ok(())
}

fn operations(file: &mut File, spec: &OpenAPI) -> Result<Item, Error> {
    let hook_ids = generated_methods(file);
    let operations: Vec<_> = spec.operations().collect();
    // Progenitor walks through the contract in the same order, one method an operation.
    if hook_ids.len() != operations.len() {
        return Err(Error::generator(format!(
            "progenitor emitted {} methods for {} operations",
            hook_ids.len(),
            operations.len()
        )));
    }
    let mut constants: Vec<Item> = Vec::new();
    let mut names = Vec::new();
    for ((path, method, operation), hook_id) in operations.into_iter().zip(hook_ids) {
        let id = operation.operation_id.as_deref().unwrap_or_default();
        let name = format_ident!("{}", hook_id.to_uppercase());
        let method = format_ident!("{}", method.to_uppercase());
        let retry = retry(operation, id)?;
        let summary = operation.summary.as_deref().unwrap_or(id);
        let doc = format!(" `{method} {path}`: {summary}");
        constants.push(parse_quote! {
            #[doc = #doc]
            pub const #name: Operation = Operation {
                id: #id,
                hook_id: #hook_id,
                method: ::http::Method::#method,
                path: #path,
                retry: #retry,
            };
        });
        names.push(name);
    }
    Ok(parse_quote! {
        /// The operations of the contract.
        pub mod operations {
            use crate::operation::{Operation, Retry};
            #(#constants)*
            /// Every operation, in the contract's order.
            pub const ALL: &[&Operation] = &[#(&#names),*];
        }
    })
}

/// The names of the methods that call the service, in the order of the code. They are also what
/// `OperationInfo.operation_id` says at run time.
fn generated_methods(file: &mut File) -> Vec<String> {
    file.items
        .iter_mut()
        .filter_map(methods_of_client)
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) if method.sig.asyncness.is_some() => {
                Some(method.sig.ident.to_string())
            }
            _ => None,
        })
        .collect()
}

fn retry(operation: &Operation, id: &str) -> Result<Expr, Error> {
    match operation.extensions.get("x-retry").and_then(|x| x.as_str()) {
        Some("repeatable") => Ok(parse_quote!(Retry::Repeatable)),
        Some("only-if-not-processed") => Ok(parse_quote!(Retry::OnlyIfNotProcessed)),
        _ => Err(Error::generator(format!(
            "the contract does not say whether {id} may be sent again"
        ))),
    }
}

fn regions(spec: &OpenAPI) -> Result<Item, Error> {
    let pairs = spec
        .servers
        .iter()
        .map(|server| {
            let url = &server.url;
            let region = server
                .extensions
                .get("x-region")
                .and_then(|region| region.as_str())
                .ok_or_else(|| {
                    Error::generator(format!("the contract does not name the region of {url}"))
                })?;
            Ok(quote!((#region, #url)))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(parse_quote! {
        /// Known regions and their endpoints, in the contract's order. Lists go stale; any other URL works too.
        pub const REGIONS: &[(&str, &str)] = &[#(#pairs),*];
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refine::code;

    fn spec() -> OpenAPI {
        yaml_serde::from_str(
            "
openapi: 3.0.3
info: {title: t, version: v}
servers:
  - {url: 'https://b.example.com', x-region: b}
  - {url: 'https://a.example.com', x-region: a}
paths:
  /v3/things/{id}:
    put: {operationId: SetThing, summary: Set a thing, x-retry: repeatable, responses: {}}
  /v3/things:
    post: {operationId: AddThing, summary: Add a thing, x-retry: only-if-not-processed, responses: {}}
",
        )
        .unwrap()
    }

    #[test]
    fn operations_and_regions_are_listed_in_the_contracts_order() {
        let mut file: File = parse_quote! {
            impl Client {
                pub async fn set_thing(&self) {}
                pub async fn add_thing(&self) {}
            }
        };
        append(&mut file, &spec()).unwrap();
        let expected: File = parse_quote! {
            impl Client {
                pub async fn set_thing(&self) {}
                pub async fn add_thing(&self) {}
            }
            /// The operations of the contract.
            pub mod operations {
                use crate::operation::{Operation, Retry};
                /// `PUT /v3/things/{id}`: Set a thing
                pub const SET_THING: Operation = Operation {
                    id: "SetThing",
                    hook_id: "set_thing",
                    method: ::http::Method::PUT,
                    path: "/v3/things/{id}",
                    retry: Retry::Repeatable,
                };
                /// `POST /v3/things`: Add a thing
                pub const ADD_THING: Operation = Operation {
                    id: "AddThing",
                    hook_id: "add_thing",
                    method: ::http::Method::POST,
                    path: "/v3/things",
                    retry: Retry::OnlyIfNotProcessed,
                };
                /// Every operation, in the contract's order.
                pub const ALL: &[&Operation] = &[&SET_THING, &ADD_THING];
            }
            /// Known regions and their endpoints, in the contract's order. Lists go stale; any other URL works too.
            pub const REGIONS: &[(&str, &str)] =
                &[("b", "https://b.example.com"), ("a", "https://a.example.com")];
        };
        assert_eq!(code(&file.items), code(&expected.items));
    }

    #[test]
    fn a_method_too_few_is_noticed() {
        let mut file: File = parse_quote! {
            impl Client { pub async fn set_thing(&self) {} }
        };
        assert!(append(&mut file, &spec()).is_err());
    }
}
