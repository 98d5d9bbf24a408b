//! Percent-encoding (RFC 3986).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but the unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What has another meaning in a query: `&` between pairs, `+` for a space, `#` after it. A comma
/// stands between items.
const OF_QUERY: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b';')
    .remove(b'=');

/// What has another meaning in a segment of a path: also `/` and `?`, and `;` and `=` in some styles.
const OF_PATH: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+');

/// Percent-encodes a name or a value.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Percent-encodes what cannot stand in a query.
pub(crate) fn encode_for_query(text: &str) -> String {
    utf8_percent_encode(text, OF_QUERY).to_string()
}

/// Percent-encodes what cannot stand in a path.
pub(crate) fn encode_for_path(text: &str) -> String {
    utf8_percent_encode(text, OF_PATH).to_string()
}

/// Encodes for a form: as for a query, a space as `+`.
pub(crate) fn encode_for_form(text: &str) -> String {
    encode(text).replace("%20", "+")
}

/// Decodes a text; `None` when it is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// Decodes a text in which `+` is a space.
pub(crate) fn decode_form(text: &str) -> Option<String> {
    decode(&text.replace('+', " "))
}

/// Decodes what a description says.
#[cfg(feature = "server")]
pub(crate) fn decode_lossy(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
