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

use openapiv3::{OpenAPI, ReferenceOr, Schema};
use syn::{File, Item, ItemMod, parse_quote};

use crate::Error;

/// Applies all passes.
pub(crate) fn refine(file: &mut File, spec: &OpenAPI) -> Result<(), Error> {
    leave_to_prettyplease(file);
    constructors::close(file)?;
    arms::remove_unreachable(file);
    json_schema::derive(types(file)?, spec);
    enums::describe(types(file)?, spec)?;
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
