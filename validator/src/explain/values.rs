//! `enum` and `const`.

use kontrakt_model::Node;
use serde_json::Value as Json;

use super::{Case, Words};
use crate::codes;
use crate::enums::{ListedValue, listed};
use crate::near::nearest;
use crate::shown::{count, plain, shown, shown_json};

/// How many values of a list a finding shows.
const SHOWN_VALUES: usize = 10;

/// A value that is not in its list.
pub(super) fn not_listed(case: &Case<'_>, options: &Json) -> Words {
    let values = match case.schema.map(|(_, schema)| listed(schema)) {
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
    let message = format!(
        "{subject} must be one of {}, but is {found}",
        count(values.len() as u64, "value")
    );
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
        .expected(format!("{}{more}", expected.join(", ")));
    if let Some((meant, certain)) = meant(case.node, &values) {
        words = words.help(format!("did you mean {meant}?"));
        if certain {
            let title = format!("write {}", shown_json(&meant.value));
            words.fix = Some((case.node.span, meant.value.to_string(), title));
        }
    }
    words.help(allowed(case, &values))
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

/// The value that was probably meant, and whether that is certain: the same in another JSON type, near
/// in spelling, or written as its meaning.
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
    if let Some(called) = find(&|value| {
        value
            .meaning
            .as_ref()
            .is_some_and(|it| it.to_lowercase() == lower)
    }) {
        return Some((called, false));
    }
    let near = nearest(
        node.as_str()?,
        values.iter().filter_map(|value| value.value.as_str()),
    )?;
    Some((
        find(&|value| value.value.as_str() == Some(near.word))?,
        near.certain,
    ))
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
