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

    /// Whether the caller takes one of the media types on offer; an answer without content suits
    /// everybody.
    pub(super) fn takes(&self, offered: &[&str]) -> bool {
        offered.is_empty() || media::negotiate(&self.0, offered).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_content_suits_everybody() {
        for header in ["", "application/xml"] {
            let accept = Accept::new(header.to_owned());
            assert!(accept.takes(&[]), "{header}");
            assert_eq!(accept.takes(&["application/json"]), header.is_empty());
        }
    }
}
