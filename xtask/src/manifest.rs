//! `manifest.tsv`: the descriptions of a folder.

use std::fs;
use std::path::{Path, PathBuf};

/// A description of the folder.
pub(crate) struct Row {
    /// The path of its root document, from the folder.
    pub(crate) file: String,
    /// How many operations it has, if the manifest says so.
    pub(crate) operations: Option<usize>,
}

impl Row {
    /// The folder that references of the description may not leave: one of several files has a
    /// folder of its own.
    pub(crate) fn root(&self, folder: &Path) -> PathBuf {
        match self.file.split_once('/') {
            Some((first, _)) => folder.join(first),
            None => folder.to_owned(),
        }
    }

    /// A package name of the path of the description.
    pub(crate) fn package(&self) -> String {
        let stem = self
            .file
            .rsplit_once('.')
            .map_or(&*self.file, |(stem, _)| stem);
        let letter = |c: char| match c.is_ascii_alphanumeric() {
            true => c.to_ascii_lowercase(),
            false => '-',
        };
        format!("corpus-{}", stem.chars().map(letter).collect::<String>())
    }
}

/// Reads the rows of the manifest of a folder whose path contains one of `only`, if that names any.
pub(crate) fn select(folder: &Path, only: &[String]) -> Result<Vec<Row>, String> {
    let mut rows = read(folder)?;
    rows.retain(|row| only.is_empty() || only.iter().any(|part| row.file.contains(part)));
    Ok(rows)
}

/// Reads the manifest of a folder, by the names of its columns.
fn read(folder: &Path) -> Result<Vec<Row>, String> {
    let path = folder.join("manifest.tsv");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| head.iter().position(|column| *column == name);
    let file = column("file").ok_or_else(|| format!("{} has no column `file`", path.display()))?;
    let operations = column("operations");
    let rows = lines.filter(|line| !line.trim().is_empty()).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        Row {
            file: cells.get(file).copied().unwrap_or_default().to_owned(),
            operations: operations.and_then(|at| cells.get(at)?.parse().ok()),
        }
    });
    Ok(rows.collect())
}
