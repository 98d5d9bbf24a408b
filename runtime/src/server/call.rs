//! A request on its way to the service.

use std::error::Error as _;
use std::sync::{Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderValue, TRANSFER_ENCODING};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use http_body_util::LengthLimitError;

use super::credentials::{Basic, Secret, bearer};
use super::parameter::{Parameter, decode};
use super::rejection::Rejection;
use super::router::ServerOptions;
use crate::check::Check;
use crate::checker::Checker;
use crate::object::Rule;
use crate::rule::Clock;
use crate::value::{Value, from_slice_with};

/// A request on its way to the service: its head is there, its body has not been read.
pub struct Call {
    head: Parts,
    /// In a lock because a body is not `Sync`, while futures that hold a call across an `await`
    /// have to be `Send`.
    body: Mutex<Body>,
    path: Vec<(&'static str, String)>,
    /// The names, decoded, and the values, as they came.
    query: Vec<(String, String)>,
    options: ServerOptions,
}

impl Call {
    pub(super) fn new(
        request: Request,
        path: Vec<(&'static str, String)>,
        query: Vec<(String, String)>,
        options: ServerOptions,
    ) -> Self {
        let (head, body) = request.into_parts();
        Call {
            path,
            query,
            head,
            body: Mutex::new(body),
            options,
        }
    }

    /// What rules take for the present.
    pub fn clock(&self) -> Clock {
        self.options.clock
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

    /// The API key in a header, if it is there once.
    pub fn header_key(&self, name: &str) -> Option<Secret> {
        self.header(name).optional(&[]).ok()?.map(String::into)
    }

    /// The API key in the query, if it is there once.
    pub fn query_key(&self, name: &str) -> Option<Secret> {
        self.query(name).optional(&[]).ok()?.map(String::into)
    }

    /// The API key in a cookie, if it is there once.
    pub fn cookie_key(&self, name: &str) -> Option<Secret> {
        self.cookie(name).optional(&[]).ok()?.map(String::into)
    }

    /// A parameter of the path.
    pub fn path<'c>(&'c self, name: &'c str) -> Parameter<'c> {
        self.parameter("path", name, named(&self.path, name), false)
    }

    /// A parameter of the query.
    pub fn query<'c>(&'c self, name: &'c str) -> Parameter<'c> {
        self.parameter("query", name, named(&self.query, name), true)
    }

    /// A header.
    pub fn header<'c>(&'c self, name: &'c str) -> Parameter<'c> {
        let values = self.head.headers.get_all(name).iter();
        let texts: Result<_, _> = values.map(HeaderValue::to_str).collect();
        let readable = texts.is_ok();
        Parameter {
            readable,
            ..self.parameter("header", name, texts.unwrap_or_default(), false)
        }
    }

    /// A cookie.
    pub fn cookie<'c>(&'c self, name: &'c str) -> Parameter<'c> {
        let values = self.head.headers.get_all(COOKIE).iter();
        let pairs = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
        let texts = pairs.filter_map(|pair| {
            let rest = pair.trim_ascii().strip_prefix(name.as_bytes())?;
            Some(str::from_utf8(rest.strip_prefix(b"=")?))
        });
        let texts: Result<_, _> = texts.collect();
        let readable = texts.is_ok();
        Parameter {
            readable,
            ..self.parameter("cookie", name, texts.unwrap_or_default(), false)
        }
    }

    /// Reads and checks a body of JSON.
    ///
    /// # Errors
    ///
    /// A rejection with status 415 when it has another media type, 413 when it exceeds the limit,
    /// and 400 when it is not JSON, or with every violation.
    pub async fn json<T: Value>(self) -> Result<T, Rejection> {
        self.json_with("application/json", &[]).await
    }

    /// Reads a body of JSON under a media type of its own, and checks it, also for what is stated
    /// where it stands.
    ///
    /// # Errors
    ///
    /// As [`Call::json`].
    pub async fn json_with<T: Value>(
        self,
        media_type: &'static str,
        checks: &'static [Check],
    ) -> Result<T, Rejection> {
        let clock = self.options.clock;
        let body = self.bytes(media_type).await?;
        let read = clock.during(|| from_slice_with(&body, checks));
        read.map_err(Rejection::invalid_body)
    }

    /// Reads a body of text in UTF-8.
    ///
    /// # Errors
    ///
    /// A rejection with status 415, 413, or 400 when it is not UTF-8.
    pub async fn text(self, media_type: &'static str) -> Result<String, Rejection> {
        let body = self.bytes(media_type).await?;
        String::from_utf8(body.into()).map_err(|_| not_utf8("body"))
    }

    /// Reads a body of any media type.
    ///
    /// # Errors
    ///
    /// A rejection with status 415 or 413.
    pub async fn bytes(self, media_type: &'static str) -> Result<Bytes, Rejection> {
        let found = self.head.headers.get(CONTENT_TYPE);
        let found = found.map(|value| value.to_str().unwrap_or("of an unreadable media type"));
        if !found.is_some_and(|found| is_same_media_type(found, media_type)) {
            return Err(Rejection::unsupported(found, media_type));
        }
        let limit = self.options.body_limit;
        if self.announced().is_some_and(|length| length > limit as u64) {
            return Err(Rejection::too_large(limit));
        }
        let body = self
            .body
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        to_bytes(body, limit)
            .await
            .map_err(|error| match error.source() {
                Some(source) if source.is::<LengthLimitError>() => Rejection::too_large(limit),
                _ => Rejection::new(StatusCode::BAD_REQUEST, "the body broke off"),
            })
    }

    /// Whether there is a body, for one that need not be: what the head says of its length.
    pub fn has_body(&self) -> bool {
        self.head.headers.contains_key(TRANSFER_ENCODING)
            || self.announced().is_some_and(|it| it > 0)
    }

    fn announced(&self) -> Option<u64> {
        let value = self.head.headers.get(CONTENT_LENGTH)?;
        value.to_str().ok()?.parse().ok()
    }

    fn parameter<'c>(
        &'c self,
        place: &'static str,
        name: &'c str,
        texts: Vec<&'c str>,
        encoded: bool,
    ) -> Parameter<'c> {
        Parameter {
            place,
            name,
            texts,
            encoded,
            readable: true,
        }
    }
}

/// Checks rules across the parameters.
///
/// # Errors
///
/// A rejection with status 400 and every rule that does not hold.
pub fn rules<T>(clock: Clock, parameters: &T, rules: &[Rule<T>]) -> Result<(), Rejection> {
    let mut checker = Checker::default();
    clock.during(|| checker.rules(parameters, rules));
    let violations = checker.finish();
    match violations.is_empty() {
        true => Ok(()),
        false => Err(Rejection::invalid_parameters(violations)),
    }
}

fn named<'c, N: AsRef<str>>(pairs: &'c [(N, String)], name: &str) -> Vec<&'c str> {
    let found = pairs.iter().filter(|(it, _)| it.as_ref() == name);
    found.map(|(_, value)| value.as_str()).collect()
}

pub(super) fn not_utf8(what: &str) -> Rejection {
    Rejection::new(StatusCode::BAD_REQUEST, format!("the {what} is not UTF-8"))
}

/// The pairs of a query: names decoded, values as they came.
pub(super) fn query_of(uri: &Uri) -> Result<Vec<(String, String)>, Rejection> {
    let pairs = uri.query().unwrap_or_default().split('&');
    let query = pairs.filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(name)?, value.to_owned()))
    });
    query
        .collect::<Option<_>>()
        .ok_or_else(|| not_utf8("query"))
}

/// Compares media types without their parameters.
pub(super) fn is_same_media_type(found: &str, expected: &str) -> bool {
    let essence = |media_type: &str| {
        let essence = media_type.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    };
    essence(found) == essence(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

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
