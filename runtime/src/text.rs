//! Pieces of messages.

/// The longest part of a payload's text that a message repeats, in characters.
const LONGEST: usize = 60;

/// A string of the payload as JSON, shortened to fit a sentence.
pub(crate) fn quoted(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        None => crate::Json::from(value).to_string(),
        Some((end, _)) => {
            let mut text = crate::Json::from(&value[..end]).to_string();
            text.insert(text.len() - 1, '…');
            text
        }
    }
}

/// A text as a string of JSON.
#[cfg(feature = "client")]
pub(crate) fn text_as_json(text: &str) -> String {
    crate::Json::from(text).to_string()
}

/// "1 item", "2 items".
pub(crate) fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_between_characters() {
        let text = quoted(&"ä".repeat(100));
        assert_eq!(text, format!("\"{}…\"", "ä".repeat(60)));
        assert_eq!(quoted("a\n"), r#""a\n""#);
    }
}
