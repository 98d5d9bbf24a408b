//! An operation as a router has it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;

use super::call::{Call, is_same_media_type};
use super::rejection::Rejection;
use super::template::Capture;
use crate::check::Check;
use crate::plain;
use crate::value::Value;
use crate::wire::percent::{decode, decode_form};

/// Answers a call.
pub(super) type Answer = Pin<Box<dyn Future<Output = Result<Response, Rejection>> + Send>>;

/// An operation: where it is, what tells it from others there, and the function that answers.
pub struct Route<S> {
    pub(super) method: &'static str,
    /// The template of the path, and its aliases.
    pub(super) paths: Vec<&'static str>,
    pub(super) needs: Vec<Need>,
    pub(super) no_store: bool,
    pub(super) answer: fn(Arc<S>, Call) -> Answer,
}

/// What a request has that the operation is meant by.
pub(super) enum Need {
    /// A parameter of the query, perhaps with a value.
    Query(&'static str, Option<&'static str>),
    /// A header, perhaps with a value.
    Header(&'static str, Option<&'static str>),
    /// A parameter of the path whose text fits.
    Path(&'static str, &'static [Check], Fits),
    /// A body of one of these media types.
    Body(&'static [&'static str]),
}

/// Whether a text is a value of a type and passes checks.
type Fits = fn(&str, &'static [Check]) -> bool;

/// A request as far as it tells operations apart.
pub(super) struct Asked<'r> {
    pub(super) query: &'r [(String, String)],
    pub(super) headers: &'r HeaderMap,
    /// The parameters of the path, as a template names them.
    pub(super) path: &'r dyn Fn() -> Vec<Capture>,
}

impl<S> Route<S> {
    /// An operation at a method and a path template, such as `/orders/{id}`. The template may be
    /// followed by what the query has to hold, such as `/orders?action=list`.
    pub fn new(
        method: &'static str,
        path: &'static str,
        answer: fn(Arc<S>, Call) -> Answer,
    ) -> Self {
        Route {
            method,
            paths: vec![path],
            needs: Vec::new(),
            no_store: false,
            answer,
        }
    }

    /// An operation with the method `GET`.
    pub fn get(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new("GET", path, answer)
    }

    /// An operation with the method `POST`.
    pub fn post(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new("POST", path, answer)
    }

    /// An operation with the method `PUT`.
    pub fn put(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new("PUT", path, answer)
    }

    /// An operation with the method `PATCH`.
    pub fn patch(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new("PATCH", path, answer)
    }

    /// An operation with the method `OPTIONS`.
    pub fn options(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new("OPTIONS", path, answer)
    }

    /// An operation with the method `HEAD`.
    pub fn head(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new("HEAD", path, answer)
    }

    /// An operation with the method `TRACE`.
    pub fn trace(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new("TRACE", path, answer)
    }

    /// An operation with the method `DELETE`.
    pub fn delete(path: &'static str, answer: fn(Arc<S>, Call) -> Answer) -> Self {
        Self::new("DELETE", path, answer)
    }

    /// Serves another path too, with the same parameters.
    #[must_use]
    pub fn alias(mut self, path: &'static str) -> Self {
        self.paths.push(path);
        self
    }

    /// Forbids to store the answers (RFC 9111, section 5.2.2.5): asking once more may change
    /// something.
    #[must_use]
    pub fn no_store(mut self) -> Self {
        self.no_store = true;
        self
    }

    /// Of operations at one path and method, this one is meant where a query parameter is there.
    #[must_use]
    pub fn with_query(self, name: &'static str) -> Self {
        self.with(Need::Query(name, None))
    }

    /// Of operations at one path and method, this one is meant where a query parameter has a value.
    #[must_use]
    pub fn with_query_value(self, name: &'static str, value: &'static str) -> Self {
        self.with(Need::Query(name, Some(value)))
    }

    /// Of operations at one path and method, this one is meant where a header is there.
    #[must_use]
    pub fn with_header(self, name: &'static str) -> Self {
        self.with(Need::Header(name, None))
    }

    /// Of operations at one path and method, this one is meant where a header has a value.
    #[must_use]
    pub fn with_header_value(self, name: &'static str, value: &'static str) -> Self {
        self.with(Need::Header(name, Some(value)))
    }

    /// Of operations at one path and method, this one is meant where a parameter of the path is a
    /// value of `T` that passes the checks.
    #[must_use]
    pub fn with_path<T: Value>(self, name: &'static str, checks: &'static [Check]) -> Self {
        self.with(Need::Path(name, checks, |text, checks| {
            plain::read::<T>(text, checks).is_ok()
        }))
    }

    /// Of operations at one path and method, this one is meant where the body is of one of these
    /// media types.
    #[must_use]
    pub fn with_body(self, media_types: &'static [&'static str]) -> Self {
        self.with(Need::Body(media_types))
    }

    fn with(mut self, need: Need) -> Self {
        self.needs.push(need);
        self
    }
}

impl Need {
    /// Whether there is a value that only this operation has, so that no other may stand in.
    pub(super) fn is_value(&self) -> bool {
        matches!(self, Need::Query(_, Some(_)) | Need::Header(_, Some(_)))
    }

    pub(super) fn is_met(&self, asked: &Asked<'_>) -> bool {
        match self {
            Need::Query(name, value) => asked.query.iter().any(|(found, text)| {
                found == name && value.is_none_or(|it| decode_form(text).as_deref() == Some(it))
            }),
            Need::Header(name, value) => asked
                .headers
                .get_all(*name)
                .iter()
                .any(|found| value.is_none_or(|value| found.as_bytes() == value.as_bytes())),
            Need::Path(name, checks, fits) => (asked.path)().iter().any(|(found, text)| {
                let text = text.as_deref().and_then(decode);
                found == name && text.is_some_and(|text| fits(&text, checks))
            }),
            Need::Body(media_types) => asked
                .headers
                .get(CONTENT_TYPE)
                .and_then(|found| found.to_str().ok())
                .is_some_and(|found| media_types.iter().any(|it| is_same_media_type(found, it))),
        }
    }

    /// What would be met, for people.
    pub(super) fn describe(&self) -> String {
        match self {
            Need::Query(name, Some(value)) => format!("`{name}={value}`"),
            Need::Header(name, Some(value)) => format!("`{name}: {value}`"),
            Need::Query(name, None) | Need::Header(name, None) | Need::Path(name, ..) => {
                format!("`{name}`")
            }
            Need::Body(media_types) => media_types.join(" or "),
        }
    }
}
