//! XML payloads: read by the schema, with findings that point into the XML.

use kontrakt_model::{Diagnostics, Format, NoLoader, Node, Source, Sources, describe};
use kontrakt_validator::Validator;
use serde_json::{Value as Json, json};

const SPEC: &str = "
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths: {}
components:
  schemas:
    Order:
      type: object
      required: [id, lines]
      xml: {name: order}
      properties:
        id: {type: integer, xml: {attribute: true}}
        lines:
          type: array
          items: {$ref: '#/components/schemas/Line'}
        labels:
          type: array
          xml: {wrapped: true}
          items: {type: string, xml: {name: label}}
        customer:
          x-aliases: [buyer]
          oneOf:
            - type: object
              properties: {number: {type: integer}}
            - type: 'null'
      unevaluatedProperties: false
    Line:
      allOf:
        - $ref: '#/components/schemas/Counted'
        - type: object
          required: [price]
          properties:
            price:
              type: object
              properties:
                currency: {enum: [EUR, SEK], xml: {attribute: true}}
                amount: {type: number, minimum: 0, xml: {nodeType: text}}
    Counted:
      type: object
      properties:
        count: {type: integer}
        parts: {type: array, items: {$ref: '#/components/schemas/Line'}}
";

/// The payload as JSON, and the findings as `pointer keyword text`.
fn run(xml: &str) -> (Option<Json>, Vec<String>) {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let description = describe(
        "a.yaml",
        SPEC.as_bytes(),
        &NoLoader,
        &mut sources,
        &mut diagnostics,
    );
    let description = description.expect("the description is sound");
    let validator = Validator::for_pointer(&description, "Order").expect("there is such a schema");
    let id = sources.add(Source::new("a.xml", xml, Format::Xml));
    let node = validator.read(sources.get(id), id, &mut diagnostics);
    let report = node
        .iter()
        .flat_map(|node| validator.check(node, id).entries);
    let findings = report.filter_map(|entry| {
        let place = entry.finding.place?;
        let text = xml.get(place.span.start as usize..place.span.end as usize)?;
        let violation = entry.violation?;
        Some(format!(
            "{} {} {text}",
            violation.pointer, violation.keyword
        ))
    });
    let findings = findings.collect();
    (node.as_ref().map(Node::to_json), findings)
}

#[test]
fn the_schema_tells_numbers_lists_and_members() {
    let (json, findings) = run(
        "<order id='7'><lines><count>2</count><price currency='EUR'>1.50</price>\
         <parts><count>1</count><price>2</price></parts></lines>\
         <labels><label>1</label></labels><customer><number>5</number></customer></order>",
    );
    let expected = json!({
        "id": 7,
        "lines": [{
            "count": 2,
            "price": {"currency": "EUR", "amount": 1.5},
            "parts": [{"count": 1, "price": {"amount": 2}}],
        }],
        "labels": ["1"],
        "customer": {"number": 5},
    });
    assert_eq!(json, Some(expected));
    assert!(findings.is_empty(), "{findings:?}");
    // Nothing where a list must be is an empty list.
    assert_eq!(
        run("<order id='1'/>").0,
        Some(json!({"id": 1, "lines": []}))
    );
}

#[test]
fn findings_point_into_the_xml() {
    let (_, findings) = run(
        "<order id='7'><lines><count>many</count><price currency='EUR'>-1</price></lines></order>",
    );
    assert_eq!(
        findings,
        [
            "/lines/0/count type many",
            "/lines/0/price/amount minimum -1"
        ]
    );
    assert_eq!(run("<order id='7'><lines></order>"), (None, Vec::new()));
}
