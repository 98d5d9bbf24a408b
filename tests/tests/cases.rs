//! Every folder `tests/cases/<topic>/<case>/` is a test of its name.
//!
//! A case is an `openapi.yaml` with at most one schema `Case` for its payloads, one a line:
//! `valid.jsonl` holds what must be accepted and be written again as it was read, or as the same
//! line of `written.jsonl` has it where that is there; `invalid.jsonl` what must be refused, for the
//! same reasons by the validator and by the generated code. All that the schema says, as checks of a
//! JSON value, must give the same. A `Case` that only requests or only responses reach says so in
//! `x-direction`.
//! What `rust.toml` has is chosen for the Rust, as the table `rust` of `kontrakt.toml` does.
//! `findings.snap` is what `kontrakt check` prints, if it prints anything; `types.snap` has the
//! declarations of the generated types, unless they are long; `invalid.snap` shows what is wrong
//! with each invalid payload. Whatever else lies there is misplaced.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kontrakt::{Check, Invalid, Violations};
use kontrakt_cli::{BROKEN_SPEC, CLEAN, FileLoader, Streams};
use kontrakt_codegen::{Config, Part, Rust};
use kontrakt_model::{
    Api, Description, Diagnostics, Direction, Format, Node, Purpose, SchemaId, Source, SourceId,
    Sources, codes,
};
use kontrakt_tests::is_equal;
use kontrakt_validator::Validator;
use serde_json::{Value, json};

include!(concat!(env!("OUT_DIR"), "/case_tests.rs"));

/// The longest `types.snap`, in lines.
const LONGEST: usize = 150;

type Broken = BTreeSet<(String, String)>;

/// What was generated for a case.
enum Code {
    /// Nothing, since the description is broken.
    Refused,
    /// There is no schema `Case`.
    NoCase,
    /// `Case` is a JSON value, whose checks are made where it is used.
    Json,
    /// `Case` is a type.
    Typed {
        /// What it finds wrong with a payload.
        broken: fn(&[u8]) -> Broken,
        /// A valid payload, read and written.
        written: fn(&[u8]) -> Vec<u8>,
    },
}

impl Code {
    fn typed<T: kontrakt::Value>() -> Self {
        Self::Typed {
            broken: |json| {
                let broken = match kontrakt::from_slice::<T>(json) {
                    Ok(_) => Broken::new(),
                    Err(Invalid::Violations(violations)) => pairs(&violations),
                    Err(Invalid::Syntax(syntax)) => panic!("{syntax}"),
                };
                if let Ok(value) = kontrakt::read_unchecked::<T>(json) {
                    let validated = kontrakt::validate(&value)
                        .err()
                        .map(|violations| pairs(&violations))
                        .unwrap_or_default();
                    // A member that a type has no place for is gone once the value is read, and what
                    // is left may fit another branch of a union.
                    let is_gone = |it: &&(String, String)| it.1 == "additionalProperties";
                    let missing: Vec<_> = broken.difference(&validated).collect();
                    let is_less = broken.iter().any(|it| is_gone(&it)) && validated.is_empty();
                    assert!(
                        is_less || validated.is_subset(&broken) && missing.iter().all(is_gone),
                        "{broken:?} is read, {validated:?} validated"
                    );
                }
                broken
            },
            written: |json| kontrakt::to_vec(&kontrakt::from_slice::<T>(json).unwrap()),
        }
    }
}

fn pairs(violations: &Violations) -> Broken {
    violations
        .iter()
        .map(|it| (it.pointer.clone(), it.keyword.to_owned()))
        .collect()
}

fn run(case: &str, code: &Code) {
    let spec = format!("{case}/openapi.yaml");
    let mut expected = BTreeSet::from(["openapi.yaml", "rust.toml"]);
    let (exit, findings) = check(&spec);
    assert_eq!(
        exit,
        if matches!(code, Code::Refused) || findings.contains("error[") {
            BROKEN_SPEC
        } else {
            CLEAN
        },
        "{findings}"
    );
    if !findings.is_empty() {
        expected.insert("findings.snap");
        snapshot(case, "findings", &findings);
    }
    if !matches!(code, Code::Refused) {
        let (description, declarations) = generate(case, &spec);
        if (1..=LONGEST).contains(&declarations.lines().count()) {
            expected.insert("types.snap");
            snapshot(case, "types", &declarations);
        }
        if !matches!(code, Code::NoCase) {
            expected.insert("valid.jsonl");
            expected.insert("invalid.jsonl");
            expected.insert("invalid.snap");
            let validator = validator(&description);
            let written_otherwise = Path::new(case).join("written.jsonl").exists();
            if written_otherwise {
                expected.insert("written.jsonl");
            }
            valid(case, &validator, code, written_otherwise);
            snapshot(case, "invalid", &invalid(case, &validator, code));
            if let Code::Typed { broken, .. } = code {
                mutated(case, &validator, "type", &|json| (broken(json), true));
            }
            // Checks of a JSON value do not know its members by other names.
            if !written_otherwise {
                let schema = lowered_case(&description);
                mutated(case, &validator, "schema", &|json| {
                    (by_schema(json, schema), false)
                });
            }
        }
    }
    nothing_else(case, &expected);
}

/// What `kontrakt check` prints, and its exit code.
fn check(spec: &str) -> (u8, String) {
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let mut streams = Streams {
        input: &mut std::io::empty(),
        output: &mut output,
        errors: &mut errors,
        output_is_terminal: false,
        errors_is_terminal: false,
    };
    let exit = kontrakt_cli::run(["kontrakt", "check", spec].map(Into::into), &mut streams);
    assert!(errors.is_empty(), "{}", String::from_utf8_lossy(&errors));
    (exit, String::from_utf8(output).unwrap())
}

/// The description, and the declarations of its types.
fn generate(case: &str, spec: &str) -> (Description, String) {
    let bytes = fs::read(spec).unwrap();
    let loader = FileLoader::new(Path::new(case)).unwrap();
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new().tolerate(codes::TOLERABLE);
    let description =
        kontrakt_model::describe(spec, &bytes, &loader, &mut sources, &mut diagnostics).unwrap();
    let config = Config {
        only: vec![Part::Types],
        rust: rust(case),
        ..Config::new("case")
    };
    let files = kontrakt_codegen::generate(&description, &config, &mut diagnostics).unwrap();
    let types = files
        .iter()
        .filter(|(path, _)| path.starts_with("src/types"));
    let declarations = types
        .flat_map(|(_, text)| declarations(text))
        .collect::<Vec<_>>()
        .join("\n");
    (description, declarations)
}

/// How the Rust of a case looks.
fn rust(case: &str) -> Rust {
    match fs::read_to_string(Path::new(case).join("rust.toml")) {
        Ok(text) => toml::from_str(&text).unwrap(),
        Err(_) => Rust::default(),
    }
}

/// The structs, enums and aliases of a file, each with its documentation.
fn declarations(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut item = String::new();
    for line in text.lines() {
        if item.is_empty()
            && !(line.starts_with("///") || line.starts_with("#[") || line.starts_with("pub "))
        {
            continue;
        }
        item.push_str(line);
        item.push('\n');
        let head = item
            .lines()
            .find(|line| !line.starts_with("///") && !line.starts_with('#'))
            .unwrap_or_default();
        let is_type = ["pub struct ", "pub enum ", "pub type "]
            .iter()
            .any(|start| head.starts_with(start));
        let is_outer = !line.starts_with([' ', '/']);
        if line == "}" || is_outer && line.ends_with([';', '}']) {
            let item = std::mem::take(&mut item);
            found.extend(is_type.then_some(item));
        }
    }
    found
}

fn valid(case: &str, validator: &Validator<'_>, code: &Code, written_otherwise: bool) {
    let read = payloads(case, "valid.jsonl");
    let expected = match written_otherwise {
        true => payloads(case, "written.jsonl"),
        false => read.clone(),
    };
    assert_eq!(read.len(), expected.len(), "lines of written.jsonl");
    for (payload, expected) in read.into_iter().zip(expected) {
        assert_eq!(
            of_validator(validator, &payload),
            Broken::new(),
            "{payload}"
        );
        if let Code::Typed { broken, written } = code {
            assert_eq!(broken(payload.as_bytes()), Broken::new(), "{payload}");
            let written: Value = serde_json::from_slice(&written(payload.as_bytes())).unwrap();
            let expected: Value = serde_json::from_str(&expected).unwrap();
            assert!(
                is_equal(&written, &expected),
                "{payload} is written as {written}"
            );
        }
    }
}

/// Each payload with what is wrong with it.
fn invalid(case: &str, validator: &Validator<'_>, code: &Code) -> String {
    let (mut shown, mut differences) = (String::new(), String::new());
    for payload in payloads(case, "invalid.jsonl") {
        let found = of_validator(validator, &payload);
        assert_ne!(found, Broken::new(), "{payload}");
        if let Code::Typed { broken, .. } = code {
            let by_type = broken(payload.as_bytes());
            if by_type != found {
                differences.push_str(&format!(
                    "{payload}\n  validator {found:?}\n  type      {by_type:?}\n"
                ));
            }
        }
        shown.push_str(&format!("{payload}\n"));
        found
            .iter()
            .for_each(|(pointer, keyword)| shown.push_str(&format!("    #{pointer} {keyword}\n")));
    }
    assert!(
        differences.is_empty(),
        "validator and type differ\n{differences}"
    );
    shown
}

fn case_of(api: &Api) -> SchemaId {
    let mut components = api.components.iter();
    let case = components.find(|(name, _)| name == "Case");
    case.unwrap_or_else(|| panic!("there is no schema `Case`"))
        .1
}

/// The validator for `Case`, in the direction that it states in `x-direction`.
fn validator(description: &Description) -> Validator<'_> {
    let case = description.api.schema(case_of(&description.api));
    let stated = |(name, value): &(String, Value)| {
        (name == "x-direction").then(|| match value.as_str() {
            Some("request") => Direction::Request,
            Some("response") => Direction::Response,
            _ => panic!("{value} is no direction"),
        })
    };
    let pointer = "/components/schemas/Case";
    match case.extensions.iter().find_map(stated) {
        Some(direction) => Validator::for_pointer_in(description, pointer, direction),
        None => Validator::for_pointer(description, pointer),
    }
    .unwrap()
}

/// All that `Case` says.
fn lowered_case(description: &Description) -> &'static [Check] {
    let directed = kontrakt_model::directed(&description.api);
    let api = directed.as_ref().map_or(&description.api, |it| &it.api);
    crate::lowered::checks(api, case_of(api))
}

/// What a JSON value breaks of checks, which have no rules.
fn by_schema(json: &[u8], checks: &'static [Check]) -> Broken {
    match kontrakt::from_slice_with::<kontrakt::Json>(json, checks) {
        Ok(_) => Broken::new(),
        Err(Invalid::Violations(violations)) => pairs(&violations),
        Err(Invalid::Syntax(syntax)) => panic!("{syntax}"),
    }
}

/// Every payload with each of its values replaced, left out and joined by a stranger: the validator
/// and another agree on them all. `broken` also tells whether rules count.
fn mutated(
    case: &str,
    validator: &Validator<'_>,
    name: &str,
    broken: &dyn Fn(&[u8]) -> (Broken, bool),
) {
    let replacements = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(7),
        json!(1.0),
        json!(1.5),
        json!(1e300),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(""),
        json!("a"),
        json!("a longer text"),
        json!("2024-02-30"),
        json!([]),
        json!([0, 0.0]),
        json!(["a", null]),
        json!({}),
        json!({ "a": 1, "": [] }),
        json!({ "name": "a" }),
    ];
    let mut differences = String::new();
    let mut compare = |payload: &Value| {
        let payload = payload.to_string();
        let mut found = of_validator(validator, &payload);
        let (by_other, with_rules) = broken(payload.as_bytes());
        if !with_rules {
            found.retain(|(_, keyword)| keyword != "x-validations");
        }
        if found != by_other {
            differences.push_str(&format!(
                "{payload}\n  validator {found:?}\n  {name:<9} {by_other:?}\n"
            ));
        }
    };
    for payload in payloads(case, "valid.jsonl")
        .into_iter()
        .chain(payloads(case, "invalid.jsonl"))
    {
        // Numbers that no float holds are not to be had here.
        let Ok(payload) = serde_json::from_str::<Value>(&payload) else {
            continue;
        };
        let mut pointers = Vec::new();
        all_pointers(&payload, String::new(), &mut pointers);
        for pointer in pointers {
            for replacement in &replacements {
                let mut payload = payload.clone();
                *payload.pointer_mut(&pointer).unwrap() = replacement.clone();
                compare(&payload);
            }
            let mut payload = payload.clone();
            if let Some(Value::Object(members)) = payload.pointer_mut(&pointer) {
                members.insert("stranger".to_owned(), json!(1));
                let names: Vec<String> = members.keys().cloned().collect();
                compare(&payload);
                for name in names {
                    let mut payload = payload.clone();
                    payload
                        .pointer_mut(&pointer)
                        .unwrap()
                        .as_object_mut()
                        .unwrap()
                        .remove(&name);
                    compare(&payload);
                }
            }
        }
    }
    assert!(
        differences.is_empty(),
        "validator and {name} differ\n{differences}"
    );
}

/// The pointers of all values in a payload, the root last.
fn all_pointers(value: &Value, at: String, all: &mut Vec<String>) {
    let token = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| {
                all_pointers(value, format!("{at}/{}", token(name)), all)
            });
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| all_pointers(value, format!("{at}/{index}"), all));
        }
        _ => {}
    }
    all.push(at);
}

fn payloads(case: &str, file: &str) -> Vec<String> {
    let path = format!("{case}/{file}");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let payloads: Vec<String> = text.lines().map(str::to_owned).collect();
    assert!(!payloads.is_empty(), "{path} has no payload");
    payloads
}

fn of_validator(validator: &Validator<'_>, payload: &str) -> Broken {
    let report = validator.check(&parse(payload), SourceId(0));
    report
        .broken()
        .into_iter()
        .map(|(pointer, keyword)| (pointer.to_owned(), keyword.to_owned()))
        .collect()
}

fn parse(payload: &str) -> Node {
    let source = Source::new("payload.json", payload, Format::Json);
    let mut diagnostics = Diagnostics::new();
    kontrakt_model::parse_as(Purpose::Payload, &source, SourceId(0), &mut diagnostics)
        .unwrap_or_else(|| panic!("{payload}: {:#?}", diagnostics.findings()))
}

fn snapshot(case: &str, name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => format!("../{case}"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

/// A case consists of what it needs; a file beside, such as a snapshot of what is no longer there,
/// is read by nobody. Other documents that the description refers to end in `.yaml`.
fn nothing_else(case: &str, expected: &BTreeSet<&str>) {
    let entries = fs::read_dir(case)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left_over: Vec<_> = entries
        .filter(|name| !expected.contains(name.as_str()) && !name.ends_with(".yaml"))
        .collect();
    assert!(
        left_over.is_empty(),
        "{case}: {left_over:?} belongs to nothing; remove it"
    );
}
