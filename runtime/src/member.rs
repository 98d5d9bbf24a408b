//! Members of objects, which may be absent.

use crate::check::Check;
use crate::checker::Checker;
use crate::presence::Presence;
use crate::reader::{Reader, Unread};
use crate::value::Value;
use crate::writer::Writer;

/// Holds the value of a member, or that it is absent.
pub trait Member {
    /// Reads the member, which is there.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it does not fit.
    fn read(&mut self, r: &mut Reader<'_>, checks: &'static [Check]) -> Result<(), Unread>;

    /// Whether it is there.
    fn is_present(&self) -> bool;

    /// Writes its value, if it is there.
    fn write(&self, w: &mut Writer);

    /// Checks its value, if it is there.
    fn check(&self, checks: &'static [Check], c: &mut Checker);
}

impl<T: Value> Member for Option<T> {
    #[inline]
    fn read(&mut self, r: &mut Reader<'_>, checks: &'static [Check]) -> Result<(), Unread> {
        *self = Some(T::read(r, checks)?);
        Ok(())
    }

    fn is_present(&self) -> bool {
        self.is_some()
    }

    fn write(&self, w: &mut Writer) {
        if let Some(value) = self {
            value.write(w);
        }
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        if let Some(value) = self {
            c.value(value, checks);
        }
    }
}

impl<T: Value> Member for Presence<T> {
    #[inline]
    fn read(&mut self, r: &mut Reader<'_>, checks: &'static [Check]) -> Result<(), Unread> {
        *self = if r.null_with(checks)? {
            Presence::Null
        } else {
            Presence::Value(T::read(r, checks)?)
        };
        Ok(())
    }

    fn is_present(&self) -> bool {
        !self.is_absent()
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Presence::Absent => {}
            Presence::Null => w.null(),
            Presence::Value(value) => value.write(w),
        }
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        match self {
            Presence::Absent => {}
            Presence::Null => c.null(checks),
            Presence::Value(value) => c.value(value, checks),
        }
    }
}
