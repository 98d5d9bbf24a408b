//! `type: "null"` beside branches that are no `null`.

use super::Upgrade;
use crate::codes;
use crate::finding::Finding;
use crate::node::{Member, Node, Object, Value};

/// Makes a further branch of a `null` that is stated as the only type beside `oneOf` or `anyOf`: with it no
/// branch could ever fit, so that one or `null` is meant.
pub(super) fn check(object: &mut Object, cx: &mut Upgrade<'_, '_>) {
    let Some(types) = object.get("type").filter(|types| is_null_alone(types)) else {
        return;
    };
    let at = types.span;
    let choices = ["oneOf", "anyOf"].into_iter();
    let mut choices = choices.filter(|name| object.get(name).is_some());
    let (Some(choice), None) = (choices.next(), choices.next()) else {
        return;
    };
    let branches = object.get(choice).and_then(Node::as_array);
    let branches = branches.unwrap_or_default();
    if branches.is_empty() || !branches.iter().all(states_other_type) {
        return;
    }
    let message = format!("no branch of `{choice}` is of type null");
    let finding = Finding::warning(codes::RULED_OUT_TYPE, message)
        .at(cx.place(at), "read as one more branch")
        .help(format!("put `type: \"null\"` into a branch of `{choice}`"));
    cx.findings.push(finding);
    let null = object.edit(|members| {
        let at = members.iter().position(|member| &*member.name == "type");
        at.map(|at| members.remove(at))
    });
    let branches = object.get_mut(choice).map(|node| &mut node.value);
    if let (Some(null), Some(Value::Array(branches))) = (null, branches) {
        branches.push(branch(null));
    }
}

fn is_null_alone(types: &Node) -> bool {
    let names = types.as_array().unwrap_or(std::slice::from_ref(types));
    matches!(names, [name] if name.as_str() == Some("null"))
}

/// Whether a branch says of its values that they are not `null`.
fn states_other_type(branch: &Node) -> bool {
    branch.get("type").is_some_and(|types| {
        let names = types.as_array().unwrap_or(std::slice::from_ref(types));
        names.iter().all(|name| name.as_str() != Some("null"))
    })
}

fn branch(null: Member) -> Node {
    Node {
        span: null.value.span,
        value: Value::Object(Object::new(vec![null])),
    }
}
