//! A request on its way to the service.

use std::error::Error as _;
use std::sync::{Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts as _, RawPathParams, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use http_body_util::LengthLimitError;

use super::credentials::{Basic, Secret, bearer};
use super::rejection::Rejection;
use crate::Json;
use crate::check::Check;
use crate::reader::Reader;
use crate::value::{Value, from_slice};
use crate::violation::Violations;

/// A request on its way to the service: its head is there, its body has not been read.
pub struct Call {
    head: Parts,
    /// In a lock because a body is not `Sync`, while futures that hold a call across an `await`
    /// have to be `Send`.
    body: Mutex<Body>,
    path: Vec<(String, String)>,
    limit: usize,
}

impl Call {
    pub(super) async fn new(request: Request, limit: usize) -> Result<Self, Rejection> {
        let (mut head, body) = request.into_parts();
        let path = RawPathParams::from_request_parts(&mut head, &()).await;
        let path = path.map_err(|_| {
            let detail = "the path is not UTF-8 once percent-decoded";
            Rejection::new(StatusCode::BAD_REQUEST, detail)
        })?;
        let path = path
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(Call {
            path: path.collect(),
            head,
            body: Mutex::new(body),
            limit,
        })
    }

    /// The head of the request.
    pub fn head(&self) -> &Parts {
        &self.head
    }

    /// The credentials of HTTP Basic, if there are any that can be read.
    pub fn basic(&self) -> Option<Basic> {
        Basic::from_headers(&self.head.headers)
    }

    /// The bearer token, if there is one.
    pub fn bearer(&self) -> Option<Secret> {
        bearer(&self.head.headers)
    }

    /// The API key in a header, if there is one.
    pub fn header_key(&self, name: &str) -> Option<Secret> {
        let value = self.head.headers.get(name)?.to_str().ok()?;
        Some(value.to_owned().into())
    }

    /// Reads a parameter of the path.
    ///
    /// # Errors
    ///
    /// A rejection with status 400 and every violation.
    pub fn path<T: Value>(&self, name: &str, checks: &'static [Check]) -> Result<T, Rejection> {
        let found = self.path.iter().find(|(it, _)| it == name);
        let text = found.map_or("", |(_, value)| value);
        parameter(text, checks)
            .map_err(|violations| Rejection::invalid_parameter("path", name, violations))
    }

    /// Reads and checks a body of JSON.
    ///
    /// # Errors
    ///
    /// A rejection with status 415 when it has another media type, 413 when it exceeds the limit,
    /// and 400 when it is not JSON, or with every violation.
    pub async fn json<T: Value>(self) -> Result<T, Rejection> {
        let body = self.bytes("application/json").await?;
        from_slice(&body).map_err(Rejection::invalid_body)
    }

    /// Reads a body of a media type.
    ///
    /// # Errors
    ///
    /// A rejection with status 415 or 413.
    pub async fn bytes(self, media_type: &'static str) -> Result<axum::body::Bytes, Rejection> {
        let found = self.head.headers.get(CONTENT_TYPE);
        let found = found.map(|value| value.to_str().unwrap_or("of an unreadable media type"));
        if !found.is_some_and(|found| is_same_media_type(found, media_type)) {
            return Err(Rejection::unsupported(found, media_type));
        }
        if self
            .announced()
            .is_some_and(|length| length > self.limit as u64)
        {
            return Err(Rejection::too_large(self.limit));
        }
        let body = self
            .body
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        to_bytes(body, self.limit)
            .await
            .map_err(|error| match error.source() {
                Some(source) if source.is::<LengthLimitError>() => Rejection::too_large(self.limit),
                _ => Rejection::new(StatusCode::BAD_REQUEST, "the body broke off"),
            })
    }

    fn announced(&self) -> Option<u64> {
        let value = self.head.headers.get(CONTENT_LENGTH)?;
        value.to_str().ok()?.parse().ok()
    }
}

/// Compares media types without their parameters.
fn is_same_media_type(found: &str, expected: &str) -> bool {
    let essence = found.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(expected)
}

/// Reads the text of a parameter: as a number, a boolean or null where it is one and the type takes
/// that, and else as a string.
fn parameter<T: Value>(text: &str, checks: &'static [Check]) -> Result<T, Violations> {
    let literal = matches!(
        text.as_bytes(),
        [b'0'..=b'9' | b'-' | b't' | b'f' | b'n', ..]
    )
    .then(|| read(text.as_bytes(), checks))
    .flatten();
    match literal {
        Some((Some(value), violations)) if violations.is_empty() => return Ok(value),
        Some((_, violations)) if !has_wrong_type(&violations) => return Err(violations),
        _ => {}
    }
    match read(Json::from(text).to_string().as_bytes(), checks) {
        Some((Some(value), violations)) if violations.is_empty() => Ok(value),
        Some((_, violations)) => Err(violations),
        None => Err(Violations::default()),
    }
}

fn read<T: Value>(json: &[u8], checks: &'static [Check]) -> Option<(Option<T>, Violations)> {
    let mut reader = Reader::new(json, true);
    let value = T::read(&mut reader, checks);
    Some((value.ok(), reader.finish(json).ok()?))
}

fn has_wrong_type(violations: &Violations) -> bool {
    violations
        .iter()
        .any(|it| it.pointer.is_empty() && it.keyword == "type")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Limit;

    fn keywords<T: Value>(text: &str, checks: &'static [Check]) -> Vec<&'static str> {
        match parameter::<T>(text, checks) {
            Ok(_) => Vec::new(),
            Err(violations) => violations.iter().map(|it| it.keyword).collect(),
        }
    }

    #[test]
    fn parameters_take_the_type_that_fits() {
        assert_eq!(parameter::<i64>("12", &[]).unwrap(), 12);
        assert_eq!(parameter::<String>("12", &[]).unwrap(), "12");
        assert_eq!(
            parameter::<String>("truely \"x\"", &[]).unwrap(),
            "truely \"x\""
        );
        assert!(parameter::<bool>("true", &[]).unwrap());
        assert_eq!(keywords::<i64>("abc", &[]), ["type"]);
        assert_eq!(keywords::<i64>("012", &[]), ["type"]);
        assert_eq!(keywords::<i64>("1 2", &[]), ["type"]);
        assert_eq!(keywords::<i64>("", &[]), ["type"]);
        assert_eq!(keywords::<i64>("9223372036854775808", &[]), ["format"]);
        assert_eq!(
            keywords::<i64>("-1", &[Check::Minimum(Limit::Int(0))]),
            ["minimum"]
        );
        assert_eq!(
            keywords::<String>("123", &[Check::MaxLength(2)]),
            ["maxLength"]
        );
    }

    #[test]
    fn media_types_compare_without_parameters() {
        let json = "application/json";
        assert!(is_same_media_type(
            "Application/JSON ; encoding=utf-8",
            json
        ));
        assert!(!is_same_media_type("application/jsonp", json));
        assert!(!is_same_media_type("text/plain", json));
    }
}
