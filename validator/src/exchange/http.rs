//! Exchanges as text: a request as HTTP/1.1 writes it, then the response, which begins with `HTTP/`.
//! Lines that begin with `###` stand between exchanges.
//!
//! ```text
//! ### an order
//! POST https://example.com/orders HTTP/1.1
//! Content-Type: application/json
//!
//! {"id": 1}
//!
//! HTTP/1.1 201 Created
//! ```
//!
//! The blank lines after a body, and the line break of its last line, are not part of it.

use std::ops::Range;

use kontrakt_model::{Finding, Place, SourceId, Sources, Span};

use super::{Body, Exchange, Field, Request, Response, Text};
use crate::codes;

/// How many header fields a message can have.
const FIELDS: usize = 256;

/// Reads the exchanges of a text, in its order.
///
/// # Errors
///
/// A finding for each message that cannot be read.
pub fn read(id: SourceId, sources: &Sources) -> Result<Vec<Exchange>, Vec<Finding>> {
    let text = sources.get(id).text();
    let reading = Reading { id, text, sources };
    let mut exchanges = Vec::new();
    let mut findings = Vec::new();
    for range in sections(text) {
        match reading.exchange(range) {
            Ok(exchange) => exchanges.extend(exchange),
            Err(finding) => findings.push(finding),
        }
    }
    if exchanges.is_empty() && findings.is_empty() {
        let message = format!("`{}` holds no HTTP exchange", sources.get(id).name());
        let place = reading.place(0..0);
        findings.push(
            Finding::error(codes::EXCHANGE, message)
                .at(place, "a line such as `GET /orders HTTP/1.1` is expected"),
        );
    }
    match findings.is_empty() {
        true => Ok(exchanges),
        false => Err(findings),
    }
}

/// The lines of a text, with their line breaks, by their bytes.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = range.start;
    text[range].split_inclusive('\n').map(move |line| {
        let line = start..start + line.len();
        start = line.end;
        line
    })
}

/// What stands between lines that begin with `###`.
fn sections(text: &str) -> Vec<Range<usize>> {
    let mut sections: Vec<Range<usize>> = Vec::new();
    for line in lines(text, 0..text.len()) {
        match (text[line.clone()].starts_with("###"), sections.last_mut()) {
            (false, Some(section)) => section.end = line.end,
            (false, None) => sections.push(line),
            (true, _) => sections.push(line.end..line.end),
        }
    }
    sections
}

struct Reading<'t> {
    id: SourceId,
    text: &'t str,
    sources: &'t Sources,
}

/// The parts of a message.
struct Message {
    start_line: Range<usize>,
    fields: Vec<Field>,
    body: Body,
}

impl Reading<'_> {
    fn place(&self, range: Range<usize>) -> Place {
        Place {
            source: self.id,
            span: Span::new(range.start, range.end),
        }
    }

    fn piece(&self, range: Range<usize>) -> Text {
        let text = &self.text[range.clone()];
        Text::new(text, self.place(range), self.sources)
    }

    fn wrong(&self, range: Range<usize>, message: &str, expected: &str) -> Finding {
        Finding::error(codes::EXCHANGE, message).at(self.place(range), expected)
    }

    fn exchange(&self, section: Range<usize>) -> Result<Option<Exchange>, Finding> {
        let Some(section) = self.without_blank_lines(section) else {
            return Ok(None);
        };
        let response = lines(self.text, section.clone())
            .find(|line| self.text[line.clone()].starts_with("HTTP/"))
            .map_or(section.end, |line| line.start);
        let request = self.request(section.start..response)?;
        let response = match self.without_blank_lines(response..section.end) {
            Some(range) => Some(self.response(range)?),
            None => None,
        };
        Ok(Some(Exchange { request, response }))
    }

    /// A range without the blank lines at its start and the white space at its end.
    fn without_blank_lines(&self, range: Range<usize>) -> Option<Range<usize>> {
        let is_blank = |line: &Range<usize>| self.text[line.clone()].trim().is_empty();
        let start = lines(self.text, range.clone())
            .find(|line| !is_blank(line))?
            .start;
        let end = start + self.text[start..range.end].trim_end().len();
        Some(start..end)
    }

    fn request(&self, range: Range<usize>) -> Result<Request, Finding> {
        let Some(range) = self.without_blank_lines(range.clone()) else {
            return Err(self.wrong(
                range.start..range.start,
                "a response without its request",
                "a request is expected before it",
            ));
        };
        let Message {
            start_line,
            fields,
            body,
        } = self.message(range)?;
        let words: Vec<Range<usize>> = self.words(start_line.clone());
        let is_method = |method: &str| {
            method
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || b"-_".contains(&byte))
        };
        match words.as_slice() {
            [method, target] | [method, target, _] if is_method(&self.text[method.clone()]) => {
                let version = words.get(2).map(|version| &self.text[version.clone()]);
                if version.is_none_or(|version| version.starts_with("HTTP/")) {
                    return Ok(Request {
                        method: self.piece(method.clone()),
                        target: self.piece(target.clone()),
                        fields,
                        body,
                    });
                }
            }
            _ => {}
        }
        Err(self.wrong(
            start_line,
            "this is no request line",
            "`GET /orders HTTP/1.1` has the form of one",
        ))
    }

    fn response(&self, range: Range<usize>) -> Result<Response, Finding> {
        let Message {
            start_line,
            fields,
            body,
        } = self.message(range)?;
        let words = self.words(start_line.clone());
        let status = words.get(1).cloned().unwrap_or(start_line.clone());
        match self.text[status.clone()].parse() {
            Ok(code @ 100..=999) => Ok(Response {
                status: code,
                place: self.place(status),
                fields,
                body,
            }),
            _ => Err(self.wrong(
                start_line,
                "this is no status line",
                "`HTTP/1.1 200 OK` has the form of one",
            )),
        }
    }

    fn words(&self, line: Range<usize>) -> Vec<Range<usize>> {
        let text = &self.text[line.clone()];
        let words = text.split_ascii_whitespace();
        words
            .map(|word| {
                let start = line.start + (word.as_ptr() as usize - text.as_ptr() as usize);
                start..start + word.len()
            })
            .collect()
    }

    fn message(&self, range: Range<usize>) -> Result<Message, Finding> {
        let mut all = lines(self.text, range.clone());
        let start_line = all.next().unwrap_or(range.start..range.start);
        let head_end = all
            .find(|line| self.text[line.clone()].trim().is_empty())
            .map_or(range.end, |line| line.end);
        let start = start_line.start;
        let start_line = start..start + self.text[start_line.clone()].trim_end().len();
        let after_line = self.text[start_line.end..head_end]
            .find('\n')
            .map_or(head_end, |at| start_line.end + at + 1);
        let body = self.without_blank_lines(head_end..range.end);
        Ok(Message {
            start_line,
            fields: self.fields(after_line..head_end)?,
            body: body.map_or(Body::Absent, |body| Body::Text(self.place(body))),
        })
    }

    fn fields(&self, range: Range<usize>) -> Result<Vec<Field>, Finding> {
        let head = self.text[range.clone()].trim_end();
        if head.is_empty() {
            return Ok(Vec::new());
        }
        // The head ends with an empty line, which the end of the text can stand for.
        let head = format!("{head}\r\n\r\n");
        let mut fields = [httparse::EMPTY_HEADER; FIELDS];
        let parsed = httparse::parse_headers(head.as_bytes(), &mut fields);
        let fields = match parsed {
            Ok(httparse::Status::Complete((_, fields))) => fields,
            Ok(httparse::Status::Partial) => &[],
            Err(error) => {
                let message = format!("these header fields cannot be read: {error}");
                return Err(self.wrong(
                    range,
                    &message,
                    "lines such as `Accept: application/json` are expected",
                ));
            }
        };
        let at = |bytes: &[u8]| {
            let start = range.start + (bytes.as_ptr() as usize - head.as_ptr() as usize);
            self.piece(start..start + bytes.len())
        };
        Ok(fields
            .iter()
            .map(|field| Field {
                name: at(field.name.as_bytes()),
                value: at(field.value),
            })
            .collect())
    }
}
