//! Plain YAML scalars, by the core schema of YAML 1.2 (section 10.3.2).

/// What a plain scalar means.
#[derive(Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    /// A number, in JSON's notation.
    Number(String),
    /// Infinity or not a number, which JSON cannot write.
    NotFinite,
    Text,
}

pub(super) fn plain(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" => return Scalar::Bool(true),
        "false" | "False" | "FALSE" => return Scalar::Bool(false),
        _ => {}
    }
    if text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        number(text)
    } else {
        Scalar::Text
    }
}

fn number(text: &str) -> Scalar {
    let radix = |digits: &str, radix| u128::from_str_radix(digits, radix).ok();
    let (sign, magnitude) = match text.as_bytes() {
        [b'0', b'o', ..] => return integer(radix(&text[2..], 8)),
        [b'0', b'x', ..] => return integer(radix(&text[2..], 16)),
        [b'-', ..] => ("-", &text[1..]),
        [b'+', ..] => ("", &text[1..]),
        _ => ("", text),
    };
    match magnitude {
        ".inf" | ".Inf" | ".INF" => Scalar::NotFinite,
        ".nan" | ".NaN" | ".NAN" if magnitude.len() == text.len() => Scalar::NotFinite,
        _ => decimal(sign, magnitude).map_or(Scalar::Text, Scalar::Number),
    }
}

fn integer(value: Option<u128>) -> Scalar {
    value.map_or(Scalar::Text, |value| Scalar::Number(value.to_string()))
}

/// `digits [. digits] [e sign digits]`, where one side of the point may be bare.
fn decimal(sign: &str, magnitude: &str) -> Option<String> {
    let (mantissa, exponent) = match magnitude.find(['e', 'E']) {
        Some(at) => magnitude.split_at(at),
        None => (magnitude, ""),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let power = exponent
        .get(1..)
        .map(|power| power.strip_prefix(['+', '-']).unwrap_or(power));
    let some_digit = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    let well_formed = some_digit
        && digits(whole)
        && fraction.is_none_or(digits)
        && power.is_none_or(|power| !power.is_empty() && digits(power));
    if !well_formed {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let fraction = match fraction {
        None => String::new(),
        Some("") => ".0".to_string(),
        Some(fraction) => format!(".{fraction}"),
    };
    Some(format!("{sign}{whole}{fraction}{exponent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_the_notation_of_json() {
        let cases = [
            ("12", "12"),
            ("010", "10"),
            ("0", "0"),
            ("-0", "-0"),
            ("+5", "5"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5.0"),
            ("007.50", "7.50"),
            ("1e3", "1e3"),
            ("+1.E-3", "1.0E-3"),
            ("0x1F", "31"),
            ("0o17", "15"),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
        ];
        for (yaml, json) in cases {
            assert_eq!(plain(yaml), Scalar::Number(json.into()), "{yaml}");
            serde_json::from_str::<serde_json::Number>(json).expect(json);
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_text() {
        for text in [
            "1_000",
            "1:30",
            "2020-01-01",
            "1.2.3",
            "0b11",
            "0x",
            "0xG",
            "0o8",
            "-0x1",
            "+",
            "-",
            ".",
            "e3",
            "1e",
            "1e+",
            "--1",
            "1 2",
            "+.nan",
            "yes",
            "no",
            "on",
            "nul",
            "١",
        ] {
            assert_eq!(plain(text), Scalar::Text, "{text}");
        }
    }

    #[test]
    fn names_of_values() {
        assert_eq!(plain("~"), Scalar::Null);
        assert_eq!(plain("True"), Scalar::Bool(true));
        assert_eq!(plain("tRue"), Scalar::Text);
        assert_eq!(plain("-.inf"), Scalar::NotFinite);
        assert_eq!(plain(".NaN"), Scalar::NotFinite);
    }
}
