//! Which objects stand where in a description, as a table.

mod members;

use std::sync::LazyLock;

use crate::hash::HashMap;
use crate::version::Version;

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

/// What a member holds that holds no objects of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    Flag,
    Texts,
    /// Strings by name.
    TextMap,
    /// Anything by name.
    AnyMap,
    /// Security requirements: lists of scopes by the name of a scheme.
    Requirements,
    /// One of some words.
    Word(&'static [&'static str]),
    Anything,
}

/// What is known of a member of a kind of object.
enum Entry {
    Child(Shape, Kind),
    Plain(Holds),
}

impl Kind {
    /// In the order of their declaration.
    const ALL: [Kind; 28] = [
        Kind::OpenApi,
        Kind::Components,
        Kind::Paths,
        Kind::PathItem,
        Kind::Operation,
        Kind::Parameter,
        Kind::Header,
        Kind::RequestBody,
        Kind::Responses,
        Kind::Response,
        Kind::MediaType,
        Kind::Encoding,
        Kind::Example,
        Kind::Link,
        Kind::Callback,
        Kind::SecurityScheme,
        Kind::Flows,
        Kind::Flow,
        Kind::Schema,
        Kind::Discriminator,
        Kind::Xml,
        Kind::Info,
        Kind::Contact,
        Kind::License,
        Kind::Server,
        Kind::ServerVariable,
        Kind::Tag,
        Kind::ExternalDocs,
    ];

    /// The members that such an object must have.
    pub(crate) fn required(self, version: Version) -> &'static [&'static str] {
        let since = |first: Version| version >= first;
        match self {
            Kind::OpenApi if since(Version::V3_1) => &["info"],
            Kind::OpenApi => &["info", "paths"],
            Kind::Info => &["title", "version"],
            Kind::License | Kind::Tag => &["name"],
            Kind::Server | Kind::ExternalDocs => &["url"],
            Kind::ServerVariable => &["default"],
            Kind::Operation if !since(Version::V3_1) => &["responses"],
            Kind::Parameter => &["name", "in"],
            Kind::RequestBody => &["content"],
            Kind::Response if !since(Version::V3_2) => &["description"],
            Kind::SecurityScheme => &["type"],
            Kind::Flow => &["scopes"],
            Kind::Discriminator => &["propertyName"],
            _ => &[],
        }
    }

    /// The version that added a member; 3.0 for those it had already.
    pub(crate) fn since(self, name: &str) -> Version {
        let is_3_1 = match self {
            Kind::OpenApi => matches!(name, "webhooks" | "jsonSchemaDialect"),
            Kind::Info => name == "summary",
            Kind::License => name == "identifier",
            Kind::Components => name == "pathItems",
            Kind::Schema => {
                name.starts_with('$') && name != "$ref"
                    || matches!(
                        name,
                        "patternProperties"
                            | "dependentSchemas"
                            | "prefixItems"
                            | "contains"
                            | "propertyNames"
                            | "unevaluatedItems"
                            | "unevaluatedProperties"
                            | "if"
                            | "then"
                            | "else"
                            | "contentSchema"
                            | "const"
                            | "maxContains"
                            | "minContains"
                            | "dependentRequired"
                            | "contentEncoding"
                            | "contentMediaType"
                            | "examples"
                    )
            }
            _ => false,
        };
        let is_3_2 = match self {
            Kind::OpenApi => name == "$self",
            Kind::PathItem => matches!(name, "query" | "additionalOperations"),
            Kind::Components => name == "mediaTypes",
            Kind::Response => name == "summary",
            Kind::MediaType => matches!(
                name,
                "description" | "itemSchema" | "prefixEncoding" | "itemEncoding"
            ),
            Kind::Encoding => matches!(name, "encoding" | "prefixEncoding" | "itemEncoding"),
            Kind::Example => matches!(name, "dataValue" | "serializedValue"),
            Kind::Server => name == "name",
            Kind::Tag => matches!(name, "summary" | "parent" | "kind"),
            Kind::SecurityScheme => matches!(name, "oauth2MetadataUrl" | "deprecated"),
            Kind::Flows => name == "deviceAuthorization",
            Kind::Flow => name == "deviceAuthorizationUrl",
            Kind::Discriminator => name == "defaultMapping",
            Kind::Xml => name == "nodeType",
            _ => false,
        };
        match (is_3_1, is_3_2) {
            (_, true) => Version::V3_2,
            (true, false) => Version::V3_1,
            (false, false) => Version::V3_0,
        }
    }

    /// What becomes of a member that neither generated code nor the validator acts on.
    pub(crate) fn not_acted_on(self, name: &str) -> Option<&'static str> {
        Some(match (self, name) {
            (Kind::MediaType, "prefixEncoding" | "itemEncoding") => {
                "parts without a name are passed as bytes"
            }
            (Kind::Encoding, "encoding" | "prefixEncoding" | "itemEncoding") => {
                "the part is passed as bytes"
            }
            (Kind::Example, "serializedValue") => "examples are read as values",
            (Kind::Parameter, "allowEmptyValue") => "an empty value is judged by its schema",
            _ => return None,
        })
    }

    /// Whether a member has a meaning in such an object.
    pub(crate) fn knows(self, name: &str) -> bool {
        name.starts_with("x-") || self.each_member().is_some() || self.entry(name).is_some()
    }

    /// What a member holds that holds no objects of a kind.
    pub(crate) fn plain_member(self, name: &str) -> Option<Holds> {
        match self.entry(name) {
            Some(Entry::Plain(holds)) => Some(*holds),
            _ => None,
        }
    }

    /// What is known of a member.
    fn entry(self, name: &str) -> Option<&'static Entry> {
        static ENTRIES: LazyLock<[HashMap<&str, Entry>; Kind::ALL.len()]> =
            LazyLock::new(|| Kind::ALL.map(Kind::entries));
        ENTRIES[self as usize].get(name)
    }

    fn entries(self) -> HashMap<&'static str, Entry> {
        let children = self.children().iter();
        let children = children.map(|(name, shape, kind)| (*name, Entry::Child(*shape, *kind)));
        let plain = self.plain_members().iter();
        let plain = plain.map(|(name, holds)| (*name, Entry::Plain(*holds)));
        plain.chain(children).collect()
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
            return (!name.starts_with("x-")).then_some((Shape::One, kind));
        }
        match self.entry(name) {
            Some(Entry::Child(shape, kind)) => Some((*shape, *kind)),
            _ => None,
        }
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
