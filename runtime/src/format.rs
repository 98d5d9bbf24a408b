//! `format` of strings.
//!
//! Checked are those formats that a grammar decides: the list is [`CHECKED`]. Every other is an
//! annotation.

use std::net::{Ipv4Addr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use iri_string::spec::{IriSpec, UriSpec};
use iri_string::validate;

use crate::{Pattern, pattern};

/// The formats that are checked.
pub const CHECKED: &[&str] = &[
    "byte",
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

/// Whether a text has a format of JSON Schema (2020-12, validation, section 7.3) or OpenAPI;
/// `None` for a format that is not checked.
pub fn check(format: &str, text: &str) -> Option<bool> {
    Some(match format {
        "byte" => STANDARD.decode(text).is_ok(),
        "date" => is_date(text.as_bytes()),
        "date-time" => is_date_time(text),
        "duration" => DURATION.matches(text),
        "email" => is_email(text),
        "hostname" => is_hostname(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "iri" => validate::iri::<IriSpec>(text).is_ok(),
        "iri-reference" => validate::iri_reference::<IriSpec>(text).is_ok(),
        "json-pointer" => POINTER.matches(text),
        "regex" => jsonschema_regex::is_valid_ecma_regex(text),
        "relative-json-pointer" => RELATIVE_POINTER.matches(text),
        "time" => is_time(text.as_bytes()),
        "uri" => validate::iri::<UriSpec>(text).is_ok(),
        "uri-reference" => validate::iri_reference::<UriSpec>(text).is_ok(),
        "uuid" => UUID.matches(text),
        _ => return None,
    })
}

/// RFC 3339, appendix A.
const DURATION: Pattern = pattern!(
    r"^P(?:[0-9]+W|(?=[0-9T])(?:[0-9]+D|[0-9]+M(?:[0-9]+D)?|[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?)?(?:T(?:[0-9]+S|[0-9]+M(?:[0-9]+S)?|[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?))?)$"
);

/// RFC 4122, section 3.
const UUID: Pattern = pattern!(r"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$");

/// RFC 6901, section 3.
const POINTER: Pattern = pattern!(r"^(?:/(?:[^~/]|~[01])*)*$");

/// draft-bhutton-relative-json-pointer, without index manipulation.
const RELATIVE_POINTER: Pattern = pattern!(r"^(?:0|[1-9]\d*)(?:#|(?:/(?:[^~/]|~[01])*)*)$");

/// RFC 5321, section 4.1.2: a local part, without its length.
const LOCAL_PART: Pattern = pattern!(
    r#"^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[ !#-\[\]-~]|\\[ -~])*")$"#
);

/// RFC 3339, section 5.6, `full-date`.
fn is_date(text: &[u8]) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return false;
    };
    let (Some(century), Some(year), Some(month), Some(day)) =
        (two(y1, y2), two(y3, y4), two(m1, m2), two(d1, d2))
    else {
        return false;
    };
    let cycle = if year == 0 { century } else { year };
    let days = match month {
        2 if cycle % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// RFC 3339, section 5.6, `date-time`.
fn is_date_time(text: &str) -> bool {
    match text.as_bytes().split_at_checked(10) {
        Some((date, [b'T' | b't', time @ ..])) => is_date(date) && is_time(time),
        _ => false,
    }
}

/// RFC 3339, section 5.6, `full-time`. A leap second is 23:59:60 in UTC.
fn is_time(text: &[u8]) -> bool {
    let &[h1, h2, b':', m1, m2, b':', s1, s2, ref rest @ ..] = text else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) = (two(h1, h2), two(m1, m2), two(s1, s2)) else {
        return false;
    };
    let digits = match rest {
        [b'.', fraction @ ..] => fraction.iter().take_while(|it| it.is_ascii_digit()).count(),
        _ => 0,
    };
    let offset = match (rest, digits) {
        ([b'.', ..], 0) => return false,
        ([b'.', ..], digits) => &rest[1 + digits..],
        (rest, _) => rest,
    };
    let Some(offset) = minutes_from_utc(offset) else {
        return false;
    };
    let in_utc = (i32::from(hour) * 60 + i32::from(minute) - offset).rem_euclid(24 * 60);
    hour < 24 && minute < 60 && (second < 60 || second == 60 && in_utc == 24 * 60 - 1)
}

fn minutes_from_utc(offset: &[u8]) -> Option<i32> {
    match *offset {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
            let total = i32::from(hours) * 60 + i32::from(minutes);
            let total = if sign == b'-' { -total } else { total };
            (hours < 24 && minutes < 60).then_some(total)
        }
        _ => None,
    }
}

fn two(tens: u8, ones: u8) -> Option<u8> {
    let both = tens.is_ascii_digit() && ones.is_ascii_digit();
    both.then(|| (tens - b'0') * 10 + (ones - b'0'))
}

/// RFC 1123, section 2.1. What an A-label (`xn--`) encodes is not looked at.
fn is_hostname(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|label| {
            let bytes = label.as_bytes();
            (1..=63).contains(&bytes.len())
                && bytes
                    .iter()
                    .all(|it| it.is_ascii_alphanumeric() || *it == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

/// RFC 5321, section 4.1.2, `Mailbox`.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let literal = domain.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let domain_is_valid = match literal {
        None => is_hostname(domain),
        Some(literal) => match literal.split_at_checked("IPv6:".len()) {
            Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6:") => {
                address.parse::<Ipv6Addr>().is_ok()
            }
            _ => literal.parse::<Ipv4Addr>().is_ok(),
        },
    };
    domain_is_valid && LOCAL_PART.matches(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_what_is_checked() {
        for format in CHECKED {
            assert!(check(format, "\u{0}").is_some(), "{format}");
        }
        assert_eq!(check("password", "x"), None);
    }

    #[test]
    fn dates_are_of_the_calendar() {
        for (date, valid) in [
            ("2020-02-29", true),
            ("2000-02-29", true),
            ("1900-02-29", false),
            ("2021-02-29", false),
            ("2020-04-31", false),
            ("2020-13-01", false),
            ("2020-00-01", false),
            ("2020-01-00", false),
            ("22.09.2020", false),
            ("2020-09-22T00:00:00Z", false),
            ("٢020-09-22", false),
        ] {
            assert_eq!(check("date", date), Some(valid), "{date}");
        }
    }

    #[test]
    fn other_formats() {
        for (format, text, valid) in [
            ("byte", "AAE=", true),
            ("byte", "AAE", false),
            ("date-time", "2020-09-22t12:00:00.5+02:00", true),
            ("date-time", "2020-09-22 12:00:00Z", false),
            ("date-time", "2020-09-2", false),
            ("duration", "P1Y2M", true),
            ("duration", "P", false),
            ("email", "\"a b\"@[IPv6:::1]", true),
            ("email", "a@b@c.de", false),
            ("hostname", "a-b.example", true),
            ("hostname", "-a.example", false),
            ("uri", "https://example.de/a?b#c", true),
            ("uri", "/a", false),
            ("uri-reference", "/a", true),
            ("iri", "https://example.de/ä", true),
            ("uri", "https://example.de/ä", false),
        ] {
            assert_eq!(check(format, text), Some(valid), "{format} {text}");
        }
    }
}
