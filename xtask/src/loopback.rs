//! Has the generated clients of the descriptions of a folder call the generated servers.

pub(crate) mod calls;
mod program;
pub(crate) mod signatures;

use kontrakt_probe::loopback::{Call, Failure};

use crate::described;
use crate::judge::Judge;
use crate::manifest::Row;
use crate::proof::{Program, Settings};
use crate::reasons::Reasons;
use calls::Calls;

/// What became of a description.
#[derive(Default)]
struct Outcome {
    operations: usize,
    skipped: Reasons,
    calls: usize,
    failures: Vec<Failure>,
}

/// Runs over the folder; gives whether every call went as it should.
pub(crate) fn run(settings: &Settings) -> Result<bool, String> {
    println!(
        "{:<58} {:>10} {:>7} {:>7} {:>7} {:>7}",
        "description", "operations", "skipped", "calls", "passed", "failed"
    );
    let mut is_done = true;
    for row in settings.rows()? {
        match one(settings, &row) {
            Ok(outcome) => {
                is_done &= outcome.failures.is_empty();
                print(settings, &row, &outcome);
            }
            Err(error) => {
                println!("{:<58} {error}", row.file);
                is_done = false;
            }
        }
    }
    Ok(is_done)
}

fn print(settings: &Settings, row: &Row, outcome: &Outcome) {
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
    for failure in outcome.failures.iter().take(settings.show) {
        println!("    {}: {}", failure.operation, failure.reason);
    }
}

fn one(settings: &Settings, row: &Row) -> Result<Outcome, String> {
    let description = described::read(&settings.folder, row)?;
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
    let main = program::write(&plan, &row.package(), &signatures);
    let program = Program {
        proof: "loopback",
        features: &["client", "server"],
        dependencies: "",
        sources: &[("main.rs", &main)],
    };
    outcome.failures = program.run(settings, row, &files, &all)?;
    Ok(outcome)
}
