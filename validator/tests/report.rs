//! The printers.

use crate::support::schemas;
use kontrakt_model::{Code, Diagnostics, Finding, Format, Purpose, Source, parse_as};
use kontrakt_validator::Report;
use kontrakt_validator::report::human::Style;
use kontrakt_validator::report::{github, human, json, junit, sarif};

const PLAIN: Style = Style { color: false };

#[test]
fn people_see_the_payload_and_the_rule() {
    let mut it =
        schemas("T:\n  type: object\n  properties:\n    size: {type: integer, minimum: 1}");
    let report = it.check("T", "{\n  \"size\": \"0\"\n}");
    let expected = "\
error[K0400]: `/size` must be an integer, but is a string
 --> payload.json:2:11
  |
2 |   \"size\": \"0\"
  |           ^^^ this is a string
  |
note: the rule is here
 --> api.yaml:9:16
  |
9 |         size: {type: integer, minimum: 1}
  |                ^^^^^^^^^^^^^
help: leave out the quotes
  |
2 -   \"size\": \"0\"
2 +   \"size\": 0
  |

1 error
";
    assert_eq!(human::print(&report, &it.sources, PLAIN), expected);
    let colored = human::print(&report, &it.sources, Style { color: true });
    assert!(colored.contains("\u{1b}["));
}

#[test]
fn a_clean_report_says_nothing() {
    let mut it = schemas("T: {}");
    let report = it.check("T", "1");
    assert_eq!(human::print(&report, &it.sources, PLAIN), "");
    let output = json::print(&report, &it.sources);
    let expected = "{\n  \"version\": 1,\n  \"summary\": {\n    \"errors\": 0,\n    \"warnings\": 0,\n    \"infos\": 0\n  },\n  \"findings\": []\n}\n";
    assert_eq!(output, expected);
}

#[test]
fn a_place_in_a_very_long_line_is_shown_with_its_column() {
    let mut it = schemas("T: {type: array, items: {type: integer}}");
    let text = format!("[{}\"ä\"{}]", "1,".repeat(50_000), ",1".repeat(50_000));
    let report = it.check("T", &text);
    let shown = human::print(&report, &it.sources, PLAIN);
    assert!(shown.contains("payload.json:1:100002"), "{shown}");
    assert!(shown.contains("1,1,\"ä\",1,1"), "{shown}");
    assert!(shown.len() < 2000, "{}", shown.len());
}

#[test]
fn what_has_no_place_is_shown_too() {
    let it = schemas("T: {}");
    let report =
        Report::of([Finding::error(Code(500), "there is no such file").help("look again")]);
    let shown = human::print(&report, &it.sources, PLAIN);
    assert_eq!(
        shown,
        "error[K0500]: there is no such file\n |\n = help: look again\n\n1 error\n"
    );
}

#[test]
fn programs_get_what_the_schema_says() {
    let mut it = schemas(
        "T: {type: object, required: [a], additionalProperties: false, properties: {a: {type: integer}, k: {enum: [x]}}}",
    );
    let mut report = it.check("T", "{\n \"A\": 1.0,\n \"k\": \"y\"}");
    report.extend(it.check("T", "{\"a\": 1.0}"));
    report.extend(Report::of([Finding::error(
        Code(500),
        "there is no such file",
    )]));
    let output: serde_json::Value =
        serde_json::from_str(&json::print(&report, &it.sources)).unwrap();
    let schema = json::json_schema();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&output)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(
        output["summary"],
        serde_json::json!({ "errors": 4, "warnings": 1, "infos": 0 })
    );

    let unknown = &output["findings"][1];
    assert_eq!(unknown["code"], "K0412");
    assert_eq!(unknown["violation"]["pointer"], "");
    assert_eq!(unknown["violation"]["keyword"], "additionalProperties");
    assert_eq!(
        unknown["violation"]["rule"],
        "/components/schemas/T/additionalProperties"
    );
    assert_eq!(
        unknown["place"],
        serde_json::json!({ "file": "payload.json", "line": 2, "column": 2, "endLine": 2, "endColumn": 5, "start": 3, "end": 6 })
    );
}

#[test]
fn text_from_outside_does_not_act_on_a_terminal() {
    let mut it = schemas(
        "T: {type: string, enum: [a], x-enum-descriptions: [\"m\\e[1m\"]}
R: {type: object, x-validations: [{rule: 'false', message: \"say\\e[2J\\nthis\"}]}",
    );
    let mut report = it.check("T", "\"\\u001b[31m\"");
    report.extend(it.check("R", "{\"\u{9b}31m\": 1}"));
    let shown = human::print(&report, &it.sources, PLAIN);
    assert!(
        shown.contains("(m\\u{1b}[1m)") && shown.contains("say\\u{1b}[2J"),
        "{shown}"
    );
    let acts = |c: char| c.is_control() && c != '\n';
    assert!(!shown.contains(acts), "{shown:?}");
}

#[test]
fn places_that_belong_together_are_shown_together() {
    let mut it = schemas(
        "T: {type: object, x-validations: [{rule: 'self.a < self.b', message: a is too large}]}",
    );
    let report = it.check("T", "{\r\n  \"a\": 2,\r\n  \"b\": 1\r\n}");
    let shown = human::print(&report, &it.sources, PLAIN);
    let payload = "\
 --> payload.json:1:1
  |
1 | {
  | ^ the rule does not hold here
2 |   \"a\": 2,
  |   ------ `a` is `2`
3 |   \"b\": 1
  |   ------ `b` is `1`
";
    assert!(shown.contains(payload), "{shown}");
    assert!(!shown.contains('\u{FFFD}'), "{shown}");
}

#[test]
fn of_many_comments_a_few_are_shown() {
    let shown = |count: usize| {
        let text = format!("[1{}]", "// c\n".repeat(count));
        let mut it = schemas("T: {}");
        let source = Source::new("commented.json", text, Format::Json);
        let id = it.sources.add(source);
        let mut diagnostics = Diagnostics::new();
        parse_as(Purpose::Payload, it.sources.get(id), id, &mut diagnostics);
        let report = Report::of(diagnostics.into_findings());
        assert_eq!(report.entries.len(), count);
        human::print(&report, &it.sources, PLAIN)
    };
    for (count, in_full) in [(5, 5), (6, 6), (7, 5), (40, 5)] {
        let shown = shown(count);
        assert_eq!(shown.matches("error[K0012]").count(), in_full);
        let rest = format!("and {} more comments", count - in_full);
        assert_eq!(shown.contains(&rest), in_full < count, "{shown}");
        assert!(shown.ends_with(&format!("{count} errors\n")));
    }
}

/// A report with two errors and a warning in a payload, and one without a place.
fn mixed() -> (Report, crate::support::Described) {
    let mut it =
        schemas("T:\n  type: object\n  properties:\n    size: {type: integer, minimum: 1}");
    let mut report = it.check("T", "{\n  \"size\": \"<0>\"\n}");
    report.extend(it.check("T", "{\"size\": 1.0}"));
    let unreadable = Finding::error(Code(500), "no file `a, b: 100%`").help("name\nanother");
    report.extend(Report::of([unreadable]));
    (report, it)
}

#[test]
fn github_shows_annotations() {
    let (report, it) = mixed();
    assert_eq!(
        github::print(&report, &it.sources),
        "::error title=K0400,file=payload.json,line=2,endLine=2,col=11,endColumn=16::\
         `/size` must be an integer, but is a string\n\
         ::warning title=K0430,file=payload.json,line=1,endLine=1,col=10,endColumn=13::\
         `/size` is an integer but written as `1.0`%0AJSON Schema counts it as an integer, but many readers do not\n\
         ::error title=K0500::no file `a, b: 100%25`%0Aname%0Aanother\n"
    );
}

#[test]
fn junit_has_a_case_for_each_text() {
    let (report, it) = mixed();
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kontrakt" tests="4" failures="2" errors="0">
  <testsuite name="kontrakt" tests="4" failures="2" errors="0">
    <testcase classname="kontrakt" name="api.yaml"/>
    <testcase classname="kontrakt" name="payload.json">
      <failure type="K0400" message="`/size` must be an integer, but is a string">payload.json:2:11: error[K0400]: `/size` must be an integer, but is a string</failure>
    </testcase>
    <testcase classname="kontrakt" name="payload.json">
      <system-out>payload.json:1:10: warning[K0430]: `/size` is an integer but written as `1.0`</system-out>
    </testcase>
    <testcase classname="kontrakt" name="other">
      <failure type="K0500" message="no file `a, b: 100%`">error[K0500]: no file `a, b: 100%`</failure>
    </testcase>
  </testsuite>
</testsuites>
"#;
    assert_eq!(junit::print(&report, &it.sources), expected);
}

#[test]
fn sarif_has_places_rules_and_fixes() {
    let (report, it) = mixed();
    let log: serde_json::Value =
        serde_json::from_str(&sarif::print(&report, &it.sources)).expect("JSON");
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(
        run["tool"]["driver"]["rules"],
        serde_json::json!([{ "id": "K0400" }, { "id": "K0430" }, { "id": "K0500" }])
    );
    let results = run["results"].as_array().expect("results");
    let levels: Vec<_> = results.iter().map(|result| &result["level"]).collect();
    assert_eq!(levels, ["error", "warning", "error"]);
    assert_eq!(
        results[0]["locations"][0]["physicalLocation"],
        serde_json::json!({
            "artifactLocation": { "uri": "payload.json" },
            "region": { "startLine": 2, "startColumn": 11, "endLine": 2, "endColumn": 16 },
        })
    );
    let rule = &results[0]["relatedLocations"][0];
    assert_eq!(
        rule["physicalLocation"]["artifactLocation"]["uri"],
        "api.yaml"
    );
    let replacement = &results[1]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "1");
    assert!(results[2].get("locations").is_none());
}
