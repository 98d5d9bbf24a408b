//! The resolved model of a description: what the later stages read.
//!
//! Names follow the OpenAPI and JSON Schema specifications. References are resolved: where a
//! description says `$ref`, the model has the target, and a schema refers to others by
//! [`SchemaId`], so that recursion is an id and not a loop.

mod discriminator;
mod listed;
mod schema;
mod security;
mod xml;

use serde::Serialize;
use serde_json::Value as Json;

use crate::SourceId;
use crate::finding::Place;
use crate::source::Span;

pub use discriminator::Discriminated;
pub use listed::Listed;
pub use schema::{Alias, Discriminator, Rare, Schema, SchemaId, Type, Types, Uncommon, Validation};
pub use security::{OAuthFlow, SchemeKind, SchemeUse, SecurityRequirement, SecurityScheme};
pub use xml::{Xml, XmlNode};

/// Where in the description something stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Location {
    /// The document it is in.
    #[serde(skip)]
    pub source: SourceId,
    /// The JSON pointer from the root of that document, such as `/components/schemas/Order`.
    pub pointer: Box<str>,
    /// The bytes of the value.
    #[serde(skip)]
    pub span: Span,
}

impl Location {
    /// The place for findings.
    pub fn place(&self) -> Place {
        Place {
            source: self.source,
            span: self.span,
        }
    }
}

/// A whole description, resolved.
#[derive(Debug, Clone, Serialize)]
pub struct Api {
    /// The version that the document states, such as `3.0.3`.
    pub openapi: String,
    /// `info`
    pub info: Info,
    /// `servers`; empty when the document has none.
    pub servers: Vec<Server>,
    /// `tags`, in the order of the document.
    pub tags: Vec<Tag>,
    /// Every operation of `paths`, in the order of the document.
    pub operations: Vec<Operation>,
    /// `webhooks`, as operations of whoever is called.
    pub webhooks: Vec<Webhook>,
    /// `components.securitySchemes`
    pub security_schemes: Vec<SecurityScheme>,
    /// Every schema object of the description; [`SchemaId`] is an index into it.
    pub schemas: Vec<Schema>,
    /// `components.schemas` in the order of the document.
    pub components: Vec<(String, SchemaId)>,
    /// The documents that the description refers to, by their names.
    #[serde(skip)]
    pub documents: Vec<(SourceId, String)>,
    /// The components of which something else is sent than answered, by their positions, and what is
    /// sent. Set by [`directed`](crate::direction::directed).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<(usize, SchemaId)>,
}

impl ParameterIn {
    /// The word that descriptions use for it.
    pub fn word(self) -> &'static str {
        match self {
            ParameterIn::Path => "path",
            ParameterIn::Query => "query",
            ParameterIn::Header => "header",
            ParameterIn::Cookie => "cookie",
            ParameterIn::Querystring => "querystring",
        }
    }
}

impl Api {
    /// The name of the file that a document other than the description itself is in.
    pub fn file_of(&self, source: SourceId) -> Option<&str> {
        let mut documents = self.documents.iter();
        let (_, path) = documents.find(|(it, _)| *it == source)?;
        path.rsplit(['/', '\\']).next()
    }

    /// The schema with an id.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0 as usize]
    }

    /// Follows `$ref`s that have nothing beside them to the schema that says something.
    /// A loop of references ends at its first member.
    pub fn resolved(&self, id: SchemaId) -> SchemaId {
        let mut at = id;
        for _ in 0..self.schemas.len() {
            match self.schema(at) {
                Schema {
                    reference: Some(target),
                    has_siblings: false,
                    ..
                } => at = *target,
                _ => return at,
            }
        }
        id
    }

    /// What a schema allows beside `null`, where it is one of two alternatives and `null` the other:
    /// `anyOf` or `oneOf` of a schema and `{ type: "null" }`, and nothing else that counts.
    pub fn nullable(&self, id: SchemaId) -> Option<SchemaId> {
        let schema = self.schema(id);
        let branches = match (schema.any_of.as_slice(), schema.one_of.as_slice()) {
            (branches, []) | ([], branches) => branches,
            _ => return None,
        };
        let is_null = |id: SchemaId| {
            let branch = self.schema(id);
            *branch.types == [Type::Null] && branch.reference.is_none()
        };
        let rest = match *branches {
            [rest, null] if is_null(null) && !is_null(rest) => rest,
            [null, rest] if is_null(null) && !is_null(rest) => rest,
            _ => return None,
        };
        schema.only_alternatives().then_some(rest)
    }

    /// Every operation there is: those of `paths`, of webhooks, and of callbacks.
    pub fn every_operation(&self) -> impl Iterator<Item = &Operation> {
        let webhooks = self.webhooks.iter().flat_map(|webhook| &webhook.operations);
        let mut open: Vec<&Operation> = self.operations.iter().chain(webhooks).collect();
        open.reverse();
        std::iter::from_fn(move || {
            let operation = open.pop()?;
            let callbacks = operation.callbacks.iter().rev();
            open.extend(callbacks.flat_map(|callback| callback.operations.iter().rev()));
            Some(operation)
        })
    }

    /// The operation with an `operationId`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.operation_id.as_deref() == Some(id))
    }
}

/// `info`
#[derive(Debug, Clone, Default, Serialize)]
pub struct Info {
    /// `title`; empty when missing.
    pub title: String,
    /// `version`; empty when missing.
    pub version: String,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
}

/// A server object.
#[derive(Debug, Clone, Serialize)]
pub struct Server {
    /// `url`, a template with `{variables}`.
    pub url: String,
    /// `name` (3.2)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `variables`
    pub variables: Vec<ServerVariable>,
}

/// A server variable object.
#[derive(Debug, Clone, Serialize)]
pub struct ServerVariable {
    /// The name in the template.
    pub name: String,
    /// `default`
    pub default: String,
    /// `enum`; empty when any value is allowed.
    pub values: Vec<String>,
    /// `description`
    pub description: Option<String>,
}

/// A tag object.
#[derive(Debug, Clone, Serialize)]
pub struct Tag {
    /// `name`
    pub name: String,
    /// `summary` (3.2)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `parent` (3.2): the name of the tag that this one is within.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// `kind` (3.2), such as `nav`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// An operation object with what its path item adds.
#[derive(Debug, Clone, Serialize)]
pub struct Operation {
    /// Where it stands.
    pub location: Location,
    /// The method in capitals: `GET`, `POST`, also `QUERY` and additional ones of 3.2.
    pub method: String,
    /// The path key as written, such as `/orders/{id}`.
    pub path: String,
    /// `x-aliases` of the path item: other keys for the same.
    pub aliases: Vec<String>,
    /// `operationId`
    pub operation_id: Option<String>,
    /// `tags`
    pub tags: Vec<String>,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// The operation's parameters, then those of the path item that it does not override.
    pub parameters: Vec<Parameter>,
    /// `requestBody`
    pub request_body: Option<RequestBody>,
    /// `responses`, in the order of the document.
    pub responses: Vec<Response>,
    /// What a caller must present: one of the requirements, each of all its schemes. Empty when
    /// the description asks for nothing; a requirement without schemes allows anonymous calls.
    pub security: Vec<SecurityRequirement>,
    /// `servers` of the operation or the path item; empty when the document's apply.
    pub servers: Vec<Server>,
    /// `callbacks`
    pub callbacks: Vec<Callback>,
    /// `x-validations`: rules over `self`, the object of the parameters by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub validations: Vec<Validation>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// A parameter object.
#[derive(Debug, Clone, Serialize)]
pub struct Parameter {
    /// Where it stands (the target, where it is a reference).
    pub location: Location,
    /// `name`
    pub name: String,
    /// `in`
    #[serde(rename = "in")]
    pub place: ParameterIn,
    /// `description`
    pub description: Option<String>,
    /// `required`; always true in a path.
    pub required: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// `style`, or the default of its place.
    pub style: Style,
    /// `explode`, or the default of its style.
    pub explode: bool,
    /// `allowReserved`
    pub allow_reserved: bool,
    /// `schema`, or that of its one media type.
    pub schema: Option<SchemaId>,
    /// The media type of `content`, where that is used in place of `schema`.
    pub media_type: Option<String>,
    /// The `encoding` of that media type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub encoding: Vec<Encoding>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// `in` of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "these are the names of the specification")]
pub enum ParameterIn {
    Path,
    Query,
    Header,
    Cookie,
    /// The whole query string as one value (3.2).
    Querystring,
}

/// `style` of a parameter or an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "these are the names of the specification")]
pub enum Style {
    Matrix,
    Label,
    Simple,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Cookie,
}

/// A request body object.
#[derive(Debug, Clone, Serialize)]
pub struct RequestBody {
    /// Where it stands.
    pub location: Location,
    /// `description`
    pub description: Option<String>,
    /// `required`
    pub required: bool,
    /// `content`, in the order of the document.
    pub content: Vec<MediaType>,
}

/// A media type object under its name.
#[derive(Debug, Clone, Serialize)]
pub struct MediaType {
    /// Where it stands.
    pub location: Location,
    /// The name as written, such as `application/json; charset=utf-8`.
    pub name: String,
    /// `schema`
    pub schema: Option<SchemaId>,
    /// `itemSchema` (3.2), of each item of a sequence.
    pub item_schema: Option<SchemaId>,
    /// `encoding`
    pub encoding: Vec<Encoding>,
    /// `example` and the values of `examples`, with where they stand.
    #[serde(skip)]
    pub examples: Vec<Example>,
}

/// A value given as an example.
#[derive(Debug, Clone)]
pub struct Example {
    /// The name under `examples`; empty for `example`.
    pub name: String,
    /// Where the value stands.
    pub location: Location,
}

/// An encoding object under its property name.
#[derive(Debug, Clone, Serialize)]
pub struct Encoding {
    /// The property of the body.
    pub property: String,
    /// `contentType`
    pub content_type: Option<String>,
    /// `style`
    pub style: Option<Style>,
    /// `explode`
    pub explode: Option<bool>,
    /// `headers`
    pub headers: Vec<Header>,
}

/// A response object under its status.
#[derive(Debug, Clone, Serialize)]
pub struct Response {
    /// Where it stands.
    pub location: Location,
    /// The key it stands under.
    pub status: Status,
    /// `summary` (3.2)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `headers`
    pub headers: Vec<Header>,
    /// `content`; empty when there is no body.
    pub content: Vec<MediaType>,
    /// `x-` members.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Extensions,
}

/// The key of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// A status code such as `200`.
    Code(u16),
    /// A range such as `4XX`, by its first digit.
    Range(u8),
    /// `default`
    Default,
}

/// A header object under its name.
#[derive(Debug, Clone, Serialize)]
pub struct Header {
    /// Where it stands.
    pub location: Location,
    /// The name as written.
    pub name: String,
    /// `description`
    pub description: Option<String>,
    /// `required`
    pub required: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// `explode`
    pub explode: bool,
    /// `schema`, or that of its one media type.
    pub schema: Option<SchemaId>,
    /// The media type of `content`, where that is used in place of `schema`.
    pub media_type: Option<String>,
}

impl Header {
    /// Whether it sets cookies, each in a field of its own.
    pub fn is_set_cookie(&self) -> bool {
        self.name.eq_ignore_ascii_case("set-cookie")
    }

    /// The parameter that says the same, since both are written alike.
    pub fn as_parameter(&self) -> Parameter {
        Parameter {
            location: self.location.clone(),
            name: self.name.clone(),
            place: ParameterIn::Header,
            description: self.description.clone(),
            required: self.required,
            deprecated: self.deprecated,
            style: Style::Simple,
            explode: self.explode,
            allow_reserved: false,
            schema: self.schema,
            media_type: self.media_type.clone(),
            encoding: Vec::new(),
            extensions: Vec::new(),
        }
    }
}

/// A callback object under its name.
#[derive(Debug, Clone, Serialize)]
pub struct Callback {
    /// The name under `callbacks`.
    pub name: String,
    /// The runtime expression that gives the URL.
    pub expression: String,
    /// The operations of its path item; their `path` is the expression.
    pub operations: Vec<Operation>,
}

/// A webhook under its name.
#[derive(Debug, Clone, Serialize)]
pub struct Webhook {
    /// The name under `webhooks`.
    pub name: String,
    /// The operations of its path item; their `path` is empty.
    pub operations: Vec<Operation>,
}

/// The `x-` members of an object, in source order.
pub type Extensions = Vec<(String, Json)>;
