//! Mends what progenitor emits where its settings do not reach. Each pass is a function over the syntax tree.
//!
//! A pass that does not find what it is there for is an error, not a success: progenitor has changed, and whoever
//! updates it decides what becomes of the pass.

mod arms;
mod constructors;
mod contract_items;
mod docs;
mod enums;
mod json_schema;
mod paths;

use openapiv3::{OpenAPI, ReferenceOr, Schema};
use syn::{File, Item, ItemMod, parse_quote};

use crate::Error;

/// Applies all passes.
pub(crate) fn refine(file: &mut File, spec: &OpenAPI) -> Result<(), Error> {
    leave_to_prettyplease(file);
    constructors::close(file)?;
    paths::escape(file)?;
    arms::remove_unreachable(file);
    check_names(types(file)?, spec)?;
    json_schema::derive(types(file)?, spec);
    enums::describe(types(file)?, spec);
    contract_items::append(file, spec)?;
    docs::one_line_each(file);
    Ok(())
}

/// Keeps `cargo fmt` away from the file: rustfmt sets some lines otherwise than prettyplease, and the check would take
/// that for an edit by hand.
fn leave_to_prettyplease(file: &mut File) {
    file.attrs
        .push(parse_quote!(#![cfg_attr(rustfmt, rustfmt_skip)]));
}

/// The module that holds the types of the contract.
fn types(file: &mut File) -> Result<&mut Vec<Item>, Error> {
    file.items
        .iter_mut()
        .find_map(|item| match item {
            Item::Mod(ItemMod {
                ident,
                content: Some((_, items)),
                ..
            }) if ident == "types" => Some(items),
            _ => None,
        })
        .ok_or_else(|| Error::generator("progenitor emitted no module `types`"))
}

/// Every type has a name that the contract gave it. Where a schema has none, progenitor invents one, and changes it when
/// the neighbours change.
fn check_names(types: &[Item], spec: &OpenAPI) -> Result<(), Error> {
    let invented = types.iter().find_map(|item| {
        let name = match item {
            Item::Struct(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            _ => return None,
        };
        schema(spec, name).is_none().then_some(name)
    });
    match invented {
        None => Ok(()),
        Some(name) => Err(Error::generator(format!(
            "progenitor invented the type {name}, which the contract does not name"
        ))),
    }
}

/// The schema that the contract has under the name of a generated type. The lint sees to it that they are the same
/// name.
fn schema<'a>(spec: &'a OpenAPI, type_name: &syn::Ident) -> Option<&'a Schema> {
    let schemas = &spec.components.as_ref()?.schemas;
    match schemas.get(&type_name.to_string())? {
        ReferenceOr::Item(schema) => Some(schema),
        ReferenceOr::Reference { .. } => None,
    }
}

/// Items as formatted code: two literals may be spelled differently and mean the same.
#[cfg(test)]
fn code(items: &[Item]) -> String {
    prettyplease::unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: items.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_the_contract_does_not_name_is_noticed() {
        let spec: OpenAPI = yaml_serde::from_str(
            "{openapi: 3.0.3, info: {title: t, version: v}, paths: {},
              components: {schemas: {Thing: {type: object}}}}",
        )
        .unwrap();
        let named: Item = parse_quote!(
            pub struct Thing {}
        );
        let invented: Item = parse_quote!(
            pub enum ThingColour {}
        );
        assert!(check_names(std::slice::from_ref(&named), &spec).is_ok());
        let error = check_names(&[named, invented], &spec).unwrap_err();
        assert!(error.to_string().contains("ThingColour"), "{error}");
    }
}
