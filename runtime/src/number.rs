//! Numbers as JSON Schema compares them: by value, exactly.

use std::cmp::Ordering;
use std::fmt;

/// A number of a schema or of a payload.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// An integer.
    Int(i64),
    /// Any other number; never NaN.
    Float(f64),
}

impl Limit {
    pub(crate) fn from_json(number: &serde_json::Number) -> Self {
        match number.as_i64() {
            Some(integer) => Limit::Int(integer),
            None => Limit::Float(number.as_f64().unwrap_or(f64::INFINITY)),
        }
    }

    pub(crate) fn is_integer(self) -> bool {
        match self {
            Limit::Int(_) => true,
            Limit::Float(value) => value.fract() == 0.0,
        }
    }

    /// A text that is the same for equal numbers.
    pub(crate) fn canonical(self) -> String {
        match self {
            Limit::Float(value) => match exact_i64(value) {
                Some(integer) => integer.to_string(),
                None => self.to_string(),
            },
            Limit::Int(integer) => integer.to_string(),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Limit::Int(value) => value.fmt(f),
            Limit::Float(value) => fmt::Display::fmt(&serde_json::json!(value), f),
        }
    }
}

/// Compares by value, without rounding either side.
#[inline]
pub(crate) fn compare(left: Limit, right: Limit) -> Ordering {
    match (left, right) {
        (Limit::Int(left), Limit::Int(right)) => left.cmp(&right),
        (Limit::Int(left), Limit::Float(right)) => compare_mixed(left, right),
        (Limit::Float(left), Limit::Int(right)) => compare_mixed(right, left).reverse(),
        (Limit::Float(left), Limit::Float(right)) => {
            left.partial_cmp(&right).unwrap_or(Ordering::Equal)
        }
    }
}

fn compare_mixed(integer: i64, float: f64) -> Ordering {
    if float >= TWO_TO_63 {
        Ordering::Less
    } else if float < -TWO_TO_63 {
        Ordering::Greater
    } else {
        // In this range the integral part fits, and what it cuts off decides between equals.
        let whole = float.trunc();
        integer
            .cmp(&(whole as i64))
            .then(whole.partial_cmp(&float).unwrap_or(Ordering::Equal))
    }
}

const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// The float as an integer, if it is one that 64 bits hold.
pub(crate) fn exact_i64(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && (-TWO_TO_63..TWO_TO_63).contains(&value)).then_some(value as i64)
}

/// Whether `value / divisor` is an integer, both read as the decimals that they print as.
pub(crate) fn is_multiple_of(value: Limit, divisor: Limit) -> bool {
    if let (Limit::Int(value), Limit::Int(divisor)) = (value, divisor) {
        return divisor != 0 && value % divisor == 0;
    }
    let value = Decimal::from(value);
    let divisor = Decimal::from(divisor);
    if value.digits == 0 || divisor.digits == 0 {
        return value.digits == 0;
    }
    match u32::try_from(value.exponent - divisor.exponent) {
        // The value has no more decimals than the divisor: multiply the remainder up.
        Ok(places) => {
            let mut remainder = value.digits % divisor.digits;
            for _ in 0..places {
                remainder = remainder * 10 % divisor.digits;
            }
            remainder == 0
        }
        // The divisor is coarser: past 38 places it exceeds any value that has so few digits.
        Err(_) => 10_u128
            .checked_pow((divisor.exponent - value.exponent).unsigned_abs())
            .and_then(|power| divisor.digits.checked_mul(power))
            .is_some_and(|divisor| value.digits % divisor == 0),
    }
}

/// The magnitude of a number as `digits * 10^exponent`; at most 20 digits.
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl From<Limit> for Decimal {
    fn from(limit: Limit) -> Self {
        let text = limit.to_string();
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let mut exponent: i32 = exponent.parse().unwrap_or(0);
        let mut digits = 0;
        let mut decimals = false;
        for byte in mantissa.bytes() {
            match byte {
                b'.' => decimals = true,
                b'0'..=b'9' => {
                    digits = digits * 10 + u128::from(byte - b'0');
                    exponent -= i32::from(decimals);
                }
                _ => {}
            }
        }
        Decimal { digits, exponent }
    }
}

/// What a number literal of JSON is, read as an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// An integer of 64 bits.
    Fits(i64),
    /// An integer that 64 bits do not hold.
    TooLarge,
    /// A number with a fractional part.
    Fraction,
}

/// Reads a number literal, such as `1.0` or `12e2`, as an integer, without rounding.
pub fn whole(literal: &str) -> Whole {
    let (negative, magnitude) = match literal.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, literal),
    };
    let (mantissa, exponent) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{integer}{fraction}");
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Whole::Fits(0);
    }
    // An exponent beyond 64 bits decides by its sign alone.
    let exponent: i64 = match exponent.parse() {
        Ok(exponent) => exponent,
        Err(_) if exponent.starts_with('-') => i64::MIN,
        Err(_) => i64::MAX,
    };
    let shift = exponent.saturating_sub(fraction.len() as i64);
    let significant = digits.trim_end_matches('0');
    let zeros = shift.saturating_add((digits.len() - significant.len()) as i64);
    if zeros < 0 {
        return Whole::Fraction;
    }
    if significant.len() as i64 > 19_i64.saturating_sub(zeros) {
        return Whole::TooLarge;
    }
    let sign = if negative { "-" } else { "" };
    let text = format!("{sign}{significant}{}", "0".repeat(zeros as usize));
    text.parse().map_or(Whole::TooLarge, Whole::Fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_however_they_are_written() {
        for (literal, expected) in [
            ("1.0", Whole::Fits(1)),
            ("1e2", Whole::Fits(100)),
            ("-120E-1", Whole::Fits(-12)),
            ("0.0e99999999999999999999", Whole::Fits(0)),
            ("9007199254740993.0", Whole::Fits(9_007_199_254_740_993)),
            ("-9223372036854775808", Whole::Fits(i64::MIN)),
            ("9223372036854775808", Whole::TooLarge),
            ("1e19", Whole::TooLarge),
            ("1e99999999999999999999", Whole::TooLarge),
            ("1.5", Whole::Fraction),
            ("15e-1", Whole::Fraction),
            ("1e-99999999999999999999", Whole::Fraction),
        ] {
            assert_eq!(whole(literal), expected, "{literal}");
        }
    }

    #[test]
    fn comparisons_do_not_round() {
        use Limit::{Float, Int};
        // 2^53 + 1 rounds to 2^53 as a float.
        let odd = Int(9_007_199_254_740_993);
        assert_eq!(
            compare(odd, Float(9_007_199_254_740_992.0)),
            Ordering::Greater
        );
        assert_eq!(compare(Int(i64::MAX), Float(TWO_TO_63)), Ordering::Less);
        assert_eq!(compare(Int(i64::MIN), Float(-TWO_TO_63)), Ordering::Equal);
        assert_eq!(compare(Int(0), Float(-0.5)), Ordering::Greater);
        assert_eq!(compare(Float(0.5), Int(0)), Ordering::Greater);
        assert_eq!(compare(Float(-0.5), Int(-1)), Ordering::Greater);
        assert_eq!(compare(Int(2), Float(2.0)), Ordering::Equal);
    }

    #[test]
    fn multiples_are_decimal() {
        use Limit::{Float, Int};
        assert!(is_multiple_of(Float(19.99), Float(0.01)));
        assert!(is_multiple_of(Float(0.3), Float(0.1)));
        assert!(!is_multiple_of(Float(0.35), Float(0.1)));
        assert!(is_multiple_of(Int(3), Float(1.5)));
        assert!(!is_multiple_of(Int(4), Float(1.5)));
        assert!(is_multiple_of(Float(1e300), Float(0.01)));
        assert!(!is_multiple_of(Float(1e-300), Int(1)));
        assert!(is_multiple_of(Float(4.0), Int(2)));
        assert!(is_multiple_of(Float(0.0), Float(0.7)));
        assert!(is_multiple_of(Int(-9), Int(3)));
    }
}
