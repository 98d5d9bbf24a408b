//! Expressions, and where rustfmt breaks them.

use std::fmt::{self, Write as _};

use super::{MAX_WIDTH, width};

/// The widest list of arguments or items on one line (`fn_call_width`, `array_width`).
const LIST_WIDTH: usize = 60;
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

/// A text that takes only so many bytes.
struct Bounded {
    text: String,
    left: usize,
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.left = self.left.checked_sub(text.len()).ok_or(fmt::Error)?;
        self.text.push_str(text);
        Ok(())
    }
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
    fn within(self, before: usize, after: usize) -> Shape {
        Shape {
            column: self.column + before,
            tail: self.tail + after,
            ..self
        }
    }

    fn fits(self, text: &str) -> bool {
        self.column + width(text) + self.tail <= self.max
    }

    fn line(self) -> String {
        format!("\n{:1$}", "", self.indent)
    }
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

    /// Lays the expression out.
    pub(super) fn render(&self, shape: Shape) -> String {
        // A question mark at the end of a chain is counted twice.
        let sign = match self {
            Expr::Chain(_, links) => usize::from(links.last().is_some_and(|link| link.tries)),
            _ => 0,
        };
        if let Some(one_line) = self.short(MAX_WIDTH)
            && shape.within(0, sign).fits(&one_line)
            && self.may_stand_on_one_line()
        {
            return one_line;
        }
        match self {
            Expr::Text(text) => text.clone(),
            Expr::Call(callee, arguments) => list(&format!("{callee}("), ")", arguments, shape),
            Expr::Macro(name, arguments) => {
                let shape = Shape {
                    in_macro: true,
                    ..shape
                };
                list(&format!("{name}!("), ")", arguments, shape)
            }
            Expr::Array(items) => list("[", "]", items, shape),
            Expr::Struct(name, fields) => structure(name, fields, shape),
            Expr::Closure(parameter, body) => {
                let body = body.render(shape.nested(0));
                let end = shape.line();
                format!("|{parameter}| {{{end}    {body}{end}}}")
            }
            Expr::Binary(operator, operands) => binary(operator, operands, shape),
            Expr::Prefix(sign, inner) => {
                format!("{sign}{}", inner.render(shape.within(sign.len(), 0)))
            }
            Expr::Paren(inner) => format!("({})", inner.render(shape.within(1, 1))),
            Expr::Try(inner) => format!("{}?", inner.render(shape.within(0, 1))),
            Expr::Chain(head, links) => chain(head, links, shape),
        }
    }

    /// The expression on one line, if that is no wider than `most`. It is not written further than
    /// that, so that long tables cost no more than short ones.
    fn short(&self, most: usize) -> Option<String> {
        // A character is at most four bytes for each column that it takes, or takes none.
        let mut text = Bounded {
            text: String::new(),
            left: most * 4 + 64,
        };
        write!(text, "{self}").ok()?;
        (width(&text.text) <= most).then_some(text.text)
    }

    /// Whether no part is wider than rustfmt allows on one line.
    fn may_stand_on_one_line(&self) -> bool {
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
                let fits = links.len() == 1 || self.short(CHAIN_WIDTH - sign).is_some();
                fits && head.may_stand_on_one_line() && links.iter().all(short)
            }
        }
    }

    /// Whether it is so short and plain that it shares a line with others of the kind
    /// (`short_array_element_width_threshold`).
    fn is_tiny(&self) -> bool {
        let plain = match self {
            Expr::Text(text) => {
                text.starts_with('"') || !text.contains(['(', ' ', '{']) && !text.contains("::")
            }
            Expr::Prefix(_, inner) => inner.is_tiny(),
            _ => false,
        };
        plain && self.short(10).is_some()
    }

    /// Whether it ends with `.await`.
    pub(super) fn awaits(&self) -> bool {
        match self {
            Expr::Chain(_, links) => links.last().is_some_and(|link| link.name == "await"),
            _ => false,
        }
    }

    /// Whether brackets around it may share its lines.
    fn hugs(&self) -> bool {
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

fn is_short(items: &[Expr]) -> bool {
    // The separator that the last item does not need.
    let mut left = LIST_WIDTH + 2;
    let fits = items.iter().all(|item| {
        let rest = item
            .short(LIST_WIDTH)
            .and_then(|text| left.checked_sub(width(&text) + 2));
        left = rest.unwrap_or_default();
        rest.is_some()
    });
    fits && items.iter().all(Expr::may_stand_on_one_line)
}

/// Arguments or items that do not stand on one line.
fn list(open: &str, close: &str, items: &[Expr], shape: Shape) -> String {
    if let [only] = items
        && let Some(text) = around(open, close, only, shape)
    {
        return text;
    }
    if let Some((last @ Expr::Closure(..), before)) = items.split_last()
        && !before.is_empty()
    {
        let before: String = before.iter().map(|item| format!("{item}, ")).collect();
        let inner = shape.within(width(open) + width(&before), width(close));
        let closure = last.render(Shape {
            max: inner.max.min(shape.column + width(open) + LIST_WIDTH),
            ..inner
        });
        let first = closure.lines().next().unwrap_or_default();
        if width(&before) + width(first) < LIST_WIDTH && inner.column + width(first) <= MAX_WIDTH {
            return format!("{open}{before}{closure}{close}");
        }
    }
    if items.iter().all(Expr::is_tiny) {
        return packed(open, close, items, shape);
    }
    let mut text = open.to_owned();
    for (at, item) in items.iter().enumerate() {
        text.push_str(&shape.line());
        text.push_str("    ");
        text.push_str(&item.render(shape.nested(1)));
        let ends = at + 1 == items.len();
        if !(ends && shape.in_macro) {
            text.push(',');
        }
    }
    text.push_str(&shape.line());
    text.push_str(close);
    text
}

/// Brackets around one item that may share their lines, unless it must stand between them.
fn around(open: &str, close: &str, only: &Expr, shape: Shape) -> Option<String> {
    let inner = shape.within(width(open), width(close));
    // Calls within a call have no more room than the arguments of that have.
    let max = match only {
        Expr::Call(..) | Expr::Macro(..) => inner.max.min(inner.column + LIST_WIDTH),
        _ => inner.max,
    };
    let hugged = only.render(Shape { max, ..inner });
    let first = hugged.lines().next().unwrap_or_default();
    if only.hugs()
        && hugged.contains('\n')
        && width(first) <= LIST_WIDTH
        && inner.column + width(first) <= MAX_WIDTH
    {
        return Some(format!("{open}{hugged}{close}"));
    }
    let one_line = format!("{open}{}{close}", only.short(MAX_WIDTH)?);
    (shape.fits(&one_line) && only.may_stand_on_one_line()).then_some(one_line)
}

/// Tiny items, as many on a line as it takes.
fn packed(open: &str, close: &str, items: &[Expr], shape: Shape) -> String {
    let start = format!("{}    ", shape.line());
    let mut text = format!("{open}{start}");
    let mut column = shape.indent + 4;
    for (at, item) in items.iter().enumerate() {
        let item = item.to_string();
        let ends = at + 1 == items.len();
        let comma = usize::from(!(ends && shape.in_macro));
        if at > 0 && column + 1 + width(&item) + comma > MAX_WIDTH {
            text.push_str(&start);
            column = shape.indent + 4;
        } else if at > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(&item);
        text.push_str(if comma == 1 { "," } else { "" });
        column += width(&item) + comma;
    }
    text.push_str(&shape.line());
    text.push_str(close);
    text
}

fn structure(name: &str, fields: &[(String, Expr)], shape: Shape) -> String {
    let mut text = format!("{name} {{");
    for (field, value) in fields {
        let head = format!("{field}: ");
        let inner = shape.nested(1).within(width(&head), 0);
        text.push_str(&shape.line());
        text.push_str("    ");
        text.push_str(&head);
        text.push_str(&value.render(inner));
        text.push(',');
    }
    text.push_str(&shape.line());
    text.push('}');
    text
}

/// Operands on a line each, the operator in front.
fn binary(operator: &str, operands: &[Expr], shape: Shape) -> String {
    let mut text = String::new();
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
            text.push_str(&operand.render(Shape { tail, ..shape }));
            continue;
        }
        let last_line = text.rsplit('\n').next().unwrap_or_default();
        let end = width(last_line) + if text.contains('\n') { 0 } else { shape.column };
        if text.contains('\n') && end <= shape.indent + 4 {
            // A line that is as short as the indentation takes the next operand.
            let column = end + operator.len() + 2;
            let operand = operand.render(Shape {
                column,
                tail,
                ..shape
            });
            text.push_str(&format!(" {operator} {operand}"));
        } else {
            let operand = operand.render(Shape { tail, ..deeper });
            text.push_str(&format!("{}{operator} {operand}", deeper.line()));
        }
    }
    text
}

/// A chain of fields and calls: the last call may go over several lines, or each stands on its own.
fn chain(head: &Expr, links: &[Link], shape: Shape) -> String {
    let Some((last, front)) = links.split_last() else {
        return head.render(shape);
    };
    let front_text: String = front.iter().map(|link| format!(".{link}")).collect();
    let before = format!("{head}{front_text}");
    let indent = shape.indent + 4;
    let own_line = Shape {
        indent,
        column: indent,
        max: MAX_WIDTH,
        ..shape
    };
    let overflowed = link(last, shape.within(width(&before), 0));
    let vertical = link(last, own_line);
    // A question mark at the end is counted twice.
    let sign = usize::from(last.tries);
    let budget = if links.len() == 1 {
        MAX_WIDTH
    } else {
        CHAIN_WIDTH - sign
    };
    let first_line = overflowed.lines().next().unwrap_or_default();
    let all_in_one = width(&before) + width(first_line) <= budget
        && shape.column + width(&before) + width(first_line) + shape.tail + sign <= MAX_WIDTH
        && head.may_stand_on_one_line();
    let (long, other) = (overflowed.lines().count(), vertical.lines().count());
    if all_in_one && (long >= 5 || other >= long) {
        return format!("{before}{overflowed}");
    }
    let mut text = head.render(shape);
    let mut links = links;
    let tab = 4_usize.saturating_sub(shape.column - shape.indent.min(shape.column));
    while let Some((next, rest)) = links.split_first()
        && width(&text) <= tab
    {
        text.push_str(&link(next, Shape { tail: 0, ..shape }));
        links = rest;
    }
    // Calls on something that ends with a bracket of its own line stand below it.
    let own_line = match text.contains('\n') {
        true => Shape {
            indent: shape.indent,
            column: shape.indent,
            ..own_line
        },
        false => own_line,
    };
    for (at, next) in links.iter().enumerate() {
        let tail = if at + 1 == links.len() { shape.tail } else { 0 };
        text.push_str(&own_line.line());
        text.push_str(&link(next, Shape { tail, ..own_line }));
    }
    text
}

/// A field or call with its dot.
fn link(link: &Link, shape: Shape) -> String {
    let sign = if link.tries { "?" } else { "" };
    match &link.arguments {
        None => format!(".{}{sign}", link.name),
        Some(arguments) if arguments.is_empty() => format!(".{}(){sign}", link.name),
        Some(arguments) => {
            let call = Expr::Call(format!(".{}", link.name), arguments.clone());
            format!("{}{sign}", call.render(shape.within(0, sign.len())))
        }
    }
}
