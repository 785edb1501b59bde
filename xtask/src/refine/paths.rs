//! Has ids escaped by the hand-written part of the crate.

use syn::{File, Item, ItemUse, UseGroup, UseTree, parse_quote};

use crate::Error;

/// Imports `encode_path` from the crate's own `path` in place of progenitor's.
///
/// progenitor's leaves a backslash bare. A URL parser takes that for a slash, so the id `a\.` would reach what the id
/// `a` names.
pub(super) fn escape(file: &mut File) -> Result<(), Error> {
    let dropped = file
        .items
        .iter_mut()
        .filter_map(group_of_progenitor_client)
        .any(drop_encode_path);
    if !dropped {
        return Err(Error::generator(
            "progenitor imported no `encode_path` to escape ids with",
        ));
    }
    file.items.insert(
        0,
        parse_quote!(
            use crate::path::encode_path;
        ),
    );
    Ok(())
}

/// What a private `use progenitor_client::{…}` imports.
fn group_of_progenitor_client(item: &mut Item) -> Option<&mut UseGroup> {
    match item {
        Item::Use(ItemUse {
            tree: UseTree::Path(path),
            ..
        }) if path.ident == "progenitor_client" => match &mut *path.tree {
            UseTree::Group(group) => Some(group),
            _ => None,
        },
        _ => None,
    }
}

fn drop_encode_path(group: &mut UseGroup) -> bool {
    let is_it = |tree: &UseTree| matches!(tree, UseTree::Name(name) if name.ident == "encode_path");
    let dropped = group.items.iter().any(is_it);
    group.items = std::mem::take(&mut group.items)
        .into_iter()
        .filter(|tree| !is_it(tree))
        .collect();
    dropped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refine::code;

    #[test]
    fn ids_are_escaped_by_our_own_function() {
        let mut file: File = parse_quote! {
            pub use progenitor_client::{ByteStream, Error};
            use progenitor_client::{encode_path, ClientHooks};
        };
        escape(&mut file).unwrap();
        let expected: File = parse_quote! {
            use crate::path::encode_path;
            pub use progenitor_client::{ByteStream, Error};
            use progenitor_client::{ClientHooks};
        };
        assert_eq!(code(&file.items), code(&expected.items));
    }

    #[test]
    fn an_import_that_progenitor_moved_is_noticed() {
        let mut file: File = parse_quote! {
            use progenitor_client::escape::encode_path;
        };
        assert!(escape(&mut file).is_err());
    }
}
