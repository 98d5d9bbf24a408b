//! The checks say what the `jsonschema` crate says: the same keywords at the same pointers.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::sample::{SCHEMA, Sample};
use kontrakt::{Invalid, Json, from_slice, read_unchecked, validate};
use proptest::prelude::*;
use serde_json::json;

type Found = BTreeSet<(String, String)>;

fn by_kontrakt(payload: &Json) -> Found {
    let list = match from_slice::<Sample>(payload.to_string().as_bytes()) {
        Ok(_) => return Found::new(),
        Err(Invalid::Violations(violations)) => violations,
        Err(Invalid::Syntax(syntax)) => panic!("{syntax}"),
    };
    let list = list.into_iter();
    list.map(|it| (it.pointer, it.keyword.to_owned())).collect()
}

/// What the two do not agree on: that an integer is beyond 64 bits is a violation here, of `format`,
/// and takes the place of what its limits say.
fn set_large_integers_aside(found: &mut Found, expected: &mut Found) {
    let large = found.iter().filter(|it| it.1 == "format");
    let large: Vec<String> = large.map(|it| it.0.clone()).collect();
    for pointer in large {
        found.retain(|it| it.0 != pointer);
        expected.retain(|it| it.0 != pointer);
    }
}

fn by_jsonschema(payload: &Json) -> Found {
    let errors = validator().iter_errors(payload);
    errors
        .map(|error| {
            let pointer = error.instance_path().to_string();
            (pointer, error.kind().keyword().to_owned())
        })
        .collect()
}

fn validator() -> &'static jsonschema::Validator {
    static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let schema: Json = serde_json::from_str(SCHEMA).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    });
    &VALIDATOR
}

/// Values that are valid here and there, and all kinds of others.
fn any_value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-3..13i64).prop_map(Json::from),
        (-5..25i64).prop_map(|tenths| json!(tenths as f64 / 10.0)),
        Just(json!(4.0)),
        Just(json!(1e300)),
        "[ab\u{e9}X]{0,6}".prop_map(Json::from),
    ];
    leaf.prop_recursive(2, 10, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map("[xyab]{0,3}", inner, 0..4)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

const NAMES: &[&str] = &[
    "name", "count", "ratio", "kind", "level", "flag", "tags", "inner", "scores", "any",
];

fn payload() -> impl Strategy<Value = Json> {
    let member = (prop::sample::select(NAMES), any_value());
    let changes = prop::collection::vec(member, 0..6);
    let removed = prop::sample::subsequence(NAMES, 0..3);
    (changes, removed).prop_map(|(changes, removed)| {
        let mut payload = valid();
        for (name, value) in changes {
            payload[name] = value;
        }
        for name in removed {
            payload.as_object_mut().unwrap().remove(name);
        }
        payload
    })
}

fn valid() -> Json {
    json!({
        "name": "ab\u{e9}",
        "count": 4.0,
        "ratio": 0.3,
        "kind": "b",
        "level": 2,
        "flag": null,
        "tags": ["a", "b"],
        "inner": {"x": 1},
        "scores": {"a": 1},
        "any": null,
        "other": [1],
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn same_keywords_at_the_same_pointers(payload in payload()) {
        let mut found = by_kontrakt(&payload);
        let mut expected = by_jsonschema(&payload);
        set_large_integers_aside(&mut found, &mut expected);
        prop_assert_eq!(found, expected, "{}", payload);
    }

    #[test]
    fn a_value_in_memory_is_checked_as_when_it_is_read(payload in payload()) {
        let bytes = payload.to_string();
        let Ok(value) = read_unchecked::<Sample>(bytes.as_bytes()) else {
            return Ok(());
        };
        let expected = by_kontrakt(&payload);
        // Members that must not be there have no place in the type.
        if expected.contains(&("/inner".to_owned(), "additionalProperties".to_owned())) {
            return Ok(());
        }
        let found = validate(&value).err().unwrap_or_default().into_iter();
        let found: Found = found.map(|it| (it.pointer, it.keyword.to_owned())).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn values_go_through_serde_unchanged(payload in payload()) {
        if let Ok(value) = read_unchecked::<Sample>(payload.to_string().as_bytes()) {
            let text = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Sample>(&text).unwrap(), &value);
            prop_assert_eq!(&read_unchecked::<Sample>(text.as_bytes()).unwrap(), &value);
        }
    }
}

#[test]
fn the_valid_one_is_valid() {
    assert_eq!(by_kontrakt(&valid()), Found::new());
    assert_eq!(by_jsonschema(&valid()), Found::new());
}

#[test]
fn messages_say_what_was_found_and_expected() {
    let payload = json!({
        "name": "X",
        "count": 11,
        "kind": 5,
        "level": 3,
        "tags": [1, "", "a", "a"],
        "inner": {"y": 1},
    });
    let Err(Invalid::Violations(found)) = from_slice::<Sample>(payload.to_string().as_bytes())
    else {
        panic!("it was taken");
    };
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    let expected = [
        "/count: `count` is 11, above the maximum 10 (maximum)",
        "/count: `count` is 11, not a multiple of 2 (multipleOf)",
        "/inner: `inner` has the member `y`, which the description does not allow (additionalProperties)",
        "/kind: `kind` is 5; expected a string (type)",
        "/kind: `kind` is none of \"a\", \"b\" (enum)",
        "/level: `level` is 3, which is none of 1 (low), 2 (high) (enum)",
        "/name: `name` has 1 character, fewer than 2 (minLength)",
        "/name: `name` is \"X\", which does not match the pattern ^[a-z\u{e9}]*$ (pattern)",
        "/tags/0: `tags[0]` is 1; expected a string (type)",
        "/tags/1: `tags[1]` has 0 characters, fewer than 1 (minLength)",
        "/tags: `tags` has 4 items, more than 3 (maxItems)",
        "/tags: `tags` has equal items at 2 and 3 (uniqueItems)",
    ];
    assert_eq!(found, expected);
}
