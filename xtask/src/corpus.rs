//! Generates and compiles a crate for every description of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::Args;

use crate::manifest::{self, Row};
use crate::one::Figures;
use crate::packages;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with `manifest.tsv`
    folder: PathBuf,
    /// Only descriptions whose path contains this; may be repeated
    #[arg(long)]
    only: Vec<String>,
    /// Generate without compiling
    #[arg(long)]
    no_compile: bool,
    /// Where the crates and their build go
    #[arg(long, default_value = "target/corpus")]
    out: PathBuf,
}

/// A crate of the corpus.
struct Entry {
    row: Row,
    package: String,
    figures: Figures,
    /// The first lines of what the compiler says; absent when it was not asked.
    compiled: Option<Result<f64, String>>,
}

/// Runs over the folder; gives whether everything was generated and compiled.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let mut entries = Vec::new();
    for row in manifest::select(&arguments.folder, &arguments.only)? {
        let package = row.package();
        let figures = generate(arguments, &row, &package)?;
        eprintln!("generated {}", row.file);
        for error in &figures.errors {
            eprintln!("{}: {error}", row.file);
        }
        entries.push(Entry {
            row,
            package,
            figures,
            compiled: None,
        });
    }
    if !arguments.no_compile {
        let members: Vec<&str> = entries
            .iter()
            .filter(|entry| entry.figures.generated)
            .map(|entry| &*entry.package)
            .collect();
        packages::write_workspace(&arguments.out, &members)?;
        for entry in entries.iter_mut().filter(|entry| entry.figures.generated) {
            entry.compiled = Some(compile(&arguments.out, &entry.package)?);
            match &entry.compiled {
                Some(Err(error)) => eprintln!("{}: {error}", entry.row.file),
                _ => eprintln!("compiled {}", entry.row.file),
            }
        }
    }
    print(&entries);
    let is_done =
        |entry: &Entry| entry.figures.generated && !matches!(entry.compiled, Some(Err(_)));
    Ok(entries.iter().all(is_done))
}

fn generate(arguments: &Arguments, row: &Row, package: &str) -> Result<Figures, String> {
    let spec = arguments.folder.join(&row.file);
    let root = row.root(&arguments.folder);
    let out = arguments.out.join(package);
    let _ = fs::remove_dir_all(out.join("src"));
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .arg("one")
        .args([&spec, &root, &out])
        .arg(package)
        .output()
        .map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).or_else(|_| {
        let last = String::from_utf8_lossy(&output.stderr);
        let mut figures = Figures::default();
        figures.errors.push(format!(
            "{}: {}",
            output.status,
            last.lines().take(3).collect::<Vec<_>>().join(" ")
        ));
        Ok(figures)
    })
}

fn compile(out: &Path, package: &str) -> Result<Result<f64, String>, String> {
    let start = Instant::now();
    let output = Command::new("cargo")
        .args(["check", "--quiet", "--offline", "--package", package])
        .env("RUSTFLAGS", "-D warnings")
        .env("CARGO_TARGET_DIR", "target")
        .current_dir(out)
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(Ok(start.elapsed().as_secs_f64()));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Ok(Err(packages::first_error(&said)))
}

fn print(entries: &[Entry]) {
    println!(
        "{:<58} {:>5} {:>6} {:>5} {:>8} {:>6} {:>7} {:>6} {:>9} {:>8} {:>8} {:>8}",
        "description",
        "ops",
        "of",
        "gen",
        "compiled",
        "typed",
        "checked",
        "JSON",
        "findings",
        "seconds",
        "peak MB",
        "lines"
    );
    for Entry {
        row,
        figures,
        compiled,
        ..
    } in entries
    {
        let compiled = match compiled {
            Some(Ok(seconds)) => format!("{seconds:.1} s"),
            Some(Err(_)) => "no".to_owned(),
            None => "-".to_owned(),
        };
        println!(
            "{:<58} {:>5} {:>6} {:>5} {:>8} {:>6} {:>7} {:>6} {:>9} {:>8.2} {:>8.0} {:>8}",
            row.file,
            figures.operations,
            row.operations
                .map_or("?".to_owned(), |count| count.to_string()),
            if figures.generated { "yes" } else { "no" },
            compiled,
            typed(figures),
            sum(&figures.checked),
            sum(&figures.json),
            figures.findings.values().sum::<usize>(),
            figures.seconds,
            figures.peak_kilobytes as f64 / 1024.0,
            figures.lines,
        );
    }
    for entry in entries {
        for error in &entry.figures.errors {
            println!("\n{}: {error}", entry.row.file);
        }
        if let Some(Err(error)) = &entry.compiled {
            println!("\n{}: {error}", entry.row.file);
        }
    }
    let generated = entries
        .iter()
        .filter(|entry| entry.figures.generated)
        .count();
    let compiled = entries
        .iter()
        .filter(|entry| matches!(entry.compiled, Some(Ok(_))))
        .count();
    let total = |count: &dyn Fn(&Figures) -> usize| -> usize {
        entries.iter().map(|entry| count(&entry.figures)).sum()
    };
    println!(
        "\n{generated} of {} generated, {compiled} compiled",
        entries.len()
    );
    println!(
        "{} schemas: {} typed, {} typed with checks, {} JSON values",
        total(&|figures| figures.schemas),
        total(&typed),
        total(&|figures| sum(&figures.checked)),
        total(&|figures| sum(&figures.json)),
    );
    let of = |part: fn(&Figures) -> &BTreeMap<String, usize>| {
        reasons(entries.iter().map(|entry| part(&entry.figures)))
    };
    println!("typed with checks: {}", of(|figures| &figures.checked));
    println!("JSON values: {}", of(|figures| &figures.json));
}

/// How many schemas became types that say all.
fn typed(figures: &Figures) -> usize {
    let lower = sum(&figures.checked) + sum(&figures.json);
    figures.schemas.saturating_sub(lower)
}

fn sum(counts: &BTreeMap<String, usize>) -> usize {
    counts.values().sum()
}

/// The reasons with their counts, most frequent first.
fn reasons<'e>(counts: impl Iterator<Item = &'e BTreeMap<String, usize>>) -> String {
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    for (reason, count) in counts.flatten() {
        *all.entry(reason).or_default() += count;
    }
    let mut all: Vec<(&str, usize)> = all.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let all: Vec<String> = all
        .iter()
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    all.join(", ")
}
