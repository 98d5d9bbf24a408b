//! Answers of the service.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse as _, Response};

use super::rejection::Rejection;
use crate::check::Check;
use crate::headers::{HeaderMap, InvalidHeader};
use crate::media;
use crate::stream::{ByteStream, Event, Framing, Items, encode, encode_events};
use crate::value::{Value, to_vec};
use crate::wire::Shape;
use crate::wire::form::{self, Field};

/// An answer of JSON.
pub fn json(status: StatusCode, body: &impl Value) -> Response {
    text(status, "application/json", to_vec(body))
}

/// An answer of JSON under a media type of its own, such as `application/problem+json`.
pub fn json_as(status: StatusCode, media_type: &'static str, body: &impl Value) -> Response {
    text(status, media_type, to_vec(body))
}

/// An answer of text, or of anything else that is in memory.
pub fn text(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Response {
    with_body(status, HeaderValue::from_static(media_type), body.into())
}

/// An answer of bytes, in memory or as they come. Their own media type goes before `media_type`,
/// which may be a range, such as `image/*`.
pub fn bytes(status: StatusCode, media_type: &'static str, body: ByteStream) -> Response {
    let own = body.content_type().map(HeaderValue::from_str);
    let media_type = match own {
        Some(Ok(own)) => own,
        _ if media::is_range(media_type) => HeaderValue::from_static("application/octet-stream"),
        _ => HeaderValue::from_static(media_type),
    };
    let length = body.length();
    let body = match body.whole() {
        Ok(bytes) => Body::from(bytes),
        Err(stream) => Body::from_stream(stream),
    };
    let mut response = with_body(status, media_type, body);
    if let Some(length) = length.filter(|_| has_body(status)) {
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    response
}

/// An answer of XML; status 500 with what is wrong for a value that XML cannot have.
#[cfg(feature = "xml")]
pub fn xml(
    status: StatusCode,
    media_type: &'static str,
    shape: &Shape<'_>,
    body: &impl Value,
) -> Response {
    match crate::wire::xml::to_string(body, shape) {
        Ok(xml) => text(status, media_type, xml),
        Err(error) => unwritable(&error.to_string()),
    }
}

/// An answer of `application/x-www-form-urlencoded`; status 500 for a value that no form can have.
pub fn form(
    status: StatusCode,
    media_type: &'static str,
    shape: &Shape<'_>,
    fields: &[Field],
    body: &impl Value,
) -> Response {
    match form::to_string(body, shape, fields) {
        Some(form) => text(status, media_type, form),
        None => unwritable("a member is nested too deeply for a form"),
    }
}

/// An answer with further headers; status 500 for a value that no header can have.
pub fn with_headers(mut answer: Response, headers: Result<HeaderMap, InvalidHeader>) -> Response {
    match headers {
        Ok(headers) => {
            answer.headers_mut().extend(headers);
            answer
        }
        Err(error) => unwritable(&error.to_string()),
    }
}

fn unwritable(why: &str) -> Response {
    let detail = format!("the answer cannot be written: {why}");
    Rejection::new(StatusCode::INTERNAL_SERVER_ERROR, detail).into_response()
}

/// An answer of JSON values one after another.
pub fn items<T: Value + 'static>(
    status: StatusCode,
    media_type: &'static str,
    body: Items<T>,
    checks: &'static [Check],
) -> Response {
    bytes(
        status,
        media_type,
        encode(body, Framing::of(media_type), checks),
    )
}

/// An answer of server-sent events whose data is JSON.
pub fn events<T: Value + 'static>(status: StatusCode, body: Items<Event<T>>) -> Response {
    bytes(status, EVENTS, encode_events(body, to_vec))
}

/// An answer of server-sent events whose data is text.
pub fn text_events(status: StatusCode, body: Items<Event<String>>) -> Response {
    bytes(
        status,
        EVENTS,
        encode_events(body, |text| text.clone().into_bytes()),
    )
}

const EVENTS: &str = "text/event-stream";

/// An answer with a body that may be left out.
pub fn optional<T>(
    status: StatusCode,
    body: Option<T>,
    reply: impl FnOnce(T) -> Response,
) -> Response {
    body.map_or_else(|| empty(status), reply)
}

/// An answer without a body.
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

fn with_body(status: StatusCode, media_type: HeaderValue, body: Body) -> Response {
    if !has_body(status) {
        return empty(status);
    }
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}

/// Whether answers with a status can have a body (RFC 9110, section 6.4.1).
fn has_body(status: StatusCode) -> bool {
    let bodiless = [
        StatusCode::NO_CONTENT,
        StatusCode::RESET_CONTENT,
        StatusCode::NOT_MODIFIED,
    ];
    !status.is_informational() && !bodiless.contains(&status)
}
