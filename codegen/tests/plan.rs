//! Small descriptions and what becomes of them.

use kontrakt_codegen::{Config, Files, Part, Runtime, emit, plan};
use kontrakt_model::{Diagnostics, NoLoader, Severity, Sources};

struct Made {
    files: Files,
    findings: Vec<(Severity, String, String)>,
}

/// Generates from a description whose components are given in YAML, indented by four.
fn schemas(schemas: &str) -> Made {
    make(&format!(
        "openapi: 3.1.0\ninfo: {{title: Test, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}"
    ))
}

fn make(description: &str) -> Made {
    make_with(description, &Config::new("test"))
}

fn make_with(description: &str, config: &Config) -> Made {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let read = kontrakt_model::describe(
        "test.yaml",
        description.as_bytes(),
        &NoLoader,
        &mut sources,
        &mut diagnostics,
    );
    let read = read.unwrap_or_else(|| panic!("{:?}", diagnostics.findings()));
    let mut diagnostics = Diagnostics::new();
    let files = emit(&plan(&read.api, config, &mut diagnostics));
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        if let Err(error) = syn::parse_file(text) {
            panic!("{path}: {error}\n{text}");
        }
    }
    let findings = diagnostics.findings().iter();
    let findings = findings.map(|it| (it.severity, it.code.to_string(), it.message.clone()));
    Made {
        findings: findings.collect(),
        files,
    }
}

impl Made {
    fn text(&self, path: &str) -> &str {
        self.files.get(path).map_or("", String::as_str)
    }

    #[track_caller]
    fn has(&self, path: &str, part: &str) {
        let text = self.text(path);
        assert!(text.contains(part), "{path} lacks {part:?}:\n{text}");
    }

    /// The codes of the findings.
    fn codes(&self) -> Vec<&str> {
        self.findings
            .iter()
            .map(|(_, code, _)| code.as_str())
            .collect()
    }
}

#[test]
fn presence_and_nullability_are_told_apart() {
    let made = schemas(
        "    A:
      type: object
      required: [a, b]
      properties:
        a: {type: string}
        b: {type: [integer, 'null'], minimum: 1}
        c: {type: boolean}
        d: {type: [number, 'null']}
        e: {type: array, items: {type: [string, 'null'], maxLength: 3}}
",
    );
    assert_eq!(made.codes(), Vec::<&str>::new());
    for part in [
        "pub a: String,",
        "pub b: Nullable<i64>,",
        "pub c: Option<bool>,",
        "pub d: Presence<f64>,",
        "pub e: Option<Vec<Nullable<String>>>,",
        "\"b\": required(b) [Check::Minimum(Limit::Int(1))],",
        "\"e\": optional(e) [Check::Items(&[Check::MaxLength(3)])],",
        "pub fn new(a: String, b: Nullable<i64>) -> Self",
    ] {
        made.has("src/types/a.rs", part);
    }
}

#[test]
fn parts_are_merged_and_references_kept() {
    let made = schemas(
        "    Base: {type: object, required: [id], properties: {id: {type: integer}}}
    Derived:
      allOf:
      - $ref: '#/components/schemas/Base'
      - {type: object, required: [name, id], properties: {name: {type: string}}}
    Alias: {allOf: [{$ref: '#/components/schemas/Base'}]}
    Holder: {type: object, properties: {base: {description: One., allOf: [{$ref: '#/components/schemas/Base'}]}}}
    Stricter: {type: object, properties: {base: {$ref: '#/components/schemas/Base', minProperties: 2}}}
",
    );
    assert_eq!(made.codes(), Vec::<&str>::new());
    made.has(
        "src/types/derived.rs",
        "pub fn new(id: i64, name: String) -> Self",
    );
    made.has("src/types/alias.rs", "pub type Alias = Base;");
    made.has(
        "src/types/holder.rs",
        "    /// One.\n    pub base: Option<Base>,",
    );
    made.has("src/types/stricter.rs", "pub base: Option<StricterBase>,");
    made.has("src/types/stricter.rs", "checks [Check::MinProperties(2)]");
}

#[test]
fn recursion_is_boxed_and_endless_types_are_json() {
    let made = schemas(
        "    Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, all: {type: array, items: {$ref: '#/components/schemas/Node'}}}}
    A: {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/B'}}}
    B: {type: object, properties: {a: {anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}}}
    Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}}
    Value:
      oneOf:
      - {type: string}
      - {type: array, items: {$ref: '#/components/schemas/Value'}}
",
    );
    made.has("src/types/node.rs", "pub next: Option<Box<Node>>,");
    made.has("src/types/node.rs", "pub all: Option<Vec<Node>>,");
    made.has("src/types/a.rs", "pub b: Box<B>,");
    made.has("src/types/b.rs", "pub a: Presence<Box<A>>,");
    made.has("src/types/tree.rs", "pub type Tree = Vec<Json>;");
    made.has("src/types/value.rs", "Array(Vec<Value2>)");
    assert_eq!(made.codes(), ["K0204"]);
}

#[test]
fn lists_of_values_become_enums_where_they_can() {
    let made = schemas(
        "    Colour: {type: string, enum: [red, 'dark blue', unknown, '']}
    Size: {type: integer, enum: [1, -1], x-enum-varnames: [Big, Small], x-enum-descriptions: [large, tiny]}
    Mixed: {enum: [1, a, null]}
    Open: {anyOf: [{type: string, enum: [a]}, {type: string, minLength: 1}]}
    Maybe: {type: [string, 'null'], enum: [a, null]}
    Half: {type: number, enum: [0.5, 1]}
    Fixed: {type: string, const: x}
    Holder:
      type: object
      properties:
        mixed: {$ref: '#/components/schemas/Mixed'}
        maybe: {$ref: '#/components/schemas/Maybe'}
        half: {$ref: '#/components/schemas/Half'}
        fixed: {$ref: '#/components/schemas/Fixed'}
",
    );
    for part in [
        "Red,",
        "DarkBlue,",
        "UnknownValue,",
        "Empty,",
        "Unknown(String),",
    ] {
        made.has("src/types/colour.rs", part);
    }
    made.has("src/types/size.rs", "-1: Small means \"tiny\",");
    made.has("src/types/size.rs", "with meaning");
    made.has("src/types/mixed.rs", "pub type Mixed = Json;");
    made.has("src/types/open.rs", "..Other open &[Check::MinLength(1)]");
    made.has("src/types/holder.rs", "pub maybe: Presence<Maybe>,");
    made.has("src/types/holder.rs", "Check::Enum(&[");
    made.has("src/types/holder.rs", "pub half: Option<Half>,");
    made.has("src/types/holder.rs", "pub fixed: Option<Fixed>,");
    made.has("src/types/fixed.rs", "\"x\": X,");
    made.has("src/types/fixed.rs", "keyword \"const\"");
    assert_eq!(made.codes(), Vec::<&str>::new());
}

#[test]
fn what_has_no_type_says_why() {
    let made = schemas(
        "    Overlap: {anyOf: [{type: object}], oneOf: [{type: object, properties: {a: {type: string}}}]}
    Not: {type: string, not: {const: a}}
    NoType: {properties: {a: {type: string}}}
    Never: {allOf: [{type: string}, {type: integer}]}
    Tuple: {type: array, prefixItems: [{type: string}]}
    Closed: {allOf: [{type: object, additionalProperties: false, properties: {a: {type: string}}}, {properties: {b: {type: string}}}]}
    Free: {}
",
    );
    for (name, what) in [
        ("overlap", " = BTreeMap<String, Json>;"),
        ("not", " = String;"),
        ("no", "pub enum NoType {"),
        ("never", " = Json;"),
        ("tuple", " = Vec<Json>;"),
        ("closed", "pub struct Closed {"),
        ("free", " = Json;"),
    ] {
        made.has(&format!("src/types/{name}.rs"), what);
    }
    assert_eq!(
        made.codes(),
        ["K0211", "K0211", "K0202", "K0207", "K0211", "K0211"]
    );
    assert!(
        made.findings
            .iter()
            .all(|(severity, ..)| *severity == Severity::Info)
    );
}

#[test]
fn unions_are_told_apart_by_type() {
    let made = schemas(
        "    Id: {oneOf: [{type: string, minLength: 1}, {type: integer}]}
    Card: {type: object, properties: {n: {type: string}}}
    Source: {anyOf: [{type: string}, {$ref: '#/components/schemas/Card'}, {type: 'null'}]}
    Several: {type: [string, integer, 'null'], maxLength: 2, maximum: 9}
    Holder: {type: object, properties: {source: {$ref: '#/components/schemas/Source'}, several: {$ref: '#/components/schemas/Several'}}}
",
    );
    assert_eq!(made.codes(), Vec::<&str>::new());
    made.has(
        "src/types/id.rs",
        "const STRING: &[Check] = &[Check::MinLength(1)];",
    );
    made.has("src/types/source.rs", "Card(Box<Card>),");
    made.has("src/types/source.rs", "impl From<Card> for Source {");
    made.has(
        "src/types/several.rs",
        "const INTEGER: &[Check] = &[Check::Maximum(Limit::Int(9))];",
    );
    made.has("src/types/holder.rs", "pub source: Presence<Source>,");
    made.has("src/types/holder.rs", "pub several: Presence<Several>,");
}

#[test]
fn names_never_meet() {
    let made = schemas(
        "    Option: {type: object, properties: {type: {type: string}, Type: {type: string}, '+1': {type: string}, '-1': {type: string}, '': {type: string}}}
    order: {type: object, properties: {item: {type: object, properties: {x: {type: string}}}}}
    Order: {type: string}
    OrderItem: {type: string}
    '🍷': {type: string}
    Types: {type: string}
",
    );
    made.has("src/types/option.rs", "pub struct Option2 {");
    for part in [
        "pub type_: ",
        "pub type2: ",
        "pub plus_1: ",
        "pub minus_1: ",
        "pub value: ",
    ] {
        made.has("src/types/option.rs", part);
    }
    made.has("src/types/order.rs", "pub item: Option<OrderItem2>,");
    made.has("src/types/order.rs", "pub type Order2 = String;");
    assert!(made.files.contains_key("src/types/types2.rs"));
}

/// Schemas that share words with each other and with a tag.
const WORDS: &str = "openapi: 3.1.0
info: {title: Test, version: '1'}
paths:
  /orders:
    get:
      tags: [order]
      operationId: listOrders
      parameters:
      - {name: sort, in: query, schema: {type: string, enum: [up, down]}}
      responses: {'200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/OrderItem'}}}}}
components:
  schemas:
    OrderItem: {type: object, properties: {id: {$ref: '#/components/schemas/ClientId'}}}
    ORDER_state: {type: string, enum: [open, done]}
    ClientId: {type: string}
";

#[test]
fn types_stand_with_those_of_their_word_or_tag() {
    let made = make(WORDS);
    for item in [
        "struct OrderItem ",
        "enum OrderState ",
        "enum ListOrdersSort ",
    ] {
        made.has("src/types/order.rs", &format!("pub {item}"));
    }
    made.has("src/types/client.rs", "pub type ClientId = String;");
    made.has(
        "src/types.rs",
        "mod client;\nmod order;\n\npub use client::ClientId;\npub use order::{ListOrdersSort, OrderItem, OrderState};\n",
    );
}

#[test]
fn no_file_of_types_is_called_as_a_crate_that_is_depended_on() {
    let mut config = Config::new("test");
    let version = Runtime::Version("1".to_owned());
    config.rust.dependencies = [("order".to_owned(), version)].into();
    let made = make_with(WORDS, &config);
    made.has("src/types/order2.rs", "pub struct OrderItem ");
    made.has("src/types.rs", "mod client;\nmod order2;\n");
}

const SHOP: &str = "openapi: 3.1.0
info: {title: Shop, version: '2'}
servers: [{url: 'https://{host}/v1', variables: {host: {default: a.example}}}]
security: [{basic: []}, {key: [], token: []}, {}]
paths:
  /items/{id}/{style}:
    get:
      operationId: getItem
      parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: style, in: path, required: true, style: matrix, schema: {type: string}}
      - {name: tags, in: query, schema: {type: array, items: {type: string}}}
      - {name: filter, in: query, style: deepObject, schema: {type: object}}
      responses:
        '200': {description: One., content: {application/json: {schema: {type: string}}}}
        '206': {description: Part., content: {text/csv: {schema: {type: string}}}}
        4XX: {description: Wrong.}
        default: {description: Else., content: {application/problem+json: {schema: {type: object}}}}
  /items/{item}/{other}:
    get:
      responses: {}
    put:
      operationId: client
      requestBody: {content: {multipart/form-data: {schema: {type: object}}}}
      responses: {'204': {description: Done.}}
  /files/{name}.txt:
    get:
      operationId: file
      security: []
      responses: {'200': {description: Text., content: {text/plain: {schema: {type: string}}}}}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: http, scheme: bearer}
";

#[test]
fn operations_are_all_there() {
    let made = make(SHOP);
    let client = "src/client/operations.rs";
    made.has(client, "request: &GetItemRequest,");
    made.has(client, "200 => response.success(),");
    made.has(client, "Request::get(\"GET /items/{item}/{other}\"");
    made.has(client, "pub async fn client2(");
    made.has(client, ".accept(\"text/plain\")");
    made.has(client, "Some(body) = body");
    made.has("src/types/get_item.rs", "pub tags: Option<Vec<String>>,");
    made.has(
        "src/types/get_item.rs",
        "pub filter: Option<BTreeMap<String, Json>>,",
    );
    made.has(client, "wire::Style::new(wire::Form::Matrix),");
    let server = "src/server.rs";
    made.has(server, "KeyAndToken(Secret, Secret),");
    made.has(
        server,
        "if let (Some(key), Some(token)) = (call.header_key(\"X-Key\"), call.bearer())",
    );
    made.has(
        server,
        "Route::put(\"/items/{item}/{other}\", |service, call| {",
    );
    made.has(
        server,
        "Route::get(\"/files/{name}.txt\", |service, call| {",
    );
    // No parameter as text, but a path of the same shape.
    let codes = made.codes();
    for (code, count) in [("K0220", 0), ("K0221", 0), ("K0225", 0), ("K0226", 1)] {
        assert_eq!(
            codes.iter().filter(|it| **it == code).count(),
            count,
            "{code} in {codes:?}"
        );
    }
}

#[test]
fn only_what_is_asked_for() {
    let mut config = Config::new("shop");
    config.only = vec![Part::Types];
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let read = kontrakt_model::describe(
        "shop.yaml",
        SHOP.as_bytes(),
        &NoLoader,
        &mut sources,
        &mut diagnostics,
    );
    let files = emit(&plan(&read.unwrap().api, &config, &mut diagnostics));
    let parts = [
        "src/client.rs",
        "src/client/",
        "src/server.rs",
        "src/server/",
    ];
    let is_of_part = |path: &String| parts.iter().any(|part| path.starts_with(part));
    assert!(!files.keys().any(is_of_part));
    assert!(!files["Cargo.toml"].contains("[features]"));
    config.only = vec![Part::Client];
    let again = kontrakt_model::describe(
        "shop.yaml",
        SHOP.as_bytes(),
        &NoLoader,
        &mut Sources::new(),
        &mut diagnostics,
    );
    let files = emit(&plan(&again.unwrap().api, &config, &mut diagnostics));
    assert!(files.contains_key("src/client.rs") && !files.contains_key("src/server.rs"));
}

#[test]
fn rules_that_cannot_be_translated_are_errors() {
    let made = schemas(
        "    A:
      type: object
      required: [n]
      properties: {n: {type: integer}, m: {type: integer}}
      x-validations:
      - {rule: 'self.n > 1', message: n is too small.}
      - {rule: 'self.m > 1'}
      - {rule: 'self.n >'}
    B: {type: string, x-validations: [{rule: 'self.size() > 1'}]}
",
    );
    made.has("src/types/a.rs", "holds: |it| it.n > 1,");
    assert_eq!(made.codes(), ["K0241", "K0240", "K0242"]);
    assert!(
        made.findings
            .iter()
            .all(|(severity, ..)| *severity == Severity::Error)
    );
}

/// A description with operations that document one failure each: its method and how it is described.
fn failing(operations: &[(&str, &str)]) -> Made {
    let operations = operations.iter().map(|(method, described)| {
        format!(
            "    {method}: {{operationId: {method}Item, responses: {{'204': {{description: Done.}}, \
             '404': {{description: {described}, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Problem'}}}}}}}}}}}}\n"
        )
    });
    make(&format!(
        "openapi: 3.1.0\ninfo: {{title: Test, version: '1'}}\npaths:\n  /item:\n{}components:\n  schemas:\n    Problem: {{type: object}}\n",
        operations.collect::<String>()
    ))
}

#[test]
fn failures_that_are_documented_alike_share_an_enum() {
    let alone = failing(&[("get", "Nothing.")]);
    let client = "src/client/operations.rs";
    alone.has(client, "pub enum GetItemError {");
    let made = failing(&[
        ("put", "Never put."),
        ("get", "Nothing."),
        ("delete", "Nothing."),
    ]);
    made.has("src/client.rs", "pub enum Problem404 {");
    made.has("src/client.rs", "/// 404: Nothing.");
    // The name that stands in the method is the same as without the others.
    made.has(client, "pub type GetItemError = super::Problem404;");
    made.has(client, "pub type DeleteItemError = super::Problem404;");
    // What is said of a failure is not lost.
    made.has(client, "pub enum PutItemError {");
    made.has(client, "/// 404: Never put.");
}
