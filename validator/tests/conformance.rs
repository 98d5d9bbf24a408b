//! The official test suite of JSON Schema, draft 2020-12, with each schema as a component of a
//! description: what [`Validator`](kontrakt_validator::Validator) says is what the suite says.
//! `KONTRAKT_SHARED` names the folder that has `suites/json-schema`.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the suite is read from files, and a test that is skipped says so"
)]

use std::path::Path;

use kontrakt_model::{Diagnostics, Format, NoLoader, Source, SourceId, Sources, describe, parse};
use kontrakt_validator::Validator;
use serde_json::{Value, json};

/// Groups of the suite that an OpenAPI description decides otherwise: file, a part of the group's
/// name, and why.
const OTHERWISE: [(&str, &str, &str); 17] = [
    ("anchor.json", "base URI change", BASES),
    ("anchor.json", "different base uri", BASES),
    ("defs.json", "metaschema", REMOTE),
    ("dynamicRef.json", "", DYNAMIC),
    (
        "format.json",
        " format",
        "`format` is checked, and not only noted",
    ),
    ("ref.json", "remote ref, containing refs itself", REMOTE),
    ("ref.json", "Recursive references between schemas", BASES),
    ("ref.json", "relative uris and defs", BASES),
    ("ref.json", "absolute uris and defs", BASES),
    ("ref.json", "nearest parent", BASES),
    ("ref.json", "order of evaluation: $id and $ref", BASES),
    ("ref.json", "URN ref with nested pointer ref", BASES),
    ("ref.json", "absolute-path-reference", BASES),
    ("refRemote.json", "", REMOTE),
    ("unevaluatedItems.json", "$dynamicRef", DYNAMIC),
    ("unevaluatedProperties.json", "$dynamicRef", DYNAMIC),
    ("vocabulary.json", "custom metaschema", REMOTE),
];
const REMOTE: &str = "nothing is fetched";
const BASES: &str = "an `$id` inside a schema does not change what references start from";
const DYNAMIC: &str = "a `$dynamicRef` leads where it stands, and a finding says so";

#[test]
fn verdicts_equal_those_of_the_official_suite() {
    let Some(shared) = std::env::var_os("KONTRAKT_SHARED") else {
        eprintln!("skipped: KONTRAKT_SHARED, the folder with suites/json-schema, is not set");
        return;
    };
    let folder = Path::new(&shared).join("suites/json-schema/draft2020-12");
    let entries = std::fs::read_dir(&folder).expect("the suite's folder");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry of the suite's folder").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(file).expect("a file of the suite");
        let groups: Vec<Value> = serde_json::from_str(&text).expect("an array of groups");
        for group in &groups {
            let about = group["description"].as_str().unwrap_or_default();
            let is_otherwise =
                |(of, part, _): &(&str, &str, &str)| *of == name && about.contains(part);
            if OTHERWISE.iter().any(is_otherwise) {
                continue;
            }
            run(&name, group, &mut count, &mut wrong);
        }
    }
    assert!(count > 1000, "only {count} tests were found");
    assert!(
        wrong.is_empty(),
        "{} of {count} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The schema with its references as they are where it stands in the description.
fn moved(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = match (name.as_str(), value.as_str()) {
                    ("$ref", Some(reference))
                        if reference == "#" || reference.starts_with("#/") =>
                    {
                        reference
                            .replacen('#', "#/components/schemas/Case", 1)
                            .into()
                    }
                    ("enum" | "const" | "default", _) => value.clone(),
                    _ => moved(value),
                };
                (name.clone(), value)
            });
            Value::Object(members.collect())
        }
        Value::Array(items) => items.iter().map(moved).collect(),
        other => other.clone(),
    }
}

fn run(file: &str, group: &Value, count: &mut usize, wrong: &mut Vec<String>) {
    let about = format!("{file}: {}", group["description"]);
    let description = json!({
        "openapi": "3.1.0",
        "info": { "title": "suite", "version": "1" },
        "paths": {},
        "components": { "schemas": { "Case": moved(&group["schema"]) } },
    });
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let bytes = description.to_string().into_bytes();
    let description = describe(
        "suite.json",
        &bytes,
        &NoLoader,
        &mut sources,
        &mut diagnostics,
    );
    let Some(description) = description else {
        wrong.push(format!("{about}: {:?}", diagnostics.findings()));
        return;
    };
    let validator = match Validator::for_pointer(&description, "Case") {
        Ok(validator) => validator,
        Err(findings) => {
            wrong.push(format!("{about}: {findings:?}"));
            return;
        }
    };
    for test in group["tests"].as_array().into_iter().flatten() {
        *count += 1;
        let source = Source::new("instance", test["data"].to_string(), Format::Json);
        let node =
            parse(&source, SourceId(0), &mut Diagnostics::new()).expect("the instance is JSON");
        if Some(validator.is_valid(&node)) != test["valid"].as_bool() {
            wrong.push(format!(
                "{about}: {}, should be {}",
                test["description"], test["valid"]
            ));
        }
    }
}
