//! Which keywords an object of the contract may have, and what their values look like.
//!
//! The list holds what the generator, the emulator and the tests understand. It is shorter than OpenAPI: a keyword
//! that nobody acts upon would promise something that nobody keeps.

use self::Shape::{Any, Count, Entries, Flag, FlagOrSchema, Items, Object, Reference, Text};

/// The kinds of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Document,
    Info,
    Contact,
    License,
    Page,
    Server,
    Tag,
    SecurityRequirement,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Example,
    Response,
    Header,
    Components,
    Schema,
    SecurityScheme,
    Source,
    /// `{$ref: …}` in place of an object of the same kind.
    ParameterReference,
    ResponseReference,
    HeaderReference,
    SchemaReference,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Any,
    Text,
    Flag,
    /// A whole number that is not negative.
    Count,
    Items(&'static Shape),
    Entries(&'static Shape),
    Object(Kind),
    /// An object of the first kind, or the second: a reference to one.
    Reference(Kind, Kind),
    FlagOrSchema,
}

/// Whether a keyword must be there. Keywords that a rule of its own asks for are optional here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Optional,
}

use self::Presence::{Optional, Required};

type Keyword = (&'static str, Shape, Presence);

const SCHEMA: Shape = Reference(Kind::Schema, Kind::SchemaReference);
const REFERENCE: &[Keyword] = &[("$ref", Text, Required)];

/// The keywords of a kind of object. [`Kind::SecurityRequirement`] has none of its own: its keys are names of schemes.
pub(crate) fn keywords(kind: Kind) -> &'static [Keyword] {
    match kind {
        Kind::Document => &[
            ("openapi", Text, Required),
            ("info", Object(Kind::Info), Required),
            ("x-pages", Entries(&Object(Kind::Page)), Optional),
            ("servers", Items(&Object(Kind::Server)), Required),
            ("tags", Items(&Object(Kind::Tag)), Optional),
            (
                "security",
                Items(&Object(Kind::SecurityRequirement)),
                Optional,
            ),
            ("paths", Entries(&Object(Kind::PathItem)), Required),
            ("components", Object(Kind::Components), Optional),
        ],
        Kind::Info => &[
            ("title", Text, Required),
            ("version", Text, Required),
            ("description", Text, Optional),
            ("termsOfService", Text, Optional),
            ("contact", Object(Kind::Contact), Optional),
            ("license", Object(Kind::License), Optional),
        ],
        Kind::Contact => &[
            ("name", Text, Optional),
            ("url", Text, Optional),
            ("email", Text, Optional),
        ],
        Kind::License => &[("name", Text, Required), ("url", Text, Optional)],
        Kind::Page => &[("title", Text, Required), ("updated", Text, Required)],
        Kind::Server => &[
            ("url", Text, Required),
            ("description", Text, Optional),
            ("x-region", Text, Optional),
        ],
        Kind::Tag => &[("name", Text, Required), ("description", Text, Optional)],
        Kind::SecurityRequirement => &[],
        Kind::PathItem => &[
            ("get", Object(Kind::Operation), Optional),
            ("put", Object(Kind::Operation), Optional),
            ("post", Object(Kind::Operation), Optional),
            ("delete", Object(Kind::Operation), Optional),
            ("options", Object(Kind::Operation), Optional),
            ("head", Object(Kind::Operation), Optional),
            ("patch", Object(Kind::Operation), Optional),
            // Known, so that the rule on references can say what is wrong with it.
            ("$ref", Any, Optional),
        ],
        Kind::Operation => &[
            ("operationId", Text, Optional),
            ("tags", Items(&Text), Optional),
            ("summary", Text, Optional),
            ("description", Text, Optional),
            ("x-source", Object(Kind::Source), Optional),
            ("x-documented", Entries(&Any), Optional),
            ("x-retry", Text, Optional),
            (
                "security",
                Items(&Object(Kind::SecurityRequirement)),
                Optional,
            ),
            (
                "parameters",
                Items(&Reference(Kind::Parameter, Kind::ParameterReference)),
                Optional,
            ),
            ("requestBody", Object(Kind::RequestBody), Optional),
            (
                "responses",
                Entries(&Reference(Kind::Response, Kind::ResponseReference)),
                Required,
            ),
        ],
        Kind::Parameter => &[
            ("name", Text, Required),
            ("in", Text, Required),
            ("required", Flag, Optional),
            ("description", Text, Optional),
            ("x-source", Object(Kind::Source), Optional),
            ("x-documented", Entries(&Any), Optional),
            ("schema", SCHEMA, Required),
            ("example", Any, Optional),
            ("examples", Entries(&Object(Kind::Example)), Optional),
        ],
        Kind::RequestBody => &[
            ("required", Flag, Optional),
            ("description", Text, Optional),
            ("content", Entries(&Object(Kind::MediaType)), Required),
        ],
        Kind::MediaType => &[
            ("schema", SCHEMA, Required),
            ("example", Any, Optional),
            ("examples", Entries(&Object(Kind::Example)), Optional),
        ],
        Kind::Example => &[
            ("summary", Text, Optional),
            ("description", Text, Optional),
            ("value", Any, Required),
            ("x-documented", Entries(&Any), Optional),
        ],
        Kind::Response => &[
            ("description", Text, Required),
            ("x-source", Object(Kind::Source), Optional),
            (
                "headers",
                Entries(&Reference(Kind::Header, Kind::HeaderReference)),
                Optional,
            ),
            ("content", Entries(&Object(Kind::MediaType)), Optional),
        ],
        Kind::Header => &[
            ("description", Text, Optional),
            ("required", Flag, Optional),
            ("schema", SCHEMA, Required),
            ("example", Any, Optional),
        ],
        Kind::Components => &[
            ("schemas", Entries(&Object(Kind::Schema)), Optional),
            ("responses", Entries(&Object(Kind::Response)), Optional),
            ("headers", Entries(&Object(Kind::Header)), Optional),
            ("parameters", Entries(&Object(Kind::Parameter)), Optional),
            (
                "securitySchemes",
                Entries(&Object(Kind::SecurityScheme)),
                Optional,
            ),
        ],
        Kind::Schema => &[
            ("type", Text, Optional),
            ("description", Text, Optional),
            ("nullable", Flag, Optional),
            ("format", Text, Optional),
            ("enum", Items(&Any), Optional),
            ("x-enum-descriptions", Entries(&Any), Optional),
            ("minLength", Count, Optional),
            ("maxLength", Count, Optional),
            ("minItems", Count, Optional),
            ("maxItems", Count, Optional),
            ("minProperties", Count, Optional),
            ("maxProperties", Count, Optional),
            ("required", Items(&Text), Optional),
            ("properties", Entries(&SCHEMA), Optional),
            ("additionalProperties", FlagOrSchema, Optional),
            ("items", SCHEMA, Optional),
            ("allOf", Items(&SCHEMA), Optional),
            ("example", Any, Optional),
            ("x-source", Object(Kind::Source), Optional),
            ("x-documented", Entries(&Any), Optional),
            // Known, so that rules of their own can say what is wrong with them.
            ("anyOf", Any, Optional),
            ("oneOf", Any, Optional),
            ("not", Any, Optional),
            ("pattern", Any, Optional),
            ("default", Any, Optional),
        ],
        Kind::SecurityScheme => &[
            ("type", Text, Required),
            ("in", Text, Optional),
            ("name", Text, Optional),
            ("description", Text, Optional),
            ("x-source", Object(Kind::Source), Optional),
            ("x-documented", Entries(&Any), Optional),
        ],
        Kind::Source => &[("page", Text, Required), ("table", Text, Required)],
        Kind::ParameterReference
        | Kind::ResponseReference
        | Kind::HeaderReference
        | Kind::SchemaReference => REFERENCE,
    }
}
