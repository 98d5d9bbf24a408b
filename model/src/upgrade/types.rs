//! `type`: the types that its names mean.

use super::Upgrade;
use crate::codes;
use crate::finding::Finding;
use crate::nearest::nearest;
use crate::node::{Node, Object, Value};

const TYPES: [&str; 7] = [
    "null", "boolean", "integer", "number", "string", "array", "object",
];

/// The formats that are written as if they were types.
const FORMATS: [&str; 9] = [
    "int32",
    "int64",
    "double",
    "date",
    "date-time",
    "uuid",
    "email",
    "uri",
    "binary",
];

/// Writes the names of types as the specification does. Where one means none, any type is allowed.
pub(super) fn check(object: &mut Object, cx: &mut Upgrade<'_, '_>) {
    let has_format = object.get("format").is_some();
    let Some(types) = object.get_mut("type") else {
        return;
    };
    split(types, cx);
    let names = match &mut types.value {
        Value::Array(items) => items.as_mut_slice(),
        _ => std::slice::from_mut(types),
    };
    names.iter_mut().for_each(|name| quote_null(name, cx));
    // Beside a second type it could be the format of that.
    let others = names.iter().filter(|name| name.as_str() != Some("null"));
    let takes_format = !has_format && others.count() == 1;
    let mut format = None;
    let mut is_known = !names.is_empty();
    for name in names {
        match known(name, takes_format, cx) {
            Some(said) => format = format.or(said),
            None => is_known = false,
        }
    }
    if !is_known {
        object.remove("type");
        return;
    }
    if let Value::Array(items) = &mut types.value {
        let mut seen = Vec::new();
        items.retain(|item| {
            let new = !seen.contains(&item.value);
            seen.push(item.value.clone());
            new
        });
    }
    if let (Some(format), Some(types)) = (format, object.member("type")) {
        let mut member = types.clone();
        member.name = "format".into();
        member.value.value = Value::String(format.into());
        object.edit(|members| members.push(member));
    }
}

/// Makes a list of several names in one string, such as `string|null`.
fn split(types: &mut Node, cx: &mut Upgrade<'_, '_>) {
    let Some(text) = types.as_str() else { return };
    let names: Vec<&str> = text.split(['|', ',']).map(str::trim).collect();
    if names.len() < 2 || names.iter().any(|name| meant(name).is_none()) {
        return;
    }
    let message = format!("there is no type `{text}`");
    let finding = Finding::warning(codes::UNKNOWN_VALUE, message)
        .at(cx.place(types.span), "read as a list of types")
        .help(format!("write `type: [{}]`", names.join(", ")));
    cx.findings.push(finding);
    let span = types.span;
    let item = |name: &str| Node {
        span,
        value: Value::String(name.into()),
    };
    types.value = Value::Array(names.into_iter().map(item).collect());
}

/// In YAML `null` without quotes is no string, but which type is meant is clear.
fn quote_null(name: &mut Node, cx: &mut Upgrade<'_, '_>) {
    if !name.is_null() {
        return;
    }
    let place = cx.place(name.span);
    let message = "the name of a type must be a string, not `null`";
    let finding = Finding::warning(codes::WRONG_KIND, message)
        .at(place, "read as the name of the type")
        .fix(place, "\"null\"", "put it in quotes");
    cx.findings.push(finding);
    name.value = Value::String("null".into());
}

/// Makes the name of a type of a name that means one, and gives the format that it says.
fn known(
    node: &mut Node,
    takes_format: bool,
    cx: &mut Upgrade<'_, '_>,
) -> Option<Option<&'static str>> {
    let name = node.as_str().unwrap_or_default();
    if TYPES.contains(&name) {
        return Some(None);
    }
    let place = cx.place(node.span);
    let finding = Finding::warning(codes::UNKNOWN_VALUE, format!("there is no type `{name}`"));
    let Some((of_type, format)) = meant(name) else {
        let finding = finding.at(place, "any type is allowed");
        cx.findings
            .push(match nearest(&name.to_lowercase(), TYPES) {
                Some(near) => finding.help(format!("`{near}` may be meant")),
                None => finding.help(format!("the types are {}", TYPES.join(", "))),
            });
        return None;
    };
    let format = format.filter(|_| takes_format);
    let (label, instead) = match format {
        Some(format) => (
            format!("read as `{of_type}` with the format `{format}`"),
            format!("write `type: {of_type}` and `format: {format}`"),
        ),
        None => (
            format!("read as `{of_type}`"),
            format!("write `type: {of_type}`"),
        ),
    };
    cx.findings.push(finding.at(place, label).help(instead));
    node.value = Value::String(of_type.into());
    Some(format)
}

/// The type that another name for it means, with the format if that is its name. A name in other letters,
/// such as `Date`, may be that of a type in some language, whose text need not have the format.
fn meant(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    let name = name.trim();
    let lower = name.to_ascii_lowercase();
    if let Some(of_type) = TYPES.into_iter().find(|known| *known == lower) {
        return Some((of_type, None));
    }
    let of_type = match lower.as_str() {
        "bool" => "boolean",
        "int" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32"
        | "uint64" | "short" | "long" => "integer",
        "float" | "double" => "number",
        "str" | "text" | "char" | "varchar" | "date" | "datetime" | "date-time" | "uuid"
        | "guid" | "email" | "uri" | "url" | "binary" | "file" => "string",
        "list" | "set" => "array",
        "dict" | "dictionary" | "map" | "hash" | "hashmap" | "struct" => "object",
        _ => return None,
    };
    let format = if lower == "file" { "binary" } else { name };
    Some((of_type, FORMATS.into_iter().find(|known| *known == format)))
}
