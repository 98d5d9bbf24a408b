//! How values stand in XML.

use serde::Serialize;

/// An XML object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Xml {
    /// `name`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `namespace`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// `prefix`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// `attribute`, or `nodeType` (3.2).
    pub node: XmlNode,
    /// `wrapped`, or `nodeType: element` of an array (3.2).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wrapped: bool,
}

/// What a value is in XML.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "these are the names of the specification")]
pub enum XmlNode {
    #[default]
    Element,
    Attribute,
    /// Also `cdata`, which only looks different.
    Text,
}
