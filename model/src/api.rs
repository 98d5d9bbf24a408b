//! The resolved model of a description: what the later stages read.
//!
//! Names follow the OpenAPI and JSON Schema specifications. References are resolved: where a
//! description says `$ref`, the model has the target, and a schema refers to others by
//! [`SchemaId`], so that recursion is an id and not a loop.

use serde::Serialize;
use serde_json::Value as Json;

use crate::finding::Place;
use crate::source::Span;
use crate::SourceId;

/// Where in the description something stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Location {
    /// The document it is in.
    #[serde(skip)]
    pub source: SourceId,
    /// The JSON pointer from the root of that document, such as `/components/schemas/Order`.
    pub pointer: String,
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
}

impl Api {
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
                Schema { reference: Some(target), has_siblings: false, .. } => at = *target,
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
            branch.types == [Type::Null] && branch.reference.is_none()
        };
        let rest = match *branches {
            [rest, null] if is_null(null) && !is_null(rest) => rest,
            [null, rest] if is_null(null) && !is_null(rest) => rest,
            _ => return None,
        };
        schema.only_alternatives().then_some(rest)
    }

    /// The operation with an `operationId`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.operation_id.as_deref() == Some(id))
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
    /// `description`
    pub description: Option<String>,
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
    /// `x-` members.
    pub extensions: Extensions,
}

/// `in` of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
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
#[allow(missing_docs)]
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
    /// `description`
    pub description: Option<String>,
    /// `headers`
    pub headers: Vec<Header>,
    /// `content`; empty when there is no body.
    pub content: Vec<MediaType>,
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
    /// The name as written.
    pub name: String,
    /// `description`
    pub description: Option<String>,
    /// `required`
    pub required: bool,
    /// `schema`, or that of its one media type.
    pub schema: Option<SchemaId>,
}

/// Schemes that must be presented together.
#[derive(Debug, Clone, Serialize)]
pub struct SecurityRequirement {
    /// The schemes; empty allows anonymous calls.
    pub schemes: Vec<SchemeUse>,
}

/// A scheme that a requirement names.
#[derive(Debug, Clone, Serialize)]
pub struct SchemeUse {
    /// Index into [`Api::security_schemes`].
    pub scheme: usize,
    /// The scopes or roles it asks for.
    pub scopes: Vec<String>,
}

/// A security scheme object under its name.
#[derive(Debug, Clone, Serialize)]
pub struct SecurityScheme {
    /// Where it stands.
    pub location: Location,
    /// The name under `components.securitySchemes`.
    pub name: String,
    /// `description`
    pub description: Option<String>,
    /// What it is.
    pub kind: SchemeKind,
}

/// `type` of a security scheme with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum SchemeKind {
    /// HTTP Basic (RFC 7617).
    Basic,
    /// An HTTP bearer token (RFC 6750).
    Bearer {
        /// `bearerFormat`
        format: Option<String>,
    },
    /// Another HTTP authentication scheme by its name.
    Http {
        /// `scheme`
        scheme: String,
    },
    /// An API key.
    ApiKey {
        /// The name of the header, query parameter or cookie.
        name: String,
        /// Where it goes: query, header or cookie.
        place: ParameterIn,
    },
    /// OAuth 2.0.
    OAuth2 {
        /// `flows`
        flows: Vec<OAuthFlow>,
    },
    /// OpenID Connect.
    OpenIdConnect {
        /// `openIdConnectUrl`
        url: String,
    },
    /// Mutual TLS.
    MutualTls,
}

/// An OAuth flow object under its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OAuthFlow {
    /// `implicit`, `password`, `clientCredentials`, `authorizationCode` or `deviceAuthorization`.
    pub name: String,
    /// `tokenUrl`
    pub token_url: Option<String>,
    /// `authorizationUrl`
    pub authorization_url: Option<String>,
    /// `refreshUrl`
    pub refresh_url: Option<String>,
    /// `scopes` with their descriptions.
    pub scopes: Vec<(String, String)>,
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

/// Index of a schema in [`Api::schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SchemaId(pub u32);

/// A schema object (JSON Schema 2020-12, to which 3.0 schemas are upgraded).
#[derive(Debug, Clone, Serialize)]
pub struct Schema {
    /// Where it stands.
    pub location: Location,
    /// The boolean, if the schema is `true` or `false`; all else is then empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boolean: Option<bool>,
    /// `$ref` (or `$dynamicRef`), resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<SchemaId>,
    /// Whether anything that validates stands beside `$ref`.
    #[serde(skip_serializing_if = "is_false")]
    pub has_siblings: bool,
    /// `type`; empty when any type is allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Type>,
    /// `format`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// `title`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `description`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `enum`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enum_values: Option<Vec<Json>>,
    /// `const`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub const_value: Option<Json>,
    /// `default`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
    /// `deprecated`
    #[serde(skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// `readOnly`
    #[serde(skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// `writeOnly`
    #[serde(skip_serializing_if = "is_false")]
    pub write_only: bool,

    /// `properties`, in the order of the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(String, SchemaId)>,
    /// `required`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// `additionalProperties`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<SchemaId>,
    /// `unevaluatedProperties`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unevaluated_properties: Option<SchemaId>,
    /// `patternProperties`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pattern_properties: Vec<(String, SchemaId)>,
    /// `propertyNames`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property_names: Option<SchemaId>,
    /// `minProperties`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_properties: Option<u64>,
    /// `maxProperties`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_properties: Option<u64>,
    /// `dependentRequired`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// `dependentSchemas`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependent_schemas: Vec<(String, SchemaId)>,

    /// `items`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<SchemaId>,
    /// `prefixItems`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prefix_items: Vec<SchemaId>,
    /// `unevaluatedItems`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unevaluated_items: Option<SchemaId>,
    /// `contains`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<SchemaId>,
    /// `minContains`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_contains: Option<u64>,
    /// `maxContains`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_contains: Option<u64>,
    /// `minItems`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// `maxItems`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// `uniqueItems`
    #[serde(skip_serializing_if = "is_false")]
    pub unique_items: bool,

    /// `minLength`, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// `maxLength`, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// `pattern`, an ECMA-262 regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// `contentEncoding`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// `contentMediaType`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_media_type: Option<String>,

    /// `minimum`, as the literal that the document has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// `maximum`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<String>,
    /// `exclusiveMinimum`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<String>,
    /// `exclusiveMaximum`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<String>,
    /// `multipleOf`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<String>,

    /// `allOf`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<SchemaId>,
    /// `anyOf`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<SchemaId>,
    /// `oneOf`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<SchemaId>,
    /// `not`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<SchemaId>,
    /// `if`
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    pub if_schema: Option<SchemaId>,
    /// `then`
    #[serde(rename = "then", skip_serializing_if = "Option::is_none")]
    pub then_schema: Option<SchemaId>,
    /// `else`
    #[serde(rename = "else", skip_serializing_if = "Option::is_none")]
    pub else_schema: Option<SchemaId>,
    /// `discriminator`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<Discriminator>,

    /// `xml`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xml: Option<Json>,
    /// `x-enum-varnames`, one for each of `enum`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enum_names: Vec<String>,
    /// `x-enum-descriptions`, one for each of `enum`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enum_descriptions: Vec<String>,
    /// `x-extensible-enum: true`, or a list of known values of an open string.
    #[serde(skip_serializing_if = "is_false")]
    pub extensible: bool,
    /// `x-validations`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub validations: Vec<Validation>,
    /// The other `x-` members.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Extensions,
}

impl Schema {
    /// Whether nothing but `anyOf` and `oneOf` decides what is allowed.
    fn only_alternatives(&self) -> bool {
        let numbers = [&self.minimum, &self.maximum, &self.exclusive_minimum, &self.exclusive_maximum, &self.multiple_of];
        let texts = [&self.format, &self.pattern, &self.content_encoding, &self.content_media_type];
        let counts = [
            self.min_properties,
            self.max_properties,
            self.min_contains,
            self.max_contains,
            self.min_items,
            self.max_items,
            self.min_length,
            self.max_length,
        ];
        let schemas = [
            self.reference,
            self.additional_properties,
            self.unevaluated_properties,
            self.property_names,
            self.items,
            self.unevaluated_items,
            self.contains,
            self.not,
            self.if_schema,
        ];
        let maps = [&self.properties, &self.pattern_properties, &self.dependent_schemas];
        self.boolean.is_none()
            && self.types.is_empty()
            && self.enum_values.is_none()
            && self.const_value.is_none()
            && !self.unique_items
            && numbers.into_iter().chain(texts).all(Option::is_none)
            && counts.iter().all(Option::is_none)
            && schemas.iter().all(Option::is_none)
            && maps.into_iter().all(Vec::is_empty)
            && self.required.is_empty()
            && self.dependent_required.is_empty()
            && self.prefix_items.is_empty()
            && self.all_of.is_empty()
            && self.validations.is_empty()
    }

    /// A schema that says nothing: it allows any value.
    pub fn new(location: Location) -> Self {
        Schema {
            location,
            boolean: None,
            reference: None,
            has_siblings: false,
            types: Vec::new(),
            format: None,
            title: None,
            description: None,
            enum_values: None,
            const_value: None,
            default: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            properties: Vec::new(),
            required: Vec::new(),
            additional_properties: None,
            unevaluated_properties: None,
            pattern_properties: Vec::new(),
            property_names: None,
            min_properties: None,
            max_properties: None,
            dependent_required: Vec::new(),
            dependent_schemas: Vec::new(),
            items: None,
            prefix_items: Vec::new(),
            unevaluated_items: None,
            contains: None,
            min_contains: None,
            max_contains: None,
            min_items: None,
            max_items: None,
            unique_items: false,
            min_length: None,
            max_length: None,
            pattern: None,
            content_encoding: None,
            content_media_type: None,
            minimum: None,
            maximum: None,
            exclusive_minimum: None,
            exclusive_maximum: None,
            multiple_of: None,
            all_of: Vec::new(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            not: None,
            if_schema: None,
            then_schema: None,
            else_schema: None,
            discriminator: None,
            xml: None,
            enum_names: Vec::new(),
            enum_descriptions: Vec::new(),
            extensible: false,
            validations: Vec::new(),
            extensions: Vec::new(),
        }
    }
}

/// A discriminator object.
#[derive(Debug, Clone, Serialize)]
pub struct Discriminator {
    /// `propertyName`
    pub property: String,
    /// `mapping`, resolved: a value of the property and the schema that it names.
    pub mapping: Vec<(String, SchemaId)>,
    /// `defaultMapping` (3.2)
    pub default: Option<SchemaId>,
}

/// A rule over the fields of an object, in CEL over `self`.
#[derive(Debug, Clone, Serialize)]
pub struct Validation {
    /// Where it stands.
    pub location: Location,
    /// `rule`
    pub rule: String,
    /// `message`; empty when missing.
    pub message: String,
}

/// A name of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

fn is_false(value: &bool) -> bool {
    !value
}
