//! Expressions on one line.

use std::fmt;

use serde::{Serialize, Serializer};

use super::expr::{Expr, Link};

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(arguments) = &self.arguments {
            write!(f, "({})", Separated(", ", arguments))?;
        }
        f.write_str(if self.tries { "?" } else { "" })
    }
}

struct Separated<'a>(&'a str, &'a [Expr]);

impl fmt::Display for Separated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, item) in self.1.iter().enumerate() {
            if at > 0 {
                f.write_str(self.0)?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

impl<T: Into<String>> From<T> for Expr {
    fn from(text: T) -> Self {
        Expr::Text(text.into())
    }
}

/// The expression on one line.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Text(text) => f.write_str(text),
            Expr::Call(callee, arguments) => write!(f, "{callee}({})", Separated(", ", arguments)),
            Expr::Macro(name, arguments) => write!(f, "{name}!({})", Separated(", ", arguments)),
            Expr::Array(items) => write!(f, "[{}]", Separated(", ", items)),
            Expr::Struct(name, fields) => {
                write!(f, "{name} {{ ")?;
                for (at, (field, value)) in fields.iter().enumerate() {
                    write!(f, "{}{field}: {value}", if at > 0 { ", " } else { "" })?;
                }
                f.write_str(" }")
            }
            Expr::Closure(parameter, body) => write!(f, "|{parameter}| {body}"),
            Expr::Binary(operator, operands) => {
                write!(f, "{}", Separated(&format!(" {operator} "), operands))
            }
            Expr::Prefix(sign, inner) => write!(f, "{sign}{inner}"),
            Expr::Paren(inner) => write!(f, "({inner})"),
            Expr::Try(inner) => write!(f, "{inner}?"),
            Expr::Chain(head, links) => {
                head.fmt(f)?;
                links.iter().try_for_each(|link| write!(f, ".{link}"))
            }
        }
    }
}

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
