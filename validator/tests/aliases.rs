//! Members under other names.

use crate::support::schemas;
use kontrakt_model::Severity;

#[test]
fn an_alias_is_a_warning_that_names_both() {
    let mut it = schemas(
        "T:
  type: object
  required: [rows]
  properties:
    rows: {type: array, x-aliases: [lines], items: {$ref: '#/components/schemas/T'}}
",
    );
    let report = it.check("T", r#"{"rows": [{"lines": []}], "lines": 1}"#);
    assert!(report.is_clean());
    let messages: Vec<(&str, Severity)> = report
        .entries
        .iter()
        .map(|entry| (entry.finding.message.as_str(), entry.finding.severity))
        .collect();
    assert_eq!(
        messages,
        [
            (
                "`/rows/0` has `lines`, which is another name of `rows`",
                Severity::Warning
            ),
            (
                "the payload has `lines`, which is another name of `rows`",
                Severity::Warning
            ),
        ]
    );
    let fixes: Vec<&str> = report
        .entries
        .iter()
        .flat_map(|entry| &entry.finding.fixes)
        .map(|fix| fix.replacement.as_str())
        .collect();
    assert_eq!(fixes, [r#""rows""#]);
}
