//! `enum` and `const`.

use kontrakt_model::{Node, SchemaId};
use serde_json::Value as Json;

use super::{Case, Words};
use crate::codes;
use crate::near::nearest;
use crate::shown::{count, plain, shown, shown_json};

/// How many values of a list a finding shows.
const SHOWN_VALUES: usize = 10;

/// A value that is not in its list.
pub(super) fn not_listed(case: &Case<'_>, options: &Json) -> Words {
    let values = options.as_array().map(Vec::as_slice).unwrap_or_default();
    let listed = count(values.len() as u64, "value");
    let message = format!(
        "{} must be one of {listed}, but is {}",
        case.subject(),
        shown(case.node)
    );
    let expected = values
        .iter()
        .take(SHOWN_VALUES)
        .map(shown_json)
        .collect::<Vec<_>>()
        .join(", ");
    let more = if values.len() > SHOWN_VALUES {
        ", …"
    } else {
        ""
    };
    let mut words =
        Words::new(codes::ENUM, message, "not in the list").expected(format!("{expected}{more}"));
    let meanings = case
        .schema
        .map(|(_, schema)| schema.enum_descriptions.as_slice())
        .unwrap_or_default();
    if let Some((value, certain)) = meant(case.node, values, meanings) {
        words = words.help(format!(
            "did you mean {}?",
            with_meaning(value, values, meanings)
        ));
        if certain {
            words.fix = Some((
                case.node.span,
                value.to_string(),
                format!("write {}", shown_json(value)),
            ));
        }
    }
    words.help(allowed(
        case.schema.map(|(id, _)| id),
        case,
        values,
        meanings,
    ))
}

/// A value other than the only one allowed.
pub(super) fn not_constant(case: &Case<'_>, expected: &Json) -> Words {
    let expected = shown_json(expected);
    let message = format!(
        "{} must be {expected}, but is {}",
        case.subject(),
        shown(case.node)
    );
    Words::new(codes::CONST, message, format!("must be {expected}")).expected(expected)
}

/// The value that was probably meant: near in spelling, or written as its meaning.
fn meant<'v>(node: &Node, values: &'v [Json], meanings: &[String]) -> Option<(&'v Json, bool)> {
    let written = match node.as_number() {
        Some(number) => number.literal(),
        None => node.as_str()?,
    };
    if let Some(value) = values.iter().find(|value| plain(value) == written) {
        return Some((value, true));
    }
    if let Some(index) = meanings
        .iter()
        .position(|meaning| meaning.to_lowercase() == written.to_lowercase())
    {
        return values.get(index).map(|value| (value, false));
    }
    let texts = || values.iter().filter_map(Json::as_str);
    let near = node.as_str().and_then(|text| nearest(text, texts()))?;
    values
        .iter()
        .find(|value| value.as_str() == Some(near.word))
        .map(|value| (value, near.certain))
}

fn with_meaning(value: &Json, values: &[Json], meanings: &[String]) -> String {
    let index = values.iter().position(|other| other == value);
    let written = shown_json(value);
    match index
        .and_then(|index| meanings.get(index))
        .map(|meaning| meaning.trim())
    {
        Some(meaning) if !meaning.is_empty() && value.as_str() != Some(meaning) => {
            format!("{written} ({meaning})")
        }
        _ => written,
    }
}

/// The allowed values with their meanings, a line each.
fn allowed(
    schema: Option<SchemaId>,
    case: &Case<'_>,
    values: &[Json],
    meanings: &[String],
) -> String {
    let mut text = "allowed are:".to_owned();
    for value in values.iter().take(SHOWN_VALUES) {
        text.push_str("\n  ");
        text.push_str(&with_meaning(value, values, meanings));
    }
    if values.len() > SHOWN_VALUES {
        let name = schema
            .and_then(|id| case.setting.book.list_name(id))
            .unwrap_or_default();
        let rest = values.len() - SHOWN_VALUES;
        text.push_str(&format!(
            "\n  and {rest} more: `kontrakt enums SPEC {name}`"
        ));
    }
    text
}
