//! Generation from a build script.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a build script reads the description, writes to OUT_DIR and talks to cargo by printing"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::UNIX_EPOCH;
use std::{env, fs, io, process};

use kontrakt_model::codes as model;
use kontrakt_model::{
    Diagnostics, Finding, LoadError, Loaded, Loader, Severity, Sources, describe_with,
};

use crate::config::{Choice, Config, Part, Rust};
use crate::loader::FileLoader;
use crate::{codes, generate, single_file};

/// Generates code from a build script.
///
/// ```no_run
/// // build.rs
/// kontrakt_codegen::Builder::new("openapi.yaml").generate();
/// ```
///
/// The code is one file in `OUT_DIR`, to be taken in with
/// `include!(concat!(env!("OUT_DIR"), "/kontrakt.rs"))`. The crate depends on `kontrakt`, with its
/// features `client` and `server` as far as these are generated, and with `oauth2` if a client has
/// the flow `clientCredentials`.
#[derive(Debug, Clone)]
pub struct Builder {
    spec: PathBuf,
    root: Option<PathBuf>,
    file: String,
    overlays: Vec<PathBuf>,
    references: Vec<(String, PathBuf)>,
    config: Config,
}

impl Builder {
    /// Generates from the description at `spec`, a path from the folder of the package.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        let spec = spec.into();
        let mut config = Config::new("generated");
        config.spec = spec.display().to_string();
        Builder {
            spec,
            root: None,
            file: "kontrakt.rs".to_owned(),
            overlays: Vec::new(),
            references: Vec::new(),
            config,
        }
    }

    /// Generates only some parts; the types are always generated.
    #[must_use]
    pub fn only(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.config.only = parts.into_iter().collect();
        self
    }

    /// Generates only some operations, with everything that they reach.
    #[must_use]
    pub fn include(mut self, operations: Choice) -> Self {
        self.config.include = operations;
        self
    }

    /// Leaves some operations out.
    #[must_use]
    pub fn exclude(mut self, operations: Choice) -> Self {
        self.config.exclude = operations;
        self
    }

    /// Chooses how the Rust looks. Types of `jiff`, `rust_decimal`, `url` and `uuid` need the
    /// feature of that name of `kontrakt`.
    #[must_use]
    pub fn rust(mut self, rust: Rust) -> Self {
        self.config.rust = rust;
        self
    }

    /// Applies an OpenAPI overlay to the description before it is read.
    #[must_use]
    pub fn overlay(mut self, file: impl Into<PathBuf>) -> Self {
        self.overlays.push(file.into());
        self
    }

    /// Reads a file in place of what a reference names: a URL, or a file that is not there.
    #[must_use]
    pub fn map(mut self, reference: impl Into<String>, file: impl Into<PathBuf>) -> Self {
        self.references.push((reference.into(), file.into()));
        self
    }

    /// Sets the folder that references to other files may not leave, in place of the description's.
    #[must_use]
    pub fn root(mut self, folder: impl Into<PathBuf>) -> Self {
        self.root = Some(folder.into());
        self
    }

    /// Sets the name of the file in `OUT_DIR`, in place of `kontrakt.rs`.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>) -> Self {
        self.file = name.into();
        self
    }

    /// Generates, unless nothing has changed since the last time, and tells cargo which files to
    /// watch. What is wrong is printed, and ends the build.
    pub fn generate(self) {
        let Some(folder) = env::var_os("OUT_DIR") else {
            eprintln!(
                "error[{}]: OUT_DIR is not set; this is for build scripts",
                codes::FILE
            );
            process::exit(1);
        };
        match self.generate_in(Path::new(&folder)) {
            Ok(outcome) => {
                outcome
                    .inputs
                    .iter()
                    .for_each(|input| println!("cargo::rerun-if-changed={input}"));
                outcome
                    .warnings
                    .iter()
                    .for_each(|warning| println!("cargo::warning={warning}"));
            }
            Err(report) => {
                eprint!("{report}");
                process::exit(1);
            }
        }
    }

    /// Generates into a folder.
    ///
    /// # Errors
    ///
    /// What is wrong with the description, each with file, line and column, as text for people.
    /// The files of the last time are as they were.
    pub fn generate_in(&self, folder: &Path) -> Result<Outcome, String> {
        let target = folder.join(&self.file);
        let stamp = folder.join(format!("{}.stamp", self.file));
        if let Some(inputs) = self.unchanged(&target, &stamp) {
            return Ok(Outcome {
                inputs,
                warnings: Vec::new(),
                is_fresh: true,
            });
        }
        let Made {
            text,
            seen,
            warnings,
        } = self.make()?;
        write_whole(&target, &text).map_err(|error| failed("write", &target, &error))?;
        let stamped = self.stamp(&seen);
        write_whole(&stamp, &stamped).map_err(|error| failed("write", &stamp, &error))?;
        Ok(Outcome {
            inputs: seen.into_keys().collect(),
            warnings,
            is_fresh: false,
        })
    }

    /// The files that were read the last time, if none of them has changed since.
    fn unchanged(&self, target: &Path, stamp: &Path) -> Option<Vec<String>> {
        let old = fs::read_to_string(stamp).ok()?;
        let inputs: Vec<String> = old
            .lines()
            .skip(1)
            .filter_map(|line| Some(line.split_once(' ')?.1.to_owned()))
            .collect();
        let mut seen = BTreeMap::new();
        for input in &inputs {
            seen.insert(input.clone(), hash(&fs::read(input).ok()?));
        }
        (target.is_file() && !inputs.is_empty() && self.stamp(&seen) == old).then_some(inputs)
    }

    /// What the output depends on: the generator, its settings, and each file with its hash.
    fn stamp(&self, seen: &BTreeMap<String, u64>) -> String {
        let settings = hash(format!("{self:?}").as_bytes());
        let mut stamp = format!("{} {settings:016x}\n", linked());
        for (path, hash) in seen {
            // Writing to a string does not fail.
            let _ = writeln!(stamp, "{hash:016x} {path}");
        }
        stamp
    }

    /// Reads the description and generates from it.
    fn make(&self) -> Result<Made, String> {
        let spec = self.spec.display().to_string();
        let bytes = fs::read(&self.spec).map_err(|error| failed("read", &self.spec, &error))?;
        let root = self.root.clone().unwrap_or_else(|| folder_of(&self.spec));
        let files = FileLoader::new(&root).map_err(|error| failed("open", &root, &error))?;
        let mut seen = BTreeMap::from([(spec.clone(), hash(&bytes))]);
        let mut overlays = Vec::with_capacity(self.overlays.len());
        for file in &self.overlays {
            let name = file.display().to_string();
            let bytes = fs::read(file).map_err(|error| failed("read", file, &error))?;
            seen.insert(name.clone(), hash(&bytes));
            overlays.push(Loaded { name, bytes });
        }
        let loader = Watched {
            files: files.mapping(self.references.iter().cloned()),
            seen: Mutex::new(seen),
        };
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new().tolerate(model::TOLERABLE);
        let description = describe_with(
            &spec,
            &bytes,
            &overlays,
            &loader,
            &mut sources,
            &mut diagnostics,
        );
        let files = description
            .and_then(|description| generate(&description, &self.config, &mut diagnostics));
        let mut findings = diagnostics.into_findings();
        findings
            .iter_mut()
            .for_each(|finding| sources.settle(finding));
        let Some(files) = files else {
            let errors = findings
                .iter()
                .filter(|finding| finding.severity == Severity::Error);
            return Err(errors.map(|finding| report(finding, &sources)).collect());
        };
        let warnings = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Warning);
        let warnings = warnings
            .map(|finding| in_one_line(finding, &sources))
            .collect();
        let seen = loader.seen.into_inner().unwrap_or_default();
        Ok(Made {
            text: single_file::join(&files),
            seen,
            warnings,
        })
    }
}

/// What was made of a description.
struct Made {
    text: String,
    /// The files that were read, each with its hash.
    seen: BTreeMap<String, u64>,
    /// Warnings, each in one line.
    warnings: Vec<String>,
}

/// What a generation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The files that were read, for cargo to watch.
    pub inputs: Vec<String>,
    /// Warnings, each in one line with its place.
    pub warnings: Vec<String>,
    /// Whether nothing had changed, so that nothing was written.
    pub is_fresh: bool,
}

/// Loads files, and remembers them.
struct Watched {
    files: FileLoader,
    seen: Mutex<BTreeMap<String, u64>>,
}

impl Loader for Watched {
    fn load(&self, base: &str, reference: &str) -> Result<Loaded, LoadError> {
        let loaded = self.files.load(base, reference)?;
        if let Ok(mut seen) = self.seen.lock() {
            seen.insert(loaded.name.clone(), hash(&loaded.bytes));
        }
        Ok(loaded)
    }
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// When the build script was linked, which it is anew when the generator in it has changed.
fn linked() -> u128 {
    let linked = env::current_exe()
        .and_then(fs::metadata)
        .and_then(|file| file.modified())
        .ok();
    linked
        .and_then(|time| Some(time.duration_since(UNIX_EPOCH).ok()?.as_nanos()))
        .unwrap_or_default()
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// Writes a file whole or not at all.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

fn failed(what: &str, path: &Path, error: &io::Error) -> String {
    format!(
        "error[{}]: cannot {what} {}: {error}\n",
        codes::FILE,
        path.display()
    )
}

/// The place of a finding as `file:line:column`.
fn place(finding: &Finding, sources: &Sources) -> Option<String> {
    let place = finding.place?;
    let source = sources.get(place.source);
    let position = source.position(place.span.start);
    Some(format!(
        "{}:{}:{}",
        source.name(),
        position.line,
        position.column
    ))
}

/// A finding as rustc prints it.
fn report(finding: &Finding, sources: &Sources) -> String {
    let mut text = format!(
        "{}[{}]: {}\n",
        finding.severity.as_str(),
        finding.code,
        finding.message
    );
    if let (Some(found), Some(shown)) = (finding.place, place(finding, sources)) {
        let source = sources.get(found.source);
        let line = source.position(found.span.start).line;
        let margin = " ".repeat(line.to_string().len());
        text.push_str(&format!(
            "{margin}--> {shown}\n{margin} |\n{line} | {}\n{margin} |",
            source.line(line)
        ));
        text.push_str(&format!(" {}\n", finding.label));
    }
    for help in &finding.help {
        text.push_str(&format!("  = help: {help}\n"));
    }
    text.push('\n');
    text
}

fn in_one_line(finding: &Finding, sources: &Sources) -> String {
    let message = finding.message.replace(['\n', '\r'], " ");
    match place(finding, sources) {
        Some(place) => format!("{place}: {message} [{}]", finding.code),
        None => format!("{message} [{}]", finding.code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = "openapi: 3.1.0\ninfo: {title: Books, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Book:\n      $ref: 'book.yaml'\n";
    const BOOK: &str = "type: object\nrequired: [title]\nproperties:\n  title: {type: string}\n";

    #[test]
    fn writes_only_when_something_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("openapi.yaml");
        let book = folder.path().join("book.yaml");
        fs::write(&spec, SPEC).unwrap();
        fs::write(&book, BOOK).unwrap();
        let builder = Builder::new(&spec).only([Part::Types]);
        let first = builder.generate_in(folder.path()).unwrap();
        assert!(!first.is_fresh);
        assert_eq!(
            first.inputs,
            [book.display().to_string(), spec.display().to_string()]
        );
        let text = fs::read_to_string(folder.path().join("kontrakt.rs")).unwrap();
        assert!(text.contains("pub title: String"), "{text}");
        syn::parse_file(&text).unwrap();

        assert!(builder.generate_in(folder.path()).unwrap().is_fresh);
        assert!(
            !builder
                .clone()
                .only([Part::Client])
                .generate_in(folder.path())
                .unwrap()
                .is_fresh
        );
        fs::write(&book, BOOK.replace("title", "name")).unwrap();
        assert!(!builder.generate_in(folder.path()).unwrap().is_fresh);
        assert!(
            fs::read_to_string(folder.path().join("kontrakt.rs"))
                .unwrap()
                .contains("pub name: String")
        );
    }

    #[test]
    fn a_broken_description_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("openapi.yaml");
        let out = folder.path().join("kontrakt.rs");
        fs::write(&out, "// old").unwrap();
        fs::write(&spec, SPEC.replace("'book.yaml'", "[")).unwrap();
        let report = Builder::new(&spec).generate_in(folder.path()).unwrap_err();
        assert!(report.starts_with("error[K"), "{report}");
        assert!(report.contains("openapi.yaml:"), "{report}");
        assert_eq!(fs::read_to_string(&out).unwrap(), "// old");
        let report = Builder::new("no.yaml")
            .generate_in(folder.path())
            .unwrap_err();
        assert!(report.contains("cannot read no.yaml"), "{report}");
    }
}
