//! A type with every constraint, and its schema.

use std::collections::BTreeMap;

use kontrakt::{
    Check, Checker, Field, Json, Limit, Object, Presence, Reader, Scalar, Unread, Value, Writer,
    pattern, required,
};

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

#[derive(Debug, Clone, PartialEq)]
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

impl Sample {
    const OBJECT: Object = Object::new(&[
        Field::required(
            "name",
            &[
                Check::MinLength(2),
                Check::MaxLength(4),
                Check::Pattern(pattern!("^[a-zé]*$")),
            ],
        ),
        Field::required(
            "count",
            &[
                Check::Minimum(Limit::Int(0)),
                Check::Maximum(Limit::Int(10)),
                Check::MultipleOf(Limit::Int(2)),
            ],
        ),
        Field::optional(
            "ratio",
            &[
                Check::ExclusiveMinimum(Limit::Int(0)),
                Check::ExclusiveMaximum(Limit::Int(1)),
                Check::MultipleOf(Limit::Float(0.1)),
            ],
        ),
        Field::optional("kind", &[]),
        Field::optional("level", &[]),
        Field::optional("flag", &[]),
        Field::optional(
            "tags",
            &[
                Check::MinItems(1),
                Check::MaxItems(3),
                Check::UniqueItems,
                Check::Items(&[Check::MinLength(1)]),
            ],
        ),
        Field::optional("inner", &[]),
        Field::optional(
            "scores",
            &[
                Check::MaxProperties(2),
                Check::Names(&[Check::MaxLength(2)]),
                Check::Values(&[Check::Minimum(Limit::Int(1))]),
            ],
        ),
        Field::optional(
            "any",
            &[Check::Enum(&[
                Scalar::Number(Limit::Int(1)),
                Scalar::String("x"),
                Scalar::Null,
            ])],
        ),
    ]);
}

impl Value for Sample {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        let mut name = None;
        let mut count = None;
        let mut ratio = None;
        let mut kind = None;
        let mut level = None;
        let mut flag = Presence::Absent;
        let mut tags = None;
        let mut inner = None;
        let mut scores = None;
        let mut any = None;
        let mut additional_properties = BTreeMap::new();
        r.object(&Self::OBJECT, checks, &mut |r, member| match member {
            0 => r.member(&mut name),
            1 => r.member(&mut count),
            2 => r.member(&mut ratio),
            3 => r.member(&mut kind),
            4 => r.member(&mut level),
            5 => r.member(&mut flag),
            6 => r.member(&mut tags),
            7 => r.member(&mut inner),
            8 => r.member(&mut scores),
            9 => r.member(&mut any),
            _ => r.additional(&mut additional_properties),
        })?;
        Ok(Self {
            name: required(name)?,
            count: required(count)?,
            ratio,
            kind,
            level,
            flag,
            tags,
            inner,
            scores,
            any,
            additional_properties,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.begin_object();
        w.member("name", &self.name);
        w.member("count", &self.count);
        w.optional("ratio", &self.ratio);
        w.optional("kind", &self.kind);
        w.optional("level", &self.level);
        w.optional("flag", &self.flag);
        w.optional("tags", &self.tags);
        w.optional("inner", &self.inner);
        w.optional("scores", &self.scores);
        w.optional("any", &self.any);
        w.additional(&self.additional_properties);
        w.end_object();
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        c.object(&Self::OBJECT, checks, &mut |c, member| match member {
            0 => c.member(&self.name),
            1 => c.member(&self.count),
            2 => c.optional(&self.ratio),
            3 => c.optional(&self.kind),
            4 => c.optional(&self.level),
            5 => c.optional(&self.flag),
            6 => c.optional(&self.tags),
            7 => c.optional(&self.inner),
            8 => c.optional(&self.scores),
            9 => c.optional(&self.any),
            _ => c.additional(&self.additional_properties),
        });
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inner {
    pub(crate) x: Option<i64>,
}

impl Inner {
    const OBJECT: Object =
        Object::new(&[Field::optional("x", &[])]).with(&[Check::MinProperties(1)]);
}

impl Value for Inner {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        let mut x = None;
        r.object(&Self::OBJECT, checks, &mut |r, member| match member {
            0 => r.member(&mut x),
            _ => r.unexpected(),
        })?;
        Ok(Self { x })
    }

    fn write(&self, w: &mut Writer) {
        w.begin_object();
        w.optional("x", &self.x);
        w.end_object();
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        c.object(&Self::OBJECT, checks, &mut |c, member| {
            if member == 0 {
                c.optional(&self.x);
            }
        });
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    A,
    B,
    Unknown(String),
}

impl Kind {
    pub(crate) const ALL: &[Self] = &[Self::A, Self::B];

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::Unknown(value) => value,
        }
    }
}

impl From<&str> for Kind {
    fn from(value: &str) -> Self {
        match value {
            "a" => Self::A,
            "b" => Self::B,
            _ => Self::Unknown(value.to_owned()),
        }
    }
}

kontrakt::string_enum!(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Level {
    Low,
    High,
    Unknown(i64),
}

impl Level {
    pub(crate) const ALL: &[Self] = &[Self::Low, Self::High];

    pub(crate) fn value(self) -> i64 {
        match self {
            Self::Low => 1,
            Self::High => 2,
            Self::Unknown(value) => value,
        }
    }

    pub(crate) fn meaning(&self) -> Option<&'static str> {
        Some(match self {
            Self::Low => "low",
            Self::High => "high",
            Self::Unknown(_) => return None,
        })
    }
}

impl From<i64> for Level {
    fn from(value: i64) -> Self {
        match value {
            1 => Self::Low,
            2 => Self::High,
            _ => Self::Unknown(value),
        }
    }
}

kontrakt::integer_enum!(Level, meaning);
kontrakt::serde_by_value!(Sample, Inner);
