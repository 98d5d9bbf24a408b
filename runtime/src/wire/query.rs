//! Query strings that are one value as a whole (`in: querystring`).

use super::form::{self, Field};
use super::style::read::Unreadable;
use super::{Shape, percent};
use crate::Json;

/// How a value is written as a whole query string.
#[derive(Debug, Clone, Copy)]
pub enum Query<'q> {
    /// As JSON.
    Json,
    /// As a form, by the shape of the value and what is said of its fields.
    Form(&'q Shape<'q>, &'q [Field]),
    /// Text that is written already.
    Raw,
}

impl Query<'_> {
    /// Writes a value; `None` when a query string cannot have it.
    #[cfg(feature = "client")]
    pub(crate) fn write(self, value: &Json) -> Option<String> {
        // The delimiters of a query, and what is encoded already.
        let is_sound = |c: char| c.is_ascii_graphic() && !matches!(c, '#' | '"' | '<' | '>');
        match self {
            Query::Json => Some(percent::encode(&value.to_string())),
            Query::Form(shape, fields) => form::write(value, shape, fields),
            Query::Raw => value
                .as_str()
                .filter(|text| text.chars().all(is_sound))
                .map(str::to_owned),
        }
    }

    /// The JSON that a query string stands for.
    #[cfg(feature = "server")]
    pub(crate) fn read(self, text: &str) -> Result<Vec<u8>, Unreadable> {
        match self {
            Query::Json => match percent::decode(text) {
                Some(json) => Ok(json.into_bytes()),
                None => Err(Unreadable::Encoding),
            },
            Query::Form(shape, fields) => Ok(form::read(text, shape, fields)?.convert().json),
            Query::Raw => Ok(Json::from(text).to_string().into_bytes()),
        }
    }
}
