//! `nullable` of 3.0 to `null` of 2020-12.

use super::schema;
use crate::node::{Member, Node, Object, Value};
use crate::source::Span;

/// With a `type`, the type gets `null` beside it; with an `enum`, that too. Where another schema
/// decides (`$ref`, `allOf`, ...), `null` is allowed beside what it allows: `anyOf` gets one more
/// branch, and anything else becomes the first of two branches of an `anyOf`, in which the
/// remarks stay outside.
pub(super) fn upgrade(node: &mut Node) {
    let span = node.span;
    let Value::Object(object) = &mut node.value else {
        return;
    };
    let Some(nullable) = object.remove("nullable") else {
        return;
    };
    if nullable.value.as_bool() != Some(true) {
        return;
    }
    let at = nullable.name_span;
    let null_type = || Node {
        span: at,
        value: Value::String("null".into()),
    };
    let by_others = ["$ref", "allOf", "oneOf", "not"]
        .iter()
        .any(|name| object.get(name).is_some());
    if let Some(types) = object.get_mut("type") {
        match &mut types.value {
            Value::Array(items) => items.push(null_type()),
            value => {
                let stated = Node {
                    span: types.span,
                    value: std::mem::replace(value, Value::Null),
                };
                *value = Value::Array(vec![stated, null_type()]);
            }
        }
        null_in_enum(object, at);
        return;
    }
    let null_schema = Node {
        span: at,
        value: Value::Object(Object::new(vec![Member {
            name: "type".into(),
            name_span: at,
            value: null_type(),
        }])),
    };
    if by_others || (object.get("anyOf").is_some() && object.get("enum").is_some()) {
        object.edit(|members| wrap(members, span, at, null_schema));
    } else if let Some(Value::Array(branches)) = object.get_mut("anyOf").map(|node| &mut node.value)
    {
        branches.push(null_schema);
    } else {
        null_in_enum(object, at);
    }
}

/// Moves all that decides what is allowed into the first branch of an `anyOf`.
fn wrap(members: &mut Vec<Member>, span: Span, at: Span, null_schema: Node) {
    let (remarks, rest) = members
        .drain(..)
        .partition(|member| is_remark(&member.name));
    *members = remarks;
    let rest = Node {
        span,
        value: Value::Object(Object::new(rest)),
    };
    members.push(Member {
        name: "anyOf".into(),
        name_span: at,
        value: Node {
            span,
            value: Value::Array(vec![rest, null_schema]),
        },
    });
}

/// Whether a member may stay beside the `anyOf`: rules and what is said of values belong to the branch
/// that is not `null`.
fn is_remark(name: &str) -> bool {
    let is_of_branch =
        name.starts_with("x-enum") || matches!(name, "x-validations" | "x-extensible-enum");
    schema::is_annotation(name) && !is_of_branch
}

fn null_in_enum(object: &mut Object, at: Span) {
    let values = object.get_mut("enum").map(|node| &mut node.value);
    if let Some(Value::Array(values)) = values
        && !values.iter().any(Node::is_null)
    {
        values.push(Node {
            span: at,
            value: Value::Null,
        });
    }
}
