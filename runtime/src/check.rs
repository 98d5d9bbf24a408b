//! The constraints of a schema as static data, and their evaluation.
//!
//! As in JSON Schema, a keyword says something about values of one JSON type and nothing about
//! others: `minimum` holds for every string.

mod closest;
mod evaluated;
mod evaluation;
mod instance;
mod schema;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::json_type::JsonType;
use crate::number::{Limit, Whole, compare, is_multiple_of, whole};
use crate::pattern::Pattern;
use crate::recorder::{Range, Recorder};
use crate::text::{count, quoted};
use crate::{Json, format};

use evaluation::Evaluation;
use instance::Instance;
pub(crate) use instance::shown;
pub use schema::{Additional, Choice, Condition, Contains, Members, Schema, Unevaluated};

/// A keyword of a schema with its value.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// `type`, where the Rust type does not state it.
    Type(&'static [JsonType]),
    /// `enum`, where the Rust type does not state it.
    Enum(&'static [Scalar]),
    /// `const`
    Const(Scalar),
    /// `minimum`
    Minimum(Limit),
    /// `maximum`
    Maximum(Limit),
    /// `exclusiveMinimum`
    ExclusiveMinimum(Limit),
    /// `exclusiveMaximum`
    ExclusiveMaximum(Limit),
    /// `multipleOf`, above 0.
    MultipleOf(Limit),
    /// `minLength`, in Unicode code points.
    MinLength(u64),
    /// `maxLength`, in Unicode code points.
    MaxLength(u64),
    /// `pattern`, made by [`pattern!`](crate::pattern!).
    Pattern(Pattern),
    /// `x-accepted-prefix`: what may stand before a text; it is cut off where the text is read.
    AcceptedPrefix(&'static str),
    /// `format` of a string, one that [`format::check`] knows, or `int32` or `int64` of a number.
    Format(&'static str),
    /// `minItems`
    MinItems(u64),
    /// `maxItems`
    MaxItems(u64),
    /// `uniqueItems: true`
    UniqueItems,
    /// `items`
    Items(&'static [Check]),
    /// `minProperties`
    MinProperties(u64),
    /// `maxProperties`
    MaxProperties(u64),
    /// `propertyNames`
    Names(&'static [Check]),
    /// `additionalProperties`, where no member is named.
    Values(&'static [Check]),
    /// What is checked for `null`, where that is a value beside those of a type.
    Null(&'static [Check]),
    /// `false`
    Never,
    /// `$ref`
    Schema(&'static Schema),
    /// `$ref` in a constant, which cannot refer to what is static but to a function that gives it.
    Ref(fn() -> &'static Schema),
    /// `allOf`
    AllOf(&'static [&'static [Check]]),
    /// `anyOf`
    AnyOf(&'static Choice),
    /// `oneOf`
    OneOf(&'static Choice),
    /// `not`
    Not(&'static [Check]),
    /// `if`
    If(&'static Condition),
    /// `required`
    Required(&'static [&'static str]),
    /// What is checked of an object as if it had none of these members.
    Without(&'static [&'static str], &'static [Check]),
    /// `properties`, `patternProperties` and `additionalProperties`
    Members(&'static Members),
    /// `dependentRequired`
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    /// `dependentSchemas`
    DependentSchemas(&'static [(&'static str, &'static [Check])]),
    /// `unevaluatedProperties`
    UnevaluatedProperties(&'static Unevaluated),
    /// `prefixItems`
    PrefixItems(&'static [&'static [Check]]),
    /// `items` beside `prefixItems`, from a position on.
    ItemsFrom(usize, &'static [Check]),
    /// `contains`
    Contains(&'static Contains),
    /// `unevaluatedItems`
    UnevaluatedItems(&'static Unevaluated),
}

impl Check {
    /// Whether it is evaluated on the JSON of a value as a whole, and not as it is read.
    const fn is_deep(&self) -> bool {
        matches!(
            self,
            Check::Never
                | Check::Schema(_)
                | Check::Ref(_)
                | Check::AllOf(_)
                | Check::AnyOf(_)
                | Check::OneOf(_)
                | Check::Not(_)
                | Check::If(_)
                | Check::Required(_)
                | Check::Without(..)
                | Check::Members(_)
                | Check::DependentRequired(_)
                | Check::DependentSchemas(_)
                | Check::UnevaluatedProperties(_)
                | Check::PrefixItems(_)
                | Check::ItemsFrom(..)
                | Check::Contains(_)
                | Check::UnevaluatedItems(_)
        )
    }
}

/// A value of `enum` or `const`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number.
    Number(Limit),
    /// A string.
    String(&'static str),
    /// An array.
    Array(&'static [Scalar]),
    /// An object.
    Object(&'static [(&'static str, Scalar)]),
}

/// Where violations go, and where in the payload the value starts.
pub(crate) struct Site<'a> {
    pub(crate) recorder: &'a mut Recorder,
    pub(crate) offset: Option<usize>,
    /// Whether scalars are also evaluated by the schemas in their checks.
    pub(crate) deep: bool,
}

impl Site<'_> {
    fn add(&mut self, keyword: &'static str, predicate: String) {
        self.recorder.add(keyword, predicate, self.offset);
    }

    fn limit(&mut self, keyword: &'static str, value: Limit, relation: &str, limit: Limit) {
        self.add(keyword, format!("is {value}, {relation} {limit}"));
    }
}

/// Evaluates the keywords that speak of numbers.
pub(crate) fn number(value: Limit, checks: &'static [Check], site: &mut Site<'_>) {
    for check in checks {
        match *check {
            Check::Minimum(limit) if compare(value, limit) == Ordering::Less => {
                site.limit("minimum", value, "below the minimum", limit);
            }
            Check::Maximum(limit) if compare(value, limit) == Ordering::Greater => {
                site.limit("maximum", value, "above the maximum", limit);
            }
            Check::ExclusiveMinimum(limit) if compare(value, limit) != Ordering::Greater => {
                site.limit("exclusiveMinimum", value, "not above", limit);
            }
            Check::ExclusiveMaximum(limit) if compare(value, limit) != Ordering::Less => {
                site.limit("exclusiveMaximum", value, "not below", limit);
            }
            Check::MultipleOf(divisor) if !is_multiple_of(value, divisor) => {
                site.limit("multipleOf", value, "not a multiple of", divisor);
            }
            Check::Format(name) if is_out_of_range(value, name) => {
                let predicate = format!("is {value}, beyond {name}");
                site.recorder
                    .add_range(Range::Integer, predicate, site.offset);
            }
            _ => stated(check, Instance::Number(value), site),
        }
    }
}

/// Evaluates the keywords that speak of strings.
pub(crate) fn string(value: &str, checks: &'static [Check], site: &mut Site<'_>) {
    for check in checks {
        match *check {
            Check::MinLength(limit) if is_shorter(value, limit) => {
                let has = count(characters(value), "character");
                site.add("minLength", format!("has {has}, fewer than {limit}"));
            }
            Check::MaxLength(limit) if value.len() as u64 > limit && characters(value) > limit => {
                let has = count(characters(value), "character");
                site.add("maxLength", format!("has {has}, more than {limit}"));
            }
            Check::Pattern(pattern) if !pattern.matches(value) => {
                let text = pattern.text();
                let value = quoted(value);
                site.add(
                    "pattern",
                    format!("is {value}, which does not match the pattern {text}"),
                );
            }
            Check::Format(name) if format::check(name, value) == Some(false) => {
                let value = quoted(value);
                site.add(
                    "format",
                    format!("is {value}, which does not have the format {name}"),
                );
            }
            _ => stated(check, Instance::String(value), site),
        }
    }
}

/// Evaluates the keywords that speak of arrays, but for `items` and `uniqueItems`.
pub(crate) fn array(length: u64, checks: &'static [Check], site: &mut Site<'_>) {
    for check in checks {
        match *check {
            Check::MinItems(limit) if length < limit => {
                let has = count(length, "item");
                site.add("minItems", format!("has {has}, fewer than {limit}"));
            }
            Check::MaxItems(limit) if length > limit => {
                let has = count(length, "item");
                site.add("maxItems", format!("has {has}, more than {limit}"));
            }
            _ => stated(check, Instance::Array, site),
        }
    }
}

/// Evaluates the keywords that speak of objects, but for those of their members.
pub(crate) fn object(length: u64, checks: &'static [Check], site: &mut Site<'_>) {
    for check in checks {
        match *check {
            Check::MinProperties(limit) if length < limit => {
                let has = count(length, "member");
                site.add("minProperties", format!("has {has}, fewer than {limit}"));
            }
            Check::MaxProperties(limit) if length > limit => {
                let has = count(length, "member");
                site.add("maxProperties", format!("has {has}, more than {limit}"));
            }
            _ => stated(check, Instance::Object, site),
        }
    }
}

/// Evaluates the keywords that speak of `null`.
pub(crate) fn null(checks: &'static [Check], site: &mut Site<'_>) {
    for check in checks {
        stated(check, Instance::Null, site);
    }
}

/// Evaluates the keywords that speak of `true` and `false`.
pub(crate) fn boolean(value: bool, checks: &'static [Check], site: &mut Site<'_>) {
    for check in checks {
        stated(check, Instance::Boolean(value), site);
    }
}

/// Evaluates the keywords that speak of values of every type.
#[inline]
fn stated(check: &'static Check, found: Instance<'_>, site: &mut Site<'_>) {
    match *check {
        Check::Type(types) if !types.iter().any(|it| found.has_type(*it)) => {
            site.add("type", mismatch(&found.to_string(), types));
        }
        Check::Enum(values) if !values.iter().any(|it| found.is(*it)) => {
            let values: Vec<String> = values
                .iter()
                .map(|it| Instance::from(*it).to_string())
                .collect();
            site.add(
                "enum",
                format!("is {found}, which is none of {}", values.join(", ")),
            );
        }
        Check::Const(value) if !found.is(value) => {
            site.add(
                "const",
                format!("is {found}; expected {}", Instance::from(value)),
            );
        }
        _ if site.deep && check.is_deep() => {
            if let Some(value) = found.to_json() {
                Evaluation::new(site.offset).one(&value, check, site.recorder);
            }
        }
        _ => {}
    }
}

/// Whether a whole number is beyond the integers that a format is for.
fn is_out_of_range(value: Limit, format: &str) -> bool {
    let whole = match value {
        Limit::Int(value) => Some(value),
        // As it is written, since a float beyond 64 bits may round to one within.
        Limit::Float(_) => match whole(&value.to_string()) {
            Whole::Fits(value) => Some(value),
            Whole::TooLarge => None,
            Whole::Fraction => return false,
        },
    };
    match format {
        "int32" => whole.is_none_or(|value| i32::try_from(value).is_err()),
        "int64" => whole.is_none(),
        _ => false,
    }
}

/// Evaluates every keyword on a value of any type.
pub(crate) fn json(value: &Json, checks: &'static [Check], site: &mut Site<'_>) {
    if !checks.is_empty() {
        Evaluation::new(site.offset).all(value, checks, site.recorder);
    }
}

/// Evaluates the keywords that do not need the value as a whole, on a value of any type.
pub(crate) fn shallow(value: &Json, checks: &'static [Check], site: &mut Site<'_>) {
    let mut evaluation = Evaluation::new(site.offset);
    for check in checks.iter().filter(|check| !check.is_deep()) {
        evaluation.one(value, check, site.recorder);
    }
}

/// Evaluates the keywords that need the value as a whole.
pub(crate) fn deep(value: &Json, checks: &'static [Check], site: &mut Site<'_>) {
    let mut evaluation = Evaluation::new(site.offset);
    for check in checks.iter().filter(|check| check.is_deep()) {
        evaluation.one(value, check, site.recorder);
    }
}

/// Whether a keyword needs the value as a whole.
#[inline]
pub(crate) fn is_deep(checks: &[Check]) -> bool {
    checks.iter().any(Check::is_deep)
}

/// Evaluates a keyword without schemas in it on a value of any type.
fn leaf(value: &Json, check: &'static Check, site: &mut Site<'_>) {
    let checks = std::slice::from_ref(check);
    match (check, value) {
        (Check::Enum(values), Json::Array(_) | Json::Object(_)) => {
            if !values.iter().any(|it| instance::equals(value, it)) {
                let found = shown(value);
                site.add(
                    "enum",
                    format!("is {found}, which is none of the listed values"),
                );
            }
        }
        (Check::Const(expected), Json::Array(_) | Json::Object(_)) => {
            if !instance::equals(value, expected) {
                let found = shown(value);
                let expected = Instance::from(*expected);
                site.add("const", format!("is {found}; expected another, {expected}"));
            }
        }
        (_, Json::Null) => null(checks, site),
        (_, Json::Bool(value)) => boolean(*value, checks, site),
        (_, Json::Number(value)) => number(Limit::from_json(value), checks, site),
        (_, Json::String(value)) => string(value, checks, site),
        (_, Json::Array(list)) => array(list.len() as u64, checks, site),
        (_, Json::Object(members)) => object(members.len() as u64, checks, site),
    }
}

/// Evaluates `propertyNames`; a wrong name is a violation of the object.
pub(crate) fn member_name(name: &str, checks: &'static [Check], site: &mut Site<'_>) {
    for check in checks {
        if let Check::Names([Check::Never]) = check {
            let text = format!("has the member `{name}`, where none may be");
            site.add("falseSchema", text);
        } else if let Check::Names(checks) = check {
            let mut found = Recorder::default();
            let mut inner = Site {
                recorder: &mut found,
                offset: None,
                deep: true,
            };
            string(name, checks, &mut inner);
            for violation in found.finish() {
                let reason = violation.message.trim_start_matches("the value ");
                site.add("propertyNames", format!("has a member whose name {reason}"));
            }
        }
    }
}

/// Evaluates `uniqueItems`.
pub(crate) fn unique(list: &[Json], checks: &'static [Check], site: &mut Site<'_>) {
    if !wants_unique(checks) {
        return;
    }
    let mut first = BTreeMap::new();
    for (index, item) in list.iter().enumerate() {
        let mut key = String::new();
        canonical(item, &mut key);
        if let Some(earlier) = first.insert(key, index) {
            site.add(
                "uniqueItems",
                format!("has equal items at {earlier} and {index}"),
            );
            return;
        }
    }
}

/// A text without what is accepted before it.
pub(crate) fn without_prefix<'t>(text: &'t str, checks: &'static [Check]) -> &'t str {
    let rests = checks.iter().filter_map(|check| match check {
        Check::AcceptedPrefix(prefix) => text.strip_prefix(prefix),
        _ => None,
    });
    rests.min_by_key(|rest| rest.len()).unwrap_or(text)
}

/// Whether `uniqueItems` is asked for.
pub(crate) fn wants_unique(checks: &[Check]) -> bool {
    checks
        .iter()
        .any(|check| matches!(check, Check::UniqueItems))
}

/// The checks of the items of an array.
#[inline]
pub(crate) fn items(checks: &'static [Check]) -> &'static [Check] {
    for check in checks {
        if let Check::Items(checks) = check {
            return checks;
        }
    }
    &[]
}

/// The checks of the members that are not named.
#[inline]
pub(crate) fn values(checks: &'static [Check]) -> &'static [Check] {
    for check in checks {
        if let Check::Values(checks) = check {
            return checks;
        }
    }
    &[]
}

/// The checks of `null` beside the values of a type.
#[inline]
pub(crate) fn of_null(checks: &'static [Check]) -> &'static [Check] {
    for check in checks {
        if let Check::Null(checks) = check {
            return checks;
        }
    }
    &[]
}

/// Says which types were expected in place of what was found.
pub(crate) fn mismatch(found: &str, expected: &[JsonType]) -> String {
    let expected: Vec<&str> = expected.iter().map(|it| it.with_article()).collect();
    format!("is {found}; expected {}", expected.join(" or "))
}

fn characters(value: &str) -> u64 {
    value.chars().count() as u64
}

fn is_shorter(value: &str, limit: u64) -> bool {
    (value.len() as u64) < limit || (!value.is_ascii() && characters(value) < limit)
}

/// Writes a value so that equal values (JSON Schema 2020-12, section 4.2.2) give equal texts.
fn canonical(value: &Json, text: &mut String) {
    match value {
        Json::Number(number) => text.push_str(&Limit::from_json(number).canonical()),
        Json::Array(list) => {
            text.push('[');
            for item in list {
                canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Json::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            text.push('{');
            for (name, value) in sorted {
                text.push_str(&Json::from(name.as_str()).to_string());
                text.push(':');
                canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}
