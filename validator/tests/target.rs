//! Which schema a payload is checked against.

mod support;

use kontrakt_validator::{Validator, codes};
use support::{Described, description};

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
