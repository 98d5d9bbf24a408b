//! Which schema a payload is checked against.

use crate::support::{Described, description};
use kontrakt_validator::{Validator, codes};

fn api() -> Described {
    description(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /orders:
    post:
      operationId: createOrder
      requestBody:
        content:
          text/plain: {schema: {type: string}}
          application/vnd.x+json; v=1: {schema: {$ref: '#/components/schemas/Order'}}
      responses: {'200': {description: ok}}
    get:
      operationId: listOrders
      responses: {'200': {description: ok}}
  /upload:
    put:
      requestBody: {content: {text/csv: {}}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Order: {type: object}
",
    )
}

#[track_caller]
fn refused(operation: &str) -> (kontrakt_model::Code, String, Vec<String>) {
    let it = api();
    let findings = Validator::for_operation(&it.description, operation).err();
    let mut findings = findings.unwrap_or_default();
    assert_eq!(findings.len(), 1);
    let finding = findings.remove(0);
    (finding.code, finding.message, finding.help)
}

#[test]
fn an_operation_is_named_by_id_or_by_method_and_path() {
    let mut it = api();
    let (node, id) = it.payload("[]");
    for name in ["createOrder", "POST /orders", "post  /orders"] {
        let validator =
            Validator::for_operation(&it.description, name).unwrap_or_else(|it| panic!("{it:#?}"));
        assert_eq!(
            validator
                .check(&node, id)
                .broken()
                .into_iter()
                .collect::<Vec<_>>(),
            [("", "type")]
        );
        assert!(!validator.is_valid(&node));
    }
}

#[test]
fn an_unknown_operation_is_named_with_the_nearest() {
    let (code, message, help) = refused("creatOrder");
    assert_eq!(code, codes::UNKNOWN_OPERATION);
    assert_eq!(message, "the description has no operation `creatOrder`");
    assert_eq!(help, ["did you mean `createOrder`?"]);
    assert_eq!(refused("POST /order").2, ["did you mean `POST /orders`?"]);
    assert_eq!(
        refused("x").2,
        ["it has `createOrder` (POST /orders), `listOrders` (GET /orders), `PUT /upload`"]
    );
}

#[test]
fn an_operation_must_take_json() {
    let (code, message, _) = refused("listOrders");
    assert_eq!(
        (code, &*message),
        (codes::NO_REQUEST_BODY, "`listOrders` takes no request body")
    );
    let (_, message, _) = refused("PUT /upload");
    assert_eq!(
        message,
        "`/upload` takes no request body in JSON but in `text/csv`"
    );
}

#[test]
fn a_schema_is_named_by_pointer_or_component() {
    let it = api();
    for name in [
        "Order",
        "/components/schemas/Order",
        "#/components/schemas/Order",
    ] {
        assert!(
            Validator::for_pointer(&it.description, name).is_ok(),
            "{name}"
        );
    }
    let findings = Validator::for_pointer(&it.description, "#/components/schemas/Ordre")
        .err()
        .unwrap();
    assert_eq!(findings[0].code, codes::UNKNOWN_SCHEMA);
    assert_eq!(
        findings[0].help,
        ["did you mean `/components/schemas/Order`?"]
    );
}

const PARAMETERS: &str = "\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /meals/{id}:
    get:
      operationId: listMeals
      parameters:
        - {name: from, in: query, required: true, schema: {type: string, format: date}}
        - {name: days, in: query, schema: {type: integer, maximum: 7}}
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: id, in: header, schema: {type: string}}
      x-validations:
        - {rule: '!has(self.days) || self.days != 3', message: Three days are too many.}
      responses: {}
";

#[test]
fn parameters_are_an_object_by_name() {
    let mut described = crate::support::description(PARAMETERS);
    let mut check = |json: &str| {
        let (node, id) = described.payload(json);
        let validator = Validator::for_parameters(&described.description, "listMeals");
        let report = validator
            .unwrap_or_else(|findings| panic!("{findings:#?}"))
            .check(&node, id);
        let broken = report.broken().into_iter();
        let broken: Vec<_> = broken
            .map(|(at, keyword)| format!("{at} {keyword}"))
            .collect();
        let codes = report.entries.iter().map(|entry| entry.finding.code);
        (broken, codes.collect::<Vec<_>>(), report)
    };
    let (broken, codes, _) =
        check(r#"{"from": "2026-01-01", "days": 2, "path.id": 1, "header.id": "1"}"#);
    assert!(
        broken.is_empty() && codes.is_empty(),
        "{broken:?} {codes:?}"
    );

    let (broken, _, report) = check(r#"{"from": "1.1.", "days": 8, "path.id": null}"#);
    assert_eq!(broken, ["/days maximum", "/from format", "/path.id type"]);
    assert!(
        report
            .entries
            .iter()
            .all(|entry| !entry.finding.related.is_empty())
    );

    let (broken, codes, report) = check(r#"{"form": "2026-01-01", "path.id": 1}"#);
    assert_eq!(broken, [" required"]);
    assert_eq!(codes, [codes::REQUIRED, codes::UNKNOWN_PARAMETER]);
    let missing = report.violations().next().map(|it| it.rule.as_deref());
    assert_eq!(
        missing,
        Some(Some("/paths/~1meals~1{id}/get/parameters/0/required"))
    );
    assert_eq!(report.entries[1].finding.help, ["did you mean `from`?"]);

    let (broken, _, report) = check(r#"{"from": "2026-01-01", "days": 3, "path.id": 1}"#);
    assert_eq!(broken, [" x-validations"]);
    assert_eq!(report.entries[0].finding.message, "Three days are too many");

    assert_eq!(check("[]").0, [" type"]);
}
