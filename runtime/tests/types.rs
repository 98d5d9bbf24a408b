//! What kinds of types do beyond their constraints.

use std::collections::BTreeMap;

use kontrakt::{
    Base64, Branch, Check, Invalid, Json, JsonType, Limit, Nullable, Presence, Rule, Scalar, Union,
    Value, from_slice, read_unchecked, to_vec, validate,
};

/// What is wrong with a payload, as pointer and keyword.
fn found<T: Value>(json: &str) -> Vec<(String, &'static str)> {
    match from_slice::<T>(json.as_bytes()) {
        Ok(_) => Vec::new(),
        Err(Invalid::Violations(violations)) => {
            let violations = violations.into_iter();
            violations.map(|it| (it.pointer, it.keyword)).collect()
        }
        Err(Invalid::Syntax(syntax)) => panic!("{syntax}"),
    }
}

fn one(pointer: &str, keyword: &'static str) -> Vec<(String, &'static str)> {
    vec![(pointer.to_owned(), keyword)]
}

#[derive(PartialEq)]
enum Code {
    Integer(i64),
    String(String),
}

impl Code {
    const UNION: Union = Union::any_of(&[
        Branch::of(&[JsonType::Integer]),
        Branch::of(&[JsonType::String]),
    ]);
    const INTEGER: &[Check] = &[Check::Maximum(Limit::Int(9))];
    const STRING: &[Check] = &[Check::MinLength(1)];
}

kontrakt::union! {
    Code {
        0 => Integer(Self::INTEGER),
        _ => String(Self::STRING),
    }
}

#[test]
fn unions_take_the_branch_of_the_json_type() {
    assert_eq!(from_slice::<Code>(b"7.0").unwrap(), Code::Integer(7));
    assert_eq!(
        from_slice::<Code>(b"\"x\"").unwrap(),
        Code::String("x".to_owned())
    );
    assert_eq!(found::<Code>("10"), one("", "maximum"));
    assert_eq!(found::<Code>("\"\""), one("", "minLength"));
    for other in ["12.5", "true", "null", "[]", "{}"] {
        assert_eq!(found::<Code>(other), one("", "type"), "{other}");
    }
    assert_eq!(found::<Code>("9223372036854775808"), one("", "format"));
}

#[test]
fn checks_where_a_union_stands_apply_to_every_branch() {
    const CHECKS: &[Check] = &[Check::Minimum(Limit::Int(5)), Check::MaxLength(2)];
    let found = |json: &str| -> Vec<&str> {
        match kontrakt::from_slice_with::<Code>(json.as_bytes(), CHECKS) {
            Ok(value) => {
                assert_eq!(kontrakt::validate_with(&value, CHECKS), Ok(()));
                Vec::new()
            }
            Err(Invalid::Violations(violations)) => {
                violations.iter().map(|it| it.keyword).collect()
            }
            Err(Invalid::Syntax(syntax)) => panic!("{syntax}"),
        }
    };
    assert_eq!(found("6"), [""; 0]);
    assert_eq!(found("4"), ["minimum"]);
    assert_eq!(found("\"abc\""), ["maxLength"]);
    assert_eq!(
        kontrakt::validate_with(&Code::Integer(4), CHECKS).unwrap_err()[0].keyword,
        "minimum"
    );
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Size {
    Small,
    Unknown(i64),
}

kontrakt::integer_enum! {
    Size {
        1: Small,
        ..Unknown
    }
    typed false
}

#[derive(Clone)]
enum Carrier {
    Dhl,
    Other(String),
}

kontrakt::string_enum! {
    Carrier {
        "DHL": Dhl,
        ..Other open &[Check::MinLength(1)]
    }
}

#[test]
fn enums_keep_what_they_do_not_know() {
    assert_eq!(read_unchecked::<Size>(b"7").unwrap(), Size::Unknown(7));
    assert_eq!(to_vec(&Size::Unknown(7)), b"7");
    assert_eq!(found::<Size>("7"), one("", "enum"));
    // Without `type` a value of another one breaks `enum` alone.
    assert_eq!(found::<Vec<Size>>("[1, \"x\"]"), one("/1", "enum"));
    assert_eq!(found::<Size>("1.5"), one("", "enum"));
    assert_eq!(validate(&Size::Unknown(7)).unwrap_err()[0].keyword, "enum");
    assert_eq!(Size::Small.to_string(), "1");
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Phase {
    One,
    Three,
}

kontrakt::integer_enum! {
    Phase {
        1: One,
        3: Three,
    }
}

/// The list of a choice, which says itself what other values break.
#[derive(Clone)]
enum Mains {
    Eu,
}

kontrakt::string_enum! {
    Mains {
        "eu": Eu,
    }
    keyword "const"
    typed false
    open &[]
}

#[test]
fn closed_enums_refuse_what_they_do_not_list() {
    assert_eq!(Phase::try_from(3), Ok(Phase::Three));
    let refused = Phase::try_from(2).unwrap_err();
    assert_eq!(refused.to_string(), "`2` is none of 1, 3");
    assert_eq!(found::<Phase>("2"), one("", "enum"));
    assert_eq!(found::<Phase>("1"), []);

    const CHECKS: &[Check] = &[Check::Enum(&[Scalar::String("eu")])];
    let found = |json: &[u8], checks| match kontrakt::from_slice_with::<Mains>(json, checks) {
        Err(Invalid::Violations(violations)) => violations.iter().map(|it| it.keyword).collect(),
        Err(Invalid::Syntax(syntax)) => panic!("{syntax}"),
        Ok(_) => Vec::new(),
    };
    assert_eq!(found(b"\"eu\"", CHECKS), [""; 0]);
    assert_eq!(found(b"\"us\"", CHECKS), ["enum"]);
    assert_eq!(found(b"5", CHECKS), ["enum"]);
    // Where nothing judges it, it is refused all the same.
    assert_eq!(found(b"5", &[]), ["const"]);
    assert_eq!(found(b"\"us\"", &[]), ["const"]);
    assert!(read_unchecked::<Mains>(b"\"us\"").is_err());
    assert!(read_unchecked::<Mains>(b"5").is_err());
}

#[test]
fn open_enums_take_other_values() {
    assert_eq!(from_slice::<Carrier>(b"\"DHL\"").unwrap(), Carrier::Dhl);
    assert_eq!("XYZ".parse(), Ok(Carrier::Other("XYZ".to_owned())));
    assert_eq!(found::<Carrier>("\"XYZ\""), []);
    assert_eq!(found::<Carrier>("\"\""), one("", "minLength"));
    assert_eq!(found::<Carrier>("5"), one("", "type"));
    assert_eq!(
        validate(&Carrier::Other(String::new())).unwrap_err()[0].keyword,
        "minLength"
    );
}

#[derive(Clone, PartialEq)]
struct Range {
    low: i64,
    high: Nullable<i64>,
    note: Presence<String>,
    data: Option<Base64>,
    additional_properties: BTreeMap<String, Json>,
}

impl Range {
    const RULES: &[Rule<Self>] = &[Rule {
        message: "low is not above high",
        holds: |it| it.high.value().is_none_or(|high| it.low <= *high),
    }];
}

kontrakt::object! {
    Range {
        "low": required(low),
        "high": required(high),
        "a \"quoted\" note": nullable(note),
        "data": optional(data),
        ..additional_properties
    }
    rules RULES
}

#[test]
fn absent_null_and_value_stay_apart() {
    for json in [
        r#"{"low":1,"high":null}"#,
        r#"{"low":1,"high":2,"a \"quoted\" note":null}"#,
        r#"{"low":1,"high":2,"a \"quoted\" note":"\u0001\ud83d\ude00","data":"AAE="}"#,
        r#"{"low":1,"high":2,"more":[1.5,{"x":null}]}"#,
    ] {
        let value = from_slice::<Range>(json.as_bytes()).unwrap();
        assert_eq!(from_slice::<Range>(&to_vec(&value)).unwrap(), value);
        let same: Json = serde_json::from_str(json).unwrap();
        assert_eq!(
            serde_json::from_slice::<Json>(&to_vec(&value)).unwrap(),
            same
        );
    }
    assert_eq!(
        found::<Range>(r#"{"low":null,"high":null}"#),
        one("/low", "type")
    );
    assert_eq!(
        found::<Range>(r#"{"low":1,"high":2,"data":null}"#),
        one("/data", "type")
    );
    assert_eq!(
        found::<Range>(r#"{"low":1,"high":2,"data":"A"}"#),
        one("/data", "format")
    );
}

#[test]
fn every_missing_member_is_named_and_the_others_are_read() {
    let missing = found::<Vec<Range>>(r#"[{"data":5}]"#);
    let expected = [
        one("/0/data", "type"),
        one("/0", "required"),
        one("/0", "required"),
    ];
    assert_eq!(missing, expected.concat());
}

#[test]
fn rules_speak_of_what_could_be_read() {
    assert_eq!(
        found::<Range>(r#"{"low":3,"high":2}"#),
        one("", "x-validations")
    );
    assert_eq!(found::<Range>(r#"{"low":3}"#), one("", "required"));
    assert_eq!(
        found::<Range>(r#"{"low":3,"high":2,"data":1}"#),
        one("/data", "type")
    );
    let invalid = Range {
        low: 3,
        high: 2.into(),
        note: Presence::Absent,
        data: None,
        additional_properties: BTreeMap::new(),
    };
    let violations = validate(&invalid).unwrap_err();
    assert_eq!(
        violations.to_string(),
        "low is not above high (x-validations)"
    );
}

#[test]
fn a_member_cannot_be_there_twice() {
    let mut value = from_slice::<Range>(br#"{"low":1,"high":2}"#).unwrap();
    value
        .additional_properties
        .insert("low".to_owned(), Json::Null);
    let violations = validate(&value).unwrap_err();
    assert_eq!(violations[0].keyword, "additionalProperties");
    assert!(violations[0].message.contains("`low`"));
}

#[test]
fn numbers_beyond_their_type_break_format() {
    assert_eq!(from_slice::<i32>(b"-2147483648").unwrap(), i32::MIN);
    assert_eq!(found::<i32>("2147483648"), one("", "format"));
    assert_eq!(found::<i32>("-2147483649.0"), one("", "format"));
    assert_eq!(found::<i32>("1.5"), one("", "type"));
    assert_eq!(found::<i64>("1e19"), one("", "format"));
    assert_eq!(found::<f64>("1e400"), one("", "format"));
    assert_eq!(found::<Json>("{\"a\":[-1e400]}"), one("/a/0", "format"));
    assert_eq!(
        from_slice::<f64>(b"9223372036854775808").unwrap(),
        9223372036854775808.0
    );
    // What is not looked at is not complained of.
    assert_eq!(found::<String>("[1e400]"), one("", "type"));
    assert_eq!(found::<String>("1e400"), one("", "type"));
}

#[test]
fn violations_know_the_byte_of_their_value() {
    let json = br#"{"low": "x", "high": 2, "data": "!"}"#;
    let Err(Invalid::Violations(violations)) = from_slice::<Range>(json) else {
        panic!("it was taken");
    };
    let rule = br#"[ {"low": 3, "high": 2}]"#;
    let Err(Invalid::Violations(broken)) = from_slice::<Vec<Range>>(rule) else {
        panic!("it was taken");
    };
    assert_eq!(broken[0].offset, Some(2));
    let starts: Vec<&[u8]> = violations
        .iter()
        .map(|it| &json[it.offset.unwrap()..])
        .collect();
    assert!(starts[0].starts_with(b"\"x\"") && starts[1].starts_with(b"\"!\""));
}

#[test]
fn hostile_payloads_have_short_reports() {
    let json = format!("[{}1]", "1,".repeat(50_000));
    let Err(Invalid::Violations(violations)) = from_slice::<Vec<String>>(json.as_bytes()) else {
        panic!("it was taken");
    };
    assert_eq!(violations.len(), kontrakt::Violations::LIMIT);
    assert_eq!(violations.omitted(), 50_001 - kontrakt::Violations::LIMIT);
}

#[cfg(feature = "indexmap")]
#[test]
fn an_index_map_keeps_the_order_of_the_payload() {
    #[derive(Clone, PartialEq)]
    struct Prices {
        currency: Option<String>,
        rest: kontrakt::indexmap::IndexMap<String, i64>,
    }

    use kontrakt::indexmap::IndexMap;
    kontrakt::object! {
        Prices {
            "currency": optional(currency),
            ..rest: IndexMap
        }
    }

    let json = br#"{"currency":"EUR","z":3,"a":1,"m":2}"#;
    let prices = from_slice::<Prices>(json).unwrap();
    assert_eq!(to_vec(&prices), json);
    assert_eq!(prices.currency.as_deref(), Some("EUR"));
    // A name is read once only.
    assert!(from_slice::<Prices>(br#"{"a":1,"a":2}"#).is_err());
}

#[derive(PartialEq)]
struct Shown {
    r#type: Size,
    code: Option<Code>,
    carriers: Vec<Carrier>,
    rest: BTreeMap<String, Json>,
}

kontrakt::object! {
    Shown {
        "type": required(r#type),
        "code": optional(code),
        "carriers": required(carriers),
        ..rest
    }
}

/// The same types without tables.
mod derived {
    use std::collections::BTreeMap;

    use kontrakt::Json;

    #[derive(Debug)]
    pub(super) enum Size {
        Small,
        Unknown(#[expect(dead_code, reason = "shown")] i64),
    }

    #[derive(Debug)]
    pub(super) enum Code {
        Integer(#[expect(dead_code, reason = "shown")] i64),
    }

    #[derive(Debug)]
    pub(super) enum Carrier {
        Dhl,
        Other(#[expect(dead_code, reason = "shown")] String),
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "shown")]
    pub(super) struct Shown {
        pub(super) r#type: Size,
        pub(super) code: Option<Code>,
        pub(super) carriers: Vec<Carrier>,
        pub(super) rest: BTreeMap<String, Json>,
    }
}

#[test]
fn tables_show_what_a_derive_shows() {
    let rest = BTreeMap::from([("more".to_owned(), Json::from(true))]);
    // A text that is listed is not the variant of it when it is held as any other.
    let others = ["XYZ", "DHL"].map(str::to_owned);
    for (size, unknown) in [(Size::Small, None), (Size::Unknown(7), Some(7))] {
        let mut carriers = vec![Carrier::Dhl];
        carriers.extend(others.clone().map(Carrier::Other));
        let shown = Shown {
            r#type: size,
            code: unknown.map(Code::Integer),
            carriers,
            rest: rest.clone(),
        };
        let mut carriers = vec![derived::Carrier::Dhl];
        carriers.extend(others.clone().map(derived::Carrier::Other));
        let derived = derived::Shown {
            r#type: unknown.map_or(derived::Size::Small, derived::Size::Unknown),
            code: unknown.map(derived::Code::Integer),
            carriers,
            rest: rest.clone(),
        };
        assert_eq!(format!("{shown:?}"), format!("{derived:?}"));
        assert_eq!(format!("{shown:#?}"), format!("{derived:#?}"));
    }
}

#[derive(PartialEq)]
struct Escaped {
    quoted: Option<i64>,
    backspace: Option<i64>,
    tab: Option<i64>,
    accent: Option<i64>,
}

kontrakt::object! {
    Escaped {
        "a\"b": optional(quoted),
        "a\\b": optional(backspace),
        "a\tb": optional(tab),
        "\u{e9}": optional(accent),
    }
}

#[test]
fn names_are_escaped_in_json() {
    let json = "{\"a\\\"b\":1,\"a\\\\b\":2,\"a\\tb\":3,\"é\":4}";
    let it: Escaped = from_slice(json.as_bytes()).unwrap();
    let fields = [it.quoted, it.backspace, it.tab, it.accent];
    assert_eq!(fields, [1, 2, 3, 4].map(Some));
    assert_eq!(to_vec(&it), json.as_bytes());
    // As it stands this is an `a` and a backspace.
    assert_eq!(
        found::<Escaped>(r#"{"a\b": 2}"#),
        one("", "additionalProperties")
    );
    assert!(from_slice::<Escaped>(br#"{"a"b": 1}"#).is_err());
}
