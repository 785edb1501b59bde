//! JSON schemas of the generated types, for those who want them.

use openapiv3::{OpenAPI, Schema};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Attribute, Item, parse_quote};

use super::schema;

/// The limits that a derived schema would lack: a derive sees the Rust type, and the contract's limits are in its
/// code, not in its shape.
const LIMITS: [&str; 6] = [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
];

/// Lets every struct and enum derive `schemars::JsonSchema` under the feature `schemars`, with the contract's limits.
///
/// A setting of progenitor adds derives too, but to every build: the feature keeps schemars out of the dependency tree
/// of those who do not ask for it.
pub(super) fn derive(types: &mut [Item], spec: &OpenAPI) {
    for item in types {
        let (name, attributes) = match item {
            Item::Struct(item) => (&item.ident, &mut item.attrs),
            Item::Enum(item) => (&item.ident, &mut item.attrs),
            _ => continue,
        };
        attributes.push(attribute(&limits(schema(spec, name))));
    }
}

fn attribute(limits: &[TokenStream]) -> Attribute {
    if limits.is_empty() {
        parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))])
    } else {
        parse_quote! {
            #[cfg_attr(
                feature = "schemars",
                derive(::schemars::JsonSchema),
                schemars(extend(#(#limits),*))
            )]
        }
    }
}

fn limits(schema: Option<&Schema>) -> Vec<TokenStream> {
    // A schema that cannot be a JSON value has no limits that could be written down either.
    let schema = schema.and_then(|schema| serde_json::to_value(schema).ok());
    LIMITS
        .iter()
        .filter_map(|name| {
            let value = schema.as_ref()?.get(name)?.as_u64()?;
            let value = Literal::u64_unsuffixed(value);
            Some(quote!(#name = #value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refine::code;

    #[test]
    fn structs_and_enums_derive_their_schema_with_the_limits_of_the_contract() {
        let spec: OpenAPI = yaml_serde::from_str(
            "{openapi: 3.0.3, info: {title: t, version: v}, paths: {}, components: {schemas: {
                Name: {type: string, minLength: 1, maxLength: 9},
                Thing: {type: object, minProperties: 1, properties: {}},
                Colour: {type: string, enum: [red]}}}}",
        )
        .unwrap();
        let mut types: Vec<Item> = vec![
            parse_quote!(
                pub struct Name(String);
            ),
            parse_quote!(
                pub struct Thing {}
            ),
            parse_quote!(
                pub enum Colour {
                    Red,
                }
            ),
            parse_quote!(impl Thing {}),
        ];
        derive(&mut types, &spec);
        let expected: Vec<Item> = vec![
            parse_quote! {
                #[cfg_attr(
                    feature = "schemars",
                    derive(::schemars::JsonSchema),
                    schemars(extend("minLength" = 1, "maxLength" = 9))
                )]
                pub struct Name(String);
            },
            parse_quote! {
                #[cfg_attr(
                    feature = "schemars",
                    derive(::schemars::JsonSchema),
                    schemars(extend("minProperties" = 1))
                )]
                pub struct Thing {}
            },
            parse_quote! {
                #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
                pub enum Colour { Red }
            },
            parse_quote!(impl Thing {}),
        ];
        assert_eq!(code(&types), code(&expected));
    }
}
