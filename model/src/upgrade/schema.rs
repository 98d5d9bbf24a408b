//! One schema object: 3.0 keywords to 2020-12, and keywords of a wrong kind out.

use super::{Found, Upgrade, keywords, nullable};
use crate::codes;
use crate::finding::Finding;
use crate::node::{Member, Node, Object, Value};
use crate::structure::Kind;
use crate::version::Version;

pub(super) fn upgrade(node: &mut Node, cx: &mut Upgrade<'_, '_>) {
    let span = node.span;
    match &mut node.value {
        Value::Bool(_) => return,
        Value::Object(_) => {}
        value => {
            // The caller's table says that a schema belongs here, so the value has no other meaning.
            let message = "a schema must be an object or a boolean";
            cx.warn(codes::WRONG_KIND, message, span, "taken to allow anything");
            *value = Value::Object(Object::default());
            return;
        }
    }
    keywords::check(node, cx);
    let Value::Object(object) = &mut node.value else {
        return;
    };
    if !object.members().iter().any(is_upgraded) {
        return;
    }
    if cx.version == Version::V3_0 {
        drop_siblings(object, cx);
    } else {
        later_version(object, cx);
    }
    // References are resolved by what was noted of it, and it would change what they start from.
    object.remove("$id");
    exclusive(object, "exclusiveMinimum", "minimum");
    exclusive(object, "exclusiveMaximum", "maximum");
    format_byte(object);
    example(object);
    note_mapping(object, cx);
    nullable::upgrade(node);
    cx.reference(node, "$dynamicRef", Kind::Schema);
}

/// Whether a member of a schema, or what stands beside it, may not stay as it is.
fn is_upgraded(member: &Member) -> bool {
    matches!(
        &*member.name,
        "$ref"
            | "$id"
            | "$dynamicRef"
            | "nullable"
            | "exclusiveMinimum"
            | "exclusiveMaximum"
            | "format"
            | "example"
            | "discriminator"
    )
}

/// Keywords of 3.0 that later versions do not have can only mean what they mean in 3.0.
fn later_version(object: &Object, cx: &mut Upgrade<'_, '_>) {
    for member in object.members() {
        let instead = match (&*member.name, member.value.as_bool()) {
            ("nullable", Some(true)) => "add `\"null\"` to `type`",
            ("exclusiveMinimum" | "exclusiveMaximum", Some(_)) => {
                "write the limit itself as its value"
            }
            _ => continue,
        };
        let message = format!(
            "`{}: {}` has no meaning since OpenAPI 3.1",
            member.name,
            member.value.to_json()
        );
        let finding = Finding::warning(codes::OTHER_VERSION, message)
            .at(cx.place(member.name_span), "read as in 3.0")
            .help(format!("{instead}, or state `openapi: 3.0.3`"));
        cx.findings.push(finding);
    }
}

/// Keywords that say something about a schema without allowing or refusing values.
pub(crate) fn is_annotation(name: &str) -> bool {
    matches!(
        name,
        "title"
            | "description"
            | "default"
            | "example"
            | "examples"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "externalDocs"
            | "xml"
            | "$comment"
            | "$defs"
            | "definitions"
    ) || name.starts_with("x-")
}

/// In 3.0 nothing beside a `$ref` counts; `nullable` and remarks are kept because they are used so.
fn drop_siblings(object: &mut Object, cx: &mut Upgrade<'_, '_>) {
    let stays = |member: &Member| {
        matches!(&*member.name, "$ref" | "nullable") || is_annotation(&member.name)
    };
    if object.get("$ref").is_none() || object.members().iter().all(stays) {
        return;
    }
    for member in object.members().iter().filter(|member| !stays(member)) {
        let message = format!(
            "`{}` beside `$ref` does not count in OpenAPI 3.0",
            member.name
        );
        cx.warn(
            codes::IGNORED_SIBLING,
            message,
            member.name_span,
            "left out",
        );
    }
    object.edit(|members| members.retain(stays));
}

/// `minimum: 1, exclusiveMinimum: true` becomes `exclusiveMinimum: 1`.
fn exclusive(object: &mut Object, exclusive: &str, limit: &str) {
    let Some(flag) = object.get(exclusive).and_then(Node::as_bool) else {
        return;
    };
    let value = if flag { object.remove(limit) } else { None };
    match (value, object.get_mut(exclusive)) {
        (Some(limit), Some(flag)) => *flag = limit.value,
        _ => {
            object.remove(exclusive);
        }
    }
}

/// `format: byte` is base64.
fn format_byte(object: &mut Object) {
    let Some(format) = object.member("format") else {
        return;
    };
    if format.value.as_str() == Some("byte") && object.get("contentEncoding").is_none() {
        let mut encoding = format.clone();
        encoding.name = "contentEncoding".into();
        encoding.value.value = Value::String("base64".into());
        object.edit(|members| members.push(encoding));
    }
}

/// `example: x` becomes `examples: [x]`.
fn example(object: &mut Object) {
    if object.get("examples").is_some() {
        return;
    }
    let Some(mut member) = object.remove("example") else {
        return;
    };
    member.name = "examples".into();
    let span = member.value.span;
    let items = vec![member.value];
    member.value = Node {
        span,
        value: Value::Array(items),
    };
    object.edit(|members| members.push(member));
}

/// Notes the values of a discriminator's mapping that are references and not names.
fn note_mapping(object: &mut Object, cx: &mut Upgrade<'_, '_>) {
    let Some(discriminator) = object.get("discriminator") else {
        return;
    };
    let mapping = discriminator.get("mapping").and_then(Node::as_object);
    let mapping = mapping.map(Object::members).unwrap_or_default();
    let values = mapping.iter().map(|member| &member.value);
    for value in values.chain(discriminator.get("defaultMapping")) {
        let Some(text) = value.as_str().filter(|text| is_reference(text)) else {
            continue;
        };
        cx.found.push(Found {
            text: text.to_string(),
            kind: Kind::Schema,
            span: value.span,
        });
    }
}

/// Whether a value of a mapping is a reference; the names of schemas have none of these.
pub(crate) fn is_reference(text: &str) -> bool {
    text.contains(['/', '#'])
        || [".json", ".yaml", ".yml"]
            .iter()
            .any(|ending| text.ends_with(ending))
}
