//! Asks progenitor for the client, with the settings this repository has chosen.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;

use crate::Error;

/// The client as progenitor emits it.
///
/// # Errors
///
/// If progenitor refuses the contract. It also panics on some; the lint keeps those away, and should one slip
/// through, the panic is reported as an error.
pub(crate) fn generate(spec: &OpenAPI) -> Result<syn::File, Error> {
    let tokens = catch_unwind(AssertUnwindSafe(|| {
        Generator::new(&settings()).generate_tokens(spec)
    }))
    .map_err(|panic| Error::generator(format!("progenitor panicked: {}", panic_text(&*panic))))?
    .map_err(|error| Error::generator(format!("progenitor refused the contract: {error}")))?;
    syn::parse2(tokens).map_err(|error| {
        Error::generator(format!("progenitor emitted code that is not rust: {error}"))
    })
}

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        // One method an operation. A builder would print its arguments in its Debug output.
        .with_interface(InterfaceStyle::Positional)
        // Without the hooks a request goes out unauthenticated; a crate that forgets them must not compile.
        .with_hooks(HooksMode::Expected)
        // A HashMap would send the fields of a map in another order each time.
        .with_map_type("::std::collections::BTreeMap")
        // What the hooks need to authenticate a call; hand-written beside the generated code.
        .with_inner_type(quote!(crate::Session));
    settings
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_progenitor_is_an_error_with_its_message() {
        // Two error types: the lint would refuse this contract.
        let spec: OpenAPI = yaml_serde::from_str(
            "
openapi: 3.0.3
info: {title: t, version: v}
paths:
  /x:
    get:
      operationId: Get
      responses:
        '200': {description: d}
        '400': {description: d, content: {application/json: {schema: {type: string}}}}
        '500': {description: d, content: {application/json: {schema: {type: integer}}}}
",
        )
        .unwrap();
        let error = generate(&spec).unwrap_err().to_string();
        assert!(
            error.contains("progenitor panicked: assertion failed"),
            "{error}"
        );
    }

    #[test]
    fn what_progenitor_refuses_is_an_error() {
        let spec: OpenAPI =
            yaml_serde::from_str("{openapi: 3.1.0, info: {title: t, version: v}, paths: {}}")
                .unwrap();
        let error = generate(&spec).unwrap_err().to_string();
        assert!(error.contains("progenitor refused the contract"), "{error}");
    }
}
