//! Members and forms of members that a later version than the stated one added.

use crate::codes;
use crate::finding::Finding;
use crate::node::{Member, Node, Object, Value};
use crate::structure::{Kind, Shape};
use crate::upgrade::Upgrade;
use crate::version::Version;

/// Keywords, and forms of keywords, that later versions added.
pub(super) fn keywords(object: &Object, cx: &mut Upgrade<'_, '_>) {
    if cx.version != Version::V3_0 || object.get("$ref").is_some() {
        return;
    }
    for member in object.members() {
        let (name, value) = (&*member.name, &member.value);
        if Kind::Schema.since(name) > Version::V3_0 {
            self::member(member, Version::V3_1, cx);
        }
        match (name, &value.value) {
            ("type", Value::Array(_))
            | ("exclusiveMinimum" | "exclusiveMaximum", Value::Number(_)) => {
                form(name, value, cx);
            }
            ("additionalProperties", _) => {}
            ("required" | "enum", Value::Array(items)) if items.is_empty() => {
                let message = format!("`{name}` cannot be empty in OpenAPI 3.0");
                let finding = Finding::warning(codes::WRONG_KIND, message)
                    .at(cx.place(value.span), "empty")
                    .help("leave it out");
                cx.findings.diagnostics().suspect(name, finding);
            }
            _ => {
                for schema in schemas_in(Kind::Schema, member) {
                    form(name, schema, cx);
                }
            }
        }
    }
}

/// The boolean schemas that a member holds.
pub(super) fn schemas_in(kind: Kind, member: &Member) -> impl Iterator<Item = &Node> {
    let shape = kind
        .child(&member.name)
        .filter(|(_, kind)| *kind == Kind::Schema);
    let nodes: Vec<&Node> = match (shape.map(|(shape, _)| shape), &member.value.value) {
        (Some(Shape::One), _) => vec![&member.value],
        (Some(Shape::List), Value::Array(items)) => items.iter().collect(),
        (Some(Shape::Map), Value::Object(object)) => object
            .members()
            .iter()
            .map(|member| &member.value)
            .collect(),
        _ => Vec::new(),
    };
    nodes.into_iter().filter(|node| node.as_bool().is_some())
}

pub(super) fn form(name: &str, value: &Node, cx: &mut Upgrade<'_, '_>) {
    let message = format!(
        "`{name}` of type {} is of OpenAPI 3.1, and 3.0 is stated",
        value.type_name()
    );
    let finding = Finding::warning(codes::NEWER, message)
        .at(cx.place(value.span), "read nevertheless")
        .help("state `openapi: 3.1.0`");
    cx.findings.diagnostics().suspect(name, finding);
}

pub(super) fn member(member: &Member, since: Version, cx: &mut Upgrade<'_, '_>) {
    let name = &member.name;
    let (since, stated) = (since.text(), cx.version.text());
    let message = format!("`{name}` is of OpenAPI {since}, and {stated} is stated");
    let finding = Finding::warning(codes::NEWER, message)
        .at(cx.place(member.name_span), "read nevertheless")
        .help(format!("state `openapi: {since}.0`"));
    cx.findings.diagnostics().suspect(name, finding);
}
