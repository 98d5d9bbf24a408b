//! Lines of Rust source.

use super::expr::{Expr, Shape};
use super::{MAX_WIDTH, width};
use crate::plan::docs::Docs;

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

    /// Writes a line that is never broken.
    pub(crate) fn line(&mut self, line: impl AsRef<str>) {
        self.indent();
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// Writes an empty line.
    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Writes a line that opens a block, the block, and the brace that closes it.
    pub(crate) fn block(&mut self, head: impl AsRef<str>, body: impl FnOnce(&mut Self)) {
        self.block_with(head, "}", body);
    }

    /// The same with other closing text.
    pub(crate) fn block_with(&mut self, head: impl AsRef<str>, end: &str, body: impl FnOnce(&mut Self)) {
        self.line(format!("{} {{", head.as_ref()));
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
        let beside = expr.render(shape);
        if beside.contains('\n') && head.ends_with("= ") {
            let below = expr.render(Shape {
                indent: self.indent + 4,
                column: self.indent + 4,
                ..shape
            });
            if reads_better(&beside, &below) && self.indent + 4 + width(first_line(&below)) <= MAX_WIDTH {
                self.line(head.trim_end());
                self.nested(|code| code.line(format!("{below}{tail}")));
                return;
            }
        }
        self.line(format!("{head}{beside}{tail}"));
    }

    /// Writes an arm of a `match`.
    pub(crate) fn arm(&mut self, pattern: &str, body: &str) {
        if self.indent + width(pattern) + " => ".len() + width(body) + 1 <= MAX_WIDTH {
            return self.line(format!("{pattern} => {body},"));
        }
        self.block(format!("{pattern} =>"), |code| code.line(body));
    }

    /// Writes an arm of a `match` whose body may be broken.
    pub(crate) fn arm_expr(&mut self, pattern: &str, body: &Expr) {
        let shape = Shape {
            indent: self.indent,
            column: self.indent + width(pattern) + " => ".len(),
            max: MAX_WIDTH,
            tail: 1,
            in_macro: false,
        };
        let rendered = body.render(shape);
        match rendered.contains('\n') {
            false => self.line(format!("{pattern} => {rendered},")),
            true => self.block(format!("{pattern} =>"), |code| code.expr("", body, "")),
        }
    }

    /// Writes the head of a function: `head(parameters) tail`, one line or a line for each parameter.
    pub(crate) fn signature(&mut self, head: &str, parameters: &[String], tail: &str) {
        let list = parameters.join(", ");
        let length = self.indent + width(head) + width(&list) + width(tail) + 2;
        if length <= MAX_WIDTH {
            return self.line(format!("{head}({list}){tail}"));
        }
        self.line(format!("{head}("));
        self.nested(|code| {
            for parameter in parameters {
                code.line(format!("{parameter},"));
            }
        });
        match tail.strip_suffix(" {") {
            Some(result) if self.indent + 1 + width(result) > MAX_WIDTH => self.broken_result(result),
            // rustfmt counts the indentation twice here.
            Some(result) if 2 * self.indent + 1 + width(tail) > MAX_WIDTH => {
                self.line(format!("){result}"));
                self.line("{");
            }
            _ => self.line(format!("){tail}")),
        }
    }

    /// Writes the end of a signature whose type is too long for a line: a line for each of its
    /// arguments.
    fn broken_result(&mut self, result: &str) {
        let Some((head, arguments)) = result.strip_suffix('>').and_then(|result| result.split_once('<')) else {
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
        self.nested(|code| parts.iter().for_each(|part| code.line(format!("{},", part.trim()))));
        self.line("> {");
    }

    /// Writes documentation.
    pub(crate) fn docs(&mut self, docs: &Docs) {
        for line in &docs.0 {
            match line.is_empty() {
                true => self.line("///"),
                false => self.line(format!("/// {line}")),
            }
        }
    }

    /// Writes `use head{names};`, filled into lines, with names that are sorted.
    pub(crate) fn import(&mut self, head: &str, names: &[String]) {
        match names {
            [] => {}
            [one] => self.line(format!("{head}{one};")),
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
    fn filled(&mut self, items: &[String]) {
        let mut line = String::new();
        for (at, item) in items.iter().enumerate() {
            let free = usize::from(at + 1 < items.len());
            if !line.is_empty() && self.indent + width(&line) + 1 + width(item) + 1 + free > MAX_WIDTH {
                self.line(std::mem::take(&mut line));
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
        self.text.extend(std::iter::repeat_n(' ', self.indent));
    }
}

/// Whether what is assigned reads better below than beside the name, by rustfmt's measure.
fn reads_better(beside: &str, below: &str) -> bool {
    let opens = |text: &str, bracket| first_line(text).ends_with(bracket);
    !below.contains('\n')
        || beside.matches('\n').count() > below.matches('\n').count() + 1
        || ['(', '{', '['].into_iter().any(|bracket| opens(beside, bracket) && !opens(below, bracket))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
