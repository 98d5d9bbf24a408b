//! What a user sees for every sample, through the command.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::io::Read;

use kontrakt_cli::{CLEAN, Streams, USAGE, VIOLATIONS, run};
use kontrakt_tests::{Spec, root, samples};
use serde_json::Value;

/// Runs the command in process and gives its exit code and what it writes to both streams.
fn kontrakt(arguments: &[&str]) -> (u8, String) {
    let mut output = Vec::new();
    let mut errors = Vec::new();
    let mut streams = Streams {
        input: &mut std::io::empty() as &mut dyn Read,
        output: &mut output,
        errors: &mut errors,
        output_is_terminal: false,
        errors_is_terminal: false,
    };
    let arguments = ["kontrakt"].iter().chain(arguments).map(Into::into);
    let code = run(arguments, &mut streams);
    output.extend(errors);
    (code, String::from_utf8(output).unwrap())
}

/// The output for one sample, with paths from the root of the project.
fn validate(folder: &str, name: &str) -> (u8, String) {
    let root = root();
    let spec = root.join("specs/geisenheim/openapi.yaml");
    let sample = root
        .join("specs/geisenheim/samples")
        .join(folder)
        .join(name);
    let (code, output) = kontrakt(&[
        "validate",
        &spec.display().to_string(),
        "createOrder",
        &sample.display().to_string(),
    ]);
    (code, output.replace(&format!("{}/", root.display()), ""))
}

#[test]
fn valid_samples_are_clean() {
    for (name, _) in samples("geisenheim", "valid") {
        assert_eq!(validate("valid", &name), (CLEAN, String::new()), "{name}");
    }
}

#[test]
fn invalid_samples_show_what_is_wrong() {
    for (name, _) in samples("geisenheim", "invalid") {
        let (code, output) = validate("invalid", &name);
        assert_eq!(code, VIOLATIONS, "{name}\n{output}");
        snapshot("invalid", &name, &output);
    }
}

#[test]
fn what_is_not_quite_json_is_named() {
    let codes = [
        ("byte-order-mark.json", CLEAN),
        ("documented-order-verbatim.json", VIOLATIONS),
        ("duplicate-keys.json", VIOLATIONS),
        ("empty.json", USAGE),
        ("integer-beyond-64-bits.json", VIOLATIONS),
        ("integer-written-with-fraction.json", CLEAN),
        ("latin-1.json", USAGE),
        ("truncated.json", USAGE),
    ];
    let names: Vec<_> = samples("geisenheim", "syntax")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, codes.map(|(name, _)| name));
    for (name, expected) in codes {
        let (code, output) = validate("syntax", name);
        assert_eq!(code, expected, "{name}\n{output}");
        snapshot("syntax", name, &output);
    }
}

fn snapshot(folder: &str, name: &str, output: &str) {
    insta::with_settings!({
        snapshot_path => format!("snapshots/{folder}"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name.trim_end_matches(".json"), output);
    });
}

/// `expected.json` names for every invalid sample the one rule that it was made to break.
#[test]
fn every_invalid_sample_breaks_the_rule_it_was_made_for() {
    let mut spec = Spec::read("geisenheim");
    let expected = std::fs::read(root().join("specs/geisenheim/samples/expected.json")).unwrap();
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    let expected = expected["invalid"].as_object().unwrap();
    let samples = samples("geisenheim", "invalid");
    let stem = |name: &str| name.trim_end_matches(".json").to_owned();
    let names: BTreeSet<_> = samples.iter().map(|(name, _)| stem(name)).collect();
    assert_eq!(names, expected.keys().cloned().collect());
    for (name, json) in &samples {
        let (_, report) = spec.check("createOrder", name, json);
        let rule = |member: &str| expected[&stem(name)][member].as_str().unwrap();
        let broken = report.broken();
        assert!(
            broken.contains(&(rule("pointer"), rule("keyword"))),
            "{name}: {broken:?}"
        );
        let pointers: BTreeSet<_> = broken.iter().map(|(pointer, _)| *pointer).collect();
        assert_eq!(pointers.len(), 1, "{name}: {broken:?}");
    }
}
