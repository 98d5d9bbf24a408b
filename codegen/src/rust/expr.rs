//! Expressions, and what fits on one line.

use super::layout::Shape;
use super::{MAX_WIDTH, one_line};

/// The widest list of arguments or items on one line (`fn_call_width`, `array_width`).
pub(crate) const LIST_WIDTH: usize = 60;
/// The widest chain of calls on one line (`chain_width`).
pub(crate) const CHAIN_WIDTH: usize = 60;

/// A Rust expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// Text that is never broken: a name, a path or a literal.
    Text(String),
    /// `callee(a, b)`
    Call(String, Vec<Expr>),
    /// `name!(a, b)`
    Macro(&'static str, Vec<Expr>),
    /// `[a, b]`
    Array(Vec<Expr>),
    /// `Name { field: a }`, a line for each field.
    Struct(String, Vec<(String, Expr)>),
    /// `|parameter| body`
    Closure(String, Box<Expr>),
    /// `a || b || c`
    Binary(&'static str, Vec<Expr>),
    /// `&a`, `!a`, `*a`
    Prefix(&'static str, Box<Expr>),
    /// `(a)`
    Paren(Box<Expr>),
    /// `a?`
    Try(Box<Expr>),
    /// `head.field.call(a)`
    Chain(Box<Expr>, Vec<Link>),
}

/// A piece of a chain.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Link {
    /// The field or method.
    pub name: String,
    /// The arguments of a method.
    pub arguments: Option<Vec<Expr>>,
    /// Whether a question mark follows.
    pub tries: bool,
}

impl Expr {
    /// Text that is never broken.
    pub(crate) fn text(text: impl Into<String>) -> Expr {
        Expr::Text(text.into())
    }

    /// Whether a name stands in the expression, outside of literals.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        let any = |list: &[Expr]| list.iter().any(|expr| expr.mentions(name));
        match self {
            Expr::Text(text) if text.starts_with(['"', '#']) => false,
            Expr::Text(text) => text
                .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .any(|word| word == name),
            Expr::Call(_, list)
            | Expr::Macro(_, list)
            | Expr::Array(list)
            | Expr::Binary(_, list) => any(list),
            Expr::Struct(_, fields) => fields.iter().any(|(_, value)| value.mentions(name)),
            Expr::Closure(_, inner)
            | Expr::Prefix(_, inner)
            | Expr::Paren(inner)
            | Expr::Try(inner) => inner.mentions(name),
            Expr::Chain(head, links) => {
                let mut arguments = links.iter().flat_map(|link| &link.arguments);
                head.mentions(name) || arguments.any(|list| any(list))
            }
        }
    }

    /// How deeply closures are nested.
    pub(crate) fn closures(&self) -> usize {
        let most = |list: &[Expr]| list.iter().map(Expr::closures).max().unwrap_or(0);
        match self {
            Expr::Text(_) => 0,
            Expr::Call(_, list)
            | Expr::Macro(_, list)
            | Expr::Array(list)
            | Expr::Binary(_, list) => most(list),
            Expr::Struct(_, fields) => {
                let values = fields.iter().map(|(_, value)| value.closures());
                values.max().unwrap_or(0)
            }
            Expr::Closure(_, inner) => inner.closures() + 1,
            Expr::Prefix(_, inner) | Expr::Paren(inner) | Expr::Try(inner) => inner.closures(),
            Expr::Chain(head, links) => {
                let arguments = links.iter().flat_map(|link| &link.arguments);
                let inside = arguments.map(|list| most(list)).max().unwrap_or(0);
                head.closures().max(inside)
            }
        }
    }

    /// A reference to an array.
    pub(crate) fn slice(items: Vec<Expr>) -> Expr {
        Expr::Prefix("&", Box::new(Expr::Array(items)))
    }

    /// The expression with one more field or call.
    #[must_use]
    pub(crate) fn then(self, name: impl Into<String>, arguments: Option<Vec<Expr>>) -> Expr {
        let link = Link {
            name: name.into(),
            arguments,
            tries: false,
        };
        match self {
            Expr::Chain(head, mut links) => {
                links.push(link);
                Expr::Chain(head, links)
            }
            head => Expr::Chain(Box::new(head), vec![link]),
        }
    }

    /// The method, if the expression is a call of one without arguments on `receiver`.
    pub(crate) fn only_call(&self, receiver: &str) -> Option<&str> {
        match self {
            Expr::Chain(head, links) if **head == Expr::text(receiver) => match links.as_slice() {
                [link] if link.arguments.as_ref()?.is_empty() && !link.tries => Some(&link.name),
                _ => None,
            },
            _ => None,
        }
    }

    /// The expression with a question mark behind it.
    #[must_use]
    pub(crate) fn tried(self) -> Expr {
        match self {
            Expr::Chain(head, mut links) => {
                if let Some(last) = links.last_mut() {
                    last.tries = true;
                }
                Expr::Chain(head, links)
            }
            other => Expr::Try(Box::new(other)),
        }
    }

    /// Whether the expression is laid out on one line.
    pub(super) fn is_on_one_line(&self, shape: Shape) -> bool {
        // A question mark at the end of a chain is counted twice.
        let sign = match self {
            Expr::Chain(_, links) => usize::from(links.last().is_some_and(|link| link.tries)),
            _ => 0,
        };
        let room = shape.within(0, sign).room().min(MAX_WIDTH);
        self.short(room) && self.may_stand_on_one_line()
    }

    /// Whether the expression on one line is no wider than `most`.
    pub(crate) fn short(&self, most: usize) -> bool {
        self.measure(most).is_some()
    }

    /// Whether no part is wider than rustfmt allows on one line.
    pub(super) fn may_stand_on_one_line(&self) -> bool {
        match self {
            Expr::Text(_) => true,
            Expr::Struct(..) => false,
            Expr::Call(_, items) | Expr::Macro(_, items) | Expr::Array(items) => is_short(items),
            Expr::Closure(_, inner)
            | Expr::Prefix(_, inner)
            | Expr::Paren(inner)
            | Expr::Try(inner) => inner.may_stand_on_one_line(),
            Expr::Binary(_, operands) => operands.iter().all(Expr::may_stand_on_one_line),
            Expr::Chain(head, links) => {
                let short = |link: &Link| link.arguments.as_deref().is_none_or(is_short);
                // rustfmt counts a question mark at the end twice.
                let sign = usize::from(links.last().is_some_and(|link| link.tries));
                let fits = links.len() == 1 || self.short(CHAIN_WIDTH - sign);
                fits && head.may_stand_on_one_line() && links.iter().all(short)
            }
        }
    }

    /// Whether it is so short and plain that it shares a line with others of the kind
    /// (`short_array_element_width_threshold`).
    pub(super) fn is_tiny(&self) -> bool {
        let plain = match self {
            Expr::Text(text) => {
                text.starts_with('"') || !text.contains(['(', ' ', '{']) && !text.contains("::")
            }
            Expr::Prefix(_, inner) => inner.is_tiny(),
            _ => false,
        };
        plain && self.short(10)
    }

    /// Whether it ends with `.await`.
    pub(super) fn awaits(&self) -> bool {
        match self {
            Expr::Chain(_, links) => links.last().is_some_and(|link| link.name == "await"),
            _ => false,
        }
    }

    /// Whether brackets around it may share its lines.
    pub(super) fn hugs(&self) -> bool {
        match self {
            Expr::Call(..)
            | Expr::Macro(..)
            | Expr::Array(_)
            | Expr::Struct(..)
            | Expr::Closure(..) => true,
            Expr::Prefix(_, inner) => inner.hugs(),
            _ => false,
        }
    }
}

pub(super) fn is_short(items: &[Expr]) -> bool {
    let fits = one_line::measure_list(items, LIST_WIDTH).is_some();
    fits && items.iter().all(Expr::may_stand_on_one_line)
}
