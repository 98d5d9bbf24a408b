//! Exchanges from an HTTP archive (HAR 1.2), as browsers and proxies write it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kontrakt_model::{Finding, Format, Node, Place, Source, SourceId, Sources, Span};

use super::{Body, Exchange, Field, Request, Response, Text};
use crate::codes;

/// Reads the exchanges of an archive that was parsed from a source, in its order. Each body becomes a
/// source of its own, since it stands in the archive as a quoted text.
///
/// # Errors
///
/// A finding for each entry that has not the form of an archive.
pub fn read(
    archive: &Node,
    id: SourceId,
    sources: &mut Sources,
) -> Result<Vec<Exchange>, Vec<Finding>> {
    let entries = archive.get("log").and_then(|log| log.get("entries"));
    let Some(entries) = entries.and_then(Node::as_array) else {
        let message = "this is no HTTP archive: it has no list at `/log/entries`";
        let place = place(archive, id);
        return Err(vec![Finding::error(codes::EXCHANGE, message).at(place, "")]);
    };
    let mut exchanges = Vec::new();
    let mut findings = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let mut reading = Reading {
            id,
            index,
            sources: &mut *sources,
        };
        match reading.exchange(entry) {
            Some(exchange) => exchanges.push(exchange),
            None => {
                let message = format!("the entry {index} has no request with a method and a URL");
                findings.push(Finding::error(codes::EXCHANGE, message).at(place(entry, id), ""));
            }
        }
    }
    match findings.is_empty() {
        true => Ok(exchanges),
        false => Err(findings),
    }
}

fn place(node: &Node, source: SourceId) -> Place {
    Place {
        source,
        span: node.span,
    }
}

struct Reading<'s> {
    id: SourceId,
    index: usize,
    sources: &'s mut Sources,
}

impl Reading<'_> {
    fn exchange(&mut self, entry: &Node) -> Option<Exchange> {
        let request = entry.get("request")?;
        let method = self.text(request.get("method")?)?;
        let target = self.text(request.get("url")?)?;
        let mut fields = self.fields(request);
        let data = request.get("postData");
        if let Some(mime_type) = data.and_then(|data| data.get("mimeType")) {
            self.content_type(mime_type, &mut fields);
        }
        let request = Request {
            method,
            target,
            fields,
            body: self.body(data, "request body"),
        };
        let response = entry
            .get("response")
            .and_then(|response| self.response(response));
        Some(Exchange { request, response })
    }

    /// `None` for a request that got no answer, which archives write as the status 0.
    fn response(&mut self, response: &Node) -> Option<Response> {
        let status = response.get("status")?;
        let code = u16::try_from(status.as_number()?.as_u64()?).ok()?;
        let content = response.get("content");
        let mut fields = self.fields(response);
        if let Some(mime_type) = content.and_then(|content| content.get("mimeType")) {
            self.content_type(mime_type, &mut fields);
        }
        (code >= 100).then(|| Response {
            status: code,
            place: place(status, self.id),
            fields,
            body: self.body(content, "response body"),
        })
    }

    fn text(&self, node: &Node) -> Option<Text> {
        Some(Text::new(
            node.as_str()?,
            place(node, self.id),
            self.sources,
        ))
    }

    fn fields(&self, message: &Node) -> Vec<Field> {
        let fields = message
            .get("headers")
            .and_then(Node::as_array)
            .unwrap_or_default();
        let fields = fields.iter().filter_map(|field| {
            Some(Field {
                name: self.text(field.get("name")?)?,
                value: self.text(field.get("value")?)?,
            })
        });
        fields.collect()
    }

    /// The media type that the archive has beside a body, where the headers do not say it.
    fn content_type(&self, mime_type: &Node, fields: &mut Vec<Field>) {
        let is_there = !super::values(fields, "content-type").is_empty();
        let Some(value) = self
            .text(mime_type)
            .filter(|text| !text.as_str().is_empty() && !is_there)
        else {
            return;
        };
        // What archives write where there was none.
        if value.as_str() != "x-unknown" {
            let name = Text::new("content-type", value.place(), self.sources);
            fields.push(Field { name, value });
        }
    }

    fn body(&mut self, content: Option<&Node>, what: &str) -> Body {
        let Some(content) = content else {
            return Body::Absent;
        };
        let size = content.get("size").and_then(Node::as_number);
        let Some(text) = content.get("text").and_then(Node::as_str) else {
            let has_parts = content
                .get("params")
                .and_then(Node::as_array)
                .is_some_and(|it| !it.is_empty());
            let is_recorded = size.and_then(|size| size.as_i64()).unwrap_or_default() <= 0;
            return match (has_parts, is_recorded) {
                (true, _) => Body::Unseen("the archive has it as a form"),
                (false, true) => Body::Absent,
                (false, false) => Body::Unseen("the archive does not have it"),
            };
        };
        if text.is_empty() {
            return Body::Absent;
        }
        let is_encoded = content.get("encoding").and_then(Node::as_str) == Some("base64");
        let text = match is_encoded {
            false => text.to_owned(),
            true => match STANDARD.decode(text).map(String::from_utf8) {
                Ok(Ok(text)) => text,
                _ => return Body::Unseen("it is no text"),
            },
        };
        let name = format!(
            "{}: {what} of entry {}",
            self.sources.get(self.id).name(),
            self.index
        );
        let span = Span::new(0, text.len());
        let source = self.sources.add(Source::new(name, text, Format::Json));
        Body::Text(Place { source, span })
    }
}
