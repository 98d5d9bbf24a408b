//! Which objects stand where in a description, as a table.

/// A kind of object that can hold schemas, or be referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    OpenApi,
    Components,
    Paths,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    Responses,
    Response,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    SecurityScheme,
    Flows,
    Flow,
    Schema,
    Discriminator,
    Xml,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Tag,
    ExternalDocs,
}

/// How a member holds objects of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    One,
    List,
    Map,
}

use Shape::{List, Map, One};

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
            Kind::Encoding => &[("headers", Map, Kind::Header)],
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

    /// The other members that versions 3.0 to 3.2 know; those that hold lists of names and values.
    pub(crate) fn plain_members(self) -> &'static [&'static str] {
        match self {
            Kind::OpenApi => &["openapi", "$self", "jsonSchemaDialect", "security"],
            Kind::PathItem => &["$ref", "summary", "description"],
            Kind::Operation => &[
                "tags",
                "summary",
                "description",
                "operationId",
                "deprecated",
                "security",
            ],
            Kind::Parameter => &[
                "name",
                "in",
                "description",
                "required",
                "deprecated",
                "allowEmptyValue",
                "style",
                "explode",
                "allowReserved",
                "example",
            ],
            Kind::Header => &[
                "description",
                "required",
                "deprecated",
                "style",
                "explode",
                "example",
            ],
            Kind::RequestBody => &["description", "required"],
            Kind::Response => &["summary", "description"],
            Kind::MediaType => &["description", "example"],
            Kind::Encoding => &["contentType", "style", "explode", "allowReserved"],
            Kind::Example => &[
                "summary",
                "description",
                "value",
                "externalValue",
                "dataValue",
                "serializedValue",
            ],
            Kind::Link => &[
                "operationRef",
                "operationId",
                "parameters",
                "requestBody",
                "description",
            ],
            Kind::SecurityScheme => &[
                "type",
                "description",
                "name",
                "in",
                "scheme",
                "bearerFormat",
                "openIdConnectUrl",
                "oauth2MetadataUrl",
                "deprecated",
            ],
            Kind::Flow => &[
                "authorizationUrl",
                "deviceAuthorizationUrl",
                "tokenUrl",
                "refreshUrl",
                "scopes",
            ],
            Kind::Discriminator => &["propertyName", "mapping", "defaultMapping"],
            Kind::Xml => &[
                "name",
                "namespace",
                "prefix",
                "attribute",
                "wrapped",
                "nodeType",
            ],
            Kind::Info => &[
                "title",
                "summary",
                "description",
                "termsOfService",
                "version",
            ],
            Kind::Contact => &["name", "url", "email"],
            Kind::License => &["name", "identifier", "url"],
            Kind::Server => &["url", "description", "name"],
            Kind::ServerVariable => &["enum", "default", "description"],
            Kind::Tag => &["name", "summary", "description", "parent", "kind"],
            Kind::ExternalDocs => &["description", "url"],
            Kind::Schema => &[
                "$schema",
                "$id",
                "$ref",
                "$anchor",
                "$dynamicRef",
                "$dynamicAnchor",
                "$comment",
                "$vocabulary",
                "type",
                "format",
                "title",
                "description",
                "default",
                "enum",
                "const",
                "multipleOf",
                "maximum",
                "exclusiveMaximum",
                "minimum",
                "exclusiveMinimum",
                "maxLength",
                "minLength",
                "pattern",
                "maxItems",
                "minItems",
                "uniqueItems",
                "maxContains",
                "minContains",
                "maxProperties",
                "minProperties",
                "required",
                "dependentRequired",
                "contentEncoding",
                "contentMediaType",
                "readOnly",
                "writeOnly",
                "deprecated",
                "nullable",
                "example",
                "examples",
            ],
            Kind::Components | Kind::Paths | Kind::Responses | Kind::Callback | Kind::Flows => &[],
        }
    }

    /// Whether a member has a meaning in such an object.
    pub(crate) fn knows(self, name: &str) -> bool {
        name.starts_with("x-") || self.child(name).is_some() || self.plain_members().contains(&name)
    }

    /// What such an object is called, with its article.
    pub(crate) fn article(self) -> &'static str {
        match self {
            Kind::OpenApi => "the description",
            Kind::Components => "the components object",
            Kind::Paths => "the paths object",
            Kind::PathItem => "a path item",
            Kind::Operation => "an operation",
            Kind::Parameter => "a parameter",
            Kind::Header => "a header",
            Kind::RequestBody => "a request body",
            Kind::Responses => "the responses object",
            Kind::Response => "a response",
            Kind::MediaType => "a media type",
            Kind::Encoding => "an encoding",
            Kind::Example => "an example",
            Kind::Link => "a link",
            Kind::Callback => "a callback",
            Kind::SecurityScheme => "a security scheme",
            Kind::Flows => "the OAuth flows",
            Kind::Flow => "an OAuth flow",
            Kind::Schema => "a schema",
            Kind::Discriminator => "a discriminator",
            Kind::Xml => "an XML object",
            Kind::Info => "the info object",
            Kind::Contact => "the contact",
            Kind::License => "the license",
            Kind::Server => "a server",
            Kind::ServerVariable => "a server variable",
            Kind::Tag => "a tag",
            Kind::ExternalDocs => "external documentation",
        }
    }

    /// What each member holds, where the names of members are free.
    pub(crate) fn each_member(self) -> Option<Kind> {
        match self {
            Kind::Paths | Kind::Callback => Some(Kind::PathItem),
            Kind::Responses => Some(Kind::Response),
            _ => None,
        }
    }

    /// How a member holds objects, if it does.
    pub(crate) fn child(self, name: &str) -> Option<(Shape, Kind)> {
        if let Some(kind) = self.each_member() {
            return (!name.starts_with("x-")).then_some((One, kind));
        }
        let (_, shape, kind) = self.children().iter().find(|(child, ..)| *child == name)?;
        Some((*shape, *kind))
    }

    /// Whether a reference stands in place of such an object. The specification does not allow it for
    /// operations and encodings; descriptions in several files do it nevertheless.
    pub(crate) fn referable(self) -> bool {
        matches!(
            self,
            Kind::PathItem
                | Kind::Operation
                | Kind::Parameter
                | Kind::Header
                | Kind::RequestBody
                | Kind::Response
                | Kind::MediaType
                | Kind::Encoding
                | Kind::Example
                | Kind::Link
                | Kind::Callback
                | Kind::SecurityScheme
                | Kind::Schema
        )
    }
}

const DOCS: (&str, Shape, Kind) = ("externalDocs", One, Kind::ExternalDocs);
