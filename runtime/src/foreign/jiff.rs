//! `date` and `date-time` on jiff.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{check_text, read_text, write_text};
use crate::check::Check;
use crate::checker::Checker;
use crate::format;
use crate::reader::{Reader, Unread};
use crate::value::Value;
use crate::writer::Writer;

/// The seconds at which the year 0 begins, before which RFC 3339 has no dates.
const YEAR_0: i64 = -62_167_219_200;

/// `date-time`: an instant. It is written in UTC, whatever the offset was. What it cannot hold
/// exactly is a violation of `format`: leap seconds, more than nine digits of a second, and what
/// lies after 9999-12-30T22:00Z.
impl Value for Timestamp {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        read_text(r, checks, "Timestamp", instant)
    }

    fn write(&self, w: &mut Writer) {
        write_text(self, w);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        match self.as_second() < YEAR_0 {
            true => c.violation("format", format!("is {self}, before the year 0")),
            false => check_text(self, checks, c),
        }
    }
}

fn instant(text: &str) -> Option<Timestamp> {
    let is_leap_second = text.get(17..19) == Some("60");
    if is_leap_second || format::check("date-time", text) != Some(true) {
        return None;
    }
    let instant: Timestamp = text.parse().ok()?;
    (instant.as_second() >= YEAR_0).then_some(instant)
}

/// `date`: a day of the calendar, written as it is read.
impl Value for Date {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        read_text(r, checks, "Date", |text| {
            let is_date = format::check("date", text) == Some(true);
            is_date.then(|| text.parse().ok()).flatten()
        })
    }

    fn write(&self, w: &mut Writer) {
        write_text(self, w);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        match self.year() < 0 {
            true => c.violation("format", format!("is {self}, before the year 0")),
            false => check_text(self, checks, c),
        }
    }
}
