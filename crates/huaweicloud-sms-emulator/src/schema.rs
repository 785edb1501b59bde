use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value, json};

use crate::Error;
use crate::document::unusable_because;
use crate::refusal::Violation;

/// A schema of the contract, ready to check values.
#[derive(Debug)]
pub(crate) struct Schema(Validator);

impl Schema {
    /// Compiles a schema that may refer to the contract's `components`.
    pub(crate) fn compile(schema: &Value, components: &Value) -> Result<Self, Error> {
        let document = json!({"allOf": [schema], "components": components});
        jsonschema::options()
            // The schema objects of OpenAPI 3.0 descend from this draft; `exclusiveMinimum: true` means in it what it
            // means there.
            .with_draft(Draft::Draft4)
            .build(&document)
            .map(Self)
            .map_err(|cause| {
                unusable_because(
                    "one of its schemas does not compile; mend it",
                    cause.to_owned(),
                )
            })
    }

    /// What is wrong with a value. Nothing, if it fits.
    pub(crate) fn violations(&self, value: &Value) -> Vec<Violation> {
        self.0
            .iter_errors(value)
            .flat_map(|error| explain(&error))
            .collect()
    }
}

/// Says where, why, and what is allowed. The value itself is left out: the caller knows what was sent, and it may be
/// long.
fn explain(error: &ValidationError<'_>) -> Vec<Violation> {
    let pointer = error.instance_path().to_string();
    let reason = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            return unexpected
                .iter()
                .map(|name| unknown_field(&pointer, name))
                .collect();
        }
        ValidationErrorKind::Enum { options } => format!("must be one of {}", listed(options)),
        ValidationErrorKind::Type {
            kind: TypeKind::Single(kind),
        } => format!("must be of type {kind}"),
        ValidationErrorKind::Required { property } => format!("lacks the field {property}"),
        ValidationErrorKind::MinProperties { limit } => format!("must have {limit} or more fields"),
        ValidationErrorKind::MinLength { limit } => {
            format!("must be {limit} or more characters long")
        }
        ValidationErrorKind::MaxLength { limit } => {
            format!("must be {limit} or fewer characters long")
        }
        _ => format!("is refused: {}", error.masked()),
    };
    vec![Violation { pointer, reason }]
}

fn unknown_field(parent: &str, name: &str) -> Violation {
    let escaped = name.replace('~', "~0").replace('/', "~1");
    Violation {
        pointer: format!("{parent}/{escaped}"),
        reason: "is no field of this request".to_owned(),
    }
}

fn listed(options: &Value) -> String {
    let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
    let texts: Vec<_> = options
        .iter()
        .map(|option| {
            option
                .as_str()
                .map_or_else(|| option.to_string(), str::to_owned)
        })
        .collect();
    texts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(schema: Value, value: &Value) -> String {
        let violations = Schema::compile(&schema, &json!({}))
            .unwrap()
            .violations(value);
        let texts: Vec<_> = violations.iter().map(Violation::text).collect();
        texts.join("; ")
    }

    #[test]
    fn each_violation_names_its_place_the_reason_and_what_is_allowed() {
        for (schema, value, expected) in [
            (
                json!({"properties": {"a": {"enum": ["x", "y", "z", "u", 5]}}}),
                json!({"a": "b"}),
                "/a must be one of x, y, z, u, 5",
            ),
            (
                json!({"properties": {"a": {"properties": {"known": {}}, "additionalProperties": false}}}),
                json!({"a": {"b/c~": 1, "d": 2}}),
                "/a/b~1c~0 is no field of this request; /a/d is no field of this request",
            ),
            (
                json!({"type": "object"}),
                json!([]),
                "the body must be of type object",
            ),
            (
                json!({"required": ["a"]}),
                json!({}),
                "the body lacks the field \"a\"",
            ),
            (
                json!({"minProperties": 1}),
                json!({}),
                "the body must have 1 or more fields",
            ),
            (
                json!({"minLength": 2}),
                json!("é"),
                "the body must be 2 or more characters long",
            ),
            (
                json!({"maxLength": 2}),
                json!("éàü"),
                "the body must be 2 or fewer characters long",
            ),
            (
                json!({"maximum": 2}),
                json!(3),
                "the body is refused: value is greater than the maximum of 2",
            ),
        ] {
            assert_eq!(text(schema, &value), expected);
        }
    }

    #[test]
    fn references_into_the_components_are_followed() {
        let components = json!({"schemas": {"Id": {"maxLength": 2}}});
        let schema =
            Schema::compile(&json!({"$ref": "#/components/schemas/Id"}), &components).unwrap();

        assert!(schema.violations(&json!("ab")).is_empty());
        assert_eq!(schema.violations(&json!("abc")).len(), 1);
    }

    #[test]
    fn a_schema_that_does_not_compile_is_an_error_with_its_cause() {
        let error = Schema::compile(&json!({"minLength": "one"}), &json!({})).unwrap_err();
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn schemas_are_read_as_openapi_3_0_means_them() {
        let exclusive = json!({"minimum": 1, "exclusiveMinimum": true});
        let schema = Schema::compile(&exclusive, &json!({})).unwrap();

        assert_eq!(schema.violations(&json!(1)).len(), 1);
        assert!(schema.violations(&json!(2)).is_empty());
    }
}
