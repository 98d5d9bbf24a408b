//! A request on its way to the service.

use std::borrow::Cow;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderValue, TRANSFER_ENCODING,
};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use futures_core::Stream;

use super::accept::Accept;
use super::credentials::{Basic, Scoped, Scopes, bearer};
use super::parameter::Parameter;
use super::rejection::Rejection;
use super::router::ServerOptions;
use crate::Secret;
use crate::check::Check;
use crate::checker::Checker;
use crate::media;
use crate::object::Rule;
use crate::rule::Clock;
use crate::stream::{ByteStream, Decoded, Framing, ItemError, Items, decode};
use crate::value::{Value, from_slice_with};
use crate::wire::percent::decode_form;

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

    /// The bearer token, if there is one, with the scopes that it must have.
    pub fn scoped(&self, scopes: Scopes) -> Option<Scoped> {
        let token = self.bearer()?;
        Some(Scoped { token, scopes })
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
        self.parameter("path", name, named(&self.path, name), true)
    }

    /// A parameter of the query.
    pub fn query<'c>(&'c self, name: &'c str) -> Parameter<'c> {
        Parameter {
            pairs: Cow::Borrowed(&self.query),
            ..self.parameter("query", name, named(&self.query, name), true)
        }
    }

    /// The whole query string as one parameter.
    pub fn querystring<'c>(&'c self, name: &'c str) -> Parameter<'c> {
        let query = self.head.uri.query().filter(|query| !query.is_empty());
        self.parameter("querystring", name, query.into_iter().collect(), true)
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
        let pairs: Vec<&[u8]> = pairs.collect();
        let all = pairs.iter().filter_map(|pair| {
            let (name, value) = str::from_utf8(pair.trim_ascii()).ok()?.split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        });
        let all = all.collect();
        let texts = pairs.iter().filter_map(|pair| {
            let rest = pair.trim_ascii().strip_prefix(name.as_bytes())?;
            Some(str::from_utf8(rest.strip_prefix(b"=")?))
        });
        let texts: Result<_, _> = texts.collect();
        let readable = texts.is_ok();
        Parameter {
            readable,
            pairs: Cow::Owned(all),
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
        let body = self.whole(media_type).await?;
        let read = clock.during(|| from_slice_with(&body, checks));
        read.map_err(Rejection::invalid_body)
    }

    /// Reads a body of text in UTF-8.
    ///
    /// # Errors
    ///
    /// A rejection with status 415, 413, or 400 when it is not UTF-8.
    pub async fn text(self, media_type: &'static str) -> Result<String, Rejection> {
        let body = self.whole(media_type).await?;
        String::from_utf8(body.into()).map_err(|_| not_utf8("body"))
    }

    /// A body of any media type, to be read as it comes.
    ///
    /// # Errors
    ///
    /// A rejection with status 415 or 413; what exceeds the limit later is an error of the stream.
    pub fn bytes(self, media_type: &'static str) -> Result<ByteStream, Rejection> {
        self.content(&[media_type])?;
        self.stream()
    }

    /// A body of JSON values one after another, each read and checked when its turn comes.
    ///
    /// # Errors
    ///
    /// As [`Call::bytes`].
    pub fn items<T: Value + 'static>(
        self,
        media_type: &'static str,
        checks: &'static [Check],
    ) -> Result<Items<T>, Rejection> {
        let clock = self.options.clock;
        let bytes = self.bytes(media_type)?;
        let framing = Framing::of(media_type);
        Ok(decode(bytes, framing, move |record| match record {
            Decoded::Json(json) => {
                let read = clock.during(|| from_slice_with(&json, checks));
                Some(read.map_err(ItemError::Invalid))
            }
            Decoded::Event(_) => None,
        }))
    }

    /// Which of the documented media types the body has, by its position.
    ///
    /// # Errors
    ///
    /// A rejection with status 415 when it is none of them.
    pub fn content(&self, documented: &[&str]) -> Result<usize, Rejection> {
        let found = self.content_type();
        // A body that does not say what it is may be anything (RFC 9110, section 8.3).
        let assumed = found.unwrap_or("application/octet-stream");
        media::choose(assumed, documented).ok_or_else(|| Rejection::unsupported(found, documented))
    }

    /// What the caller takes of the media types on offer.
    ///
    /// # Errors
    ///
    /// A rejection with status 406 when it takes none.
    pub fn accept(&self, offered: &[&str]) -> Result<Accept, Rejection> {
        let values = self.head.headers.get_all(ACCEPT).iter();
        let texts: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
        let accept = Accept::new(texts.join(","));
        match accept.takes(offered) {
            true => Ok(accept),
            false => Err(Rejection::not_acceptable(offered)),
        }
    }

    pub(super) fn content_type(&self) -> Option<&str> {
        let found = self.head.headers.get(CONTENT_TYPE)?;
        Some(found.to_str().unwrap_or("of an unreadable media type"))
    }

    /// The body as it comes, up to the limit.
    pub(super) fn stream(self) -> Result<ByteStream, Rejection> {
        let limit = self.options.body_limit;
        let length = self.announced();
        if length.is_some_and(|length| length > limit as u64) {
            return Err(Rejection::too_large(limit as u64));
        }
        let media_type = self.content_type().map(str::to_owned);
        let body = self
            .body
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut stream = ByteStream::new(Chunks(body.into_data_stream()));
        if let Some(length) = length {
            stream = stream.with_length(length);
        }
        if let Some(media_type) = media_type {
            stream = stream.with_content_type(media_type);
        }
        Ok(stream.limited(limit as u64))
    }

    pub(super) async fn whole(self, media_type: &'static str) -> Result<Bytes, Rejection> {
        let limit = self.options.body_limit;
        let body = self.bytes(media_type)?;
        body.collect(limit).await.map_err(Rejection::broken_off)
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
            pairs: Cow::Borrowed(&[]),
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

pub(super) fn named<'c, N: AsRef<str>>(pairs: &'c [(N, String)], name: &str) -> Vec<&'c str> {
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
        Some((decode_form(name)?, value.to_owned()))
    });
    query
        .collect::<Option<_>>()
        .ok_or_else(|| not_utf8("query"))
}

/// Whether a media type is the documented one, or within that range.
pub(super) fn is_same_media_type(found: &str, expected: &str) -> bool {
    media::choose(found, &[expected]).is_some()
}

/// The chunks of a body, with errors of `std`.
struct Chunks(BodyDataStream);

impl Stream for Chunks {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(Pin::new(&mut self.0).poll_next(cx));
        Poll::Ready(next.map(|chunk| chunk.map_err(io::Error::other)))
    }
}
