//! The one trait of all values, and what is done with them as a whole.

use std::fmt::Debug;

use crate::check::Check;
use crate::checker::Checker;
use crate::parts::Parts;
use crate::reader::{Reader, Unread};
use crate::violation::{Invalid, Violations};
use crate::writer::Writer;

/// A value that reads and writes itself as JSON and knows its constraints.
///
/// A type that has a table, by [`object!`](crate::object!) and its like, tells its parts, and shows itself
/// (`Debug`) by them; any other writes and checks itself, or does not build:
///
/// ```compile_fail
/// use kontrakt::{Check, Reader, Unread, Value};
///
/// #[derive(Debug)]
/// struct Flag(bool);
///
/// impl Value for Flag {
///     fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
///         bool::read(r, checks).map(Flag)
///     }
/// }
///
/// kontrakt::to_vec(&Flag(true));
/// ```
pub trait Value: Debug + Sized {
    /// Reads the value at the reader's place and checks it; `checks` are the constraints that are
    /// stated where the value stands. Violations go to the reader.
    ///
    /// # Errors
    ///
    /// [`Unread`] when the value does not fit the Rust type. Its violations are recorded, and it
    /// was passed over: the caller goes on with the next one.
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread>;

    /// Writes the value.
    fn write(&self, w: &mut Writer) {
        w.parts(self);
    }

    /// Applies `checks`, and all constraints that the type itself states, to the value.
    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        c.parts(self, checks);
    }

    /// Hands over what the value is made of. Nothing asks a type that writes and checks itself.
    #[doc(hidden)]
    fn parts(&self, _to: &mut Parts<'_>) {
        const { panic!("a type without a table gives `write` and `check`") }
    }

    /// Whether it is `null` beside the values of its type, of which checks do not speak.
    #[doc(hidden)]
    fn is_other_null(&self) -> bool {
        false
    }
}

/// Reads a value from JSON and checks it, in one pass.
///
/// # Errors
///
/// [`Invalid`] when `json` is not JSON, or with every violation when it is not valid.
pub fn from_slice<T: Value>(json: &[u8]) -> Result<T, Invalid> {
    from_slice_with(json, &[])
}

/// Reads a value from JSON and checks it, also for the constraints that are stated where it stands.
///
/// # Errors
///
/// [`Invalid`] when `json` is not JSON, or with every violation when it is not valid.
pub fn from_slice_with<T: Value>(json: &[u8], checks: &'static [Check]) -> Result<T, Invalid> {
    let (value, violations) = read(json, checks, true)?;
    match value {
        Some(value) if violations.is_empty() => Ok(value),
        _ => Err(Invalid::Violations(violations)),
    }
}

/// Reads a value from JSON and checks only that it fits its Rust type.
///
/// # Errors
///
/// [`Invalid`] when `json` is not JSON, or with what does not fit.
pub fn read_unchecked<T: Value>(json: &[u8]) -> Result<T, Invalid> {
    let (value, violations) = read(json, &[], false)?;
    value.ok_or(Invalid::Violations(violations))
}

/// Reads a value from JSON if it fits its Rust type, and tells what is wrong with it all the same.
///
/// # Errors
///
/// [`Invalid`] when `json` is not JSON, or with every violation when the value does not fit.
pub fn read_tolerant<T: Value>(
    json: &[u8],
    checks: &'static [Check],
) -> Result<(T, Violations), Invalid> {
    match read(json, checks, true)? {
        (Some(value), violations) => Ok((value, violations)),
        (None, violations) => Err(Invalid::Violations(violations)),
    }
}

fn read<T: Value>(
    json: &[u8],
    checks: &'static [Check],
    checking: bool,
) -> Result<(Option<T>, Violations), Invalid> {
    let mut reader = Reader::new(json, checking);
    let value = T::read(&mut reader, checks);
    let violations = reader.finish(json).map_err(Invalid::Syntax)?;
    Ok((value.ok(), violations))
}

/// Writes a value as JSON.
pub fn to_vec<T: Value>(value: &T) -> Vec<u8> {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.into_bytes()
}

/// Checks a value.
///
/// # Errors
///
/// Every violation.
pub fn validate<T: Value>(value: &T) -> Result<(), Violations> {
    validate_with(value, &[])
}

/// Checks a value, also for the constraints that are stated where it stands.
///
/// # Errors
///
/// Every violation.
pub fn validate_with<T: Value>(value: &T, checks: &'static [Check]) -> Result<(), Violations> {
    let mut checker = Checker::default();
    checker.value(value, checks);
    let violations = checker.finish();
    if violations.is_empty() {
        Ok(())
    } else {
        Err(violations)
    }
}
