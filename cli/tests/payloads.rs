//! `kontrakt validate` and what payloads can have wrong with them.

use crate::support::Folder;

#[test]
fn a_clean_payload_says_nothing() {
    let folder = Folder::with_spec();
    let run = folder.validate(r#"{"id": 1, "kind": "wine"}"#);
    assert_eq!((run.code, &*run.output, &*run.errors), (0, "", ""));
}

#[test]
fn violations_show_both_places() {
    let folder = Folder::with_spec();
    let run = folder.validate("{\n  \"id\": \"1\",\n  \"kind\": \"wein\"\n}");
    run.is(
        1,
        &[
            "error[K0400]: `/id` must be an integer",
            "--> payload.json:2:9",
            "--> api.yaml:20:14",
        ],
    );
    run.is(1, &["did you mean `\"wine\"` (Wein)?", "2 errors"]);
}

#[test]
fn a_schema_can_be_named_in_place_of_an_operation() {
    let folder = Folder::with_spec();
    folder.write("kind.json", "\"beer\"");
    let arguments = [
        "validate",
        "api.yaml",
        "--schema",
        "/components/schemas/Kind",
        "kind.json",
    ];
    folder.run(&arguments).is(1, &["error[K0402]"]);
    folder
        .run(&["validate", "api.yaml", "POST /orders", "kind.json"])
        .is(1, &["error[K0400]"]);
}

#[test]
fn several_payloads_are_all_checked() {
    let folder = Folder::with_spec();
    folder.write("good.json", r#"{"id": 1}"#);
    folder.write("bad.json", "{}");
    let run = folder.run(&[
        "validate",
        "api.yaml",
        "createOrder",
        "none.json",
        "good.json",
        "bad.json",
    ]);
    run.is(
        2,
        &[
            "there is no file `none.json`",
            "--> bad.json:1:1",
            "2 errors",
        ],
    );
    folder
        .run(&[
            "validate",
            "api.yaml",
            "createOrder",
            "good.json",
            "bad.json",
        ])
        .is(1, &["1 error\n"]);
}

#[test]
fn a_dash_is_standard_input() {
    let folder = Folder::with_spec();
    let arguments = ["validate", "api.yaml", "createOrder", "-"];
    folder.run_with_input(&arguments, b"{\"id\": 1}").is(0, &[]);
    folder
        .run_with_input(&arguments, b"{}")
        .is(1, &["--> <stdin>:1:1"]);
    // Without a name that says YAML, it is JSON.
    folder
        .run_with_input(&arguments, b"id: 1")
        .is(2, &["error[K0010]"]);
    let twice = ["validate", "api.yaml", "createOrder", "-", "-"];
    folder
        .run_with_input(&twice, b"{}")
        .fails(2, &["standard input can be read only once"]);
}

#[test]
fn what_cannot_be_read_ends_with_code_2() {
    let folder = Folder::with_spec();
    folder
        .validate("")
        .is(2, &["error[K0002]", "`payload.json` is empty"]);
    folder
        .validate(b"{\"id\": \"\xFC\"}")
        .is(2, &["error[K0001]", "byte 0xFC at offset 8"]);
    folder
        .validate(b"\xFF\xFE{\0}\0")
        .is(2, &["error[K0001]", "UTF-16"]);
    folder
        .validate("{\"id\": 1")
        .is(2, &["error[K0010]", "--> payload.json:1:"]);
    folder
        .validate("[".repeat(100_000))
        .is(2, &["error[K0011]", "nested"]);
    std::fs::create_dir(folder.path().join("folder")).unwrap();
    let run = folder.run(&["validate", "api.yaml", "createOrder", "folder"]);
    run.is(2, &["error[K0500]: `folder` is a folder"]);
    folder
        .run(&["validate", "api.yaml", "createOrder", "none.json"])
        .is(2, &["error[K0500]: there is no file"]);
}

#[test]
fn what_is_not_quite_json_is_named_and_checking_goes_on() {
    let folder = Folder::with_spec();
    folder
        .validate("\u{FEFF}{\"id\": 1}")
        .is(0, &["warning[K0004]", "byte order mark"]);
    folder
        .validate("{\"id\": \"x\", // the id\n}")
        .is(1, &["error[K0012]", "error[K0013]", "error[K0400]"]);
    folder
        .validate("{\"id\": 1, \"id\": \"x\"}")
        .is(1, &["error[K0014]", "`id` occurs twice", "error[K0400]"]);
}

#[test]
fn numbers_and_nulls_are_told_apart() {
    let folder = Folder::with_spec();
    folder
        .validate("{\"id\": 1.0}")
        .is(0, &["warning[K0430]", "write `1`"]);
    folder
        .validate("{\"id\": 9223372036854775808}")
        .is(1, &["error[K0405]", "does not fit 64 bits"]);
    folder
        .validate("{\"id\": 1e999}")
        .is(1, &["error[K0405]", "does not fit a 64-bit number"]);
    folder
        .validate("{\"id\": 1, \"note\": null}")
        .is(1, &["error[K0400]", "leave it out"]);
}

#[test]
fn an_unknown_operation_or_schema_is_named_with_the_nearest() {
    let folder = Folder::with_spec();
    folder.write("payload.json", "{}");
    let run = folder.run(&["validate", "api.yaml", "createOder", "payload.json"]);
    run.is(2, &["error[K0440]", "did you mean `createOrder`?"]);
    let run = folder.run(&["validate", "api.yaml", "--schema", "Ordre", "payload.json"]);
    run.is(2, &["error[K0442]", "did you mean `Order`?"]);
    folder
        .run(&["validate", "api.yaml", "createOrder"])
        .fails(2, &["no payload is named"]);
}

#[test]
fn programs_get_json_that_follows_the_schema() {
    let folder = Folder::with_spec();
    folder.write("bad.json", "{\"kind\": \"x\", \"note\": 1.5}");
    let run = folder.run(&[
        "validate",
        "api.yaml",
        "createOrder",
        "bad.json",
        "none.json",
        "--format",
        "json",
    ]);
    assert_eq!((run.code, &*run.errors), (2, ""));
    let report: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    let codes: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["K0401", "K0402", "K0400", "K0500"]);

    let schema = folder.run(&["schema"]);
    assert_eq!(schema.code, 0);
    let schema: serde_json::Value = serde_json::from_str(&schema.output).unwrap();
    assert_eq!(schema["title"], "kontrakt report");
}

#[test]
fn colour_is_for_terminals_or_when_asked_for() {
    let folder = Folder::with_spec();
    assert!(!folder.validate("{}").output.contains('\u{1b}'));
    let run = folder.run(&[
        "validate",
        "api.yaml",
        "createOrder",
        "payload.json",
        "--color",
        "always",
    ]);
    assert!(run.output.contains('\u{1b}'), "{run:#?}");
}

#[test]
fn a_reader_that_stops_early_is_no_panic() {
    let folder = Folder::with_spec();
    folder.write(
        "payload.json",
        format!("{{\"id\": [{}1]}}", "1, ".repeat(50_000)),
    );
    let mut child = folder
        .command(&[
            "validate",
            "api.yaml",
            "createOrder",
            "payload.json",
            "--format",
            "json",
        ])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{output:?}"
    );
}

#[test]
fn lines_are_payloads_of_their_own() {
    let folder = Folder::with_spec();
    folder.write(
        "orders.jsonl",
        "{\"id\": 1}\n\n{\"id\": \"2\"}\r\n{\"id\": 3} {\n",
    );
    let run = folder.run(&["validate", "api.yaml", "createOrder", "orders.jsonl"]);
    run.is(
        2,
        &["--> orders.jsonl:3:8", "--> orders.jsonl:4:11", "2 errors"],
    );
    let arguments = ["validate", "api.yaml", "createOrder", "-", "--lines"];
    let run = folder.run_with_input(&arguments, b"{\"id\": 1}\n{}\n");
    run.is(1, &["--> <stdin>:2:1", "1 error"]);
}

#[test]
fn parameters_are_checked_as_an_object() {
    let folder = Folder::new();
    let spec = crate::support::SPEC.replace(
        "operationId: createOrder\n",
        "operationId: createOrder\n      parameters: [{name: dry, in: query, schema: {type: boolean}}]\n",
    );
    folder.write("api.yaml", spec);
    folder.write("parameters.json", r#"{"dry": "yes", "try": 1}"#);
    let arguments = [
        "validate",
        "api.yaml",
        "--parameters",
        "createOrder",
        "parameters.json",
    ];
    let expected = [
        "error[K0400]: `/dry` must be a boolean",
        "has no parameter `try`",
    ];
    folder.run(&arguments).is(1, &expected);
}

#[test]
fn exchanges_are_read_as_text_or_from_archives() {
    let folder = Folder::with_spec();
    let request =
        "POST /orders\nContent-Type: application/json\n\n{\"id\": \"1\"}\n\nHTTP/1.1 500 No\n";
    folder.write("a.http", request);
    let run = folder.run(&["validate", "api.yaml", "--exchanges", "a.http"]);
    run.is(
        1,
        &[
            "--> a.http:4:8",
            "error[K0456]",
            "--> a.http:6:10",
            "2 errors",
        ],
    );
    folder.write(
        "a.har",
        r#"{"log": {"entries": [{"request": {"method": "GET", "url": "http://x/orders", "headers": []}}]}}"#,
    );
    let run = folder.run(&["validate", "api.yaml", "--exchanges", "a.har"]);
    run.is(
        1,
        &[
            "error[K0451]: the description has no `GET` at `/orders`",
            "it has `POST`",
        ],
    );
    folder.write("b.http", "hello");
    let run = folder.run(&["validate", "api.yaml", "--exchanges", "b.http"]);
    run.is(2, &["error[K0461]: this is no request line"]);
}

#[test]
fn reports_have_the_forms_of_other_tools() {
    let folder = Folder::with_spec();
    folder.write("bad.json", "{}");
    let run = |format| {
        folder.run(&[
            "validate",
            "api.yaml",
            "createOrder",
            "bad.json",
            "--format",
            format,
        ])
    };
    run("sarif").is(1, &["\"ruleId\": \"K0401\""]);
    run("junit").is(1, &["<failure type=\"K0401\""]);
    run("github").is(1, &["::error title=K0401,file=bad.json,line=1"]);
    let run = folder.run(&["enums", "api.yaml", "--format", "sarif"]);
    assert_eq!(run.code, 2, "{run:#?}");
}
