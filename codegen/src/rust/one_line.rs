//! Expressions on one line.

use std::fmt;

use serde::{Serialize, Serializer};

use super::expr::{Expr, Link};
use super::width;

impl Expr {
    /// Writes the expression on one line at the end of a text.
    pub(super) fn flat(&self, out: &mut String) {
        match self {
            Expr::Text(text) => out.push_str(text),
            Expr::Call(callee, arguments) => flat_call(out, [callee, "("], arguments, ")"),
            Expr::Macro(name, arguments) => flat_call(out, [name, "!("], arguments, ")"),
            Expr::Array(items) => flat_call(out, ["[", ""], items, "]"),
            Expr::Struct(name, fields) => {
                out.extend([name, " { "]);
                for (at, (field, value)) in fields.iter().enumerate() {
                    out.extend([if at > 0 { ", " } else { "" }, field, ": "]);
                    value.flat(out);
                }
                out.push_str(" }");
            }
            Expr::Closure(parameter, body) => {
                out.extend(["|", parameter, "| "]);
                body.flat(out);
            }
            Expr::Binary(operator, operands) => {
                for (at, operand) in operands.iter().enumerate() {
                    if at > 0 {
                        out.extend([" ", operator, " "]);
                    }
                    operand.flat(out);
                }
            }
            Expr::Prefix(sign, inner) => {
                out.push_str(sign);
                inner.flat(out);
            }
            Expr::Paren(inner) => {
                out.push('(');
                inner.flat(out);
                out.push(')');
            }
            Expr::Try(inner) => {
                inner.flat(out);
                out.push('?');
            }
            Expr::Chain(head, links) => {
                head.flat(out);
                links.iter().for_each(|link| link.flat(out));
            }
        }
    }

    /// What is left of so many columns after the expression on one line, if it has room in them. It
    /// is not followed further than that, so that long tables cost no more than short ones.
    pub(super) fn measure(&self, left: usize) -> Option<usize> {
        let take = |left: usize, text: &str| left.checked_sub(width(text));
        match self {
            Expr::Text(text) => take(left, text),
            Expr::Call(callee, arguments) => {
                measure_list(arguments, take(left, callee)?.checked_sub(2)?)
            }
            Expr::Macro(name, arguments) => {
                measure_list(arguments, take(left, name)?.checked_sub(3)?)
            }
            Expr::Array(items) => measure_list(items, left.checked_sub(2)?),
            Expr::Struct(name, fields) => {
                let separators = 2 * fields.len().saturating_sub(1);
                let mut left = take(left, name)?.checked_sub(5 + separators)?;
                for (field, value) in fields {
                    left = value.measure(take(left, field)?.checked_sub(2)?)?;
                }
                Some(left)
            }
            Expr::Closure(parameter, body) => body.measure(take(left, parameter)?.checked_sub(3)?),
            Expr::Binary(operator, operands) => {
                let separators = (operator.len() + 2) * operands.len().saturating_sub(1);
                let left = left.checked_sub(separators)?;
                operands
                    .iter()
                    .try_fold(left, |left, operand| operand.measure(left))
            }
            Expr::Prefix(sign, inner) => inner.measure(left.checked_sub(sign.len())?),
            Expr::Paren(inner) => inner.measure(left.checked_sub(2)?),
            Expr::Try(inner) => inner.measure(left.checked_sub(1)?),
            Expr::Chain(head, links) => measure_links(links, head.measure(left)?),
        }
    }
}

impl Link {
    /// Writes the link with its dot.
    pub(super) fn flat(&self, out: &mut String) {
        out.extend([".", &self.name]);
        if let Some(arguments) = &self.arguments {
            flat_call(out, ["(", ""], arguments, ")");
        }
        out.push_str(if self.tries { "?" } else { "" });
    }
}

fn flat_call(out: &mut String, open: [&str; 2], items: &[Expr], close: &str) {
    out.extend(open);
    flat_list(out, items);
    out.push_str(close);
}

/// Writes items with commas between them.
pub(super) fn flat_list(out: &mut String, items: &[Expr]) {
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at > 0 { ", " } else { "" });
        item.flat(out);
    }
}

/// What is left of so many columns after items with commas between them, if they have room in them.
pub(super) fn measure_list(items: &[Expr], left: usize) -> Option<usize> {
    let left = left.checked_sub(2 * items.len().saturating_sub(1))?;
    items.iter().try_fold(left, |left, item| item.measure(left))
}

/// The same after the links of a chain.
pub(super) fn measure_links(links: &[Link], left: usize) -> Option<usize> {
    links.iter().try_fold(left, |left, link| {
        let signs = 1 + usize::from(link.tries);
        let left = left.checked_sub(width(&link.name) + signs)?;
        match &link.arguments {
            None => Some(left),
            Some(arguments) => measure_list(arguments, left.checked_sub(2)?),
        }
    })
}

impl<T: Into<String>> From<T> for Expr {
    fn from(text: T) -> Self {
        Expr::Text(text.into())
    }
}

/// The expression on one line.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.flat(&mut text);
        f.write_str(&text)
    }
}

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
