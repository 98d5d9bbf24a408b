//! The checks that a schema becomes, against the JSON Schema Test Suite (draft 2020-12) and against
//! the validator. `KONTRAKT_SHARED` names the folder that has `suites/json-schema`.

#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kontrakt::{Check, Invalid, Json, from_slice_with};
use kontrakt_model::{Description, Diagnostics, Format, NoLoader, Source, SourceId, Sources};
use kontrakt_validator::Validator;
use serde_json::{Value, json};

type Broken = BTreeSet<(String, String)>;

/// What descriptions do not have, or mean otherwise: schemas with names and dialects of their own,
/// which a reference that is resolved before does not see.
const LEFT_OUT: &[&str] = &[
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$vocabulary",
];

/// What we decide otherwise, by the end of the test's name.
const DIFFERENT: &[&str] = &[
    // The formats of OpenAPI are checked.
    "is only an annotation by default",
    // This test makes a reference of what is no more than a value.
    "naive replacement of $ref with its destination is not correct: match the enum exactly",
];

#[test]
fn on_the_official_suite() {
    let Some(shared) = std::env::var_os("KONTRAKT_SHARED") else {
        eprintln!("skipped: KONTRAKT_SHARED, the folder with suites/json-schema, is not set");
        return;
    };
    let folder = Path::new(&shared).join("suites/json-schema/draft2020-12");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for file in &files {
        let groups: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy();
        for group in groups.as_array().unwrap() {
            let about = format!("{name}: {}", group["description"].as_str().unwrap());
            run(&about, group, &mut count, &mut wrong);
        }
    }
    assert!(count > 1000, "only {count} tests");
    assert!(
        wrong.is_empty(),
        "{} of {count} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn run(about: &str, group: &Value, count: &mut usize, wrong: &mut Vec<String>) {
    let mut schema = group["schema"].clone();
    if let Some(members) = schema.as_object_mut() {
        members.remove("$schema");
    }
    let text = schema.to_string();
    let is_left_out = |word: &&str| text.contains(&format!("\"{word}\":"));
    if LEFT_OUT.iter().any(is_left_out) || text.contains("\"$ref\":\"http") {
        return;
    }
    refer_to_component(&mut schema);
    let Some(description) = describe(&schema) else {
        wrong.push(format!("{about}: no description"));
        return;
    };
    let (_, id) = description.api.components[0];
    let checks = crate::lowered::checks(&description.api, id);
    let validator = Validator::for_pointer(&description, "/components/schemas/Case").unwrap();
    for test in group["tests"].as_array().unwrap() {
        let name = format!("{about}: {}", test["description"].as_str().unwrap());
        let is_ours = DIFFERENT.iter().any(|end| name.ends_with(end));
        *count += 1;
        let payload = test["data"].to_string();
        let found = of_checks(&payload, checks);
        let by_validator = of_validator(&validator, &payload);
        let is_as_expected = found.is_empty() == test["valid"].as_bool().unwrap();
        if !(is_as_expected || is_ours) || found != by_validator {
            wrong.push(format!(
                "{name}: {payload}\n    checks    {found:?}\n    validator {by_validator:?}"
            ));
        }
    }
}

/// Makes references from the root of the schema ones from the root of the description.
fn refer_to_component(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str().and_then(|text| text.strip_prefix('#')) {
                    Some(rest) if name == "$ref" => {
                        *value = format!("#/components/schemas/Case{rest}").into();
                    }
                    _ => refer_to_component(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(refer_to_component),
        _ => {}
    }
}

fn describe(schema: &Value) -> Option<Description> {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "A schema", "version": "1" },
        "paths": {},
        "components": { "schemas": { "Case": schema } },
    });
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let bytes = document.to_string().into_bytes();
    kontrakt_model::describe(
        "openapi.json",
        &bytes,
        &NoLoader,
        &mut sources,
        &mut diagnostics,
    )
}

fn of_checks(payload: &str, checks: &'static [Check]) -> Broken {
    match from_slice_with::<Json>(payload.as_bytes(), checks) {
        Ok(_) => Broken::new(),
        Err(Invalid::Violations(violations)) => violations
            .iter()
            .map(|it| (it.pointer.clone(), it.keyword.to_owned()))
            .collect(),
        Err(Invalid::Syntax(syntax)) => panic!("{payload}: {syntax}"),
    }
}

fn of_validator(validator: &Validator<'_>, payload: &str) -> Broken {
    let source = Source::new("payload.json", payload, Format::Json);
    let mut diagnostics = Diagnostics::new();
    let node = kontrakt_model::parse(&source, SourceId(0), &mut diagnostics).unwrap();
    validator
        .check(&node, SourceId(0))
        .broken()
        .into_iter()
        .map(|(pointer, keyword)| (pointer.to_owned(), keyword.to_owned()))
        .collect()
}
