//! The generated checks and the validator give the same (pointer, keyword) set for every payload.

use std::collections::BTreeSet;

use geisenheim::Order;
use kontrakt::Invalid;
use kontrakt_tests::{Spec, is_equal, samples};
use kontrakt_validator::{Report, Validator};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

type Broken = BTreeSet<(String, String)>;

fn of_report(report: &Report) -> Broken {
    report
        .broken()
        .into_iter()
        .map(|(pointer, keyword)| (pointer.to_owned(), keyword.to_owned()))
        .collect()
}

/// What reading into the generated type finds; what `validate()` finds must not add to it.
fn of_type(json: &[u8]) -> Broken {
    let pairs = |violations: &kontrakt::Violations| -> Broken {
        violations
            .iter()
            .map(|it| (it.pointer.clone(), it.keyword.to_owned()))
            .collect()
    };
    let broken = match kontrakt::from_slice::<Order>(json) {
        Ok(_) => Broken::new(),
        Err(Invalid::Violations(violations)) => pairs(&violations),
        Err(Invalid::Syntax(syntax)) => panic!("{syntax}"),
    };
    if let Ok(order) = kontrakt::read_unchecked::<Order>(json) {
        let validated = order
            .validate()
            .err()
            .map(|violations| pairs(&violations))
            .unwrap_or_default();
        assert_eq!(broken, validated, "reading and validate() differ");
    }
    broken
}

#[test]
fn on_every_sample() {
    let mut spec = Spec::read("geisenheim");
    for folder in ["valid", "invalid"] {
        for (name, json) in samples("geisenheim", folder) {
            let (_, report) = spec.check("createOrder", &name, &json);
            assert_eq!(of_report(&report), of_type(&json), "{folder}/{name}");
            assert_eq!(
                report.violations().count() == 0,
                folder == "valid",
                "{folder}/{name}"
            );
        }
    }
}

#[test]
fn what_is_valid_is_written_as_it_was_read() {
    for (name, json) in samples("geisenheim", "valid") {
        let order: Order =
            kontrakt::from_slice(&json).unwrap_or_else(|invalid| panic!("{name}: {invalid}"));
        let written: Value = serde_json::from_slice(&kontrakt::to_vec(&order)).unwrap();
        let read: Value = serde_json::from_slice(&json).unwrap();
        assert!(is_equal(&written, &read), "{name}: {written}");
        let through_serde: Order = serde_json::from_value(read).unwrap();
        assert_eq!(through_serde, order, "{name}");
        assert_eq!(serde_json::to_value(&order).unwrap(), written, "{name}");
    }
}

/// A change of a payload: which of its values, and what becomes of it.
#[derive(Debug, Clone)]
enum Mutation {
    Replace(Index, Value),
    Remove(Index),
    Insert(Index, String, Value),
    Duplicate(Index),
}

fn some_value() -> impl Strategy<Value = Value> {
    let edges = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(2),
        json!(-1),
        json!(5),
        json!(6),
        json!(9),
        json!(999),
        json!(1000),
        json!(1.0),
        json!(1.5),
        json!(1e300),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(2473),
        json!(""),
        json!("m"),
        json!("1"),
        json!("dry"),
        json!("brut"),
        json!("DE"),
        json!("2020-02-30"),
        json!("paypal"),
        json!("012"),
        json!([]),
        json!([1]),
        json!([2473, 2473, 9999]),
        json!({}),
        json!({ "a": 1 }),
    ];
    prop_oneof![
        6 => proptest::sample::select(edges),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_filter("JSON has finite numbers", |float| float.is_finite()).prop_map(Value::from),
        1 => ".{0,6}".prop_map(Value::from),
    ]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let names = vec![
        "quality",
        "grapes",
        "taste",
        "vdp",
        "gender",
        "yearOfBirth",
        "paymentMethod",
        "id",
        "extra",
    ];
    prop_oneof![
        5 => (any::<Index>(), some_value()).prop_map(|(at, value)| Mutation::Replace(at, value)),
        2 => any::<Index>().prop_map(Mutation::Remove),
        2 => (any::<Index>(), proptest::sample::select(names), some_value())
            .prop_map(|(at, name, value)| Mutation::Insert(at, name.to_owned(), value)),
        1 => any::<Index>().prop_map(Mutation::Duplicate),
    ]
}

/// The pointers of all values in a payload, the root first.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), all)),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), all));
        }
        _ => {}
    }
}

fn apply(mutation: &Mutation, payload: &mut Value) {
    let mut all = Vec::new();
    pointers(payload, "", &mut all);
    let (Mutation::Replace(at, _)
    | Mutation::Remove(at)
    | Mutation::Insert(at, ..)
    | Mutation::Duplicate(at)) = mutation;
    let pointer = all[at.index(all.len())].clone();
    match mutation {
        Mutation::Replace(_, value) => *payload.pointer_mut(&pointer).unwrap() = value.clone(),
        Mutation::Insert(_, name, value) => {
            if let Some(Value::Object(members)) = payload.pointer_mut(&pointer) {
                members.insert(name.clone(), value.clone());
            }
        }
        Mutation::Remove(_) | Mutation::Duplicate(_) => {
            let Some((parent, last)) = pointer.rsplit_once('/') else {
                return;
            };
            match (payload.pointer_mut(parent), mutation) {
                (Some(Value::Object(members)), Mutation::Remove(_)) => {
                    members.remove(last);
                }
                (Some(Value::Array(items)), Mutation::Remove(_)) => {
                    items.remove(last.parse().unwrap());
                }
                (Some(Value::Array(items)), _) => {
                    let item = items[last.parse::<usize>().unwrap()].clone();
                    items.push(item);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn on_mutated_samples() {
    let spec = Spec::read("geisenheim");
    let valid: Vec<Value> = samples("geisenheim", "valid")
        .into_iter()
        .map(|(name, json)| {
            serde_json::from_slice(&json).unwrap_or_else(|error| panic!("{name}: {error}"))
        })
        .collect();
    let cases = (any::<Index>(), proptest::collection::vec(mutation(), 1..5));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 1_500,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let validator = Validator::for_operation(&spec.description, "createOrder").unwrap();
    let result = runner.run(&cases, |(sample, mutations)| {
        let mut payload = valid[sample.index(valid.len())].clone();
        mutations
            .iter()
            .for_each(|mutation| apply(mutation, &mut payload));
        let json = payload.to_string();
        let node = parse(&json);
        let report = validator.check(&node, kontrakt_model::SourceId(0));
        prop_assert_eq!(of_report(&report), of_type(json.as_bytes()), "{}", json);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

fn parse(json: &str) -> kontrakt_model::Node {
    let source = kontrakt_model::Source::new("payload.json", json, kontrakt_model::Format::Json);
    let mut diagnostics = kontrakt_model::Diagnostics::new();
    let id = kontrakt_model::SourceId(0);
    kontrakt_model::parse_as(
        kontrakt_model::Purpose::Payload,
        &source,
        id,
        &mut diagnostics,
    )
    .unwrap_or_else(|| panic!("{json}: {:#?}", diagnostics.findings()))
}

#[test]
fn on_which_formats_are_checked() {
    assert_eq!(
        kontrakt_codegen::plan::checks::FORMATS,
        kontrakt::format::CHECKED
    );
}
