//! Values as plain text, as in parameters and in the parts of forms.

use crate::Json;
use crate::check::Check;
use crate::reader::Reader;
use crate::value::Value;
use crate::violation::Violations;

/// Reads a text as a number, a boolean or null where it is one and the type takes that, and else as
/// a string.
pub(crate) fn read<T: Value>(text: &str, checks: &'static [Check]) -> Result<T, Violations> {
    let literal = match text.as_bytes() {
        [b'0'..=b'9' | b'-' | b't' | b'f' | b'n', ..] => read_json(text.as_bytes(), checks),
        _ => None,
    };
    match literal {
        Some((Some(value), violations)) if violations.is_empty() => return Ok(value),
        Some((_, violations)) if !has_wrong_type(&violations) => return Err(violations),
        _ => {}
    }
    match read_json(Json::from(text).to_string().as_bytes(), checks) {
        Some((Some(value), violations)) if violations.is_empty() => Ok(value),
        Some((_, violations)) => Err(violations),
        None => Err(Violations::default()),
    }
}

fn read_json<T: Value>(json: &[u8], checks: &'static [Check]) -> Option<(Option<T>, Violations)> {
    let mut reader = Reader::new(json, true);
    let value = T::read(&mut reader, checks);
    Some((value.ok(), reader.finish(json).ok()?))
}

fn has_wrong_type(violations: &Violations) -> bool {
    let mut violations = violations.iter();
    violations.any(|it| it.pointer.is_empty() && matches!(it.keyword, "type" | "enum" | "const"))
}
