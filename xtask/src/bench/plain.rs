//! Reads a description into a plain value, which is what any tool has to do at least.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use saphyr::{LoadableYamlNode, Yaml};
use serde_json::Value;

/// Reads a file as JSON or YAML, by its name.
pub(crate) fn run(path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    if path.extension().is_some_and(|ending| ending == "json") {
        let value: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        black_box(value);
    } else {
        let value = Yaml::load_from_str(&text).map_err(|error| error.to_string())?;
        black_box(value);
    }
    Ok(())
}
