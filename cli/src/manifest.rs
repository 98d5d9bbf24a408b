//! `kontrakt.toml`: which description makes which crate.

use std::fs;
use std::path::{Path, PathBuf};

use std::collections::BTreeMap;

use kontrakt_codegen::{Choice, Config, Runtime, Rust};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::Failure;
use crate::args::{Part, SpecOptions};

/// A crate to generate.
pub(crate) struct Job {
    pub(crate) spec: SpecOptions,
    pub(crate) out: PathBuf,
    pub(crate) config: Config,
}

/// Which description makes which crate. Paths start from the folder of this file.
#[derive(Deserialize, JsonSchema)]
#[schemars(title = "kontrakt.toml")]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// The crates that `kontrakt generate` writes.
    #[serde(rename = "crate")]
    crates: Vec<Entry>,
}

/// A crate to generate.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The description, in YAML or JSON.
    spec: PathBuf,
    /// The folder of the crate.
    out: PathBuf,
    /// The name of the crate.
    name: String,
    /// OpenAPI overlays that are applied to the description, in this order.
    #[serde(default)]
    overlays: Vec<PathBuf>,
    /// The folder that references may not leave; the description's own without it.
    root: Option<PathBuf>,
    /// Files that stand for what a reference names: a URL, or a file that is not there.
    #[serde(default)]
    references: BTreeMap<String, PathBuf>,
    /// The parts to generate; all without it.
    #[serde(default)]
    only: Vec<Part>,
    /// The operations to generate, with everything that they reach; all without it.
    #[serde(default)]
    include: Choice,
    /// The operations to leave out of these.
    #[serde(default)]
    exclude: Choice,
    /// Where the runtime crate comes from: `workspace`, a version requirement such as `0.1`, or a
    /// folder from that of the crate, which starts with `.` or `/`.
    runtime: Option<String>,
    /// How the Rust looks.
    #[serde(default)]
    rust: Rust,
}

/// The JSON Schema of a manifest.
pub(crate) fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Manifest).to_value();
    schema.sort_all_objects();
    schema
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
    config.include = entry.include;
    config.exclude = entry.exclude;
    config.rust = entry.rust;
    if let Some(runtime) = entry.runtime {
        config.runtime = runtime.parse::<Runtime>().map_err(Failure::usage)?;
    }
    Ok(Job {
        spec: SpecOptions {
            spec: folder.join(&entry.spec),
            root: entry.root.map(|root| folder.join(root)),
            overlay: entry
                .overlays
                .iter()
                .map(|file| folder.join(file))
                .collect(),
            map: entry
                .references
                .into_iter()
                .map(|(reference, file)| (reference, folder.join(file)))
                .collect(),
            strict,
            complete: strict,
        },
        out: folder.join(&entry.out),
        config,
    })
}
