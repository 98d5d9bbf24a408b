//! Types of other crates: what they hold, what they refuse, and how they are written.

use kontrakt::jiff::{Timestamp, civil::Date};
use kontrakt::rust_decimal::Decimal;
use kontrakt::url::Url;
use kontrakt::uuid::Uuid;
use kontrakt::{Check, Invalid, JsonType, Value};

/// What a value is written as, or what is wrong with it.
fn written<T: Value>(json: &str) -> Result<String, Vec<&'static str>> {
    match kontrakt::from_slice::<T>(json.as_bytes()) {
        Ok(value) => {
            assert!(kontrakt::validate(&value).is_ok(), "{json}");
            Ok(String::from_utf8(kontrakt::to_vec(&value)).unwrap())
        }
        Err(Invalid::Violations(found)) => Err(found.iter().map(|it| it.keyword).collect()),
        Err(Invalid::Syntax(syntax)) => panic!("{syntax}"),
    }
}

#[test]
fn an_instant_is_written_in_utc() {
    for (read, expected) in [
        ("2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"),
        ("2024-02-29T12:00:00.250+02:00", "2024-02-29T10:00:00.25Z"),
        ("2024-02-29t12:00:00z", "2024-02-29T12:00:00Z"),
        (
            "2024-02-29T12:00:00.123456789-00:00",
            "2024-02-29T12:00:00.123456789Z",
        ),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
    ] {
        assert_eq!(
            written::<Timestamp>(&format!("\"{read}\"")),
            Ok(format!("\"{expected}\"")),
            "{read}"
        );
    }
}

#[test]
fn what_an_instant_cannot_hold_is_no_valid_one() {
    for text in [
        // A leap second, which would become the second before it.
        "2016-12-31T23:59:60Z",
        "2024-02-29T12:00:00.1234567891Z",
        "9999-12-31T23:59:59Z",
        // The instant lies in the year before 0, which has no notation.
        "0000-01-01T00:00:00+01:00",
        "2024-02-30T12:00:00Z",
        "2024-02-29 12:00:00Z",
        "2024-02-29T12:00:00Z[UTC]",
        "2024-02-29T12:00:00",
    ] {
        assert_eq!(
            written::<Timestamp>(&format!("\"{text}\"")),
            Err(vec!["format"]),
            "{text}"
        );
    }
    assert_eq!(written::<Timestamp>("1709208000"), Err(vec!["type"]));
    assert!(kontrakt::validate(&Timestamp::MIN).is_err());
}

#[test]
fn a_date_is_one_of_the_calendar() {
    for date in ["\"2024-02-29\"", "\"0000-01-01\"", "\"9999-12-31\""] {
        assert_eq!(written::<Date>(date).as_deref(), Ok(date));
    }
    for date in [
        "\"2023-02-29\"",
        "\"20240229\"",
        "\"-000001-01-01\"",
        "\"2024-02-29T00:00:00\"",
    ] {
        assert_eq!(written::<Date>(date), Err(vec!["format"]), "{date}");
    }
    assert!(kontrakt::validate(&Date::MIN).is_err());
}

#[test]
fn a_uuid_has_its_hyphens() {
    assert_eq!(
        written::<Uuid>("\"2EB8AA08-AA98-11EA-B4AA-73B441D16380\"").as_deref(),
        Ok("\"2eb8aa08-aa98-11ea-b4aa-73b441d16380\"")
    );
    for text in [
        "2eb8aa08aa9811eab4aa73b441d16380",
        "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}",
        "",
    ] {
        assert_eq!(
            written::<Uuid>(&format!("\"{text}\"")),
            Err(vec!["format"]),
            "{text}"
        );
    }
}

#[test]
fn a_url_is_normalised() {
    for (read, expected) in [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("HTTP://Example.com:80", "http://example.com/"),
        ("urn:isbn:9783161484100", "urn:isbn:9783161484100"),
    ] {
        assert_eq!(
            written::<Url>(&format!("\"{read}\"")),
            Ok(format!("\"{expected}\""))
        );
    }
    // The second is a URI, and no URL.
    for text in ["/a", "http://example.com:99999/", "https://example.com/a b"] {
        assert_eq!(
            written::<Url>(&format!("\"{text}\"")),
            Err(vec!["format"]),
            "{text}"
        );
    }
}

#[test]
fn a_decimal_keeps_its_zeros() {
    for (read, expected) in [
        ("12.50", "12.50"),
        ("-0.10", "-0.10"),
        ("1e3", "1000"),
        (
            "79228162514264337593543950335",
            "79228162514264337593543950335",
        ),
    ] {
        assert_eq!(written::<Decimal>(read).as_deref(), Ok(expected));
    }
    for number in [
        "79228162514264337593543950336",
        "0.12345678901234567890123456789012",
        "1e300",
    ] {
        assert_eq!(written::<Decimal>(number), Err(vec!["format"]), "{number}");
    }
    assert_eq!(written::<Decimal>("\"1\""), Err(vec!["type"]));
}

#[test]
fn constraints_hold_and_nothing_is_said_twice() {
    const CHECKS: &[Check] = &[Check::Format("uuid"), Check::MaxLength(3)];
    let found = kontrakt::from_slice_with::<Uuid>(b"\"abcd\"", CHECKS);
    let Err(Invalid::Violations(found)) = found else {
        panic!("{found:?}");
    };
    let keywords: Vec<_> = found.iter().map(|it| it.keyword).collect();
    assert_eq!(keywords, ["format", "maxLength"]);
    assert!(kontrakt::validate_with(&Uuid::nil(), CHECKS).is_err());
}

/// Hours and minutes, as a user's own type has them.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Opening {
    from: u8,
    until: u8,
}

kontrakt::serde_value!(Opening);

#[test]
fn a_type_with_serde_is_checked_by_the_schema() {
    const CHECKS: &[Check] = &[
        Check::Type(&[JsonType::Object]),
        Check::Required(&["from", "until"]),
    ];
    let read = |json: &str| {
        let read = kontrakt::from_slice_with::<Opening>(json.as_bytes(), CHECKS);
        read.map_err(|invalid| match invalid {
            Invalid::Violations(found) => found.iter().map(|it| it.keyword).collect::<Vec<_>>(),
            Invalid::Syntax(syntax) => panic!("{syntax}"),
        })
    };
    let opening = read("{\"from\":9,\"until\":18}").unwrap();
    assert_eq!(kontrakt::to_vec(&opening), b"{\"from\":9,\"until\":18}");
    assert!(kontrakt::validate_with(&opening, CHECKS).is_ok());
    assert_eq!(read("{\"from\":9}"), Err(vec!["required"]));
    assert_eq!(read("[]"), Err(vec!["type"]));
    assert_eq!(read("{\"from\":9,\"until\":1800}"), Err(vec!["format"]));
}
