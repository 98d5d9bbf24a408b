//! Closed lists of values as Rust enums.
//!
//! A value that is not listed is read as `Unknown` and is a violation of `enum`. A list that is
//! open (`x-extensible-enum`) reads it as `Other` instead, which is none; a choice among constants is
//! open too, and judged where it is used. An enum that is generated as a closed one has no place for
//! such a value, and refuses it.

use std::fmt;

use crate::check::{self, Check, Site};
use crate::checker::Checker;
use crate::number::Limit;
use crate::parts::{self, Part};
use crate::reader::{Reader, Unread};
use crate::text::quoted;
use crate::value::Value;
use crate::writer::Writer;

/// A list of values.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct List<V: 'static> {
    /// The values, each with its variant and its meaning if it has one.
    pub values: &'static [(V, &'static str, &'static [&'static str])],
    /// The variant that holds any other value, if there is one.
    pub rest: &'static str,
    /// What a value breaks that the list does not name: `enum` or `const`.
    pub keyword: &'static str,
    /// Whether the schema states the `type` of the values, which a value of another type breaks as well.
    pub typed: bool,
    /// The checks of the values that an open list does not name; absent for a closed one.
    pub open: Option<&'static [Check]>,
}

impl<V: Copy> List<V> {
    /// A list without values.
    pub const EMPTY: Self = List {
        values: &[],
        rest: "",
        keyword: "enum",
        typed: true,
        open: None,
    };

    fn variant(&self, is_it: impl Fn(V) -> bool) -> &'static str {
        let mut values = self.values.iter();
        let listed = values.find(|(it, ..)| is_it(*it));
        listed.map_or(self.rest, |(_, variant, _)| variant)
    }

    fn meaning(&self, is_it: impl Fn(V) -> bool) -> Option<&'static str> {
        let (.., meaning) = self.values.iter().find(|(it, ..)| is_it(*it))?;
        meaning.first().copied()
    }

    /// What is said of a value that the list does not name, which is none where the list is open.
    fn unlisted(&self, json: fn(V) -> String) -> Option<(&'static str, String)> {
        if self.open.is_some() {
            return None;
        }
        let listed = self.values.iter().map(|(value, _, meaning)| match meaning {
            [meaning, ..] => format!("{} ({meaning})", json(*value)),
            [] => json(*value),
        });
        let listed = listed.collect::<Vec<_>>().join(", ");
        let relation = match self.values {
            [_] => "not",
            _ => "none of",
        };
        Some((self.keyword, format!("{relation} {listed}")))
    }
}

/// A value with the list that it is of, and whether that names it.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Listed<'v> {
    Integer(&'static List<i64>, i64, bool),
    String(&'static List<&'static str>, &'v str, bool),
}

impl Listed<'_> {
    pub(crate) fn write(&self, w: &mut Writer) {
        match self {
            Listed::Integer(_, value, _) => w.integer(*value),
            Listed::String(_, text, _) => w.string(text),
        }
    }

    pub(crate) fn check(&self, checks: &'static [Check], c: &mut Checker) {
        if let Some((keyword, unlisted)) = self.unlisted() {
            c.violation(keyword, unlisted);
        }
        let open = self.open().unwrap_or_default();
        c.judge(|site| self.judge(open, site));
        c.judge(|site| self.judge(checks, site));
    }

    fn judge(&self, checks: &'static [Check], site: &mut Site<'_>) {
        match *self {
            Listed::Integer(_, value, _) => check::number(Limit::Int(value), checks, site),
            Listed::String(_, text, _) => check::string(text, checks, site),
        }
    }

    /// Shows the value as the variant that it is.
    pub(crate) fn debug(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Listed::Integer(list, value, true) => f.write_str(list.variant(|it| it == value)),
            Listed::String(list, text, true) => f.write_str(list.variant(|it| it == text)),
            Listed::Integer(list, value, false) => f.debug_tuple(list.rest).field(&value).finish(),
            Listed::String(list, text, false) => f.debug_tuple(list.rest).field(&text).finish(),
        }
    }

    /// The checks of a value that an open list does not name.
    fn open(&self) -> Option<&'static [Check]> {
        match self {
            Listed::Integer(list, _, false) => list.open,
            Listed::String(list, _, false) => list.open,
            _ => None,
        }
    }

    /// What is wrong with a value that a closed list does not name.
    fn unlisted(&self) -> Option<(&'static str, String)> {
        let (value, unlisted) = match *self {
            Listed::Integer(list, value, false) => (integer(value), list.unlisted(integer)),
            Listed::String(list, text, false) => (quoted(text), list.unlisted(quoted)),
            _ => return None,
        };
        let (keyword, unlisted) = unlisted?;
        Some((keyword, format!("is {value}, which is {unlisted}")))
    }
}

impl Reader<'_> {
    /// Records what is wrong with a value by the list that it is of.
    fn judge_listed(&mut self, listed: &Listed<'_>) {
        match listed.unlisted() {
            Some((keyword, unlisted)) => self.violation(keyword, unlisted),
            None => self.judge(|site| listed.judge(listed.open().unwrap_or_default(), site)),
        }
    }

    /// Records what is wrong with a value that could not be read as one of a list.
    fn judge_unread<V: Copy>(
        &mut self,
        since: usize,
        checks: &'static [Check],
        list: &List<V>,
        json: fn(V) -> String,
    ) {
        let unlisted = list.unlisted(json);
        let unlisted = unlisted.map(|(keyword, unlisted)| (keyword, format!("is {unlisted}")));
        self.not_listed(since, list.typed, checks, unlisted);
    }
}

fn integer(value: i64) -> String {
    value.to_string()
}

/// What is made of a value of an enum.
fn of_listed<T: Value, R>(value: &T, mut make: impl FnMut(Listed<'_>) -> Option<R>) -> Option<R> {
    let mut made = None;
    parts::of(value, &mut |part| {
        if let Part::Listed(listed) = part {
            made = make(listed);
        }
    });
    made
}

/// What the description says that a value means.
#[doc(hidden)]
pub fn meaning<T: Value>(value: &T) -> Option<&'static str> {
    of_listed(value, |listed| match listed {
        Listed::Integer(list, value, true) => list.meaning(|it| it == value),
        Listed::String(list, text, true) => list.meaning(|it| it == text),
        _ => None,
    })
}

#[doc(hidden)]
pub fn read_integer<T: Value + From<i64>>(
    r: &mut Reader<'_>,
    checks: &'static [Check],
    list: &'static List<i64>,
) -> Result<T, Unread> {
    let since = r.violations();
    match r.integer(checks) {
        Ok(value) => {
            if r.is_checking() {
                let is_named = list.values.iter().any(|(it, ..)| *it == value);
                r.judge_listed(&Listed::Integer(list, value, is_named));
            }
            Ok(T::from(value))
        }
        Err(Unread) => {
            r.judge_unread(since, checks, list, integer);
            Err(Unread)
        }
    }
}

/// Reads a value of an enum whose listed ones are `all`; `other` holds any other text, unless the
/// enum is closed.
#[doc(hidden)]
pub fn read_string<T: Value + Clone>(
    r: &mut Reader<'_>,
    checks: &'static [Check],
    list: &'static List<&'static str>,
    all: &'static [T],
    other: Option<fn(String) -> T>,
) -> Result<T, Unread> {
    let since = r.violations();
    let read = r.string(checks, |text| {
        listed(list, all, text).ok_or_else(|| text.to_owned())
    });
    match read {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(text)) => {
            if r.is_checking() || other.is_none() {
                r.judge_listed(&Listed::String(list, &text, false));
            }
            other.map(|other| other(text)).ok_or(Unread)
        }
        Err(Unread) => {
            r.judge_unread(since, checks, list, quoted);
            Err(Unread)
        }
    }
}

/// The value of a text among `all` that are listed.
#[doc(hidden)]
pub fn listed<T: Clone>(list: &List<&'static str>, all: &[T], text: &str) -> Option<T> {
    let at = list.values.iter().position(|(it, ..)| *it == text)?;
    all.get(at).cloned()
}

/// The value of a text among `all` that are listed, or what holds any other.
#[doc(hidden)]
pub fn listed_or<T: Clone>(
    list: &List<&'static str>,
    all: &[T],
    text: &str,
    other: fn(String) -> T,
) -> T {
    listed(list, all, text).unwrap_or_else(|| other(text.to_owned()))
}

/// Lists the values of an enum of integers, and has it read, write and check itself.
///
/// Each line has a value, its variant, and what it means if the description says so; `..` comes
/// before the variant that holds any other value, which is a violation unless `open` and its
/// constraints follow. The enum gets `ALL`, `value()`, `From<i64>`, `Debug`, `Display` and serde; with
/// `with meaning` at the end also `meaning()`. `keyword "const"` says that the list is a `const`, and
/// `typed false` that the schema does not state the `type` of the values, which a value of another type
/// does not break then.
///
/// ```
/// #[derive(Clone, Copy, PartialEq)]
/// enum Level {
///     Low,
///     High,
///     Unknown(i64),
/// }
///
/// kontrakt::integer_enum! {
///     Level {
///         1: Low,
///         2: High means "above the limit",
///         ..Unknown
///     }
///     with meaning
/// }
///
/// assert_eq!(Level::from(2).meaning(), Some("above the limit"));
/// assert!(kontrakt::from_slice::<Level>(b"3").is_err());
/// ```
#[macro_export]
macro_rules! integer_enum {
    (
        $name:ident {
            $($value:literal : $variant:ident $(means $meaning:literal)?,)*
            .. $rest:ident $(open $open:expr)?
        }
        $(with $meaning_of:ident)?
        $(keyword $keyword:literal)?
        $(typed $typed:literal)?
    ) => {
        impl $name {
            const LIST: &$crate::__private::List<i64> = &$crate::__private::List {
                values: &[$(($value, stringify!($variant), &[$($meaning)?])),*],
                rest: stringify!($rest),
                $(keyword: $keyword,)?
                $(typed: $typed,)?
                $(open: Some($open),)?
                ..$crate::__private::List::EMPTY
            };

            /// Every value that the description lists.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The value as it is sent.
            pub fn value(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$rest(value) => value,
                }
            }

            $(
                /// What the value means.
                pub fn $meaning_of(&self) -> Option<&'static str> {
                    $crate::__private::meaning(self)
                }
            )?
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$rest(value),
                }
            }
        }

        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_integer(r, checks, Self::LIST)
            }

            fn parts(&self, to: &mut $crate::__private::Parts<'_>) {
                to.listed($crate::__private::Listed::Integer(
                    Self::LIST,
                    self.value(),
                    !matches!(self, Self::$rest(_)),
                ));
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.value(), f)
            }
        }

        $crate::__debug_by_value!($name);
        $crate::serde_by_value!($name);
    };
}

/// Lists the values of an enum of strings, and has it read, write and check itself.
///
/// Each line has a text, its variant, and what it means if the description says so; `..` comes
/// before the variant that holds any other text, which is a violation unless `open` and its
/// constraints follow. Without such a variant the enum is closed and refuses any other text.
///
/// The enum gets `ALL`, `as_str()`, `From<&str>` (`TryFrom<&str>` if it is closed), `FromStr`,
/// `Debug`, `Display`, equality and `Hash` by the text, and serde; with `with meaning` at the end also
/// `meaning()`. `keyword "const"` and `typed false` mean what they do in [`integer_enum!`].
///
/// ```
/// #[derive(Clone)]
/// enum Payment {
///     Cash,
///     Invoice,
///     Unknown(String),
/// }
///
/// kontrakt::string_enum! {
///     Payment {
///         "cash": Cash means "paid on delivery",
///         "invoice": Invoice,
///         ..Unknown
///     }
///     with meaning
/// }
///
/// assert_eq!(Payment::from("cash").meaning(), Some("paid on delivery"));
/// assert!(kontrakt::from_slice::<Payment>(br#""gold""#).is_err());
/// ```
#[macro_export]
macro_rules! string_enum {
    (
        $name:ident {
            $($text:literal : $variant:ident $(means $meaning:literal)?,)*
            .. $rest:ident $(open $open:expr)?
        }
        $(with $meaning_of:ident)?
        $(keyword $keyword:literal)?
        $(typed $typed:literal)?
    ) => {
        impl $name {
            const LIST: &$crate::__private::List<&'static str> = &$crate::__private::List {
                values: &[$(($text, stringify!($variant), &[$($meaning)?])),*],
                rest: stringify!($rest),
                $(keyword: $keyword,)?
                $(typed: $typed,)?
                $(open: Some($open),)?
                ..$crate::__private::List::EMPTY
            };

            /// Every value that the description lists.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The value as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$rest(text) => text,
                }
            }

            $(
                /// What the value means.
                pub fn $meaning_of(&self) -> Option<&'static str> {
                    $crate::__private::meaning(self)
                }
            )?
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::__private::listed_or(Self::LIST, Self::ALL, text, Self::$rest)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            // A variant may be called `Err`.
            fn from_str(text: &str) -> Result<Self, std::convert::Infallible> {
                Ok(Self::from(text))
            }
        }

        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_string(
                    r,
                    checks,
                    Self::LIST,
                    Self::ALL,
                    Some(Self::$rest),
                )
            }

            fn parts(&self, to: &mut $crate::__private::Parts<'_>) {
                to.listed($crate::__private::Listed::String(
                    Self::LIST,
                    self.as_str(),
                    !matches!(self, Self::$rest(_)),
                ));
            }
        }

        $crate::string_enum!(@text $name);
    };
    (
        $name:ident {
            $($text:literal : $variant:ident $(means $meaning:literal)?,)*
        }
        $(with $meaning_of:ident)?
        $(keyword $keyword:literal)?
        $(typed $typed:literal)?
    ) => {
        impl $name {
            const LIST: &$crate::__private::List<&'static str> = &$crate::__private::List {
                values: &[$(($text, stringify!($variant), &[$($meaning)?])),*],
                $(keyword: $keyword,)?
                $(typed: $typed,)?
                ..$crate::__private::List::EMPTY
            };

            /// Every value that the description lists.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The value as it is sent.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            $(
                /// What the value means.
                pub fn $meaning_of(&self) -> Option<&'static str> {
                    $crate::__private::meaning(self)
                }
            )?
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::UnlistedValue;

            fn try_from(text: &str) -> Result<Self, $crate::UnlistedValue> {
                let listed = $crate::__private::listed(Self::LIST, Self::ALL, text);
                listed.ok_or_else(|| $crate::UnlistedValue::new(text, Self::ALL))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnlistedValue;

            // A variant may be called `Err`.
            fn from_str(text: &str) -> Result<Self, $crate::UnlistedValue> {
                Self::try_from(text)
            }
        }

        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> Result<Self, $crate::Unread> {
                $crate::__private::read_string(r, checks, Self::LIST, Self::ALL, None)
            }

            fn parts(&self, to: &mut $crate::__private::Parts<'_>) {
                to.listed($crate::__private::Listed::String(
                    Self::LIST,
                    self.as_str(),
                    true,
                ));
            }
        }

        $crate::string_enum!(@text $name);
    };
    (@text $name:ident) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                std::hash::Hash::hash(self.as_str(), state);
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::__debug_by_value!($name);
        $crate::serde_by_value!($name);
    };
}
