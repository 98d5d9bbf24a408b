//! Parameters of any style, and bodies whose notation is not JSON.

use reqwest::header::{COOKIE, HeaderName, HeaderValue};

use super::Request;
use crate::Json;
use crate::check::Check;
use crate::member::Member;
use crate::value::{Value, validate_with};
use crate::wire::form::{self, Field};
use crate::wire::style::{in_path, pairs};
use crate::wire::{Form, In, Query, Shape, Style, percent};

impl Request {
    /// Adds a parameter in a style.
    #[must_use]
    pub fn styled(
        mut self,
        place: In,
        name: &'static str,
        value: &impl Value,
        style: Style,
        checks: &'static [Check],
    ) -> Self {
        if let Some(value) = self.parameter(name, value, checks) {
            self.add(place, name, &value, style);
        }
        self
    }

    /// Adds a parameter in a style that may be absent.
    #[must_use]
    pub fn optional_styled(
        mut self,
        place: In,
        name: &'static str,
        value: &impl Member,
        style: Style,
        checks: &'static [Check],
    ) -> Self {
        if let Some(value) = self.optional_parameter(name, value, checks) {
            self.add(place, name, &value, style);
        }
        self
    }

    /// Sets the whole query string.
    #[must_use]
    pub fn querystring(
        mut self,
        name: &'static str,
        value: &impl Value,
        query: Query<'_>,
        checks: &'static [Check],
    ) -> Self {
        if let Some(value) = self.parameter(name, value, checks) {
            self.set_query(name, &value, query);
        }
        self
    }

    /// Sets the whole query string, which may be absent.
    #[must_use]
    pub fn optional_querystring(
        mut self,
        name: &'static str,
        value: &impl Member,
        query: Query<'_>,
        checks: &'static [Check],
    ) -> Self {
        if let Some(value) = self.optional_parameter(name, value, checks) {
            self.set_query(name, &value, query);
        }
        self
    }

    fn set_query(&mut self, name: &str, value: &Json, query: Query<'_>) {
        match query.write(value) {
            Some(text) if text.is_empty() => {}
            Some(text) => self.query.push(text),
            None => self.fail(format!("`{name}` cannot be written as a query string")),
        }
    }

    /// Sets a body of XML and checks it.
    #[cfg(feature = "xml")]
    #[must_use]
    pub fn xml(
        mut self,
        media_type: &'static str,
        shape: &Shape<'_>,
        body: &impl Value,
        checks: &'static [Check],
    ) -> Self {
        match validate_with(body, checks) {
            Ok(()) => match crate::wire::xml::to_string(body, shape) {
                Ok(xml) => self.set_body(media_type, xml.into()),
                Err(error) => self.fail(format!("the body cannot be written: {error}")),
            },
            Err(violations) => self.fail(violations.to_string()),
        }
        self
    }

    /// Sets a body of `application/x-www-form-urlencoded` and checks it.
    #[must_use]
    pub fn form(
        mut self,
        media_type: &'static str,
        shape: &Shape<'_>,
        fields: &[Field],
        body: &impl Value,
        checks: &'static [Check],
    ) -> Self {
        match validate_with(body, checks) {
            Ok(()) => match form::to_string(body, shape, fields) {
                Some(form) => self.set_body(media_type, form.into()),
                None => self.fail("the body cannot be written as a form".to_owned()),
            },
            Err(violations) => self.fail(violations.to_string()),
        }
        self
    }

    fn add(&mut self, place: In, name: &'static str, value: &Json, style: Style) {
        let added = match place {
            In::Path => self.add_to_path(name, value, style),
            In::Query => self.add_to_query(name, value, style),
            In::Header => self.add_styled_header(name, value, style),
            In::Cookie => self.add_styled_cookie(name, value, style),
        };
        if added.is_none() {
            self.fail(format!("`{name}` cannot be written in its style"));
        }
    }

    fn add_to_path(&mut self, name: &str, value: &Json, style: Style) -> Option<()> {
        let encode = match style.reserved {
            true => percent::encode_for_path,
            false => percent::encode,
        };
        let text = in_path(name, value, style, encode)?;
        if text.is_empty() {
            return None;
        }
        self.path = self.path.replace(&format!("{{{name}}}"), &text);
        Some(())
    }

    fn add_to_query(&mut self, name: &str, value: &Json, style: Style) -> Option<()> {
        let encode = match style.reserved {
            true => percent::encode_for_query,
            false => percent::encode,
        };
        let pairs = pairs(name, value, style, encode)?.into_iter();
        self.query
            .extend(pairs.map(|(name, value)| format!("{name}={value}")));
        Some(())
    }

    fn add_styled_header(&mut self, name: &str, value: &Json, style: Style) -> Option<()> {
        let text = in_path(name, value, style, str::to_owned)?;
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        self.headers
            .append(name, HeaderValue::from_str(&text).ok()?);
        Some(())
    }

    fn add_styled_cookie(&mut self, name: &str, value: &Json, style: Style) -> Option<()> {
        let encode = match style.form {
            Form::Cookie => str::to_owned,
            _ => percent::encode,
        };
        let is_sound = |text: &str| !text.contains([';', ' ', '"', '\\']);
        let pairs = pairs(name, value, style, encode)?;
        if !pairs
            .iter()
            .all(|(name, value)| is_sound(name) && is_sound(value))
        {
            return None;
        }
        for (name, value) in pairs {
            let pair = HeaderValue::from_str(&format!("{name}={value}")).ok()?;
            self.headers.append(COOKIE, pair);
        }
        Some(())
    }
}
