//! `type`, and numbers that do not fit.

use jsonschema::JsonType;
use kontrakt_model::{Number, Value};

use super::{Case, Words};
use crate::codes;
use crate::engine::is_integer;
use crate::format::Range;
use crate::shown::{any_of, kind, shown};

/// A value of another JSON type than the schema has.
pub(super) fn wrong_type(case: &Case<'_>, types: &[JsonType]) -> Words {
    let mut names: Vec<String> = types
        .iter()
        .map(|&name| with_article(name).to_owned())
        .collect();
    names.sort_by_key(|name| name == "null");
    let expected = any_of(&names);
    let is_fraction =
        types.contains(&JsonType::Integer) && matches!(case.node.value, Value::Number(_));
    let found = if is_fraction {
        "a number with a fraction"
    } else {
        kind(case.node)
    };
    let message = format!("{} must be {expected}, but is {found}", case.subject());
    let mut words = Words::new(codes::TYPE, message, format!("this is {found}")).expected(expected);
    if let Some(text) = case.node.as_str() {
        words = unquote(case, types, text, words);
    } else if case.node.is_null() {
        words = null(case, words);
    }
    let is_scalar = matches!(case.node.value, Value::Number(_) | Value::Bool(_));
    let mut besides_null = types.iter().filter(|&&name| name != JsonType::Null);
    match (besides_null.next(), besides_null.next()) {
        (Some(JsonType::String), None) if is_scalar && !is_closed(case) => words.help(format!(
            "put it in quotes if it is meant as text: {}",
            quoted(case)
        )),
        (Some(JsonType::Array), None) if !case.node.is_null() => {
            words.help("a single item stands in brackets too: `[…]`")
        }
        _ => words,
    }
}

/// Whether the schema lists its values, so that its violation says what is meant.
fn is_closed(case: &Case<'_>) -> bool {
    case.schema
        .is_some_and(|(id, _)| case.setting.book.is_value_list(id))
}

/// A number or boolean that was put in quotes: taking them off is certain to be meant.
fn unquote(case: &Case<'_>, types: &[JsonType], text: &str, words: Words) -> Words {
    let is_number = text.trim() == text && serde_json::from_str::<serde_json::Number>(text).is_ok();
    let number = is_number.then(|| Number::new(text));
    let fits = match number {
        Some(number) => {
            types.contains(&JsonType::Number)
                || types.contains(&JsonType::Integer) && is_integer(&number)
        }
        None => types.contains(&JsonType::Boolean) && matches!(text, "true" | "false"),
    };
    if !fits {
        return words;
    }
    Words {
        fix: Some((
            case.node.span,
            text.to_owned(),
            "leave out the quotes".to_owned(),
        )),
        ..words
    }
}

/// `null` where a member is optional: it can be left out.
fn null(case: &Case<'_>, words: Words) -> Words {
    let Some((pointer, member)) = case.parent() else {
        return words;
    };
    let objects = case.setting.root.schemas_at(case.setting.book, pointer);
    let schemas = || objects.iter().map(|&id| case.setting.book.api().schema(id));
    let is_declared = schemas().any(|schema| {
        schema
            .properties
            .iter()
            .any(|(name, _)| **name == *member.name)
    });
    let is_required =
        schemas().any(|schema| schema.required.iter().any(|name| **name == *member.name));
    if is_declared && !is_required {
        words.help(format!(
            "`{}` is optional but not nullable: leave it out where it has no value",
            member.name
        ))
    } else {
        words
    }
}

/// A number outside the range of its format.
pub(super) fn out_of_range(case: &Case<'_>, range: Range) -> Words {
    let (what, expected) = match range {
        Range::Int32 => (
            "does not fit 32 bits",
            "an integer from -2147483648 to 2147483647",
        ),
        Range::Int64 => (
            "does not fit 64 bits",
            "an integer from -9223372036854775808 to 9223372036854775807",
        ),
        Range::Float => (
            "does not fit a 64-bit number",
            "a number up to 1.7976931348623157e308 in size",
        ),
    };
    let message = format!("{} {what}: {}", case.subject(), shown(case.node));
    let words = Words::new(codes::RANGE, message, what)
        .expected(expected)
        .help(format!("it must be {expected}"));
    let is_stated = case
        .schema
        .is_some_and(|(_, schema)| schema.format.is_some());
    match range {
        Range::Int64 if !is_stated => words.help("integers without a `format` are read as `int64`"),
        Range::Float => words.help("numbers are read as 64-bit floats (IEEE 754)"),
        Range::Int32 | Range::Int64 => words,
    }
}

fn quoted(case: &Case<'_>) -> String {
    match &case.node.value {
        Value::Number(number) => format!("`\"{}\"`", number.literal()),
        Value::Bool(value) => format!("`\"{value}\"`"),
        _ => shown(case.node),
    }
}

fn with_article(name: JsonType) -> &'static str {
    match name {
        JsonType::Array => "an array",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a string",
    }
}
