//! Bodies of `application/x-www-form-urlencoded`, and query strings as a whole.

use super::style::read::{Unreadable, from_pairs};
use super::style::{Form, Style, pairs, scalar};
use super::tree::Converted;
use super::{Entry, Shape, Tree, TreeValue, Types, percent};
use crate::Json;
use crate::check::Check;
use crate::value::{Value, from_slice_with, read_unchecked, to_vec};
use crate::violation::{Invalid, Syntax};

/// How a field of a form is written, where `encoding` says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name of the property.
    pub name: &'static str,
    /// How it is written.
    pub style: Style,
}

impl Field {
    /// A field with its style.
    pub const fn new(name: &'static str, style: Style) -> Self {
        Field { name, style }
    }
}

/// How a property is written of which `encoding` says nothing: the items of an array each on its own,
/// an object as JSON.
fn style_of(name: &str, shape: Option<&Shape<'_>>, fields: &[Field]) -> Style {
    let stated = fields.iter().find(|field| field.name == name);
    let holds = |types: Types, kind| types.has(kind) && !types.is_scalar();
    match (stated, shape) {
        (Some(field), _) => field.style,
        (None, Some(shape)) if holds(shape.types, Types::OBJECT) => Style::new(Form::Json),
        (None, Some(shape)) if holds(shape.types, Types::ARRAY) => {
            let items = shape.items.map_or(Types::NONE, |items| items.types);
            let nested = holds(items, Types::OBJECT) || holds(items, Types::ARRAY);
            Style::new(if nested { Form::Json } else { Form::Form })
        }
        _ => Style::new(Form::Form),
    }
}

/// Writes a value as a form; `None` when it is no object, or a member cannot be written.
pub(crate) fn write(value: &Json, shape: &Shape<'_>, fields: &[Field]) -> Option<String> {
    let mut all = Vec::new();
    for (name, value) in value.as_object()? {
        let known = shape.members.iter().find(|member| member.name == name);
        let of = known.map(|member| member.shape).or(shape.additional);
        let style = match style_of(name, of, fields) {
            // Nothing is said of what it is.
            style if of.is_none() && is_nested(value) => Style {
                form: Form::Json,
                ..style
            },
            style => style,
        };
        let encode = percent::encode_for_form;
        all.extend(pairs(name, value, style, encode)?);
    }
    let all = all.iter().map(|(name, value)| format!("{name}={value}"));
    Some(all.collect::<Vec<_>>().join("&"))
}

fn is_nested(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(|item| scalar(item).is_none()),
        value => value.is_object(),
    }
}

/// The pairs of a form, names decoded and values as they came.
pub(crate) fn split(text: &str) -> Option<Vec<(String, String)>> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((percent::decode_form(name)?, value.to_owned()))
    });
    pairs.collect()
}

/// Reads a form as the JSON that it stands for.
pub(crate) fn read(text: &str, shape: &Shape<'_>, fields: &[Field]) -> Result<Tree, Unreadable> {
    let pairs = split(text).ok_or(Unreadable::Encoding)?;
    let mut entries = Vec::new();
    let mut taken: Vec<&str> = Vec::new();
    let others: Vec<&str> = shape.members.iter().map(|member| member.name).collect();
    for member in shape.members {
        let style = style_of(member.name, Some(member.shape), fields);
        let value = match style.form {
            Form::Json => json(member.name, &pairs)?,
            _ => {
                let decode = percent::decode_form;
                let shape = member.shape;
                from_pairs(member.name, &pairs, style, shape, &others, decode)?
            }
        };
        taken.push(member.name);
        entries.extend(value.map(|value| entry(member.name, value)));
    }
    let any = shape.additional.unwrap_or(&Shape::ANY);
    for (name, _) in &pairs {
        let deep = |it: &&str| {
            name.strip_prefix(*it)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        if taken.iter().any(deep) || entries.iter().any(|it: &Entry| it.name == *name) {
            continue;
        }
        let style = style_of(name, Some(any), fields);
        let value = match style.form {
            Form::Json => json(name, &pairs)?,
            _ => from_pairs(name, &pairs, style, any, &others, percent::decode_form)?,
        };
        entries.extend(value.map(|value| entry(name, value)));
    }
    Ok(tree(TreeValue::Object(entries)))
}

fn tree(value: TreeValue) -> Tree {
    Tree {
        start: 0,
        end: 0,
        value,
    }
}

fn entry(name: &str, value: Tree) -> Entry {
    Entry {
        name: name.to_owned(),
        start: 0,
        end: 0,
        value,
    }
}

/// A field of JSON; a text that is none stays a string, and is found where types are checked.
fn json(name: &str, pairs: &[(String, String)]) -> Result<Option<Tree>, Unreadable> {
    let mut texts = pairs.iter().filter(|(it, _)| it == name);
    let Some((_, text)) = texts.next() else {
        return Ok(None);
    };
    if texts.next().is_some() {
        return Err(Unreadable::Twice);
    }
    let text = percent::decode_form(text).ok_or(Unreadable::Encoding)?;
    Ok(Some(match read_unchecked::<Json>(text.as_bytes()) {
        Ok(value) => of_json(value),
        Err(_) => tree(TreeValue::String(text)),
    }))
}

/// JSON without places.
fn of_json(value: Json) -> Tree {
    tree(match value {
        Json::Null => TreeValue::Null,
        Json::Bool(value) => TreeValue::Boolean(value),
        Json::Number(number) => TreeValue::Number(number.to_string()),
        Json::String(text) => TreeValue::String(text),
        Json::Array(items) => TreeValue::Array(items.into_iter().map(of_json).collect()),
        Json::Object(members) => {
            let members = members.into_iter();
            TreeValue::Object(
                members
                    .map(|(name, it)| entry(&name, of_json(it)))
                    .collect(),
            )
        }
    })
}

/// Writes a value as a form; `None` when a member cannot be written.
pub(crate) fn to_string(value: &impl Value, shape: &Shape<'_>, fields: &[Field]) -> Option<String> {
    write(&read_unchecked(&to_vec(value)).ok()?, shape, fields)
}

/// Reads a value from a form and checks it.
///
/// # Errors
///
/// [`Invalid`] when the text is no form, or with every violation.
pub fn from_slice<T: Value>(
    form: &[u8],
    shape: &Shape<'_>,
    fields: &[Field],
    checks: &'static [Check],
) -> Result<T, Invalid> {
    convert(form, shape, fields)?.read(|json| from_slice_with(json, checks))
}

/// The JSON that a form stands for.
pub(crate) fn convert(
    form: &[u8],
    shape: &Shape<'_>,
    fields: &[Field],
) -> Result<Converted, Invalid> {
    let refuse = |message: &str| {
        Invalid::Syntax(Syntax {
            offset: 0,
            line: 1,
            column: 1,
            message: message.to_owned(),
        })
    };
    let text = std::str::from_utf8(form).map_err(|_| refuse("the text is not UTF-8"))?;
    let tree = read(text, shape, fields).map_err(|error| {
        refuse(match error {
            Unreadable::Encoding => "a field is not UTF-8 once decoded",
            Unreadable::Twice => "a field is there more than once",
            Unreadable::Style => "a field is not written as the description says",
        })
    })?;
    Ok(tree.convert())
}
