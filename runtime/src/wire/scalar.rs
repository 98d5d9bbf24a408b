//! Text as a scalar.

use super::{TreeValue, Types};

/// The scalar that a text stands for, by the types that it can have; a text that stands for none is
/// a string, so that the mistake is found where values are checked.
///
/// With `lenient`, as in XML, white space around numbers and booleans counts for nothing, `+` and
/// leading zeros are taken, and `1` and `0` are booleans.
pub(super) fn read(text: &str, types: Types, lenient: bool) -> TreeValue {
    let bare = match lenient {
        true => text.trim_matches([' ', '\t', '\r', '\n']),
        false => text,
    };
    let or_string = types.has(Types::STRING);
    if types.has(Types::NUMBER) {
        match number(bare, lenient && !or_string) {
            Some(literal) if !or_string || literal == text => return TreeValue::Number(literal),
            _ => {}
        }
    }
    if types.has(Types::BOOLEAN) {
        match bare {
            "true" => return TreeValue::Boolean(true),
            "false" => return TreeValue::Boolean(false),
            "1" | "0" if lenient && !or_string => return TreeValue::Boolean(bare == "1"),
            _ => {}
        }
    }
    if types.has(Types::NULL) && !or_string && bare.is_empty() {
        return TreeValue::Null;
    }
    TreeValue::String(text.to_owned())
}

/// A number in JSON's notation.
fn number(text: &str, lenient: bool) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None if lenient => ("", text.strip_prefix('+').unwrap_or(text)),
        None => ("", text),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    if exponent.is_some_and(|it| !is_digits(it.strip_prefix(['+', '-']).unwrap_or(it))) {
        return None;
    }
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let sound = match lenient {
        false => is_digits(whole) && fraction.is_none_or(is_digits),
        true => {
            let all = [whole, fraction.unwrap_or_default()].concat();
            is_digits(&all)
        }
    };
    let canonical = whole.len() == 1 || !whole.starts_with('0');
    if !sound || !(canonical || lenient) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    let mut literal = format!("{sign}{whole}");
    if let Some(fraction) = fraction.filter(|it| !it.is_empty()) {
        literal.extend([".", fraction]);
    }
    if let Some(exponent) = exponent {
        literal.push_str(&digits[mantissa.len()..mantissa.len() + 1]);
        literal.push_str(exponent);
    }
    Some(literal)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number_of(text: &str, lenient: bool) -> Option<String> {
        match read(text, Types::NUMBER, lenient) {
            TreeValue::Number(literal) => Some(literal),
            _ => None,
        }
    }

    #[test]
    fn numbers_have_the_notation_of_json() {
        for text in ["0", "-0", "12", "2.50", "1e5", "1E-5", "-0.5e+10"] {
            assert_eq!(number_of(text, false).as_deref(), Some(text));
            assert!(serde_json::from_str::<f64>(text).is_ok());
        }
        for text in [
            "", "-", "01", "+1", ".5", "5.", "1e", "1e+", "INF", "1,5", "0x1", "1 2", "é",
        ] {
            assert_eq!(number_of(text, false), None, "{text}");
        }
    }

    #[test]
    fn xml_writes_numbers_more_freely() {
        for (text, literal) in [
            (" 12\n", "12"),
            ("+7", "7"),
            ("007", "7"),
            ("-00.50", "-0.50"),
            (".5", "0.5"),
            ("5.", "5"),
        ] {
            assert_eq!(number_of(text, true).as_deref(), Some(literal));
        }
        for text in ["", ".", "+", "1 2", "NaN", "--1"] {
            assert_eq!(number_of(text, true), None, "{text}");
        }
    }

    #[test]
    fn a_string_is_preferred_to_another_notation_of_a_number() {
        let either = Types::NUMBER.or(Types::STRING);
        assert_eq!(read("12", either, true), TreeValue::Number("12".into()));
        for text in ["007", " 1", "1.", ""] {
            assert_eq!(read(text, either, true), TreeValue::String(text.into()));
        }
        let boolean = Types::BOOLEAN.or(Types::NULL);
        assert_eq!(read("1", boolean, true), TreeValue::Boolean(true));
        assert_eq!(read("1", boolean, false), TreeValue::String("1".into()));
        assert_eq!(read("", boolean, false), TreeValue::Null);
        assert_eq!(
            read("12", Types::NONE, true),
            TreeValue::String("12".into())
        );
    }
}
