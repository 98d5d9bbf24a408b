//! `decimal` on rust_decimal.

use rust_decimal::Decimal;

use crate::check::Check;
use crate::checker::Checker;
use crate::reader::{Reader, Unread};
use crate::text::quoted;
use crate::value::Value;
use crate::writer::Writer;

/// `decimal`, a number that keeps the zeros at its end. One that it does not hold exactly, of more
/// than 28 digits, breaks `format`.
impl Value for Decimal {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        let since = r.violations();
        let literal = r.literal(checks)?;
        exact(&literal).ok_or_else(|| {
            if r.violations() == since {
                let text = format!("is {literal}, which `Decimal` cannot hold exactly");
                r.violation("format", text);
            }
            Unread
        })
    }

    fn write(&self, w: &mut Writer) {
        w.literal(&self.to_string());
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        match self.to_string().parse::<crate::Decimal>() {
            Ok(number) => number.check(checks, c),
            Err(_) => c.violation("type", format!("is {}", quoted(&self.to_string()))),
        }
    }
}

/// The number of a literal, unless it is rounded.
fn exact(literal: &str) -> Option<Decimal> {
    let number: Decimal = literal.parse().ok()?;
    let [written, read] = [number.to_string(), literal.to_owned()].map(|it| it.parse().ok());
    let same: Option<crate::Decimal> = written;
    (same.is_some() && same == read).then_some(number)
}
