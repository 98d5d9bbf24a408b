//! What descriptions can have wrong with them: `kontrakt check`, and exit code 3 elsewhere.

use crate::support::{Folder, SPEC};

#[track_caller]
fn broken(spec: impl AsRef<[u8]>, pieces: &[&str]) {
    let folder = Folder::new();
    folder.write("api.yaml", spec);
    folder.write("payload.json", "{}");
    folder.run(&["check", "api.yaml"]).is(3, pieces);
    folder
        .run(&["validate", "api.yaml", "createOrder", "payload.json"])
        .is(3, pieces);
    folder.run(&["enums", "api.yaml"]).is(3, pieces);
}

#[test]
fn a_clean_description_says_nothing() {
    Folder::with_spec().run(&["check", "api.yaml"]).is(0, &[]);
}

#[test]
fn a_description_that_cannot_be_opened_is_wrong_usage() {
    let folder = Folder::new();
    folder
        .run(&["check", "none.yaml"])
        .fails(2, &["cannot read none.yaml"]);
    folder.run(&["check", "."]).fails(2, &["cannot read ."]);
}

#[test]
fn a_text_that_is_no_description_is_broken() {
    broken("", &["error[K0002]", "is empty"]);
    broken(b"openapi: \xFC", &["error[K0001]", "is not UTF-8"]);
    broken("openapi: [3\ninfo", &["error[K0010]", "--> api.yaml:"]);
    broken("{\"openapi\": \"3.0.3\"", &["error[K0010]"]);
    broken("a: 1", &["error[K0031]"]);
    broken(
        "openapi: 9.0.0\ninfo: {title: t, version: '1'}\npaths: {}",
        &["error[K0032]"],
    );
}

#[test]
fn swagger_is_named_as_such() {
    broken(
        "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths: {}",
        &["error[K0030]", "Swagger 2.0"],
    );
}

#[test]
fn references_must_lead_somewhere() {
    broken(
        SPEC.replace("schemas/Order'", "schemas/Ordre'"),
        &["error[K0040]", "#/components/schemas/Order"],
    );
    let circular = format!(
        "{SPEC}    A: {{$ref: '#/components/schemas/B'}}\n    B: {{$ref: '#/components/schemas/A'}}\n"
    );
    broken(circular, &["error[K0041]"]);
}

#[test]
fn a_rule_must_be_an_expression() {
    let folder = Folder::new();
    folder.write(
        "api.yaml",
        format!("{SPEC}      x-validations: [{{rule: 'self >'}}]\n"),
    );
    folder
        .run(&["check", "api.yaml"])
        .is(3, &["error[K0444]", "no CEL expression"]);
}

#[test]
fn duplicate_keys_are_a_warning() {
    let folder = Folder::new();
    folder.write(
        "api.yaml",
        format!("{SPEC}      description: a\n      description: b\n"),
    );
    folder
        .run(&["check", "api.yaml"])
        .is(0, &["warning[K0014]", "`description` occurs twice"]);
}

#[test]
fn other_files_are_read_below_the_root_only() {
    let folder = Folder::new();
    let spec = |target: &str| SPEC.replace("'#/components/schemas/Kind'", &format!("'{target}'"));
    folder.write("kinds.yaml", "Kind: {type: string, enum: [wine]}");
    folder.write("specs/kinds.yaml", "Kind: {type: string, enum: [wine]}");
    folder.write("specs/api.yaml", spec("kinds.yaml#/Kind"));
    folder.write("payload.json", "{\"id\": 1, \"kind\": \"beer\"}");
    let validate = ["validate", "specs/api.yaml", "createOrder", "payload.json"];
    folder
        .run(&validate)
        .is(1, &["error[K0402]", "--> specs/kinds.yaml:1:"]);

    folder.write("specs/api.yaml", spec("../kinds.yaml#/Kind"));
    folder
        .run(&["check", "specs/api.yaml"])
        .is(0, &["K0042", "outside the root folder"]);
    folder
        .run(&["check", "specs/api.yaml", "--root", "."])
        .is(0, &[]);
    folder.write(
        "specs/api.yaml",
        spec("https://example.com/kinds.yaml#/Kind"),
    );
    folder
        .run(&["check", "specs/api.yaml"])
        .is(0, &["K0042", "nothing is fetched from the network"]);
}
