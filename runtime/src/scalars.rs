//! Booleans, numbers and strings as values, and values of any type.

use crate::Json;
use crate::check::{self, Check};
use crate::checker::Checker;
use crate::number::Limit;
use crate::reader::{Reader, Unread};
use crate::value::Value;
use crate::writer::Writer;

impl Value for bool {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        r.boolean(checks)
    }

    fn write(&self, w: &mut Writer) {
        w.boolean(*self);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        c.judge(|site| check::boolean(*self, checks, site));
    }
}

impl Value for i64 {
    #[inline]
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        r.integer(checks)
    }

    fn write(&self, w: &mut Writer) {
        w.integer(*self);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        c.judge(|site| check::number(Limit::Int(*self), checks, site));
    }
}

impl Value for i32 {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        let value = r.integer_of(32, checks)?;
        value.try_into().map_err(|_| Unread)
    }

    fn write(&self, w: &mut Writer) {
        w.integer((*self).into());
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        i64::from(*self).check(checks, c);
    }
}

impl Value for f64 {
    #[inline]
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        r.number(checks)
    }

    fn write(&self, w: &mut Writer) {
        w.number(*self);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        if self.is_finite() {
            c.judge(|site| check::number(Limit::Float(*self), checks, site));
        } else {
            c.violation("type", format!("is {self}, which JSON does not have"));
        }
    }
}

impl Value for String {
    #[inline]
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        r.string(checks, str::to_owned)
    }

    fn write(&self, w: &mut Writer) {
        w.string(self);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        c.judge(|site| check::string(self, checks, site));
    }
}

impl Value for Json {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        r.json_with(checks)
    }

    fn write(&self, w: &mut Writer) {
        w.json(self);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        c.judge(|site| check::shallow(self, checks, site));
    }
}
