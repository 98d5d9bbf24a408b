//! Truth: `&&`, `||`, `!`, choices, and what gives a truth value.

use cel::common::ast::{CallExpr, Expr as Cel, IdedExpr, LiteralValue, operators};

use super::guards::Guards;
use super::negation::not;
use super::place::{Holder, Sort};
use super::{MAX_DEPTH, Refusal, Result, Scope};
use crate::rust::Expr;

/// A truth value: known, or an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Logic {
    Constant(bool),
    Expr(Expr),
}

impl Logic {
    pub(super) fn not(self) -> Logic {
        match self {
            Logic::Constant(value) => Logic::Constant(!value),
            Logic::Expr(expr) => Logic::Expr(not(expr)),
        }
    }

    /// One of several; the operands of an inner `||` join.
    pub(super) fn any(parts: Vec<Logic>) -> Logic {
        Self::join("||", true, parts)
    }

    /// All of several.
    pub(super) fn all(parts: Vec<Logic>) -> Logic {
        Self::join("&&", false, parts)
    }

    fn join(operator: &'static str, deciding: bool, parts: Vec<Logic>) -> Logic {
        let mut operands = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Logic::Constant(value) if value == deciding => return Logic::Constant(deciding),
                Logic::Constant(_) => {}
                Logic::Expr(Expr::Binary(inner, more)) if inner == operator => {
                    operands.extend(more)
                }
                // Comparisons bind tighter than both; the other of the two is set apart.
                Logic::Expr(Expr::Binary(inner @ ("&&" | "||"), more)) => {
                    operands.push(Expr::Paren(Box::new(Expr::Binary(inner, more))));
                }
                Logic::Expr(expr) => operands.push(expr),
            }
        }
        match operands.len() {
            0 => Logic::Constant(!deciding),
            1 => Logic::Expr(operands.swap_remove(0)),
            _ => Logic::Expr(Expr::Binary(operator, operands)),
        }
    }
}

impl<'a> Scope<'a> {
    /// Translates an expression that gives a truth value. `positive` says whether the rule is the
    /// more likely to hold the more this is true.
    pub(super) fn logic(
        &self,
        expression: &IdedExpr,
        positive: bool,
        guards: &Guards,
        depth: usize,
    ) -> Result<Logic> {
        if depth > MAX_DEPTH {
            return Err(Refusal::new(format!(
                "the rule is nested more than {MAX_DEPTH} deep"
            )));
        }
        match &expression.expr {
            Cel::Literal(LiteralValue::Boolean(value)) => Ok(Logic::Constant(*value.inner())),
            Cel::Select(select) if select.test => {
                self.has(&select.operand.expr, &select.field, guards)
            }
            Cel::Call(call) => self.call(call, positive, guards, depth),
            Cel::Comprehension(comprehension) => {
                self.comprehension(comprehension, positive, guards, depth)
            }
            other => match self.place(other, guards)? {
                Some(place) if self.sort(&place) == Sort::Bool => {
                    place.require_value("truth", guards)?;
                    Ok(Logic::Expr(match place.holder {
                        Holder::Plain | Holder::Reference => place.copied(),
                        Holder::Option => {
                            Expr::Binary("==", vec![place.expr, Expr::text("Some(true)")])
                        }
                        Holder::Nullable { .. } => {
                            Expr::Binary("==", vec![place.as_option(), Expr::text("Some(&true)")])
                        }
                    }))
                }
                _ => Err(Refusal::new(
                    "a part of the rule that must be true or false is neither a comparison nor a boolean member",
                )),
            },
        }
    }

    fn has(&self, operand: &Cel, name: &str, guards: &Guards) -> Result<Logic> {
        let (place, field) = self.tested(operand, name, guards)?;
        if field.required {
            return Ok(Logic::Constant(true));
        }
        let method = match place.holder {
            Holder::Nullable { .. } => "is_present",
            _ => "is_some",
        };
        Ok(Logic::Expr(place.expr.then(method, Some(Vec::new()))))
    }

    fn call(
        &self,
        call: &CallExpr,
        positive: bool,
        guards: &Guards,
        depth: usize,
    ) -> Result<Logic> {
        let depth = depth + 1;
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_NOT, [inner]) => {
                Ok(self.logic(inner, !positive, guards, depth)?.not())
            }
            (operators::LOGICAL_AND, [left, right]) => {
                let after = guards.after(left, true);
                Ok(Logic::all(vec![
                    self.logic(left, positive, guards, depth)?,
                    self.logic(right, positive, &after, depth)?,
                ]))
            }
            (operators::LOGICAL_OR, [left, right]) => {
                let after = guards.after(left, false);
                Ok(Logic::any(vec![
                    self.logic(left, positive, guards, depth)?,
                    self.logic(right, positive, &after, depth)?,
                ]))
            }
            (operators::CONDITIONAL, [condition, then, otherwise]) => {
                let chosen = self.certain(condition, guards, depth)?;
                let then = self.logic(then, positive, &guards.after(condition, true), depth)?;
                let otherwise =
                    self.logic(otherwise, positive, &guards.after(condition, false), depth)?;
                let negated = chosen.clone().not();
                Ok(Logic::any(vec![
                    Logic::all(vec![chosen, then]),
                    Logic::all(vec![negated, otherwise]),
                ]))
            }
            (operators::EQUALS, [left, right]) => self.equals(left, right, positive, guards, depth),
            // A failure is no answer on either side, so the negation turns around what counts.
            (operators::NOT_EQUALS, [left, right]) => {
                Ok(self.equals(left, right, !positive, guards, depth)?.not())
            }
            (operators::LESS, [left, right]) => self.order("<", left, right, positive, guards),
            (operators::LESS_EQUALS, [left, right]) => {
                self.order("<=", left, right, positive, guards)
            }
            (operators::GREATER, [left, right]) => self.order(">", left, right, positive, guards),
            (operators::GREATER_EQUALS, [left, right]) => {
                self.order(">=", left, right, positive, guards)
            }
            (operators::IN, [value, list]) => self.listed(value, list, guards),
            (name, arguments) => match (&call.target, arguments) {
                (Some(target), [argument]) => self.text(name, target, argument, guards),
                _ => Err(Refusal::new(format!("`{name}` is not supported in rules"))),
            },
        }
    }

    /// A truth value that cannot fail: the same by either count.
    pub(super) fn certain(
        &self,
        expression: &IdedExpr,
        guards: &Guards,
        depth: usize,
    ) -> Result<Logic> {
        let logic = self.logic(expression, true, guards, depth)?;
        match logic == self.logic(expression, false, guards, depth)? {
            true => Ok(logic),
            false => Err(Refusal::new(
                "arithmetic that may overflow is not supported in a condition of `?:` or in `==` of booleans",
            )),
        }
    }
}
