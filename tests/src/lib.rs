//! What the tests share: the descriptions of `specs/` and their samples, and the code of the cases.

pub mod cases;
pub mod chosen;
pub mod samples;

use std::fs;
use std::path::{Path, PathBuf};

use kontrakt_model::{
    Description, Diagnostics, NoLoader, Node, Purpose, Sources, decode, parse_as,
};
use kontrakt_validator::{Report, Validator};
use serde_json::Value;

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A description of `specs/`, read.
pub struct Spec {
    /// Every text that was read.
    pub sources: Sources,
    /// The description.
    pub description: Description,
}

impl Spec {
    /// Reads `specs/<api>/openapi.yaml`, which must be without findings of any kind but remarks.
    ///
    /// # Panics
    ///
    /// If it is not.
    pub fn read(api: &str) -> Self {
        let name = format!("specs/{api}/openapi.yaml");
        let bytes = fs::read(root().join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let description =
            kontrakt_model::describe(&name, &bytes, &NoLoader, &mut sources, &mut diagnostics);
        assert!(
            !diagnostics.has_errors(),
            "{name}: {:#?}",
            diagnostics.findings()
        );
        let Some(description) = description else {
            panic!("{name} gives no description");
        };
        Spec {
            sources,
            description,
        }
    }

    /// Parses a payload and checks it; `None` for what is no JSON at all.
    pub fn check(&mut self, operation: &str, name: &str, bytes: &[u8]) -> (Option<Node>, Report) {
        let source = match decode(name, bytes, None) {
            Ok(source) => source,
            Err(finding) => return (None, Report::of([finding])),
        };
        let id = self.sources.add(source);
        let mut diagnostics = Diagnostics::new();
        let node = parse_as(Purpose::Payload, self.sources.get(id), id, &mut diagnostics);
        let mut report = Report::of(diagnostics.into_findings());
        if let Some(node) = &node {
            match Validator::for_operation(&self.description, operation) {
                Ok(validator) => report.extend(validator.check(node, id)),
                Err(findings) => report.extend(Report::of(findings)),
            }
        }
        (node, report)
    }
}

/// The files of a folder of `specs/<api>/samples`, sorted by name.
///
/// # Panics
///
/// If the folder cannot be read or is empty.
pub fn samples(api: &str, folder: &str) -> Vec<(String, Vec<u8>)> {
    let path = root().join("specs").join(api).join("samples").join(folder);
    let entries = fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut samples: Vec<_> = entries
        .map(|entry| {
            let entry = entry.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name = entry.file_name().to_string_lossy().into_owned();
            let bytes = fs::read(entry.path()).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, bytes)
        })
        .collect();
    samples.sort();
    assert!(!samples.is_empty(), "{} holds no sample", path.display());
    samples
}

/// Whether two values are equal as JSON Schema has it: `18` equals `18.0`.
pub fn is_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| is_equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, value)| {
                    right.get(name).is_some_and(|other| is_equal(value, other))
                })
        }
        (left, right) => left == right,
    }
}
