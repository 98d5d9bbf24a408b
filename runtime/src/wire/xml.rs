//! Values in XML 1.0 with namespaces, by way of JSON.
//!
//! A member is an element of its name, an array the same element again for each item, and what the
//! schema's `xml` says changes that. Elements are told apart by their local names where the
//! description gives no namespace. What the description does not name is kept: an attribute as a
//! member `@name`, text beside elements as a member `#text`. The name of the root element is
//! written, and not checked.

mod document;
mod read;
mod write;

pub use read::read;
pub use write::{Unwritable, write};

use super::tree::Converted;
use super::{Shape, XmlNode};
use crate::check::Check;
use crate::reader::Reader;
use crate::value::{Value, to_vec};
use crate::violation::Invalid;

/// The namespace of `xsi:nil`, which stands for `null`.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The member for the text beside elements that the description does not name.
const TEXT: &str = "#text";

/// What an attribute that the description does not name starts with as a member.
const ATTRIBUTE: char = '@';

/// Reads a value from XML and checks it, also for the constraints that are stated where it stands.
///
/// # Errors
///
/// [`Invalid`] when `xml` is not well-formed, or with every violation when it is not valid; their
/// pointers are those of the value's JSON, their offsets those of the XML.
pub fn from_slice_with<T: Value>(
    xml: &[u8],
    shape: &Shape<'_>,
    checks: &'static [Check],
) -> Result<T, Invalid> {
    convert(xml, shape)?.read(|json| crate::value::from_slice_with(json, checks))
}

/// The JSON that XML stands for.
pub(crate) fn convert(xml: &[u8], shape: &Shape<'_>) -> Result<Converted, Invalid> {
    let tree = read(xml, shape, &[]).map_err(Invalid::Syntax)?;
    Ok(tree.convert())
}

/// Writes a value as a document of XML.
///
/// # Errors
///
/// [`Unwritable`] for names that no element can have and characters that XML has not.
pub fn to_string(value: &impl Value, shape: &Shape<'_>) -> Result<String, Unwritable> {
    // What a value writes nests no deeper than what is read back here.
    let json = to_vec(value);
    match str::from_utf8(&json).ok().map(Reader::texts) {
        Some(Ok(json)) => write(&json, shape),
        _ => Err(Unwritable::TooDeep),
    }
}

/// Whether a member is an attribute.
fn is_attribute(shape: &Shape<'_>) -> bool {
    shape.xml.node == XmlNode::Attribute
}

/// Whether a character can stand in XML 1.0 (section 2.2).
fn is_character(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text is a name without a colon, as "Namespaces in XML" has it, or one that differs only
/// in rare characters.
fn is_name(text: &str) -> bool {
    let starts = |c: char| c == '_' || c.is_alphabetic() || !c.is_ascii() && !c.is_whitespace();
    let goes_on = |c: char| starts(c) || c.is_ascii_digit() || matches!(c, '-' | '.');
    text.starts_with(starts) && text.chars().all(goes_on)
}

#[cfg(test)]
mod tests;
