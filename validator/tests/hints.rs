//! What a finding proposes: near names and values, and fixes where they are certain.

use crate::support::{Described, schemas};
use kontrakt_model::Finding;

fn contract() -> Described {
    schemas(
        "T:
  type: object
  required: [postalCode, kind]
  additionalProperties: false
  properties:
    postalCode: {type: integer}
    kind: {type: string, enum: [cash, paypal, invoice], x-enum-descriptions: [Bar, PayPal, Rechnung]}
    code: {type: integer, enum: [1, 2], x-enum-descriptions: [Wein, Sekt]}
    flag: {type: boolean}
    text: {type: string}
    list: {type: array, items: {type: integer}}
    many: {type: integer, enum: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}
",
    )
}

/// The findings about a payload, and the payload after the first fix.
fn findings(json: &str) -> (Vec<Finding>, Option<String>) {
    let mut it = contract();
    let report = it.check("T", json);
    let findings: Vec<Finding> = report
        .entries
        .into_iter()
        .map(|entry| entry.finding)
        .collect();
    let fixed = findings
        .iter()
        .flat_map(|finding| &finding.fixes)
        .next()
        .map(|fix| {
            let mut text = json.to_owned();
            text.replace_range(
                fix.place.span.start as usize..fix.place.span.end as usize,
                &fix.replacement,
            );
            text
        });
    (findings, fixed)
}

#[test]
fn a_misspelt_member_is_renamed() {
    let (found, fixed) = findings(r#"{"postalcode": 1, "kind": "cash"}"#);
    assert_eq!(
        found[0].help,
        ["the object has `postalcode`: did you mean `postalCode`?"]
    );
    assert_eq!(found.len(), 2);
    assert_eq!(
        fixed.as_deref(),
        Some(r#"{"postalCode": 1, "kind": "cash"}"#)
    );
    let (found, fixed) = findings(r#"{"postalCode": 1, "kind": "cash", "extra": 1}"#);
    assert_eq!(
        found[0].help,
        ["leave it out, or add it to the description"]
    );
    assert_eq!(fixed, None);
}

#[test]
fn a_misspelt_value_is_corrected() {
    let (found, fixed) = findings(r#"{"postalCode": 1, "kind": "paypall"}"#);
    assert_eq!(found[0].help[0], "did you mean `\"paypal\"` (PayPal)?");
    assert_eq!(
        fixed.as_deref(),
        Some(r#"{"postalCode": 1, "kind": "paypal"}"#)
    );
    let (found, fixed) = findings(r#"{"postalCode": 1, "kind": "Rechnung"}"#);
    assert_eq!(found[0].help[0], "did you mean `\"invoice\"` (Rechnung)?");
    assert_eq!(fixed, None);
    let (found, _) = findings(r#"{"postalCode": 1, "kind": "bitcoin"}"#);
    assert_eq!(
        found[0].help,
        ["allowed are:\n  `\"cash\"` (Bar)\n  `\"paypal\"` (PayPal)\n  `\"invoice\"` (Rechnung)"]
    );
}

#[test]
fn a_long_list_is_cut_with_the_command_that_shows_it() {
    let (found, _) = findings(r#"{"postalCode": 1, "kind": "cash", "many": 99}"#);
    let help = &found[0].help[0];
    assert!(
        help.ends_with("\n  `10`\n  and 2 more: `kontrakt enums SPEC T.many`"),
        "{help}"
    );
}

#[test]
fn quotes_are_taken_off_where_they_are_wrong() {
    let ok = r#""kind": "cash""#;
    let (_, fixed) = findings(&format!(r#"{{"postalCode": "12", {ok}}}"#));
    assert_eq!(fixed, Some(format!(r#"{{"postalCode": 12, {ok}}}"#)));
    let (_, fixed) = findings(&format!(r#"{{"postalCode": 1, {ok}, "flag": "true"}}"#));
    assert_eq!(
        fixed,
        Some(format!(r#"{{"postalCode": 1, {ok}, "flag": true}}"#))
    );
    for not_certain in ["1.5", "01", " 1", "", "1e999", "true"] {
        let (found, fixed) = findings(&format!(r#"{{"postalCode": "{not_certain}", {ok}}}"#));
        assert_eq!((found.len(), fixed), (1, None), "{not_certain}");
    }
    let (found, fixed) = findings(&format!(r#"{{"postalCode": 1, {ok}, "text": 12}}"#));
    assert_eq!(
        found[0].help,
        ["put it in quotes if it is meant as text: `\"12\"`"]
    );
    assert_eq!(fixed, None);
}

#[test]
fn null_can_be_left_out_where_the_member_is_optional() {
    let (found, _) = findings(r#"{"postalCode": 1, "kind": "cash", "text": null}"#);
    assert_eq!(
        found[0].help,
        ["`text` is optional but not nullable: leave it out where it has no value"]
    );
    let (found, _) = findings(r#"{"postalCode": null, "kind": "cash"}"#);
    assert_eq!(found[0].help, Vec::<String>::new());
    let (found, _) = findings(r#"{"postalCode": 1, "kind": "cash", "list": [null]}"#);
    assert_eq!(found[0].help, Vec::<String>::new());
}

#[test]
fn text_from_a_payload_is_escaped_and_cut() {
    let long = "x".repeat(500);
    let (found, _) = findings(&format!(
        r#"{{"postalCode": 1, "kind": "\u001b[31m{long}"}}"#
    ));
    let message = &found[0].message;
    assert!(
        message.contains("\\u001b[31mxxx") && message.contains('…') && message.len() < 150,
        "{message}"
    );
    let (found, _) = findings("{\"postalCode\": 1, \"kind\": \"cash\", \"a\\u001b\\u202e\": 1}");
    assert!(
        found[0].message.contains("`a\\u{1b}\\u{202e}`"),
        "{}",
        found[0].message
    );
}

/// The messages and help for a payload that is a single value of `T`.
fn told(schema: &str, json: &str) -> Vec<String> {
    let report = schemas(schema).check("T", json);
    let findings = report.entries.into_iter().map(|entry| entry.finding);
    findings
        .flat_map(|finding| std::iter::once(finding.message).chain(finding.help))
        .collect()
}

#[test]
fn a_date_is_told_what_is_wrong_with_it() {
    let help = |date: &str| told("T: {type: string, format: date}", date)[1].clone();
    assert_eq!(help("\"2020-02-30\""), "the calendar has no such day");
    assert_eq!(
        help("\"2020-09-22T00:00:00Z\""),
        "a date has no time: `2020-09-22` (RFC 3339)"
    );
    for other in [
        "22.09.2020",
        "2020-02-30T00:00:00Z",
        "2020-9-22",
        "",
        "日本日本",
    ] {
        assert_eq!(
            help(&format!("\"{other}\"")),
            "a date is written year first: `2020-09-22` (RFC 3339)"
        );
    }
}

#[test]
fn capitals_that_a_pattern_wants_are_proposed() {
    let schema = "T: {type: string, pattern: '^[A-Z]{2}$'}";
    assert_eq!(told(schema, "\"de\"")[1..], ["did you mean `\"DE\"`?"]);
    for not_meant in ["\"DEU\"", "\"d1\"", "\"\""] {
        assert_eq!(told(schema, not_meant).len(), 1, "{not_meant}");
    }
}

#[test]
fn a_part_of_a_meaning_is_enough_for_a_question() {
    let schema = "T: {type: string, enum: [m, f, x, on], x-enum-descriptions: [male, female, diverse, online shop]}";
    assert_eq!(told(schema, "\"D\"")[1], "did you mean `\"x\"` (diverse)?");
    assert_eq!(
        told(schema, "\"shop\"")[1],
        "did you mean `\"on\"` (online shop)?"
    );
    assert_eq!(
        told(schema, "\"femal\"")[1],
        "did you mean `\"f\"` (female)?"
    );
    for several_or_none in ["", "le", "zzzz"] {
        let told = told(schema, &format!("\"{several_or_none}\""));
        assert_eq!(told.len(), 2, "{told:?}");
    }
    let shared = "T: {enum: [r, b], x-enum-descriptions: [red wine, red beer]}";
    assert_eq!(told(shared, "\"red\"").len(), 2);
    assert_eq!(told(shared, "\"beer\"").len(), 3);
}

#[test]
fn null_beside_a_list_is_named() {
    let schema = "L: {type: string, enum: [a, b]}
T: {nullable: true, allOf: [{$ref: '#/components/schemas/L'}]}";
    assert_eq!(
        told(schema, "\"\"")[..2],
        [
            "the payload must be one of 2 values or null, but is `\"\"`",
            "an empty text is a value: where there is none, write `null`"
        ]
    );
    let one = "T: {type: string, enum: [abc]}";
    assert_eq!(
        told(one, "\"x\"")[0],
        "the payload must be `\"abc\"`, but is `\"x\"`"
    );
}

#[test]
fn what_one_violation_fixes_no_other_does() {
    let (found, fixed) = findings(r#"{"postalCode": 1, "kind": "cash", "code": "2"}"#);
    let fixes: Vec<usize> = found.iter().map(|finding| finding.fixes.len()).collect();
    assert_eq!(fixes, [1, 0]);
    assert_eq!(found[1].help[0], "did you mean `2` (Sekt)?");
    assert_eq!(
        fixed.as_deref(),
        Some(r#"{"postalCode": 1, "kind": "cash", "code": 2}"#)
    );
}

#[test]
fn a_nullable_array_or_text_is_told_of_brackets_or_quotes() {
    let array = "T: {type: array, nullable: true, items: {type: integer}}";
    for scalar in ["1", "\"a\""] {
        assert_eq!(
            told(array, scalar)[1..],
            ["a single item stands in brackets too: `[…]`"]
        );
    }
    assert_eq!(
        told("T: {type: string, nullable: true}", "1")[1..],
        ["put it in quotes if it is meant as text: `\"1\"`"]
    );
    // In quotes it would still not be in the list.
    assert!(
        !told("T: {type: string, enum: [a]}", "1")
            .join(" ")
            .contains("quotes")
    );
}
