//! `format`: the checks that generated code has too, and the ranges of numbers.

use jsonschema::{Keyword, ValidationError};
use kontrakt_model::{Node, Number, Value};

use crate::breach::Detail;
use crate::engine::{Tree, is_integer, whole};

/// The keyword.
pub(crate) const KEYWORD: &str = "format";

/// A range that a number must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// 32-bit integers.
    Int32,
    /// 64-bit integers.
    Int64,
    /// 64-bit floats.
    Float,
}

/// `format` as the engine runs it.
pub(crate) struct FormatKeyword {
    name: String,
    range: Option<Range>,
}

impl FormatKeyword {
    /// The format `name` in a schema of these types.
    pub(crate) fn new(name: &str, types: &serde_json::Value) -> Self {
        let has = |name: &str| {
            types == name
                || types
                    .as_array()
                    .is_some_and(|types| types.iter().any(|it| it == name))
        };
        let range = match name {
            "int32" => Some(Range::Int32),
            "int64" => Some(Range::Int64),
            _ if has("integer") && !has("number") => Some(Range::Int64),
            _ => None,
        };
        FormatKeyword {
            name: name.to_owned(),
            range,
        }
    }

    fn broken(&self, instance: &Node) -> Option<Broken<'_>> {
        match &instance.value {
            Value::String(text) => (kontrakt::format::check(&self.name, text) == Some(false))
                .then_some(Broken::Format(&self.name)),
            Value::Number(number) => self
                .range
                .filter(|range| !fits(number, *range))
                .map(Broken::Range),
            _ => None,
        }
    }
}

/// Whether a number fits a range. A fraction is no question of range.
fn fits(number: &Number, range: Range) -> bool {
    match range {
        Range::Int32 => {
            !is_integer(number) || whole(number).is_some_and(|value| i32::try_from(value).is_ok())
        }
        Range::Int64 => !is_integer(number) || whole(number).is_some(),
        Range::Float => number.as_f64().is_finite(),
    }
}

enum Broken<'n> {
    Format(&'n str),
    Range(Range),
}

/// The engine carries a text; this is how it says which of the two is meant.
const RANGE: &str = "range:";
const FORMAT: &str = "format:";

impl Broken<'_> {
    fn error(&self) -> ValidationError<'static> {
        ValidationError::custom(match self {
            Broken::Format(name) => format!("{FORMAT}{name}"),
            Broken::Range(Range::Int32) => format!("{RANGE}int32"),
            Broken::Range(_) => format!("{RANGE}int64"),
        })
    }
}

/// What an error of [`FormatKeyword`] is about.
pub(crate) fn detail(message: &str) -> Detail {
    match message.strip_prefix(RANGE) {
        Some("int32") => Detail::Range(Range::Int32),
        Some(_) => Detail::Range(Range::Int64),
        None => Detail::Format(message.strip_prefix(FORMAT).unwrap_or(message).to_owned()),
    }
}

impl<'i> Keyword<'i, Tree> for FormatKeyword {
    fn validate(&self, instance: &'i Node) -> Result<(), ValidationError<'i>> {
        self.broken(instance)
            .map_or(Ok(()), |broken| Err(broken.error()))
    }

    fn is_valid(&self, instance: &'i Node) -> bool {
        self.broken(instance).is_none()
    }
}

/// What is wrong with a text that does not have a format, where that can be said, or else how the
/// format is written.
pub(crate) fn hint(name: &str, text: &str) -> Option<String> {
    let is_date = |text: &str| kontrakt::format::check("date", text) == Some(true);
    match (name, text.split_at_checked("2020-09-22".len())) {
        ("date", Some((day, ""))) if has_shape_of_date(day) => {
            Some("the calendar has no such day".to_owned())
        }
        ("date", Some((day, rest))) if is_date(day) && rest.starts_with(['T', 't', ' ']) => {
            Some(format!("a date has no time: `{day}` (RFC 3339)"))
        }
        _ => example(name).map(str::to_owned),
    }
}

fn has_shape_of_date(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    })
}

/// How a format is written, for those that people get wrong.
fn example(name: &str) -> Option<&'static str> {
    Some(match name {
        "date" => "a date is written year first: `2020-09-22` (RFC 3339)",
        "date-time" => "a date with time has a zone: `2020-09-22T14:30:00Z` (RFC 3339)",
        "time" => "a time has a zone: `14:30:00Z` (RFC 3339)",
        "duration" => "a duration is written like `P1DT12H` (ISO 8601)",
        "email" => "an e-mail address is written like `name@example.org`",
        "uuid" => "a UUID is written like `123e4567-e89b-12d3-a456-426614174000`",
        "uri" => "a URI has a scheme: `https://example.org/a`",
        "ipv4" => "an IPv4 address is written like `192.0.2.1`",
        "ipv6" => "an IPv6 address is written like `2001:db8::1`",
        "byte" => "the text must be Base64 (RFC 4648)",
        _ => return None,
    })
}
