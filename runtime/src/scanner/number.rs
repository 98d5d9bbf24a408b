//! Number literals.

use super::{Number, Result, Scanner};

impl<'j> Scanner<'j> {
    /// Takes the number that was peeked at.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Number<'j>> {
        let start = self.at;
        let negative = self.byte() == Some(b'-');
        self.at += usize::from(negative);
        let first = self.byte();
        let mut magnitude = 0;
        let digits = self.digits(&mut magnitude);
        if digits == 0 {
            return Err(self.unexpected("a digit"));
        }
        if digits > 1 && first == Some(b'0') {
            self.at = start;
            return Err(self.fault("a number does not begin with 0"));
        }
        if let Some(b'.' | b'e' | b'E') = self.byte() {
            return self.fraction(start, negative, magnitude, digits);
        }
        // 18 digits always fit.
        if digits <= 18 {
            let magnitude = magnitude as i64;
            return Ok(Number::Integer(if negative {
                -magnitude
            } else {
                magnitude
            }));
        }
        let literal = self.since(start);
        Ok(literal
            .parse()
            .map_or(Number::Large(literal), Number::Integer))
    }

    /// Takes digits, appends them to `value`, which wraps around, and counts them.
    #[inline]
    fn digits(&mut self, value: &mut u64) -> usize {
        let start = self.at;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            *value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        self.at - start
    }

    fn fraction(
        &mut self,
        start: usize,
        negative: bool,
        mut magnitude: u64,
        digits: usize,
    ) -> Result<Number<'j>> {
        let mut decimals = 0;
        if self.byte() == Some(b'.') {
            self.at += 1;
            decimals = self.digits(&mut magnitude);
            if decimals == 0 {
                return Err(self.unexpected("a digit"));
            }
        }
        let has_exponent = matches!(self.byte(), Some(b'e' | b'E'));
        if has_exponent {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            if self.digits(&mut 0) == 0 {
                return Err(self.unexpected("a digit"));
            }
        }
        let literal = self.since(start);
        // Both operands are exact as floats, hence the quotient is the nearest one.
        let value = match POWERS_OF_TEN.get(decimals) {
            Some(power) if !has_exponent && digits + decimals <= 15 => {
                let value = magnitude as f64 / power;
                if negative { -value } else { value }
            }
            _ => literal.parse().unwrap_or(f64::INFINITY),
        };
        Ok(Number::Float(value, literal))
    }
}

const POWERS_OF_TEN: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];
