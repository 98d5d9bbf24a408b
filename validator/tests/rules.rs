//! Rules across members.

use crate::support::{Described, schemas};
use kontrakt_model::Span;
use kontrakt_validator::{Validator, codes};

fn ruled(rule: &str) -> Described {
    schemas(&format!(
        "T:
  type: object
  required: [n]
  properties:
    n: {{type: integer}}
    x: {{type: number}}
    s: {{type: string}}
    list: {{type: array, items: {{type: object, properties: {{n: {{type: integer}}}}}}}}
  x-validations:
    - rule: {}
      message: it must hold.
",
        serde_json::Value::from(rule)
    ))
}

#[test]
fn a_rule_that_does_not_hold_is_a_violation_of_its_object() {
    let mut it = ruled("self.n > 1 || (has(self.s) && self.s.startsWith('a'))");
    it.breaks("T", r#"{"n": 2}"#, &[]);
    it.breaks("T", r#"{"n": 1, "s": "ab"}"#, &[]);
    it.breaks("T", r#"{"n": 1, "s": "b"}"#, &[("", "x-validations")]);
    let report = it.check("T", r#"{"n": 1, "s": "b"}"#);
    let finding = &report.entries[0].finding;
    assert_eq!(finding.message, "it must hold");
    assert_eq!(finding.help, Vec::<String>::new());
    let read: Vec<_> = finding.related[1..]
        .iter()
        .map(|label| (label.place.span, label.text.as_str()))
        .collect();
    assert_eq!(
        read,
        [
            (Span::new(1, 7), "`n` is `1`"),
            (Span::new(9, 17), "`s` is `\"b\"`")
        ]
    );
}

#[test]
fn a_rule_is_asked_only_about_what_can_be_read() {
    let mut it = ruled("self.n > 1");
    it.breaks("T", r#"{"n": "1"}"#, &[("/n", "type")]);
    it.breaks("T", "{}", &[("", "required")]);
    it.breaks("T", r#"{"n": 9223372036854775808}"#, &[("/n", "format")]);
    it.breaks(
        "T",
        r#"{"n": 1, "list": [{"n": ""}]}"#,
        &[("/list/0/n", "type")],
    );
    it.breaks("T", "null", &[("", "type")]);
}

#[test]
fn numbers_are_what_their_schema_says() {
    let mut it = ruled("self.n + 1 == 3 && self.x * 2.0 == 4.0 && self.list.all(i, i.n % 2 == 0)");
    it.breaks(
        "T",
        r#"{"n": 2, "x": 2, "list": [{"n": 2}, {"n": 4.0}]}"#,
        &[],
    );
    it.breaks("T", r#"{"n": 2.0, "x": 2.0, "list": []}"#, &[]);
    it.breaks(
        "T",
        r#"{"n": 2, "x": 2, "list": [{"n": 3}]}"#,
        &[("", "x-validations")],
    );
}

#[test]
fn a_rule_that_cannot_be_evaluated_does_not_hold() {
    let mut it = ruled("self.s == 'a'");
    it.breaks("T", r#"{"n": 1}"#, &[("", "x-validations")]);
    let report = it.check("T", r#"{"n": 1}"#);
    assert_eq!(
        report.entries[0].finding.help,
        [
            "`s` is missing here",
            "the rule cannot be evaluated: No such key: s"
        ]
    );
    let mut it = ruled("self.n");
    let report = it.check("T", r#"{"n": 1}"#);
    assert!(
        report.entries[0].finding.help[0].ends_with("it gives int and not a boolean"),
        "{report:#?}"
    );
}

#[test]
fn a_rule_can_use_self_as_a_whole() {
    let mut it = ruled("size(self) < 3 && !('bad' in self) && self['n'] == 1");
    it.breaks("T", r#"{"n": 1, "other": 1}"#, &[]);
    it.breaks("T", r#"{"n": 1, "bad": 1}"#, &[("", "x-validations")]);
}

#[test]
fn a_rule_that_is_no_expression_is_a_finding_in_the_description() {
    let it = ruled("self.n >");
    let findings = Validator::for_pointer(&it.description, "T").err().unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code, codes::RULE);
    assert!(findings[0].place.is_some());
}
