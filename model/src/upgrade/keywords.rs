//! What the keywords of a schema hold, and what is done about those that hold something else.

use super::forms::{Form, fits, form};
use super::{Upgrade, listed, null_type, types};
use crate::codes;
use crate::finding::Finding;
use crate::hash::HashSet;
use crate::node::{Node, Number, Object, Value};

/// Mends or takes out each keyword that does not hold what it must.
pub(super) fn check(node: &mut Node, cx: &mut Upgrade<'_, '_>) {
    let Value::Object(object) = &mut node.value else {
        return;
    };
    let mut dropped: Vec<Box<str>> = Vec::new();
    for (name, value) in object.values_mut() {
        let Some(form) = form(name) else { continue };
        if form == Form::SchemaMap {
            no_reference(name, value, cx);
        }
        if !fits(form, value) && !mend(name, form, value, cx) {
            dropped.push(name.into());
        }
    }
    if !dropped.is_empty() {
        object.edit(|members| members.retain(|member| !dropped.contains(&member.name)));
    }
    types::check(object, cx);
    listed::check(object, cx);
    null_type::check(object, cx);
    distinct_required(object, cx);
}

/// Takes a reference out that stands for a whole map of schemas.
fn no_reference(name: &str, map: &mut Node, cx: &mut Upgrade<'_, '_>) {
    let Value::Object(map) = &mut map.value else {
        return;
    };
    let Some(reference) = map.get("$ref").filter(|node| node.as_str().is_some()) else {
        return;
    };
    let message = format!("a reference cannot stand for all of `{name}`");
    let finding = Finding::warning(codes::MALFORMED_REFERENCE, message)
        .at(cx.place(reference.span), "left out")
        .help("refer to each schema");
    cx.findings.push(finding);
    map.remove("$ref");
}

/// Makes of a value what was meant, or says that it is left out.
fn mend(name: &str, form: Form, value: &mut Node, cx: &mut Upgrade<'_, '_>) -> bool {
    let place = cx.place(value.span);
    let message = format!("`{name}` must be {}, not {}", form.words(), describe(value));
    let mut finding = Finding::warning(codes::WRONG_KIND, message);
    let mended = match (form, &value.value) {
        (Form::Number | Form::NumberOrFlag | Form::Positive, Value::String(text)) => decimal(text),
        (Form::Count, Value::String(text)) => decimal(text).and_then(|number| count(&number)),
        (Form::Count, Value::Number(number)) => count(number),
        _ => None,
    };
    let mended = mended.filter(|number| form != Form::Positive || number.as_f64() > 0.0);
    if let Some(number) = mended {
        let literal = number.literal().to_string();
        finding = finding.at(place, format!("read as {literal}")).fix(
            place,
            &literal,
            format!("write `{literal}`"),
        );
        value.value = Value::Number(number);
        cx.findings.push(finding);
        return true;
    }
    if let Some(value_meant) = meant(form, value) {
        let label = match form {
            Form::Schemas => "read as a list of this one".to_owned(),
            _ => format!("read as {}", value_meant.to_json()),
        };
        cx.findings.push(finding.at(place, label));
        *value = value_meant;
        return true;
    }
    // A schema that is no schema is taken to allow anything when its turn comes, with its own finding.
    let inner = matches!(form, Form::Schemas | Form::SchemaMap);
    let right_container = match form {
        Form::Schemas => value.as_array().is_some_and(|list| !list.is_empty()),
        Form::SchemaMap => value.as_object().is_some(),
        _ => false,
    };
    if inner && right_container {
        return true;
    }
    if form == Form::Texts && keep_texts(value) {
        cx.findings
            .push(finding.at(place, "the strings in it are kept"));
        return true;
    }
    cx.findings.push(finding.at(place, "left out"));
    false
}

/// The flag that a string spells, and the list that a single schema stands for.
fn meant(form: Form, value: &Node) -> Option<Node> {
    let meant = match (form, &value.value) {
        (Form::Flag | Form::Schema, Value::String(text)) => Value::Bool(text.parse().ok()?),
        (Form::Schemas, Value::Object(_)) => Value::Array(vec![value.clone()]),
        _ => return None,
    };
    Some(Node {
        span: value.span,
        value: meant,
    })
}

fn keep_texts(value: &mut Node) -> bool {
    let Value::Array(items) = &mut value.value else {
        return false;
    };
    items.retain(|item| item.as_str().is_some());
    !items.is_empty()
}

fn describe(value: &Node) -> String {
    match &value.value {
        Value::Null => "`null`".to_string(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("`{}`", number.literal()),
        Value::String(text) if text.len() < 40 => format!("the string \"{text}\""),
        Value::String(_) => "a string".to_string(),
        Value::Array(items) if items.is_empty() => "an empty list".to_string(),
        Value::Array(_) => "this list".to_string(),
        Value::Object(_) => "an object".to_string(),
    }
}

/// The number that a string spells.
fn decimal(text: &str) -> Option<Number> {
    serde_json::from_str::<serde_json::Number>(text).ok()?;
    Some(Number::new(text))
}

/// A whole number that is written with a point or an exponent.
fn count(number: &Number) -> Option<Number> {
    let value = number.as_f64();
    let whole = value >= 0.0 && value.fract() == 0.0 && value < 9_007_199_254_740_992.0;
    whole.then(|| Number::new((value as u64).to_string()))
}

/// Takes repeated names out of `required`.
fn distinct_required(object: &mut Object, cx: &mut Upgrade<'_, '_>) {
    let Some(Value::Array(items)) = object.get_mut("required").map(|node| &mut node.value) else {
        return;
    };
    let mut seen = HashSet::default();
    let names = items.iter().map(|item| item.as_str().unwrap_or_default());
    let new: Vec<bool> = names.map(|name| seen.insert(name)).collect();
    let mut new = new.into_iter();
    items.retain(|item| {
        let is_new = new.next() == Some(true);
        if !is_new {
            let name = item.as_str().unwrap_or_default();
            let message = format!("`{name}` is required twice");
            cx.warn(codes::DUPLICATE_NAME, message, item.span, "again here");
        }
        is_new
    });
}
