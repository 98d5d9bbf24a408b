//! Closed lists of values as Rust enums.
//!
//! A value that is not listed is read as `Unknown` and is a violation of `enum`. A list that is
//! open (`x-extensible-enum`) reads it as `Other` instead, which is none; a choice among constants is
//! open too, and judged where it is used. An enum that is generated as a closed one has no place for
//! such a value, and refuses it.

mod tables;

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

    /// What a value is that the list does not name.
    fn unlisted(&self, json: fn(V) -> String) -> String {
        let listed = self.values.iter().map(|(value, _, meaning)| match meaning {
            [meaning, ..] => format!("{} ({meaning})", json(*value)),
            [] => json(*value),
        });
        let listed = listed.collect::<Vec<_>>().join(", ");
        match self.values {
            [_] => format!("not {listed}"),
            _ => format!("none of {listed}"),
        }
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
        match self.open() {
            Some(open) => c.judge(|site| self.judge(open, site)),
            None => {
                let (keyword, unlisted) = self.unlisted();
                c.violation(keyword, unlisted);
            }
        }
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

    /// The checks of the value, if the list names it or is open.
    fn open(&self) -> Option<&'static [Check]> {
        match self {
            Listed::Integer(list, _, false) => list.open,
            Listed::String(list, _, false) => list.open,
            _ => Some(&[]),
        }
    }

    /// What a value breaks that the list does not name, and what is wrong with it.
    fn unlisted(&self) -> (&'static str, String) {
        let (keyword, value, unlisted) = match *self {
            Listed::Integer(list, value, _) => {
                (list.keyword, integer(value), list.unlisted(integer))
            }
            Listed::String(list, text, _) => (list.keyword, quoted(text), list.unlisted(quoted)),
        };
        (keyword, format!("is {value}, which is {unlisted}"))
    }
}

impl Reader<'_> {
    /// Reads a value that the list does not name as what holds it, and refuses it where nothing does.
    fn other<T>(
        &mut self,
        since: usize,
        listed: &Listed<'_>,
        held: Option<T>,
    ) -> Result<T, Unread> {
        if let Some(open) = listed.open() {
            self.judge(|site| listed.judge(open, site));
        }
        let is_refused = held.is_none() && self.violations() == since;
        if is_refused || self.is_checking() && listed.open().is_none() {
            let (keyword, unlisted) = listed.unlisted();
            self.violation(keyword, unlisted);
        }
        held.ok_or(Unread)
    }

    /// Records that a value, which could not be read, is not listed. Where it breaks nothing by itself that
    /// it is of another type, what was found since then is forgotten for what its checks say. A number
    /// that does not fit its type breaks nothing else.
    fn not_listed<V: Copy>(
        &mut self,
        since: usize,
        checks: &'static [Check],
        list: &List<V>,
        json: fn(V) -> String,
    ) {
        let is_closed = list.open.is_none();
        let add = |r: &mut Self| r.violation(list.keyword, format!("is {}", list.unlisted(json)));
        if list.typed {
            if self.is_checking() && is_closed && self.has_violation(since, "type") {
                add(self);
            }
        } else if self.forget(since) {
            if is_closed {
                add(self);
            }
            self.judge_again(&[checks], check::json);
            if self.violations() == since {
                add(self);
            }
        }
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

/// Reads a value of an enum whose listed ones are `all`; the first of `other` holds any other integer,
/// unless the enum is closed.
#[doc(hidden)]
pub fn read_integer<T: Value + Clone>(
    r: &mut Reader<'_>,
    checks: &'static [Check],
    list: &'static List<i64>,
    all: &'static [T],
    other: &[fn(i64) -> T],
) -> Result<T, Unread> {
    let since = r.violations();
    match r.integer(checks) {
        Ok(value) => match listed_integer(list, all, value) {
            Some(value) => Ok(value),
            None => {
                let held = other.first().map(|other| other(value));
                r.other(since, &Listed::Integer(list, value, false), held)
            }
        },
        Err(Unread) => {
            r.not_listed(since, checks, list, integer);
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
            let held = other.map(|other| other(text.clone()));
            r.other(since, &Listed::String(list, &text, false), held)
        }
        Err(Unread) => {
            r.not_listed(since, checks, list, quoted);
            Err(Unread)
        }
    }
}

/// The value of an integer among `all` that are listed.
#[doc(hidden)]
pub fn listed_integer<T: Clone>(list: &List<i64>, all: &[T], value: i64) -> Option<T> {
    let at = list.values.iter().position(|(it, ..)| *it == value)?;
    all.get(at).cloned()
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
