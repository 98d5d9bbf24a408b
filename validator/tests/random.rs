//! What holds for every payload.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::support::{Described, description};
use kontrakt_validator::report::{human, json};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Keywords whose meaning is the engine's alone: no unions, rules, or ranges of numbers.
static PLAIN: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "type": "object",
        "required": ["a", "b"],
        "properties": {
            "a": { "type": ["number", "null"], "minimum": 0, "exclusiveMaximum": 10, "multipleOf": 0.5 },
            "b": { "type": "string", "minLength": 1, "maxLength": 3, "pattern": "^[a-c]*$" },
            "c": { "type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true, "items": { "$ref": "#/components/schemas/T" } },
            "d": { "enum": ["a", 1, null, [1], { "a": 1 }] },
            "e": { "const": 1.5 },
            "f": { "allOf": [{ "type": "boolean" }, { "not": { "const": true } }] },
            "g": { "type": "object", "minProperties": 1, "maxProperties": 2, "propertyNames": { "maxLength": 1 } },
            "h": { "if": { "type": "string" }, "then": { "minLength": 2 }, "else": { "type": "array" } }
        },
        "patternProperties": { "^x": { "contains": { "type": "string" } } },
        "additionalProperties": { "type": "boolean" },
        "dependentSchemas": { "d": { "required": ["e"] } }
    })
});

/// The same beside all that this crate adds.
const WHOLE: &str = "
    T:
      type: object
      required: [id, kind]
      properties:
        id: {type: integer, format: int32}
        kind: {type: string, enum: [circle, square]}
        when: {type: string, format: date-time}
        a: {oneOf: [{$ref: '#/components/schemas/T'}, {type: integer}, {type: array, items: {type: string}}]}
        b: {anyOf: [{type: string, enum: [x]}, {type: string, minLength: 1}, {type: 'null'}]}
        c: {type: array, items: {$ref: '#/components/schemas/T'}, contains: {required: [id]}}
      unevaluatedProperties: {type: number}
      x-validations:
        - rule: 'self.id > 1 && (!has(self.c) || self.c.all(i, i.id < self.id))'
";

fn openapi(schemas: &str) -> Described {
    description(&format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\ncomponents:\n  schemas:{schemas}"
    ))
}

/// Names and texts that the schemas above know, among others.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-h]",
        "[a-d]{0,4}",
        prop::sample::select(vec!["id", "kind", "when", "circle", "square", "xy", "x"])
            .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (-3i64..12).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-4i32..40).prop_map(|n| Value::from(f64::from(n) / 4.0)),
        any::<f64>().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number(),
        word().prop_map(Value::from)
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..7)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn plain_keywords_are_broken_as_the_engine_says(instance in value()) {
        let schema = json!({ "T": *PLAIN }).to_string();
        let mut it = openapi(&format!(" {schema}"));
        let report = it.check("T", &instance.to_string());

        let document = json!({ "$ref": "#/components/schemas/T", "components": { "schemas": { "T": *PLAIN } } });
        let engine = jsonschema::draft202012::new(&document).unwrap();
        let expected: BTreeSet<(String, String)> = engine
            .iter_errors(&instance)
            .map(|error| (error.instance_path().to_string(), error.kind().keyword().to_owned()))
            .collect();
        let broken: BTreeSet<(String, String)> =
            report.broken().into_iter().map(|(pointer, keyword)| (pointer.to_owned(), keyword.to_owned())).collect();
        prop_assert_eq!(broken, expected);
    }

    #[test]
    fn every_payload_has_a_report_that_can_be_printed(instance in value()) {
        let mut it = openapi(WHOLE);
        let text = serde_json::to_string_pretty(&instance).unwrap();
        let report = it.check("T", &text);
        for entry in &report.entries {
            prop_assert!(entry.finding.place.is_some());
            prop_assert!(!entry.finding.message.contains(char::is_control), "{}", entry.finding.message);
        }
        human::print(&report, &it.sources, human::Style { color: false });
        json::print(&report, &it.sources);
        let (node, _) = it.payload(&text);
        let validator = kontrakt_validator::Validator::for_pointer(&it.description, "T").ok().unwrap();
        prop_assert_eq!(validator.is_valid(&node), report.violations().next().is_none());
    }

    #[test]
    fn every_text_that_is_read_has_a_report(text in "[\\[\\]{}:,\"ae0-9. \n/*]{0,40}") {
        use kontrakt_model::{Diagnostics, Format, Purpose, Source, parse_as};
        let mut it = openapi(WHOLE);
        let id = it.sources.add(Source::new("payload.json", text, Format::Json));
        let mut diagnostics = Diagnostics::new();
        if let Some(node) = parse_as(Purpose::Payload, it.sources.get(id), id, &mut diagnostics) {
            let validator = kontrakt_validator::Validator::for_pointer(&it.description, "T").ok().unwrap();
            let report = validator.check(&node, id);
            human::print(&report, &it.sources, human::Style { color: false });
        }
    }
}
