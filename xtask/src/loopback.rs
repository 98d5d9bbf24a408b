//! Has the generated clients of the descriptions of a folder call the generated servers.

pub(crate) mod calls;
mod program;
pub(crate) mod signatures;

use std::path::PathBuf;

use clap::Args;
use kontrakt_probe::loopback::{Call, Failure};

use crate::judge::Judge;
use crate::manifest::{self, Row};
use crate::reasons::Reasons;
use crate::{described, packages};
use calls::Calls;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with `manifest.tsv`
    folder: PathBuf,
    /// Only descriptions whose path contains this; may be repeated
    #[arg(long)]
    only: Vec<String>,
    /// How many failures of a description are printed
    #[arg(long, default_value_t = 5)]
    show: usize,
    /// Where the crates and their build go
    #[arg(long, default_value = "target/proofs")]
    out: PathBuf,
}

/// What became of a description.
#[derive(Default)]
struct Outcome {
    operations: usize,
    skipped: Reasons,
    calls: usize,
    failures: Vec<Failure>,
}

/// Runs over the folder; gives whether every call went as it should.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    println!(
        "{:<58} {:>10} {:>7} {:>7} {:>7} {:>7}",
        "description", "operations", "skipped", "calls", "passed", "failed"
    );
    let mut is_done = true;
    for row in manifest::select(&arguments.folder, &arguments.only)? {
        match one(arguments, &row) {
            Ok(outcome) => {
                is_done &= outcome.failures.is_empty();
                print(arguments, &row, &outcome);
            }
            Err(error) => {
                println!("{:<58} {error}", row.file);
                is_done = false;
            }
        }
    }
    Ok(is_done)
}

fn print(arguments: &Arguments, row: &Row, outcome: &Outcome) {
    println!(
        "{:<58} {:>10} {:>7} {:>7} {:>7} {:>7}",
        row.file,
        outcome.operations,
        outcome.skipped.count(),
        outcome.calls,
        outcome.calls - outcome.failures.len(),
        outcome.failures.len(),
    );
    outcome
        .skipped
        .lines("skipped")
        .for_each(|line| println!("    {line}"));
    for failure in outcome.failures.iter().take(arguments.show) {
        println!("    {}: {}", failure.operation, failure.reason);
    }
}

fn one(arguments: &Arguments, row: &Row) -> Result<Outcome, String> {
    let description = described::read(&arguments.folder, row)?;
    let config = described::config(row);
    let mut diagnostics = described::diagnostics();
    let plan = kontrakt_codegen::plan(&description.api, &config, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(described::first_error(&diagnostics));
    }
    let files = kontrakt_codegen::emit(&plan);
    let mut outcome = Outcome::default();
    let mut all: Vec<Call> = Vec::new();
    let mut calls = Calls {
        api: &description.api,
        plan: &plan,
        judge: Judge::new(&description),
    };
    for operation in plan.tags.iter().flat_map(|tag| &tag.operations) {
        let Some(operation) = plan.operations.get(*operation) else {
            continue;
        };
        outcome.operations += 1;
        match calls.of(operation) {
            Ok(calls) => all.extend(calls),
            Err(reason) => outcome.skipped.add(&operation.id, reason),
        }
    }
    outcome.calls = all.len();
    if all.is_empty() {
        return Ok(outcome);
    }
    let signatures = signatures::read(&plan, &files)?;
    let (types, out) = (row.package(), &arguments.out);
    let package = format!("loopback-{types}");
    let folder = out.join(&package);
    let text = serde_json::to_string(&all).map_err(|error| error.to_string())?;
    packages::write_files(&out.join(&types), &files)?;
    packages::write(&folder.join("calls.json"), &text)?;
    packages::write(
        &folder.join("Cargo.toml"),
        &packages::program(&package, &types, &["client", "server"]),
    )?;
    let main = program::write(&plan, &types, &signatures);
    packages::write(&folder.join("src/main.rs"), &main)?;
    packages::write_workspace(out, &[&types, &package])?;
    let data = std::path::absolute(folder.join("calls.json")).map_err(|error| error.to_string())?;
    let printed = packages::run(out, &package, &[&data])?;
    outcome.failures = serde_json::from_slice(&printed).map_err(|error| error.to_string())?;
    Ok(outcome)
}
