//! `manifest.tsv`: the descriptions of a folder.

use std::fs;
use std::path::Path;

/// A description of the folder.
pub(crate) struct Row {
    /// The path of its root document, from the folder.
    pub(crate) file: String,
    /// How many operations it has, if the manifest says so.
    pub(crate) operations: Option<usize>,
}

/// Reads the manifest of a folder, by the names of its columns.
pub(crate) fn read(folder: &Path) -> Result<Vec<Row>, String> {
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
