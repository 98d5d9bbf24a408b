//! Generates from every description of the corpus: no panic, and Rust that parses and is laid out
//! as rustfmt does it.

#![allow(
    clippy::disallowed_macros,
    clippy::print_stdout,
    reason = "a test that is skipped says so"
)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the corpus is in files, and rustfmt is a program"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kontrakt_codegen::{Config, Files, emit, plan};
use kontrakt_model::{Diagnostics, LoadError, Loaded, Loader, Sources};

/// Reads files of the corpus.
struct Folder;

impl Loader for Folder {
    fn load(&self, base: &str, reference: &str) -> Result<Loaded, LoadError> {
        let path = Path::new(base)
            .parent()
            .unwrap_or(Path::new(""))
            .join(reference);
        let path = fs::canonicalize(path).map_err(|error| LoadError(error.to_string()))?;
        let bytes = fs::read(&path).map_err(|error| LoadError(error.to_string()))?;
        let name = path.display().to_string();
        Ok(Loaded { name, bytes })
    }
}

fn generate(path: &Path, name: &str) -> Option<Files> {
    let bytes = fs::read(path).unwrap();
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let description = kontrakt_model::describe(
        &path.display().to_string(),
        &bytes,
        &Folder,
        &mut sources,
        &mut diagnostics,
    )?;
    let mut config = Config::new(name);
    config.spec = name.to_owned();
    let mut diagnostics = Diagnostics::new();
    Some(emit(&plan(&description.api, &config, &mut diagnostics)))
}

/// What rustfmt makes of files, if there is a rustfmt: all at once, for it takes long to start.
fn formatted(folder: &Path, files: &[(PathBuf, String)]) -> Option<Vec<String>> {
    for (path, text) in files {
        fs::write(folder.join(path), text).ok()?;
    }
    for some in files.chunks(200) {
        let paths = some.iter().map(|(path, _)| folder.join(path));
        let status = Command::new("rustfmt")
            .args(["--edition", "2024"])
            .args(paths)
            .stderr(Stdio::null())
            .status();
        status.ok()?;
    }
    files
        .iter()
        .map(|(path, _)| fs::read_to_string(folder.join(path)).ok())
        .collect()
}

/// The first line in which two texts differ.
fn difference(text: &str, expected: &str) -> String {
    let at = text
        .lines()
        .zip(expected.lines())
        .position(|(one, other)| one != other)
        .unwrap_or(0);
    let around = |text: &str| {
        text.lines()
            .skip(at.saturating_sub(3))
            .take(12)
            .collect::<Vec<_>>()
            .join("\n")
    };
    format!(
        "line {}:\n{}\n--- rustfmt:\n{}",
        at + 1,
        around(text),
        around(expected)
    )
}

#[test]
fn the_corpus_becomes_rust() {
    let Some(shared) = std::env::var_os("KONTRAKT_SHARED") else {
        println!("KONTRAKT_SHARED is not set: the corpus is not tested");
        return;
    };
    let folder = PathBuf::from(shared).join("corpus/dev");
    let manifest = fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let only = std::env::var("KONTRAKT_ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    for file in manifest
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next())
    {
        if !file.contains(&only) {
            continue;
        }
        let name = file.rsplit('/').next().unwrap_or(file);
        let name: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let Some(files) = generate(&folder.join(file), &name) else {
            println!("{file}: not described");
            continue;
        };
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            if let Err(error) = syn::parse_file(text) {
                wrong.push(format!("{file}: {path} is not Rust: {error}"));
            }
        }
        if let Some(out) = std::env::var_os("KONTRAKT_OUT") {
            write(&PathBuf::from(out).join(&name), &files);
        }
        wrong.extend(
            unformatted(&files)
                .into_iter()
                .map(|text| format!("{file}: {text}")),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} files:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

/// Around longer names and paths rustfmt has rules of its own, or gives up; how these are laid out is left
/// open. Descriptions without an `operationId` make such.
const LONG_NAME: usize = 60;

fn has_long_name(text: &str) -> bool {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut names = code.flat_map(|line| {
        line.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ':'))
    });
    names.any(|name| name.len() >= LONG_NAME)
}

/// The files that rustfmt would change.
fn unformatted(files: &Files) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let sources = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    // rustfmt would look for modules in other files; here each file stands alone.
    let alone = |text: &str| {
        text.lines()
            .filter(|line| !is_module(line))
            .map(|line| format!("{line}\n"))
            .collect()
    };
    let sources: Vec<(PathBuf, String)> = sources
        .map(|(path, text)| (path.replace('/', "+").into(), alone(text)))
        .collect();
    let Some(formatted) = formatted(folder.path(), &sources) else {
        println!("there is no rustfmt: the layout is not tested");
        return Vec::new();
    };
    // Where the modules were, a blank line is left that rustfmt takes away.
    let normal = |text: &str| {
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let both = sources
        .iter()
        .zip(&formatted)
        .map(|((path, text), formatted)| (path, normal(text), normal(formatted)));
    both.filter(|(_, text, formatted)| text != formatted && !has_long_name(text))
        .filter(|(_, text, formatted)| !is_nested(text) || tokens(text) != tokens(formatted))
        .map(|(path, text, formatted)| {
            format!("{} {}", path.display(), difference(&text, &formatted))
        })
        .collect()
}

/// Whether a text has nested lists that rustfmt lays out by rules of their own: the checks that hold
/// schemas, and a route alone that has other paths.
fn is_nested(text: &str) -> bool {
    let nested = [
        "Check::AllOf(",
        "Check::AnyOf(",
        "Check::OneOf(",
        "Check::Members(",
        ".alias(",
    ];
    nested.iter().any(|it| text.contains(it))
}

/// A text without its layout.
fn tokens(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .collect()
}

fn is_module(line: &str) -> bool {
    (line.starts_with("mod ") || line.starts_with("pub mod ")) && line.ends_with(';')
}

fn write(folder: &Path, files: &Files) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
