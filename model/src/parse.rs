//! From text to a tree of values that know their places.

mod json;
mod yaml;

use crate::codes;
use crate::finding::{Code, Diagnostics, Finding, Place, Severity, SourceId};
use crate::node::{Member, Node, Object};
use crate::source::{Format, Source, Span};

/// How deeply arrays and objects may be nested.
pub const MAX_DEPTH: usize = 128;

/// What a text is read as, which decides how bad its blemishes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A description: duplicate names, comments in JSON and the like are warnings.
    Description,
    /// A payload: they are errors, since its receiver may read it otherwise or not at all.
    Payload,
}

/// Reads a description.
///
/// `None` when the text breaks the grammar; the finding says where and why.
pub fn parse(source: &Source, id: SourceId, diagnostics: &mut Diagnostics) -> Option<Node> {
    parse_as(Purpose::Description, source, id, diagnostics)
}

/// Reads a text for a purpose. Comments, trailing commas, duplicate names and the like are findings,
/// and reading goes on.
pub fn parse_as(
    purpose: Purpose,
    source: &Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let mut report = Report {
        purpose,
        id,
        diagnostics,
    };
    if source.byte_order_mark() {
        report.byte_order_mark(source.format());
    }
    match source.format() {
        Format::Json => json::parse(source.text(), &mut report),
        Format::Yaml => yaml::parse(source.text(), &mut report),
        Format::Xml => {
            let help = "only a payload can be XML, which is read by its schema";
            report.syntax(Span::default(), "this cannot be read as XML", Some(help));
            None
        }
    }
}

/// Reads a part of a text, such as a line of NDJSON, as if it were alone; the places are those in the
/// whole text.
pub fn read_part(
    source: &Source,
    part: Place,
    format: Format,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(&Source, &mut Diagnostics) -> Option<Node>,
) -> Option<Node> {
    let range = part.span.start as usize..part.span.end as usize;
    let text = source.text().get(range)?;
    let mut own = Diagnostics::new();
    let node = read(&Source::new(source.name(), text, format), &mut own);
    for mut finding in own.into_findings() {
        let labels = finding.related.iter_mut().map(|label| &mut label.place);
        let fixes = finding.fixes.iter_mut().map(|fix| &mut fix.place);
        for place in finding.place.iter_mut().chain(labels).chain(fixes) {
            place.span = place.span.after(part.span.start);
        }
        diagnostics.push(finding);
    }
    node.map(|mut node| {
        node.move_on(part.span.start);
        node
    })
}

/// Where the findings of one text go.
struct Report<'a> {
    purpose: Purpose,
    id: SourceId,
    diagnostics: &'a mut Diagnostics,
}

impl Report<'_> {
    fn place(&self, span: Span) -> Place {
        Place {
            source: self.id,
            span,
        }
    }

    fn push(&mut self, finding: Finding) {
        self.diagnostics.push(finding);
    }

    /// What ends the reading.
    fn syntax(&mut self, span: Span, message: impl Into<String>, help: Option<&str>) {
        let finding = Finding::error(codes::SYNTAX, message).at(self.place(span), "");
        self.push(match help {
            Some(help) => finding.help(help),
            None => finding,
        });
    }

    fn nesting(&mut self, span: Span) {
        let message = format!("this is nested more than {MAX_DEPTH} deep");
        let finding =
            Finding::error(codes::NESTING, message).at(self.place(span), "one level too many");
        self.push(finding);
    }

    /// What is wrong by the grammar but understood.
    fn blemish(&self, code: Code, message: impl Into<String>) -> Finding {
        let severity = match self.purpose {
            Purpose::Description => Severity::Warning,
            Purpose::Payload => Severity::Error,
        };
        Finding::new(code, severity, message)
    }

    fn byte_order_mark(&mut self, format: Format) {
        let severity = match self.purpose {
            Purpose::Description => Severity::Info,
            Purpose::Payload => Severity::Warning,
        };
        let message = "the text starts with a byte order mark";
        let help = match format {
            Format::Json => {
                "JSON must not be sent with one (RFC 8259 section 8.1): save it as UTF-8 without byte order mark"
            }
            Format::Yaml | Format::Xml => "it means nothing in UTF-8: save the file without it",
        };
        let finding = Finding::new(codes::BYTE_ORDER_MARK, severity, message)
            .at(self.place(Span::default()), "before this")
            .help(help);
        self.push(finding);
    }

    /// The object of these members; names that occur twice are findings.
    fn object(&mut self, members: Vec<Member>) -> Object {
        let object = Object::new(members);
        for (first, second) in object.duplicates() {
            let finding = self
                .blemish(
                    codes::DUPLICATE_KEY,
                    format!("`{}` occurs twice in this object", second.name),
                )
                .at(self.place(second.name_span), "again here")
                .related(self.place(first.name_span), "first here")
                .help("readers differ in which of them they take; here the last one counts");
            self.push(finding);
        }
        object
    }
}

#[cfg(test)]
mod tests;
