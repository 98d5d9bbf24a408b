//! Which members each kind of object has.

use super::Holds::{AnyMap, Anything, Flag, Requirements, Text, TextMap, Texts, Word};
use super::Shape::{List, Map, One};
use super::{Holds, Kind, Shape};

const DOCS: (&str, Shape, Kind) = ("externalDocs", One, Kind::ExternalDocs);

impl Kind {
    /// The members that hold objects, how, and of which kind.
    pub(crate) fn children(self) -> &'static [(&'static str, Shape, Kind)] {
        match self {
            Kind::OpenApi => &[
                ("paths", One, Kind::Paths),
                ("webhooks", Map, Kind::PathItem),
                ("components", One, Kind::Components),
                ("info", One, Kind::Info),
                ("servers", List, Kind::Server),
                ("tags", List, Kind::Tag),
                DOCS,
            ],
            Kind::Components => &[
                ("schemas", Map, Kind::Schema),
                ("responses", Map, Kind::Response),
                ("parameters", Map, Kind::Parameter),
                ("examples", Map, Kind::Example),
                ("requestBodies", Map, Kind::RequestBody),
                ("headers", Map, Kind::Header),
                ("securitySchemes", Map, Kind::SecurityScheme),
                ("links", Map, Kind::Link),
                ("callbacks", Map, Kind::Callback),
                ("pathItems", Map, Kind::PathItem),
                ("mediaTypes", Map, Kind::MediaType),
            ],
            Kind::PathItem => &[
                ("parameters", List, Kind::Parameter),
                ("get", One, Kind::Operation),
                ("put", One, Kind::Operation),
                ("post", One, Kind::Operation),
                ("delete", One, Kind::Operation),
                ("options", One, Kind::Operation),
                ("head", One, Kind::Operation),
                ("patch", One, Kind::Operation),
                ("trace", One, Kind::Operation),
                ("query", One, Kind::Operation),
                ("additionalOperations", Map, Kind::Operation),
                ("servers", List, Kind::Server),
            ],
            Kind::Operation => &[
                ("parameters", List, Kind::Parameter),
                ("requestBody", One, Kind::RequestBody),
                ("responses", One, Kind::Responses),
                ("callbacks", Map, Kind::Callback),
                ("servers", List, Kind::Server),
                DOCS,
            ],
            Kind::Parameter | Kind::Header => &[
                ("schema", One, Kind::Schema),
                ("content", Map, Kind::MediaType),
                ("examples", Map, Kind::Example),
            ],
            Kind::RequestBody => &[("content", Map, Kind::MediaType)],
            Kind::Response => &[
                ("headers", Map, Kind::Header),
                ("content", Map, Kind::MediaType),
                ("links", Map, Kind::Link),
            ],
            Kind::MediaType => &[
                ("schema", One, Kind::Schema),
                ("itemSchema", One, Kind::Schema),
                ("examples", Map, Kind::Example),
                ("encoding", Map, Kind::Encoding),
                ("prefixEncoding", List, Kind::Encoding),
                ("itemEncoding", One, Kind::Encoding),
            ],
            Kind::Encoding => &[
                ("headers", Map, Kind::Header),
                ("encoding", Map, Kind::Encoding),
                ("prefixEncoding", List, Kind::Encoding),
                ("itemEncoding", One, Kind::Encoding),
            ],
            Kind::Schema => &[
                ("properties", Map, Kind::Schema),
                ("patternProperties", Map, Kind::Schema),
                ("dependentSchemas", Map, Kind::Schema),
                ("$defs", Map, Kind::Schema),
                ("definitions", Map, Kind::Schema),
                ("allOf", List, Kind::Schema),
                ("anyOf", List, Kind::Schema),
                ("oneOf", List, Kind::Schema),
                ("prefixItems", List, Kind::Schema),
                ("items", One, Kind::Schema),
                ("contains", One, Kind::Schema),
                ("additionalProperties", One, Kind::Schema),
                ("propertyNames", One, Kind::Schema),
                ("unevaluatedItems", One, Kind::Schema),
                ("unevaluatedProperties", One, Kind::Schema),
                ("not", One, Kind::Schema),
                ("if", One, Kind::Schema),
                ("then", One, Kind::Schema),
                ("else", One, Kind::Schema),
                ("contentSchema", One, Kind::Schema),
                ("discriminator", One, Kind::Discriminator),
                ("xml", One, Kind::Xml),
                DOCS,
            ],
            Kind::Link => &[("server", One, Kind::Server)],
            Kind::SecurityScheme => &[("flows", One, Kind::Flows)],
            Kind::Flows => &[
                ("implicit", One, Kind::Flow),
                ("password", One, Kind::Flow),
                ("clientCredentials", One, Kind::Flow),
                ("authorizationCode", One, Kind::Flow),
                ("deviceAuthorization", One, Kind::Flow),
            ],
            Kind::Info => &[
                ("contact", One, Kind::Contact),
                ("license", One, Kind::License),
            ],
            Kind::Server => &[("variables", Map, Kind::ServerVariable)],
            Kind::Tag => &[DOCS],
            Kind::Paths
            | Kind::Responses
            | Kind::Callback
            | Kind::Example
            | Kind::Flow
            | Kind::Discriminator
            | Kind::Xml
            | Kind::Contact
            | Kind::License
            | Kind::ServerVariable
            | Kind::ExternalDocs => &[],
        }
    }

    /// The other members that versions 3.0 to 3.2 know, and what each holds.
    pub(crate) fn plain_members(self) -> &'static [(&'static str, Holds)] {
        match self {
            Kind::OpenApi => &[
                // Which version it states is settled where it is looked for.
                ("openapi", Anything),
                ("$self", Text),
                ("jsonSchemaDialect", Text),
                ("security", Requirements),
            ],
            Kind::PathItem => &[("$ref", Text), ("summary", Text), ("description", Text)],
            Kind::Operation => &[
                ("tags", Texts),
                ("summary", Text),
                ("description", Text),
                ("operationId", Text),
                ("deprecated", Flag),
                ("security", Requirements),
            ],
            Kind::Parameter => &[
                ("name", Text),
                ("in", Text),
                ("description", Text),
                ("required", Flag),
                ("deprecated", Flag),
                ("allowEmptyValue", Flag),
                ("style", Text),
                ("explode", Flag),
                ("allowReserved", Flag),
                ("example", Anything),
            ],
            Kind::Header => &[
                ("description", Text),
                ("required", Flag),
                ("deprecated", Flag),
                ("style", Word(&["simple"])),
                ("explode", Flag),
                ("example", Anything),
            ],
            Kind::RequestBody => &[("description", Text), ("required", Flag)],
            Kind::Response => &[("summary", Text), ("description", Text)],
            Kind::MediaType => &[("description", Text), ("example", Anything)],
            Kind::Encoding => &[
                ("contentType", Text),
                (
                    "style",
                    Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
                ),
                ("explode", Flag),
                ("allowReserved", Flag),
            ],
            Kind::Example => &[
                ("summary", Text),
                ("description", Text),
                ("value", Anything),
                ("externalValue", Text),
                ("dataValue", Anything),
                ("serializedValue", Text),
            ],
            Kind::Link => &[
                ("operationRef", Text),
                ("operationId", Text),
                ("parameters", AnyMap),
                ("requestBody", Anything),
                ("description", Text),
            ],
            Kind::SecurityScheme => &[
                ("type", Text),
                ("description", Text),
                ("name", Text),
                ("in", Word(&["query", "header", "cookie"])),
                ("scheme", Text),
                ("bearerFormat", Text),
                ("openIdConnectUrl", Text),
                ("oauth2MetadataUrl", Text),
                ("deprecated", Flag),
            ],
            Kind::Flow => &[
                ("authorizationUrl", Text),
                ("deviceAuthorizationUrl", Text),
                ("tokenUrl", Text),
                ("refreshUrl", Text),
                ("scopes", TextMap),
            ],
            Kind::Discriminator => &[
                ("propertyName", Text),
                ("mapping", TextMap),
                ("defaultMapping", Text),
            ],
            Kind::Xml => &[
                ("name", Text),
                ("namespace", Text),
                ("prefix", Text),
                ("attribute", Flag),
                ("wrapped", Flag),
                (
                    "nodeType",
                    Word(&["element", "attribute", "text", "cdata", "none"]),
                ),
            ],
            Kind::Info => &[
                ("title", Text),
                ("summary", Text),
                ("description", Text),
                ("termsOfService", Text),
                ("version", Text),
            ],
            Kind::Contact => &[("name", Text), ("url", Text), ("email", Text)],
            Kind::License => &[("name", Text), ("identifier", Text), ("url", Text)],
            Kind::Server => &[("url", Text), ("description", Text), ("name", Text)],
            Kind::ServerVariable => &[("enum", Texts), ("default", Text), ("description", Text)],
            Kind::Tag => &[
                ("name", Text),
                ("summary", Text),
                ("description", Text),
                ("parent", Text),
                ("kind", Text),
            ],
            Kind::ExternalDocs => &[("description", Text), ("url", Text)],
            // Which keywords hold what is settled where schemas are read.
            Kind::Schema => &[
                ("$schema", Anything),
                ("$id", Anything),
                ("$ref", Anything),
                ("$anchor", Anything),
                ("$dynamicRef", Anything),
                ("$dynamicAnchor", Anything),
                ("$comment", Anything),
                ("$vocabulary", Anything),
                ("type", Anything),
                ("format", Anything),
                ("title", Anything),
                ("description", Anything),
                ("default", Anything),
                ("enum", Anything),
                ("const", Anything),
                ("multipleOf", Anything),
                ("maximum", Anything),
                ("exclusiveMaximum", Anything),
                ("minimum", Anything),
                ("exclusiveMinimum", Anything),
                ("maxLength", Anything),
                ("minLength", Anything),
                ("pattern", Anything),
                ("maxItems", Anything),
                ("minItems", Anything),
                ("uniqueItems", Anything),
                ("maxContains", Anything),
                ("minContains", Anything),
                ("maxProperties", Anything),
                ("minProperties", Anything),
                ("required", Anything),
                ("dependentRequired", Anything),
                ("contentEncoding", Anything),
                ("contentMediaType", Anything),
                ("readOnly", Anything),
                ("writeOnly", Anything),
                ("deprecated", Anything),
                ("nullable", Anything),
                ("example", Anything),
                ("examples", Anything),
            ],
            Kind::Components | Kind::Paths | Kind::Responses | Kind::Callback | Kind::Flows => &[],
        }
    }
}
