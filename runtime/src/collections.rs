//! Arrays and wrappers as values.

use crate::check::{self, Check};
use crate::checker::{Checker, to_json};
use crate::presence::Nullable;
use crate::reader::{Reader, Unread};
use crate::value::{Value, to_vec};
use crate::writer::Writer;

impl<T: Value> Value for Vec<T> {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        let items = check::items(checks);
        let mut list = Vec::new();
        r.array(checks, &mut |r| {
            list.push(T::read(r, items)?);
            Ok(())
        })?;
        Ok(list)
    }

    fn write(&self, w: &mut Writer) {
        w.array(self);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        c.judge(|site| check::array(self.len() as u64, checks, site));
        c.items(self, checks);
        if check::wants_unique(checks) {
            let list: Vec<_> = self.iter().map(|item| to_json(&to_vec(item))).collect();
            c.judge(|site| check::unique(&list, checks, site));
        }
    }
}

impl<T: Value> Value for Nullable<T> {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        if r.null_with(checks)? {
            return Ok(Nullable::Null);
        }
        T::read(r, checks).map(Nullable::Value)
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Nullable::Null => w.null(),
            Nullable::Value(value) => value.write(w),
        }
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        match self {
            Nullable::Null => c.null(checks),
            Nullable::Value(value) => value.check(checks, c),
        }
    }

    fn is_other_null(&self) -> bool {
        self.is_null()
    }
}

impl<T: Value> Value for Box<T> {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        T::read(r, checks).map(Box::new)
    }

    fn write(&self, w: &mut Writer) {
        T::write(self, w);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        T::check(self, checks, c);
    }

    fn is_other_null(&self) -> bool {
        T::is_other_null(self)
    }
}
