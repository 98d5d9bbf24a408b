//! Reading, validating and writing orders of 1, 50 and 5,000 items.

use std::error::Error;
use std::hint::black_box;

use geisenheim::Order;
use kontrakt_bench_twin as twin;
use kontrakt_model::{Diagnostics, Format, NoLoader, Purpose, Source, Sources, parse_as};
use kontrakt_validator::Validator;
use serde_json::{Value, json};

use crate::timing::{compare, head, row};

const SPEC: &str = include_str!("../../specs/geisenheim/openapi.yaml");

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let orders: Vec<(usize, String)> = [1, 50, 5_000]
        .into_iter()
        .map(|items| (items, order(items)))
        .collect();
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let description = kontrakt_model::describe(
        "openapi.yaml",
        SPEC.as_bytes(),
        &NoLoader,
        &mut sources,
        &mut diagnostics,
    )
    .ok_or("the description is broken")?;
    let validator = Validator::for_operation(&description, "createOrder")
        .map_err(|findings| format!("{findings:?}"))?;
    let schema = schema_with_components(&description.document.to_json());
    let peer = jsonschema::validator_for(&schema)?;
    for (items, json) in &orders {
        kontrakt::from_slice::<Order>(json.as_bytes())?;
        serde_json::from_str::<twin::Order>(json)?;
        if !peer.is_valid(&serde_json::from_str(json)?) {
            return Err(format!("the peer refuses the order of {items} items").into());
        }
    }

    head(
        "bytes to typed, checked value / bytes to serde-derived twin",
        "serde",
    );
    for (items, json) in &orders {
        let ours = || kontrakt::from_slice::<Order>(black_box(json.as_bytes())).is_ok();
        let peer = || serde_json::from_slice::<twin::Order>(black_box(json.as_bytes())).is_ok();
        row(&label("from_slice", *items, json), compare(ours, peer));
    }
    head(
        "bytes to typed value without checks / the same twin",
        "serde",
    );
    for (items, json) in &orders {
        let ours = || kontrakt::read_unchecked::<Order>(black_box(json.as_bytes())).is_ok();
        let peer = || serde_json::from_slice::<twin::Order>(black_box(json.as_bytes())).is_ok();
        row(&label("read_unchecked", *items, json), compare(ours, peer));
    }
    head("value to bytes / twin to bytes", "serde");
    for (items, json) in &orders {
        let order: Order = kontrakt::from_slice(json.as_bytes())?;
        let twin: twin::Order = serde_json::from_str(json)?;
        row(
            &label("to_vec", *items, json),
            compare(
                || kontrakt::to_vec(black_box(&order)),
                || serde_json::to_vec(black_box(&twin)),
            ),
        );
    }
    head(
        "validate() of a typed value / jsonschema on a serde_json::Value",
        "jsonschema",
    );
    for (items, json) in &orders {
        let order: Order = kontrakt::from_slice(json.as_bytes())?;
        let value: Value = serde_json::from_str(json)?;
        row(
            &label("validate()", *items, json),
            compare(
                || black_box(&order).validate().is_ok(),
                || peer.is_valid(black_box(&value)),
            ),
        );
    }
    head(
        "bytes to findings, with places and rules / bytes to jsonschema verdict",
        "jsonschema",
    );
    for (items, json) in &orders {
        let ours = || {
            let source = Source::new("order.json", black_box(json.as_str()), Format::Json);
            let mut diagnostics = Diagnostics::new();
            let id = kontrakt_model::SourceId(0);
            parse_as(Purpose::Payload, &source, id, &mut diagnostics)
                .map(|node| validator.check(&node, id).is_clean())
        };
        let peer = || {
            serde_json::from_str(black_box(json)).is_ok_and(|value: Value| peer.is_valid(&value))
        };
        row(
            &label("Validator::check", *items, json),
            compare(ours, peer),
        );
    }
    Ok(())
}

fn label(what: &str, items: usize, json: &str) -> String {
    format!("{what}, {items} items ({:.1} KB)", json.len() as f64 / 1e3)
}

/// The schema of an order as one document of its own, as the peer takes it.
fn schema_with_components(document: &Value) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/components/schemas/Order",
        "components": document["components"],
    })
}

/// An order like that of the original document, with this many items.
fn order(items: usize) -> String {
    let item = |index: usize| match index % 3 {
        0 => json!({
            "quantity": 6, "category": 1, "size": 750, "price": 7.5, "tax": 1.2, "discount": 0.0,
            "quality": 2, "grapes": [2473, 2455], "taste": "dry", "vdp": null,
        }),
        1 => json!({
            "quantity": 12, "category": 2, "size": 750, "price": 14.9, "tax": 2.38, "discount": 1.5,
            "quality": 6, "taste": "brut",
        }),
        _ => {
            json!({ "quantity": 1, "category": 9, "size": 500, "price": 24.0, "tax": 3.83, "discount": 0.0 })
        }
    };
    let order = json!({
        "date": "2020-09-22",
        "id": 3459872,
        "recipient": {
            "id": "OQU0-XUI3", "type": 1, "source": "online", "delivery": "DHL", "postalCode": 124,
            "country": "DE", "yearOfBirth": 1972, "agreesToMarketing": true, "gender": "m", "paymentMethod": "paypal",
        },
        "items": (0..items).map(item).collect::<Vec<_>>(),
    });
    order.to_string()
}
