//! Reading and writing JSON, against serde_json.

use kontrakt::{Invalid, Json, MAX_DEPTH, from_slice, read_unchecked, to_vec};
use proptest::prelude::*;

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        (-1e6..1e6).prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        "[\\x00-\\x7f\u{e9}\u{1f600}]{0,12}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map(any::<String>(), inner, 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(","),
        Just(":"),
        Just("\""),
        Just("\\"),
        Just("\\u"),
        Just("d83d"),
        Just("\\ude00"),
        Just("-"),
        Just("0"),
        Just("1"),
        Just("."),
        Just("e"),
        Just("E+"),
        Just("true"),
        Just("fals"),
        Just("null"),
        Just(" "),
        Just("\n"),
        Just("\t"),
        Just("\u{1}"),
        Just("\u{7f}"),
        Just("é"),
        Just("\u{feff}"),
        Just("\"a\""),
        Just("12345678901234567890"),
        Just("0.1"),
        Just("/"),
    ];
    prop::collection::vec(token, 0..12).prop_map(|tokens| tokens.concat())
}

/// What serde_json makes of it, where the two are to agree: names are not repeated, and numbers
/// fit a double.
fn expected(json: &[u8]) -> Result<Json, ()> {
    serde_json::from_slice(json).map_err(drop)
}

fn assert_same(json: &[u8]) {
    match (read_unchecked::<Json>(json), expected(json)) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected),
        (Err(Invalid::Syntax(syntax)), Ok(_)) if syntax.message.ends_with("is given twice") => {}
        (Err(_), Err(())) => {}
        (found, expected) => panic!("{found:?} instead of {expected:?}"),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(value in json()) {
        let bytes = to_vec(&value);
        prop_assert_eq!(&read_unchecked::<Json>(&bytes).unwrap(), &value);
        prop_assert_eq!(&serde_json::from_slice::<Json>(&bytes).unwrap(), &value);
    }

    #[test]
    fn floats_are_read_and_written_exactly(value in any::<f64>()) {
        let bytes = to_vec(&value);
        match from_slice::<f64>(&bytes) {
            Ok(read) => prop_assert_eq!(read.to_bits(), value.to_bits()),
            Err(_) => prop_assert!(!value.is_finite()),
        }
    }

    #[test]
    fn decimals_are_the_nearest_float(literal in "-?(0|[1-9][0-9]{0,20})\\.[0-9]{1,25}") {
        let read = from_slice::<f64>(literal.as_bytes()).unwrap();
        prop_assert_eq!(read.to_bits(), literal.parse::<f64>().unwrap().to_bits());
    }

    #[test]
    fn integers_are_read_and_written_exactly(value in any::<i64>()) {
        let bytes = to_vec(&value);
        prop_assert_eq!(from_slice::<i64>(&bytes).unwrap(), value);
    }

    #[test]
    fn any_bytes_are_read_as_serde_json_does(bytes in prop::collection::vec(any::<u8>(), 0..20)) {
        assert_same(&bytes);
    }

    #[test]
    fn tokens_are_read_as_serde_json_does(text in text()) {
        assert_same(text.as_bytes());
    }

    #[test]
    fn damaged_json_is_read_as_serde_json_does(
        value in json(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = serde_json::to_vec_pretty(&value).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        assert_same(&bytes);
        assert_same(&bytes[..at]);
    }
}

fn syntax(json: &str) -> (usize, usize, String) {
    match read_unchecked::<Json>(json.as_bytes()) {
        Err(Invalid::Syntax(syntax)) => (syntax.line, syntax.column, syntax.message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn errors_have_a_place_and_a_reason() {
    for (json, line, column, message) in [
        ("", 1, 1, "expected a value, but the text ends"),
        ("{\n  \"ä\" 1}", 2, 7, "expected `:`, but '1' was found"),
        ("[1,]", 1, 4, "expected a value, but ']' was found"),
        (
            "{\"a\":1,}",
            1,
            8,
            "expected the name of a member, but '}' was found",
        ),
        ("[1 2]", 1, 4, "expected `,` or `]`, but '2' was found"),
        ("[01]", 1, 2, "a number does not begin with 0"),
        ("1.", 1, 3, "expected a digit, but the text ends"),
        ("nul", 1, 1, "expected a value, but 'n' was found"),
        ("1 1", 1, 3, "expected the end, but '1' was found"),
        ("// x\n1", 1, 1, "expected a value, but '/' was found"),
        ("\"\\ud83d\"", 1, 2, "a surrogate stands alone"),
        ("{\"a\":1,\"a\":2}", 1, 12, "the member `a` is given twice"),
        (
            "\u{feff}1",
            1,
            1,
            "expected a value, but '\\u{feff}' was found",
        ),
    ] {
        let expected = (line, column, message.to_owned());
        assert_eq!(syntax(json), expected, "{json}");
    }
}

#[test]
fn text_that_is_not_utf_8_has_a_place() {
    let Err(Invalid::Syntax(syntax)) = read_unchecked::<Json>(b"[\"a\xff\"]") else {
        panic!("it was taken");
    };
    assert_eq!(
        (syntax.offset, syntax.message.as_str()),
        (3, "the text is not UTF-8")
    );
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read_unchecked::<Json>(nested(MAX_DEPTH).as_bytes()).is_ok());
    let (_, column, message) = syntax(&nested(MAX_DEPTH + 1));
    assert_eq!(
        (column, message.as_str()),
        (129, "nested deeper than 128 levels")
    );
    // A limit of nesting, not of the number of arrays.
    let wide = format!("[{}]", vec![nested(5); 200].join(","));
    assert!(read_unchecked::<Json>(wide.as_bytes()).is_ok());
    syntax(&"[".repeat(1_000_000));
    syntax(&"{\"a\":".repeat(1_000_000));
}

#[test]
fn zero_keeps_its_sign() {
    assert_same(b"-0");
    assert_same(b"[-0, 0, -0.0]");
}
