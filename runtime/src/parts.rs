//! What values are made of that have a table.

use crate::check::Check;
use crate::checker::Checker;
use crate::enums::Listed;
use crate::member::{Member, Rest};
use crate::object::Object;
use crate::union::Union;
use crate::value::Value;
use crate::writer::Writer;

/// What a value is made of, beside what its table says.
pub enum Parts<'v> {
    /// The members that the table names, in its order; the first of the rest holds the others.
    Object(&'static Object, &'v [&'v dyn Member], &'v [&'v dyn Rest]),
    /// The value of a branch, and the constraints that the union states of it.
    Branch(&'static Union, &'v dyn Member, &'static [Check]),
    /// A value of an enum.
    Listed(Listed<'v>),
}

impl Writer {
    /// Writes a value that has a table.
    pub(crate) fn parts<T: Value>(&mut self, value: &T) {
        value.parts(&mut |parts| match parts {
            Parts::Object(object, members, rest) => self.members(object, members, rest),
            Parts::Branch(_, value, _) => value.write(self),
            Parts::Listed(listed) => listed.write(self),
        });
    }
}

impl Checker {
    /// Checks a value that has a table, but for its rules.
    pub fn parts<T: Value>(&mut self, value: &T, checks: &'static [Check]) {
        value.parts(&mut |parts| match parts {
            Parts::Object(object, members, rest) => self.members(object, checks, members, rest),
            Parts::Branch(union, held, own) => {
                self.union(union, checks, value, |c| held.check(own, c));
            }
            Parts::Listed(listed) => listed.check(checks, self),
        });
    }
}
