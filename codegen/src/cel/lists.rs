//! Lists: `in`, `all()` and `exists()`.

use cel::common::ast::{ComprehensionExpr, Expr as Cel, IdedExpr, LiteralValue, operators};

use super::compare::{Literal, literal_of};
use super::guards::Guards;
use super::logic::Logic;
use super::place::{Place, Sort, Variable};
use super::{Refusal, Result, Scope};
use crate::names;
use crate::plan::types::Ty;
use crate::rust::{Expr, literal};

impl<'a> Scope<'a> {
    /// `value in list`
    pub(super) fn listed(
        &self,
        value: &IdedExpr,
        list: &IdedExpr,
        guards: &Guards,
    ) -> Result<Logic> {
        if let Cel::List(list) = &list.expr {
            let Some(place) = self.place(&value.expr, guards)? else {
                return Err(Refusal::new(
                    "`in` a list of values is supported for members alone",
                ));
            };
            let literals: Vec<Literal> = list
                .elements
                .iter()
                .map(literal_of)
                .collect::<Result<Option<_>>>()?
                .ok_or_else(|| Refusal::new("a list in a rule has something that is no literal"))?;
            return self.is_one_of(&place, &literals);
        }
        let (Some(place), Some(wanted)) = (self.place(&list.expr, guards)?, literal_of(value)?)
        else {
            return Err(Refusal::new(
                "`in` is supported for a member in a list of values and for a value in a member",
            ));
        };
        place.require_value("`in`", guards)?;
        match (self.sort(&place), wanted) {
            (Sort::Map, Literal::String(key)) => {
                let argument = vec![Expr::text(literal(&key))];
                Ok(Logic::Expr(place.with_value(|map| {
                    map.then("contains_key", Some(argument))
                })))
            }
            (Sort::List(item), wanted) => self.any_item(&place, item, |item| match wanted {
                Literal::Null => Ok(self.equals_null(&item)),
                wanted => self.is_one_of(&item, &[wanted]),
            }),
            _ => Err(Refusal::new(format!(
                "`in {}` is not supported in rules",
                place.path
            ))),
        }
    }

    fn any_item(
        &self,
        list: &Place<'a>,
        item: &'a Ty,
        test: impl FnOnce(Place<'a>) -> Result<Logic>,
    ) -> Result<Logic> {
        let variable = Variable {
            name: String::from("@item"),
            ident: "item".to_owned(),
            ty: item,
        };
        let inner = Scope {
            variables: vec![variable],
            ..self.clone()
        };
        let Some(place) = inner.place(&Cel::Ident("@item".to_owned()), &Guards::default())? else {
            return Err(Refusal::new("items of a list could not be named"));
        };
        Ok(over_items(list, "any", "item", test(place)?))
    }

    /// `list.all(item, …)` and `list.exists(item, …)`, which the parser has written out.
    pub(super) fn comprehension(
        &self,
        comprehension: &ComprehensionExpr,
        positive: bool,
        guards: &Guards,
        depth: usize,
    ) -> Result<Logic> {
        let unsupported =
            || Refusal::new("of the functions over lists `all` and `exists` are supported");
        let (method, body) = parts(comprehension).ok_or_else(unsupported)?;
        let Some(place) = self.place(&comprehension.iter_range.expr, guards)? else {
            return Err(Refusal::new(format!(
                "`{method}` is supported of members alone"
            )));
        };
        place.require_value("items", guards)?;
        let Sort::List(item) = self.sort(&place) else {
            return Err(Refusal::new(format!("`{}` is no list", place.path)));
        };
        let name = &comprehension.iter_var;
        if name == "self" || self.variables.iter().any(|variable| variable.name == *name) {
            return Err(Refusal::new(format!(
                "the variable `{name}` hides another one"
            )));
        }
        let ident = match names::snake(name).as_str() {
            // The object of the rule is called so.
            "it" => "item".to_owned(),
            ident => ident.to_owned(),
        };
        let mut inner = self.clone();
        inner.variables.push(Variable {
            name: name.clone(),
            ident: ident.clone(),
            ty: item,
        });
        let body = inner.logic(body, positive, guards, depth + 1)?;
        Ok(over_items(&place, method, &ident, body))
    }
}

/// `list.iter().all(|item| …)`
fn over_items(list: &Place<'_>, method: &str, ident: &str, body: Logic) -> Logic {
    match (body, method) {
        (Logic::Constant(true), "all") => Logic::Constant(true),
        (Logic::Constant(false), "any") => Logic::Constant(false),
        (body, method) => {
            let body = match body {
                Logic::Constant(value) => Expr::text(value.to_string()),
                Logic::Expr(body) => body,
            };
            let parameter = if body.mentions(ident) { ident } else { "_" };
            let closure = Expr::Closure(parameter.to_owned(), Box::new(body));
            Logic::Expr(list.with_value(|it| {
                it.then("iter", Some(Vec::new()))
                    .then(method, Some(vec![closure]))
            }))
        }
    }
}

/// The method and the body of `all` or `exists`.
fn parts(comprehension: &ComprehensionExpr) -> Option<(&'static str, &IdedExpr)> {
    let Cel::Literal(LiteralValue::Boolean(start)) = &comprehension.accu_init.expr else {
        return None;
    };
    let Cel::Call(step) = &comprehension.loop_step.expr else {
        return None;
    };
    let accumulates = |expression: &IdedExpr| matches!(&expression.expr, Cel::Ident(name) if *name == comprehension.accu_var);
    let (method, [accumulated, body]) = (
        match (step.func_name.as_str(), *start.inner()) {
            (operators::LOGICAL_AND, true) => "all",
            (operators::LOGICAL_OR, false) => "any",
            _ => return None,
        },
        step.args.as_slice(),
    ) else {
        return None;
    };
    let plain = comprehension.iter_var2.is_none()
        && accumulates(accumulated)
        && accumulates(&comprehension.result);
    plain.then_some((method, body))
}
