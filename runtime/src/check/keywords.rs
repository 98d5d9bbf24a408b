//! The evaluation of the keywords that hold no schemas.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::evaluation::Evaluation;
use super::instance::{self, Instance, shown};
use super::{Check, wants_unique};
use crate::json_type::JsonType;
use crate::number::{Limit, Whole, compare, is_multiple_of, whole};
use crate::recorder::{Range, Recorder};
use crate::text::{count, quoted};
use crate::{Json, format};

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

/// Evaluates a keyword without schemas in it on a value of any type.
pub(super) fn leaf(value: &Json, check: &'static Check, site: &mut Site<'_>) {
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
