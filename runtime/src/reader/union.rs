//! Telling the branches of a union apart.

use super::{Reader, Unread};
use crate::check::{self, Check};
use crate::json_type::JsonType;
use crate::number::{Whole, whole};
use crate::scanner::{Number, Scanner, Token};

impl Reader<'_> {
    /// Finds out which of several types of JSON, that exclude each other, comes next.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it is none of them.
    pub fn branch(
        &mut self,
        types: &'static [JsonType],
        checks: &'static [Check],
    ) -> Result<JsonType, Unread> {
        let found = match self.token()? {
            Token::Null => JsonType::Null,
            Token::Boolean => JsonType::Boolean,
            Token::String => JsonType::String,
            Token::Array => JsonType::Array,
            Token::Object => JsonType::Object,
            Token::Number if types.contains(&JsonType::Integer) && self.is_integer() => {
                JsonType::Integer
            }
            Token::Number => JsonType::Number,
        };
        if !types.contains(&found) {
            return Err(self.mismatch(types, &[checks]));
        }
        if self.checking && !checks.is_empty() {
            let mut ahead = Reader::of_text(self.scanner.rest(), false);
            if let Ok(value) = ahead.skip() {
                self.judge(|site| check::json(&value, checks, site));
            }
        }
        Ok(found)
    }

    fn is_integer(&self) -> bool {
        let mut ahead = Scanner::new(self.scanner.rest());
        match ahead.peek().and_then(|_| ahead.number()) {
            Ok(Number::Float(_, literal)) => whole(literal) != Whole::Fraction,
            _ => true,
        }
    }
}
