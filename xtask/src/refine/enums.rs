//! Describes the values of generated enums, and lists them.

use openapiv3::OpenAPI;
use syn::{Attribute, Fields, Item, ItemEnum, LitStr, Variant, parse_quote};

use super::schema;

/// Gives each variant the description the contract has for its value, and each enum a list of its values.
///
/// OpenAPI has no place for descriptions of enum values, so progenitor drops ours; and whoever completes a command
/// line or tests all values would otherwise type the list again. A value that is not described yet is listed all the
/// same, with no documentation and an empty description: the lint asks for one, and the client works without.
pub(super) fn describe(types: &mut Vec<Item>, spec: &OpenAPI) {
    let mut described = Vec::with_capacity(types.len());
    for mut item in types.drain(..) {
        let list = match &mut item {
            Item::Enum(item) if has_only_unit_variants(item) => {
                let descriptions = describe_variants(item, spec);
                Some(list_of_values(item, &descriptions))
            }
            _ => None,
        };
        described.push(item);
        described.extend(list);
    }
    *types = described;
}

fn has_only_unit_variants(item: &ItemEnum) -> bool {
    item.variants
        .iter()
        .all(|variant| variant.fields == Fields::Unit)
}

/// Documents each variant, and returns what the contract says of them: an empty text where it says nothing.
fn describe_variants(item: &mut ItemEnum, spec: &OpenAPI) -> Vec<String> {
    let mut found = Vec::with_capacity(item.variants.len());
    let descriptions = schema(spec, &item.ident)
        .and_then(|schema| schema.schema_data.extensions.get("x-enum-descriptions"));
    for variant in &mut item.variants {
        let value = value_of(variant);
        let description = descriptions
            .and_then(|all| all.get(&value)?.as_str())
            .map_or("", str::trim);
        found.push(description.to_owned());
        if !description.is_empty() {
            // The space is what stands between `///` and the text.
            let description = format!(" {description}");
            variant.attrs.insert(0, parse_quote!(#[doc = #description]));
        }
    }
    found
}

/// What a variant is on the wire: its serde name, or its own where they are the same.
fn value_of(variant: &Variant) -> String {
    variant
        .attrs
        .iter()
        .find_map(serde_name)
        .unwrap_or_else(|| variant.ident.to_string())
}

fn serde_name(attribute: &Attribute) -> Option<String> {
    if !attribute.path().is_ident("serde") {
        return None;
    }
    let mut name = None;
    // An attribute that cannot be read has no name in it.
    let _ = attribute.parse_nested_meta(|meta| {
        let value = meta.value()?.parse::<LitStr>()?;
        if meta.path.is_ident("rename") {
            name = Some(value.value());
        }
        Ok(())
    });
    name
}

fn list_of_values(item: &ItemEnum, descriptions: &[String]) -> Item {
    let name = &item.ident;
    let variants: Vec<_> = item.variants.iter().map(|variant| &variant.ident).collect();
    parse_quote! {
        impl #name {
            /// Every value the contract lists, in its order.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// What the contract says of the value, for help texts and messages.
            pub const fn description(self) -> &'static str {
                match self {
                    #(Self::#variants => #descriptions,)*
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refine::code;

    fn spec(descriptions: &str) -> OpenAPI {
        yaml_serde::from_str(&format!(
            "{{openapi: 3.0.3, info: {{title: t, version: v}}, paths: {{}}, components: {{schemas: {{Colour: \
             {{type: string, enum: [red, Blue], x-enum-descriptions: {descriptions}}}}}}}}}"
        ))
        .unwrap()
    }

    fn colour() -> Vec<Item> {
        vec![parse_quote! {
            pub enum Colour {
                #[serde(rename = "red")]
                Red,
                Blue,
            }
        }]
    }

    #[test]
    fn variants_are_described_and_listed() {
        let mut types = colour();
        describe(&mut types, &spec("{red: Like blood., Blue: Like the sky.}"));
        let expected: Vec<Item> = vec![
            parse_quote! {
                pub enum Colour {
                    #[doc = " Like blood."]
                    #[serde(rename = "red")]
                    Red,
                    #[doc = " Like the sky."]
                    Blue,
                }
            },
            parse_quote! {
                impl Colour {
                    /// Every value the contract lists, in its order.
                    pub const ALL: &'static [Self] = &[Self::Red, Self::Blue];

                    /// What the contract says of the value, for help texts and messages.
                    pub const fn description(self) -> &'static str {
                        match self {
                            Self::Red => "Like blood.",
                            Self::Blue => "Like the sky.",
                        }
                    }
                }
            },
        ];
        assert_eq!(code(&types), code(&expected));
    }

    #[test]
    fn a_value_without_a_description_is_listed_without_documentation() {
        for nothing in ["{red: Like blood.}", "{red: Like blood., Blue: ' '}"] {
            let mut types = colour();
            describe(&mut types, &spec(nothing));
            let expected: Vec<Item> = vec![
                parse_quote! {
                    pub enum Colour {
                        #[doc = " Like blood."]
                        #[serde(rename = "red")]
                        Red,
                        Blue,
                    }
                },
                parse_quote! {
                    impl Colour {
                        /// Every value the contract lists, in its order.
                        pub const ALL: &'static [Self] = &[Self::Red, Self::Blue];

                        /// What the contract says of the value, for help texts and messages.
                        pub const fn description(self) -> &'static str {
                            match self {
                                Self::Red => "Like blood.",
                                Self::Blue => "",
                            }
                        }
                    }
                },
            ];
            assert_eq!(code(&types), code(&expected));
        }
    }

    #[test]
    fn an_enum_with_data_is_left_alone() {
        let mut types: Vec<Item> = vec![parse_quote!(
            pub enum Either {
                Left(u8),
                Right,
            }
        )];
        let before = types.clone();
        describe(&mut types, &spec("{}"));
        assert_eq!(code(&types), code(&before));
    }
}
