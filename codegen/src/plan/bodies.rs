//! Bodies of requests and responses, by media type.

use kontrakt_model::Finding;
use kontrakt_model::api::{self, MediaType};
use serde::Serialize;

use super::docs::Docs;
use super::schemas::{Name, Types};
use super::types::{Ty, Use};
use crate::codes;

/// A request body.
#[derive(Debug, Clone, Serialize)]
pub struct Body {
    /// Its documentation.
    pub docs: Docs,
    /// Whether it must be there.
    pub required: bool,
    /// What it holds.
    #[serde(flatten)]
    pub content: Content,
}

/// What a body holds.
#[derive(Debug, Clone, Serialize)]
pub struct Content {
    /// The media type that is sent, without wildcards.
    pub media_type: String,
    /// How it is read and written.
    pub form: Form,
}

/// How a body is read and written.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A JSON value.
    Json(Use),
    /// Text in UTF-8.
    Text,
    /// Bytes as they are.
    Bytes,
}

/// Plans a request body.
pub(super) fn plan_request(types: &mut Types<'_>, body: &api::RequestBody, name: &Name) -> Body {
    let docs = Docs::default().text(body.description.as_deref());
    let content = plan_content(types, &body.content, &name.join("body")).unwrap_or(Content {
        media_type: "application/octet-stream".to_owned(),
        form: Form::Bytes,
    });
    Body {
        docs,
        required: body.required,
        content,
    }
}

/// Plans the content of a body: of several media types the JSON one, else the first.
pub(super) fn plan_content(
    types: &mut Types<'_>,
    content: &[MediaType],
    name: &Name,
) -> Option<Content> {
    let chosen = content
        .iter()
        .find(|media| is_json(&media.name))
        .or(content.first())?;
    if content.len() > 1 {
        let others: Vec<String> = content
            .iter()
            .filter(|media| media.name != chosen.name)
            .map(|media| format!("`{}`", media.name))
            .collect();
        let message = format!(
            "of several media types `{}` is generated, and not {}",
            chosen.name,
            others.join(", ")
        );
        let place = chosen.location.place();
        types
            .diagnostics
            .push(Finding::info(codes::OTHER_MEDIA_TYPES, message).at(place, "this one"));
    }
    let form = if is_json(&chosen.name) {
        Form::Json(match chosen.schema {
            Some(schema) => types.use_of(&[schema], name),
            None => Use::plain(Ty::Json),
        })
    } else if is_text(&chosen.name) {
        Form::Text
    } else {
        if !is_bytes(&chosen.name) {
            let message = format!(
                "bodies of `{}` are not typed yet; the bytes are passed as they are",
                chosen.name
            );
            let place = chosen.location.place();
            types
                .diagnostics
                .push(Finding::info(codes::RAW_BODY, message).at(place, "this media type"));
        }
        Form::Bytes
    };
    Some(Content {
        media_type: sent(&chosen.name, &form),
        form,
    })
}

/// The media type to send for one that may have wildcards or be no media type at all.
fn sent(name: &str, form: &Form) -> String {
    let is_token = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    let (essence, parameters) = name.split_once(';').unwrap_or((name, ""));
    let concrete = essence
        .trim()
        .split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    let plain = parameters.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    match form {
        _ if concrete && plain => name.trim().to_owned(),
        Form::Json(_) => "application/json".to_owned(),
        Form::Text => "text/plain".to_owned(),
        Form::Bytes => "application/octet-stream".to_owned(),
    }
}

fn essence(name: &str) -> String {
    name.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a media type is JSON: itself, or by its suffix (RFC 6839).
fn is_json(name: &str) -> bool {
    let essence = essence(name);
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

fn is_text(name: &str) -> bool {
    let essence = essence(name);
    essence.starts_with("text/") && !matches!(essence.as_str(), "text/event-stream")
}

fn is_bytes(name: &str) -> bool {
    let essence = essence(name);
    let kinds = ["image/", "audio/", "video/", "font/"];
    kinds.iter().any(|kind| essence.starts_with(kind))
        || matches!(
            essence.as_str(),
            "application/octet-stream" | "application/pdf" | "application/zip" | "*/*"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_media_types_apart() {
        assert!(is_json("application/problem+json; charset=utf-8"));
        assert!(!is_json("application/jsonl"));
        assert!(is_text("text/csv") && !is_text("text/event-stream"));
        assert_eq!(sent("*/*", &Form::Bytes), "application/octet-stream");
        assert_eq!(sent("text/*", &Form::Text), "text/plain");
        assert_eq!(
            sent("application/json; charset=utf-8", &Form::Text),
            "application/json; charset=utf-8"
        );
        assert_eq!(sent("x\r\ny: z", &Form::Bytes), "application/octet-stream");
    }
}
