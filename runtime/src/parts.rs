//! What values are made of that have a table, and what is done with all of them alike.

use std::fmt;

use crate::check::Check;
use crate::checker::Checker;
use crate::enums::Listed;
use crate::member::{Member, Rest};
use crate::object::Object;
use crate::union::Union;
use crate::value::Value;
use crate::writer::Writer;

/// Takes what a value is made of.
pub struct Parts<'t> {
    to: &'t mut dyn FnMut(Part<'_>),
}

/// What a value is made of, beside what its table says.
pub(crate) enum Part<'v> {
    /// The members that the table names, in its order; the first of the rest holds the others.
    Object(&'static Object, &'v [&'v dyn Member], &'v [&'v dyn Rest]),
    /// The variant and the value of a branch, and the constraints that the union states of it.
    Branch(
        &'static Union,
        &'static str,
        &'v dyn Member,
        &'static [Check],
    ),
    /// A value of an enum.
    Listed(Listed<'v>),
}

impl Parts<'_> {
    /// A struct.
    #[inline]
    pub fn object(&mut self, object: &'static Object, members: &[&dyn Member], rest: &[&dyn Rest]) {
        (self.to)(Part::Object(object, members, rest));
    }

    /// A union.
    #[inline]
    pub fn branch(
        &mut self,
        union: &'static Union,
        variant: &'static str,
        value: &dyn Member,
        checks: &'static [Check],
    ) {
        (self.to)(Part::Branch(union, variant, value, checks));
    }

    /// An enum.
    #[inline]
    pub fn listed(&mut self, listed: Listed<'_>) {
        (self.to)(Part::Listed(listed));
    }
}

/// Hands over what a value is made of.
#[inline]
pub(crate) fn of<T: Value>(value: &T, to: &mut dyn FnMut(Part<'_>)) {
    value.parts(&mut Parts { to });
}

impl Writer {
    /// Writes a value that has a table.
    pub(crate) fn parts<T: Value>(&mut self, value: &T) {
        of(value, &mut |part| match part {
            Part::Object(object, members, rest) => self.members(object, members, rest),
            Part::Branch(_, _, value, _) => value.write(self),
            Part::Listed(listed) => listed.write(self),
        });
    }
}

impl Checker {
    /// Checks a value that has a table, but for its rules.
    pub fn parts<T: Value>(&mut self, value: &T, checks: &'static [Check]) {
        of(value, &mut |part| match part {
            Part::Object(object, members, rest) => self.members(object, checks, members, rest),
            Part::Branch(union, _, held, own) => {
                self.union(union, checks, value, |c| held.check(own, c));
            }
            Part::Listed(listed) => listed.check(checks, self),
        });
    }
}

/// Shows a value that has a table as a derived `Debug` does: a derive for each type takes the compiler
/// longer.
pub fn debug<T: Value>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = Ok(());
    of(value, &mut |part| {
        shown = match part {
            Part::Object(object, members, rest) => {
                let mut it = f.debug_struct(object.name);
                for (field, member) in object.fields.iter().zip(members) {
                    let name = field.held_as;
                    it.field(name.strip_prefix("r#").unwrap_or(name), member);
                }
                for rest in rest {
                    it.field(object.rest, rest);
                }
                it.finish()
            }
            Part::Branch(_, variant, value, _) => f.debug_tuple(variant).field(&value).finish(),
            Part::Listed(listed) => listed.debug(f),
        };
    });
    shown
}

#[doc(hidden)]
#[macro_export]
macro_rules! __debug_by_value {
    ($name:ident) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::__private::debug(self, f)
            }
        }
    };
}
