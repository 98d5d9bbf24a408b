//! Time in rules: the functions of CEL, `date()`, and those that ask the clock.
//!
//! They are the runtime's, so that rules give the same here and in generated code.

use std::any::Any;
use std::cmp::Ordering;
use std::sync::LazyLock;

use cel::common::traits::{Adder, Comparer, Subtractor};
use cel::common::types::{CelString, STRING_TYPE, Type};
use cel::common::value::{CowVal, StaticVal, Val};
use cel::{Env, ExecutionError};
use kontrakt::rule::{self, Duration, Timestamp};

/// The environment of rules.
pub(super) fn env() -> Env {
    let mut env = Env::stdlib();
    let of_text: [(&str, cel_function::Function); 3] = [
        ("timestamp", |args| {
            made("timestamp", &args, rule::timestamp)
        }),
        ("date", |args| made("date", &args, rule::date)),
        ("duration", |args| made("duration", &args, rule::duration)),
    ];
    let of_nothing: [(&str, cel_function::Function); 2] = [
        ("now", |_| present("now", rule::now())),
        ("today", |_| present("today", rule::today())),
    ];
    for (name, function) in of_text {
        // The names are free: the crate has its own functions of time only with its feature `chrono`.
        let _ = env.add_overload(name, &format!("{name}_string"), vec![STRING_TYPE], function);
    }
    for (name, function) in of_nothing {
        let _ = env.add_overload(name, name, Vec::new(), function);
    }
    env
}

mod cel_function {
    use super::{CowVal, ExecutionError};

    pub(super) type Function =
        for<'b, 'v> fn(Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError>;
}

/// A time that a function makes of a text.
fn made<'b, 'v, T>(
    name: &str,
    arguments: &[CowVal<'b, 'v>],
    function: fn(&str) -> Option<T>,
) -> Result<CowVal<'b, 'v>, ExecutionError>
where
    Moment<T>: StaticVal,
{
    let text = arguments
        .first()
        .and_then(|it| it.downcast_ref::<CelString<'_>>());
    let text = text.map(CelString::inner).unwrap_or_default();
    match function(text) {
        Some(time) => Ok(CowVal::owned(Moment(time))),
        None => Err(ExecutionError::function_error(
            name,
            format!("`{text}` is none"),
        )),
    }
}

fn present<'b, 'v>(name: &str, time: Option<Timestamp>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    time.map(|time| CowVal::owned(Moment(time)))
        .ok_or_else(|| ExecutionError::function_error(name, "the clock is out of range"))
}

/// A time as a value of CEL.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Moment<T>(T);

static TIMESTAMP: LazyLock<Type> = LazyLock::new(|| Type::new_opaque_type("timestamp"));
static DURATION: LazyLock<Type> = LazyLock::new(|| Type::new_opaque_type("duration"));

/// What the two kinds of time have in common.
macro_rules! value {
    ($time:ty, $type:expr) => {
        impl Val for Moment<$time> {
            fn get_type(&self) -> &Type {
                &$type
            }

            fn cel_type() -> &'static Type {
                &$type
            }

            fn as_adder<'b, 'v>(&'b self) -> Option<&'b (dyn Adder + 'v)>
            where
                Self: 'v,
            {
                Some(self)
            }

            fn as_subtractor<'b, 'v>(&'b self) -> Option<&'b (dyn Subtractor + 'v)>
            where
                Self: 'v,
            {
                Some(self)
            }

            fn as_comparer(&self) -> Option<&dyn Comparer> {
                Some(self)
            }

            fn equals(&self, other: &dyn Val) -> bool {
                other.downcast_ref::<Self>() == Some(self)
            }

            fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v>
            where
                Self: 'v,
            {
                Box::new(*self)
            }

            fn as_any(&self) -> Option<&dyn Any> {
                Some(self)
            }
        }

        impl StaticVal for Moment<$time> {}

        impl Comparer for Moment<$time> {
            fn compare(&self, other: &dyn Val) -> Result<Ordering, ExecutionError> {
                match other.downcast_ref::<Self>() {
                    Some(other) => Ok(self.0.cmp(&other.0)),
                    None => Err(ExecutionError::function_error(
                        "<",
                        "the other operand is of another type",
                    )),
                }
            }
        }
    };
}

value!(Timestamp, TIMESTAMP);
value!(Duration, DURATION);

impl Adder for Moment<Timestamp> {
    fn add<'b, 'v>(&'b self, other: &(dyn Val + 'v)) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        let span = other.downcast_ref::<Moment<Duration>>();
        result("+", span.and_then(|span| self.0.plus(span.0)))
    }
}

impl Subtractor for Moment<Timestamp> {
    fn sub<'b, 'v>(&'b self, other: &(dyn Val + 'v)) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        match other.downcast_ref::<Self>() {
            Some(other) => result("-", self.0.since(other.0)),
            None => {
                let span = other.downcast_ref::<Moment<Duration>>();
                result("-", span.and_then(|span| self.0.minus(span.0)))
            }
        }
    }
}

impl Adder for Moment<Duration> {
    fn add<'b, 'v>(&'b self, other: &(dyn Val + 'v)) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        match other.downcast_ref::<Moment<Timestamp>>() {
            Some(timestamp) => result("+", timestamp.0.plus(self.0)),
            None => {
                let span = other.downcast_ref::<Self>();
                result("+", span.and_then(|span| self.0.plus(span.0)))
            }
        }
    }
}

impl Subtractor for Moment<Duration> {
    fn sub<'b, 'v>(&'b self, other: &(dyn Val + 'v)) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        let span = other.downcast_ref::<Self>();
        result("-", span.and_then(|span| self.0.minus(span.0)))
    }
}

/// What an operator gives, unless it fails.
fn result<'b, 'v, T>(operator: &str, time: Option<T>) -> Result<CowVal<'b, 'v>, ExecutionError>
where
    Moment<T>: StaticVal,
{
    time.map(|time| CowVal::owned(Moment(time))).ok_or_else(|| {
        ExecutionError::function_error(
            operator,
            "the operands are no times that go together, or the result is out of range",
        )
    })
}
