//! `cargo check` of the generated clients, with what they depend on built before.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::measured::{Cost, measure};
use super::peers::Tool;
use super::table::Line;
use super::{Spec, median};

/// Measures the clients of a description in turns, and puts the medians of what they took into the
/// lines of the tools.
pub(crate) fn measure_clients(
    spec: &Spec,
    tools: &[Tool],
    runs: usize,
    out: &Path,
    lines: &mut [Line],
) -> Result<(), String> {
    let mut clients = Vec::new();
    for tool in tools {
        let is_its = |line: &&mut Line| line.file == spec.file && line.tool == tool.name;
        let line = lines.iter_mut().find(is_its);
        if line.is_none_or(|line| line.cost.failure.is_some()) {
            continue;
        }
        let folder = spec.out(out, tool.name);
        if tool.complete(&folder)? {
            let client = Client::new(folder, tool)?;
            // It builds what it depends on.
            let first = client.check()?;
            clients.push((client, tool.name, first));
        }
    }
    let mut costs: Vec<Vec<Cost>> = clients.iter().map(|_| Vec::new()).collect();
    for _ in 0..runs.max(1) {
        for ((client, _, first), costs) in clients.iter().zip(&mut costs) {
            if first.failure.is_none() {
                costs.push(client.check()?);
            }
        }
    }
    for ((_, tool, first), costs) in clients.into_iter().zip(costs) {
        let line = lines
            .iter_mut()
            .find(|line| line.file == spec.file && line.tool == tool);
        if let Some(line) = line {
            line.check = Some(match costs.is_empty() {
                true => first,
                false => median(&costs),
            });
        }
    }
    Ok(())
}

/// A generated client.
struct Client {
    folder: PathBuf,
    arguments: Vec<OsString>,
}

impl Client {
    fn new(folder: PathBuf, tool: &Tool) -> Result<Self, String> {
        let at = |error: io::Error| format!("{}: {error}", folder.display());
        let manifest = folder.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).map_err(at)?;
        if !text.contains("[workspace]") {
            // It lies in the workspace of this project, and is no part of it.
            fs::write(&manifest, text + "\n[workspace]\n").map_err(at)?;
        }
        let mut arguments: Vec<OsString> =
            vec!["check".into(), "--quiet".into(), "--target-dir".into()];
        // All crates share what they depend on.
        arguments.push(folder.with_file_name("target").into());
        // A second time would only find what has not changed.
        arguments.extend(["--config", "build.incremental=false"].map(Into::into));
        arguments.extend(tool.features.iter().map(Into::into));
        Ok(Client { folder, arguments })
    }

    /// Checks it as one that has changed.
    fn check(&self) -> Result<Cost, String> {
        File::options()
            .append(true)
            .open(self.folder.join("src/lib.rs"))
            .and_then(|root| root.set_modified(SystemTime::now()))
            .map_err(|error| format!("{}: {error}", self.folder.display()))?;
        measure(Path::new(env!("CARGO")), &self.arguments, &self.folder)
    }
}
