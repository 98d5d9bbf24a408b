//! Generating a crate, against what parsing the same text costs at least.

use std::error::Error;
use std::hint::black_box;

use kontrakt_codegen::Config;
use kontrakt_model::{Diagnostics, NoLoader, Sources};
use serde_json::Value;

use crate::timing::{compare, head, row};

const SPEC: &str = include_str!("../../specs/geisenheim/openapi.yaml");

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let mut sources = Sources::new();
    let description = kontrakt_model::describe(
        "openapi.yaml",
        SPEC.as_bytes(),
        &NoLoader,
        &mut sources,
        &mut Diagnostics::new(),
    )
    .ok_or("the description is broken")?;
    let json = description.document.to_json().to_string();
    head(
        "description (JSON) to Rust files / serde_json parsing the same text",
        "serde_json",
    );
    let config = Config::new("geisenheim".to_owned());
    let peer = || serde_json::from_str::<Value>(black_box(&json)).is_ok();
    let model = || describe(black_box(&json)).is_some();
    row(
        &format!("describe, {:.1} KB", json.len() as f64 / 1e3),
        compare(model, peer),
    );
    let generate = || {
        let description = describe(black_box(&json))?;
        kontrakt_codegen::generate(&description, &config, &mut Diagnostics::new())
    };
    if generate().is_none() {
        return Err("nothing is generated".into());
    }
    row(
        &format!("describe, plan and emit, {:.1} KB", json.len() as f64 / 1e3),
        compare(generate, peer),
    );
    Ok(())
}

fn describe(json: &str) -> Option<kontrakt_model::Description> {
    kontrakt_model::describe(
        "openapi.json",
        json.as_bytes(),
        &NoLoader,
        &mut Sources::new(),
        &mut Diagnostics::new(),
    )
}
