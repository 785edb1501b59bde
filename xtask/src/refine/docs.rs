//! Sets documentation one line at a time.

use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, ExprLit, File, Lit, Meta, parse_quote};

/// Turns each documentation of several lines into one attribute a line, which prints as `///`.
///
/// progenitor puts a whole description into one attribute. It prints as a block comment whose lines stand outside the
/// indentation of the code, and an editor that moves them right turns them into code blocks.
pub(super) fn one_line_each(file: &mut File) {
    Splitter.visit_file_mut(file);
}

struct Splitter;

impl VisitMut for Splitter {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        *attributes = attributes.drain(..).flat_map(split).collect();
    }
}

fn split(attribute: Attribute) -> Vec<Attribute> {
    let Some(text) = documentation(&attribute) else {
        return vec![attribute];
    };
    text.trim_end()
        .lines()
        .map(|line| {
            // The space is what stands between `///` and the text.
            let line = match line {
                "" => String::new(),
                line if line.starts_with(' ') => line.to_owned(),
                line => format!(" {line}"),
            };
            parse_quote!(#[doc = #line])
        })
        .collect()
}

fn documentation(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_becomes_an_attribute_wherever_it_stands() {
        let mut file: File = parse_quote! {
            mod inner {
                #[doc = "One.\n\nTwo.\n"]
                #[derive(Debug)]
                struct S {
                    #[doc = " Three."]
                    field: u8,
                }
            }
        };
        one_line_each(&mut file);
        let expected: File = parse_quote! {
            mod inner {
                #[doc = " One."]
                #[doc = ""]
                #[doc = " Two."]
                #[derive(Debug)]
                struct S {
                    #[doc = " Three."]
                    field: u8,
                }
            }
        };
        assert_eq!(
            prettyplease::unparse(&file),
            prettyplease::unparse(&expected)
        );
    }
}
