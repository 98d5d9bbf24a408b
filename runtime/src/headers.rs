//! Headers of answers, which are written like parameters of the style `simple` (OpenAPI, "Header
//! Object").

use std::fmt;

pub use http::HeaderMap;
use http::{HeaderName, HeaderValue};

use crate::check::Check;
use crate::checker::Checker;
use crate::member::Member;
use crate::plain;
use crate::secret::Secret;
use crate::value::{Value, from_slice_with, read_unchecked};
use crate::violation::Invalid;
use crate::wire::style::read::from_text;
use crate::wire::style::{in_path, scalar};
use crate::wire::{Form, Shape, Style};
use crate::writer::Writer;

/// How headers are written by default.
pub const SIMPLE: Style = Style::new(Form::Simple);

/// A header that is missing, is not as the description says, or cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidHeader {
    name: &'static str,
    what: String,
}

impl InvalidHeader {
    /// The name of the header.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for InvalidHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the header `{}` {}", self.name, self.what)
    }
}

impl std::error::Error for InvalidHeader {}

/// A header as an answer has it: absent, given once, or several times.
pub struct Received {
    name: &'static str,
    fields: Vec<String>,
}

/// The header with a name.
pub fn header(from: &HeaderMap, name: &'static str) -> Received {
    let fields = from.get_all(name).iter();
    Received {
        name,
        fields: fields.map(|field| text(field.as_bytes())).collect(),
    }
}

/// What is not UTF-8 is ISO 8859-1, in which HTTP once had its headers (RFC 9110, section 5.5).
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

impl Received {
    /// Reads a header that must be there.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn required<T: Value>(self, checks: &'static [Check]) -> Result<T, InvalidHeader> {
        let name = self.name;
        self.optional(checks)?.ok_or_else(|| missing(name))
    }

    /// Reads a header that may be absent.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn optional<T: Value>(self, checks: &'static [Check]) -> Result<Option<T>, InvalidHeader> {
        let one = self.one()?;
        let read = one.map(|text| plain::read(&text, checks));
        read.transpose()
            .map_err(|violations| self.invalid(violations))
    }

    /// Reads an array that must be there, separated by commas.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn list<T: Value>(self, checks: &'static [Check]) -> Result<Vec<T>, InvalidHeader> {
        let name = self.name;
        self.optional_list(checks)?.ok_or_else(|| missing(name))
    }

    /// Reads an array, as [`Received::list`] does, that may be absent.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn optional_list<T: Value>(
        self,
        checks: &'static [Check],
    ) -> Result<Option<Vec<T>>, InvalidHeader> {
        if self.fields.is_empty() {
            return Ok(None);
        }
        let fields = self.fields.iter().filter(|field| !field.trim().is_empty());
        let items = fields.flat_map(|field| field.split(','));
        let items = items.map(|item| plain::read(item.trim(), &[]));
        let list: Vec<T> = items
            .collect::<Result<_, _>>()
            .map_err(|violations| self.invalid(violations))?;
        let mut checker = Checker::default();
        Value::check(&list, checks, &mut checker);
        let violations = checker.finish();
        match violations.is_empty() {
            true => Ok(Some(list)),
            false => Err(self.invalid(violations)),
        }
    }

    /// The header as one of which a shape tells what is in it.
    pub fn styled<'s>(self, style: Style, shape: &'s Shape<'s>) -> Styled<'s> {
        Styled {
            header: self,
            style,
            shape,
        }
    }

    /// The cookies that must be set, each by a field of its own.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn cookies(self) -> Result<Vec<Secret>, InvalidHeader> {
        match self.fields.is_empty() {
            true => Err(missing(self.name)),
            false => Ok(self.optional_cookies()),
        }
    }

    /// The cookies that are set, each by a field of its own.
    pub fn optional_cookies(self) -> Vec<Secret> {
        self.fields.into_iter().map(Secret::from).collect()
    }

    fn one(&self) -> Result<Option<String>, InvalidHeader> {
        match self.fields.as_slice() {
            [] => Ok(None),
            [field] => Ok(Some(field.trim().to_owned())),
            _ => Err(self.wrong("is given more than once")),
        }
    }

    fn invalid(&self, violations: impl fmt::Display) -> InvalidHeader {
        self.wrong(format!("is not as it is described: {violations}"))
    }

    fn wrong(&self, what: impl Into<String>) -> InvalidHeader {
        InvalidHeader {
            name: self.name,
            what: what.into(),
        }
    }
}

fn missing(name: &'static str) -> InvalidHeader {
    let what = "is missing".to_owned();
    InvalidHeader { name, what }
}

/// A header of which a shape tells what is in it.
pub struct Styled<'s> {
    header: Received,
    style: Style,
    shape: &'s Shape<'s>,
}

impl Styled<'_> {
    /// Reads a header that must be there.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn required<T: Value>(self, checks: &'static [Check]) -> Result<T, InvalidHeader> {
        let name = self.header.name;
        self.optional(checks)?.ok_or_else(|| missing(name))
    }

    /// Reads a header that may be absent.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn optional<T: Value>(self, checks: &'static [Check]) -> Result<Option<T>, InvalidHeader> {
        let header = &self.header;
        if header.fields.is_empty() {
            return Ok(None);
        }
        // Several fields are one list (RFC 9110, section 5.3).
        let text = header.fields.join(",");
        let json = match self.style.form {
            Form::Json => text.into_bytes(),
            _ => {
                let as_it_is = |text: &str| Some(text.to_owned());
                let tree = from_text(header.name, text.trim(), self.style, self.shape, as_it_is);
                let tree = tree.map_err(|_| header.wrong("is not written in its style"))?;
                tree.convert().json
            }
        };
        match from_slice_with(&json, checks) {
            Ok(value) => Ok(Some(value)),
            Err(Invalid::Violations(violations)) => Err(header.invalid(violations)),
            Err(Invalid::Syntax(syntax)) => Err(header.wrong(format!("is not JSON: {syntax}"))),
        }
    }
}

/// Adds a header in a style, if it is there.
///
/// # Errors
///
/// Where a header cannot have the value.
pub fn add(
    to: &mut HeaderMap,
    name: &'static str,
    value: &impl Member,
    style: Style,
) -> Result<(), InvalidHeader> {
    if !value.is_present() {
        return Ok(());
    }
    let mut writer = Writer::default();
    value.write(&mut writer);
    let json = read_unchecked(&writer.into_bytes()).ok();
    let text = json.and_then(|json| match scalar(&json) {
        Some(text) if style.form != Form::Json => Some(text),
        _ => in_path(name, &json, style, str::to_owned),
    });
    put(to, name, text.as_deref())
}

/// Sets cookies, each by a field of its own.
///
/// # Errors
///
/// Where a header cannot have one of them.
pub fn add_cookies(
    to: &mut HeaderMap,
    name: &'static str,
    cookies: &[Secret],
) -> Result<(), InvalidHeader> {
    let mut cookies = cookies.iter();
    cookies.try_for_each(|cookie| put(to, name, Some(cookie.expose())))
}

fn put(to: &mut HeaderMap, name: &'static str, text: Option<&str>) -> Result<(), InvalidHeader> {
    let value = text.and_then(|text| HeaderValue::from_bytes(text.as_bytes()).ok());
    match (HeaderName::from_bytes(name.as_bytes()), value) {
        (Ok(key), Some(value)) => {
            to.append(key, value);
            Ok(())
        }
        _ => Err(InvalidHeader {
            name,
            what: "cannot have this value".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Types;

    fn received(fields: &[&[u8]]) -> Received {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append("x-it", HeaderValue::from_bytes(field).unwrap());
        }
        header(&headers, "X-It")
    }

    #[test]
    fn absent_once_and_often() {
        assert_eq!(received(&[b"12"]).required::<i64>(&[]), Ok(12));
        assert_eq!(received(&[b" a, b "]).required(&[]), Ok("a, b".to_owned()));
        assert_eq!(received(&[]).optional::<i64>(&[]), Ok(None));
        let wrong = |read: Result<i64, InvalidHeader>| read.unwrap_err().to_string();
        assert_eq!(
            wrong(received(&[]).required(&[])),
            "the header `X-It` is missing"
        );
        assert_eq!(
            wrong(received(&[b"1", b"2"]).required(&[])),
            "the header `X-It` is given more than once"
        );
        let few: &[Check] = &[Check::Maximum(crate::Limit::Int(1))];
        assert!(wrong(received(&[b"2"]).required(few)).contains("maximum"));
    }

    #[test]
    fn lists_have_commas_and_several_fields() {
        let list = |fields: &[&[u8]]| received(fields).list::<String>(&[]).unwrap();
        assert_eq!(list(&[b"a, b", b"c"]), ["a", "b", "c"]);
        assert_eq!(list(&[b""]), [""; 0]);
        assert!(received(&[b"1,x"]).list::<i64>(&[]).is_err());
        assert!(
            received(&[b"1"])
                .list::<i64>(&[Check::MinItems(2)])
                .is_err()
        );
    }

    #[test]
    fn other_letters_are_utf_8_or_iso_8859_1() {
        let read = |field| received(&[field]).required::<String>(&[]).unwrap();
        assert_eq!(read("Größe".as_bytes()), "Größe");
        assert_eq!(read(b"Gr\xf6\xdfe"), "Größe");
    }

    #[test]
    fn what_is_written_is_read_again() {
        const SHAPE: Shape<'_> = Shape::of(Types::OBJECT);
        let mut headers = HeaderMap::new();
        let object = serde_json::json!({"a": "1", "b": "x"});
        add(&mut headers, "X-N", &7_i64, SIMPLE).unwrap();
        add(&mut headers, "X-T", &"Ü, ü".to_owned(), SIMPLE).unwrap();
        add(&mut headers, "X-L", &vec![1_i64, 2], SIMPLE).unwrap();
        add(&mut headers, "X-O", &object, SIMPLE.explode(true)).unwrap();
        add(&mut headers, "X-J", &object, Style::new(Form::Json)).unwrap();
        add(&mut headers, "X-Not", &None::<i64>, SIMPLE).unwrap();
        add_cookies(&mut headers, "Set-Cookie", &["a=1".into(), "b=2".into()]).unwrap();
        assert_eq!(headers.len(), 7);
        assert_eq!(headers["x-o"], "a=1,b=x");
        assert_eq!(header(&headers, "X-N").required(&[]), Ok(7_i64));
        assert_eq!(header(&headers, "X-T").required(&[]), Ok("Ü, ü".to_owned()));
        assert_eq!(header(&headers, "X-L").list(&[]), Ok(vec![1_i64, 2]));
        let styled = header(&headers, "X-O").styled(SIMPLE.explode(true), &SHAPE);
        assert_eq!(styled.required(&[]), Ok(object.clone()));
        let json = header(&headers, "X-J").styled(Style::new(Form::Json), &Shape::ANY);
        assert_eq!(json.optional(&[]), Ok(Some(object)));
        let cookies = header(&headers, "Set-Cookie").optional_cookies();
        assert_eq!(cookies, ["a=1".into(), "b=2".into()]);
        let refused = add(&mut headers, "X-T", &"a\nb".to_owned(), SIMPLE);
        assert_eq!(
            refused.unwrap_err().to_string(),
            "the header `X-T` cannot have this value"
        );
    }
}
