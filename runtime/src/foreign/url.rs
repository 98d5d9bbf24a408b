//! `uri` on the url crate.

use url::Url;

use super::{check_text, read_text, write_text};
use crate::check::Check;
use crate::checker::Checker;
use crate::format;
use crate::reader::{Reader, Unread};
use crate::value::Value;
use crate::writer::Writer;

/// `uri`, written as the URL standard normalises it: `HTTP://Example.com:80` as
/// `http://example.com/`. A URI that is no URL by that standard breaks `format`.
impl Value for Url {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        read_text(r, checks, "Url", |text| {
            let is_uri = format::check("uri", text) == Some(true);
            is_uri.then(|| text.parse().ok()).flatten()
        })
    }

    fn write(&self, w: &mut Writer) {
        write_text(self, w);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        match format::check("uri", self.as_str()) {
            Some(false) => c.violation("format", format!("is {self}, which is no URI")),
            _ => check_text(self, checks, c),
        }
    }
}
