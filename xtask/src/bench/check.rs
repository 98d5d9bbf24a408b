//! `cargo check` of the generated clients, with what they depend on built before.

use std::fs::{self, File};
use std::path::Path;
use std::time::SystemTime;

use super::Spec;
use super::measured::{Cost, measure};
use super::peers::Tool;
use super::table::Line;

/// Measures the clients of a description, and puts what they took into the lines of the tools.
pub(crate) fn measure_clients(
    spec: &Spec,
    tools: &[Tool],
    out: &Path,
    lines: &mut [Line],
) -> Result<(), String> {
    for tool in tools {
        let line = lines
            .iter_mut()
            .find(|line| line.file == spec.file && line.tool == tool.name);
        if let Some(line) = line.filter(|line| line.cost.failure.is_none()) {
            let folder = spec.out(out, tool.name);
            if tool.complete(&folder)? {
                line.check = Some(check(&folder, tool.features)?);
            }
        }
    }
    Ok(())
}

/// Checks a crate twice, the second time without what it depends on.
fn check(folder: &Path, features: &[&str]) -> Result<Cost, String> {
    let at = |error: std::io::Error| format!("{}: {error}", folder.display());
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(at)?;
    if !text.contains("[workspace]") {
        // It lies in the workspace of this project, and is no part of it.
        fs::write(&manifest, text + "\n[workspace]\n").map_err(at)?;
    }
    // All crates share what they depend on.
    let target = folder.with_file_name("target");
    let mut arguments = vec!["check".into(), "--quiet".into(), "--target-dir".into()];
    arguments.push(target.into());
    // The second time would only find that nothing has changed.
    arguments.extend(["--config", "build.incremental=false"].map(Into::into));
    arguments.extend(features.iter().map(Into::into));
    let cargo = Path::new(env!("CARGO"));
    let first = measure(cargo, &arguments, folder)?;
    if first.failure.is_some() {
        return Ok(first);
    }
    File::options()
        .append(true)
        .open(folder.join("src/lib.rs"))
        .and_then(|root| root.set_modified(SystemTime::now()))
        .map_err(at)?;
    measure(cargo, &arguments, folder)
}
