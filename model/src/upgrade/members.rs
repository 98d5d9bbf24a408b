//! Members that an object of its kind does not have.

use super::{Upgrade, is_annotation};
use crate::codes;
use crate::finding::Finding;
use crate::nearest::nearest;
use crate::node::{Member, Node, Object, Value};
use crate::structure::Kind;
use crate::version::Version;

/// Reports what has no meaning where it stands; it stays, since nothing reads it. A name in other letters,
/// such as `GET`, is written as it is meant.
pub(super) fn check(node: &mut Node, kind: Kind, cx: &mut Upgrade<'_, '_>) {
    let Value::Object(object) = &mut node.value else {
        return;
    };
    conflicts(object, kind, cx);
    let refers = kind.referable() && object.get("$ref").is_some();
    let mut meant = Vec::new();
    for member in object.members() {
        if refers && !matches!(kind, Kind::Schema | Kind::PathItem) {
            beside_reference(member, cx);
        } else if !kind.knows(&member.name) {
            match in_other_letters(member, object, kind) {
                Some(name) => {
                    let message = format!("{} has no member `{}`", kind.article(), member.name);
                    let label = format!("read as `{name}`");
                    cx.warn(codes::UNKNOWN_MEMBER, message, member.name_span, &label);
                    meant.push((member.name.clone(), name));
                }
                None => unknown(member, kind, cx),
            }
        }
    }
    if !meant.is_empty() {
        object.edit(|members| {
            for member in members {
                if let Some((_, name)) = meant.iter().find(|(name, _)| *name == member.name) {
                    member.name = (*name).into();
                }
            }
        });
    }
}

/// The name that a member has in other letters, unless a member has that name already. Any keyword may
/// stand in a schema.
fn in_other_letters(member: &Member, object: &Object, kind: Kind) -> Option<&'static str> {
    let mut names = names(kind);
    let name = names.find(|name| name.eq_ignore_ascii_case(&member.name))?;
    (kind != Kind::Schema && object.get(name).is_none()).then_some(name)
}

fn names(kind: Kind) -> impl Iterator<Item = &'static str> {
    let children = kind.children().iter().map(|(name, ..)| *name);
    let plain = kind.plain_members().iter().map(|(name, _)| *name);
    plain.chain(children)
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
    let finding = match nearest(&member.name, names(kind)) {
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
