//! Points in time and spans of it, which the runtime's module `rule` computes with.

use cel::common::ast::{CallExpr, Expr as Cel, IdedExpr, operators};

use super::compare::{Literal, literal_of};
use super::guards::Guards;
use super::logic::Logic;
use super::place::{Holder, Sort};
use super::{Refusal, Result, Scope};
use crate::plan::types::EnumValues;
use crate::rust::{Expr, literal};

/// What an expression of time gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Timestamp,
    Duration,
}

/// A time in an `Option`, which is `None` where CEL fails.
struct Time {
    kind: Kind,
    expr: Expr,
}

/// A text that is put together from parts.
#[derive(Default)]
struct Text {
    /// Each a `&str`.
    parts: Vec<Expr>,
    /// The member among them that is in an `Option`, and what its value is called.
    optional: Option<(Expr, String)>,
}

/// The functions that give a time, and what they give.
const FUNCTIONS: &[(&str, Kind, usize)] = &[
    ("date", Kind::Timestamp, 1),
    ("duration", Kind::Duration, 1),
    ("now", Kind::Timestamp, 0),
    ("timestamp", Kind::Timestamp, 1),
    ("today", Kind::Timestamp, 0),
];

impl Scope<'_> {
    /// Whether an expression gives a time by its form.
    pub(super) fn is_time(&self, expression: &IdedExpr) -> bool {
        let mut at = expression;
        loop {
            let Cel::Call(call) = &at.expr else {
                return false;
            };
            match (call.func_name.as_str(), call.args.first()) {
                (operators::ADD | operators::SUBSTRACT, Some(left)) => at = left,
                (name, _) => return FUNCTIONS.iter().any(|(known, ..)| *known == name),
            }
        }
    }

    /// `one < other` of two points in time or two spans.
    pub(super) fn order_of_times(
        &self,
        operator: &'static str,
        one: &IdedExpr,
        other: &IdedExpr,
        positive: bool,
        guards: &Guards,
    ) -> Result<Logic> {
        let (one, other) = (self.time(one, guards)?, self.time(other, guards)?);
        if one.kind != other.kind {
            return Err(Refusal::new(
                "a point in time is compared with a span of time",
            ));
        }
        let body = Expr::Binary(operator, vec![Expr::text("left"), Expr::text("right")]);
        let closure = Expr::Closure("(left, right)".to_owned(), Box::new(body));
        let method = if positive {
            "is_some_and"
        } else {
            "is_none_or"
        };
        let both = one.expr.then("zip", Some(vec![other.expr]));
        Ok(Logic::Expr(both.then(method, Some(vec![closure]))))
    }

    fn time(&self, expression: &IdedExpr, guards: &Guards) -> Result<Time> {
        let Cel::Call(call) = &expression.expr else {
            return Err(Refusal::new(
                "a time is compared with something that is none; `timestamp(…)`, `date(…)` and `duration(…)` make one of a text",
            ));
        };
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::ADD, [one, other]) => self.sum(one, other, guards),
            (operators::SUBSTRACT, [one, other]) => self.difference(one, other, guards),
            _ => self.made(call, guards),
        }
    }

    /// A time that a function gives.
    fn made(&self, call: &CallExpr, guards: &Guards) -> Result<Time> {
        let name = call.func_name.as_str();
        let known = FUNCTIONS.iter().find(|(known, _, arguments)| {
            *known == name && *arguments == call.args.len() && call.target.is_none()
        });
        let Some((name, kind, _)) = known else {
            return Err(Refusal::new(format!("`{name}` gives no time")));
        };
        let function = format!("kontrakt::rule::{name}");
        let Some(argument) = call.args.first() else {
            return Ok(Time {
                kind: *kind,
                expr: Expr::Call(function, Vec::new()),
            });
        };
        let mut text = Text::default();
        self.append(argument, guards, &mut text)?;
        let whole = match <[Expr; 1]>::try_from(text.parts) {
            Ok([only]) => only,
            Err(parts) => {
                let joined = Expr::Array(parts).then("concat", Some(Vec::new()));
                Expr::Prefix("&", Box::new(joined))
            }
        };
        let made = Expr::Call(function, vec![whole]);
        let expr = match text.optional {
            None => made,
            Some((option, ident)) => {
                let closure = Expr::Closure(ident, Box::new(made));
                option.then("and_then", Some(vec![closure]))
            }
        };
        Ok(Time { kind: *kind, expr })
    }

    fn append(&self, expression: &IdedExpr, guards: &Guards, text: &mut Text) -> Result<()> {
        if let Some(Literal::String(part)) = literal_of(expression)? {
            text.parts.push(Expr::text(literal(&part)));
            return Ok(());
        }
        if let Cel::Call(call) = &expression.expr
            && let (operators::ADD, [one, other]) = (call.func_name.as_str(), call.args.as_slice())
        {
            self.append(one, guards, text)?;
            return self.append(other, guards, text);
        }
        let Some(place) = self.place(&expression.expr, guards)? else {
            return Err(Refusal::new(
                "a time is made of something that is neither a string nor strings joined by `+`",
            ));
        };
        place.require_value("text", guards)?;
        if !matches!(
            self.sort(&place),
            Sort::String | Sort::Enum(_, EnumValues::Strings)
        ) {
            return Err(Refusal::new(format!("`{}` is no string", place.path)));
        }
        let as_str = |value: Expr| value.then("as_str", Some(Vec::new()));
        if place.is_bare() {
            text.parts.push(as_str(place.expr));
            return Ok(());
        }
        if text.optional.is_some() || matches!(place.holder, Holder::Plain) {
            return Err(Refusal::new(
                "a time is made of two members that may be absent, which is not supported in rules",
            ));
        }
        text.parts.push(as_str(Expr::text(place.ident.clone())));
        text.optional = Some((place.as_option(), place.ident));
        Ok(())
    }

    fn sum(&self, one: &IdedExpr, other: &IdedExpr, guards: &Guards) -> Result<Time> {
        let (one, other) = (self.time(one, guards)?, self.time(other, guards)?);
        match (one.kind, other.kind) {
            (kind, Kind::Duration) => Ok(combined(one, "plus", other, kind)),
            (Kind::Duration, kind) => Ok(combined(other, "plus", one, kind)),
            _ => Err(Refusal::new("two points in time have no sum")),
        }
    }

    fn difference(&self, one: &IdedExpr, other: &IdedExpr, guards: &Guards) -> Result<Time> {
        let (one, other) = (self.time(one, guards)?, self.time(other, guards)?);
        match (one.kind, other.kind) {
            (kind, Kind::Duration) => Ok(combined(one, "minus", other, kind)),
            (Kind::Timestamp, Kind::Timestamp) => Ok(combined(one, "since", other, Kind::Duration)),
            _ => Err(Refusal::new("a point in time cannot be taken from a span")),
        }
    }
}

fn combined(one: Time, method: &str, other: Time, kind: Kind) -> Time {
    let body = Expr::text("left").then(method, Some(vec![Expr::text("right")]));
    let closure = Expr::Closure("(left, right)".to_owned(), Box::new(body));
    let both = one.expr.then("zip", Some(vec![other.expr]));
    Time {
        kind,
        expr: both.then("and_then", Some(vec![closure])),
    }
}
