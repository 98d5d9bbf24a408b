//! A value as `type`, `enum` and `const` see it.

use std::cmp::Ordering;
use std::fmt;

use super::Scalar;
use crate::Json;
use crate::json_type::JsonType;
use crate::number::{Limit, compare};
use crate::text::quoted;

/// A value as far as `type`, `enum` and `const` look at it, and as messages show it.
pub(super) enum Instance<'a> {
    Null,
    Boolean(bool),
    Number(Limit),
    String(&'a str),
    Array,
    Object,
}

impl Instance<'_> {
    pub(super) fn has_type(&self, name: JsonType) -> bool {
        match self {
            Instance::Null => name == JsonType::Null,
            Instance::Boolean(_) => name == JsonType::Boolean,
            Instance::Number(value) => {
                name == JsonType::Number || name == JsonType::Integer && value.is_integer()
            }
            Instance::String(_) => name == JsonType::String,
            Instance::Array => name == JsonType::Array,
            Instance::Object => name == JsonType::Object,
        }
    }

    /// A scalar as JSON; of an array or an object only the type is known.
    pub(super) fn to_json(&self) -> Option<Json> {
        Some(match self {
            Instance::Null => Json::Null,
            Instance::Boolean(value) => Json::from(*value),
            Instance::Number(Limit::Int(value)) => Json::from(*value),
            Instance::Number(Limit::Float(value)) => Json::from(*value),
            Instance::String(text) => Json::from(*text),
            Instance::Array | Instance::Object => return None,
        })
    }

    pub(super) fn is(&self, scalar: Scalar) -> bool {
        match (self, scalar) {
            (Instance::Null, Scalar::Null) => true,
            (Instance::Boolean(left), Scalar::Boolean(right)) => *left == right,
            (Instance::Number(left), Scalar::Number(right)) => {
                compare(*left, right) == Ordering::Equal
            }
            (Instance::String(left), Scalar::String(right)) => *left == right,
            _ => false,
        }
    }
}

impl From<Scalar> for Instance<'_> {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Null => Instance::Null,
            Scalar::Boolean(value) => Instance::Boolean(value),
            Scalar::Number(value) => Instance::Number(value),
            Scalar::String(text) => Instance::String(text),
            Scalar::Array(_) => Instance::Array,
            Scalar::Object(_) => Instance::Object,
        }
    }
}

impl fmt::Display for Instance<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Instance::Null => f.write_str("null"),
            Instance::Boolean(value) => value.fmt(f),
            Instance::Number(value) => value.fmt(f),
            Instance::String(text) => f.write_str(&quoted(text)),
            Instance::Array => f.write_str("an array"),
            Instance::Object => f.write_str("an object"),
        }
    }
}

impl<'a> From<&'a Json> for Instance<'a> {
    fn from(value: &'a Json) -> Self {
        match value {
            Json::Null => Instance::Null,
            Json::Bool(value) => Instance::Boolean(*value),
            Json::Number(number) => Instance::Number(Limit::from_json(number)),
            Json::String(text) => Instance::String(text),
            Json::Array(_) => Instance::Array,
            Json::Object(_) => Instance::Object,
        }
    }
}

/// Shows a value in a message.
pub(crate) fn shown(value: &Json) -> String {
    Instance::from(value).to_string()
}

/// Whether `type` may state the name for a value.
pub(super) fn has_type(value: &Json, name: JsonType) -> bool {
    Instance::from(value).has_type(name)
}

/// Equality as JSON Schema has it: numbers by value, objects without order.
pub(super) fn equals(value: &Json, expected: &Scalar) -> bool {
    match (value, expected) {
        (Json::Array(items), Scalar::Array(expected)) => {
            items.len() == expected.len()
                && items
                    .iter()
                    .zip(*expected)
                    .all(|(item, it)| equals(item, it))
        }
        (Json::Object(members), Scalar::Object(expected)) => {
            members.len() == expected.len()
                && expected
                    .iter()
                    .all(|(name, it)| members.get(*name).is_some_and(|value| equals(value, it)))
        }
        _ => Instance::from(value).is(*expected),
    }
}
