//! A description of a folder, read as `kontrakt generate` reads it.

use std::fs;
use std::path::Path;

use kontrakt_codegen::FileLoader;
use kontrakt_codegen::{Config, Runtime};
use kontrakt_model::codes::TOLERABLE;
use kontrakt_model::{Description, Diagnostics, Severity, Sources};

use crate::manifest::Row;
use crate::packages;

/// Reads the description of a row.
pub(crate) fn read(folder: &Path, row: &Row) -> Result<Description, String> {
    let spec = folder.join(&row.file);
    let at = |error: std::io::Error| format!("{}: {error}", spec.display());
    let bytes = fs::read(&spec).map_err(at)?;
    let loader = FileLoader::new(&row.root(folder)).map_err(at)?;
    let mut sources = Sources::new();
    let mut diagnostics = diagnostics();
    let name = spec.display().to_string();
    let description =
        kontrakt_model::describe(&name, &bytes, &loader, &mut sources, &mut diagnostics);
    description.ok_or_else(|| first_error(&diagnostics))
}

/// As `kontrakt generate` has them without `--strict`.
pub(crate) fn diagnostics() -> Diagnostics {
    Diagnostics::new().tolerate(TOLERABLE)
}

/// The first error of a run.
pub(crate) fn first_error(diagnostics: &Diagnostics) -> String {
    let mut findings = diagnostics.findings().iter();
    let error = findings.find(|finding| finding.severity == Severity::Error);
    error.map_or_else(String::new, |finding| finding.message.clone())
}

/// What is generated for a row.
pub(crate) fn config(row: &Row) -> Config {
    let mut config = Config::new(row.package());
    config.spec = row.file.clone();
    config.runtime = Runtime::Path(packages::project("runtime"));
    config
}
