//! XML objects.

use super::Resolver;
use super::place::At;
use crate::api::{Xml, XmlNode};
use crate::codes;
use crate::finding::Finding;

/// `xml` of a schema.
pub(super) fn xml<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Option<Xml> {
    let at = cx.object(at, "xml")?;
    let mut xml = Xml {
        name: cx.text(&at, "name"),
        namespace: cx.text(&at, "namespace"),
        prefix: cx.text(&at, "prefix"),
        node: XmlNode::Element,
        wrapped: cx.flag(&at, "wrapped").unwrap_or_default(),
    };
    if cx.flag(&at, "attribute").unwrap_or_default() {
        xml.node = XmlNode::Attribute;
    }
    match cx.text(&at, "nodeType").as_deref() {
        // Of anything but an array this is the default.
        Some("element") => xml.wrapped = true,
        Some("attribute") => xml.node = XmlNode::Attribute,
        Some("text" | "cdata") => xml.node = XmlNode::Text,
        Some("none") | None => {}
        Some(other) => {
            let place = at.get("nodeType").map_or(at.place(), |at| at.place());
            let message = format!("there is no node type `{other}`");
            let finding = Finding::warning(codes::UNKNOWN_VALUE, message)
                .at(place, "left out")
                .help("it is one of element, attribute, text, cdata and none");
            cx.push(finding);
        }
    }
    Some(xml)
}
