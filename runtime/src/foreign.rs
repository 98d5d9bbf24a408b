//! Types of other crates as values: those of well-known crates, and a user's own.

#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "uuid")]
mod uuid;

use std::fmt::Display;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::check::{self, Check};
use crate::checker::{Checker, to_json};
use crate::reader::{Reader, Unread};
use crate::text::quoted;
use crate::writer::Writer;

/// Reads a string as what `parse` makes of it; what it makes nothing of is a violation of `format`.
#[doc(hidden)]
pub fn read_text<T>(
    r: &mut Reader<'_>,
    checks: &'static [Check],
    name: &str,
    parse: fn(&str) -> Option<T>,
) -> Result<T, Unread> {
    let since = r.violations();
    let parsed = r.string(checks, |text| parse(text).ok_or_else(|| quoted(text)))?;
    parsed.map_err(|text| {
        if !r.has_violation(since, "format") {
            r.violation("format", format!("is {text}, which `{name}` cannot hold"));
        }
        Unread
    })
}

#[doc(hidden)]
pub fn write_text(value: &dyn Display, w: &mut Writer) {
    w.string(&value.to_string());
}

#[doc(hidden)]
pub fn check_text(value: &dyn Display, checks: &'static [Check], c: &mut Checker) {
    if !checks.is_empty() {
        c.judge(|site| check::string(&value.to_string(), checks, site));
    }
}

/// Reads a value by way of serde; what serde refuses is a violation of `format`.
#[doc(hidden)]
pub fn read_json<T: DeserializeOwned>(
    r: &mut Reader<'_>,
    checks: &'static [Check],
) -> Result<T, Unread> {
    let since = r.violations();
    let value = r.json_with(checks)?;
    serde_json::from_value(value).map_err(|error| {
        if r.violations() == since {
            r.violation("format", format!("cannot be read: {error}"));
        }
        Unread
    })
}

#[doc(hidden)]
pub fn write_json<T: Serialize>(value: &T, w: &mut Writer) {
    match serde_json::to_string(value) {
        Ok(json) => w.raw(&json),
        Err(_) => w.null(),
    }
}

#[doc(hidden)]
pub fn check_json<T: Serialize>(value: &T, checks: &'static [Check], c: &mut Checker) {
    match serde_json::to_vec(value) {
        Ok(json) => c.judge(|site| check::shallow(&to_json(&json), checks, site)),
        Err(error) => c.violation("format", format!("cannot be written: {error}")),
    }
}

/// Implements [`Value`](crate::Value) for a type of one's own that stands for a text, by its
/// `FromStr` and `Display`. What is read is checked by what the schema says, and then must be
/// accepted by `FromStr`, or else it breaks `format`.
///
/// ```
/// #[derive(Debug, Clone, PartialEq)]
/// struct Isbn(String);
///
/// impl std::str::FromStr for Isbn {
///     type Err = &'static str;
///
///     fn from_str(text: &str) -> Result<Self, Self::Err> {
///         let is_isbn = text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit());
///         is_isbn.then(|| Isbn(text.to_owned())).ok_or("not an ISBN")
///     }
/// }
///
/// impl std::fmt::Display for Isbn {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         f.write_str(&self.0)
///     }
/// }
///
/// kontrakt::text_value!(Isbn);
///
/// assert!(kontrakt::from_slice::<Isbn>(br#""9783161484100""#).is_ok());
/// assert!(kontrakt::from_slice::<Isbn>(br#""978""#).is_err());
/// ```
#[macro_export]
macro_rules! text_value {
    ($name:ty) => {
        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_text(r, checks, stringify!($name), |text| text.parse().ok())
            }

            fn write(&self, w: &mut $crate::Writer) {
                $crate::__private::write_text(self, w);
            }

            fn check(&self, checks: &'static [$crate::Check], c: &mut $crate::Checker) {
                $crate::__private::check_text(self, checks, c);
            }
        }
    };
}

/// Implements [`Value`](crate::Value) for a type of one's own by its serde implementations. What is
/// read is checked by all that the schema says, and then must be accepted by `Deserialize`, or else
/// it breaks `format`.
#[macro_export]
macro_rules! serde_value {
    ($name:ty) => {
        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_json(r, checks)
            }

            fn write(&self, w: &mut $crate::Writer) {
                $crate::__private::write_json(self, w);
            }

            fn check(&self, checks: &'static [$crate::Check], c: &mut $crate::Checker) {
                $crate::__private::check_json(self, checks, c);
            }
        }
    };
}
