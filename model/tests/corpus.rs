//! Every description of the shared corpus is read without an error.
//!
//! It needs the folder that `KONTRAKT_SHARED` names, and passes with a remark where that is not set.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::print_stderr,
    reason = "a test may read files and tell that it was skipped"
)]

use std::path::{Path, PathBuf};

use kontrakt_model::{
    Diagnostics, Finding, LoadError, Loaded, Loader, Severity, Sources, codes, describe,
};

struct Files;

impl Loader for Files {
    fn load(&self, base: &str, reference: &str) -> Result<Loaded, LoadError> {
        if reference.contains("://") {
            return Err(LoadError("the network is not used".into()));
        }
        let path = Path::new(base)
            .parent()
            .unwrap_or(Path::new(""))
            .join(reference);
        let path = path
            .canonicalize()
            .map_err(|error| LoadError(error.to_string()))?;
        let bytes = std::fs::read(&path).map_err(|error| LoadError(error.to_string()))?;
        Ok(Loaded {
            name: path.to_string_lossy().into_owned(),
            bytes,
        })
    }
}

fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("KONTRAKT_SHARED").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: KONTRAKT_SHARED names no folder");
    }
    folder
}

/// The number of operations, and a line for each finding.
fn read(path: &Path) -> (Option<usize>, Vec<(Severity, String)>) {
    let bytes = std::fs::read(path).expect("the file can be read");
    let mut sources = Sources::new();
    // Published descriptions do refer to what does not exist.
    let mut diagnostics = Diagnostics::new().tolerate(codes::TOLERABLE);
    let description = describe(
        &path.to_string_lossy(),
        &bytes,
        &Files,
        &mut sources,
        &mut diagnostics,
    );
    let line = |finding: &Finding| {
        let place = finding.place.map_or(String::new(), |place| {
            let source = sources.get(place.source);
            format!(
                "{}:{}: ",
                source.name(),
                source.position(place.span.start).line
            )
        });
        let line = format!(
            "{} {place}{} ({})",
            finding.code, finding.message, finding.label
        );
        (finding.severity, line)
    };
    let findings = diagnostics.findings().iter().map(line).collect();
    (
        description.map(|description| description.api.operations.len()),
        findings,
    )
}

fn errors(findings: Vec<(Severity, String)>) -> Vec<String> {
    let verbose = std::env::var_os("KONTRAKT_VERBOSE").is_some();
    if verbose {
        for (severity, line) in &findings {
            eprintln!("{} {line}", severity.as_str());
        }
    }
    findings
        .into_iter()
        .filter(|(severity, _)| *severity == Severity::Error)
        .map(|(_, line)| line)
        .collect()
}

#[test]
fn corpus() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("corpus/dev");
    let manifest = std::fs::read_to_string(folder.join("manifest.tsv")).expect("a manifest");
    let mut wrong = Vec::new();
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (operations, findings) = read(&folder.join(columns[0]));
        let expected: usize = columns[13].parse().expect("a number of operations");
        let errors = errors(findings);
        if operations != Some(expected) || !errors.is_empty() {
            wrong.push(format!(
                "{}: {operations:?} operations of {expected}\n  {}",
                columns[0],
                errors.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn official_examples() {
    let Some(shared) = shared() else { return };
    let mut wrong = Vec::new();
    for version in ["3.0", "3.1"] {
        let folder = shared.join("suites/openapi").join(version).join("pass");
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let (operations, findings) = read(&path);
            let errors = errors(findings);
            if operations.is_none() || !errors.is_empty() {
                wrong.push(format!("{}\n  {}", path.display(), errors.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
