//! The samples of `specs/<api>/samples` as their `index.tsv` lists them.

use std::fs;
use std::path::PathBuf;

use crate::root;

/// A row of `index.tsv`; CONTRIBUTING.md describes its form.
pub struct Sample {
    /// The file, from the folder `samples`.
    pub file: String,
    /// What the file is checked against.
    pub target: Target,
    /// What is found in it, in the form of the third column, sorted; nothing for `ok`.
    pub expected: Vec<String>,
    /// Whether the document has it as it is.
    pub is_verbatim: bool,
}

/// What a sample is checked against.
pub enum Target {
    /// The schema at a JSON pointer of the description, after `#`.
    Schema(String),
    /// The parameters of an operation.
    Parameters(String),
}

impl Sample {
    /// Whether no rule is broken; remarks are allowed.
    pub fn is_valid(&self) -> bool {
        self.file.starts_with("valid/")
    }
}

/// The folder of an API's samples.
pub fn folder(api: &str) -> PathBuf {
    root().join("specs").join(api).join("samples")
}

/// The samples of an API, in the order of their index.
///
/// # Panics
///
/// If the index cannot be read or is not of the form that CONTRIBUTING.md describes.
pub fn index(api: &str) -> Vec<Sample> {
    let path = folder(api).join("index.tsv");
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .map(|line| row(line).unwrap_or_else(|| panic!("{}: {line}", path.display())))
        .collect()
}

fn row(line: &str) -> Option<Sample> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [file, target, expected, origin] = columns[..] else {
        return None;
    };
    let mut expected: Vec<String> = match expected {
        "ok" => Vec::new(),
        found => found.split("; ").map(str::to_owned).collect(),
    };
    expected.sort();
    Some(Sample {
        file: file.to_owned(),
        target: match target.strip_prefix('#') {
            Some(pointer) => Target::Schema(pointer.to_owned()),
            None => Target::Parameters(target.to_owned()),
        },
        expected,
        is_verbatim: !origin.starts_with("further: "),
    })
}
