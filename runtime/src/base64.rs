//! Binary data in a string.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;

use crate::check::Check;
use crate::checker::Checker;
use crate::reader::{Reader, Unread};
use crate::text::quoted;
use crate::value::Value;
use crate::writer::Writer;

/// Binary data that JSON carries in base64 (RFC 4648, section 4): `format: byte`, or
/// `contentEncoding: base64`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Base64(pub Vec<u8>);

impl Value for Base64 {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        let decoded = r.string(checks, |text| {
            STANDARD.decode(text).map_err(|_| quoted(text))
        })?;
        decoded.map(Base64).map_err(|text| {
            r.violation("format", format!("is {text}, which is not base64"));
            Unread
        })
    }

    fn write(&self, w: &mut Writer) {
        w.string(&STANDARD.encode(&self.0));
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        if !checks.is_empty() {
            STANDARD.encode(&self.0).check(checks, c);
        }
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Base64(bytes)
    }
}
