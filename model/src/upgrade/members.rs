//! Members that an object of its kind does not have.

use super::{Upgrade, is_annotation};
use crate::codes;
use crate::finding::Finding;
use crate::nearest::nearest;
use crate::node::{Member, Node, Object};
use crate::structure::Kind;
use crate::version::Version;

/// Reports what has no meaning where it stands; it stays, since nothing reads it.
pub(super) fn check(node: &Node, kind: Kind, cx: &mut Upgrade<'_, '_>) {
    let Some(object) = node.as_object() else {
        return;
    };
    conflicts(object, kind, cx);
    let refers = kind.referable() && object.get("$ref").is_some();
    for member in object.members() {
        if refers && !matches!(kind, Kind::Schema | Kind::PathItem) {
            beside_reference(member, cx);
        } else if !kind.knows(&member.name) {
            unknown(member, kind, cx);
        }
    }
}

/// Reports members that do not go with what stands beside them.
fn conflicts(object: &Object, kind: Kind, cx: &mut Upgrade<'_, '_>) {
    let is_exampled = matches!(kind, Kind::Parameter | Kind::Header | Kind::MediaType);
    if is_exampled
        && object.get("example").is_some()
        && let Some(examples) = object.member("examples")
    {
        let message = format!("{} has `example` or `examples`, not both", kind.article());
        cx.warn(
            codes::EXCLUSIVE,
            message,
            examples.name_span,
            "beside `example`",
        );
    }
    if kind == Kind::Parameter
        && let Some(reserved) = object.member("allowReserved")
        && let Some("path" | "header" | "cookie") = object.get("in").and_then(Node::as_str)
    {
        let message = "`allowReserved` is for parameters in the query";
        cx.warn(codes::EXCLUSIVE, message, reserved.name_span, "ignored");
    }
    if kind == Kind::ServerVariable
        && let Some(values) = object.get("enum")
        && values.as_array().is_some_and(<[Node]>::is_empty)
    {
        let message = "the `enum` of a server variable must have a value";
        cx.warn(
            codes::WRONG_KIND,
            message,
            values.span,
            "taken to allow any value",
        );
    }
}

/// A reference object has a summary and a description of its own, and nothing else (since 3.1).
fn beside_reference(member: &Member, cx: &mut Upgrade<'_, '_>) {
    if member.name.as_ref() != "$ref" && !is_annotation(&member.name) && &*member.name != "summary"
    {
        let message = format!("`{}` beside `$ref` does not count", member.name);
        cx.warn(codes::IGNORED_SIBLING, message, member.name_span, "ignored");
    }
}

fn unknown(member: &Member, kind: Kind, cx: &mut Upgrade<'_, '_>) {
    let place = cx.place(member.name_span);
    let message = format!("{} has no member `{}`", kind.article(), member.name);
    let children = kind.children().iter().map(|(name, ..)| *name);
    let near = nearest(
        &member.name,
        kind.plain_members()
            .iter()
            .map(|(name, _)| *name)
            .chain(children),
    );
    let finding = match near {
        Some(near) => Finding::warning(codes::UNKNOWN_MEMBER, message)
            .at(place, "ignored")
            .help(format!("`{near}` may be meant")),
        // JSON Schema allows any other keyword, as a remark (section 6.5); OpenAPI 3.0 does not.
        None if kind == Kind::Schema && cx.version > Version::V3_0 => {
            Finding::info(codes::UNKNOWN_MEMBER, message).at(place, "ignored")
        }
        None => Finding::warning(codes::UNKNOWN_MEMBER, message)
            .at(place, "ignored")
            .help("members of your own start with `x-`"),
    };
    cx.findings.push(finding);
}
