//! YAML, from the events of `saphyr-parser`.

mod aliases;
mod core_schema;
mod mended;
mod scalars;

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScanError, Span as Marks, StrInput, Tag};

use aliases::Anchored;
use mended::Mended;

use super::{MAX_DEPTH, Report};
use crate::codes;
use crate::finding::{Diagnostics, Finding};
use crate::node::{Member, Node, Value};
use crate::source::Span;

pub(super) fn parse(text: &str, report: &mut Report<'_>) -> Option<Node> {
    let mut mended = Mended::new(text);
    loop {
        // The findings of an attempt count only if it is the last.
        let mut diagnostics = Diagnostics::new();
        let mut attempt = Report {
            purpose: report.purpose,
            id: report.id,
            diagnostics: &mut diagnostics,
        };
        let read = read(&mended, &mut attempt);
        if let Err(Stop::Grammar(error)) = &read {
            if let Some(span) = mended.mend(error) {
                outdented(span, report);
                continue;
            }
            not_yaml(&mended, error, &mut attempt);
        }
        diagnostics
            .into_findings()
            .into_iter()
            .for_each(|finding| report.push(finding));
        return read.ok();
    }
}

fn read(text: &Mended<'_>, report: &mut Report<'_>) -> Result<Node, Stop> {
    let mut builder = Builder {
        text,
        open: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        root: None,
        report,
    };
    builder.documents(Parser::new_from_str(text.mended()))?;
    let report = builder.report;
    builder.root.ok_or_else(|| {
        report.syntax(
            Span::default(),
            "there is no value in this text, only comments",
            None,
        );
        Stop::Reported
    })
}

/// Reading cannot go on.
enum Stop {
    /// A finding says why.
    Reported,
    /// The text is not YAML, as it is.
    Grammar(ScanError),
}

struct Builder<'a, 'r, 'd> {
    text: &'a Mended<'a>,
    /// The containers around the event, in a list, so that nesting cannot exhaust the stack.
    open: Vec<Container>,
    anchors: HashMap<usize, Anchored>,
    aliased: usize,
    root: Option<Node>,
    report: &'r mut Report<'d>,
}

/// A sequence or mapping that is not ended yet.
struct Container {
    start: u32,
    /// Where its last value so far ends.
    end: u32,
    anchor: usize,
    /// How many values are in it, itself included.
    size: usize,
    /// How deeply they are nested below it.
    depth: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping {
        members: Vec<Member>,
        /// The key whose value comes next.
        key: Option<Key>,
        /// Where in `members` merged mappings go.
        merges: Vec<(usize, Node)>,
    },
}

struct Key {
    name: Box<str>,
    span: Span,
    merge: bool,
}

/// A complete value with what its container and anchor need to know of it.
struct Complete {
    node: Node,
    /// What it is as a key of a mapping.
    key: Option<Box<str>>,
    merge: bool,
    size: usize,
    depth: usize,
}

impl<'a> Builder<'a, '_, '_> {
    fn documents(&mut self, mut parser: Parser<'a, StrInput<'a>>) -> Result<(), Stop> {
        let mut documents = 0;
        while let Some(event) = parser.next_event() {
            let (event, marks) = event.map_err(Stop::Grammar)?;
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        let finding = Finding::error(
                            codes::SEVERAL_DOCUMENTS,
                            "a second YAML document starts here",
                        )
                        .at(
                            self.report.place(self.span(marks)),
                            "only the first is read",
                        )
                        .help("put each document into a file of its own");
                        self.report.push(finding);
                        return Ok(());
                    }
                }
                event => self.event(event, marks)?,
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'a>, marks: Marks) -> Result<(), Stop> {
        match event {
            Event::SequenceStart(anchor, tag) => {
                self.start(marks, anchor, tag, "seq", Content::Sequence(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Mapping {
                    members: Vec::new(),
                    key: None,
                    merges: Vec::new(),
                };
                self.start(marks, anchor, tag, "map", content)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(marks),
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag, marks),
            Event::Alias(anchor) => self.alias(anchor, marks),
            _ => Ok(()),
        }
    }

    fn start(
        &mut self,
        marks: Marks,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        expected: &str,
        content: Content,
    ) -> Result<(), Stop> {
        let span = self.value_span(marks);
        if self.open.len() >= MAX_DEPTH {
            self.report.nesting(span);
            return Err(Stop::Reported);
        }
        if let Some(tag) = tag.filter(|tag| !(tag.is_yaml_core_schema() && tag.suffix == expected))
        {
            self.unknown_tag(&tag, span);
        }
        self.open.push(Container {
            start: span.start,
            end: span.end,
            anchor,
            size: 1,
            depth: 1,
            content,
        });
        Ok(())
    }

    fn end(&mut self, marks: Marks) -> Result<(), Stop> {
        let container = self.open.pop().ok_or(Stop::Reported)?;
        let span = self.span(marks);
        // Where no bracket ends it, the end is only noticed at the next token.
        let end = if self.text(span).starts_with([']', '}']) {
            span.start + 1
        } else {
            container.end
        };
        let value = match container.content {
            Content::Sequence(items) => Value::Array(items),
            Content::Mapping {
                members, merges, ..
            } => {
                let members = self.merge(members, merges);
                Value::Object(self.report.object(members))
            }
        };
        let node = Node {
            span: Span {
                start: container.start,
                end,
            },
            value,
        };
        let complete = Complete {
            node,
            key: None,
            merge: false,
            size: container.size,
            depth: container.depth,
        };
        self.complete(complete, container.anchor)
    }

    /// Puts a complete value where it belongs.
    fn complete(&mut self, complete: Complete, anchor: usize) -> Result<(), Stop> {
        if anchor > 0 {
            let anchored = Anchored {
                node: complete.node.clone(),
                size: complete.size,
                depth: complete.depth,
            };
            self.anchors.insert(anchor, anchored);
        }
        let Some(container) = self.open.last_mut() else {
            self.root = Some(complete.node);
            return Ok(());
        };
        container.end = complete.node.span.end.max(container.end);
        container.size += complete.size;
        container.depth = container.depth.max(complete.depth + 1);
        match &mut container.content {
            Content::Sequence(items) => items.push(complete.node),
            Content::Mapping {
                members,
                key,
                merges,
            } => match key.take() {
                Some(name) if name.merge => merges.push((members.len(), complete.node)),
                Some(Key { name, span, .. }) => members.push(Member {
                    name,
                    name_span: span,
                    value: complete.node,
                }),
                None => *key = Some(name(complete, self.report)?),
            },
        }
        Ok(())
    }
}

/// What is read of a value that stands as a key.
fn name(complete: Complete, report: &mut Report<'_>) -> Result<Key, Stop> {
    let span = complete.node.span;
    let Some(name) = complete.key else {
        let message = format!(
            "a key must be a string, not of type {}",
            complete.node.type_name()
        );
        let finding = Finding::error(codes::KEY, message).at(report.place(span), "");
        report.push(finding);
        return Err(Stop::Reported);
    };
    Ok(Key {
        name,
        span,
        merge: complete.merge,
    })
}

impl Builder<'_, '_, '_> {
    fn span(&self, marks: Marks) -> Span {
        let (start, end) = (self.text.offset(marks.start), self.text.offset(marks.end));
        // A block scalar goes on to the next token.
        let text = self.text(Span::new(start, end));
        Span::new(start, start + text.trim_end().len())
    }

    /// The span of a value without its anchor and tag.
    fn value_span(&self, marks: Marks) -> Span {
        let mut span = self.span(marks);
        loop {
            let text = self.text(span);
            if !text.starts_with(['&', '!']) {
                return span;
            }
            let property = text.find(char::is_whitespace).unwrap_or(text.len());
            let rest = text[property..].trim_start();
            span.start = span.end - rest.len() as u32;
        }
    }

    fn text(&self, span: Span) -> &str {
        self.text
            .original()
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }
}

fn outdented(span: Span, report: &mut Report<'_>) {
    let place = report.place(span);
    let finding = report
        .blemish(
            codes::INDENTATION,
            "this is indented less than what it is part of",
        )
        .at(place, "read as if it were indented more")
        .help(
            "indent it more than the key that it belongs to; some readers of YAML refuse the file",
        );
    report.push(finding);
}

fn not_yaml(text: &Mended<'_>, error: &ScanError, report: &mut Report<'_>) {
    let at = text.offset(*error.marker());
    // The parser has a limit of its own, and looks further ahead than the events.
    if error.info() == "recursion limit exceeded" {
        return report.nesting(Span::new(at, at));
    }
    let text = text.original();
    let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    let indent = &line[..line.len() - line.trim_start().len()];
    let help = if indent.contains('\t') || error.info().contains("tab") {
        Some("YAML is indented with spaces, not with tabs")
    } else if error.info().contains("mapping values are not allowed") {
        Some("a text that contains `: ` is put in quotes; or the indentation is wrong")
    } else if line.trim_start().starts_with(['@', '`', '%']) {
        Some("a text that starts with this character is put in quotes")
    } else {
        None
    };
    let end = text[at..]
        .chars()
        .next()
        .filter(|c| *c != '\n')
        .map_or(at, |c| at + c.len_utf8());
    report.syntax(
        Span::new(at, end),
        format!("not YAML: {}", error.info()),
        help,
    );
}
