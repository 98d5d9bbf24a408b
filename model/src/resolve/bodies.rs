//! Request bodies and media types.

use super::Resolver;
use super::place::At;
use crate::api::{Encoding, Example, MediaType, RequestBody};
use crate::resolve::parameters::{headers, style};

pub(super) fn request_body<'a>(cx: &mut Resolver<'a>, operation: &At<'a>) -> Option<RequestBody> {
    let at = cx.object(operation, "requestBody")?;
    let at = cx.target(at)?;
    if at.get("content").is_none() {
        cx.missing(
            &at,
            "content",
            "the request body",
            "there is no media type to send",
        );
    }
    Some(RequestBody {
        location: at.location(),
        description: cx.text(&at, "description"),
        required: cx.flag(&at, "required").unwrap_or_default(),
        content: cx.content(&at),
    })
}

impl<'a> Resolver<'a> {
    /// `content`: media types by name.
    pub(super) fn content(&mut self, at: &At<'a>) -> Vec<MediaType> {
        let mut content = Vec::new();
        for (name, at) in self.members(at, "content") {
            let Some(at) = self.target(at) else { continue };
            content.push(MediaType {
                location: at.location(),
                name: name.to_string(),
                schema: self.schema_at(&at, "schema"),
                item_schema: self.schema_at(&at, "itemSchema"),
                encoding: encodings(self, &at),
                examples: examples(self, &at),
            });
        }
        content
    }
}

fn encodings<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<Encoding> {
    let mut encodings = Vec::new();
    for (property, at) in cx.members(at, "encoding") {
        let Some(at) = cx.target(at) else { continue };
        encodings.push(Encoding {
            property: property.to_string(),
            content_type: cx.text(&at, "contentType"),
            style: style(cx, &at),
            explode: cx.flag(&at, "explode"),
            headers: headers(cx, &at),
        });
    }
    encodings
}

/// `example`, and the values of `examples`.
fn examples<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<Example> {
    let mut examples = Vec::new();
    if let Some(value) = at.get("example") {
        examples.push(Example {
            name: String::new(),
            location: value.location(),
        });
    }
    for (name, at) in cx.members(at, "examples") {
        let Some(at) = cx.target(at) else { continue };
        // An example may also stand in another file as text (`externalValue`), which is not read.
        if let Some(value) = at.get("value").or_else(|| at.get("dataValue")) {
            examples.push(Example {
                name: name.to_string(),
                location: value.location(),
            });
        }
    }
    examples
}
