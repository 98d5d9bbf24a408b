//! `kontrakt.toml`: which description makes which crate.

use std::fs;
use std::path::{Path, PathBuf};

use kontrakt_codegen::{Config, Runtime};
use serde::Deserialize;

use crate::Failure;
use crate::args::{Part, SpecOptions};

/// A crate to generate.
pub(crate) struct Job {
    pub(crate) spec: SpecOptions,
    pub(crate) out: PathBuf,
    pub(crate) config: Config,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    #[serde(rename = "crate")]
    crates: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The description, from the folder of `kontrakt.toml`.
    spec: PathBuf,
    /// The folder of the crate, from the folder of `kontrakt.toml`.
    out: PathBuf,
    name: String,
    /// The folder that references may not leave.
    root: Option<PathBuf>,
    #[serde(default)]
    only: Vec<Part>,
    runtime: Option<String>,
}

/// The jobs of a manifest, in its order.
pub(crate) fn read(path: &Path, strict: bool) -> Result<Vec<Job>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!(
            "cannot read {}: {error}\n\nwithout it, name a description: `kontrakt generate SPEC --out DIR`",
            path.display()
        ))
    })?;
    // The message of the parser shows the line and marks the place.
    let manifest: Manifest = toml::from_str(&text)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    manifest
        .crates
        .into_iter()
        .map(|entry| job(entry, folder, strict))
        .collect()
}

fn job(entry: Entry, folder: &Path, strict: bool) -> Result<Job, Failure> {
    let mut config = Config::new(entry.name);
    // As the manifest has it, so that the output does not depend on where the command runs.
    config.spec = entry.spec.display().to_string();
    config.only = entry.only.iter().map(|part| part.into()).collect();
    if let Some(runtime) = entry.runtime {
        config.runtime = runtime.parse::<Runtime>().map_err(Failure::usage)?;
    }
    Ok(Job {
        spec: SpecOptions {
            spec: folder.join(&entry.spec),
            root: entry.root.map(|root| folder.join(root)),
            strict,
        },
        out: folder.join(&entry.out),
        config,
    })
}
