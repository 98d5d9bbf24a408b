//! Unions: one branch is reported, the one that was meant.

use crate::support::{Described, description, schemas};

fn shapes() -> Described {
    schemas(
        "Circle: {type: object, required: [kind, radius], properties: {kind: {type: string, enum: [circle]}, radius: {type: number}}}
Square: {type: object, required: [kind, side], properties: {kind: {type: string, enum: [square]}, side: {type: number, minimum: 1}}}
Tagged: {oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}]}
Named:
  oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]
  discriminator: {propertyName: type, mapping: {woof: '#/components/schemas/Dog'}}
Dog: {type: object, required: [type, bark], properties: {type: {type: string}, bark: {type: string}}}
Cat: {type: object, required: [type, purr], properties: {type: {type: string}, purr: {type: string}}}
Scalar: {oneOf: [{type: integer, minimum: 0}, {type: string, minLength: 2}, {type: array, items: {type: integer}}]}
Open: {anyOf: [{type: string, enum: [DHL, DPD]}, {type: string, minLength: 1}]}
Both: {oneOf: [{type: number}, {type: integer}]}
Deep: {anyOf: [{required: [x], properties: {a: {type: integer}}}, {properties: {a: {type: object, properties: {b: {type: integer}}}}}]}
Nested: {oneOf: [{$ref: '#/components/schemas/Scalar'}, {type: object, required: [a]}]}
Ruled:
  type: object
  properties: {s: {$ref: '#/components/schemas/Scalar'}, e: {type: string, enum: [a]}}
  x-validations: [{rule: 'false'}]
",
    )
}

#[test]
fn the_discriminator_names_the_branch() {
    let mut it = shapes();
    it.breaks(
        "Named",
        r#"{"type": "woof", "purr": 1}"#,
        &[("", "required")],
    );
    it.breaks(
        "Named",
        r#"{"type": "Cat", "purr": 1}"#,
        &[("/purr", "type")],
    );
    let report = it.check("Named", r#"{"type": "woof"}"#);
    assert_eq!(
        report.entries[0].finding.message,
        "the payload lacks the member `bark`"
    );
    assert_eq!(
        report.entries[0].finding.help,
        ["none of the 2 branches matches; the closest is `Dog`"]
    );
}

#[test]
fn tags_name_the_branch() {
    let mut it = shapes();
    it.breaks(
        "Tagged",
        r#"{"kind": "square", "radius": 1}"#,
        &[("", "required")],
    );
    it.breaks(
        "Tagged",
        r#"{"kind": "square", "side": 0}"#,
        &[("/side", "minimum")],
    );
    it.breaks(
        "Tagged",
        r#"{"kind": "circle", "radius": "1", "side": 1}"#,
        &[("/radius", "type")],
    );
    it.breaks(
        "Tagged",
        r#"{"kind": "oval", "radius": 1}"#,
        &[("/kind", "enum")],
    );
}

#[test]
fn the_json_type_names_the_branch() {
    let mut it = shapes();
    it.breaks("Scalar", "-1", &[("", "minimum")]);
    it.breaks("Scalar", r#""a""#, &[("", "minLength")]);
    it.breaks("Scalar", r#"[1, "a"]"#, &[("/1", "type")]);
    it.breaks("Scalar", "1.5", &[("", "type")]);
    it.breaks("Scalar", "true", &[("", "type")]);
    let report = it.check("Scalar", "true");
    assert_eq!(report.entries.len(), 1);
    assert_eq!(
        report.entries[0].violation.as_ref().unwrap().expected,
        "an integer, a string or an array"
    );
    it.breaks("Nested", "null", &[("", "type")]);
    it.breaks("Nested", "-1", &[("", "minimum")]);
    it.breaks("Nested", "{}", &[("", "required")]);
}

#[test]
fn an_open_list_is_judged_by_its_open_branch() {
    let mut it = shapes();
    it.breaks("Open", r#""UPS""#, &[]);
    it.breaks("Open", r#""""#, &[("", "minLength")]);
    it.breaks("Open", "1", &[("", "type")]);
}

#[test]
fn the_fewest_and_deepest_breaches_decide_last() {
    let mut it = shapes();
    it.breaks("Deep", r#"{"a": {"b": "x"}}"#, &[("/a/b", "type")]);
}

#[test]
fn a_value_of_several_branches_breaks_one_of() {
    let mut it = shapes();
    it.breaks("Both", "1", &[("", "oneOf")]);
    it.breaks("Both", "1.5", &[]);
}

#[test]
fn rules_are_asked_about_a_failed_union_whose_branch_was_read() {
    let mut it = shapes();
    it.breaks("Ruled", r#"{"s": 1, "e": "a"}"#, &[("", "x-validations")]);
    it.breaks(
        "Ruled",
        r#"{"s": -1}"#,
        &[("/s", "minimum"), ("", "x-validations")],
    );
    it.breaks("Ruled", r#"{"s": true}"#, &[("/s", "type")]);
    it.breaks(
        "Ruled",
        r#"{"e": "b"}"#,
        &[("/e", "enum"), ("", "x-validations")],
    );
}

#[test]
fn null_is_a_branch_among_others_in_3_1() {
    let mut it = description(
        "openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    T: {oneOf: [{type: integer}, {type: string, maxLength: 1}, {type: 'null'}]}
    U: {oneOf: [{type: 'null'}, {type: string, maxLength: 1}]}
",
    );
    it.breaks("T", "null", &[]);
    it.breaks("T", r#""ab""#, &[("", "maxLength")]);
    it.breaks("T", "[]", &[("", "type")]);
    it.breaks("U", "[]", &[("", "type")]);
    it.breaks("U", r#""ab""#, &[("", "maxLength")]);
}
