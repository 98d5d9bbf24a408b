//! Closed lists of values as Rust enums.
//!
//! A value that is not listed is read as `Unknown` and is a violation of `enum`. A list that is
//! open (`x-extensible-enum`) reads it as `Other` instead, which is none. An enum that is generated
//! as a closed one has no place for such a value, and refuses it.

use crate::check::{self, Check};
use crate::checker::Checker;
use crate::reader::{Reader, Unread};
use crate::text::quoted;
use crate::writer::Writer;

/// An enum of integers; [`integer_enum!`](crate::integer_enum!) implements it.
#[doc(hidden)]
pub trait IntegerEnum: From<i64> + 'static {
    /// Whether the schema states `type`, which a value of another type breaks as well.
    const TYPED: bool;
    fn listed() -> Vec<(i64, Option<&'static str>)>;
    fn value(&self) -> i64;
    fn is_unknown(&self) -> bool;
}

/// The value of a text among those that are listed.
#[doc(hidden)]
pub fn listed<T: StringEnum + Clone>(all: &[T], text: &str) -> Option<T> {
    all.iter().find(|it| it.as_str() == text).cloned()
}

/// An enum of strings; [`string_enum!`](crate::string_enum!) implements it.
#[doc(hidden)]
pub trait StringEnum: Sized + 'static {
    /// Whether the schema states `type`, which a value of another type breaks as well.
    const TYPED: bool;
    /// The checks of the values that an open list does not name; absent for a closed one.
    const OPEN: Option<&'static [Check]>;
    fn listed() -> Vec<(&'static str, Option<&'static str>)>;
    /// The value of a text, if there is one.
    fn of(text: &str) -> Option<Self>;
    fn as_str(&self) -> &str;
    fn is_unknown(&self) -> bool;
}

#[doc(hidden)]
pub fn read_integer<T: IntegerEnum>(
    r: &mut Reader<'_>,
    checks: &'static [Check],
) -> Result<T, Unread> {
    let since = r.violations();
    match r.integer(checks) {
        Ok(value) => {
            let value = T::from(value);
            if value.is_unknown() && r.is_checking() {
                r.violation("enum", unlisted(value.value().to_string(), integers::<T>()));
            }
            Ok(value)
        }
        Err(Unread) => {
            r.also_enum(since, T::TYPED, expected(integers::<T>()));
            Err(Unread)
        }
    }
}

#[doc(hidden)]
pub fn check_integer<T: IntegerEnum>(value: &T, checks: &'static [Check], c: &mut Checker) {
    if value.is_unknown() {
        c.violation("enum", unlisted(value.value().to_string(), integers::<T>()));
    }
    crate::Value::check(&value.value(), checks, c);
}

#[doc(hidden)]
pub fn write_integer<T: IntegerEnum>(value: &T, w: &mut Writer) {
    w.integer(value.value());
}

#[doc(hidden)]
pub fn read_string<T: StringEnum>(
    r: &mut Reader<'_>,
    checks: &'static [Check],
) -> Result<T, Unread> {
    let since = r.violations();
    match r.string(checks, |text| T::of(text).ok_or_else(|| quoted(text))) {
        Ok(Err(text)) => {
            r.violation("enum", unlisted(text, strings::<T>()));
            Err(Unread)
        }
        Ok(Ok(value)) => {
            if value.is_unknown() && r.is_checking() {
                match T::OPEN {
                    Some(open) => r.judge(|site| check::string(value.as_str(), open, site)),
                    None => r.violation("enum", unlisted(quoted(value.as_str()), strings::<T>())),
                }
            }
            Ok(value)
        }
        Err(Unread) => {
            if T::OPEN.is_none() {
                r.also_enum(since, T::TYPED, expected(strings::<T>()));
            }
            Err(Unread)
        }
    }
}

#[doc(hidden)]
pub fn check_string<T: StringEnum>(value: &T, checks: &'static [Check], c: &mut Checker) {
    let text = value.as_str();
    if value.is_unknown() {
        match T::OPEN {
            Some(open) => c.judge(|site| check::string(text, open, site)),
            None => c.violation("enum", unlisted(quoted(text), strings::<T>())),
        }
    }
    c.judge(|site| check::string(text, checks, site));
}

#[doc(hidden)]
pub fn write_string<T: StringEnum>(value: &T, w: &mut Writer) {
    w.string(value.as_str());
}

type Listed = Vec<(String, Option<&'static str>)>;

fn integers<T: IntegerEnum>() -> Listed {
    let listed = T::listed().into_iter();
    listed
        .map(|(value, meaning)| (value.to_string(), meaning))
        .collect()
}

fn strings<T: StringEnum>() -> Listed {
    let listed = T::listed().into_iter();
    listed
        .map(|(value, meaning)| (quoted(value), meaning))
        .collect()
}

fn unlisted(value: String, listed: Listed) -> String {
    format!("is {value}, which is {}", none_of(listed))
}

fn expected(listed: Listed) -> String {
    format!("is {}", none_of(listed))
}

fn none_of(listed: Listed) -> String {
    let listed = listed.into_iter().map(|(value, meaning)| match meaning {
        Some(meaning) => format!("{value} ({meaning})"),
        None => value,
    });
    format!("none of {}", listed.collect::<Vec<_>>().join(", "))
}

/// Implements [`Value`](crate::Value), `Display` and serde for an enum of integers.
///
/// The enum has `ALL`, `value()`, `From<i64>` and a variant `Unknown(i64)`; with
/// `integer_enum!(Name, meaning)` also `meaning()`. With `untyped` at the end the schema does not
/// state `type`, so that a value of another type breaks `enum` alone.
#[macro_export]
macro_rules! integer_enum {
    ($name:ident) => {
        $crate::integer_enum!(@ $name, |_: &$name| None, true);
    };
    ($name:ident, meaning) => {
        $crate::integer_enum!(@ $name, |it: &$name| it.meaning(), true);
    };
    ($name:ident, untyped) => {
        $crate::integer_enum!(@ $name, |_: &$name| None, false);
    };
    ($name:ident, meaning, untyped) => {
        $crate::integer_enum!(@ $name, |it: &$name| it.meaning(), false);
    };
    (@ $name:ident, $meaning:expr, $typed:literal) => {
        impl $crate::__private::IntegerEnum for $name {
            const TYPED: bool = $typed;

            fn listed() -> Vec<(i64, Option<&'static str>)> {
                let meaning = $meaning;
                Self::ALL.iter().map(|it| (it.value(), meaning(it))).collect()
            }

            fn value(&self) -> i64 {
                $name::value(*self)
            }

            fn is_unknown(&self) -> bool {
                matches!(self, $name::Unknown(_))
            }
        }

        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_integer(r, checks)
            }

            fn write(&self, w: &mut $crate::Writer) {
                $crate::__private::write_integer(self, w);
            }

            fn check(&self, checks: &'static [$crate::Check], c: &mut $crate::Checker) {
                $crate::__private::check_integer(self, checks, c);
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.value(), f)
            }
        }

        $crate::serde_by_value!($name);
    };
}

/// Implements [`Value`](crate::Value), `From<&str>`, `Display`, `FromStr` and serde for an enum of
/// strings.
///
/// The enum has `ALL`, `as_str()` and a variant `Unknown(String)`; with `meaning`
/// after the name also `meaning()`. With `untyped` at the end the schema does not state `type`, so
/// that a value of another type breaks `enum` alone. With `open: CHECKS` at the end its list is open: the variant is
/// `Other(String)`, and `CHECKS` are the constraints of what it holds. With `closed` at the end it has
/// no such variant, and `TryFrom<&str>` in place of `From<&str>`.
#[macro_export]
macro_rules! string_enum {
    ($name:ident) => {
        $crate::string_enum!(@ $name, |_: &$name| None, Unknown, None, true);
    };
    ($name:ident, meaning) => {
        $crate::string_enum!(@ $name, |it: &$name| it.meaning(), Unknown, None, true);
    };
    ($name:ident, untyped) => {
        $crate::string_enum!(@ $name, |_: &$name| None, Unknown, None, false);
    };
    ($name:ident, meaning, untyped) => {
        $crate::string_enum!(@ $name, |it: &$name| it.meaning(), Unknown, None, false);
    };
    ($name:ident, open: $checks:expr) => {
        $crate::string_enum!(@ $name, |_: &$name| None, Other, Some($checks), true);
    };
    ($name:ident, meaning, open: $checks:expr) => {
        $crate::string_enum!(@ $name, |it: &$name| it.meaning(), Other, Some($checks), true);
    };
    ($name:ident, closed) => {
        $crate::string_enum!(@closed $name, |_: &$name| None, true);
    };
    ($name:ident, meaning, closed) => {
        $crate::string_enum!(@closed $name, |it: &$name| it.meaning(), true);
    };
    ($name:ident, untyped, closed) => {
        $crate::string_enum!(@closed $name, |_: &$name| None, false);
    };
    ($name:ident, meaning, untyped, closed) => {
        $crate::string_enum!(@closed $name, |it: &$name| it.meaning(), false);
    };
    (@closed $name:ident, $meaning:expr, $typed:literal) => {
        impl TryFrom<&str> for $name {
            type Error = $crate::UnlistedValue;

            fn try_from(value: &str) -> Result<Self, $crate::UnlistedValue> {
                let listed = $crate::__private::listed(Self::ALL, value);
                listed.ok_or_else(|| $crate::UnlistedValue::new(value, Self::ALL))
            }
        }

        $crate::string_enum!(@ $name, $meaning, |_: &$name| false, None, $typed);
    };
    (@ $name:ident, $meaning:expr, $other:ident, $open:expr, $typed:literal) => {
        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                let listed = $crate::__private::listed(Self::ALL, value);
                listed.unwrap_or_else(|| $name::$other(value.to_owned()))
            }
        }

        $crate::string_enum!(
            @ $name, $meaning, |it: &$name| matches!(it, $name::$other(_)), $open, $typed
        );
    };
    (@ $name:ident, $meaning:expr, $unknown:expr, $open:expr, $typed:literal) => {
        impl $crate::__private::StringEnum for $name {
            const TYPED: bool = $typed;
            const OPEN: Option<&'static [$crate::Check]> = $open;

            fn listed() -> Vec<(&'static str, Option<&'static str>)> {
                let meaning = $meaning;
                Self::ALL.iter().map(|it| (it.as_str(), meaning(it))).collect()
            }

            fn of(text: &str) -> Option<Self> {
                Self::try_from(text).ok()
            }

            fn as_str(&self) -> &str {
                $name::as_str(self)
            }

            fn is_unknown(&self) -> bool {
                let unknown = $unknown;
                unknown(self)
            }
        }

        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_string(r, checks)
            }

            fn write(&self, w: &mut $crate::Writer) {
                $crate::__private::write_string(self, w);
            }

            fn check(&self, checks: &'static [$crate::Check], c: &mut $crate::Checker) {
                $crate::__private::check_string(self, checks, c);
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = <Self as TryFrom<&'static str>>::Error;

            // A variant may be called `Err`.
            fn from_str(text: &str) -> Result<Self, <Self as std::str::FromStr>::Err> {
                Self::try_from(text)
            }
        }

        $crate::serde_by_value!($name);
    };
}
