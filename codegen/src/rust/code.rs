//! Lines of Rust source.

use std::borrow::Borrow;
use std::cmp::Ordering;

use super::expr::Expr;
use super::layout::Shape;
use super::{MAX_WIDTH, first_lines, indent, width};
use crate::plan::docs::Docs;

/// A line, as a whole or in pieces, which take no text of their own.
pub(crate) trait Line {
    fn push_to(&self, out: &mut String);
}

impl Line for &str {
    fn push_to(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Line for String {
    fn push_to(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl<const N: usize> Line for [&str; N] {
    fn push_to(&self, out: &mut String) {
        out.extend(*self);
    }
}

/// Rust source that is being written.
#[derive(Default)]
pub(crate) struct Code {
    text: String,
    indent: usize,
}

impl Code {
    /// The text so far.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// How much there is so far.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Where the text ends so far, for [`Code::insert`].
    pub(crate) fn position(&self) -> usize {
        self.text.len()
    }

    /// Writes lines before what was written since `position`.
    pub(crate) fn insert(&mut self, position: usize, write: impl FnOnce(&mut Self)) {
        let mut code = Code {
            text: String::new(),
            indent: self.indent,
        };
        write(&mut code);
        self.text.insert_str(position, &code.text);
    }

    /// Writes a line that is never broken.
    pub(crate) fn line(&mut self, line: impl Line) {
        self.indent();
        line.push_to(&mut self.text);
        self.text.push('\n');
    }

    /// Writes the attribute with what a type derives, more than its own but for what it has by its
    /// table.
    pub(crate) fn derive(&mut self, own: &str, by_table: &[&str], more: &[String]) {
        if more.is_empty() {
            return self.line(["#[derive(", own, ")]"]);
        }
        let mut all: Vec<&str> = own.split(", ").collect();
        for path in more {
            if !all.contains(&path.as_str()) && !by_table.contains(&path.as_str()) {
                all.push(path);
            }
        }
        let line = format!("#[derive({})]", all.join(", "));
        if self.indent + line.len() <= MAX_WIDTH {
            return self.line(line);
        }
        self.line("#[derive(");
        self.nested(|code| {
            let mut line = String::new();
            for path in all {
                if !line.is_empty() && code.indent + line.len() + path.len() + 2 > MAX_WIDTH {
                    code.line(std::mem::take(&mut line).trim_end());
                }
                line.push_str(&format!("{path}, "));
            }
            code.line(line.trim_end());
        });
        self.line(")]");
    }

    /// Writes an empty line.
    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Writes a line that opens a block, the block, and the brace that closes it.
    pub(crate) fn block(&mut self, head: impl AsRef<str>, body: impl FnOnce(&mut Self)) {
        self.block_with(head, "}", body);
    }

    /// Writes a block whose head goes on lines of its own where it is too long.
    pub(crate) fn item(&mut self, head: &str, rest: &str, body: impl FnOnce(&mut Self)) {
        self.item_start(head, rest);
        body(self);
        self.nested_end();
        self.line("}");
    }

    /// Writes the head of such a block, and goes into it.
    pub(crate) fn item_start(&mut self, head: &str, rest: &str) {
        let space = if rest.is_empty() { "" } else { " " };
        if self.indent + width(head) + space.len() + width(rest) + 2 <= MAX_WIDTH {
            self.line([head, space, rest, " {"]);
        } else {
            match (rest.is_empty(), head.strip_prefix("impl ")) {
                (true, Some(name)) => {
                    self.line("impl");
                    self.nested(|code| code.line(name));
                }
                (true, None) => self.line(head),
                (false, _) => {
                    self.line(head);
                    self.nested(|code| code.line(rest));
                }
            }
            self.line("{");
        }
        self.nested_start();
    }

    /// The same with other closing text.
    pub(crate) fn block_with(
        &mut self,
        head: impl AsRef<str>,
        end: &str,
        body: impl FnOnce(&mut Self),
    ) {
        self.indent();
        self.text.push_str(head.as_ref());
        self.text.push_str(" {\n");
        self.nested(body);
        self.line(end);
    }

    /// Writes lines one level deeper.
    pub(crate) fn nested(&mut self, body: impl FnOnce(&mut Self)) {
        self.nested_start();
        body(self);
        self.nested_end();
    }

    /// Goes one level deeper.
    pub(crate) fn nested_start(&mut self) {
        self.indent += 4;
    }

    /// Comes back from there.
    pub(crate) fn nested_end(&mut self) {
        self.indent = self.indent.saturating_sub(4);
    }

    /// Writes `head expression tail`, broken where it must be.
    pub(crate) fn expr(&mut self, head: &str, expr: &Expr, tail: &str) {
        let shape = Shape {
            indent: self.indent,
            column: self.indent + width(head),
            max: MAX_WIDTH,
            tail: width(tail),
            in_macro: false,
        };
        let start = self.text.len();
        self.indent();
        self.text.push_str(head);
        let from = self.text.len();
        expr.render(&mut self.text, shape);
        let beside = self.text.get(from..).unwrap_or_default();
        let too_long = shape.column + width(first_line(beside)) + shape.tail > MAX_WIDTH;
        let indent = self.indent + 4;
        let lower = Shape {
            indent,
            column: indent,
            ..shape
        };
        // What starts with the same line below has less room for the others there.
        let is_better_beside = || !too_long && first_lines::are_same(expr, shape, lower);
        if (beside.contains('\n') || too_long) && head.ends_with("= ") && !is_better_beside() {
            let mut below = String::new();
            expr.render(&mut below, lower);
            if reads_better(beside, &below) && indent + width(first_line(&below)) <= MAX_WIDTH {
                self.text.truncate(start);
                self.line(head.trim_end());
                self.nested(|code| code.line([&below, tail]));
                return;
            }
        }
        self.text.push_str(tail);
        self.text.push('\n');
    }

    /// Writes a public field of a struct.
    pub(crate) fn field(&mut self, name: &str, ty: &str) {
        if self.indent + "pub : ,".len() + width(name) + width(ty) <= MAX_WIDTH {
            return self.line(["pub ", name, ": ", ty, ","]);
        }
        if ty.ends_with('>') && self.indent + 4 + width(ty) + 1 > MAX_WIDTH {
            return self.typed(&format!("pub {name}: {ty}"));
        }
        self.line(format!("pub {name}:"));
        self.nested(|code| code.line([ty, ","]));
    }

    /// Writes a name with its type, whose arguments go on a line of their own where it is too long.
    fn typed(&mut self, typed: &str) {
        match typed
            .strip_suffix('>')
            .and_then(|typed| typed.split_once('<'))
        {
            Some((outer, inner)) if self.indent + width(typed) + 1 > MAX_WIDTH => {
                self.line([outer, "<"]);
                self.nested(|code| code.line([inner, ","]));
                self.line(">,");
            }
            _ => self.line([typed, ","]),
        }
    }

    /// Writes an arm of a `match`.
    pub(crate) fn arm(&mut self, pattern: &str, body: impl Into<Expr>) {
        let body = body.into();
        let beside = Shape {
            indent: self.indent,
            column: self.indent + width(pattern) + " => ".len(),
            max: MAX_WIDTH,
            tail: 1,
            in_macro: false,
        };
        let below = Shape {
            indent: self.indent + 4,
            column: self.indent + 4,
            tail: 0,
            ..beside
        };
        let start = self.text.len();
        self.indent();
        self.text.push_str(pattern);
        self.text.push_str(" => ");
        let from = self.text.len();
        body.render(&mut self.text, beside);
        let same_line = self.text.get(from..).unwrap_or_default();
        let fits = beside.column + width(first_line(same_line)) < MAX_WIDTH;
        let breaks = same_line.contains('\n');
        let mut own_line = String::new();
        if breaks || !fits {
            body.render(&mut own_line, below);
        }
        // rustfmt gives what is awaited over several lines a block of its own.
        let is_better = breaks && (body.awaits() || reads_better(same_line, &own_line));
        if fits && !is_better {
            self.text.push_str(",\n");
            return;
        }
        self.text.truncate(start);
        self.block(format!("{pattern} =>"), |code| code.line(own_line));
    }

    /// Writes a struct literal: `head { entries }end`, on one line where it is very short
    /// (`struct_lit_width`).
    pub(crate) fn literal(&mut self, head: &str, end: &str, entries: &[(String, Option<Expr>)]) {
        let one_line = |(name, value): &(String, Option<Expr>)| match value {
            Some(value) => format!("{name}: {value}"),
            None => name.clone(),
        };
        // The shortest entry takes three columns with its comma.
        let list = match entries.len() {
            0..=7 => entries.iter().map(one_line).collect::<Vec<_>>().join(", "),
            _ => String::new(),
        };
        if entries.len() <= 7 && width(&list) <= 18 {
            return self.line(format!("{head} {{ {list} }}{end}"));
        }
        let fields = |code: &mut Self| {
            for (name, value) in entries {
                match value {
                    Some(value) => code.expr(&format!("{name}: "), value, ","),
                    None => code.line(format!("{name},")),
                }
            }
        };
        match head.split_once("= ") {
            Some((name, head)) if self.indent + width(name) + width(head) + 4 > MAX_WIDTH => {
                self.line(format!("{name}="));
                self.nested(|code| code.block_with(head, &format!("}}{end}"), fields));
            }
            _ => self.block_with(head, &format!("}}{end}"), fields),
        }
    }

    /// Writes the head of a function: `head(parameters) tail`, one line or a line for each parameter.
    pub(crate) fn signature(&mut self, head: &str, parameters: &[String], tail: &str) {
        let list = parameters.join(", ");
        let length = self.indent + width(head) + width(&list) + width(tail) + 2;
        match length.cmp(&MAX_WIDTH) {
            Ordering::Less => return self.line([head, "(", &list, ")", tail]),
            // rustfmt keeps a column free after a declaration.
            Ordering::Equal if tail.ends_with(';') => {
                self.line(format!("{head}({list})"));
                return self.line(tail.trim_start());
            }
            Ordering::Equal => return self.line(format!("{head}({list}){tail}")),
            Ordering::Greater => {}
        }
        match head
            .strip_suffix('>')
            .and_then(|head| head.rsplit_once('<'))
        {
            Some((name, generics)) if self.indent + width(head) + 4 > MAX_WIDTH => {
                self.line(format!("{name}<"));
                self.nested(|code| code.line(format!("{generics},")));
                self.line(">(");
            }
            _ => self.line(format!("{head}(")),
        }
        self.nested(|code| {
            parameters
                .iter()
                .for_each(|parameter| code.typed(parameter))
        });
        match tail.strip_suffix(" {") {
            // rustfmt lets the type alone stand out by two columns.
            Some(result) if self.indent + 1 + width(result) > MAX_WIDTH + 2 => {
                self.broken_result(result)
            }
            // rustfmt counts the indentation twice here.
            Some(result) if 2 * self.indent + 1 + width(tail) > MAX_WIDTH => {
                self.line(format!("){result}"));
                self.line("{");
            }
            // rustfmt lets futures stand out by some columns.
            None if self.indent + 1 + width(tail) > MAX_WIDTH + 8 => self.broken_future(tail),
            _ => self.line(format!("){tail}")),
        }
    }

    /// Writes the end of a signature with a future that is too long for a line.
    fn broken_future(&mut self, tail: &str) {
        match tail
            .split_once('<')
            .and_then(|(head, rest)| Some((head, rest.rsplit_once("> + ")?)))
        {
            Some((head, (output, bound))) => {
                self.line(format!("){head}<"));
                self.nested(|code| code.line(format!("{output},")));
                self.line(format!("> + {bound}"));
            }
            None => self.line(format!("){tail}")),
        }
    }

    /// Writes the end of a signature whose type is too long for a line: a line for each of its
    /// arguments.
    fn broken_result(&mut self, result: &str) {
        let Some((head, arguments)) = result
            .strip_suffix('>')
            .and_then(|result| result.split_once('<'))
        else {
            return self.line(format!("){result} {{"));
        };
        self.line(format!("){head}<"));
        let mut depth = 0_usize;
        let mut start = 0;
        let mut parts = Vec::new();
        for (at, byte) in arguments.bytes().enumerate() {
            match byte {
                b'<' => depth += 1,
                b'>' => depth = depth.saturating_sub(1),
                b',' if depth == 0 => {
                    parts.extend(arguments.get(start..at));
                    start = at + 1;
                }
                _ => {}
            }
        }
        parts.extend(arguments.get(start..));
        self.nested(|code| {
            parts
                .iter()
                .for_each(|part| code.line(format!("{},", part.trim())))
        });
        self.line("> {");
    }

    /// Writes documentation.
    pub(crate) fn docs(&mut self, docs: &Docs) {
        for line in &docs.0 {
            self.indent();
            self.text.push_str("///");
            self.text.push_str(if line.is_empty() { "" } else { " " });
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// Writes `use head{names};`, filled into lines, with names that are sorted.
    pub(crate) fn import<S: Borrow<str>>(&mut self, head: &str, names: &[S]) {
        match names {
            [] => {}
            [one] => self.line([head, one.borrow(), ";"]),
            names => {
                let list = names.join(", ");
                // rustfmt keeps two columns free here.
                if self.indent + width(head) + width(&list) + 5 <= MAX_WIDTH {
                    return self.line(format!("{head}{{{list}}};"));
                }
                self.line(format!("{head}{{"));
                self.nested(|code| code.filled(names));
                self.line("};");
            }
        }
    }

    /// Writes items separated by commas into as few lines as they need.
    fn filled<S: Borrow<str>>(&mut self, items: &[S]) {
        let mut line = String::new();
        let mut lines = 0;
        for (at, item) in items.iter().map(Borrow::borrow).enumerate() {
            // A list on one line may end in the last column.
            let free = usize::from(at + 1 < items.len() || lines > 0);
            if !line.is_empty()
                && self.indent + width(&line) + 1 + width(item) + 1 + free > MAX_WIDTH
            {
                self.line(std::mem::take(&mut line));
                lines += 1;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(item);
            line.push(',');
        }
        self.line(line);
    }

    fn indent(&mut self) {
        indent(&mut self.text, self.indent);
    }
}

/// Whether what is assigned reads better below than beside the name, by rustfmt's measure.
fn reads_better(beside: &str, below: &str) -> bool {
    let breaks = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
    let end = |text| first_line(text).bytes().next_back();
    let below_breaks = breaks(below);
    below_breaks == 0
        || breaks(beside) > below_breaks + 1
        || matches!(end(beside), Some(b'(' | b'{' | b'[')) && end(beside) != end(below)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
