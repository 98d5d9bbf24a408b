//! Generates one crate and tells what it took.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use kontrakt_codegen::FileLoader;
use kontrakt_codegen::{Config, Rung, Runtime};
use kontrakt_model::codes::TOLERABLE;
use kontrakt_model::{Diagnostics, Severity, Sources};
use serde::{Deserialize, Serialize};

use crate::packages;

/// What a generation took and gave.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Figures {
    /// Operations of the description, callbacks and webhooks not counted.
    pub(crate) operations: usize,
    /// Schemas of the description.
    pub(crate) schemas: usize,
    /// Findings by their code.
    pub(crate) findings: BTreeMap<String, usize>,
    /// Schemas whose type leaves something to checks, by the keyword.
    pub(crate) checked: BTreeMap<String, usize>,
    /// Schemas that became JSON values, by the code of the finding that says why.
    pub(crate) json: BTreeMap<String, usize>,
    /// The first errors.
    pub(crate) errors: Vec<String>,
    /// From bytes to files in memory.
    pub(crate) seconds: f64,
    /// The peak of resident memory, in kilobytes; 0 where the system does not tell.
    pub(crate) peak_kilobytes: u64,
    /// Lines of Rust.
    pub(crate) lines: usize,
    /// Whether there are files.
    pub(crate) generated: bool,
}

/// Generates into `out` and prints the [`Figures`] as JSON.
pub(crate) fn run(spec: &Path, root: &Path, out: &Path, name: &str) -> Result<(), String> {
    // As the `kontrakt` command does, so that the peak of memory is the same.
    kontrakt_allocator::give_back_at_once();
    let at = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| format!("{path}: {error}")
    };
    let bytes = fs::read(spec).map_err(at(spec))?;
    let loader = FileLoader::new(root).map_err(at(root))?;
    let mut config = Config::new(name);
    config.spec = spec
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    config.runtime = Runtime::Path(packages::project("runtime"));

    let start = Instant::now();
    let mut sources = Sources::new();
    // As `kontrakt generate` does without `--strict`.
    let mut diagnostics = Diagnostics::new().tolerate(TOLERABLE);
    let spec_name = spec.display().to_string();
    let description =
        kontrakt_model::describe(&spec_name, &bytes, &loader, &mut sources, &mut diagnostics);
    let mut figures = Figures::default();
    let mut files = None;
    if let Some(description) = &description {
        figures.operations = description.api.operations.len();
        figures.schemas = description.api.schemas.len();
        files = kontrakt_codegen::generate(description, &config, &mut diagnostics);
    }
    figures.seconds = start.elapsed().as_secs_f64();
    figures.peak_kilobytes = peak_kilobytes();
    for finding in diagnostics.findings() {
        *figures
            .findings
            .entry(finding.code.to_string())
            .or_default() += 1;
        match Rung::of(finding) {
            Some(Rung::Checked) => {
                let keyword = finding.message.split('`').nth(1).unwrap_or_default();
                *figures.checked.entry(keyword.to_owned()).or_default() += 1;
            }
            Some(Rung::Json) => *figures.json.entry(finding.code.to_string()).or_default() += 1,
            None => {}
        }
        if finding.severity == Severity::Error && figures.errors.len() < 5 {
            let place = finding.place.map(|place| {
                let source = sources.get(place.source);
                let position = source.position(place.span.start);
                format!("{}:{}:{}: ", source.name(), position.line, position.column)
            });
            figures
                .errors
                .push(format!("{}{}", place.unwrap_or_default(), finding.message));
        }
    }
    if let Some(files) = files {
        figures.generated = true;
        let sources = files.iter().filter(|(path, _)| path.ends_with(".rs"));
        figures.lines = sources.map(|(_, text)| text.lines().count()).sum();
        packages::write_files(out, &files)?;
    }
    println!(
        "{}",
        serde_json::to_string(&figures).map_err(|error| error.to_string())?
    );
    Ok(())
}

/// The high-water mark of resident memory, where `/proc` tells it.
fn peak_kilobytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or_default()
}
