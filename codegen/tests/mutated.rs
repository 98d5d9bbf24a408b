//! Whatever a description says in whatever place, generation ends in files that are Rust, or in
//! findings, and twice in the same.
//!
//! The descriptions of `tests/cases` are changed at random: members are taken out, called otherwise,
//! and replaced by parts of other descriptions, by references to anywhere and by other values.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the descriptions are in files"
)]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use kontrakt_codegen::{Config, Files, generate};
use kontrakt_model::codes::TOLERABLE;
use kontrakt_model::{Diagnostics, Format, NoLoader, Source, SourceId, Sources, describe, parse};
use proptest::prelude::*;
use serde_json::{Value, json};

/// How many changes a description gets at most.
const CHANGES: u64 = 12;

/// The descriptions of the cases, in the order of their paths.
static DESCRIPTIONS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("tests");
    let mut paths: Vec<_> = fs::read_dir(cases.join("cases"))
        .unwrap()
        .flat_map(|topic| fs::read_dir(topic.unwrap().path()).unwrap())
        .map(|case| case.unwrap().path().join("openapi.yaml"))
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let source = Source::new("openapi.yaml", text, Format::Yaml);
        let node = parse(&source, SourceId(0), &mut Diagnostics::new());
        node.unwrap().to_json()
    };
    paths.iter().map(read).collect()
});

/// Names that mean something to Rust, to generated code, to files or to JSON pointers.
const NAMES: &[&str] = &[
    "",
    " ",
    ".",
    "..",
    "/",
    "a/b",
    "~1",
    "*",
    "1",
    "a b",
    "a-b",
    "A",
    "_",
    "é",
    "\u{1F377}",
    "\u{202E}",
    "\0",
    "self",
    "Self",
    "crate",
    "type",
    "async",
    "Option",
    "Box",
    "String",
    "Result",
    "Ok",
    "Err",
    "Some",
    "None",
    "Value",
    "Client",
    "Error",
    "Union",
    "Branch",
    "types",
    "server",
    "client",
    "kontrakt",
    "new",
    "default",
    "$ref",
    "clone",
    "drop",
    "*/",
    "```",
    "{id}",
    "[]",
];

/// Members that hold schemas or say something of them.
const KEYWORDS: &[&str] = &[
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "items",
    "properties",
    "additionalProperties",
    "enum",
    "const",
    "default",
    "type",
    "format",
    "nullable",
    "discriminator",
    "required",
    "minimum",
    "maxLength",
    "pattern",
    "readOnly",
    "if",
    "then",
    "$ref",
    "parameters",
    "requestBody",
    "responses",
    "content",
    "schema",
    "security",
    "servers",
    "tags",
    "operationId",
    "callbacks",
];

/// A source of numbers, so that a description follows from its seed.
struct Dice(u64);

impl Dice {
    /// A number below another (SplitMix64).
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A pointer to any value of a description.
    fn pointer(&mut self, description: &Value) -> String {
        let mut all = Vec::new();
        pointers(description, String::new(), &mut all);
        self.of(&all).clone()
    }

    /// A copy of any value of a description.
    fn part_of(&mut self, description: &Value) -> Value {
        let part = description.pointer(&self.pointer(description));
        part.cloned().unwrap_or_default()
    }

    /// Something to put at a place.
    fn value(&mut self, description: &Value) -> Value {
        match self.below(5) {
            0 => json!({ "$ref": format!("#{}", self.pointer(description)) }),
            1 => self.part_of(description),
            2 => {
                let other = self.of(&DESCRIPTIONS);
                self.part_of(other)
            }
            3 => json!([self.part_of(description), { "type": "null" }]),
            _ => self
                .of(&[
                    Value::Null,
                    json!(true),
                    json!(-1),
                    json!(1e300),
                    json!([]),
                    json!({}),
                    json!("string"),
                    json!(["object", "null"]),
                    json!(["a", "a", null, 1]),
                ])
                .clone(),
        }
    }

    /// Changes a description in one place.
    fn change(&mut self, description: &mut Value) {
        let value = self.value(description);
        let name = self.of(NAMES).to_owned().to_owned();
        let keyword = self.of(KEYWORDS).to_owned().to_owned();
        let kind = self.below(5);
        let pointer = self.pointer(description);
        match description.pointer_mut(&pointer) {
            Some(Value::Object(members)) if kind == 0 => {
                let names: Vec<String> = members.keys().cloned().collect();
                if !names.is_empty() {
                    members.remove(self.of(&names));
                }
            }
            Some(Value::Object(members)) if kind == 1 => {
                let names: Vec<String> = members.keys().cloned().collect();
                if !names.is_empty() {
                    let moved = members[self.of(&names)].clone();
                    members.insert(name, moved);
                }
            }
            Some(Value::Object(members)) if kind == 2 => {
                members.insert(keyword, value);
            }
            Some(Value::Object(members)) if kind == 3 => {
                members.insert(name, value);
            }
            Some(place) => *place = value,
            None => {}
        }
    }
}

/// The pointers of all values in a value.
fn pointers(value: &Value, at: String, all: &mut Vec<String>) {
    let token = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| pointers(value, format!("{at}/{}", token(name)), all)),
        Value::Array(items) => (0..)
            .zip(items)
            .for_each(|(index, value): (usize, _)| pointers(value, format!("{at}/{index}"), all)),
        _ => {}
    }
    all.push(at);
}

/// What is generated, and the findings.
fn made(text: &str) -> (Option<Files>, Vec<String>) {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new().tolerate(TOLERABLE);
    let loader = NoLoader;
    let description = describe(
        "a.json",
        text.as_bytes(),
        &loader,
        &mut sources,
        &mut diagnostics,
    );
    let files = description.and_then(|it| generate(&it, &Config::new("a"), &mut diagnostics));
    let findings = diagnostics.findings().iter();
    (files, findings.map(|it| format!("{it:?}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_description_ends_in_rust_or_in_findings(seed: u64) {
        let mut dice = Dice(seed);
        let mut description = dice.of(&DESCRIPTIONS).clone();
        for _ in 0..=dice.below(CHANGES as usize) {
            dice.change(&mut description);
        }
        let text = description.to_string();
        let (files, findings) = made(&text);
        prop_assert!(files.is_some() || findings.iter().any(|it| it.contains("Error")), "{text}");
        for (path, code) in files.iter().flat_map(|files| files.iter()) {
            let is_rust = !path.ends_with(".rs") || syn::parse_file(code).is_ok();
            prop_assert!(is_rust, "{path} of {text}\n{code}");
        }
        prop_assert_eq!(made(&text), (files, findings), "{}", text);
    }
}
