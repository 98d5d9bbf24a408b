//! Whole HTTP exchanges.

use crate::support::{Described, description};
use kontrakt_model::{Diagnostics, Format, Purpose, Severity, Source, parse_as};
use kontrakt_validator::Report;
use kontrakt_validator::exchange::{Exchange, Exchanges, har, http};

const API: &str = "\
openapi: 3.1.0
info: {title: t, version: '1'}
servers:
  - {url: 'https://example.com/{stage}/', variables: {stage: {default: v1, enum: [v1, test]}}}
security: [{key: []}, {token: []}]
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: state, in: query, schema: {type: array, items: {enum: [new, done]}}, explode: false}
        - {name: near, in: query, style: deepObject, schema: {type: object, properties: {lat: {type: number}}}}
        - {name: page, in: query, required: true, schema: {type: integer, minimum: 1}}
        - {name: X-Trace, in: header, schema: {type: string, maxLength: 3}}
      responses:
        '200':
          headers: {X-Count: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}
    post:
      operationId: createOrder
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Order'}}
          text/csv: {}
      responses:
        '201': {content: {application/*: {schema: {$ref: '#/components/schemas/Order'}}}}
        4XX: {content: {application/problem+json: {schema: {type: object, required: [title]}}}}
  /orders/{id}:
    get:
      security: []
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {}}
  /orders/mine:
    get: {security: [], responses: {'200': {}}}
  /rpc?method=start:
    get: {security: [], parameters: [{name: method, in: query, required: true, schema: {type: string}}], responses: {default: {}}}
  /rpc?method=stop:
    get: {security: [], responses: {'204': {}}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
    token: {type: http, scheme: bearer}
  schemas:
    Order:
      type: object
      required: [id, size, secret]
      properties:
        id: {type: integer, readOnly: true}
        size: {type: integer}
        secret: {type: string, writeOnly: true}
";

/// What is found, as `code severity text-at-the-place`, without its remarks about what is unchecked.
fn found(text: &str) -> Vec<String> {
    found_in(API, text)
}

/// The same by another description.
fn found_in(api: &str, text: &str) -> Vec<String> {
    let (it, report) = checked(api, text);
    shown(&report, &it)
}

/// A description with what is found in exchanges by it.
fn checked(api: &str, text: &str) -> (Described, Report) {
    let mut it = description(api);
    let id = it.sources.add(Source::new("a.http", text, Format::Json));
    let exchanges = http::read(id, &it.sources).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let report = report(&it, &exchanges);
    (it, report)
}

fn report(it: &Described, exchanges: &[Exchange]) -> Report {
    let checker = Exchanges::new(&it.description).unwrap_or_else(|it| panic!("{it:#?}"));
    let mut report = Report::default();
    for exchange in exchanges {
        report.extend(checker.check(exchange, &it.sources));
    }
    report
}

fn shown(report: &Report, it: &Described) -> Vec<String> {
    let entries = report.entries.iter().map(|entry| {
        let finding = &entry.finding;
        let place = finding.place.expect("a place");
        let range = place.span.start as usize..place.span.end as usize;
        let text = &it.sources.get(place.source).text()[range];
        let keyword = entry
            .violation
            .as_ref()
            .map(|it| format!(" {} {}", it.pointer, it.keyword));
        let severity = match finding.severity {
            Severity::Error => "",
            other => other.as_str(),
        };
        format!(
            "{}{severity}{} | {text}",
            finding.code,
            keyword.unwrap_or_default()
        )
    });
    entries.collect()
}

#[test]
fn a_member_that_is_a_parameter_of_its_own_may_be_a_list() {
    const API: &str = "\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /orders:
    get:
      parameters: [{name: page, in: query, schema: {$ref: '#/components/schemas/Page'}}]
      responses: {'204': {}}
components:
  schemas:
    Page:
      type: object
      properties:
        size: {type: integer, minimum: 1}
        sort: {type: array, maxItems: 2, items: {type: string, minLength: 2}}
";
    let found = |query: &str| {
        let (_, report) = checked(API, &format!("GET /orders?{query}\n"));
        let violations = report.violations();
        violations
            .map(|it| format!("{} {}", it.pointer, it.keyword))
            .collect::<Vec<_>>()
    };
    assert!(found("size=5&sort=name,asc&sort=id").is_empty());
    assert!(found("sort=id").is_empty());
    assert_eq!(
        found("size=0&sort=a&sort=id&sort=name"),
        [
            "/page/size minimum",
            "/page/sort maxItems",
            "/page/sort/0 minLength"
        ]
    );
}

#[test]
fn a_sound_exchange_has_no_findings() {
    let text = "\
### orders
GET https://example.com/v1/orders?state=new,done&page=2&near%5Blat%5D=1.5&api_key=x HTTP/1.1
x-trace: abc

HTTP/1.1 200 OK
Content-Type: application/json; charset=utf-8
X-Count: 1

[{\"id\": 1, \"size\": 2}]

### a new one
POST /test/orders
Authorization: Bearer abc
Content-Type: application/json

{\"size\": 2, \"secret\": \"x\"}

HTTP/2 201
Content-Type: application/json

{\"id\": 1, \"size\": 2}
";
    assert_eq!(found(text), Vec::<String>::new());
}

#[test]
fn parameters_are_read_in_their_style() {
    let text = "\
GET /v1/orders?state=new,old&near[lat]=x&page=0&pgae=1&api_key=x
X-Trace: abcd
";
    assert_eq!(
        found(text),
        [
            "K0402 /state/1 enum | old",
            "K0400 /near/lat type | x",
            "K0408 /page minimum | 0",
            "K0435warning | pgae=1",
            "K0407 /X-Trace maxLength | abcd",
        ]
    );
    let missing = found("GET /v1/orders?page=1&page=2&api_key=x");
    assert_eq!(missing, ["K0458 | 2"]);
    assert_eq!(
        found("GET /v1/orders?api_key=x"),
        ["K0401  required | /v1/orders?api_key=x"]
    );
    assert_eq!(found("GET /v1/orders/1%30"), Vec::<String>::new());
    assert_eq!(found("GET /v1/orders/a%20b"), ["K0400 /id type | a%20b"]);
}

#[test]
fn the_operation_is_found_by_path_method_and_query() {
    assert_eq!(found("GET /v1/orders/mine"), Vec::<String>::new());
    assert_eq!(found("GET /v1/rpc?method=start"), Vec::<String>::new());
    let stop = found("GET /v1/rpc?method=stop\n\nHTTP/1.1 200 OK");
    assert_eq!(stop, ["K0456 | 200"]);
    assert_eq!(
        found("GET /v1/rpc?method=pause"),
        ["K0450 | /v1/rpc?method=pause"]
    );
    assert_eq!(found("GET /v1/oders"), ["K0450 | /v1/oders"]);
    assert_eq!(found("DELETE /v1/orders"), ["K0451 | DELETE"]);
    assert_eq!(found("GET /orders/mine"), ["K0452warning | /orders/mine"]);
}

#[test]
fn credentials_must_be_presented() {
    assert_eq!(
        found("GET /v1/orders?page=1"),
        ["K0455 | /v1/orders?page=1"]
    );
    assert_eq!(
        found("GET /v1/orders?page=1\nAuthorization: bearer x"),
        Vec::<String>::new()
    );
    assert_eq!(
        found("GET /v1/orders?page=1\nAuthorization: Basic x"),
        ["K0455 | /v1/orders?page=1"]
    );
    // Who is told that credentials are missing was right not to be served.
    assert_eq!(
        found("GET /v1/orders?page=1\n\nHTTP/1.1 401 Unauthorized"),
        ["K0456 | 401"]
    );
}

#[test]
fn bodies_are_checked_by_their_media_type_and_direction() {
    let post =
        |head: &str, body: &str| found(&format!("POST /v1/orders?api_key=x\n{head}\n\n{body}\n"));
    assert_eq!(post("", ""), ["K0454 | /v1/orders?api_key=x"]);
    assert_eq!(
        post(
            "Content-Type: application/json",
            "{\"id\": 1, \"size\": \"x\"}"
        ),
        [
            "K0401  required | {\"id\": 1, \"size\": \"x\"}",
            "K0459warning | \"id\"",
            "K0400 /size type | \"x\""
        ]
    );
    assert_eq!(
        post("Content-Type: application/json", "{\"size\": 1,}"),
        ["K0401  required | {\"size\": 1,}", "K0013 | ,"]
    );
    assert_eq!(post("Content-Type: text/csv", "a;b"), ["K0460info | a;b"]);
    assert_eq!(
        post("Content-Type: text/plain", "a"),
        ["K0453 | text/plain"]
    );
    assert_eq!(
        post("Accept: */*", "{}"),
        ["K0453warning | /v1/orders?api_key=x"]
    );
}

#[test]
fn responses_are_checked_by_their_status() {
    let get = |response: &str| found(&format!("GET /v1/orders?page=1&api_key=x\n\n{response}"));
    assert_eq!(get("HTTP/1.1 404 Not Found"), ["K0456 | 404"]);
    assert_eq!(
        get(
            "HTTP/1.1 200 OK\nX-Count: a\nContent-Type: application/json\n\n[{\"id\": 1, \"size\": 2, \"secret\": \"x\"}]"
        ),
        ["K0400  type | a", "K0459warning | \"secret\""]
    );
    assert_eq!(
        get("HTTP/1.1 200 OK"),
        ["K0457 | 200", "K0454warning | 200"]
    );
    let post = found(
        "POST /v1/orders?api_key=x\nContent-Type: text/csv\n\na\n\nHTTP/1.1 422 No\nContent-Type: application/problem+json\n\n{}",
    );
    assert_eq!(post, ["K0460info | a", "K0401  required | {}"]);
}

#[test]
fn what_is_no_exchange_is_a_finding() {
    let read = |text: &str| {
        let mut it = description(API);
        let id = it.sources.add(Source::new("a.http", text, Format::Json));
        let findings = http::read(id, &it.sources).expect_err("no exchange");
        findings
            .into_iter()
            .map(|finding| finding.message)
            .collect::<Vec<_>>()
    };
    assert_eq!(read("### nothing\n"), ["`a.http` holds no HTTP exchange"]);
    assert_eq!(
        read("HTTP/1.1 200 OK\n"),
        ["a response without its request"]
    );
    assert_eq!(read("hello\n"), ["this is no request line"]);
    assert_eq!(read("GET /\n\nHTTP/1.1 OK\n"), ["this is no status line"]);
    assert_eq!(
        read("GET /\nno colon\n"),
        ["these header fields cannot be read: invalid header name"]
    );
}

#[test]
fn archives_have_the_same_findings() {
    let har = r#"{"log": {"entries": [
      {"request": {"method": "POST", "url": "https://example.com/v1/orders?api_key=x", "headers": [],
        "postData": {"mimeType": "application/json", "text": "{\"size\": \"1\"}"}},
       "response": {"status": 201, "headers": [],
        "content": {"size": 20, "mimeType": "application/json", "encoding": "base64", "text": "eyJpZCI6IDF9"}}},
      {"request": {"method": "GET", "url": "/v1/orders/1", "headers": []}, "response": {"status": 0}},
      {"request": {"method": "GET", "url": "/v1/orders?page=1", "headers": [{"name": "authorization", "value": "Bearer x"}]},
       "response": {"status": 200, "headers": [{"name": "x-count", "value": "1"}], "content": {"size": 20, "mimeType": "application/json"}}}
    ]}}"#;
    let mut it = description(API);
    let id = it.sources.add(Source::new("a.har", har, Format::Json));
    let mut diagnostics = Diagnostics::new();
    let archive = parse_as(Purpose::Payload, it.sources.get(id), id, &mut diagnostics);
    let archive = archive.expect("JSON");
    let exchanges = har::read(&archive, id, &mut it.sources).unwrap_or_else(|it| panic!("{it:#?}"));
    let report = report(&it, &exchanges);
    assert_eq!(
        shown(&report, &it),
        [
            "K0401  required | {\"size\": \"1\"}",
            "K0400 /size type | \"1\"",
            "K0401  required | {\"id\": 1}",
            "K0460info | 200",
        ]
    );
    let names = report
        .entries
        .iter()
        .filter_map(|entry| entry.finding.place);
    let names: Vec<_> = names
        .map(|place| it.sources.get(place.source).name())
        .collect();
    assert_eq!(
        names,
        [
            "a.har: request body of entry 0",
            "a.har: request body of entry 0",
            "a.har: response body of entry 0",
            "a.har",
        ]
    );
    let nothing = har::read(
        &archive.get("log").expect("a log").clone(),
        id,
        &mut it.sources,
    );
    assert!(nothing.is_err());
}

#[test]
fn whole_query_strings_are_read_by_their_media_type() {
    const API: &str = "\
openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /form:
    get:
      parameters:
        - name: f
          in: querystring
          required: true
          content:
            application/x-www-form-urlencoded:
              schema: {$ref: '#/components/schemas/Filter'}
              encoding: {sizes: {style: pipeDelimited, explode: false}, deep: {style: deepObject}}
      responses: {'204': {}}
  /json:
    get:
      parameters: [{name: f, in: querystring, content: {application/json: {schema: {$ref: '#/components/schemas/Filter'}}}}]
      responses: {'204': {}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
  schemas:
    Filter:
      type: object
      required: [text]
      properties:
        text: {type: string, maxLength: 5}
        sizes: {type: array, items: {type: integer, minimum: 1}}
        tags: {type: array, items: {enum: [x, y]}}
        place: {type: object, properties: {x: {type: number}}}
        deep: {type: object, properties: {x: {type: number}}}
      additionalProperties: {type: integer}
";
    let found = |target: &str| {
        let (_, report) = checked(API, &format!("GET {target}\n"));
        let violations = report.entries.iter().filter_map(|it| it.violation.as_ref());
        let mut shown: Vec<_> = violations
            .map(|it| format!("{} {}", it.pointer, it.keyword))
            .collect();
        shown.sort();
        (shown, report.entries.len())
    };
    let sound = [
        "/form?text=a+b&sizes=1%7C2&tags=x&tags=y&place=%7B%22x%22:1%7D&deep[x]=1&more=7",
        "/json?%7B%22text%22:%22a+b%22,%22sizes%22:%5B1%5D%7D",
        "/json",
        "/json?api_key=x",
        "/json?%7B%22text%22:%22a%22%7D&api_key=x",
        "/form?text=a&api_key=x",
    ];
    for target in sound {
        assert_eq!(found(target), (Vec::new(), 0), "{target}");
    }
    let (shown, _) = found("/form?sizes=0%7Cx&tags=z&place=%7B%22x%22:%22y%22%7D&deep[x]=y&more=z");
    assert_eq!(
        shown,
        [
            "/f required",
            "/f/deep/x type",
            "/f/more type",
            "/f/place/x type",
            "/f/sizes/0 minimum",
            "/f/sizes/1 type",
            "/f/tags/0 enum",
        ]
    );
    // A form without fields is an object without members.
    assert_eq!(found("/form").0, ["/f required"]);
    assert_eq!(found("/json?%7B%22text%22:1%7D").0, ["/f/text type"]);
    assert_eq!(found("/json?%7B"), (Vec::new(), 1));
}

#[test]
fn headers_of_answers_are_read_as_they_are_described() {
    const API: &str = "\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /login:
    get:
      responses:
        '204':
          description: ''
          headers:
            X-Meta: {content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}}
            X-Size: {explode: true, schema: {type: object, properties: {w: {type: integer}}}}
            Set-Cookie: {schema: {type: string, pattern: '^session='}}
";
    let answer = "GET /login\n\nHTTP/1.1 204 No Content\n";
    let found = |fields: &str| found_in(API, &[answer, fields].concat());
    let sound = "X-Meta: {\"n\": 1}\nX-Size: w=2\nSet-Cookie: session=a\nSet-Cookie: session=b\n";
    assert_eq!(found(sound), [""; 0]);
    assert_eq!(
        found("X-Meta: {\"n\": \"a\"}\n"),
        ["K0400 /n type | {\"n\": \"a\"}"]
    );
    assert_eq!(found("X-Size: w=a\n"), ["K0400 /w type | a"]);
    assert_eq!(
        found("Set-Cookie: session=a\nSet-Cookie: other=b\n"),
        ["K0406  pattern | other=b"]
    );
}

#[test]
fn operations_at_one_place_are_told_apart_by_what_a_request_breaks_least() {
    const API: &str = "\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /pets/{number}:
    get:
      parameters: [{name: number, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: ''}}
  /pets/{name}:
    get:
      parameters: [{name: name, in: path, required: true, schema: {type: string, maxLength: 3}}]
      responses: {'200': {description: ''}}
";
    let found = |text: &str| found_in(API, text);
    assert_eq!(found("GET /pets/12\n\nHTTP/1.1 204 No Content\n"), [""; 0]);
    assert_eq!(found("GET /pets/rex\n\nHTTP/1.1 200 OK\n"), [""; 0]);
    assert_eq!(
        found("GET /pets/rex\n\nHTTP/1.1 204 No Content\n"),
        ["K0456 | 204"]
    );
    // Where both are broken alike, the first is meant.
    assert_eq!(found("GET /pets/felix"), ["K0400 /number type | felix"]);
}
