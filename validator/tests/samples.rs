//! The samples of `specs/geisenheim`: each wrong one breaks the rule that `expected.json` names.

use std::path::{Path, PathBuf};

use kontrakt_model::{Description, Diagnostics, NoLoader, Purpose, Sources, decode, describe, parse_as};
use kontrakt_validator::{Report, Validator};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs/geisenheim")
}

fn read(sources: &mut Sources) -> Description {
    let bytes = std::fs::read(folder().join("openapi.yaml")).unwrap();
    let mut diagnostics = Diagnostics::new();
    let description = describe("openapi.yaml", &bytes, &NoLoader, sources, &mut diagnostics);
    description.unwrap_or_else(|| panic!("{:#?}", diagnostics.findings()))
}

fn check(validator: &Validator<'_>, sources: &mut Sources, sample: &str) -> Report {
    let bytes = std::fs::read(folder().join("samples").join(format!("{sample}.json"))).unwrap();
    let id = sources.add(decode(sample, &bytes, None).unwrap());
    let mut diagnostics = Diagnostics::new();
    let node = parse_as(Purpose::Payload, sources.get(id), id, &mut diagnostics).unwrap();
    assert_eq!(diagnostics.findings(), []);
    validator.check(&node, id)
}

#[test]
fn samples_break_what_they_should_and_nothing_else() {
    let mut sources = Sources::new();
    let description = read(&mut sources);
    let validator = Validator::for_operation(&description, "createOrder").unwrap_or_else(|it| panic!("{it:#?}"));
    let expected = std::fs::read_to_string(folder().join("samples/expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    for name in expected["valid"].as_array().unwrap() {
        let report = check(&validator, &mut sources, &format!("valid/{}", name.as_str().unwrap()));
        assert_eq!(report, Report::default(), "{name}");
    }
    let mut wrong = Vec::new();
    for (name, one) in expected["invalid"].as_object().unwrap() {
        let report = check(&validator, &mut sources, &format!("invalid/{name}"));
        let broken = report.broken();
        let (pointer, keyword) = (one["pointer"].as_str().unwrap(), one["keyword"].as_str().unwrap());
        let says = one["message"].as_str().is_none_or(|message| {
            report.entries.iter().any(|entry| entry.finding.message == message.trim_end_matches('.'))
        });
        if !says || !broken.contains(&(pointer, keyword)) || broken.iter().any(|(other, _)| *other != pointer) {
            wrong.push(format!("{name}: {broken:?} and not {pointer:?} {keyword}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
