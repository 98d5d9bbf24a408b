//! The official test suite of JSON Schema, draft 2020-12, with instances read by our own parser and
//! evaluated in place. `KONTRAKT_SHARED` names the folder that has `suites/json-schema`.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the suite is read from files, and a test that is skipped says so"
)]

use std::path::{Path, PathBuf};

use jsonschema::Draft;
use kontrakt_model::{Diagnostics, Format, Source, SourceId, parse};
use kontrakt_validator::Tree;
use serde_json::Value;

/// The server that the suite's harness would have to run; we fetch nothing.
const REMOTE: &str = "http://localhost:1234/";

#[test]
fn verdicts_equal_those_of_the_official_suite() {
    let Some(shared) = std::env::var_os("KONTRAKT_SHARED") else {
        eprintln!("skipped: KONTRAKT_SHARED, the folder with suites/json-schema, is not set");
        return;
    };
    let folder = Path::new(&shared).join("suites/json-schema/draft2020-12");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the suite's folder")
        .map(|entry| entry.expect("an entry of the suite's folder").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in &files {
        run(file, &mut count, &mut wrong);
    }
    assert!(
        count > 1000,
        "only {count} tests were found in {}",
        folder.display()
    );
    assert!(
        wrong.is_empty(),
        "{} of {count} verdicts differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn run(file: &Path, count: &mut usize, wrong: &mut Vec<String>) {
    let text = std::fs::read_to_string(file).expect("a file of the suite");
    let groups: Vec<Value> = serde_json::from_str(&text).expect("an array of groups");
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    for group in &groups {
        let dialect = group["schema"]["$schema"].as_str().unwrap_or_default();
        if dialect.starts_with(REMOTE) {
            continue;
        }
        let about = format!("{name}: {}", group["description"]);
        let engine = jsonschema::options_for::<Tree>()
            .with_draft(Draft::Draft202012)
            .offline()
            .build(&group["schema"]);
        let engine = match engine {
            Ok(engine) => engine,
            Err(error) if error.to_string().contains(REMOTE) => continue,
            Err(error) => {
                wrong.push(format!("{about}: the schema is refused: {error}"));
                continue;
            }
        };
        for test in group["tests"].as_array().into_iter().flatten() {
            *count += 1;
            let source = Source::new("instance", test["data"].to_string(), Format::Json);
            let mut diagnostics = Diagnostics::new();
            let node = parse(&source, SourceId(0), &mut diagnostics).expect("the instance is JSON");
            let expected = test["valid"].as_bool();
            if Some(engine.is_valid(&node)) != expected
                || Some(engine.validate(&node).is_ok()) != expected
            {
                wrong.push(format!(
                    "{about}: {}, should be {expected:?}",
                    test["description"]
                ));
            }
        }
    }
}
