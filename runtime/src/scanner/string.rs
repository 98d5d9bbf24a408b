//! Strings and their escapes.

use super::{Result, Scanner};

impl Scanner<'_> {
    /// Takes the string that was peeked at.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<&str> {
        let start = self.at + 1;
        let end = plain_end(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(self.text.get(start..end).unwrap_or_default());
        }
        self.escaped_string(start, end)
    }

    /// Takes a string from its first escape, or to what is wrong with it.
    #[cold]
    fn escaped_string(&mut self, start: usize, end: usize) -> Result<&str> {
        self.unescaped.clear();
        let mut from = start;
        let mut end = end;
        loop {
            self.at = end;
            let chunk = self.text.get(from..end).unwrap_or_default();
            self.unescaped.push_str(chunk);
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(&self.unescaped);
                }
                Some(b'\\') => {
                    let escaped = self.escape()?;
                    self.unescaped.push(escaped);
                }
                Some(_) => {
                    return Err(
                        self.fault("a string has a control character, which is to be escaped")
                    );
                }
                None => return Err(self.unexpected("the end of a string")),
            }
            from = self.at;
            end = plain_end(self.text.as_bytes(), from);
        }
    }

    /// Takes an escape, from its backslash.
    fn escape(&mut self) -> Result<char> {
        self.at += 1;
        let escaped = match self.byte() {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.fault("there is no such escape")),
        };
        self.at += 1;
        Ok(escaped)
    }

    /// Takes `uXXXX`, or a pair of surrogates.
    fn unicode_escape(&mut self) -> Result<char> {
        let start = self.at - 1;
        let mut units = vec![self.hexadecimal()?];
        if self.rest().starts_with("\\u") && (0xD800..0xDC00).contains(&units[0]) {
            self.at += 1;
            units.push(self.hexadecimal()?);
        }
        let mut characters = char::decode_utf16(units);
        match (characters.next(), characters.next()) {
            (Some(Ok(character)), None) => Ok(character),
            _ => {
                self.at = start;
                Err(self.fault("a surrogate stands alone"))
            }
        }
    }

    fn hexadecimal(&mut self) -> Result<u16> {
        let digits = self.text.get(self.at + 1..self.at + 5).unwrap_or_default();
        let all_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        match u16::from_str_radix(digits, 16) {
            Ok(unit) if all_hexadecimal => {
                self.at += 5;
                Ok(unit)
            }
            _ => Err(self.fault("an escape has four hexadecimal digits")),
        }
    }
}

/// The position of the first quote, backslash or control character from `start` on.
#[inline]
fn plain_end(bytes: &[u8], start: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let mut at = start;
    while let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*word);
        // In each byte the high bit tells that it is zero, or, for control characters, below 32.
        let quotes = word ^ (ONES * u64::from(b'"'));
        let backslashes = word ^ (ONES * u64::from(b'\\'));
        let found = quotes.wrapping_sub(ONES) & !quotes
            | backslashes.wrapping_sub(ONES) & !backslashes
            | word.wrapping_sub(ONES * 0x20) & !word;
        let found = found & HIGHS;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        if matches!(byte, b'"' | b'\\' | 0..0x20) {
            break;
        }
        at += 1;
    }
    at
}
