//! The smaller commands, and the command line itself.

use crate::support::Folder;

#[test]
fn value_lists_are_listed_with_their_meanings() {
    let folder = Folder::with_spec();
    let expected = "Kind: 2 values\n  \"wine\"   Wein\n  \"juice\"  Saft\n";
    folder.run(&["enums", "api.yaml"]).is(0, &[expected]);
    folder
        .run(&["enums", "api.yaml", "Kind"])
        .is(0, &[expected]);
    let run = folder.run(&["enums", "api.yaml", "--format", "json"]);
    let lists: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(
        lists[0]["values"][1],
        serde_json::json!({ "value": "juice", "name": null, "meaning": "Saft" })
    );
}

#[test]
fn choices_among_constants_are_value_lists() {
    let folder = Folder::new();
    let spec = "openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    Kind:
      type: integer
      oneOf:
        - {const: 1, title: Row}
        - {const: 2, title: Button, description: Is pressed.}
    Either:
      oneOf: [{const: a}, {type: integer}]
    Size:
      anyOf: [{enum: [s, m]}, {const: l, title: Large}, {type: 'null'}]
    Fixed: {const: 1}
";
    folder.write("api.yaml", spec);
    let expected = "Kind: 2 values\n  1  Row\n  2  Is pressed.\n\n\
        Size: 4 values\n  \"s\"\n  \"m\"\n  \"l\"   Large\n  null\n\nFixed: 1 value\n  1\n";
    let run = folder.run(&["enums", "api.yaml"]);
    assert_eq!((run.code, run.output.as_str()), (0, expected));
    folder
        .run(&["enums", "api.yaml", "Kind", "button"])
        .is(1, &["did you mean `2` (Is pressed.)?"]);
}

#[test]
fn values_are_looked_up_in_their_list() {
    let folder = Folder::with_spec();
    folder
        .run(&["enums", "api.yaml", "Kind", "wine"])
        .is(0, &["\"wine\"  Wein"]);
    let run = folder.run(&["enums", "api.yaml", "Kind", "wine", "Saft", "beer"]);
    run.is(
        1,
        &[
            "\"wine\"  Wein",
            "error[K0446]",
            "did you mean `\"juice\"` (Saft)?",
            "2 errors",
        ],
    );
    folder
        .run(&["enums", "api.yaml", "Kinds"])
        .is(2, &["error[K0445]", "did you mean `Kind`?"]);
}

#[test]
fn text_of_a_description_does_not_act_on_a_terminal() {
    let folder = Folder::new();
    folder.write(
        "api.yaml",
        crate::support::SPEC.replace("[Wein, Saft]", "[\"W\\e[31mein\", Saft]"),
    );
    let run = folder.run(&["enums", "api.yaml"]);
    assert_eq!(run.code, 0);
    assert!(!run.output.contains('\u{1b}'), "{run:#?}");
}

#[test]
fn every_command_has_help_with_examples() {
    let folder = Folder::new();
    folder.run(&["--help"]).is(
        0,
        &[
            "Exit codes:",
            "generate",
            "validate",
            "enums",
            "check",
            "schema",
            "completions",
        ],
    );
    for command in [
        "generate",
        "validate",
        "enums",
        "check",
        "schema",
        "completions",
    ] {
        let run = folder.run(&[command, "--help"]);
        run.is(0, &["Example", &format!("kontrakt {command}")]);
    }
    folder.run(&["--version"]).is(0, &["kontrakt "]);
}

#[test]
fn a_wrong_command_line_is_told_on_standard_error() {
    let folder = Folder::new();
    folder.run(&[]).fails(2, &["Usage:"]);
    folder.run(&["valdate"]).fails(2, &["validate"]);
    folder.run(&["check"]).fails(2, &["<SPEC>"]);
    folder
        .run(&["check", "a.yaml", "--format", "xml"])
        .fails(2, &["human", "json"]);
}

#[test]
fn completions_are_made_for_the_common_shells() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        folder.run(&["completions", shell]).is(0, &["kontrakt"]);
    }
}

#[test]
fn the_schemas_that_are_checked_in_are_those_that_are_printed() {
    for (of, file) in [
        ("report", "report.schema.json"),
        ("config", "kontrakt.schema.json"),
    ] {
        let checked_in = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
        let checked_in = std::fs::read_to_string(checked_in).unwrap_or_default();
        let printed = Folder::new().run(&["schema", of]).output;
        assert!(
            checked_in == printed,
            "stale; to refresh it, run: cargo run -p kontrakt-cli -- schema {of} > cli/{file}"
        );
    }
}
