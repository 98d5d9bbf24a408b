//! Parameters of any style, and bodies whose notation is not JSON.

use std::borrow::Cow;

use super::call::Call;
use super::parameter::Parameter;
use super::rejection::Rejection;
use crate::check::Check;
use crate::value::{Value, from_slice_with};
use crate::violation::Invalid;
use crate::wire::form::{self, Field};
use crate::wire::style::read::{Unreadable, from_pairs, from_text};
use crate::wire::{Form, Query, Shape, Style, percent};

/// A parameter of a style, or one that is the whole query string.
pub struct Styled<'c> {
    parameter: Parameter<'c>,
    style: Style,
    shape: &'c Shape<'c>,
    others: &'c [&'c str],
    closed: bool,
    whole: Option<Query<'c>>,
}

impl<'c> Parameter<'c> {
    /// The parameter as one of a style, with the shape of its value.
    pub fn styled(self, style: Style, shape: &'c Shape<'c>) -> Styled<'c> {
        Styled {
            parameter: self,
            style,
            shape,
            others: &[],
            closed: false,
            whole: None,
        }
    }

    /// The parameter as the whole query string.
    pub fn whole(self, query: Query<'c>) -> Styled<'c> {
        Styled {
            whole: Some(query),
            ..self.styled(Style::new(Form::Form), &Shape::ANY)
        }
    }
}

impl<'c> Styled<'c> {
    /// The names of the other parameters of its place, which are no members of an object whose
    /// members stand on their own; of a whole query string, the pairs that are no part of it.
    #[must_use]
    pub fn beside(self, others: &'c [&'c str]) -> Self {
        Styled { others, ..self }
    }

    /// The parameter as an object that has no other members than those of its shape, so that what else
    /// stands beside them is not its own.
    #[must_use]
    pub fn closed(self) -> Self {
        Styled {
            closed: true,
            ..self
        }
    }

    /// Reads a parameter that must be there.
    ///
    /// # Errors
    ///
    /// A rejection with status 400 and every violation.
    pub fn required<T: Value>(self, checks: &'static [Check]) -> Result<T, Rejection> {
        match self.read(true, checks)? {
            Some(value) => Ok(value),
            None => Err(self.parameter.rejected("is missing")),
        }
    }

    /// Reads a parameter that may be absent.
    ///
    /// # Errors
    ///
    /// A rejection with status 400 and every violation.
    pub fn optional<T: Value>(self, checks: &'static [Check]) -> Result<Option<T>, Rejection> {
        self.read(false, checks)
    }

    fn read<T: Value>(
        &self,
        required: bool,
        checks: &'static [Check],
    ) -> Result<Option<T>, Rejection> {
        let parameter = &self.parameter;
        let Some(json) = self.json(required)? else {
            return Ok(None);
        };
        match from_slice_with(&json, checks) {
            Ok(value) => Ok(Some(value)),
            Err(Invalid::Violations(violations)) => Err(parameter.invalid(violations)),
            Err(Invalid::Syntax(syntax)) => {
                Err(parameter.rejected(&format!("is not JSON: {syntax}")))
            }
        }
    }

    /// The value as JSON, if there is one.
    fn json(&self, required: bool) -> Result<Option<Vec<u8>>, Rejection> {
        let parameter = &self.parameter;
        if let Some(query) = self.whole {
            let text = parameter
                .texts
                .first()
                .map(|text| self.without_others(text));
            let text = match (text.filter(|text| !text.is_empty()), query) {
                // A form without fields is an empty query.
                (None, Query::Form(..)) if required => Some(String::new()),
                (text, _) => text,
            };
            let json = text.map(|text| query.read(&text)).transpose();
            return json.map_err(|error| self.unreadable(error));
        }
        let is_pairs = matches!(parameter.place, "query" | "cookie");
        let decode = match (parameter.place, self.style.form) {
            ("query", _) => percent::decode_form,
            // Headers, and cookies of the style `cookie`, are as they are.
            ("path", _) | ("cookie", Form::Form | Form::Json) => percent::decode,
            _ => as_it_is,
        };
        let present = parameter.is_present()?;
        let text = match parameter.texts[..] {
            [] => None,
            [text] => Some(text.to_owned()),
            // A header that comes more than once is a list (RFC 9110, section 5.3).
            _ if parameter.place == "header" => Some(parameter.texts.join(",")),
            _ if is_pairs && self.style.form != Form::Json => None,
            _ => return Err(parameter.rejected("is given more than once")),
        };
        if self.style.form == Form::Json {
            let decoded = text.filter(|_| present).map(|text| decode(&text));
            return match decoded {
                None => Ok(None),
                Some(Some(text)) => Ok(Some(text.into_bytes())),
                Some(None) => Err(self.unreadable(Unreadable::Encoding)),
            };
        }
        let (name, style, shape) = (parameter.name, self.style, self.shape);
        let tree = match (is_pairs, text) {
            (true, _) => {
                let pairs = self.own_pairs();
                from_pairs(name, &pairs, style, shape, self.others, decode)
            }
            (false, None) => Ok(None),
            (false, Some(text)) => from_text(name, &text, style, shape, decode).map(Some),
        };
        let tree = tree.map_err(|error| self.unreadable(error))?;
        Ok(tree.map(|tree| tree.convert().json))
    }

    /// The pairs that may be members of the object.
    fn own_pairs(&self) -> Cow<'_, [(String, String)]> {
        let pairs: &[(String, String)] = &self.parameter.pairs;
        if !self.closed {
            return Cow::Borrowed(pairs);
        }
        let is_own = |(name, _): &&(String, String)| {
            let mut members = self.shape.members.iter();
            members.any(|member| member.name == name)
        };
        Cow::Owned(pairs.iter().filter(is_own).cloned().collect())
    }

    /// The query string without the pairs of other names.
    fn without_others(&self, query: &str) -> String {
        let is_other = |pair: &&str| {
            let (name, _) = pair.split_once('=').unwrap_or((pair, ""));
            percent::decode_form(name).is_some_and(|name| self.others.contains(&name.as_str()))
        };
        let own = query.split('&').filter(|pair| !is_other(pair));
        own.collect::<Vec<_>>().join("&")
    }

    fn unreadable(&self, error: Unreadable) -> Rejection {
        self.parameter.rejected(match error {
            Unreadable::Encoding => "is not UTF-8 once decoded",
            Unreadable::Twice => "is given more than once",
            Unreadable::Style => "is not written as the description says",
        })
    }
}

fn as_it_is(text: &str) -> Option<String> {
    Some(text.to_owned())
}

impl Call {
    /// Reads a body of XML and checks it.
    ///
    /// # Errors
    ///
    /// A rejection with status 415 when it has another media type or a character set other than
    /// UTF-8, 413 when it exceeds the limit, and 400 when it is not XML, or with every violation.
    #[cfg(feature = "xml")]
    pub async fn xml<T: Value>(
        self,
        media_type: &'static str,
        shape: &Shape<'_>,
        checks: &'static [Check],
    ) -> Result<T, Rejection> {
        self.is_utf8()?;
        let clock = self.clock();
        let body = self.whole(media_type).await?;
        let read = clock.during(|| crate::wire::xml::from_slice_with(&body, shape, checks));
        read.map_err(|invalid| Rejection::invalid_body_of("XML", invalid))
    }

    /// Reads a body of `application/x-www-form-urlencoded` and checks it.
    ///
    /// # Errors
    ///
    /// As for JSON.
    pub async fn form<T: Value>(
        self,
        media_type: &'static str,
        shape: &Shape<'_>,
        fields: &[Field],
        checks: &'static [Check],
    ) -> Result<T, Rejection> {
        let clock = self.clock();
        let body = self.whole(media_type).await?;
        let read = clock.during(|| form::from_slice(&body, shape, fields, checks));
        read.map_err(|invalid| Rejection::invalid_body_of("a form", invalid))
    }

    /// Refuses a character set that is not read.
    #[cfg(feature = "xml")]
    fn is_utf8(&self) -> Result<(), Rejection> {
        use axum::http::header::CONTENT_TYPE;

        let found = self.head().headers.get(CONTENT_TYPE);
        let found = found
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let charset = found.split(';').skip(1).find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let value = value.trim().trim_matches('"');
            (name.trim().eq_ignore_ascii_case("charset")).then_some(value)
        });
        match charset {
            Some(name) if !matches!(&*name.to_ascii_lowercase(), "utf-8" | "utf8" | "us-ascii") => {
                let detail = format!("the character set `{name}` is not taken; expected UTF-8");
                Err(Rejection::new(
                    axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    detail,
                ))
            }
            _ => Ok(()),
        }
    }
}
