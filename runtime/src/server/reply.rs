//! Answers of the service.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::Response;

use crate::value::{Value, to_vec};

/// An answer of JSON.
pub fn json(status: StatusCode, body: &impl Value) -> Response {
    bytes(status, "application/json", to_vec(body))
}

/// An answer of JSON under a media type of its own, such as `application/problem+json`.
pub fn json_as(status: StatusCode, media_type: &'static str, body: &impl Value) -> Response {
    bytes(status, media_type, to_vec(body))
}

/// An answer of any media type: text or bytes.
pub fn bytes(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let media_type = HeaderValue::from_static(media_type);
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}

/// An answer without a body.
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}
