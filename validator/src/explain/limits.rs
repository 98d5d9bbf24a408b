//! Keywords that set a limit: lengths, sizes, numbers.

use jsonschema::error::ValidationErrorKind as Kind;
use kontrakt_model::{Code, Value};

use super::{Case, Words};
use crate::codes;
use crate::count::LEAST;
use crate::shown::{count, shown};

/// A value beyond a limit.
pub(super) fn limit(case: &Case<'_>, kind: &Kind) -> Words {
    let (code, expected) = expectation(case, kind);
    let found = size(case, code);
    let message = format!("{} must {expected}, but {found}", case.subject());
    let mut words = Words::new(code, message, format!("must {expected}")).expected(expected);
    if matches!(code, codes::LENGTH | codes::ITEMS) {
        words.found = found.trim_start_matches("has ").to_owned();
    }
    words
}

/// An object with too few or too many members.
pub(super) fn members(case: &Case<'_>, found: u64) -> Words {
    let schema = case.schema.map(|(_, schema)| schema);
    let (side, limit) = match &*case.breach.keyword {
        LEAST => ("least", schema.and_then(|schema| schema.min_properties)),
        _ => ("most", schema.and_then(|schema| schema.max_properties)),
    };
    let limit = count(limit.unwrap_or_default(), "property");
    let expected = format!("have at {side} {limit}");
    let found = count(found, "property");
    let message = format!("{} must {expected}, but has {found}", case.subject());
    let mut words = Words::new(codes::PROPERTIES, message, format!("must {expected}"));
    words.found = found;
    words.expected(expected)
}

/// The family of the keyword, and what it asks for after the word `must`.
fn expectation(case: &Case<'_>, kind: &Kind) -> (Code, String) {
    let at_least = |limit: &u64, thing| format!("have at least {}", count(*limit, thing));
    let at_most = |limit: &u64, thing| format!("have at most {}", count(*limit, thing));
    match kind {
        Kind::MinLength { limit } => (codes::LENGTH, at_least(limit, "character")),
        Kind::MaxLength { limit } => (codes::LENGTH, at_most(limit, "character")),
        Kind::MinItems { limit } => (codes::ITEMS, at_least(limit, "item")),
        Kind::MaxItems { limit } => (codes::ITEMS, at_most(limit, "item")),
        Kind::AdditionalItems { limit } => (codes::ITEMS, at_most(&(*limit as u64), "item")),
        Kind::UnevaluatedItems { .. } => (codes::ITEMS, "have no further items".to_owned()),
        Kind::UniqueItems => (codes::UNIQUE_ITEMS, "have no item twice".to_owned()),
        Kind::Contains => (codes::CONTAINS, contains(case)),
        Kind::Minimum { limit } => (codes::LIMIT, format!("be at least {limit}")),
        Kind::Maximum { limit } => (codes::LIMIT, format!("be at most {limit}")),
        Kind::ExclusiveMinimum { limit } => (codes::LIMIT, format!("be more than {limit}")),
        Kind::ExclusiveMaximum { limit } => (codes::LIMIT, format!("be less than {limit}")),
        Kind::MultipleOf { multiple_of } => (
            codes::MULTIPLE_OF,
            format!("be a multiple of {multiple_of}"),
        ),
        other => (codes::OTHER, format!("satisfy `{}`", other.keyword())),
    }
}

fn contains(case: &Case<'_>) -> String {
    let schema = case.schema.map(|(_, schema)| schema);
    match &*case.breach.keyword {
        "maxContains" => {
            let most = schema
                .and_then(|schema| schema.max_contains)
                .unwrap_or_default();
            format!("have at most {} that match `contains`", count(most, "item"))
        }
        _ => {
            let least = schema.and_then(|schema| schema.min_contains).unwrap_or(1);
            format!(
                "have at least {} that match `contains`",
                count(least, "item")
            )
        }
    }
}

/// What was found, after the word `but`.
fn size(case: &Case<'_>, code: Code) -> String {
    match &case.node.value {
        Value::String(text) if code == codes::LENGTH => {
            format!("has {}", count(text.chars().count() as u64, "character"))
        }
        Value::Array(items) if code == codes::UNIQUE_ITEMS => repeated(items),
        Value::Array(items) => format!("has {}", count(items.len() as u64, "item")),
        _ => format!("is {}", shown(case.node)),
    }
}

/// The first items that are equal.
fn repeated(items: &[kontrakt_model::Node]) -> String {
    /// Comparing all pairs of a long array would take too long for a remark.
    const COMPARED: usize = 200;
    let values: Vec<_> = items
        .iter()
        .take(COMPARED)
        .map(crate::engine::to_json)
        .collect();
    let pair = values.iter().enumerate().find_map(|(second, value)| {
        let first = items
            .iter()
            .take(second)
            .position(|item| crate::engine::equal(item, value))?;
        Some((first, second))
    });
    match pair {
        Some((first, second)) => format!("items {first} and {second} are equal"),
        None => "some are equal".to_owned(),
    }
}
