//! Numbers: members, sizes, and integer arithmetic, which fails on overflow.

use cel::common::ast::{Expr as Cel, IdedExpr, operators};

use super::compare::{Literal, compared, integer, literal_of, turned};
use super::guards::Guards;
use super::logic::Logic;
use super::place::{Holder, Place, Sort};
use super::{Refusal, Result, Scope};
use crate::plan::types::EnumValues;
use crate::rust::Expr;

/// An operand of an order.
pub(super) enum Number<'a> {
    Literal(Literal),
    /// A member of type `integer`, or an enum of them.
    Int(Place<'a>, IntSort),
    /// A member of type `number`.
    Double(Place<'a>),
    /// A string.
    Text(Place<'a>),
    /// The size of a member.
    Size(Place<'a>, Sort<'a>),
    /// The result of arithmetic: an `Option<i64>`, `None` on overflow.
    Checked(Expr),
}

/// How an integer is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IntSort {
    Int32,
    Int64,
    Enum,
}

impl<'a> Scope<'a> {
    /// Whether an expression gives a number by its form.
    pub(super) fn is_number(&self, expression: &IdedExpr) -> bool {
        match &expression.expr {
            Cel::Call(call) => matches!(
                call.func_name.as_str(),
                operators::ADD
                    | operators::SUBSTRACT
                    | operators::MULTIPLY
                    | operators::DIVIDE
                    | operators::MODULO
                    | operators::NEGATE
                    | "size"
            ),
            _ => false,
        }
    }

    /// The operand that an expression is.
    pub(super) fn number(&self, expression: &IdedExpr, guards: &Guards) -> Result<Number<'a>> {
        if let Some(literal) = literal_of(expression)? {
            return Ok(Number::Literal(literal));
        }
        if let Some(place) = self.place(&expression.expr, guards)? {
            place.require_value("order", guards)?;
            return match self.sort(&place) {
                Sort::Int32 => Ok(Number::Int(place, IntSort::Int32)),
                Sort::Int64 => Ok(Number::Int(place, IntSort::Int64)),
                Sort::Enum(_, EnumValues::Integers) => Ok(Number::Int(place, IntSort::Enum)),
                Sort::Double => Ok(Number::Double(place)),
                Sort::String => Ok(Number::Text(place)),
                _ => Err(Refusal::new(format!("`{}` has no order", place.path))),
            };
        }
        let Cel::Call(call) = &expression.expr else {
            return Err(Refusal::new(
                "an operand of a comparison is neither a literal, a member nor a supported function",
            ));
        };
        match (call.func_name.as_str(), &call.target, call.args.as_slice()) {
            ("size", Some(of), []) => self.size(of, guards),
            ("size", None, [of]) => self.size(of, guards),
            (operators::NEGATE, None, [inner]) => {
                let zero = checked(
                    Operand::Plain(Expr::text("0_i64")),
                    "checked_sub",
                    self.operand(inner, guards)?,
                );
                Ok(Number::Checked(zero))
            }
            (name, None, [left, right]) => {
                let method = match name {
                    operators::ADD => "checked_add",
                    operators::SUBSTRACT => "checked_sub",
                    operators::MULTIPLY => "checked_mul",
                    operators::DIVIDE => "checked_div",
                    operators::MODULO => "checked_rem",
                    name => {
                        return Err(Refusal::new(format!("`{name}` is not supported in rules")));
                    }
                };
                Ok(Number::Checked(checked(
                    self.operand(left, guards)?,
                    method,
                    self.operand(right, guards)?,
                )))
            }
            (name, ..) => Err(Refusal::new(format!("`{name}` is not supported in rules"))),
        }
    }

    fn size(&self, of: &IdedExpr, guards: &Guards) -> Result<Number<'a>> {
        let Some(place) = self.place(&of.expr, guards)? else {
            return Err(Refusal::new("`size()` is supported of members alone"));
        };
        place.require_value("size", guards)?;
        match self.sort(&place) {
            sort @ (Sort::String | Sort::List(_) | Sort::Map) => Ok(Number::Size(place, sort)),
            _ => Err(Refusal::new(format!(
                "`size()` of `{}` is not supported in rules",
                place.path
            ))),
        }
    }

    /// An operand of arithmetic.
    fn operand(&self, expression: &IdedExpr, guards: &Guards) -> Result<Operand> {
        let number = self.number(expression, guards)?;
        number
            .operand()
            .ok_or_else(|| Refusal::new("arithmetic is supported on integers alone"))
    }
}

/// An integer in an expression: at hand, or in an `Option`.
pub(super) enum Operand {
    Plain(Expr),
    Option(Expr),
}

impl Number<'_> {
    /// The number as an `i64`.
    fn operand(self) -> Option<Operand> {
        Some(match self {
            Number::Literal(Literal::Int(value)) if value < 0 => {
                Operand::Plain(Expr::Paren(Box::new(Expr::text(format!("{value}_i64")))))
            }
            Number::Literal(Literal::Int(value)) => {
                Operand::Plain(Expr::text(format!("{value}_i64")))
            }
            Number::Int(place, sort) => match place.holder {
                Holder::Plain | Holder::Reference => {
                    Operand::Plain(as_i64(place.copied(), sort, place.holder))
                }
                _ => {
                    let value = as_i64(
                        Expr::Prefix("*", Box::new(Expr::text("value"))),
                        sort,
                        Holder::Reference,
                    );
                    let closure = Expr::Closure("value".to_owned(), Box::new(value));
                    Operand::Option(place.as_option().then("map", Some(vec![closure])))
                }
            },
            Number::Size(place, sort) if place.is_bare() => Operand::Plain(Expr::Paren(Box::new(
                Expr::text(format!("{} as i64", size_of(place.expr, sort))),
            ))),
            Number::Checked(expr) => Operand::Option(expr),
            _ => return None,
        })
    }
}

fn as_i64(value: Expr, sort: IntSort, holder: Holder) -> Expr {
    let for_method = |value: Expr| match (holder, value) {
        // A method finds its way through the reference.
        (Holder::Reference, Expr::Prefix("*", inner)) => *inner,
        (_, value) => value,
    };
    match sort {
        IntSort::Int64 => match value {
            dereferenced @ Expr::Prefix("*", _) => Expr::Paren(Box::new(dereferenced)),
            value => value,
        },
        IntSort::Int32 => Expr::Call("i64::from".to_owned(), vec![value]),
        IntSort::Enum => for_method(value).then("value", Some(Vec::new())),
    }
}

/// Arithmetic on two operands: an `Option<i64>`.
fn checked(left: Operand, method: &str, right: Operand) -> Expr {
    let closure = |parameter: &str, body: Expr| Expr::Closure(parameter.to_owned(), Box::new(body));
    match (left, right) {
        (Operand::Plain(left), Operand::Plain(right)) => left.then(method, Some(vec![bare(right)])),
        (Operand::Option(left), Operand::Plain(right)) => {
            let body = Expr::text("left").then(method, Some(vec![bare(right)]));
            left.then("and_then", Some(vec![closure("left", body)]))
        }
        (Operand::Plain(left), Operand::Option(right)) => {
            let body = left.then(method, Some(vec![Expr::text("right")]));
            right.then("and_then", Some(vec![closure("right", body)]))
        }
        (Operand::Option(left), Operand::Option(right)) => {
            let body = Expr::text("left").then(method, Some(vec![Expr::text("right")]));
            left.then("zip", Some(vec![right]))
                .then("and_then", Some(vec![closure("(left, right)", body)]))
        }
    }
}

/// Without parentheses that an argument does not need.
fn bare(expr: Expr) -> Expr {
    match expr {
        Expr::Paren(inner) => *inner,
        expr => expr,
    }
}

fn size_of(value: Expr, sort: Sort<'_>) -> Expr {
    match sort {
        // CEL counts code points.
        Sort::String => value
            .then("chars", Some(Vec::new()))
            .then("count", Some(Vec::new())),
        _ => value.then("len", Some(Vec::new())),
    }
}

/// The order of two integers.
pub(super) fn order(
    operator: &'static str,
    one: Number<'_>,
    other: Number<'_>,
    positive: bool,
) -> Result<Logic> {
    match (one, other) {
        (Number::Size(place, sort), Number::Literal(literal)) => {
            size_order(operator, &place, sort, &literal)
        }
        (Number::Literal(literal), Number::Size(place, sort)) => {
            size_order(turned(operator), &place, sort, &literal)
        }
        (Number::Int(place, sort), Number::Literal(literal)) => {
            int_order(operator, &place, sort, &literal)
        }
        (Number::Literal(literal), Number::Int(place, sort)) => {
            int_order(turned(operator), &place, sort, &literal)
        }
        (one, other) => {
            let mismatch = || {
                Refusal::new("the two sides of a comparison are not supported together in rules")
            };
            let (one, other) = (
                one.operand().ok_or_else(mismatch)?,
                other.operand().ok_or_else(mismatch)?,
            );
            Ok(Logic::Expr(operands_order(operator, one, other, positive)))
        }
    }
}

fn int_order(
    operator: &'static str,
    place: &Place<'_>,
    sort: IntSort,
    literal: &Literal,
) -> Result<Logic> {
    let Some(value) = integer(literal) else {
        return Err(Refusal::new(
            "an integer is compared with something that is no integer",
        ));
    };
    let value = Expr::text(value.to_string());
    if sort == IntSort::Enum {
        return Ok(Logic::Expr(place.with_value(|it| {
            Expr::Binary(operator, vec![it.then("value", Some(Vec::new())), value])
        })));
    }
    // Literals beyond 32 bits would not compile beside an `i32`.
    let wide =
        sort == IntSort::Int32 && i32::try_from(integer(literal).unwrap_or_default()).is_err();
    Ok(Logic::Expr(compared(place, |it| {
        let it = if wide {
            Expr::Call("i64::from".to_owned(), vec![it])
        } else {
            it
        };
        Expr::Binary(operator, vec![it, value])
    })))
}

fn size_order(
    operator: &'static str,
    place: &Place<'_>,
    sort: Sort<'_>,
    literal: &Literal,
) -> Result<Logic> {
    let Some(count) = integer(literal) else {
        return Err(Refusal::new(
            "a size is compared with something that is no integer",
        ));
    };
    let is_empty = match (operator, count) {
        ("==", 0) | ("<", 1) | ("<=", 0) => Some(true),
        (">", 0) | (">=", 1) => Some(false),
        _ => None,
    };
    if let Some(empty) = is_empty {
        let test = |it: Expr| it.then("is_empty", Some(Vec::new()));
        let test = |it: Expr| {
            if empty {
                test(it)
            } else {
                Expr::Prefix("!", Box::new(test(it)))
            }
        };
        return Ok(Logic::Expr(place.with_value(test)));
    }
    if count < 0 || (count == 0 && matches!(operator, ">=" | "<")) {
        // No size is negative.
        return Ok(Logic::Constant(matches!(operator, ">" | ">=")));
    }
    Ok(Logic::Expr(place.with_value(|it| {
        Expr::Binary(
            operator,
            vec![size_of(it, sort), Expr::text(count.to_string())],
        )
    })))
}

/// A comparison that counts as `!positive` where an operand overflowed.
fn operands_order(operator: &'static str, one: Operand, other: Operand, positive: bool) -> Expr {
    let method = if positive {
        "is_some_and"
    } else {
        "is_none_or"
    };
    let closure = |parameter: &str, left: Expr, right: Expr| {
        Expr::Closure(
            parameter.to_owned(),
            Box::new(Expr::Binary(operator, vec![left, bare(right)])),
        )
    };
    let text = Expr::text;
    match (one, other) {
        (Operand::Plain(one), Operand::Plain(other)) => {
            Expr::Binary(operator, vec![bare(one), bare(other)])
        }
        (Operand::Option(one), Operand::Plain(other)) => {
            one.then(method, Some(vec![closure("value", text("value"), other)]))
        }
        (Operand::Plain(one), Operand::Option(other)) => {
            let body = Expr::Binary(turned(operator), vec![text("value"), bare(one)]);
            other.then(
                method,
                Some(vec![Expr::Closure("value".to_owned(), Box::new(body))]),
            )
        }
        (Operand::Option(one), Operand::Option(other)) => {
            let zipped = one.then("zip", Some(vec![other]));
            zipped.then(
                method,
                Some(vec![closure("(left, right)", text("left"), text("right"))]),
            )
        }
    }
}
