use crate::api::{Api, ParameterIn, SchemeKind, Status, Style, Type};
use crate::codes;
use crate::finding::Severity;
use crate::testing::{Read, read, read_schemas};

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";

/// Reads a description that goes on after its head.
fn read_after_head(text: &str) -> Read {
    read(Box::leak(format!("{HEAD}{text}").into_boxed_str()))
}

fn api(read: &Read) -> &Api {
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    &read.description().api
}

#[test]
fn an_operation_with_all_its_parts() {
    let read = read_after_head(
        "servers: [{url: 'https://{host}/', variables: {host: {default: a, enum: [a, b]}}}]\n\
         tags: [{name: orders, description: d}]\n\
         security: [{basic: []}]\n\
         paths:\n  /orders/{id}:\n    parameters:\n      - {$ref: '#/components/parameters/id'}\n      - {name: q, in: query, schema: {type: string}}\n    \
         put:\n      operationId: putOrder\n      tags: [orders]\n      deprecated: true\n      x-own: 1\n      parameters: [{name: q, in: query, explode: false, schema: {type: integer}}]\n      \
         requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}, example: {}}}}\n      \
         responses: {'200': {description: ok, headers: {X-Rate: {schema: {type: integer}}}}, 4XX: {description: no}, default: {description: else}}\n      \
         callbacks: {done: {'{$request.body#/url}': {post: {responses: {'204': {description: d}}}}}}\n\
         components:\n  parameters: {id: {name: id, in: path, required: true, schema: {type: integer}}}\n  \
         schemas: {Order: {type: object}}\n  securitySchemes: {basic: {type: http, scheme: Basic}}\n\
         webhooks: {changed: {post: {responses: {'200': {description: d}}}}}\n",
    );
    let api = api(&read);
    let operation = api.operation("putOrder").expect("the operation");
    assert_eq!(
        (operation.method.as_str(), operation.path.as_str()),
        ("PUT", "/orders/{id}")
    );
    assert_eq!(&*operation.location.pointer, "/paths/~1orders~1{id}/put");
    let names: Vec<&str> = operation
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    assert_eq!(names, ["q", "id"]);
    let q = &operation.parameters[0];
    assert_eq!(
        (q.place, q.style, q.explode, q.required),
        (ParameterIn::Query, Style::Form, false, false)
    );
    assert_eq!(
        *api.schema(q.schema.expect("a schema")).types,
        [Type::Integer]
    );
    assert_eq!(operation.parameters[1].style, Style::Simple);
    let body = operation.request_body.as_ref().expect("a body");
    assert_eq!(
        api.resolved(body.content[0].schema.expect("a schema")),
        api.components[0].1
    );
    assert_eq!(body.content[0].examples.len(), 1);
    let statuses: Vec<Status> = operation
        .responses
        .iter()
        .map(|response| response.status)
        .collect();
    assert_eq!(
        statuses,
        [Status::Code(200), Status::Range(4), Status::Default]
    );
    assert_eq!(operation.responses[0].headers[0].name, "X-Rate");
    assert_eq!(
        api.security_schemes[operation.security[0].schemes[0].scheme].kind,
        SchemeKind::Basic
    );
    assert_eq!(
        operation.callbacks[0].operations[0].path,
        "{$request.body#/url}"
    );
    assert_eq!(
        operation.extensions,
        [("x-own".to_string(), serde_json::json!(1))]
    );
    assert_eq!(api.webhooks[0].operations[0].method, "POST");
    assert_eq!(api.servers[0].variables[0].values, ["a", "b"]);
}

#[test]
fn security_is_an_or_of_ands_and_can_be_lifted() {
    let read = read_after_head(
        "security: [{a: [x], b: []}, {}]\npaths:\n  /x:\n    get: {security: []}\n    put: {}\n\
         components: {securitySchemes: {a: {type: oauth2, flows: {password: {tokenUrl: u, scopes: {x: d}}}}, b: {type: apiKey, in: query, name: k}}}",
    );
    let api = api(&read);
    assert!(api.operations[0].security.is_empty());
    let requirements = &api.operations[1].security;
    let sizes: Vec<usize> = requirements
        .iter()
        .map(|requirement| requirement.schemes.len())
        .collect();
    assert_eq!(sizes, [2, 0]);
    assert_eq!(requirements[0].schemes[0].scopes, ["x"]);
}

#[test]
fn an_unknown_scheme_never_lets_everyone_in() {
    let read = read_after_head(
        "security: [{bsic: []}]\npaths: {/x: {get: {}}}\ncomponents: {securitySchemes: {basic: {type: http, scheme: basic}}}",
    );
    assert_eq!(read.only(Severity::Warning, codes::UNKNOWN_SCHEME), "bsic");
    let api = &read.description().api;
    assert_eq!(api.operations[0].security[0].schemes.len(), 1);
    assert!(
        read.findings[0]
            .help
            .contains(&"there is `basic`".to_string())
    );
}

#[test]
fn every_schema_has_one_id() {
    let read = read_schemas(
        "3.1.0",
        "    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}, a: {$ref: '#/components/schemas/A'}}}\n    \
         B: {$ref: '#/components/schemas/A/properties/b2'}\n    C: {$ref: '#/components/schemas/A', description: d}",
    );
    assert_eq!(
        read.only(Severity::Error, codes::UNRESOLVED_REFERENCE),
        "'#/components/schemas/A/properties/b2'"
    );
    let api = &read.description().api;
    let [a, b, c] = [0, 1, 2].map(|at| api.components[at].1);
    let properties = &api.schema(a).properties;
    assert_eq!(api.resolved(properties[0].1), b);
    assert_eq!(api.resolved(properties[1].1), a);
    assert!(!api.schema(c).has_siblings);
    assert_eq!(api.resolved(c), a);
    // Three components and the two properties.
    assert_eq!(api.schemas.len(), 5);
}

#[test]
fn loops_of_references_alone_are_errors() {
    let read = read_schemas(
        "3.0.3",
        "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/C'}\n    C: {$ref: '#/components/schemas/B'}\n    \
         D: {type: array, items: {$ref: '#/components/schemas/D'}}",
    );
    read.only(Severity::Error, codes::CIRCULAR_REFERENCE);
    assert_eq!(read.findings[0].related.len(), 1);
    let read = read_after_head(
        "paths: {/x: {get: {parameters: [{$ref: '#/components/parameters/p'}]}}}\ncomponents: {parameters: {p: {$ref: '#/components/parameters/p'}}}",
    );
    read.only(Severity::Error, codes::CIRCULAR_REFERENCE);
}

#[test]
fn nullable_alternatives_are_recognised() {
    let read = read_schemas(
        "3.0.3",
        "    A: {nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}\n    B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}\n    \
         C: {anyOf: [{type: string}, {type: integer}]}\n    D: {nullable: true, anyOf: [{type: string}, {type: integer}]}",
    );
    let api = api(&read);
    let id = |at: usize| api.components[at].1;
    let rest = api.nullable(id(0)).expect("null or B");
    assert_eq!(api.resolved(api.schema(rest).all_of[0]), id(1));
    assert_eq!(
        [
            api.nullable(id(1)),
            api.nullable(id(2)),
            api.nullable(id(3))
        ],
        [None; 3]
    );
}

#[test]
fn value_lists_have_names_and_meanings() {
    let read = read_schemas(
        "3.0.3",
        "    A: {type: integer, nullable: true, enum: [1, 2], x-enum-varnames: [One, Two], x-enum-descriptions: {'2': zwei}}\n    \
         B: {type: string, x-extensible-enum: [a, b]}",
    );
    let api = api(&read);
    let a = api.schema(api.components[0].1);
    assert_eq!(
        a.enum_values,
        Some(vec![1.into(), 2.into(), serde_json::Value::Null])
    );
    assert_eq!(a.enum_names, ["One", "Two", ""]);
    assert_eq!(a.enum_descriptions, ["", "zwei", ""]);
    let b = api.schema(api.components[1].1);
    assert!(
        b.extensible
            && b.enum_values
                .as_ref()
                .is_some_and(|values| values.len() == 2)
    );
    let read = read_schemas("3.0.3", "    A: {enum: [1, 2], x-enum-varnames: [One]}");
    assert_eq!(read.only(Severity::Warning, codes::ENUM_NAMES), "[One]");
}

#[test]
fn rules_have_a_text() {
    let read = read_schemas(
        "3.0.3",
        "    A: {x-validations: [{rule: 'self.a > 1', message: m}]}",
    );
    let validation = &api(&read).schemas[0].validations[0];
    assert_eq!(
        (validation.rule.as_str(), validation.message.as_str()),
        ("self.a > 1", "m")
    );
    let read = read_schemas("3.0.3", "    A: {x-validations: [{message: m}]}");
    assert_eq!(
        read.only(Severity::Error, codes::VALIDATION),
        "{message: m}"
    );
}

#[test]
fn discriminators_name_schemas_by_name_or_reference() {
    let read = read_schemas(
        "3.0.3",
        "    A: {discriminator: {propertyName: k, mapping: {b: B, c: '#/components/schemas/C', d: Bb}}}\n    B: {}\n    C: {}",
    );
    assert_eq!(
        read.only(Severity::Warning, codes::UNRESOLVED_REFERENCE),
        "Bb"
    );
    let api = &read.description().api;
    let discriminator = api.schemas[0]
        .discriminator
        .as_ref()
        .expect("a discriminator");
    let expected = [
        ("b".to_string(), api.components[1].1),
        ("c".to_string(), api.components[2].1),
    ];
    assert_eq!(discriminator.mapping, expected);
}

#[test]
fn each_missing_thing_is_told_of() {
    let read = read_after_head("paths: {'/{a}/{b}': {get: {}}}");
    assert_eq!(read.codes(), [codes::PATH_TEMPLATE, codes::PATH_TEMPLATE]);
    assert_eq!(read.description().api.operations[0].parameters.len(), 2);
    let read = crate::testing::read("openapi: 3.0.3\ninfo: {}\npaths: {/x: {get: {}}}");
    assert_eq!(
        read.codes(),
        [codes::MISSING, codes::MISSING, codes::MISSING]
    );
    let read = crate::testing::read("openapi: 3.1.0");
    assert_eq!(read.codes(), [codes::MISSING, codes::MISSING]);
}

#[test]
fn path_templates_and_parameters_agree() {
    let read = read_after_head(
        "paths: {'/a/{id}': {get: {parameters: [{name: ID, in: path, required: true, schema: {}}]}}}",
    );
    assert_eq!(read.codes(), [codes::PATH_TEMPLATE, codes::PATH_TEMPLATE]);
    let parameters = &read.description().api.operations[0].parameters;
    assert_eq!(parameters.len(), 1);
    assert_eq!(
        (parameters[0].name.as_str(), parameters[0].required),
        ("id", true)
    );
    let read = read_after_head(
        "paths: {'/a{;id*}': {get: {parameters: [{name: id, in: path, style: matrix, required: true, schema: {}}]}}}",
    );
    assert_eq!(read.codes(), [codes::PATH_TEMPLATE]);
    assert_eq!(read.description().api.operations[0].path, "/a{id}");
    let read = read_after_head("paths: {'/a?b=c#d': {get: {}}}");
    assert_eq!(api(&read).operations[0].path, "/a?b=c#d");
}

#[test]
fn sloppy_descriptions_lose_only_what_is_wrong() {
    let cases = [
        ("paths: {x: {get: {}}}", codes::NAME_FORM, "x"),
        (
            "paths: {'/{a}': {}, '/{b}': {get: {parameters: [{name: b, in: path, required: true, schema: {}}]}}}",
            codes::DUPLICATE_NAME,
            "'/{b}'",
        ),
        (
            "paths: {/x: {get: {parameters: null}}}",
            codes::WRONG_KIND,
            "null",
        ),
        (
            "paths: {/x: {get: {parameters: [1]}}}",
            codes::WRONG_KIND,
            "1",
        ),
        (
            "paths: {/x: {get: {parameters: [{name: a, schema: {}}]}}}",
            codes::MISSING,
            "",
        ),
        (
            "paths: {/x: {get: {parameters: [{name: a, in: body, schema: {}}]}}}",
            codes::UNKNOWN_VALUE,
            "body",
        ),
        (
            "paths: {/x: {get: {parameters: [{name: a, in: query}]}}}",
            codes::MISSING,
            "",
        ),
        (
            "paths: {/x: {get: {responses: {ok: {description: d}}}}}",
            codes::STATUS,
            "ok",
        ),
        (
            "paths: {/x: {get: {responses: {'600': {description: d}}}}}",
            codes::STATUS,
            "'600'",
        ),
        (
            "paths: {/x: {get: {responses: []}}}",
            codes::WRONG_KIND,
            "[]",
        ),
        ("paths: {/x: {get: {tags: a}}}", codes::WRONG_KIND, "a"),
        ("paths: {x: {get: {}}}", codes::NAME_FORM, "x"),
        (
            "paths: {'/{a}': {}, '/{b}': {get: {parameters: [{name: b, in: path, required: true, schema: {}}]}}}",
            codes::DUPLICATE_NAME,
            "'/{b}'",
        ),
        ("paths: {/x: {get: 1}}", codes::WRONG_KIND, "1"),
        (
            "paths: {/x: {get: {description: {de: d}}}}",
            codes::WRONG_KIND,
            "{de: d}",
        ),
        (
            "paths: {/x: {get: {deprecated: 'true'}}}",
            codes::WRONG_KIND,
            "'true'",
        ),
        (
            "paths: {/x: {get: {security: [a]}}}\ncomponents: {securitySchemes: {a: {type: http, scheme: a}}}",
            codes::WRONG_KIND,
            "a",
        ),
        ("paths: {/x: {get: {requestBody: {}}}}", codes::MISSING, ""),
        (
            "paths: {/x: {get: {operationId: a}, put: {operationId: a}}}",
            codes::DUPLICATE_NAME,
            "a",
        ),
        (
            "paths: {/x: {gets: {}, get: {}}}",
            codes::UNKNOWN_MEMBER,
            "gets",
        ),
        ("paths: {/x: {get: {}}}\nservers: [{}]", codes::MISSING, ""),
        (
            "paths: {/x: {get: {}}}\ncomponents: {securitySchemes: {a: {type: magic}}}",
            codes::UNKNOWN_VALUE,
            "magic",
        ),
        (
            "paths: {/x: {get: {parameters: [{name: Accept, in: header, schema: {}}]}}}",
            codes::IGNORED_HEADER,
            "{name: Accept, in: header, schema: {}}",
        ),
    ];
    for (text, code, at) in cases {
        let read = read_after_head(text);
        let [finding] = read.findings.as_slice() else {
            panic!("{text}: {:#?}", read.findings)
        };
        assert_eq!(finding.code, code, "{text}: {finding:?}");
        assert_ne!(finding.severity, Severity::Error, "{text}");
        assert_eq!(read.text(finding.place.expect("a place")), at, "{text}");
        let operations = &read.description().api.operations;
        assert!(
            operations.len() == 1 || text.contains("get: 1") || text.contains("put"),
            "{text}"
        );
    }
}

#[test]
fn descriptions_of_3_2_are_read() {
    let read = read_after_head(
        "paths:\n  /x:\n    query: {}\n    additionalOperations: {COPY: {}}\n    get: {parameters: [{name: q, in: querystring, content: {application/json: {schema: {}}}}], \
         responses: {'200': {description: d, content: {application/jsonl: {itemSchema: {type: string}}}}}}\n",
    );
    let operations = &api(&read).operations;
    let methods: Vec<&str> = operations
        .iter()
        .map(|operation| operation.method.as_str())
        .collect();
    assert_eq!(methods, ["QUERY", "GET", "COPY"]);
    assert_eq!(operations[1].parameters[0].place, ParameterIn::Querystring);
    assert_eq!(
        operations[1].parameters[0].media_type.as_deref(),
        Some("application/json")
    );
    assert!(operations[1].responses[0].content[0].item_schema.is_some());
}

/// Every place of a description gets, one at a time, values that do not belong there.
#[test]
fn no_misplaced_value_panics() {
    let text = "{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"servers\":[{\"url\":\"u\",\"variables\":{\"v\":{\"default\":\"d\"}}}],\
        \"security\":[{\"s\":[\"a\"]}],\"tags\":[{\"name\":\"n\"}],\"paths\":{\"/x/{id}\":{\"parameters\":[{\"$ref\":\"#/components/parameters/p\"}],\
        \"get\":{\"operationId\":\"o\",\"requestBody\":{\"content\":{\"a/b\":{\"schema\":{\"$ref\":\"#/components/schemas/A\"},\"encoding\":{\"e\":{\"headers\":{}}},\
        \"examples\":{\"e\":{\"value\":1}}}}},\"responses\":{\"200\":{\"description\":\"d\",\"headers\":{\"h\":{\"schema\":{}}},\"links\":{}}},\
        \"callbacks\":{\"c\":{\"{$url}\":{\"post\":{}}}}}}},\"components\":{\"parameters\":{\"p\":{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{}}},\
        \"securitySchemes\":{\"s\":{\"type\":\"oauth2\",\"flows\":{\"password\":{\"tokenUrl\":\"u\",\"scopes\":{\"a\":\"b\"}}}}},\
        \"schemas\":{\"A\":{\"type\":\"object\",\"nullable\":true,\"required\":[\"a\"],\"minimum\":1,\"exclusiveMinimum\":true,\"enum\":[1],\
        \"x-enum-varnames\":[\"a\"],\"discriminator\":{\"propertyName\":\"k\",\"mapping\":{\"a\":\"#/components/schemas/A\"}},\
        \"x-validations\":[{\"rule\":\"r\"}],\"properties\":{\"a\":{\"allOf\":[{\"$ref\":\"#/components/schemas/A\"}],\"nullable\":true}}}}}}";
    let whole: serde_json::Value = serde_json::from_str(text).expect("a description");
    let mut pointers = Vec::new();
    collect(&whole, String::new(), &mut pointers);
    assert!(pointers.len() > 80, "{}", pointers.len());
    let strange = [
        "null",
        "true",
        "-1",
        "1e999",
        "\"x\"",
        "[]",
        "{}",
        "[null]",
        "{\"$ref\":1}",
        "{\"$ref\":\"#\"}",
        "{\"\":{}}",
    ];
    for pointer in &pointers {
        for value in strange {
            let mut changed = whole.clone();
            *changed.pointer_mut(pointer).expect("a value") = "@@".into();
            let text = changed.to_string().replace("\"@@\"", value);
            let read = read(Box::leak(text.into_boxed_str()));
            let failed = read
                .findings
                .iter()
                .any(|finding| finding.severity == Severity::Error);
            assert!(read.description.is_some() || failed, "{pointer} {value}");
        }
    }
}

fn collect(value: &serde_json::Value, pointer: String, pointers: &mut Vec<String>) {
    let mut below = |token: &str, value: &serde_json::Value| {
        let mut pointer = pointer.clone();
        crate::push_pointer(&mut pointer, token);
        collect(value, pointer, pointers);
    };
    match value {
        serde_json::Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, item)| below(&at.to_string(), item)),
        serde_json::Value::Object(members) => {
            members.iter().for_each(|(name, value)| below(name, value))
        }
        _ => {}
    }
    pointers.push(pointer);
}

#[test]
fn callbacks_that_lead_to_each_other_end() {
    let paths = |count: usize, callbacks: &dyn Fn(usize) -> String| {
        let path = |at| {
            let callbacks = callbacks(at);
            format!(
                "  /p{at}: {{post: {{responses: {{default: {{description: d}}}}, callbacks: {{{callbacks}}}}}}}\n"
            )
        };
        let paths: String = (0..count).map(path).collect();
        read_after_head(format!("paths:\n{paths}").leak())
    };
    let to = |at: usize| format!("c{at}: {{'{{$url}}/{at}': {{$ref: '#/paths/~1p{at}'}}}}");

    // Each to all, itself included.
    let read = paths(20, &|_| (0..20).map(to).collect::<Vec<_>>().join(", "));
    let operations = &api(&read).operations;
    assert!(operations.iter().all(|it| it.callbacks.len() == 20));
    let every = api(&read).every_operation();
    assert!(every.count() <= 20 + 20 * 20 + 20 * 20);

    // Each to the next.
    let chain = |count: usize| {
        paths(count, &|at| match at + 1 < count {
            true => to(at + 1),
            false => String::new(),
        })
    };
    assert_eq!(api(&chain(30)).operations.len(), 30);
    let read = chain(2000);
    assert_eq!(read.description().api.operations.len(), 2000);
    assert!(read.codes().iter().all(|code| *code == codes::NESTING));
    assert!(!read.codes().is_empty());
}
