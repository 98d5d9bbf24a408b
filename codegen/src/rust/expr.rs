//! Expressions, and where rustfmt breaks them.

use super::{MAX_WIDTH, first_lines, indent, one_line, width};

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

/// Where an expression stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// The indentation of the line that it starts on.
    pub(super) indent: usize,
    /// Where it starts.
    pub(super) column: usize,
    /// Where it must end, if it is on one line.
    pub(super) max: usize,
    /// How much follows on its last line.
    pub(super) tail: usize,
    /// Within a macro, lists have no comma at their end.
    pub(super) in_macro: bool,
}

impl Shape {
    /// For an expression on a line of its own, one level deeper.
    fn nested(self, tail: usize) -> Shape {
        Shape {
            indent: self.indent + 4,
            column: self.indent + 4,
            max: MAX_WIDTH,
            tail,
            ..self
        }
    }

    /// For what comes after `before`, and before `after`, on the same line.
    pub(super) fn within(self, before: usize, after: usize) -> Shape {
        Shape {
            column: self.column + before,
            tail: self.tail + after,
            ..self
        }
    }

    /// How wide a text may be that stands on one line, with what follows.
    pub(super) fn room(self) -> usize {
        self.max.saturating_sub(self.column + self.tail)
    }

    fn line(self, out: &mut String) {
        out.push('\n');
        indent(out, self.indent);
    }
}

/// What opens a list: its pieces, such as `.`, `name` and `(`.
type Open<'a> = [&'a str; 3];

pub(super) fn open_width(open: Open<'_>) -> usize {
    open.iter().map(|part| width(part)).sum()
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

    /// Lays the expression out at the end of a text.
    pub(super) fn render(&self, out: &mut String, shape: Shape) {
        if self.is_on_one_line(shape) {
            return self.flat(out);
        }
        match self {
            Expr::Text(text) => out.push_str(text),
            Expr::Call(callee, arguments) => match callee.split_once("::<") {
                // rustfmt lets it stand out by a column.
                Some((path, generic)) if shape.column + width(callee) > MAX_WIDTH + 1 => {
                    generic_below(out, path, generic.trim_end_matches('>'), arguments, shape);
                }
                _ => list(out, ["", callee, "("], ")", arguments, shape),
            },
            Expr::Macro(name, arguments) => {
                let shape = Shape {
                    in_macro: true,
                    ..shape
                };
                list(out, ["", name, "!("], ")", arguments, shape);
            }
            Expr::Array(items) => list(out, ["", "", "["], "]", items, shape),
            Expr::Struct(name, fields) => structure(out, name, fields, shape),
            Expr::Closure(parameter, body) => {
                out.extend(["|", parameter, "| {"]);
                let inner = shape.nested(0);
                inner.line(out);
                body.render(out, inner);
                shape.line(out);
                out.push('}');
            }
            Expr::Binary(operator, operands) => binary(out, operator, operands, shape),
            Expr::Prefix(sign, inner) => {
                out.push_str(sign);
                inner.render(out, shape.within(sign.len(), 0));
            }
            Expr::Paren(inner) => {
                out.push('(');
                inner.render(out, shape.within(1, 1));
                out.push(')');
            }
            Expr::Try(inner) => {
                inner.render(out, shape.within(0, 1));
                out.push('?');
            }
            Expr::Chain(head, links) => chain(out, head, links, shape),
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

/// A list on one line, or on several.
fn bracketed(out: &mut String, open: Open<'_>, close: &str, items: &[Expr], shape: Shape) {
    let brackets = open_width(open) + close.len();
    let room = shape.room().min(MAX_WIDTH).checked_sub(brackets);
    let left = room.and_then(|room| one_line::measure_list(items, room));
    if left.is_some() && is_short(items) {
        out.extend(open);
        one_line::flat_list(out, items);
        out.push_str(close);
    } else {
        list(out, open, close, items, shape);
    }
}

/// A call whose callee is too long for a line, with its generic argument below it.
fn generic_below(out: &mut String, path: &str, generic: &str, items: &[Expr], shape: Shape) {
    out.extend([path, "::<"]);
    shape.nested(1).line(out);
    out.extend([generic, ","]);
    shape.line(out);
    bracketed(
        out,
        ["", ">", "("],
        ")",
        items,
        Shape {
            column: shape.indent,
            ..shape
        },
    );
}

/// Arguments or items that do not stand on one line.
fn list(out: &mut String, open: Open<'_>, close: &str, items: &[Expr], shape: Shape) {
    if let [only] = items
        && around(out, open, close, only, shape)
    {
        return;
    }
    if ends_in_closure(out, open, close, items, shape) {
        return;
    }
    if items.iter().all(Expr::is_tiny) {
        return packed(out, open, close, items, shape);
    }
    out.extend(open);
    let inner = shape.nested(1);
    for (at, item) in items.iter().enumerate() {
        inner.line(out);
        item.render(out, inner);
        let ends = at + 1 == items.len();
        if !(ends && shape.in_macro) {
            out.push(',');
        }
    }
    shape.line(out);
    out.push_str(close);
}

/// Brackets around one item that may share their lines; gives whether the item did not have to
/// stand between them.
fn around(out: &mut String, open: Open<'_>, close: &str, only: &Expr, shape: Shape) -> bool {
    let inner = shape.within(open_width(open), close.len());
    if let Some((inner, _)) = first_lines::hugged(only, inner) {
        out.extend(open);
        only.render(out, inner);
        out.push_str(close);
        return true;
    }
    let stands = first_lines::stands(only, inner);
    if stands {
        out.extend(open);
        only.flat(out);
        out.push_str(close);
    }
    stands
}

/// Arguments before a closure that goes over several lines; gives whether they stand so.
fn ends_in_closure(
    out: &mut String,
    open: Open<'_>,
    close: &str,
    items: &[Expr],
    shape: Shape,
) -> bool {
    let Some((last, before)) = items.split_last() else {
        return false;
    };
    let Some((inner, _)) = first_lines::before_closure(items, shape, open_width(open), close.len())
    else {
        return false;
    };
    out.extend(open);
    one_line::flat_list(out, before);
    out.push_str(", ");
    last.render(out, inner);
    out.push_str(close);
    true
}

/// Tiny items, as many on a line as it takes.
fn packed(out: &mut String, open: Open<'_>, close: &str, items: &[Expr], shape: Shape) {
    out.extend(open);
    let inner = shape.nested(0);
    inner.line(out);
    let mut column = inner.indent;
    for (at, item) in items.iter().enumerate() {
        let ends = at + 1 == items.len();
        let comma = usize::from(!(ends && shape.in_macro));
        if at > 0 {
            if item.short(MAX_WIDTH.saturating_sub(column + 1 + comma)) {
                out.push(' ');
                column += 1;
            } else {
                inner.line(out);
                column = inner.indent;
            }
        }
        let from = out.len();
        item.flat(out);
        column += width(&out[from..]) + comma;
        out.push_str(if comma == 1 { "," } else { "" });
    }
    shape.line(out);
    out.push_str(close);
}

fn structure(out: &mut String, name: &str, fields: &[(String, Expr)], shape: Shape) {
    out.extend([name, " {"]);
    let inner = shape.nested(1);
    for (field, value) in fields {
        inner.line(out);
        out.extend([field, ": "]);
        value.render(out, inner.within(width(field) + 2, 0));
        out.push(',');
    }
    shape.line(out);
    out.push('}');
}

/// Operands on a line each, the operator in front.
fn binary(out: &mut String, operator: &str, operands: &[Expr], shape: Shape) {
    let start = out.len();
    let deeper = Shape {
        indent: shape.indent + 4,
        column: shape.indent + 4 + operator.len() + 1,
        max: MAX_WIDTH,
        ..shape
    };
    for (at, operand) in operands.iter().enumerate() {
        let tail = if at + 1 == operands.len() {
            shape.tail
        } else {
            0
        };
        if at == 0 {
            operand.render(out, Shape { tail, ..shape });
            continue;
        }
        let end = match out[start..].rsplit_once('\n') {
            Some((_, last_line)) => width(last_line),
            // A line that is as short as the indentation takes the next operand, but not the first.
            None => usize::MAX,
        };
        if end <= shape.indent + 4 {
            out.extend([" ", operator, " "]);
            let column = end + operator.len() + 2;
            operand.render(
                out,
                Shape {
                    column,
                    tail,
                    ..shape
                },
            );
        } else {
            deeper.line(out);
            out.extend([operator, " "]);
            operand.render(out, Shape { tail, ..deeper });
        }
    }
}

/// A chain of fields and calls: the last call may go over several lines, or each stands on its own.
fn chain(out: &mut String, head: &Expr, links: &[Link], shape: Shape) {
    let Some((last, front)) = links.split_last() else {
        return head.render(out, shape);
    };
    let own_line = Shape {
        indent: shape.indent + 4,
        column: shape.indent + 4,
        max: MAX_WIDTH,
        ..shape
    };
    let start = out.len();
    head.flat(out);
    front.iter().for_each(|link| link.flat(out));
    let before = width(&out[start..]);
    let inner = shape.within(before, 0);
    // A question mark at the end is counted twice.
    let sign = usize::from(last.tries);
    let budget = if links.len() == 1 {
        MAX_WIDTH
    } else {
        CHAIN_WIDTH - sign
    };
    let first = before + first_lines::of_link(last, inner);
    let all_in_one = first <= budget
        && shape.column + first + shape.tail + sign <= MAX_WIDTH
        && head.may_stand_on_one_line();
    if all_in_one {
        let from = out.len();
        link(out, last, inner);
        let end = out.len();
        let long = out[from..].lines().count();
        let stands = long >= 5 || {
            link(out, last, own_line);
            let other = out[end..].lines().count();
            out.truncate(end);
            other >= long
        };
        if stands {
            return;
        }
    }
    out.truncate(start);
    vertical(out, head, links, shape, own_line);
}

/// A chain whose calls stand on lines of their own.
fn vertical(out: &mut String, head: &Expr, mut links: &[Link], shape: Shape, own_line: Shape) {
    let start = out.len();
    head.render(out, shape);
    let tab = 4_usize.saturating_sub(shape.column - shape.indent.min(shape.column));
    while let Some((next, rest)) = links.split_first()
        && width(&out[start..]) <= tab
    {
        link(out, next, Shape { tail: 0, ..shape });
        links = rest;
    }
    // Calls on something that ends with a bracket of its own line stand below it.
    let own_line = match out[start..].contains('\n') {
        true => Shape {
            indent: shape.indent,
            column: shape.indent,
            ..own_line
        },
        false => own_line,
    };
    for (at, next) in links.iter().enumerate() {
        let tail = if at + 1 == links.len() { shape.tail } else { 0 };
        own_line.line(out);
        link(out, next, Shape { tail, ..own_line });
    }
}

/// A field or call with its dot.
fn link(out: &mut String, link: &Link, shape: Shape) {
    match link.arguments.as_deref() {
        None | Some([]) => link.flat(out),
        Some(arguments) => {
            let sign = if link.tries { "?" } else { "" };
            let shape = shape.within(0, sign.len());
            bracketed(out, [".", &link.name, "("], ")", arguments, shape);
            out.push_str(sign);
        }
    }
}
