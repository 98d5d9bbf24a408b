//! Decimal numbers, which are not rounded to binary ones.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::check::{self, Check};
use crate::checker::Checker;
use crate::number::Limit;
use crate::reader::{Reader, Unread};
use crate::scanner::{Scanner, Token};
use crate::value::Value;
use crate::writer::Writer;

/// A number as it was written (`format: decimal`): read and written without loss, and compared by
/// value, so that `1.50` equals `1.5`.
///
/// Its constraints are checked with the precision of a double, as the validator does, and so is its
/// range. Serde's data model has no decimals: through it a number of more than 17 digits is rounded,
/// while [`from_slice`](crate::from_slice), [`to_vec`](crate::to_vec), clients and servers keep it.
#[derive(Clone)]
pub struct Decimal(Box<str>);

/// A text that is no number of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotDecimal;

impl fmt::Display for NotDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal number")
    }
}

impl std::error::Error for NotDecimal {}

impl Decimal {
    /// The number as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest double; infinite beyond its range.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    fn limit(&self) -> Limit {
        match self.0.parse() {
            Ok(integer) => Limit::Int(integer),
            Err(_) => Limit::Float(self.to_f64()),
        }
    }

    fn parts(&self) -> Parts<'_> {
        let (negative, text) = match self.0.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, &*self.0),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent = exponent.parse().unwrap_or(match exponent.starts_with('-') {
            true => i128::MIN / 2,
            false => i128::MAX / 2,
        });
        let digits = whole.bytes().chain(fraction.bytes());
        let zeros = digits.take_while(|digit| *digit == b'0').count();
        Parts {
            negative,
            whole,
            fraction,
            zeros,
            height: exponent + whole.len() as i128 - zeros as i128,
        }
    }
}

/// A literal taken apart.
struct Parts<'d> {
    negative: bool,
    whole: &'d str,
    fraction: &'d str,
    /// How many zeros stand before the first other digit.
    zeros: usize,
    /// How many digits the first one that counts has from there to the point.
    height: i128,
}

impl Parts<'_> {
    /// The digits that count, without zeros at the end.
    fn digits(&self) -> impl Iterator<Item = u8> {
        let digits = || self.whole.bytes().chain(self.fraction.bytes());
        let trailing = digits().rev().take_while(|digit| *digit == b'0').count();
        let length = self.whole.len() + self.fraction.len();
        let count = length.saturating_sub(trailing).saturating_sub(self.zeros);
        digits().skip(self.zeros).take(count)
    }

    fn is_zero(&self) -> bool {
        self.zeros == self.whole.len() + self.fraction.len()
    }

    /// -1, 0 or 1.
    fn sign(&self) -> i8 {
        match (self.is_zero(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, other) = (self.parts(), other.parts());
        one.sign().cmp(&other.sign()).then_with(|| {
            let order = one.height.cmp(&other.height);
            let order = order.then_with(|| one.digits().cmp(other.digits()));
            match one.sign() {
                0 => Ordering::Equal,
                -1 => order.reverse(),
                _ => order,
            }
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let parts = self.parts();
        parts.sign().hash(state);
        if !parts.is_zero() {
            parts.height.hash(state);
            parts.digits().for_each(|digit| digit.hash(state));
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    fn from_str(text: &str) -> Result<Self, NotDecimal> {
        let mut scanner = Scanner::new(text);
        let is_number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
            && matches!(scanner.peek(), Ok(Token::Number))
            && scanner.number().is_ok()
            && scanner.offset() == text.len();
        match is_number {
            true => Ok(Decimal(text.into())),
            false => Err(NotDecimal),
        }
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {
        $(impl From<$integer> for Decimal {
            fn from(value: $integer) -> Self {
                Decimal(value.to_string().into())
            }
        })*
    };
}

from_integer!(i32, i64, u32, u64);

impl Value for Decimal {
    fn read(r: &mut Reader<'_>, checks: &'static [Check]) -> Result<Self, Unread> {
        r.literal(checks).map(|literal| Decimal(literal.into()))
    }

    fn write(&self, w: &mut Writer) {
        w.literal(&self.0);
    }

    fn check(&self, checks: &'static [Check], c: &mut Checker) {
        match self.limit() {
            Limit::Float(value) if !value.is_finite() => {
                c.violation("format", format!("is {self}, beyond the range of a double"));
            }
            limit => c.judge(|site| check::number(limit, checks, site)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn equal_numbers_are_equal_however_they_are_written() {
        let equal: [&[&str]; 4] = [
            &["1.5", "1.50", "15e-1", "0.15E1", "150e-2"],
            &["0", "-0", "0.000", "0e99"],
            &["-12", "-12.0", "-1.2e1"],
            &["0.001", "1e-3"],
        ];
        for list in equal {
            for one in list {
                for other in list {
                    assert_eq!(decimal(one), decimal(other), "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn the_order_is_that_of_the_values() {
        let ordered = [
            "-1e400",
            "-10",
            "-9.99",
            "-0.5",
            "0",
            "1e-400",
            "0.1",
            "0.10000000000000000001",
            "0.2",
            "9",
            "10",
            "123456789012345678901234567890",
            "123456789012345678901234567891",
            "1e400",
        ];
        for (at, one) in ordered.iter().enumerate() {
            for (position, other) in ordered.iter().enumerate() {
                assert_eq!(
                    decimal(one).cmp(&decimal(other)),
                    at.cmp(&position),
                    "{one} {other}"
                );
            }
        }
    }

    #[test]
    fn only_numbers_of_json_are_taken() {
        for text in [
            "", " 1", "1 ", "+1", "01", "1.", ".5", "1e", "NaN", "1,5", "--1",
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(NotDecimal), "{text}");
        }
        assert_eq!(Decimal::from(-7_i64).to_string(), "-7");
        assert_eq!(format!("{:>5}", decimal("1.50")), " 1.50");
    }

    #[test]
    fn every_digit_is_kept() {
        let json = b"[0.1000000000000000055511151231257827,12.50,1E+2,-0]";
        let list: Vec<Decimal> = crate::from_slice(json).unwrap();
        assert_eq!(crate::to_vec(&list), json);
    }

    #[test]
    fn constraints_hold() {
        const CHECKS: &[Check] = &[
            Check::Minimum(Limit::Int(1)),
            Check::MultipleOf(Limit::Float(0.01)),
        ];
        assert!(crate::validate_with(&decimal("19.99"), CHECKS).is_ok());
        assert!(crate::validate_with(&decimal("0.5"), CHECKS).is_err());
        assert!(crate::from_slice_with::<Decimal>(b"1.001", CHECKS).is_err());
        assert!(crate::from_slice::<Decimal>(b"1e400").is_err());
        assert!(crate::from_slice::<Decimal>(b"\"1\"").is_err());
        assert!(crate::validate(&decimal("1e400")).is_err());
    }
}
