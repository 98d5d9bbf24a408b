use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::Document;
use crate::codes;
use crate::finding::{Diagnostics, Severity};
use crate::sources::Sources;
use crate::testing::{Files, read, read_files, read_schemas};

/// The upgraded form of a 3.0 schema that must be clean.
fn upgraded(schema: &str) -> Json {
    let read = read_schemas(
        "3.0.3",
        &format!("    Other: {{type: object}}\n    S: {schema}"),
    );
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    read.description().document.to_json()["components"]["schemas"]["S"].clone()
}

#[test]
fn nullable_becomes_a_type_or_an_alternative() {
    let null = json!({"type": "null"});
    let cases = [
        (
            "{type: string, nullable: true}",
            json!({"type": ["string", "null"]}),
        ),
        ("{type: string, nullable: false}", json!({"type": "string"})),
        (
            "{type: string, nullable: true, enum: [a]}",
            json!({"type": ["string", "null"], "enum": ["a", null]}),
        ),
        (
            "{nullable: true, enum: [a, null]}",
            json!({"enum": ["a", null]}),
        ),
        (
            "{nullable: true, description: d, allOf: [{$ref: '#/components/schemas/Other'}]}",
            json!({"description": "d", "anyOf": [{"allOf": [{"$ref": "#/components/schemas/Other"}]}, null]}),
        ),
        (
            "{nullable: true, $ref: '#/components/schemas/Other'}",
            json!({"anyOf": [{"$ref": "#/components/schemas/Other"}, null]}),
        ),
        (
            "{nullable: true, $ref: '#/components/schemas/Other', x-validations: [{rule: r}], x-note: n}",
            json!({
                "x-note": "n",
                "anyOf": [{"$ref": "#/components/schemas/Other", "x-validations": [{"rule": "r"}]}, null],
            }),
        ),
        (
            "{nullable: true, oneOf: [{type: string}]}",
            json!({"anyOf": [{"oneOf": [{"type": "string"}]}, null]}),
        ),
        (
            "{nullable: true, anyOf: [{type: string}]}",
            json!({"anyOf": [{"type": "string"}, null]}),
        ),
    ];
    for (schema, mut expected) in cases {
        if let Some(branch) = expected
            .get_mut("anyOf")
            .and_then(Json::as_array_mut)
            .and_then(|list| list.last_mut())
        {
            *branch = null.clone();
        }
        assert_eq!(upgraded(schema), expected, "{schema}");
    }
}

#[test]
fn other_keywords_of_3_0() {
    let cases = [
        (
            "{minimum: 1, exclusiveMinimum: true}",
            json!({"exclusiveMinimum": 1}),
        ),
        (
            "{maximum: 1, exclusiveMaximum: false}",
            json!({"maximum": 1}),
        ),
        ("{exclusiveMaximum: true}", json!({})),
        (
            "{type: string, format: byte}",
            json!({"type": "string", "format": "byte", "contentEncoding": "base64"}),
        ),
        (
            "{type: string, format: binary}",
            json!({"type": "string", "format": "binary"}),
        ),
        (
            "{example: {nullable: true}}",
            json!({"examples": [{"nullable": true}]}),
        ),
    ];
    for (schema, expected) in cases {
        assert_eq!(upgraded(schema), expected, "{schema}");
    }
}

#[test]
fn only_schemas_are_upgraded() {
    let schema = "{type: object, properties: {nullable: {type: string}, example: {default: {nullable: true}}}, \
                  enum: [{nullable: true}], x-it: {nullable: true}}";
    let expected = json!({
        "type": "object",
        "properties": {"nullable": {"type": "string"}, "example": {"default": {"nullable": true}}},
        "enum": [{"nullable": true}],
        "x-it": {"nullable": true},
    });
    assert_eq!(upgraded(schema), expected);
}

#[test]
fn places_are_those_of_the_text() {
    let read = read_schemas("3.0.3", "    S: {nullable: true, allOf: [{type: string}]}");
    let document = &read.description().document;
    let place = |pointer| {
        document
            .locate(document.source(), pointer)
            .map(|place| read.text(place).to_string())
    };
    let pointer = "/components/schemas/S/anyOf/0/allOf/0/type";
    assert_eq!(place(pointer).as_deref(), Some("string"));
    assert_eq!(
        place("/components/schemas/S/anyOf/1").as_deref(),
        Some("nullable")
    );
    let key = document
        .locate_key(document.source(), pointer)
        .expect("a place");
    assert_eq!(read.text(key), "type");
}

#[test]
fn references_go_through_what_the_upgrade_moved() {
    let schemas = "    S: {nullable: true, allOf: [{type: string}]}\n    R: {$ref: '#/components/schemas/S/allOf/0'}";
    let read = read_schemas("3.0.3", schemas);
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let json = read.description().document.to_json();
    assert_eq!(
        json["components"]["schemas"]["R"]["$ref"],
        "#/components/schemas/S/anyOf/0/allOf/0"
    );
}

#[test]
fn keywords_of_3_0_keep_their_meaning_in_3_1_with_a_warning() {
    let read = read_schemas("3.1.0", "    S: {type: string, nullable: true}");
    assert_eq!(
        read.only(Severity::Warning, codes::OTHER_VERSION),
        "nullable"
    );
    let json = read.description().document.to_json();
    assert_eq!(
        json["components"]["schemas"]["S"]["type"],
        json!(["string", "null"])
    );
}

#[test]
fn keywords_of_the_wrong_kind_are_mended_or_left_out() {
    let cases = [
        ("{required: true}", json!({}), "true"),
        ("{required: null}", json!({}), "null"),
        ("{minimum: '5'}", json!({"minimum": 5}), "'5'"),
        ("{maxLength: 1.0}", json!({"maxLength": 1}), "1.0"),
        ("{maxLength: -1}", json!({}), "-1"),
        ("{properties: []}", json!({}), "[]"),
        (
            "{properties: {a: null}}",
            json!({"properties": {"a": {}}}),
            "null",
        ),
        ("{allOf: [1]}", json!({"allOf": [{}]}), "1"),
        ("{items: [{type: string}]}", json!({}), "[{type: string}]"),
        ("{description: {de: x}}", json!({}), "{de: x}"),
        (
            "{type: [string, null]}",
            json!({"type": ["string", "null"]}),
            "null",
        ),
        ("{required: [a, 1]}", json!({"required": ["a"]}), "[a, 1]"),
        ("5", json!({}), "5"),
    ];
    for (schema, expected, at) in cases {
        let read = read_schemas("3.1.0", &format!("    S: {schema}"));
        assert_eq!(
            read.only(Severity::Warning, codes::WRONG_KIND),
            at,
            "{schema}"
        );
        let json = read.description().document.to_json();
        assert_eq!(json["components"]["schemas"]["S"], expected, "{schema}");
    }
}

#[test]
fn unknown_types_are_named() {
    let read = read_schemas("3.0.3", "    S: {type: String}");
    assert_eq!(read.only(Severity::Warning, codes::UNKNOWN_VALUE), "String");
    assert_eq!(read.findings[0].help, ["write `type: string`"]);
}

#[test]
fn misspelt_members_are_named() {
    let read = read_schemas("3.0.3", "    S: {type: object, propertes: {}}");
    assert_eq!(
        read.only(Severity::Warning, codes::UNKNOWN_MEMBER),
        "propertes"
    );
    assert_eq!(read.findings[0].help, ["`properties` may be meant"]);
}

#[test]
fn versions() {
    let cases = [
        ("swagger: '2.0'", codes::SWAGGER),
        ("openapi: 4.0.0\npaths: {}", codes::VERSION),
        ("openapi: 2.0.0\npaths: {}", codes::VERSION),
        ("paths: {}\ndefinitions: {}", codes::SWAGGER),
        ("asyncapi: 2.0.0", codes::NOT_OPENAPI),
        ("a: 1", codes::NOT_OPENAPI),
        ("[]", codes::NOT_OPENAPI),
    ];
    for (text, code) in cases {
        let read = read(text);
        assert!(read.description.is_none(), "{text}");
        assert_eq!(read.codes(), [code], "{text}");
    }
}

#[test]
fn versions_that_are_not_stated_well_are_read_as_the_nearest() {
    let cases = [
        ("openapi: 3", "3", "3.0.0"),
        ("openapi: 3.0", "3.0", "3.0.0"),
        ("openapi: '3.1'", "'3.1'", "3.1.0"),
        ("openapi: v3.0.3", "v3.0.3", "3.0.3"),
        ("openapi: '3.0.3 '", "'3.0.3 '", "3.0.3"),
        ("openapi: 3.1.x", "3.1.x", "3.1.0"),
        ("openapi: 3.9.2", "3.9.2", "3.2.2"),
        ("openapi: [3]", "[3]", "3.0.0"),
        ("openapi: latest\n$self: a", "latest", "3.2.0"),
        ("webhooks: {}", "", "3.1.0"),
        ("components: {}", "", "3.0.0"),
    ];
    for (text, place, version) in cases {
        let rest = "info: {title: t, version: '1'}\npaths: {}";
        let read = read(format!("{text}\n{rest}").leak());
        let [finding] = read.findings.as_slice() else {
            panic!("{text}: {:#?}", read.findings)
        };
        let found = (finding.severity, finding.code);
        assert_eq!(found, (Severity::Warning, codes::VERSION), "{text}");
        assert_eq!(read.text(finding.place.unwrap()), place, "{text}");
        assert_eq!(read.description().document.openapi(), version, "{text}");
    }
    for text in ["openapi: 3.0.3-rc1", "OpenAPI: 3.1.0"] {
        let rest = "info: {title: t, version: '1'}\npaths: {}";
        let read = read(format!("{text}\n{rest}").leak());
        assert!(!read.codes().contains(&codes::VERSION), "{text}");
    }
}

#[test]
fn references_reach_other_files_each_loaded_once() {
    let files = Files(BTreeMap::from([
        (
            "openapi.yaml",
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a: {$ref: paths/a.yaml}\n\
             components: {schemas: {S: {$ref: 'models/s.yaml'}, T: {$ref: './models/s.yaml#/properties/t'}}}",
        ),
        (
            "paths/a.yaml",
            "get: {responses: {'200': {description: d, content: {text/plain: {schema: {$ref: ../models/s.yaml}}}}}}",
        ),
        (
            "models/s.yaml",
            "properties: {t: {type: string, nullable: true}, s: {$ref: ../openapi.yaml#/components/schemas/S}}",
        ),
    ]));
    let read = read_files(&files);
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    assert_eq!(read.sources.iter().count(), 3);
    let document = &read.description().document;
    let resources: BTreeMap<String, Json> = document.resources().collect();
    let s = resources
        .values()
        .find(|json| json.get("properties").is_some())
        .expect("models/s.yaml");
    // The file states no version, so it is read in that of the description.
    assert_eq!(s["properties"]["t"], json!({"type": ["string", "null"]}));
    let root = document.uri(document.source()).expect("a URI");
    assert_eq!(
        s["properties"]["s"]["$ref"],
        format!("{root}#/components/schemas/S")
    );
    let reference = document.to_json()["components"]["schemas"]["S"]["$ref"]
        .as_str()
        .map(str::to_string);
    let uri = reference.expect("a reference");
    assert!(resources.contains_key(uri.trim_end_matches('#')), "{uri}");
    let api = &read.description().api;
    let component = |at: usize| api.resolved(api.components[at].1);
    let body = api.operations[0].responses[0].content[0]
        .schema
        .expect("a schema");
    assert_eq!(api.resolved(body), component(0));
    assert_eq!(api.schema(component(0)).properties[0].1, component(1));
}

#[test]
fn dead_references_are_errors_with_the_nearest_name() {
    let schemas = "    Order: {type: object}\n    S: {$ref: '#/components/schemas/order'}\n    T: {$ref: '#/components/schemas/order'}";
    let read = read_schemas("3.0.3", schemas);
    assert_eq!(
        read.only(Severity::Error, codes::UNRESOLVED_REFERENCE),
        "'#/components/schemas/order'"
    );
    let help = &read.findings[0].help;
    assert_eq!(
        help,
        &[
            "there is `#/components/schemas/Order`",
            "the same reference stands at 1 more places"
        ]
    );
}

#[test]
fn what_the_loader_refuses_allows_anything() {
    let read = read_schemas("3.0.3", "    S: {$ref: 'https://example.com/s.json#/a'}");
    assert_eq!(
        read.only(Severity::Warning, codes::UNREACHABLE_DOCUMENT),
        "'https://example.com/s.json#/a'"
    );
    assert_eq!(
        read.description().document.to_json()["components"]["schemas"]["S"],
        json!({})
    );
}

#[test]
fn references_are_decoded_and_may_name_anchors_and_ids() {
    let schemas = "    a b: {type: string}\n    A: {$ref: '#/components/schemas/a%20b'}\n    B: {$anchor: here, type: integer}\n    \
                   C: {$ref: '#here'}\n    D: {$id: 'https://example.com/d', type: boolean}\n    E: {$ref: 'https://example.com/d'}";
    let read = read_schemas("3.1.0", schemas);
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let schemas = read.description().document.to_json()["components"]["schemas"].clone();
    assert_eq!(schemas["A"]["$ref"], "#/components/schemas/a%20b");
    assert_eq!(schemas["C"]["$ref"], "#/components/schemas/B");
    assert_eq!(schemas["E"]["$ref"], "#/components/schemas/D");
}

#[test]
fn openapiv3_is_a_border_in_both_directions() {
    let read = read_schemas("3.0.3", "    S: {type: string, nullable: true}");
    let openapi = read
        .description()
        .document
        .to_openapiv3(&read.sources)
        .expect("a 3.0 description");
    assert_eq!(openapi.info.title, "t");
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let document = Document::from_openapiv3(&openapi, "built", &mut sources, &mut diagnostics)
        .expect("a document");
    assert_eq!(
        document.to_json()["components"]["schemas"]["S"]["type"],
        json!(["string", "null"])
    );
    let later = read_schemas("3.1.0", "    S: true");
    let finding = later
        .description()
        .document
        .to_openapiv3(&later.sources)
        .expect_err("3.1");
    assert_eq!(finding.code, codes::CONVERSION);
}
