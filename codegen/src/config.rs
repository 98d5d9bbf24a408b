//! What is generated, beyond what the description says.

mod rust;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use rust::{Enums, Layout, Map, Rust, SchemaChoice, TypeName};

/// What is generated, and how the result is called.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The name of the package.
    pub name: String,
    /// The description, as the first line of every file names it.
    #[serde(default)]
    pub spec: String,
    /// The parts to generate; all when empty. The types are always generated.
    #[serde(default)]
    pub only: Vec<Part>,
    /// The operations to generate, with everything that they reach; all when it names none.
    #[serde(default)]
    pub include: Choice,
    /// The operations to leave out of these.
    #[serde(default)]
    pub exclude: Choice,
    /// Where the runtime crate comes from.
    #[serde(default)]
    pub runtime: Runtime,
    /// How the Rust looks.
    #[serde(default)]
    pub rust: Rust,
}

/// Operations, by what they are called or where they are. In each pattern `*` stands for any text
/// and `?` for any character.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Values of `operationId`, or of method and path such as `GET /orders`.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Path keys, or names of webhooks.
    #[serde(default)]
    pub paths: Vec<String>,
}

impl Choice {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.operations.is_empty() && self.paths.is_empty()
    }

    /// Adds what the command line names: `tag=orders`, `operation=create*` or `path=/orders*`.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let (list, pattern) = match text.split_once('=') {
            Some(("tag", pattern)) => (&mut self.tags, pattern),
            Some(("operation", pattern)) => (&mut self.operations, pattern),
            Some(("path", pattern)) => (&mut self.paths, pattern),
            _ => {
                return Err(format!(
                    "`{text}` names no operations; write `tag=NAME`, `operation=ID` or `path=/PATH`, where `*` stands for any text"
                ));
            }
        };
        list.push(pattern.to_owned());
        Ok(())
    }
}

impl Config {
    /// All parts, under a name.
    pub fn new(name: impl Into<String>) -> Self {
        Config {
            name: name.into(),
            spec: String::new(),
            only: Vec::new(),
            include: Choice::default(),
            exclude: Choice::default(),
            runtime: Runtime::default(),
            rust: Rust::default(),
        }
    }
}

impl Config {
    /// What is wrong with the configuration, if something is.
    pub(crate) fn problem(&self) -> Option<String> {
        match is_package_name(&self.name) {
            true => self.rust.problem(),
            false => Some(no_package_name(&self.name)),
        }
    }
}

fn is_package_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

fn no_package_name(name: &str) -> String {
    format!("`{name}` is no name of a package: it takes ASCII letters, digits, `-` and `_`")
}

/// A part of what is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The types with their checks.
    Types,
    /// The client.
    Client,
    /// The server.
    Server,
}

/// Where a generated crate finds the runtime crate `kontrakt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Runtime {
    /// The workspace that the crate is in says it, and its version, edition, licence and lints.
    Workspace,
    /// A registry, by a version requirement.
    Version(String),
    /// A folder, from that of the generated crate.
    Path(String),
}

impl Default for Runtime {
    /// The version of this generator.
    fn default() -> Self {
        Runtime::Version(env!("CARGO_PKG_VERSION").to_owned())
    }
}

/// `workspace`, a version requirement such as `0.1`, or a folder that starts with `.` or `/`.
impl FromStr for Runtime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "workspace" {
            return Ok(Runtime::Workspace);
        }
        if text.starts_with(['.', '/']) {
            return Ok(Runtime::Path(text.to_owned()));
        }
        let is_version = text.starts_with(|c: char| c.is_ascii_digit() || "=^~><*".contains(c))
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "=^~><*.,-+ ".contains(c));
        match is_version {
            true => Ok(Runtime::Version(text.to_owned())),
            false => Err(format!(
                "`{text}` says not where the runtime is; write `workspace`, a version such as `0.1`, or a folder such as `../runtime`"
            )),
        }
    }
}

impl TryFrom<String> for Runtime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Runtime> for String {
    fn from(runtime: Runtime) -> Self {
        match runtime {
            Runtime::Workspace => "workspace".to_owned(),
            Runtime::Version(version) => version,
            Runtime::Path(path) => path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_where_the_runtime_is() {
        assert_eq!("workspace".parse(), Ok(Runtime::Workspace));
        assert_eq!("0.1".parse(), Ok(Runtime::Version("0.1".to_owned())));
        assert_eq!(
            "../../runtime".parse(),
            Ok(Runtime::Path("../../runtime".to_owned()))
        );
        assert!("kontrakt".parse::<Runtime>().is_err());
        assert!("1\"\nx = \"".parse::<Runtime>().is_err());
    }
}
