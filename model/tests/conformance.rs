//! What the JSON Schemas that the OpenAPI Initiative publishes refuse is a breach here too: shown
//! on the documents of its suite, whole and with one thing changed.
//!
//! It needs the folder that `KONTRAKT_SHARED` names, and passes with a remark where that is not set.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test may read files and tell that it was skipped"
)]

use std::path::{Path, PathBuf};

use jsonschema::{Draft, Validator};
use kontrakt_model::{
    Diagnostics, Format, NoLoader, Severity, Source, SourceId, Sources, codes, describe, parse,
};
use serde_json::{Value, json};

#[test]
fn what_the_schema_of_3_0_refuses_is_a_breach() {
    compare("3.0", Draft::Draft4);
}

#[test]
fn what_the_schema_of_3_1_refuses_is_a_breach() {
    compare("3.1", Draft::Draft202012);
}

fn compare(version: &str, draft: Draft) {
    let Some(shared) = std::env::var_os("KONTRAKT_SHARED") else {
        eprintln!("skipped: KONTRAKT_SHARED, the folder with suites/openapi, is not set");
        return;
    };
    let folder = Path::new(&shared).join("suites/openapi").join(version);
    let schema = read(&folder.join("schemas/schema.yaml"));
    let schema = jsonschema::options().with_draft(draft).build(&schema);
    let schema = schema.expect("the published schema is one");
    let (mut refused, mut missed) = (0, Vec::new());
    for path in documents(&folder.join("pass")) {
        let document = read(&path);
        assert!(schema.is_valid(&document), "{}", path.display());
        for (change, changed) in changes(&document) {
            // The text of 3.1 lets the parameters of a link be anything, and its schema only strings.
            if schema.is_valid(&changed)
                || change.contains("/parameters") && change.contains("/links/")
            {
                continue;
            }
            refused += 1;
            if !has_breach(&changed) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                missed.push(format!("{name} {change}: {}", reason(&schema, &changed)));
            }
        }
    }
    assert!(refused > 1000, "only {refused} changes were refused");
    assert!(
        missed.is_empty(),
        "{} of {refused} are missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
}

fn reason(schema: &Validator, document: &Value) -> String {
    schema
        .iter_errors(document)
        .next()
        .map(|error| {
            let place = error.instance_path().to_string();
            let said: String = error.to_string().chars().take(160).collect();
            format!("{place}: {said}")
        })
        .unwrap_or_default()
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the suite's folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the suite's folder").path())
        .collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("a file of the suite");
    let source = Source::new(path.display().to_string(), text, Format::Yaml);
    let mut diagnostics = Diagnostics::new();
    let node = parse(&source, SourceId(0), &mut diagnostics);
    node.expect("a file of the suite is YAML").to_json()
}

fn has_breach(document: &Value) -> bool {
    let mut diagnostics = Diagnostics::new();
    describe(
        "changed.json",
        document.to_string().as_bytes(),
        &NoLoader,
        &mut Sources::new(),
        &mut diagnostics,
    );
    diagnostics.findings().iter().any(|finding| {
        finding.severity == Severity::Error
            || finding.severity == Severity::Warning && codes::BREACHES.contains(&finding.code)
    })
}

/// The document with one thing changed, for each thing in it.
fn changes(document: &Value) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    collect(document, &mut String::new(), &mut pointers);
    let mut all = Vec::new();
    for pointer in pointers {
        for other in [json!(7), json!("word"), json!([]), json!({}), json!(true)] {
            let mut changed = document.clone();
            if let Some(place) = changed.pointer_mut(&pointer) {
                all.push((format!("{pointer} is {other}"), {
                    *place = other;
                    changed
                }));
            }
        }
        let mut changed = document.clone();
        if let Some(Value::Object(members)) = changed.pointer_mut(&pointer) {
            members.insert("unheardOf".to_owned(), json!({}));
            all.push((format!("{pointer} has a new member"), changed));
        }
        if let Some((parent, name)) = pointer.rsplit_once('/') {
            let mut changed = document.clone();
            if let Some(Value::Object(members)) = changed.pointer_mut(parent) {
                members.remove(&name.replace("~1", "/").replace("~0", "~"));
                all.push((format!("without {pointer}"), changed));
            }
        }
    }
    all
}

fn collect(value: &Value, pointer: &mut String, all: &mut Vec<String>) {
    all.push(pointer.clone());
    let length = pointer.len();
    let mut enter = |token: &str, value: &Value| {
        kontrakt_model::push_pointer(pointer, token);
        collect(value, pointer, all);
        pointer.truncate(length);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| enter(name, value)),
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                enter(&index.to_string(), value);
            }
        }
        _ => {}
    }
}
