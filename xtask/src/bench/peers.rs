//! The programs that are measured: kontrakt, and other generators of Rust clients.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::Message;

use super::Spec;
use super::measured::{Cost, measure};

/// A generator.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    program: PathBuf,
    /// Its arguments, in which `SPEC` and `OUT` stand for the paths.
    arguments: &'static [&'static str],
    /// What `cargo check` is told besides, so that it checks the client alone.
    pub(crate) features: &'static [&'static str],
}

/// The peers by the names of their programs, which are those of their packages; the last is a package
/// of PyPI and asks for Java.
const PEERS: [(&str, &[&str]); 5] = [
    (
        "cargo-progenitor",
        &[
            "progenitor",
            "-i",
            "SPEC",
            "-o",
            "OUT",
            "-n",
            "client",
            "-v",
            "0.1.0",
        ],
    ),
    ("openapi-to-rust", &["generate", "SPEC"]),
    (
        "oas3-gen",
        &[
            "generate",
            "client-mod",
            "-i",
            "SPEC",
            "-o",
            "OUT/src/generated",
        ],
    ),
    ("ploidy", &["generate", "rust", "SPEC", "-o", "OUT"]),
    (
        "openapi-generator-cli",
        &["generate", "-g", "rust", "-i", "SPEC", "-o", "OUT"],
    ),
];

/// What the modules of oas3-gen import, of which it makes no list.
const NEEDED_BY_OAS3_GEN: &str = r#"[dependencies]
anyhow = "1"
chrono = { version = "0.4", features = ["serde"] }
http = "1"
indexmap = { version = "2", features = ["serde"] }
oas3-gen-support = "0.29"
regex = "1"
reqwest = { version = "0.13", features = ["form", "json", "multipart", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_html_form = "0.4"
serde_json = "1"
serde_with = { version = "3", features = ["chrono_0_4"] }
uuid = { version = "1", features = ["serde"] }
validator = { version = "0.21", features = ["derive"] }
"#;

/// Builds the `kontrakt` command and gives its path.
fn built() -> Result<PathBuf, String> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--package", "kontrakt-cli"])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| error.to_string())?;
    Message::parse_stream(output.stdout.as_slice())
        .find_map(|message| match message {
            Ok(Message::CompilerArtifact(artifact)) => artifact.executable,
            _ => None,
        })
        .map(Into::into)
        .ok_or_else(|| "`cargo build --package kontrakt-cli` gives no program".to_owned())
}

/// The peers whose programs are in a folder; those that are not are named.
pub(crate) fn found(folder: &Path) -> Vec<Tool> {
    let mut found = Vec::new();
    for (name, arguments) in PEERS {
        let program = folder.join(name);
        if program.is_file() {
            found.push(Tool {
                name,
                program,
                arguments,
                // One asks for a library of the system by default, which counts nothing here.
                features: match name {
                    "openapi-generator-cli" => &["--no-default-features"],
                    _ => &[],
                },
            });
        } else {
            println!("{name} is not in {}: skipped", folder.display());
        }
    }
    found
}

impl Tool {
    /// The command of this project, built as it is installed.
    pub(crate) fn kontrakt() -> Result<Self, String> {
        Ok(Tool {
            name: "kontrakt",
            program: built()?,
            arguments: &["generate", "SPEC", "--out", "OUT", "--name", "client"],
            features: &["--no-default-features", "--features", "client"],
        })
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.name == "kontrakt"
    }

    /// Generates into a folder that is empty before. What was in it goes to `replaced`, to be removed
    /// when all is measured: for each new file, ext4 looks through those that were removed in the last
    /// minutes, which can take ten times as long as the generation.
    pub(crate) fn generate(
        &self,
        spec: &Spec,
        out: &Path,
        replaced: &Path,
    ) -> Result<Cost, String> {
        let out = spec.out(out, self.name);
        let at = |error: std::io::Error| format!("{}: {error}", out.display());
        if out.exists() {
            let count = fs::read_dir(replaced).map_err(at)?.count();
            fs::rename(&out, replaced.join(count.to_string())).map_err(at)?;
        }
        fs::create_dir_all(&out).map_err(at)?;
        let word = |word: &&str| match word.strip_prefix("OUT") {
            Some(rest) => format!("{}{rest}", out.display()).into(),
            None if *word == "SPEC" => spec.path.clone().into(),
            None => word.into(),
        };
        let arguments: Vec<OsString> = self.arguments.iter().map(word).collect();
        measure(&self.program, &arguments, &out)
    }

    /// Makes a crate of what is generated, where that is only a module, with what it depends on; gives
    /// whether there is one.
    pub(crate) fn complete(&self, folder: &Path) -> Result<bool, String> {
        let at = |error: std::io::Error| format!("{}: {error}", folder.display());
        let manifest = folder.join("Cargo.toml");
        if manifest.is_file() {
            return Ok(true);
        }
        if !folder.join("src/generated").is_dir() {
            return Ok(false);
        }
        let listed = fs::read_to_string(folder.join("src/generated/REQUIRED_DEPS.toml"));
        let needed = listed.unwrap_or_else(|_| NEEDED_BY_OAS3_GEN.to_owned());
        let package = "[package]\nname = \"client\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n";
        fs::write(manifest, format!("{package}{needed}")).map_err(at)?;
        fs::write(folder.join("src/lib.rs"), "pub mod generated;\n").map_err(at)?;
        Ok(true)
    }
}
