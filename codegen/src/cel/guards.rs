//! What is known of members where an expression is evaluated.

use cel::common::ast::{Expr, IdedExpr, LiteralValue, operators};

use super::place;

/// Members that are there, and members that are not `null`, by their path.
#[derive(Debug, Clone, Default)]
pub(super) struct Guards {
    present: Vec<String>,
    not_null: Vec<String>,
}

impl Guards {
    pub(super) fn is_present(&self, path: &str) -> bool {
        self.present.iter().any(|known| known == path)
    }

    pub(super) fn is_not_null(&self, path: &str) -> bool {
        self.not_null.iter().any(|known| known == path)
    }

    /// What is known besides where `expression` has been found to be `truth`.
    pub(super) fn after(&self, expression: &IdedExpr, truth: bool) -> Guards {
        let mut guards = self.clone();
        guards.learn(expression, truth);
        guards
    }

    fn learn(&mut self, expression: &IdedExpr, truth: bool) {
        match &expression.expr {
            Expr::Select(select) if select.test && truth => {
                if let Some(path) = place::path(&select.operand.expr) {
                    self.present.push(format!("{path}.{}", select.field));
                }
            }
            Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
                (operators::LOGICAL_NOT, [inner]) => self.learn(inner, !truth),
                (operators::LOGICAL_AND, both) if truth => {
                    both.iter().for_each(|one| self.learn(one, true))
                }
                (operators::LOGICAL_OR, both) if !truth => {
                    both.iter().for_each(|one| self.learn(one, false))
                }
                (operators::EQUALS, [left, right]) if !truth => self.learn_not_null(left, right),
                (operators::NOT_EQUALS, [left, right]) if truth => self.learn_not_null(left, right),
                _ => {}
            },
            _ => {}
        }
    }

    fn learn_not_null(&mut self, left: &IdedExpr, right: &IdedExpr) {
        for (null, member) in [(left, right), (right, left)] {
            if matches!(null.expr, Expr::Literal(LiteralValue::Null))
                && let Some(path) = place::path(&member.expr)
            {
                self.not_null.push(path);
            }
        }
    }
}
