//! Where rustfmt breaks expressions.

use super::expr::{CHAIN_WIDTH, Expr, Link, is_short};
use super::{MAX_WIDTH, first_lines, indent, one_line, width};

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

fn open_width(open: Open<'_>) -> usize {
    open.iter().map(|part| width(part)).sum()
}

impl Expr {
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
                    let generic = generic.strip_suffix('>').unwrap_or(generic);
                    generic_below(out, path, generic, arguments, shape);
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
