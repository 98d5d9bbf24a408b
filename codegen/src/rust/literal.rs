//! String literals.

/// A string as a Rust literal: raw where that spares escapes.
pub(crate) fn literal(text: &str) -> String {
    // Nearly all are such, and escaping asks for each character.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if text.bytes().all(is_plain) {
        return ["\"", text, "\""].concat();
    }
    let printable = text
        .chars()
        .all(|c| c == '\\' || c == '"' || c.escape_debug().count() == 1);
    if !printable || !text.contains(['\\', '"']) {
        // `Debug` escapes what is not seen, also what reverses the direction of text.
        return format!("{text:?}");
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn raw_where_it_spares_escapes() {
        assert_eq!(literal("a\"b"), "r#\"a\"b\"#");
        assert_eq!(literal(r"^\d$"), r#"r"^\d$""#);
        assert_eq!(literal("\\\"x"), "r#\"\\\"x\"#");
        assert_eq!(literal("a\n\u{202E}"), r#""a\n\u{202e}""#);
    }

    proptest! {
        #[test]
        fn means_the_same_text(text in "\\PC*|[\\\\\"#\n\r\t\u{202E}a]{0,12}|.*") {
            let parsed: syn::LitStr = syn::parse_str(&literal(&text)).unwrap();
            prop_assert_eq!(parsed.value(), text);
        }
    }
}
