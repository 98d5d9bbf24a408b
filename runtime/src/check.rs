//! The constraints of a schema as static data, and their evaluation.
//!
//! As in JSON Schema, a keyword says something about values of one JSON type and nothing about
//! others: `minimum` holds for every string.

mod closest;
mod evaluated;
mod evaluation;
mod instance;
mod keywords;
mod schema;

use crate::Json;
use crate::json_type::JsonType;
use crate::number::Limit;
use crate::pattern::Pattern;

use evaluation::Evaluation;
pub(crate) use instance::shown;
pub(crate) use keywords::{
    Site, array, boolean, member_name, mismatch, null, number, object, string, unique,
};
pub use schema::{Additional, Choice, Condition, Contains, Members, Schema, Unevaluated};

/// A keyword of a schema with its value.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// `type`, where the Rust type does not state it.
    Type(&'static [JsonType]),
    /// The schema allows more types than the Rust type, which is that of the listed values: a value of
    /// another one breaks what else is checked, and not `type`.
    Untyped,
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
    /// `format` of a string, one that [`format::check`](crate::format::check) knows, or `int32` or `int64` of a number.
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

/// Whether a value of another type than the Rust type breaks the other checks alone.
pub(crate) fn is_untyped(checks: &[Check]) -> bool {
    checks.iter().any(|check| matches!(check, Check::Untyped))
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
