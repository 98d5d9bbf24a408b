//! `uuid` on the uuid crate.

use uuid::Uuid;

use super::{check_text, read_text, write_text};
use crate::check::Check;
use crate::checker::Checker;
use crate::format;
use crate::reader::{Reader, Unread};
use crate::value::Value;
use crate::writer::Writer;

/// `uuid`, written in small letters.
impl Value for Uuid {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        read_text(r, checks, "Uuid", |text| {
            // The crate also takes braces, and digits without hyphens.
            let is_uuid = format::check("uuid", text) == Some(true);
            is_uuid.then(|| text.parse().ok()).flatten()
        })
    }

    fn write(&self, w: &mut Writer) {
        write_text(self, w);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        check_text(self, checks, c);
    }
}
