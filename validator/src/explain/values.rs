//! `enum` and `const`.

use kontrakt_model::Node;
use serde_json::Value as Json;

use super::{Case, Words};
use crate::codes;
use crate::enums::{ListedValue, own};
use crate::near::nearest;
use crate::shown::{count, plain, shown, shown_json};

/// How many values of a list a finding shows.
const SHOWN_VALUES: usize = 10;

/// A value that is not in its list.
pub(super) fn not_listed(case: &Case<'_>, options: &Json) -> Words {
    let values = match case.schema.map(|(_, schema)| own(schema)) {
        Some(values) if !values.is_empty() => values,
        _ => options
            .as_array()
            .into_iter()
            .flatten()
            .cloned()
            .map(ListedValue::new)
            .collect(),
    };
    let (subject, found) = (case.subject(), shown(case.node));
    let one = match values.as_slice() {
        [only] => shown_json(&only.value),
        several => format!("one of {}", count(several.len() as u64, "value")),
    };
    let or_null = if case.breach.or_null { " or null" } else { "" };
    let message = format!("{subject} must be {one}{or_null}, but is {found}");
    let expected: Vec<String> = values
        .iter()
        .take(SHOWN_VALUES)
        .map(|it| shown_json(&it.value))
        .collect();
    let more = if values.len() > SHOWN_VALUES {
        ", …"
    } else {
        ""
    };
    let mut words = Words::new(codes::ENUM, message, "not in the list")
        .expected(format!("{}{more}{or_null}", expected.join(", ")));
    if case.breach.or_null && case.node.as_str() == Some("") {
        words = words.help("an empty text is a value: where there is none, write `null`");
    }
    if let Some((meant, certain)) = meant(case.node, &values) {
        words = words.help(format!("did you mean {meant}?"));
        if certain && !is_fixed_by_type(case, &meant.value) {
            let title = format!("write {}", shown_json(&meant.value));
            words.fix = Some((case.node.span, meant.value.to_string(), title));
        }
    }
    words.help(allowed(case, &values))
}

/// Whether a violation of `type` already offers to leave out the quotes.
fn is_fixed_by_type(case: &Case<'_>, meant: &Json) -> bool {
    let has_type = case
        .schema
        .is_some_and(|(_, schema)| !schema.types.is_empty());
    has_type && case.node.as_str().is_some() && (meant.is_number() || meant.is_boolean())
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

/// The value that was probably meant, and whether that is certain: the same in another JSON type,
/// written as its meaning, near in spelling, or a part of its meaning.
fn meant<'v>(node: &Node, values: &'v [ListedValue]) -> Option<(&'v ListedValue, bool)> {
    let written = match node.as_number() {
        Some(number) => number.literal(),
        None => node.as_str()?,
    };
    let find = |is: &dyn Fn(&ListedValue) -> bool| values.iter().find(|value| is(value));
    if let Some(same) = find(&|value| plain(&value.value) == written) {
        return Some((same, true));
    }
    let lower = written.to_lowercase();
    if let Some(called) = find(&|value| value.is_called(&lower)) {
        return Some((called, false));
    }
    let text = node.as_str()?;
    let spelt = values.iter().filter_map(|value| value.value.as_str());
    if let Some(near) = nearest(text, spelt) {
        let value = find(&|value| value.value.as_str() == Some(near.word))?;
        return Some((value, near.certain));
    }
    let meanings = values.iter().filter_map(|value| value.meaning.as_deref());
    let called = match nearest(text, meanings) {
        Some(near) => find(&|value| value.meaning.as_deref() == Some(near.word))?,
        None => partly_called(&lower, values)?,
    };
    Some((called, false))
}

/// The one value whose meaning starts with a text in small letters, or has it in it.
fn partly_called<'v>(text: &str, values: &'v [ListedValue]) -> Option<&'v ListedValue> {
    /// What is shorter is found in words that it has nothing to do with.
    const SHORTEST: usize = 4;
    let only = |is: &dyn Fn(&str) -> bool| {
        let is_meant = |value: &&ListedValue| {
            let meaning = value.meaning.as_deref().map(str::to_lowercase);
            meaning.is_some_and(|meaning| is(&meaning))
        };
        let mut found = values.iter().filter(is_meant);
        found.next().filter(|_| found.next().is_none())
    };
    if text.is_empty() {
        return None;
    }
    let found = only(&|meaning| meaning.starts_with(text));
    if found.is_some() || text.chars().count() < SHORTEST {
        return found;
    }
    only(&|meaning| meaning.contains(text))
}

/// The allowed values with their meanings, a line each.
fn allowed(case: &Case<'_>, values: &[ListedValue]) -> String {
    let mut lines = vec!["allowed are:".to_owned()];
    lines.extend(
        values
            .iter()
            .take(SHOWN_VALUES)
            .map(|value| format!("  {value}")),
    );
    if values.len() > SHOWN_VALUES {
        let name = case
            .schema
            .and_then(|(id, _)| case.setting.book.list_name(id))
            .unwrap_or_default();
        lines.push(format!(
            "  and {} more: `kontrakt enums SPEC {name}`",
            values.len() - SHOWN_VALUES
        ));
    }
    lines.join("\n")
}
