//! The constraints that are checked at run time, one for each keyword that states one.

use kontrakt_model::api::Type;
use kontrakt_model::{Schema, SchemaId};
use serde::Serialize;

/// A constraint of a schema; the names are those of the keywords.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "each is the keyword of its name")]
pub enum Check {
    Minimum(Limit),
    Maximum(Limit),
    ExclusiveMinimum(Limit),
    ExclusiveMaximum(Limit),
    MultipleOf(Limit),
    MinLength(u64),
    MaxLength(u64),
    Pattern(String),
    /// What may stand before a text that is read.
    AcceptedPrefix(String),
    Format(String),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    /// What is checked for each item of an array.
    Items(Vec<Check>),
    MinProperties(u64),
    MaxProperties(u64),
    /// What is checked for each member that is not named.
    Values(Vec<Check>),
    /// `type`, where the Rust type does not state it.
    Type(Vec<Type>),
    /// `enum`, where the Rust type does not state it.
    Enum(Vec<Scalar>),
    Const(Scalar),
}

/// A value of `enum` or `const`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the JSON value of its kind")]
pub enum Scalar {
    Null,
    Boolean(bool),
    Number(Limit),
    String(String),
}

/// A number in a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the number of its kind")]
pub enum Limit {
    Int(i64),
    Float(f64),
}

impl Limit {
    /// The number of a literal in JSON notation, if it is one that can be compared with.
    pub fn parse(literal: &str) -> Option<Limit> {
        if let Ok(integer) = literal.parse() {
            return Some(Limit::Int(integer));
        }
        let float: f64 = literal
            .parse()
            .ok()
            .filter(|float: &f64| float.is_finite())?;
        // `1.0` and `1e3` are integers; below 2^53 the float holds them exactly.
        let exact = float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0;
        Some(if exact {
            Limit::Int(float as i64)
        } else {
            Limit::Float(float)
        })
    }
}

/// The constraints of one keyword group, and the limits that could not be read.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) checks: Vec<Check>,
    /// The schema and keyword of each limit that is not a number in range.
    pub(super) unusable: Vec<(SchemaId, &'static str)>,
}

impl Collected {
    fn push(&mut self, check: Check) {
        if !self.checks.contains(&check) {
            self.checks.push(check);
        }
    }

    fn limit(
        &mut self,
        id: SchemaId,
        keyword: &'static str,
        literal: Option<&String>,
        check: fn(Limit) -> Check,
    ) {
        match literal.map(|literal| Limit::parse(literal)) {
            Some(Some(limit)) => self.push(check(limit)),
            Some(None) => self.unusable.push((id, keyword)),
            None => {}
        }
    }

    fn count(&mut self, count: Option<u64>, check: fn(u64) -> Check) {
        if let Some(count) = count {
            self.push(check(count));
        }
    }

    /// The keywords that apply to numbers.
    pub(super) fn number(&mut self, id: SchemaId, schema: &Schema) {
        self.limit(id, "minimum", schema.minimum.as_ref(), Check::Minimum);
        self.limit(id, "maximum", schema.maximum.as_ref(), Check::Maximum);
        self.limit(
            id,
            "exclusiveMinimum",
            schema.exclusive_minimum.as_ref(),
            Check::ExclusiveMinimum,
        );
        self.limit(
            id,
            "exclusiveMaximum",
            schema.exclusive_maximum.as_ref(),
            Check::ExclusiveMaximum,
        );
        self.limit(
            id,
            "multipleOf",
            schema.multiple_of.as_ref(),
            Check::MultipleOf,
        );
    }

    /// The keywords that apply to strings.
    pub(super) fn string(&mut self, schema: &Schema) {
        self.count(schema.min_length, Check::MinLength);
        self.count(schema.max_length, Check::MaxLength);
        if let Some(prefix) = &schema.accepted_prefix {
            self.push(Check::AcceptedPrefix(prefix.clone()));
        }
        if let Some(pattern) = &schema.pattern {
            self.push(Check::Pattern(pattern.clone()));
        }
        if let Some(format) = schema
            .format
            .as_deref()
            .filter(|format| FORMATS.contains(format))
        {
            self.push(Check::Format(format.to_owned()));
        }
    }

    /// The keywords that apply to arrays as a whole.
    pub(super) fn array(&mut self, schema: &Schema) {
        self.count(schema.min_items, Check::MinItems);
        self.count(schema.max_items, Check::MaxItems);
        if schema.unique_items {
            self.push(Check::UniqueItems);
        }
    }

    /// The keywords that apply to objects as a whole.
    pub(super) fn object(&mut self, schema: &Schema) {
        self.count(schema.min_properties, Check::MinProperties);
        self.count(schema.max_properties, Check::MaxProperties);
    }
}

/// The formats of strings that are checked, as the runtime has them; all others are annotations.
pub const FORMATS: &[&str] = &[
    "byte",
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_an_integer_where_it_can_be() {
        assert_eq!(Limit::parse("1000"), Some(Limit::Int(1000)));
        assert_eq!(Limit::parse("1.0"), Some(Limit::Int(1)));
        assert_eq!(Limit::parse("-1e3"), Some(Limit::Int(-1000)));
        assert_eq!(Limit::parse("0.5"), Some(Limit::Float(0.5)));
        assert_eq!(
            Limit::parse("18446744073709551615"),
            Some(Limit::Float(18446744073709551615.0))
        );
        assert_eq!(Limit::parse("1e999"), None);
    }
}
