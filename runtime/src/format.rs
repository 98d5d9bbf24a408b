//! `format` of strings.

/// Whether a text has a format of JSON Schema or OpenAPI; `None` for a format that is not checked.
pub fn check(format: &str, text: &str) -> Option<bool> {
    Some(match format {
        "date" => text.len() == 10,
        _ => return None,
    })
}
