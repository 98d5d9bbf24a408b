//! XML objects.

use super::Resolver;
use super::place::At;
use crate::api::{Xml, XmlNode};
use crate::codes;
use crate::finding::Finding;
use crate::node::Node;

/// `xml` of a schema.
pub(super) fn xml<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Option<Xml> {
    let is_list = has_type(at, "array");
    let at = cx.object(at, "xml")?;
    let mut xml = Xml {
        name: cx.text(&at, "name"),
        namespace: cx.text(&at, "namespace"),
        prefix: cx.text(&at, "prefix"),
        ..Xml::default()
    };
    let Some(node_type) = cx.text(&at, "nodeType") else {
        xml.wrapped = cx.flag(&at, "wrapped").unwrap_or_default();
        if cx.flag(&at, "attribute").unwrap_or_default() {
            xml.node = XmlNode::Attribute;
        }
        return Some(xml);
    };
    match node_type.as_str() {
        // Of anything but an array this is the default.
        "element" => xml.wrapped = true,
        "attribute" => xml.node = XmlNode::Attribute,
        "text" | "cdata" => xml.node = XmlNode::Text,
        "none" if !is_list => {
            let place = at.get("nodeType").map_or(at.place(), |at| at.place());
            let message = "`nodeType: none` is not acted on but for arrays";
            let finding = Finding::info(codes::NOT_ACTED_ON, message)
                .at(place, "the value has an element of its own");
            cx.push(finding);
        }
        "none" => {}
        other => {
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

fn has_type(schema: &At<'_>, name: &str) -> bool {
    let is_name = |node: &Node| node.as_str() == Some(name);
    schema.node.get("type").is_some_and(|types| {
        let mut list = types.as_array().into_iter().flatten();
        is_name(types) || list.any(is_name)
    })
}
