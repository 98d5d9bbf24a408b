//! Maps from the names of members to their values.

use std::collections::{BTreeMap, HashMap};

use crate::check::{self, Check};
use crate::checker::Checker;
use crate::member::Rest;
use crate::object::Object;
use crate::reader::{Reader, Unread};
use crate::value::Value;
use crate::writer::Writer;

/// A map from the names of members to their values.
pub trait Map: Default {
    /// What it holds.
    type Item;

    /// Whether it has a member.
    fn has(&self, name: &str) -> bool;

    /// Adds a member that it does not have.
    fn add(&mut self, name: String, value: Self::Item);

    /// How many members it has.
    fn count(&self) -> usize;

    /// Its members.
    fn members(&self) -> impl Iterator<Item = (&String, &Self::Item)>;

    /// Takes its members out.
    fn into_members(self) -> impl Iterator<Item = (String, Self::Item)>;
}

macro_rules! map {
    ($($map:ident),+) => {
        $(
            impl<T> Map for $map<String, T> {
                type Item = T;

                fn has(&self, name: &str) -> bool {
                    self.contains_key(name)
                }

                fn add(&mut self, name: String, value: T) {
                    self.insert(name, value);
                }

                fn count(&self) -> usize {
                    self.len()
                }

                fn members(&self) -> impl Iterator<Item = (&String, &T)> {
                    self.iter()
                }

                fn into_members(self) -> impl Iterator<Item = (String, T)> {
                    self.into_iter()
                }
            }

            impl<T: Value> Rest for $map<String, T> {
                fn read(&mut self, r: &mut Reader<'_>) -> Result<(), Unread> {
                    r.additional(self)
                }

                fn write(&self, w: &mut Writer) {
                    w.additional(self);
                }

                fn check(&self, c: &mut Checker) {
                    c.additional(self);
                }
            }

            impl<T: Value> Value for $map<String, T> {
                fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
                    read(r, checks)
                }

                fn write(&self, w: &mut Writer) {
                    w.begin_object();
                    w.additional(self);
                    w.end_object();
                }

                fn check(&self, checks: &'static [Check], c: &mut Checker) {
                    c.map(self, checks);
                    c.judge(|site| check::object(self.len() as u64, checks, site));
                }
            }
        )+
    };
}

map!(BTreeMap, HashMap);

#[cfg(feature = "indexmap")]
use indexmap::IndexMap;
#[cfg(feature = "indexmap")]
map!(IndexMap);

fn read<M: Map<Item: Value>>(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<M, Unread> {
    let values = check::values(checks);
    let mut members = M::default();
    let each: &mut dyn FnMut(&mut Reader<'_>, usize) -> Result<(), Unread> =
        &mut |r, _| r.additional_with(&mut members, values);
    r.object(&Object::NAMELESS, checks, each)?;
    Ok(members)
}
