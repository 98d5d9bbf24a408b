//! From JSON to a document, by a shape.

use std::fmt;

use super::{ATTRIBUTE, TEXT, XSI, is_attribute, is_character, is_name};
use crate::Json;
use crate::wire::{Shape, Types, Xml, XmlNode};

/// Why a value cannot be written as XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unwritable {
    /// No element or attribute can have this name.
    Name(String),
    /// XML does not have this character.
    Character(char),
    /// A value that is no scalar, where only text can stand: in an attribute, or beside elements.
    NotText(String),
    /// It is nested too deeply.
    TooDeep,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unwritable::Name(name) => write!(f, "`{name}` cannot be a name in XML"),
            Unwritable::Character(c) => {
                write!(f, "U+{:04X} is no character of XML", u32::from(*c))
            }
            Unwritable::NotText(name) => {
                write!(
                    f,
                    "`{name}` is no scalar, and only text can stand in its place"
                )
            }
            Unwritable::TooDeep => f.write_str("the value is nested too deeply"),
        }
    }
}

impl std::error::Error for Unwritable {}

type Written = Result<(), Unwritable>;

/// Writes a value as a document. The shapes refer to each other directly.
///
/// # Errors
///
/// [`Unwritable`]
pub fn write(value: &Json, shape: &Shape<'_>) -> Result<String, Unwritable> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let name = match (shape.xml.name, shape.root) {
        ("", "") => "root",
        ("", root) => root,
        (name, _) => name,
    };
    element(&mut out, name, value, shape, &shape.xml, None)?;
    Ok(out)
}

/// A declared prefix, and those around it.
#[derive(Clone, Copy)]
struct Scope<'s> {
    prefix: &'s str,
    namespace: &'s str,
    outer: Option<&'s Scope<'s>>,
}

fn is_declared(mut scope: Option<&Scope<'_>>, prefix: &str, namespace: &str) -> bool {
    while let Some(it) = scope {
        if it.prefix == prefix {
            return it.namespace == namespace;
        }
        scope = it.outer;
    }
    false
}

/// Writes an element; `xml` is where its namespace comes from.
fn element(
    out: &mut String,
    name: &str,
    value: &Json,
    shape: &Shape<'_>,
    xml: &Xml<'_>,
    scope: Option<&Scope<'_>>,
) -> Written {
    let tag = qualified(name, xml)?;
    out.push('<');
    out.push_str(&tag);
    let own = Scope {
        prefix: xml.prefix,
        namespace: xml.namespace,
        outer: scope,
    };
    let mut inner = scope;
    if !xml.namespace.is_empty() && !is_declared(scope, xml.prefix, xml.namespace) {
        declare(out, xml.prefix, xml.namespace)?;
        inner = Some(&own);
    }
    let before = out.len();
    match value {
        Json::Null => {
            declare(out, "xsi", XSI)?;
            out.push_str(" xsi:nil=\"true\"/>");
            return Ok(());
        }
        Json::Object(members) => object(out, members, shape, inner)?,
        Json::Array(items) => {
            out.push('>');
            let item = shape.items.unwrap_or(&Shape::ANY);
            let name = named(item, name);
            for value in items {
                element(out, name, value, item, &item.xml, inner)?;
            }
        }
        scalar => {
            out.push('>');
            text(out, &text_of(scalar, name)?, false)?;
        }
    }
    // Nothing was written but the end of the start tag.
    if out.len() == before + 1 {
        out.insert(before, '/');
        return Ok(());
    }
    out.push_str("</");
    out.push_str(&tag);
    out.push('>');
    Ok(())
}

type Members = serde_json::Map<String, Json>;

/// Writes attributes, the end of the start tag, and what is inside.
fn object(
    out: &mut String,
    members: &Members,
    shape: &Shape<'_>,
    scope: Option<&Scope<'_>>,
) -> Written {
    let known = || {
        let known = shape.members.iter();
        known.filter_map(|member| Some((member, members.get(member.name)?)))
    };
    let is_known = |name: &str| shape.members.iter().any(|member| member.name == name);
    let others = || members.iter().filter(|(name, _)| !is_known(name));
    let mut declared: Vec<&str> = Vec::new();
    for (member, value) in known().filter(|(member, _)| is_attribute(member.shape)) {
        let xml = &member.shape.xml;
        let has_prefix = !xml.prefix.is_empty() && !xml.namespace.is_empty();
        if has_prefix
            && !is_declared(scope, xml.prefix, xml.namespace)
            && !declared.contains(&xml.prefix)
        {
            declare(out, xml.prefix, xml.namespace)?;
            declared.push(xml.prefix);
        }
        let name = named(member.shape, member.name);
        attribute(out, &qualified(name, xml)?, value)?;
    }
    for (name, value) in others() {
        if let Some(name) = name.strip_prefix(ATTRIBUTE) {
            attribute(out, &qualified(name, &Xml::ELEMENT)?, value)?;
        }
    }
    out.push('>');
    for (member, value) in known() {
        match member.shape.xml.node {
            XmlNode::Attribute => {}
            XmlNode::Text => text(out, &text_of(value, member.name)?, false)?,
            XmlNode::Element => self::member(out, member.name, value, member.shape, scope)?,
        }
    }
    let additional = shape.additional.unwrap_or(&Shape::ANY);
    for (name, value) in others() {
        match name.as_str() {
            TEXT => text(out, &text_of(value, name)?, false)?,
            name if name.starts_with(ATTRIBUTE) => {}
            name => member(out, name, value, additional, scope)?,
        }
    }
    Ok(())
}

/// Writes a member that is not an attribute.
fn member(
    out: &mut String,
    name: &str,
    value: &Json,
    shape: &Shape<'_>,
    scope: Option<&Scope<'_>>,
) -> Written {
    let is_list = shape.types == Types::NONE || shape.types.has(Types::ARRAY);
    match value {
        Json::Array(items) if is_list && !shape.xml.wrapped => {
            let item = shape.items.unwrap_or(&Shape::ANY);
            let name = named(item, name);
            for value in items {
                element(out, name, value, item, &item.xml, scope)?;
            }
            Ok(())
        }
        value => element(out, named(shape, name), value, shape, &shape.xml, scope),
    }
}

fn named<'n>(shape: &Shape<'n>, name: &'n str) -> &'n str {
    match shape.xml.name {
        "" => name,
        own => own,
    }
}

fn qualified(name: &str, xml: &Xml<'_>) -> Result<String, Unwritable> {
    let prefix = match xml.namespace.is_empty() {
        true => "",
        false => xml.prefix,
    };
    if !is_name(name) {
        return Err(Unwritable::Name(name.to_owned()));
    }
    match prefix {
        "" => Ok(name.to_owned()),
        prefix if is_name(prefix) => Ok(format!("{prefix}:{name}")),
        prefix => Err(Unwritable::Name(prefix.to_owned())),
    }
}

fn declare(out: &mut String, prefix: &str, namespace: &str) -> Written {
    out.push_str(" xmlns");
    if !prefix.is_empty() {
        out.push(':');
        out.push_str(prefix);
    }
    out.push_str("=\"");
    text(out, namespace, true)?;
    out.push('"');
    Ok(())
}

fn attribute(out: &mut String, name: &str, value: &Json) -> Written {
    let value = match value {
        // No attribute is what comes nearest.
        Json::Null => return Ok(()),
        Json::Array(items) => {
            let items = items.iter().map(|item| text_of(item, name));
            items.collect::<Result<Vec<_>, _>>()?.join(" ")
        }
        value => text_of(value, name)?,
    };
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    text(out, &value, true)?;
    out.push('"');
    Ok(())
}

fn text_of(value: &Json, name: &str) -> Result<String, Unwritable> {
    match value {
        Json::Null => Ok(String::new()),
        Json::String(text) => Ok(text.clone()),
        Json::Array(_) | Json::Object(_) => Err(Unwritable::NotText(name.to_owned())),
        scalar => Ok(scalar.to_string()),
    }
}

/// Writes text so that it is read as it was: line ends in it are not normalized.
fn text(out: &mut String, text: &str, in_attribute: bool) -> Written {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\r' => out.push_str("&#13;"),
            '"' if in_attribute => out.push_str("&quot;"),
            '\n' if in_attribute => out.push_str("&#10;"),
            '\t' if in_attribute => out.push_str("&#9;"),
            c if is_character(c) => out.push(c),
            c => return Err(Unwritable::Character(c)),
        }
    }
    Ok(())
}
