//! A type with every constraint, and its schema.

use std::collections::BTreeMap;

use kontrakt::{Check, Json, Limit, Presence, Scalar, pattern};

pub(crate) const SCHEMA: &str = r#"{
    "type": "object",
    "required": ["name", "count"],
    "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-zé]*$"},
        "count": {"type": "integer", "minimum": 0, "maximum": 10, "multipleOf": 2},
        "ratio": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.1},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "level": {"type": "integer", "enum": [1, 2]},
        "flag": {"type": ["boolean", "null"]},
        "tags": {
            "type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true,
            "items": {"type": "string", "minLength": 1}
        },
        "inner": {
            "type": "object", "additionalProperties": false, "minProperties": 1,
            "properties": {"x": {"type": "integer"}}
        },
        "scores": {
            "type": "object", "maxProperties": 2, "propertyNames": {"maxLength": 2},
            "additionalProperties": {"type": "integer", "minimum": 1}
        },
        "any": {"enum": [1, "x", null]}
    }
}"#;

#[derive(Clone, PartialEq)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) count: i64,
    pub(crate) ratio: Option<f64>,
    pub(crate) kind: Option<Kind>,
    pub(crate) level: Option<Level>,
    pub(crate) flag: Presence<bool>,
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) inner: Option<Inner>,
    pub(crate) scores: Option<BTreeMap<String, i64>>,
    pub(crate) any: Option<Json>,
    pub(crate) additional_properties: BTreeMap<String, Json>,
}

kontrakt::object! {
    Sample {
        "name": required(name) [
            Check::MinLength(2),
            Check::MaxLength(4),
            Check::Pattern(pattern!("^[a-zé]*$")),
        ],
        "count": required(count) [
            Check::Minimum(Limit::Int(0)),
            Check::Maximum(Limit::Int(10)),
            Check::MultipleOf(Limit::Int(2)),
        ],
        "ratio": optional(ratio) [
            Check::ExclusiveMinimum(Limit::Int(0)),
            Check::ExclusiveMaximum(Limit::Int(1)),
            Check::MultipleOf(Limit::Float(0.1)),
        ],
        "kind": optional(kind),
        "level": optional(level),
        "flag": nullable(flag),
        "tags": optional(tags) [
            Check::MinItems(1),
            Check::MaxItems(3),
            Check::UniqueItems,
            Check::Items(&[Check::MinLength(1)]),
        ],
        "inner": optional(inner),
        "scores": optional(scores) [
            Check::MaxProperties(2),
            Check::Names(&[Check::MaxLength(2)]),
            Check::Values(&[Check::Minimum(Limit::Int(1))]),
        ],
        "any": optional(any) [Check::Enum(&[
            Scalar::Number(Limit::Int(1)),
            Scalar::String("x"),
            Scalar::Null,
        ])],
        ..additional_properties
    }
}

#[derive(Clone, PartialEq)]
pub(crate) struct Inner {
    pub(crate) x: Option<i64>,
}

kontrakt::object! {
    Inner { "x": optional(x), }
    checks [Check::MinProperties(1)]
}

#[derive(Clone)]
pub(crate) enum Kind {
    A,
    B,
    Unknown(String),
}

kontrakt::string_enum! {
    Kind {
        "a": A,
        "b": B,
        ..Unknown
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Level {
    Low,
    High,
    Unknown(i64),
}

kontrakt::integer_enum! {
    Level {
        1: Low means "low",
        2: High means "high",
        ..Unknown
    }
    with meaning
}
