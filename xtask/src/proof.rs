//! What the proofs by generated programs have in common.

use std::path::PathBuf;

use clap::Args;
use kontrakt_codegen::Files;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::manifest::{self, Row};
use crate::packages;

/// What every proof is told.
#[derive(Args)]
pub(crate) struct Settings {
    /// The folder with `manifest.tsv`
    pub(crate) folder: PathBuf,
    /// Only descriptions whose path contains this; may be repeated
    #[arg(long)]
    only: Vec<String>,
    /// How many failures of a description are printed
    #[arg(long, default_value_t = 5)]
    pub(crate) show: usize,
    /// Where the crates and their build go
    #[arg(long, default_value = "target/proofs")]
    out: PathBuf,
}

impl Settings {
    /// The descriptions that are meant.
    pub(crate) fn rows(&self) -> Result<Vec<Row>, String> {
        manifest::select(&self.folder, &self.only)
    }
}

/// A program beside the crate that it uses, which is generated from a description.
pub(crate) struct Program<'a> {
    /// What its package is called by, before the name of the crate.
    pub(crate) proof: &'a str,
    /// The features of the crate.
    pub(crate) features: &'a [&'a str],
    /// More lines of its dependencies.
    pub(crate) dependencies: &'a str,
    /// Its files under `src`.
    pub(crate) sources: &'a [(&'a str, &'a str)],
}

impl Program<'_> {
    /// Writes the crate and the program, builds them and runs it over `data`; gives what it prints.
    pub(crate) fn run<D: Serialize, R: DeserializeOwned>(
        &self,
        settings: &Settings,
        row: &Row,
        files: &Files,
        data: &D,
    ) -> Result<R, String> {
        let (types, out) = (row.package(), &settings.out);
        let package = format!("{}-{types}", self.proof);
        let folder = out.join(&package);
        let read = folder.join("data.json");
        let read = std::path::absolute(read).map_err(|error| error.to_string())?;
        let text = serde_json::to_string(data).map_err(|error| error.to_string())?;
        let manifest = packages::program(&package, &types, self.features);
        packages::write_files(&out.join(&types), files)?;
        packages::write(&read, &text)?;
        packages::write(
            &folder.join("Cargo.toml"),
            &format!("{manifest}{}", self.dependencies),
        )?;
        for (path, text) in self.sources {
            packages::write(&folder.join("src").join(path), text)?;
        }
        packages::write_workspace(out, &[&types, &package])?;
        let printed = packages::run(out, &package, &[&read])?;
        serde_json::from_slice(&printed).map_err(|error| error.to_string())
    }
}
