//! Reading arrays.

use super::{Reader, Unread};
use crate::Json;
use crate::check::{self, Check};
use crate::json_type::JsonType;
use crate::scanner::Token;

impl Reader<'_> {
    /// Reads an array: calls `each` for every item.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it is no array, or when an item is unread; all other items were read all the
    /// same.
    pub fn array(
        &mut self,
        checks: &'static [Check],
        each: &mut dyn FnMut(&mut Self) -> Result<(), Unread>,
    ) -> Result<(), Unread> {
        if self.token()? != Token::Array {
            return Err(self.mismatch(&[JsonType::Array], &[checks]));
        }
        let start = self.start;
        self.descend()?;
        let mut unread = false;
        let mut length = 0;
        let mut more = self.scanner.first_item();
        loop {
            match more {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => return Err(self.fail(fault)),
            }
            let since = self.recorder.len();
            unread |= each(self).is_err();
            self.recorder.in_item(since, length);
            if self.fault.is_some() {
                return Err(Unread);
            }
            length += 1;
            more = self.scanner.next_item();
        }
        self.depth -= 1;
        self.start = start;
        self.judge(|site| check::array(length as u64, checks, site));
        if check::wants_unique(checks) {
            self.unique(checks);
        }
        self.whole(&[checks]);
        if unread { Err(Unread) } else { Ok(()) }
    }

    /// Compares the items of the array that was read, as they stand: also those that are unread.
    fn unique(&mut self, checks: &'static [Check]) {
        let array = Reader::of_text(self.scanner.since(self.start), false).json();
        if let Ok(Json::Array(list)) = array {
            self.judge(|site| check::unique(&list, checks, site));
        }
    }
}
