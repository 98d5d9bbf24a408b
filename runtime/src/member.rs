//! Members of objects: what reading fills, what is written and checked, and the macro that lists
//! them for a type.

use std::fmt::Debug;

use crate::check::Check;
use crate::checker::Checker;
use crate::presence::Presence;
use crate::reader::{Reader, Unread};
use crate::value::Value;
use crate::writer::Writer;

/// What is filled when a member is read.
pub trait Slot {
    /// Reads the member, which is there.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it does not fit.
    fn read(&mut self, r: &mut Reader<'_>, checks: &'static [Check]) -> Result<(), Unread>;
}

impl<T: Value> Slot for Option<T> {
    #[inline]
    fn read(&mut self, r: &mut Reader<'_>, checks: &'static [Check]) -> Result<(), Unread> {
        *self = Some(T::read(r, checks)?);
        Ok(())
    }
}

impl<T: Value> Slot for Presence<T> {
    #[inline]
    fn read(&mut self, r: &mut Reader<'_>, checks: &'static [Check]) -> Result<(), Unread> {
        *self = if r.null_with(checks)? {
            Presence::Null
        } else {
            Presence::Value(T::read(r, checks)?)
        };
        Ok(())
    }
}

/// A member of an object: a value, or one that may be absent.
pub trait Member: Debug {
    /// Whether it is there.
    fn is_present(&self) -> bool;

    /// Writes its value, if it is there.
    fn write(&self, w: &mut Writer);

    /// Checks its value, if it is there.
    fn check(&self, checks: &'static [Check], c: &mut Checker);
}

impl<T: Value> Member for T {
    #[inline]
    fn is_present(&self) -> bool {
        true
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        Value::write(self, w);
    }

    #[inline]
    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        c.value(self, checks);
    }
}

impl<T: Value> Member for Option<T> {
    #[inline]
    fn is_present(&self) -> bool {
        self.is_some()
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        if let Some(value) = self {
            Value::write(value, w);
        }
    }

    #[inline]
    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        if let Some(value) = self {
            c.value(value, checks);
        }
    }
}

impl<T: Value> Member for Presence<T> {
    #[inline]
    fn is_present(&self) -> bool {
        !self.is_absent()
    }

    #[inline]
    fn write(&self, w: &mut Writer) {
        match self {
            Presence::Absent => {}
            Presence::Null => w.null(),
            Presence::Value(value) => Value::write(value, w),
        }
    }

    #[inline]
    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        match self {
            Presence::Absent => {}
            Presence::Null => c.null(checks),
            Presence::Value(value) => c.value(value, checks),
        }
    }
}

/// Holds the members that a description does not name.
pub trait Rest: Debug {
    /// Reads the member at hand.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it does not fit.
    fn read(&mut self, r: &mut Reader<'_>) -> Result<(), Unread>;

    /// Writes all of them.
    fn write(&self, w: &mut Writer);

    /// Checks all of them.
    fn check(&self, c: &mut Checker);
}

/// Lists the members of a struct as they stand in JSON, and has it read, write, check and show itself
/// (`Debug`).
///
/// A member has its name, control characters in it escaped, whether it is `required`, `optional` (an
/// [`Option`]) or `nullable` (a [`Presence`](crate::Presence)) with the field that holds it, its other
/// names, and its constraints.
/// `..` comes before the field for members that are not listed, a [`BTreeMap`](std::collections::BTreeMap)
/// unless it is followed by the name of another [`Map`](crate::Map); without it there may be none. What
/// holds for the object as a whole follows.
///
/// ```
/// use std::collections::BTreeMap;
/// use kontrakt::{Check, Json, Limit, Presence, Rule};
///
/// #[derive(Clone, PartialEq)]
/// struct Item {
///     quantity: i64,
///     note: Option<String>,
///     tax: Presence<f64>,
///     rest: BTreeMap<String, Json>,
/// }
///
/// impl Item {
///     const RULES: &[Rule<Self>] = &[Rule {
///         message: "returns have a note",
///         holds: |it| it.quantity > 0 || it.note.is_some(),
///     }];
/// }
///
/// kontrakt::object! {
///     Item {
///         "quantity": required(quantity),
///         "note": optional(note) aliases ["remark"] [Check::MinLength(1)],
///         "tax": nullable(tax) [Check::Minimum(Limit::Int(0))],
///         ..rest
///     }
///     checks [Check::MaxProperties(10)]
///     rules RULES
/// }
///
/// let item: Item = kontrakt::from_slice(br#"{"quantity": -1, "remark": "broken"}"#)?;
/// assert!(item.validate().is_ok());
/// # Ok::<(), kontrakt::Invalid>(())
/// ```
#[macro_export]
macro_rules! object {
    (
        $name:ident {
            $(
                $member:literal :
                    $(required($required:ident))?
                    $(optional($optional:ident))?
                    $(nullable($nullable:ident))?
                    $(aliases [$($alias:literal),+ $(,)?])?
                    $([$($check:expr),+ $(,)?])?
                ,
            )*
            $(.. $rest:ident $(: $map:ident)?)?
        }
        $(withheld [$($withheld:literal),+ $(,)?])?
        $(checks [$($of_all:expr),+ $(,)?])?
        $(rules $rules:ident)?
    ) => {
        impl $name {
            #[allow(clippy::needless_update, reason = "an object may state all there is")]
            const OBJECT: &$crate::Object = &$crate::Object {
                name: stringify!($name),
                fields: &[
                    $(
                        $crate::Field {
                            name: $member,
                            literal: stringify!($member),
                            $(held_as: stringify!($required), required: true,)?
                            $(held_as: stringify!($optional),)?
                            $(held_as: stringify!($nullable),)?
                            $(aliases: &[$($alias),+],)?
                            $(checks: &[$($check),+],)?
                            ..$crate::Field::NAMELESS
                        },
                    )*
                    $($(
                        $crate::Field {
                            name: $withheld,
                            literal: stringify!($withheld),
                            withheld: true,
                            ..$crate::Field::NAMELESS
                        },
                    )+)?
                ],
                $(rest: stringify!($rest),)?
                $(checks: &[$($of_all),+],)?
                ..$crate::Object::NAMELESS
            };

            /// Checks every constraint of the description.
            ///
            /// # Errors
            ///
            /// All violations.
            pub fn validate(&self) -> ::std::result::Result<(), $crate::Violations> {
                $crate::validate(self)
            }
        }

        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> ::std::result::Result<Self, $crate::Unread> {
                $(
                    $(let mut $required = None;)?
                    $(let mut $optional = None;)?
                    $(let mut $nullable = $crate::Presence::Absent;)?
                )*
                $(let mut $rest = $crate::__map!($($map)?);)?
                let is_read = r.members(
                    Self::OBJECT,
                    checks,
                    &mut [$($(&mut $required)? $(&mut $optional)? $(&mut $nullable)?),*],
                    &mut [$(&mut $rest)?],
                );
                match (is_read, $($($required,)?)*) {
                    (true, $($(Some($required),)?)*) => {
                        let it = $name {
                            $($($required,)? $($optional,)? $($nullable,)?)*
                            $($rest)?
                        };
                        $(r.rules(&it, $name::$rules);)?
                        Ok(it)
                    }
                    _ => Err($crate::Unread),
                }
            }

            fn parts(&self, to: &mut $crate::__private::Parts<'_>) {
                to.object(
                    Self::OBJECT,
                    &[$($(&self.$required)? $(&self.$optional)? $(&self.$nullable)?),*],
                    &[$(&self.$rest)?],
                );
            }

            $(
                fn check(&self, checks: &'static [$crate::Check], c: &mut $crate::Checker) {
                    c.parts(self, checks);
                    c.rules(self, $name::$rules);
                }
            )?
        }

        $crate::__debug_by_value!($name);
        $crate::serde_by_value!($name);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __map {
    () => {
        ::std::collections::BTreeMap::new()
    };
    ($map:ident) => {
        $map::default()
    };
}
