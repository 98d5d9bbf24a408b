//! Equality and order.

use cel::common::ast::{Expr as Cel, IdedExpr, LiteralValue, operators};

use super::arithmetic::Number;
use super::guards::Guards;
use super::logic::Logic;
use super::place::{Holder, Place, Sort};
use super::{Refusal, Result, Scope};
use crate::plan::types::{EnumValue, EnumValues, Kind, Ty, TypeId};
use crate::rust::{Expr, literal};

/// Integers up to here are exact as floating-point numbers.
const EXACT: i64 = 1 << 53;

/// A value that stands in a rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    String(String),
}

/// The literal that an expression is, if it is one.
pub(super) fn literal_of(expression: &IdedExpr) -> Result<Option<Literal>> {
    Ok(Some(match &expression.expr {
        Cel::Literal(LiteralValue::Null) => Literal::Null,
        Cel::Literal(LiteralValue::Boolean(value)) => Literal::Bool(*value.inner()),
        Cel::Literal(LiteralValue::Int(value)) => Literal::Int(*value.inner()),
        Cel::Literal(LiteralValue::UInt(value)) => match i64::try_from(*value.inner()) {
            Ok(value) => Literal::Int(value),
            Err(_) => {
                return Err(Refusal::new(
                    "integers beyond 63 bits are not supported in rules",
                ));
            }
        },
        Cel::Literal(LiteralValue::Double(value)) => Literal::Double(*value.inner()),
        Cel::Literal(LiteralValue::String(value)) => Literal::String(value.inner().to_owned()),
        Cel::Literal(LiteralValue::Bytes(_)) => {
            return Err(Refusal::new("bytes are not supported in rules"));
        }
        Cel::Call(call) if call.func_name == operators::NEGATE => match call.args.as_slice() {
            [inner] => match literal_of(inner)? {
                Some(Literal::Int(value)) => Literal::Int(value.checked_neg().unwrap_or(value)),
                Some(Literal::Double(value)) => Literal::Double(-value),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

impl<'a> Scope<'a> {
    pub(super) fn equals(
        &self,
        left: &IdedExpr,
        right: &IdedExpr,
        positive: bool,
        guards: &Guards,
        depth: usize,
    ) -> Result<Logic> {
        let (left_literal, right_literal) = (literal_of(left)?, literal_of(right)?);
        match (
            self.place(&left.expr, guards)?,
            self.place(&right.expr, guards)?,
        ) {
            (Some(place), None) if right_literal.is_some() => {
                self.equals_literal(&place, right_literal)
            }
            (None, Some(place)) if left_literal.is_some() => {
                self.equals_literal(&place, left_literal)
            }
            (Some(one), Some(other)) => self.equals_place(&one, &other),
            _ if self.is_time(left) || self.is_time(right) => {
                self.order_of_times("==", left, right, positive, guards)
            }
            _ if self.is_number(left) || self.is_number(right) => {
                self.order("==", left, right, positive, guards)
            }
            _ => match (
                self.certain(left, guards, depth + 1)?,
                self.certain(right, guards, depth + 1)?,
            ) {
                (Logic::Constant(value), other) | (other, Logic::Constant(value)) => {
                    Ok(if value { other } else { other.not() })
                }
                (Logic::Expr(left), Logic::Expr(right)) => {
                    let operand = |expr: Expr| match expr {
                        binary @ Expr::Binary(..) => Expr::Paren(Box::new(binary)),
                        expr => expr,
                    };
                    Ok(Logic::Expr(Expr::Binary(
                        "==",
                        vec![operand(left), operand(right)],
                    )))
                }
            },
        }
    }

    fn equals_literal(&self, place: &Place<'a>, literal: Option<Literal>) -> Result<Logic> {
        match literal {
            Some(Literal::Null) => Ok(self.equals_null(place)),
            Some(literal) => self.is_one_of(place, &[literal]),
            None => Ok(Logic::Constant(false)),
        }
    }

    /// `place == null`
    pub(super) fn equals_null(&self, place: &Place<'a>) -> Logic {
        let is_null = || Some(Vec::new());
        match (place.holder, place.ty) {
            (Holder::Nullable { .. }, _) => {
                Logic::Expr(place.expr.clone().then("is_null", is_null()))
            }
            (_, Ty::Json) => Logic::Expr(place.with_value(|json| json.then("is_null", is_null()))),
            _ => Logic::Constant(false),
        }
    }

    fn equals_place(&self, one: &Place<'a>, other: &Place<'a>) -> Result<Logic> {
        if one.ty != other.ty
            || matches!(
                self.sort(one),
                Sort::Other | Sort::Object | Sort::Map | Sort::List(_)
            )
        {
            return Err(Refusal::new(format!(
                "`{}` and `{}` are not of one simple type, and comparing them is not supported in rules",
                one.path, other.path
            )));
        }
        let operands = match (one.is_bare(), other.is_bare()) {
            (true, true) if one.holder == other.holder => {
                vec![one.expr.clone(), other.expr.clone()]
            }
            // `null` equals `null`, and both are `None` then.
            _ => vec![one.as_option(), other.as_option()],
        };
        Ok(Logic::Expr(Expr::Binary("==", operands)))
    }

    /// Whether the value is one of some literals. Values of other types are never equal.
    pub(super) fn is_one_of(&self, place: &Place<'a>, literals: &[Literal]) -> Result<Logic> {
        let null = literals
            .contains(&Literal::Null)
            .then(|| self.equals_null(place));
        let others = match self.sort(place) {
            Sort::Enum(id, values) => self.is_variant(place, id, values, literals),
            Sort::Int32 | Sort::Int64 => {
                let is_int32 = self.sort(place) == Sort::Int32;
                let integers = literals.iter().filter_map(integer);
                // An i32 never equals what it cannot hold.
                let integers = integers.filter(|value| !is_int32 || i32::try_from(*value).is_ok());
                one_of(place, integers.map(|value| value.to_string()).collect())
            }
            Sort::String => {
                let texts = literals.iter().filter_map(|it| match it {
                    Literal::String(text) => Some(literal(text)),
                    _ => None,
                });
                one_of_texts(place, "String", texts.collect())
            }
            Sort::Bool => {
                let values = literals.iter().filter_map(|it| match it {
                    Literal::Bool(value) => Some(*value),
                    _ => None,
                });
                is_bool(place, values.collect())
            }
            Sort::Double => Logic::any(
                literals
                    .iter()
                    .map(|it| is_double(place, it))
                    .collect::<Result<_>>()?,
            ),
            Sort::List(_) | Sort::Map | Sort::Object | Sort::Other => {
                return Err(Refusal::new(format!(
                    "comparing `{}` with a value is not supported in rules",
                    place.path
                )));
            }
        };
        Ok(Logic::any(null.into_iter().chain([others]).collect()))
    }

    fn is_variant(
        &self,
        place: &Place<'a>,
        id: TypeId,
        values: EnumValues,
        literals: &[Literal],
    ) -> Logic {
        let item = self.items.get(id.0 as usize);
        let Some((item, Kind::Enum(list))) = item.map(|item| (item, &item.kind)) else {
            return Logic::Constant(false);
        };
        let wanted = literals.iter().filter_map(|it| match (values, it) {
            (EnumValues::Strings, Literal::String(text)) => Some(EnumValue::String(text.clone())),
            (EnumValues::Integers, it) => integer(it).map(EnumValue::Integer),
            _ => None,
        });
        let is_listed = |value: &EnumValue| list.variants.iter().any(|it| it.value == *value);
        let wanted: Vec<EnumValue> = wanted.filter(|it| !list.closed || is_listed(it)).collect();
        let variant = |value: &EnumValue| {
            let known = list.variants.iter().find(|variant| variant.value == *value);
            match (known, value) {
                (Some(variant), _) => Some(format!("{}::{}", item.name, variant.ident)),
                (None, EnumValue::Integer(value)) => {
                    Some(format!("{}::{}({value})", item.name, list.rest))
                }
                (None, EnumValue::String(_)) => None,
            }
        };
        match wanted.iter().map(variant).collect::<Option<Vec<String>>>() {
            Some(variants) => one_of(place, variants),
            // A string that is not listed is no pattern: the texts are compared.
            None => {
                let texts = wanted.iter().filter_map(|value| match value {
                    EnumValue::String(text) => Some(literal(text)),
                    EnumValue::Integer(_) => None,
                });
                one_of_texts(place, item.name.as_str(), texts.collect())
            }
        }
    }

    /// `left < right` and its like, and `==` of numbers.
    pub(super) fn order(
        &self,
        operator: &'static str,
        left: &IdedExpr,
        right: &IdedExpr,
        positive: bool,
        guards: &Guards,
    ) -> Result<Logic> {
        if self.is_time(left) || self.is_time(right) {
            return self.order_of_times(operator, left, right, positive, guards);
        }
        let (one, other) = (self.number(left, guards)?, self.number(right, guards)?);
        if let (Number::Text(one), Number::Text(other)) = (&one, &other) {
            return self.order_of_texts(operator, one, other);
        }
        let double = matches!(one, Number::Double(_)) || matches!(other, Number::Double(_));
        if double {
            return order_of_doubles(operator, one, other);
        }
        super::arithmetic::order(operator, one, other, positive)
    }

    fn order_of_texts(
        &self,
        operator: &'static str,
        one: &Place<'a>,
        other: &Place<'a>,
    ) -> Result<Logic> {
        match (
            one.is_bare() && one.holder == other.holder,
            self.sort(one),
            self.sort(other),
        ) {
            (true, Sort::String, Sort::String) => Ok(Logic::Expr(Expr::Binary(
                operator,
                vec![one.expr.clone(), other.expr.clone()],
            ))),
            _ => Err(Refusal::new(
                "the order of strings is supported between required members alone",
            )),
        }
    }
}

/// The integer that a number equals.
pub(super) fn integer(literal: &Literal) -> Option<i64> {
    match literal {
        Literal::Int(value) => Some(*value),
        Literal::Double(value) if value.fract() == 0.0 && value.abs() < EXACT as f64 => {
            Some(*value as i64)
        }
        _ => None,
    }
}

/// Whether the value of a place matches one of some patterns.
fn one_of(place: &Place<'_>, patterns: Vec<String>) -> Logic {
    let wrapped = !place.is_bare();
    match patterns.as_slice() {
        [] => Logic::Constant(false),
        [one] if !wrapped => Logic::Expr(Expr::Binary(
            "==",
            vec![place.copied(), Expr::text(one.clone())],
        )),
        _ => {
            let alternatives = match <[String; 1]>::try_from(patterns) {
                Ok([one]) => Expr::text(one),
                Err(patterns) => Expr::Binary("|", patterns.into_iter().map(Expr::text).collect()),
            };
            let (value, pattern) = match place.holder {
                Holder::Plain | Holder::Reference => (place.expr.clone(), alternatives),
                Holder::Option => (
                    place.expr.clone(),
                    Expr::Call("Some".to_owned(), vec![alternatives]),
                ),
                Holder::Nullable { .. } => (
                    place.as_option(),
                    Expr::Call("Some".to_owned(), vec![alternatives]),
                ),
            };
            Logic::Expr(Expr::Macro("matches", vec![value, pattern]))
        }
    }
}

/// Whether the text of a place is one of some; `type_name` has the method `as_str`.
fn one_of_texts(place: &Place<'_>, type_name: &str, texts: Vec<String>) -> Logic {
    let is_string = type_name == "String";
    match texts.as_slice() {
        [] => return Logic::Constant(false),
        [one] if place.is_bare() => {
            let value = match is_string {
                true => place.expr.clone(),
                false => place.expr.clone().then("as_str", Some(Vec::new())),
            };
            return Logic::Expr(match one.as_str() {
                "\"\"" => value.then("is_empty", Some(Vec::new())),
                text => Expr::Binary("==", vec![value, Expr::text(text)]),
            });
        }
        _ => {}
    }
    let mut alternatives: Vec<Expr> = texts.into_iter().map(Expr::text).collect();
    let alternatives = match alternatives.len() {
        1 => alternatives.swap_remove(0),
        _ => Expr::Binary("|", alternatives),
    };
    let (value, pattern) = match place.holder {
        Holder::Plain | Holder::Reference => (
            place.expr.clone().then("as_str", Some(Vec::new())),
            alternatives,
        ),
        Holder::Option if is_string => (
            place.expr.clone().then("as_deref", Some(Vec::new())),
            Expr::Call("Some".to_owned(), vec![alternatives]),
        ),
        _ => (
            place.as_option().then(
                "map",
                Some(vec![Expr::text(format!("{type_name}::as_str"))]),
            ),
            Expr::Call("Some".to_owned(), vec![alternatives]),
        ),
    };
    Logic::Expr(Expr::Macro("matches", vec![value, pattern]))
}

fn is_bool(place: &Place<'_>, mut values: Vec<bool>) -> Logic {
    values.dedup();
    match (values.as_slice(), place.is_bare()) {
        ([], _) => Logic::Constant(false),
        ([true], true) => Logic::Expr(place.copied()),
        ([false], true) => Logic::Expr(place.copied()).not(),
        (values, _) => Logic::any(
            values
                .iter()
                .map(|value| match place.holder {
                    Holder::Option => Expr::Binary(
                        "==",
                        vec![place.expr.clone(), Expr::text(format!("Some({value})"))],
                    ),
                    Holder::Plain | Holder::Reference => {
                        Expr::Binary("==", vec![place.copied(), Expr::text(value.to_string())])
                    }
                    Holder::Nullable { .. } => Expr::Binary(
                        "==",
                        vec![place.as_option(), Expr::text(format!("Some(&{value})"))],
                    ),
                })
                .map(Logic::Expr)
                .collect(),
        ),
    }
}

fn is_double(place: &Place<'_>, literal: &Literal) -> Result<Logic> {
    let Some(value) = double(literal)? else {
        return Ok(Logic::Constant(false));
    };
    Ok(Logic::Expr(match place.holder {
        Holder::Plain | Holder::Reference => {
            Expr::Binary("==", vec![place.copied(), Expr::text(value)])
        }
        Holder::Option => Expr::Binary(
            "==",
            vec![place.expr.clone(), Expr::text(format!("Some({value})"))],
        ),
        Holder::Nullable { .. } => Expr::Binary(
            "==",
            vec![place.as_option(), Expr::text(format!("Some(&{value})"))],
        ),
    }))
}

/// A number as a literal of type `f64`.
pub(super) fn double(literal: &Literal) -> Result<Option<String>> {
    match literal {
        Literal::Int(value) if value.abs() <= EXACT => Ok(Some(format!("{:?}", *value as f64))),
        Literal::Int(_) => Err(Refusal::new(
            "a number is compared with an integer beyond 2^53, which is not exact",
        )),
        Literal::Double(value) if value.is_finite() => Ok(Some(format!("{value:?}"))),
        _ => Ok(None),
    }
}

fn order_of_doubles(operator: &'static str, one: Number<'_>, other: Number<'_>) -> Result<Logic> {
    let refusal = || {
        Refusal::new(
            "a `number` is compared with something that is neither a literal nor a required `number`",
        )
    };
    match (one, other) {
        (Number::Double(place), Number::Literal(literal)) => {
            let value = Expr::text(double(&literal)?.ok_or_else(refusal)?);
            Ok(Logic::Expr(compared(&place, |it| {
                Expr::Binary(operator, vec![it, value])
            })))
        }
        (Number::Literal(literal), Number::Double(place)) => {
            let value = Expr::text(double(&literal)?.ok_or_else(refusal)?);
            let turned = turned(operator);
            Ok(Logic::Expr(compared(&place, |it| {
                Expr::Binary(turned, vec![it, value])
            })))
        }
        (Number::Double(one), Number::Double(other)) if one.is_bare() && other.is_bare() => Ok(
            Logic::Expr(Expr::Binary(operator, vec![one.copied(), other.copied()])),
        ),
        _ => Err(refusal()),
    }
}

/// The operator with its sides exchanged.
pub(super) fn turned(operator: &'static str) -> &'static str {
    match operator {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        same => same,
    }
}

/// A comparison of the value of a place, which is copied.
pub(super) fn compared(place: &Place<'_>, comparison: impl FnOnce(Expr) -> Expr) -> Expr {
    match place.holder {
        Holder::Plain | Holder::Reference => comparison(place.copied()),
        Holder::Option => {
            let closure = Expr::Closure(
                place.ident.clone(),
                Box::new(comparison(Expr::text(place.ident.clone()))),
            );
            place.expr.clone().then("is_some_and", Some(vec![closure]))
        }
        Holder::Nullable { .. } => {
            place.with_value(|it| comparison(Expr::Prefix("*", Box::new(it))))
        }
    }
}
