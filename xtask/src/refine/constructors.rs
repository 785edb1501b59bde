//! Closes the generated constructors.

use syn::{File, ImplItem, Item, ItemImpl, parse_quote};

use crate::Error;

/// Removes `Client::new` and makes `Client::new_with_client` visible to its own crate alone.
///
/// `new` unwraps, fixes a timeout of 15 s and follows redirects, which would carry the token to another host. Only the
/// hand-written part of the crate may build a transport.
pub(super) fn close(file: &mut File) -> Result<(), Error> {
    let (mut removed, mut closed) = (false, false);
    for methods in file.items.iter_mut().filter_map(methods_of_client) {
        methods.retain(|item| {
            let is_new = matches!(item, ImplItem::Fn(method) if method.sig.ident == "new");
            removed |= is_new;
            !is_new
        });
        for item in methods {
            if let ImplItem::Fn(method) = item
                && method.sig.ident == "new_with_client"
            {
                method.vis = parse_quote!(pub(crate));
                closed = true;
            }
        }
    }
    if removed && closed {
        Ok(())
    } else {
        Err(Error::generator(
            "progenitor emitted no `Client::new` or no `Client::new_with_client`",
        ))
    }
}

/// The methods of an `impl Client` block that implements no trait.
pub(super) fn methods_of_client(item: &mut Item) -> Option<&mut Vec<ImplItem>> {
    match item {
        Item::Impl(ItemImpl {
            trait_: None,
            self_ty,
            items,
            ..
        }) if **self_ty == parse_quote!(Client) => Some(items),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refine::code;

    #[test]
    fn nobody_outside_the_crate_can_build_a_client() {
        let mut file: File = parse_quote! {
            impl Client {
                pub fn new(baseurl: &str) -> Self { Self::new_with_client(baseurl, build().unwrap()) }
                pub fn new_with_client(baseurl: &str, client: reqwest::Client) -> Self { Self {} }
            }
            impl Client {
                pub async fn call(&self) {}
            }
        };
        close(&mut file).unwrap();
        let expected: File = parse_quote! {
            impl Client {
                pub(crate) fn new_with_client(baseurl: &str, client: reqwest::Client) -> Self { Self {} }
            }
            impl Client {
                pub async fn call(&self) {}
            }
        };
        assert_eq!(code(&file.items), code(&expected.items));
    }

    #[test]
    fn constructors_that_progenitor_renamed_are_noticed() {
        let mut file: File = parse_quote! {
            impl Client { pub fn build(baseurl: &str) -> Self { Self {} } }
        };
        assert!(close(&mut file).is_err());
    }
}
