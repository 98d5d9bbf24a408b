//! What each keyword gives, and where.

use crate::support::{description, schemas};
use kontrakt_model::Severity;

#[test]
fn each_keyword_is_reported_at_its_instance() {
    let mut it = schemas(
        "T:
  type: object
  required: [id, name]
  additionalProperties: false
  properties:
    id: {type: integer, format: int32, multipleOf: 2}
    name: {type: string, minLength: 2, maxLength: 3, pattern: '^[a-z]*$'}
    day: {type: string, format: date}
    tags: {type: array, minItems: 1, maxItems: 2, uniqueItems: true, items: {type: string}}
    price: {type: number, minimum: 0, exclusiveMinimum: true, maximum: 10}
    any: {}
",
    );
    let mut breaks = |json, expected: &[(&str, &str)]| it.breaks("T", json, expected);
    breaks(r#"{"id": 2, "name": "ab", "any": [1, null]}"#, &[]);
    breaks("[]", &[("", "type")]);
    breaks("{}", &[("", "required")]);
    breaks(
        r#"{"id": 3, "name": "A"}"#,
        &[
            ("/id", "multipleOf"),
            ("/name", "minLength"),
            ("/name", "pattern"),
        ],
    );
    breaks(
        r#"{"id": "2", "name": "abcd", "x": 1}"#,
        &[
            ("/id", "type"),
            ("/name", "maxLength"),
            ("", "additionalProperties"),
        ],
    );
    breaks(
        r#"{"id": 2, "name": "ab", "tags": []}"#,
        &[("/tags", "minItems")],
    );
    breaks(
        r#"{"id": 2, "name": "ab", "tags": ["a", "a", 1]}"#,
        &[
            ("/tags", "maxItems"),
            ("/tags", "uniqueItems"),
            ("/tags/2", "type"),
        ],
    );
    breaks(
        r#"{"id": 2, "name": "ab", "price": 0}"#,
        &[("/price", "exclusiveMinimum")],
    );
    breaks(
        r#"{"id": 2, "name": "ab", "price": 10.5}"#,
        &[("/price", "maximum")],
    );
}

#[test]
fn every_missing_and_every_unknown_member_is_one_violation() {
    let mut it = schemas(
        "T: {type: object, required: [a, b, c], additionalProperties: false, properties: {a: {}, b: {}, c: {}}}",
    );
    let report = it.check("T", r#"{"b": 1, "x": 1, "y": 1}"#);
    let messages: Vec<_> = report
        .entries
        .iter()
        .map(|entry| entry.finding.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "the payload lacks the member `a`",
            "the payload lacks the member `c`",
            "the payload has a member `x` that the description does not have",
            "the payload has a member `y` that the description does not have",
        ]
    );
    let text = it
        .sources
        .get(report.entries[2].finding.place.unwrap().source)
        .text();
    let span = report.entries[2].finding.place.unwrap().span;
    assert_eq!(&text[span.start as usize..span.end as usize], "\"x\"");
}

#[test]
fn numbers_must_fit_64_bits() {
    let mut it = schemas(
        "T:
  type: object
  properties:
    plain: {type: integer, maximum: 10}
    small: {type: integer, format: int32}
    real: {type: number, minimum: 0}
    text: {type: string}
    nested: {type: object, properties: {n: {type: number}}}
",
    );
    let mut breaks = |json, expected: &[(&str, &str)]| it.breaks("T", json, expected);
    breaks(
        r#"{"plain": -9223372036854775808, "small": -2147483648}"#,
        &[],
    );
    // What does not fit cannot be read, so no other keyword is asked.
    breaks(
        r#"{"plain": 9223372036854775808, "small": 2147483648}"#,
        &[("/plain", "format"), ("/small", "format")],
    );
    breaks(r#"{"plain": 1e30, "small": 1e2}"#, &[("/plain", "format")]);
    breaks(r#"{"real": 1e999}"#, &[("/real", "format")]);
    breaks(
        r#"{"real": -1e999, "other": 1e999}"#,
        &[("/real", "format"), ("/other", "format")],
    );
    breaks(r#"{"text": 1e999}"#, &[("/text", "type")]);
    breaks(r#"{"nested": [1e999]}"#, &[("/nested", "type")]);
    breaks(r#"{"plain": 1.5}"#, &[("/plain", "type")]);
}

#[test]
fn an_integer_written_with_a_fraction_is_a_warning() {
    let mut it = schemas(
        "T: {type: object, properties: {n: {type: integer}, m: {type: number}, k: {oneOf: [{type: integer}, {type: string}]}}}",
    );
    let report = it.check("T", r#"{"n": 1.0, "m": 2.0, "k": 1e1, "other": 3.0}"#);
    assert_eq!(report.count(Severity::Warning), 2);
    assert!(report.is_clean());
    let fixes: Vec<_> = report
        .entries
        .iter()
        .map(|entry| entry.finding.fixes[0].replacement.as_str())
        .collect();
    assert_eq!(fixes, ["1", "10"]);
}

#[test]
fn of_members_with_one_name_the_last_counts() {
    let mut it = schemas("T: {type: object, maxProperties: 1, properties: {a: {type: string}}}");
    it.breaks("T", r#"{"a": 1, "a": "x"}"#, &[]);
    it.breaks("T", r#"{"a": "x", "a": 1}"#, &[("/a", "type")]);
    it.breaks(
        "T",
        r#"{"in": [{"a": 1, "a": 2}], "a": "x", "a": "y"}"#,
        &[("", "maxProperties")],
    );
}

#[test]
fn a_nullable_schema_is_no_union() {
    let mut it = schemas(
        "T:
  type: object
  properties:
    a: {nullable: true, allOf: [{$ref: '#/components/schemas/E'}]}
    b: {type: integer, nullable: true, enum: [1, null]}
  x-validations: [{rule: 'self.a == null', message: a is null.}]
E: {type: string, enum: [x, y]}
",
    );
    it.breaks("T", r#"{"a": null, "b": null}"#, &[]);
    it.breaks("T", r#"{"a": 1}"#, &[("/a", "type"), ("/a", "enum")]);
    it.breaks(
        "T",
        r#"{"a": "z"}"#,
        &[("/a", "enum"), ("", "x-validations")],
    );
    let report = it.check("T", r#"{"a": 1}"#);
    assert_eq!(
        report.entries[0].violation.as_ref().unwrap().expected,
        "a string or null"
    );
}

#[test]
fn references_are_followed_around_a_circle() {
    let mut it = schemas(
        "Tree: {type: object, properties: {value: {type: integer}, kids: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}",
    );
    it.breaks(
        "Tree",
        r#"{"kids": [{"kids": [{"value": "x"}]}]}"#,
        &[("/kids/0/kids/0/value", "type")],
    );
}

#[test]
fn pointers_are_escaped() {
    let mut it = schemas("T: {type: object, additionalProperties: {type: integer}}");
    it.breaks(
        "T",
        r#"{"a/b~c": "x", "ü \u0001": 1}"#,
        &[("/a~1b~0c", "type")],
    );
}

#[test]
fn keywords_of_2020_12_have_their_own_names() {
    let mut it = description(
        "openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    T:
      dependentRequired: {a: [b]}
      propertyNames: {maxLength: 5}
      properties:
        list: {contains: {const: 1}, minContains: 2, maxContains: 3}
        never: false
        no: {not: {type: string}}
        one: {const: 1}
      unevaluatedProperties: {type: integer}
",
    );
    it.breaks("T", r#"{"a": 1}"#, &[("", "dependentRequired")]);
    it.breaks("T", r#"{"long-name": 1}"#, &[("", "propertyNames")]);
    it.breaks("T", r#"{"list": [1]}"#, &[("/list", "minContains")]);
    it.breaks(
        "T",
        r#"{"list": [1, 1, 1, 1]}"#,
        &[("/list", "maxContains")],
    );
    it.breaks("T", r#"{"never": 1}"#, &[("/never", "falseSchema")]);
    it.breaks(
        "T",
        r#"{"no": "x", "one": 2}"#,
        &[("/no", "not"), ("/one", "const")],
    );
    it.breaks("T", r#"{"x": "x"}"#, &[("", "unevaluatedProperties")]);
}

#[test]
fn the_place_of_the_rule_is_in_the_description() {
    let mut it = schemas(
        "A: {type: object, properties: {'b c/d': {$ref: '#/components/schemas/B'}}}\nB: {minimum: 5}",
    );
    let report = it.check("A", r#"{"b c/d": 1}"#);
    let violation = report.entries[0].violation.as_ref().unwrap();
    assert_eq!(
        violation.rule.as_deref(),
        Some("/components/schemas/B/minimum")
    );
    let place = report.entries[0].finding.related[0].place;
    let text = it.sources.get(place.source).text();
    assert_eq!(
        &text[place.span.start as usize..place.span.end as usize],
        "minimum: 5"
    );
}
