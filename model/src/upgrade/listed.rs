//! `enum` and `const`: values that the `type` beside them rules out.

use super::Upgrade;
use crate::codes;
use crate::finding::Finding;
use crate::node::{Member, Node, Number, Object, Value};

/// Makes of listed values that `type` does not allow what can only be meant. Those that spell a value of the
/// type are that value, as `1` is `"1"`; a list beside `type: array` is one of its items; and where no value
/// is of the type or spells one, it is the type that is wrong.
pub(super) fn check(object: &mut Object, cx: &mut Upgrade<'_, '_>) {
    if object.get("enum").is_none() && object.get("const").is_none() {
        return;
    }
    let types: Vec<Box<str>> = names(object)
        .filter(|name| *name != "null")
        .map(Into::into)
        .collect();
    let values = || listed(object).filter(|value| !value.is_null());
    let mut strays = values().filter(|value| !is_of_any(value, &types));
    let (false, Some(first)) = (types.is_empty(), strays.next()) else {
        return;
    };
    let all_spell = strays
        .chain([first])
        .all(|value| spelled(value, &types).is_some());
    let none_fits = !values().any(|value| is_of_any(value, &types));
    let message = format!(
        "`{}` is listed, which is not of type {}",
        first.to_json(),
        types.join(" or ")
    );
    let finding = Finding::warning(codes::LISTED_TYPE, message);
    let place = cx.place(first.span);
    let finding = if none_fits && *types == ["array".into()] {
        to_items(object);
        finding
            .at(place, "read as a value of the items")
            .help("put `enum` into `items`")
    } else if none_fits && !all_spell {
        let of_values = types_of_values(object);
        let names = of_values.join(", ");
        set_types(object, of_values);
        // It is one of the other type.
        object.remove("format");
        finding
            .at(place, format!("read as if the type were {names}"))
            .help("state the type of the listed values")
    } else {
        let value = spelled(first, &types);
        spell(object, &types);
        let Some(value) = value else { return };
        let text = value.to_json().to_string();
        finding
            .at(place, format!("read as `{text}`"))
            .fix(place, &text, format!("write `{text}`"))
    };
    cx.findings.push(finding);
}

/// The types that are stated.
fn names(object: &Object) -> impl Iterator<Item = &str> {
    let types = object.get("type").map(|types| match types.as_array() {
        Some(names) => names,
        None => std::slice::from_ref(types),
    });
    types.unwrap_or_default().iter().filter_map(Node::as_str)
}

/// The values of `enum` and `const`.
fn listed(object: &Object) -> impl Iterator<Item = &Node> {
    let list = object.get("enum").and_then(Node::as_array);
    list.unwrap_or_default().iter().chain(object.get("const"))
}

fn is_of_any(value: &Node, types: &[Box<str>]) -> bool {
    let is_of = |name: &str| match (name, &value.value) {
        ("integer", Value::Number(number)) => number.as_f64().fract() == 0.0,
        _ => name == value.type_name(),
    };
    types.iter().any(|name| is_of(name))
}

/// The value of one of the types that a value spells.
fn spelled(value: &Node, types: &[Box<str>]) -> Option<Node> {
    let as_type = |name: &str| match (name, &value.value) {
        ("string", Value::Number(number)) => Some(Value::String(number.literal().into())),
        ("string", Value::Bool(flag)) => Some(Value::String(flag.to_string().into())),
        ("boolean", Value::String(text)) => {
            let flag = text.to_ascii_lowercase().parse().ok()?;
            Some(Value::Bool(flag))
        }
        ("integer" | "number", Value::String(text)) => {
            serde_json::from_str::<serde_json::Number>(text).ok()?;
            Some(Value::Number(Number::new(text.clone())))
        }
        _ => None,
    };
    let nodes = types
        .iter()
        .filter_map(|name| as_type(name))
        .map(|meant| Node {
            span: value.span,
            value: meant,
        });
    { nodes }.find(|node| is_of_any(node, types))
}

/// Makes the values that are meant of those that spell them.
fn spell(object: &mut Object, types: &[Box<str>]) {
    for (name, node) in object.values_mut() {
        let values = match (name, &mut node.value) {
            ("enum", Value::Array(values)) => values.as_mut_slice(),
            ("const", _) => std::slice::from_mut(node),
            _ => continue,
        };
        for value in values.iter_mut().filter(|value| !value.is_null()) {
            if let (false, Some(meant)) = (is_of_any(value, types), spelled(value, types)) {
                *value = meant;
            }
        }
    }
}

/// Moves the list, with what is said of its values, to the items, unless these have one or are described
/// elsewhere.
fn to_items(object: &mut Object) {
    let span = object.get("type").map(|types| types.span);
    object.edit(|members| {
        let is_of_list = |member: &mut Member| {
            matches!(&*member.name, "enum" | "const") || member.name.starts_with("x-enum")
        };
        let moved: Vec<Member> = members.extract_if(.., is_of_list).collect();
        let items = members.iter_mut().find(|member| &*member.name == "items");
        match (items.map(|items| &mut items.value.value), span) {
            (Some(Value::Object(items)), _) => {
                let says = |name: &&str| items.get(name).is_some();
                let is_free = !["$ref", "enum", "const"].iter().any(says);
                if is_free {
                    items.edit(|members| members.extend(moved));
                }
            }
            (None, Some(span)) => members.push(Member {
                name: "items".into(),
                name_span: span,
                value: Node {
                    span,
                    value: Value::Object(Object::new(moved)),
                },
            }),
            _ => {}
        }
    });
}

/// The types of all listed values, and `null` if that is stated.
fn types_of_values(object: &Object) -> Vec<&'static str> {
    let mut types = Vec::new();
    for value in listed(object).filter(|value| !value.is_null()) {
        let name = value.type_name();
        if !types.contains(&name) {
            types.push(name);
        }
    }
    if names(object).any(|name| name == "null") {
        types.push("null");
    }
    types
}

fn set_types(object: &mut Object, names: Vec<&'static str>) {
    let Some(types) = object.get_mut("type") else {
        return;
    };
    let span = types.span;
    let node = |name: &'static str| Node {
        span,
        value: Value::String(name.into()),
    };
    types.value = Value::Array(names.into_iter().map(node).collect());
}
