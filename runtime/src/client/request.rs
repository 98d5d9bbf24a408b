//! A request of one operation, before it meets a client.

mod styled;

use reqwest::Method;
use reqwest::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue,
};

use super::{Scopes, encoding};
use crate::check::Check;
use crate::checker::Checker;
use crate::media;
use crate::member::Member;
use crate::multipart::{self, Multipart};
use crate::object::Rule;
use crate::stream::{ByteStream, Framing, Items, encode};
use crate::value::{Value, read_unchecked, to_vec, validate_with};
use crate::{Json, Writer};

/// A request of one operation. What is wrong with it is told when it is sent.
pub struct Request {
    pub(super) operation: &'static str,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<ByteStream>,
    /// The media types whose answers are not received at once.
    pub(super) streamed: &'static [&'static str],
    pub(super) security: &'static [&'static [&'static str]],
    pub(super) scopes: &'static [(&'static str, Scopes)],
    /// The server that the description has for this operation alone.
    pub(super) own_server: Option<&'static str>,
    /// Whether a redirect is an answer, and not where to ask again.
    pub(super) redirect_is_answer: bool,
    pub(super) problem: Option<String>,
}

impl Request {
    /// A request with a method and a path template, such as `/orders/{id}`; the query that may
    /// follow it is sent as it is.
    pub fn new(method: Method, operation: &'static str, path: &'static str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query = query.split('&').filter(|pair| !pair.is_empty());
        Request {
            operation,
            method,
            path: path.to_owned(),
            query: query.map(str::to_owned).collect(),
            headers,
            body: None,
            streamed: &[],
            security: &[],
            scopes: &[],
            own_server: None,
            redirect_is_answer: false,
            problem: None,
        }
    }

    /// A `GET` request.
    pub fn get(operation: &'static str, path: &'static str) -> Self {
        Self::new(Method::GET, operation, path)
    }

    /// A `POST` request.
    pub fn post(operation: &'static str, path: &'static str) -> Self {
        Self::new(Method::POST, operation, path)
    }

    /// A `PUT` request.
    pub fn put(operation: &'static str, path: &'static str) -> Self {
        Self::new(Method::PUT, operation, path)
    }

    /// A `PATCH` request.
    pub fn patch(operation: &'static str, path: &'static str) -> Self {
        Self::new(Method::PATCH, operation, path)
    }

    /// An `OPTIONS` request.
    pub fn options(operation: &'static str, path: &'static str) -> Self {
        Self::new(Method::OPTIONS, operation, path)
    }

    /// A `HEAD` request.
    pub fn head(operation: &'static str, path: &'static str) -> Self {
        Self::new(Method::HEAD, operation, path)
    }

    /// A `TRACE` request.
    pub fn trace(operation: &'static str, path: &'static str) -> Self {
        Self::new(Method::TRACE, operation, path)
    }

    /// A `DELETE` request.
    pub fn delete(operation: &'static str, path: &'static str) -> Self {
        Self::new(Method::DELETE, operation, path)
    }

    /// The schemes that the operation accepts: one of the outer list, each with all of its inner
    /// list. The first for which the client has all credentials is used.
    #[must_use]
    pub fn security(mut self, schemes: &'static [&'static [&'static str]]) -> Self {
        self.security = schemes;
        self
    }

    /// The server that the description has for this operation alone, to which it goes if the client
    /// says so.
    #[must_use]
    pub fn own_server(mut self, url: &'static str) -> Self {
        self.own_server = Some(url);
        self
    }

    /// The scopes that the operation asks for, by the schemes that tokens are asked for.
    #[must_use]
    pub fn scopes(mut self, scopes: &'static [(&'static str, Scopes)]) -> Self {
        self.scopes = scopes;
        self
    }

    /// Takes a redirect for an answer, as the description does, and does not follow it.
    #[must_use]
    pub fn redirect_is_answer(mut self) -> Self {
        self.redirect_is_answer = true;
        self
    }

    /// Asks that nothing on the way answers from a store (RFC 9111, section 5.2.1.5).
    #[must_use]
    pub fn no_store(mut self) -> Self {
        let no_store = HeaderValue::from_static("no-store");
        self.headers.insert(CACHE_CONTROL, no_store);
        self
    }

    /// Sets the media types of the answer, in place of `application/json`.
    #[must_use]
    pub fn accept(mut self, media_types: &'static str) -> Self {
        let value = HeaderValue::from_static(media_types);
        self.headers.insert(ACCEPT, value);
        self
    }

    /// Says which of the media types of the answer are read as they come.
    #[must_use]
    pub fn streamed(mut self, media_types: &'static [&'static str]) -> Self {
        self.streamed = media_types;
        self
    }

    /// Fills a parameter of the path, in the style `simple`.
    #[must_use]
    pub fn path(mut self, name: &str, value: &impl Value, checks: &'static [Check]) -> Self {
        let Some(value) = self.parameter(name, value, checks) else {
            return self;
        };
        match encoding::simple(&value) {
            None => self.fail(format!("`{name}` is nested too deeply for a path")),
            Some(text) if text.is_empty() => {
                self.fail(format!("`{name}` is empty, which a path cannot carry"));
            }
            Some(text) => self.path = self.path.replace(&format!("{{{name}}}"), &text),
        }
        self
    }

    /// Adds a parameter of the query, in the style `form`.
    #[must_use]
    pub fn query(
        mut self,
        name: &str,
        value: &impl Value,
        explode: bool,
        checks: &'static [Check],
    ) -> Self {
        if let Some(value) = self.parameter(name, value, checks) {
            self.add_query(name, &value, explode);
        }
        self
    }

    /// Adds a parameter of the query, in the style `form`, that may be absent.
    #[must_use]
    pub fn optional_query(
        mut self,
        name: &str,
        value: &impl Member,
        explode: bool,
        checks: &'static [Check],
    ) -> Self {
        if let Some(value) = self.optional_parameter(name, value, checks) {
            self.add_query(name, &value, explode);
        }
        self
    }

    /// Adds a header, in the style `simple`.
    #[must_use]
    pub fn header(
        mut self,
        name: &'static str,
        value: &impl Value,
        checks: &'static [Check],
    ) -> Self {
        if let Some(value) = self.parameter(name, value, checks) {
            self.add_header(name, &value);
        }
        self
    }

    /// Adds a header, in the style `simple`, that may be absent.
    #[must_use]
    pub fn optional_header(
        mut self,
        name: &'static str,
        value: &impl Member,
        checks: &'static [Check],
    ) -> Self {
        if let Some(value) = self.optional_parameter(name, value, checks) {
            self.add_header(name, &value);
        }
        self
    }

    /// Adds a cookie.
    #[must_use]
    pub fn cookie(mut self, name: &str, value: &impl Value, checks: &'static [Check]) -> Self {
        if let Some(value) = self.parameter(name, value, checks) {
            self.add_cookie(name, &value);
        }
        self
    }

    /// Adds a cookie that may be absent.
    #[must_use]
    pub fn optional_cookie(
        mut self,
        name: &str,
        value: &impl Member,
        checks: &'static [Check],
    ) -> Self {
        if let Some(value) = self.optional_parameter(name, value, checks) {
            self.add_cookie(name, &value);
        }
        self
    }

    /// Checks rules across the parameters, unless something is wrong with one of them.
    #[must_use]
    pub fn rules<T>(mut self, parameters: &T, rules: &[Rule<T>]) -> Self {
        if self.problem.is_none() {
            let mut checker = Checker::default();
            checker.rules(parameters, rules);
            let violations = checker.finish();
            if !violations.is_empty() {
                self.fail(violations.to_string());
            }
        }
        self
    }

    /// Sets a body of JSON and checks it.
    #[must_use]
    pub fn json(self, body: &impl Value) -> Self {
        self.json_with("application/json", body, &[])
    }

    /// Sets a body of JSON under a media type of its own, and checks it, also for what is stated
    /// where it stands.
    #[must_use]
    pub fn json_with(
        mut self,
        media_type: &'static str,
        body: &impl Value,
        checks: &'static [Check],
    ) -> Self {
        match validate_with(body, checks) {
            Ok(()) => self.set_body(media_type, to_vec(body).into()),
            Err(violations) => self.fail(violations.to_string()),
        }
        self
    }

    /// Sets a body of text.
    #[must_use]
    pub fn text(mut self, media_type: &'static str, body: impl Into<String>) -> Self {
        self.set_body(media_type, body.into().into());
        self
    }

    /// Sets a body of bytes, in memory or as they come. Its own media type goes before
    /// `media_type`, which may be a range, such as `image/*`.
    #[must_use]
    pub fn bytes(self, media_type: &'static str, body: impl Into<ByteStream>) -> Self {
        self.stream(media_type, body.into())
    }

    /// Sets a body of several parts and checks it.
    #[must_use]
    pub fn multipart(mut self, body: impl Multipart) -> Self {
        match multipart::write(body) {
            Ok((media_type, body)) => {
                self.stream("multipart/form-data", body.with_content_type(media_type))
            }
            Err(violations) => {
                self.fail(violations.to_string());
                self
            }
        }
    }

    /// Sets a body of JSON values one after another, each checked when its turn comes.
    #[must_use]
    pub fn items<T: Value + 'static>(
        self,
        media_type: &'static str,
        body: Items<T>,
        checks: &'static [Check],
    ) -> Self {
        self.stream(media_type, encode(body, Framing::of(media_type), checks))
    }

    fn stream(mut self, media_type: &'static str, body: ByteStream) -> Self {
        let own = body.content_type().map(HeaderValue::from_str);
        match own {
            Some(Ok(own)) => {
                self.headers.insert(CONTENT_TYPE, own);
                self.body = Some(body);
            }
            Some(Err(_)) => self.fail("the media type of the body is none".to_owned()),
            None if media_type == "*/*" => self.set_body("application/octet-stream", body),
            None if media::is_range(media_type) => {
                self.fail(format!(
                    "the body has to say which one of `{media_type}` it is"
                ));
            }
            None => self.set_body(media_type, body),
        }
        self
    }

    fn set_body(&mut self, media_type: &'static str, body: ByteStream) {
        let media_type = HeaderValue::from_static(media_type);
        self.headers.insert(CONTENT_TYPE, media_type);
        self.body = Some(body);
    }

    fn add_query(&mut self, name: &str, value: &Json, explode: bool) {
        match encoding::form(name, value, explode) {
            Some(pairs) => self.query.extend(pairs),
            None => self.fail(format!("`{name}` is nested too deeply for a query")),
        }
    }

    fn add_header(&mut self, name: &'static str, value: &Json) {
        let text = match value {
            Json::Array(list) => list
                .iter()
                .map(encoding::scalar)
                .collect::<Option<Vec<_>>>(),
            value => encoding::scalar(value).map(|text| vec![text]),
        };
        let value = text.and_then(|text| HeaderValue::from_str(&text.join(",")).ok());
        match (HeaderName::from_bytes(name.as_bytes()), value) {
            (Ok(name), Some(value)) => {
                self.headers.append(name, value);
            }
            _ => self.fail(format!("`{name}` cannot be carried by a header")),
        }
    }

    fn add_cookie(&mut self, name: &str, value: &Json) {
        let text =
            encoding::scalar(value).filter(|text| !text.contains([';', ',', ' ', '"', '\\']));
        let value = text.and_then(|text| HeaderValue::from_str(&format!("{name}={text}")).ok());
        match value {
            Some(value) => {
                self.headers.append(COOKIE, value);
            }
            None => self.fail(format!("`{name}` cannot be carried by a cookie")),
        }
    }

    fn parameter(
        &mut self,
        name: &str,
        value: &impl Value,
        checks: &'static [Check],
    ) -> Option<Json> {
        let mut checker = Checker::default();
        value.check(checks, &mut checker);
        self.take(name, checker, to_vec(value))
    }

    fn optional_parameter(
        &mut self,
        name: &str,
        value: &impl Member,
        checks: &'static [Check],
    ) -> Option<Json> {
        if !value.is_present() {
            return None;
        }
        let mut checker = Checker::default();
        value.check(checks, &mut checker);
        let mut writer = Writer::default();
        value.write(&mut writer);
        self.take(name, checker, writer.into_bytes())
    }

    fn take(&mut self, name: &str, mut checker: Checker, json: Vec<u8>) -> Option<Json> {
        checker.in_member(name);
        let violations = checker.finish();
        if violations.is_empty() {
            return read_unchecked(&json).ok();
        }
        self.fail(violations.to_string());
        None
    }

    /// Adds to what is wrong.
    fn fail(&mut self, problem: String) {
        let before = self.problem.take().map(|text| text + "\n");
        self.problem = Some(before.unwrap_or_default() + &problem);
    }
}
