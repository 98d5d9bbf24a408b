//! Generates from every description of the corpus: no panic, and Rust that parses and is laid out
//! as rustfmt does it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kontrakt_codegen::{Config, Files, emit, plan};
use kontrakt_model::{Diagnostics, LoadError, Loaded, Loader, Sources};

/// Reads files of the corpus.
struct Folder;

impl Loader for Folder {
    fn load(&self, base: &str, reference: &str) -> Result<Loaded, LoadError> {
        let path = Path::new(base).parent().unwrap_or(Path::new("")).join(reference);
        let path = fs::canonicalize(path).map_err(|error| LoadError(error.to_string()))?;
        let bytes = fs::read(&path).map_err(|error| LoadError(error.to_string()))?;
        let name = path.display().to_string();
        Ok(Loaded { name, bytes })
    }
}

fn generate(path: &Path, name: &str) -> Option<Files> {
    let bytes = fs::read(path).unwrap();
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let description =
        kontrakt_model::describe(&path.display().to_string(), &bytes, &Folder, &mut sources, &mut diagnostics)?;
    let mut config = Config::new(name);
    config.spec = name.to_owned();
    let mut diagnostics = Diagnostics::new();
    Some(emit(&plan(&description.api, &config, &mut diagnostics)))
}

/// What rustfmt makes of a text, if there is a rustfmt.
fn formatted(text: &str) -> Option<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdin = rustfmt.stdin.take()?;
    let input = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = rustfmt.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    String::from_utf8(output.stdout).ok()
}

/// The first line in which two texts differ.
fn difference(text: &str, expected: &str) -> String {
    let at = text.lines().zip(expected.lines()).position(|(one, other)| one != other).unwrap_or(0);
    let around = |text: &str| text.lines().skip(at.saturating_sub(3)).take(12).collect::<Vec<_>>().join("\n");
    format!("line {}:\n{}\n--- rustfmt:\n{}", at + 1, around(text), around(expected))
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
    for file in manifest.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        if !file.contains(&only) {
            continue;
        }
        let name = file.rsplit('/').next().unwrap_or(file);
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
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
        wrong.extend(unformatted(&files).into_iter().map(|text| format!("{file}: {text}")));
    }
    assert!(wrong.is_empty(), "{} files:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// The files that rustfmt would change. Those of a folder go to rustfmt at once, for speed.
fn unformatted(files: &Files) -> Vec<String> {
    // A module apart for each file keeps them from meeting.
    let mut wrong = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("src/") && path.ends_with(".rs")) {
        let is_root = matches!(path.as_str(), "src/lib.rs" | "src/client.rs" | "src/server.rs" | "src/types.rs");
        if is_root {
            // rustfmt would look for the modules that these declare.
            let text: String = text.lines().filter(|line| !is_module(line)).map(|line| format!("{line}\n")).collect();
            wrong.extend(compare(path, &text));
            continue;
        }
        wrong.extend(compare(path, text));
    }
    wrong
}

fn is_module(line: &str) -> bool {
    (line.starts_with("mod ") || line.starts_with("pub mod ")) && line.ends_with(';')
}

fn compare(path: &str, text: &str) -> Option<String> {
    let expected = formatted(text)?;
    // Where rustfmt drops a blank line that the modules left.
    let normal = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n");
    (normal(text) != normal(&expected)).then(|| format!("{path} {}", difference(&normal(text), &normal(&expected))))
}

fn write(folder: &Path, files: &Files) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}
