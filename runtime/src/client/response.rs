//! An answer, and how it becomes a typed value.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::Error as _;

use super::{Error, Hooks, OperationInfo, ResponseValue};
use crate::check::Check;
use crate::media;
use crate::stream::ByteStream;
use crate::value::{Value, from_slice_with, read_tolerant, read_unchecked};
use crate::violation::Invalid;

/// What a client does about an answer that reads as its type but breaks a constraint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ResponseChecks {
    /// It is an error.
    Strict,
    /// It is taken, and [`Hooks::invalid_response`] is told.
    #[default]
    Warn,
    /// It is taken.
    Off,
}

/// An answer whose body has been received.
pub struct Response {
    pub(super) operation: OperationInfo,
    pub(super) checks: ResponseChecks,
    pub(super) hooks: Option<Arc<dyn Hooks>>,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) url: reqwest::Url,
    /// The media types that were asked for.
    pub(super) accepted: Vec<String>,
    pub(super) body: Bytes,
    /// The answer whose body is not received yet.
    pub(super) open: Option<reqwest::Response>,
    /// The JSON that the body stands for, where its notation is another one.
    pub(super) converted: Option<Result<Vec<u8>, Invalid>>,
}

/// Makes one of several documented successes of an answer that was read.
///
/// # Errors
///
/// That of the reading.
pub fn as_variant<T, S, E>(
    read: Result<ResponseValue<T>, Error<E>>,
    make: impl FnOnce(T) -> S,
) -> Result<ResponseValue<S>, Error<E>> {
    let read = read?;
    let (status, headers) = (read.status(), read.headers().clone());
    Ok(ResponseValue::new(make(read.into_inner()), status, headers))
}

impl Response {
    /// The status code, such as 200.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Whether the answer is of this one of the media types that were asked for.
    pub fn is(&self, media_type: &str) -> bool {
        let mut accepted: Vec<&str> = self.accepted.iter().map(String::as_str).collect();
        if !accepted.contains(&media_type) {
            accepted.push(media_type);
        }
        let found = self.content_type().unwrap_or("application/octet-stream");
        let chosen = media::choose(found, &accepted).and_then(|at| accepted.get(at));
        chosen.is_some_and(|chosen| *chosen == media_type)
    }

    pub(super) fn content_type(&self) -> Option<&str> {
        let value = self.headers.get(CONTENT_TYPE)?;
        Some(value.to_str().unwrap_or_default())
    }

    /// Takes an answer of XML for the JSON that it stands for.
    #[cfg(feature = "xml")]
    #[must_use]
    pub fn xml(mut self, shape: &crate::wire::Shape<'_>) -> Self {
        if !self.body.is_empty() && self.content_type().is_none_or(media::is_xml) {
            let converted = crate::wire::xml::convert(&self.body, shape);
            self.converted = Some(converted.map(|it| it.json));
        }
        self
    }

    /// Takes an answer of `application/x-www-form-urlencoded` for the JSON that it stands for.
    #[must_use]
    pub fn form(
        mut self,
        shape: &crate::wire::Shape<'_>,
        fields: &[crate::wire::form::Field],
    ) -> Self {
        if self.content_type().is_none_or(media::is_form) {
            let converted = crate::wire::form::convert(&self.body, shape, fields);
            self.converted = Some(converted.map(|it| it.json));
        }
        self
    }

    /// Reads a successful answer of JSON; one without a body is read as `null`.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedResponse`] when it has another media type,
    /// [`Error::InvalidResponsePayload`] when it does not read as `T`, or is not valid and the
    /// checks are [`ResponseChecks::Strict`].
    pub fn success<T: Value, E>(self) -> Result<ResponseValue<T>, Error<E>> {
        self.success_with(&[])
    }

    /// Reads a successful answer of JSON, also with the constraints stated where it stands.
    ///
    /// # Errors
    ///
    /// As [`Response::success`].
    pub fn success_with<T: Value, E>(
        self,
        checks: &'static [Check],
    ) -> Result<ResponseValue<T>, Error<E>> {
        if !self.has_json() {
            return Err(self.unexpected());
        }
        match self.read(self.checks, checks) {
            Ok(value) => Ok(self.with(value)),
            Err(invalid) => {
                let error = serde_json::Error::custom(invalid);
                Err(Error::InvalidResponsePayload(self.body, error))
            }
        }
    }

    /// Reads a successful answer of JSON that may come without a body.
    ///
    /// # Errors
    ///
    /// As [`Response::success`].
    pub fn optional_success<T: Value, E>(self) -> Result<ResponseValue<Option<T>>, Error<E>> {
        self.optional_success_with(&[])
    }

    /// Reads an answer as [`Response::optional_success`] does, also with the constraints stated
    /// where it stands.
    ///
    /// # Errors
    ///
    /// As [`Response::success`].
    pub fn optional_success_with<T: Value, E>(
        self,
        checks: &'static [Check],
    ) -> Result<ResponseValue<Option<T>>, Error<E>> {
        match self.body.is_empty() {
            true => Ok(self.with(None)),
            false => as_variant(self.success_with(checks), Some),
        }
    }

    /// Takes a successful answer of text that may come without one.
    ///
    /// # Errors
    ///
    /// As [`Response::text`].
    pub fn optional_text<E>(self) -> Result<ResponseValue<Option<String>>, Error<E>> {
        match self.body.is_empty() {
            true => Ok(self.with(None)),
            false => as_variant(self.text(), Some),
        }
    }

    /// Takes a successful answer of text.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidResponsePayload`] when it is not UTF-8.
    pub fn text<E>(self) -> Result<ResponseValue<String>, Error<E>> {
        match String::from_utf8(self.body.to_vec()) {
            Ok(text) => Ok(self.with(text)),
            Err(error) => {
                let error = serde_json::Error::custom(error);
                Err(Error::InvalidResponsePayload(self.body, error))
            }
        }
    }

    /// Takes a successful answer without a body.
    ///
    /// # Errors
    ///
    /// None; the type fits that of the other answers.
    pub fn empty<E>(self) -> Result<ResponseValue<()>, Error<E>> {
        Ok(self.with(()))
    }

    /// Takes the bytes of a successful answer of any media type, to be read as they come.
    ///
    /// # Errors
    ///
    /// None; the type fits that of the other answers.
    pub fn bytes<E>(mut self) -> Result<ResponseValue<ByteStream>, Error<E>> {
        let body = self.take_stream();
        Ok(self.with(body))
    }

    pub(super) fn take_stream(&mut self) -> ByteStream {
        let stream = match self.open.take() {
            None => std::mem::take(&mut self.body).into(),
            Some(open) => {
                let length = open.content_length();
                let stream = ByteStream::new(Chunks(Box::pin(open.bytes_stream())));
                match length {
                    Some(length) => stream.with_length(length),
                    None => stream,
                }
            }
        };
        match self.content_type() {
            Some(media_type) => stream.with_content_type(media_type),
            None => stream,
        }
    }

    /// Reads the answer of a documented error and makes it one of the operation's errors. A body
    /// that breaks constraints is taken: that the operation failed is what matters.
    ///
    /// It is an [`Error::UnexpectedResponse`] when the body does not read as `T`.
    pub fn error<T: Value, E>(self, make: impl FnOnce(T) -> E) -> Error<E> {
        self.error_with(&[], make)
    }

    /// Reads the answer of a documented error as [`Response::error`] does, also with the
    /// constraints stated where it stands.
    pub fn error_with<T: Value, E>(
        self,
        checks: &'static [Check],
        make: impl FnOnce(T) -> E,
    ) -> Error<E> {
        let tolerant = match self.checks {
            ResponseChecks::Off => ResponseChecks::Off,
            _ => ResponseChecks::Warn,
        };
        match self.read(tolerant, checks) {
            Ok(value) if self.has_json() => Error::ErrorResponse(self.with(make(value))),
            _ => self.unexpected(),
        }
    }

    /// Takes the text of a documented error.
    ///
    /// It is an [`Error::UnexpectedResponse`] when it is not UTF-8.
    pub fn text_error<E>(self, make: impl FnOnce(String) -> E) -> Error<E> {
        match String::from_utf8(self.body.to_vec()) {
            Ok(text) => Error::ErrorResponse(self.with(make(text))),
            Err(_) => self.unexpected(),
        }
    }

    /// Takes the bytes of a documented error.
    pub fn bytes_error<E>(self, make: impl FnOnce(Bytes) -> E) -> Error<E> {
        let body = self.body.clone();
        Error::ErrorResponse(self.with(make(body)))
    }

    /// Takes the answer of a documented error without a body.
    pub fn empty_error<E>(self, error: E) -> Error<E> {
        Error::ErrorResponse(self.with(error))
    }

    /// Reads the answer of a documented error that may come without a body, which makes it `none`.
    pub fn optional_error<T: Value, E>(self, none: E, make: impl FnOnce(T) -> E) -> Error<E> {
        self.optional_error_with(none, &[], make)
    }

    /// Reads an error as [`Response::optional_error`] does, also with the constraints stated where
    /// it stands.
    pub fn optional_error_with<T: Value, E>(
        self,
        none: E,
        checks: &'static [Check],
        make: impl FnOnce(T) -> E,
    ) -> Error<E> {
        match self.body.is_empty() {
            true => self.empty_error(none),
            false => self.error_with(checks, make),
        }
    }

    /// Takes the text of a documented error that may come without one.
    pub fn optional_text_error<E>(self, none: E, make: impl FnOnce(String) -> E) -> Error<E> {
        match self.body.is_empty() {
            true => self.empty_error(none),
            false => self.text_error(make),
        }
    }

    /// An answer that is not documented, with status, headers and body.
    pub fn unexpected<E>(self) -> Error<E> {
        Error::UnexpectedResponse(self.rebuild())
    }

    fn read<T: Value>(
        &self,
        policy: ResponseChecks,
        checks: &'static [Check],
    ) -> Result<T, Invalid> {
        // Where anything may come, nothing may come too: it is read as `null`.
        let body: &[u8] = match &self.converted {
            Some(Ok(json)) => json,
            Some(Err(invalid)) => return Err(invalid.clone()),
            None if self.body.is_empty() => b"null",
            None => &self.body,
        };
        read(body, policy, checks, self.hooks.as_deref(), &self.operation)
    }

    /// Whether the body is JSON by its media type, or was taken for JSON.
    fn has_json(&self) -> bool {
        self.converted.is_some() || self.content_type().is_none_or(media::is_json)
    }

    pub(super) fn with<T>(self, value: T) -> ResponseValue<T> {
        ResponseValue::new(value, self.status, self.headers)
    }

    fn rebuild(mut self) -> reqwest::Response {
        if let Some(open) = self.open.take() {
            return open;
        }
        use reqwest::ResponseBuilderExt as _;

        let mut response = http::Response::new(self.body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        let (mut parts, body) = response.into_parts();
        if let Ok(with_url) = http::Response::builder().url(self.url).body(()) {
            parts.extensions = with_url.into_parts().0.extensions;
        }
        http::Response::from_parts(parts, body).into()
    }
}

/// Reads a value as the checks of answers have it.
pub(super) fn read<T: Value>(
    json: &[u8],
    policy: ResponseChecks,
    checks: &'static [Check],
    hooks: Option<&dyn Hooks>,
    operation: &OperationInfo,
) -> Result<T, Invalid> {
    match policy {
        ResponseChecks::Strict => from_slice_with(json, checks),
        ResponseChecks::Off => read_unchecked(json),
        ResponseChecks::Warn => {
            let (value, violations) = read_tolerant(json, checks)?;
            if let (Some(hooks), false) = (hooks, violations.is_empty()) {
                hooks.invalid_response(&violations, operation);
            }
            Ok(value)
        }
    }
}

/// The chunks of an answer, with errors of `std`.
struct Chunks<S>(Pin<Box<S>>);

impl<S: Stream<Item = reqwest::Result<Bytes>>> Stream for Chunks<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(next.map(|chunk| chunk.map_err(io::Error::other)))
    }
}
