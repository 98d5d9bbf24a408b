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

/// Shows a value in a message.
pub(crate) fn shown(value: &Json) -> String {
    match value {
        Json::Null => Instance::Null,
        Json::Bool(value) => Instance::Boolean(*value),
        Json::Number(number) => Instance::Number(Limit::from_json(number)),
        Json::String(text) => Instance::String(text),
        Json::Array(_) => Instance::Array,
        Json::Object(_) => Instance::Object,
    }
    .to_string()
}
