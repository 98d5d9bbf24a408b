//! The constraints that are checked at run time, one for each keyword that states one.

use kontrakt_model::api::Types;
use kontrakt_model::{Schema, SchemaId};
use serde::Serialize;
use serde_json::Value as Json;

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
    /// `propertyNames`
    Names(Vec<Check>),
    /// What is checked for each member that is not named.
    Values(Vec<Check>),
    /// `type`, where the Rust type does not state it.
    Type(Types),
    /// More types are allowed than the Rust type has: a value of another one breaks only what else is
    /// checked.
    Untyped,
    /// `enum`, where the Rust type does not state it.
    Enum(Vec<Scalar>),
    Const(Scalar),
    /// What is checked for `null`, where that is a value beside those of a type.
    Null(Vec<Check>),
    /// The schema `false`.
    Never,
    /// A schema by its position in [`Plan::schemas`](super::Plan::schemas).
    Schema(usize),
    AllOf(Vec<Vec<Check>>),
    AnyOf(Box<Choice>),
    OneOf(Box<Choice>),
    Not(Vec<Check>),
    If {
        holds: Vec<Check>,
        then: Vec<Check>,
        otherwise: Vec<Check>,
    },
    Required(Vec<String>),
    /// What is checked of an object as if it had none of these members.
    Without(Vec<String>, Vec<Check>),
    Members(Box<Members>),
    DependentRequired(Vec<(String, Vec<String>)>),
    DependentSchemas(Vec<(String, Vec<Check>)>),
    UnevaluatedProperties(Unevaluated),
    PrefixItems(Vec<Vec<Check>>),
    /// `items` from a position on.
    ItemsFrom(usize, Vec<Check>),
    Contains {
        item: Vec<Check>,
        min: Option<u64>,
        max: Option<u64>,
    },
    UnevaluatedItems(Unevaluated),
}

impl Check {
    /// Whether it is evaluated on a value as a whole, and not as the value is read.
    pub fn is_deep(&self) -> bool {
        match self {
            Check::Minimum(_)
            | Check::Maximum(_)
            | Check::ExclusiveMinimum(_)
            | Check::ExclusiveMaximum(_)
            | Check::MultipleOf(_)
            | Check::MinLength(_)
            | Check::MaxLength(_)
            | Check::Pattern(_)
            | Check::AcceptedPrefix(_)
            | Check::Format(_)
            | Check::MinItems(_)
            | Check::MaxItems(_)
            | Check::UniqueItems
            | Check::Items(_)
            | Check::MinProperties(_)
            | Check::MaxProperties(_)
            | Check::Names(_)
            | Check::Values(_)
            | Check::Type(_)
            | Check::Untyped
            | Check::Enum(_)
            | Check::Const(_)
            | Check::Null(_) => false,
            Check::Never
            | Check::Schema(_)
            | Check::AllOf(_)
            | Check::AnyOf(_)
            | Check::OneOf(_)
            | Check::Not(_)
            | Check::If { .. }
            | Check::Required(_)
            | Check::Without(..)
            | Check::Members(_)
            | Check::DependentRequired(_)
            | Check::DependentSchemas(_)
            | Check::UnevaluatedProperties(_)
            | Check::PrefixItems(_)
            | Check::ItemsFrom(..)
            | Check::Contains { .. }
            | Check::UnevaluatedItems(_) => true,
        }
    }
}

/// `anyOf` or `oneOf`, and what tells which of its branches is meant.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Choice {
    /// The checks of each branch.
    pub branches: Vec<Vec<Check>>,
    /// The one branch beside `null`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside_null: Option<usize>,
    /// The property of the discriminator, with the values that name branches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<(String, Vec<(String, usize)>)>,
    /// The branch of all other values of the discriminator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<usize>,
    /// The members that are of listed values in every branch for objects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// `properties`, `patternProperties` and `additionalProperties` of one schema.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Members {
    /// `properties`
    pub properties: Vec<(String, Vec<Check>)>,
    /// `patternProperties`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<(String, Vec<Check>)>,
    /// `additionalProperties`; [`Check::Never`] alone for `false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional: Option<Vec<Check>>,
}

/// `unevaluatedProperties` or `unevaluatedItems`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unevaluated {
    /// What is checked for each that nothing else speaks of.
    pub rest: Vec<Check>,
    /// What else speaks of members or items.
    pub beside: Vec<Check>,
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
    Array(Vec<Scalar>),
    Object(Vec<(String, Scalar)>),
}

impl Scalar {
    /// The value, unless it has numbers that cannot be compared with.
    pub(super) fn of(value: &Json) -> Option<Scalar> {
        Some(match value {
            Json::Null => Scalar::Null,
            Json::Bool(value) => Scalar::Boolean(*value),
            Json::Number(number) => Scalar::Number(Limit::parse(&number.to_string())?),
            Json::String(text) => Scalar::String(text.clone()),
            Json::Array(items) => {
                Scalar::Array(items.iter().map(Scalar::of).collect::<Option<_>>()?)
            }
            Json::Object(members) => {
                let member =
                    |(name, value): (&String, &Json)| Some((name.clone(), Scalar::of(value)?));
                Scalar::Object(members.iter().map(member).collect::<Option<_>>()?)
            }
        })
    }
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
        literal: Option<&str>,
        check: fn(Limit) -> Check,
    ) {
        match literal.map(Limit::parse) {
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

    /// The keywords that apply to one type or another, but those with schemas in them.
    pub(super) fn all(&mut self, id: SchemaId, schema: &Schema) {
        self.number(id, schema);
        self.string(schema);
        self.array(schema);
        self.object(schema);
    }

    /// The keywords that apply to numbers.
    pub(super) fn number(&mut self, id: SchemaId, schema: &Schema) {
        self.limit(id, "minimum", schema.minimum.as_deref(), Check::Minimum);
        self.limit(id, "maximum", schema.maximum.as_deref(), Check::Maximum);
        self.limit(
            id,
            "exclusiveMinimum",
            schema.exclusive_minimum.as_deref(),
            Check::ExclusiveMinimum,
        );
        self.limit(
            id,
            "exclusiveMaximum",
            schema.exclusive_maximum.as_deref(),
            Check::ExclusiveMaximum,
        );
        self.limit(
            id,
            "multipleOf",
            schema.multiple_of.as_deref(),
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
