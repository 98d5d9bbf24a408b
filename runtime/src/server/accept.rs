//! What a caller wants to have.

use crate::media;

/// The media types that a caller takes, by its header `Accept`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accept(String);

impl Accept {
    pub(super) fn new(header: String) -> Self {
        Accept(header)
    }

    /// Which of the media types on offer the caller likes best, by its position; of equals the
    /// first, which it also gets if it takes none.
    pub fn choose(&self, offered: &[&str]) -> usize {
        media::negotiate(&self.0, offered).unwrap_or_default()
    }

    pub(super) fn takes(&self, offered: &[&str]) -> bool {
        media::negotiate(&self.0, offered).is_some()
    }
}
