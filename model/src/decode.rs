//! From bytes to text.

use std::borrow::Cow;

use crate::codes;
use crate::finding::Finding;
use crate::source::{Format, Source};

/// Byte order marks of other encodings, the longer before those they start with.
const OTHER_MARKS: [(&[u8], &str); 4] = [
    (&[0x00, 0x00, 0xFE, 0xFF], "UTF-32"),
    (&[0xFF, 0xFE, 0x00, 0x00], "UTF-32"),
    (&[0xFE, 0xFF], "UTF-16"),
    (&[0xFF, 0xFE], "UTF-16"),
];

/// Reads bytes as UTF-8 text.
///
/// Without a `format`, the ending of the name tells it, and without one that does, the first
/// significant character. A byte order mark is left out of the text and remembered in
/// [`Source::byte_order_mark`].
///
/// # Errors
///
/// A finding without a place when there is no text: not UTF-8, empty, or too large.
pub fn decode<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    format: Option<Format>,
) -> Result<Source, Finding> {
    let bytes = bytes.into();
    if bytes.len() > Source::MAX_LEN {
        return Err(Finding::error(
            codes::TOO_LARGE,
            format!("`{name}` is {} bytes long", bytes.len()),
        )
        .help(format!("at most {} bytes can be read", Source::MAX_LEN)));
    }
    if let Some((_, encoding)) = OTHER_MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Err(Finding::error(
            codes::NOT_UTF8,
            format!("`{name}` is {encoding}: it starts with that byte order mark"),
        )
        .help("save it as UTF-8"));
    }
    let mut text = text(bytes).map_err(|(bytes, at)| not_utf8(name, &bytes, at))?;
    if let Some(at) = text.find('\0') {
        return Err(not_utf8(name, text.as_bytes(), at));
    }
    let mark = text.starts_with('\u{FEFF}');
    if mark {
        text = Cow::Owned(text.chars().skip(1).collect());
    }
    if text.trim().is_empty() {
        let what = if text.is_empty() {
            "is empty"
        } else {
            "holds nothing but white space"
        };
        return Err(Finding::error(codes::EMPTY, format!("`{name}` {what}")));
    }
    let format = format
        .or_else(|| by_name(name))
        .unwrap_or_else(|| by_text(&text));
    Ok(Source::new(name, text, format).with_byte_order_mark(mark))
}

/// The text of bytes, which are given back if they are none, with where they stop being one.
fn text(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, (Cow<'_, [u8]>, usize)> {
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| (Cow::Borrowed(bytes), error.valid_up_to())),
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            (Cow::Owned(error.into_bytes()), at)
        }),
    }
}

fn not_utf8(name: &str, bytes: &[u8], at: usize) -> Finding {
    let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    let finding = Finding::error(
        codes::NOT_UTF8,
        format!("`{name}` is not UTF-8 text: byte 0x{byte:02X} at offset {at}, line {line}"),
    );
    if bytes.contains(&0) {
        finding.help("it has zero bytes: it may be UTF-16, or no text at all; save it as UTF-8")
    } else {
        let character = char::from(byte);
        let meaning = if character.is_control() {
            "Windows-1252".to_string()
        } else {
            format!("Latin-1, in which that byte is `{character}`")
        };
        finding.help(format!("it may be {meaning}; save it as UTF-8"))
    }
}

fn by_name(name: &str) -> Option<Format> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "json" => Some(Format::Json),
        "yaml" | "yml" => Some(Format::Yaml),
        "xml" => Some(Format::Xml),
        _ => None,
    }
}

fn by_text(text: &str) -> Format {
    match text.trim_start().as_bytes() {
        [b'{' | b'[' | b'"', ..] | [b'/', b'/' | b'*', ..] => Format::Json,
        _ => Format::Yaml,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(bytes: &[u8]) -> Finding {
        decode("a.json", bytes, None).expect_err("these bytes are no text")
    }

    #[test]
    fn names_the_first_byte_that_is_not_utf8() {
        let finding = failure(b"{\n  \"name\": \"M\xFCller\"\n}");
        assert_eq!(finding.code, codes::NOT_UTF8);
        assert_eq!(
            finding.message,
            "`a.json` is not UTF-8 text: byte 0xFC at offset 14, line 2"
        );
        assert_eq!(
            finding.help,
            ["it may be Latin-1, in which that byte is `ü`; save it as UTF-8"]
        );
    }

    #[test]
    fn names_other_encodings() {
        assert!(failure(b"\xFF\xFE{\0}\0").message.contains("UTF-16"));
        assert!(failure(b"{\0\"\0a\0").help[0].contains("UTF-16"));
        assert!(failure(b"\0\0\xFE\xFF\0\0\0{").message.contains("UTF-32"));
    }

    #[test]
    fn refuses_what_holds_nothing() {
        assert_eq!(failure(b"").message, "`a.json` is empty");
        assert_eq!(failure(b"\xEF\xBB\xBF").code, codes::EMPTY);
        assert_eq!(failure(b" \n").code, codes::EMPTY);
    }

    #[test]
    fn leaves_the_byte_order_mark_out_of_the_text() {
        let source = decode("a.json", b"\xEF\xBB\xBF{}", None).unwrap();
        assert_eq!(source.text(), "{}");
        assert!(source.byte_order_mark());
    }

    #[test]
    fn tells_the_format_by_name_then_by_text() {
        let format = |name, text: &str| decode(name, text.as_bytes(), None).unwrap().format();
        assert_eq!(format("a.YML", "{}"), Format::Yaml);
        assert_eq!(format("a.json", "a: 1"), Format::Json);
        assert_eq!(format("-", "\n [1]"), Format::Json);
        assert_eq!(format("-", "a: 1"), Format::Yaml);
        assert_eq!(
            decode("a.json", b"a: 1", Some(Format::Yaml))
                .unwrap()
                .format(),
            Format::Yaml
        );
    }
}
