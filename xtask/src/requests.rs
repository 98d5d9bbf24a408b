//! Has the generated clients of the descriptions of a folder make the requests that progenitor's do.
//!
//! Both clients are generated from the same cut of a description, which has what progenitor can
//! express of the requests; answers and credentials are none of it.

mod calls;
mod cut;
pub(crate) mod peer;
mod program;
mod schemas;

use std::path::PathBuf;

use clap::Args;
use kontrakt_codegen::plan;
use kontrakt_model::{Description, Diagnostics, NoLoader, Sources, directed};
use kontrakt_probe::requests::{Call, Compared, Verdict};

use crate::judge::Judge;
use crate::loopback::calls::Calls;
use crate::loopback::signatures;
use crate::manifest::{self, Row};
use crate::reasons::Reasons;
use crate::{described, packages};
use cut::{Cut, Piece};
use schemas::Detail;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with `manifest.tsv`
    folder: PathBuf,
    /// Only descriptions whose path contains this; may be repeated
    #[arg(long)]
    only: Vec<String>,
    /// How many operations of a description are taken, spread evenly over it
    #[arg(long, default_value_t = 60)]
    operations: usize,
    /// How many differences of a description are printed
    #[arg(long, default_value_t = 5)]
    show: usize,
    /// Where the crates and their build go
    #[arg(long, default_value = "target/proofs")]
    out: PathBuf,
}

/// What became of a description, or of all.
#[derive(Default)]
struct Outcome {
    operations: usize,
    taken: usize,
    /// How many descriptions progenitor accepts as they stand, and of how many.
    accepted: usize,
    descriptions: usize,
    dropped: Reasons,
    left_out: Reasons,
    in_cut: usize,
    compared: usize,
    excused: Reasons,
    excuses: usize,
    different: Vec<String>,
}

/// Runs over the folder; gives whether all requests were the same.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    println!(
        "{:<50} {:>10} {:>5} {:>8} {:>5} {:>8} {:>6} {:>7} {:>9}",
        "description",
        "operations",
        "taken",
        "accepted",
        "cut",
        "compared",
        "equal",
        "excused",
        "different"
    );
    let mut all = Outcome::default();
    let mut differences = 0;
    let mut is_done = true;
    for row in manifest::select(&arguments.folder, &arguments.only)? {
        match one(arguments, &row) {
            Ok(outcome) => {
                print(&row.file, &outcome, outcome.different.len());
                explain(arguments, &outcome);
                differences += outcome.different.len();
                all.add(&outcome);
            }
            Err(error) => {
                println!("{:<50} {error}", row.file);
                is_done = false;
            }
        }
    }
    print("all", &all, differences);
    Ok(is_done && differences == 0)
}

impl Outcome {
    fn add(&mut self, other: &Outcome) {
        self.operations += other.operations;
        self.taken += other.taken;
        self.accepted += other.accepted;
        self.descriptions += other.descriptions;
        self.in_cut += other.in_cut;
        self.compared += other.compared;
        self.excuses += other.excuses;
    }
}

fn print(name: &str, outcome: &Outcome, different: usize) {
    let accepted = match (outcome.descriptions, outcome.accepted) {
        (1, 1) => "yes".to_owned(),
        (1, _) => "no".to_owned(),
        (all, accepted) => format!("{accepted} of {all}"),
    };
    println!(
        "{name:<50} {:>10} {:>5} {accepted:>8} {:>5} {:>8} {:>6} {:>7} {:>9}",
        outcome.operations,
        outcome.taken,
        outcome.in_cut,
        outcome.compared,
        outcome.compared - outcome.excuses - different,
        outcome.excuses,
        different,
    );
}

fn explain(arguments: &Arguments, outcome: &Outcome) {
    let lines = outcome.dropped.lines("operations not in the cut");
    let lines = lines.chain(outcome.left_out.lines("parameters not in the cut"));
    let lines = lines.chain(outcome.excused.lines("excused"));
    lines.for_each(|line| println!("    {line}"));
    for difference in outcome.different.iter().take(arguments.show) {
        println!("    {difference}");
    }
}

/// Both sides of a cut, and the calls.
struct Made {
    text: String,
    calls: Vec<Call>,
    files: kontrakt_codegen::Files,
    peer: peer::Peer,
}

fn one(arguments: &Arguments, row: &Row) -> Result<Outcome, String> {
    let description = described::read(&arguments.folder, row)?;
    let accepted = peer::is_accepted(&arguments.folder.join(&row.file))?;
    let first = compare(
        arguments,
        row,
        &description,
        &[Detail::Described, Detail::Plain],
    );
    // What progenitor generates of unions and lists of values is not always Rust.
    let outcome = match first {
        Err(error) if error.contains("src/peer.rs") => {
            compare(arguments, row, &description, &[Detail::Plain])
        }
        other => other,
    };
    let mut outcome = outcome?;
    outcome.descriptions = 1;
    outcome.accepted = usize::from(accepted);
    Ok(outcome)
}

fn compare(
    arguments: &Arguments,
    row: &Row,
    description: &Description,
    details: &[Detail],
) -> Result<Outcome, String> {
    let directed = directed(&description.api);
    let api = directed.as_ref().map_or(&description.api, |it| &it.api);
    let mut outcome = Outcome {
        operations: api.operations.len(),
        ..Outcome::default()
    };
    let mut cut = Cut::new(api);
    let mut pieces = Vec::new();
    for at in spread(api.operations.len(), arguments.operations) {
        let Some(operation) = api.operations.get(at) else {
            continue;
        };
        outcome.taken += 1;
        let mut reason = String::new();
        let made = details.iter().find_map(|detail| {
            let piece = cut.piece(operation, format!("op{at}"), *detail);
            let piece = piece.and_then(|piece| {
                made(row, &cut, &[&piece])?;
                Ok(piece)
            });
            piece.map_err(|error| reason = error).ok()
        });
        match made {
            Some(piece) => {
                let reasons = piece.left_out.iter();
                reasons.for_each(|reason| outcome.left_out.add(&piece.place, *reason));
                pieces.push(piece);
            }
            None => {
                let place = format!("{} {}", operation.method, operation.path);
                outcome.dropped.add(&place, reason);
            }
        }
    }
    outcome.in_cut = pieces.len();
    if !pieces.is_empty() {
        let made = made(row, &cut, &pieces.iter().collect::<Vec<_>>())?;
        outcome.compared = made.calls.len();
        for it in build(arguments, row, &made)? {
            let place = pieces.iter().find(|piece| piece.id == it.operation);
            let place = place.map_or("", |piece| piece.place.as_str());
            match it.verdict {
                Verdict::Equal => {}
                Verdict::Excused { reason, detail } => {
                    outcome.excuses += 1;
                    outcome.excused.add(&format!("{place}: {detail}"), reason);
                }
                Verdict::Different(detail) => outcome.different.push(format!("{place}: {detail}")),
            }
        }
    }
    Ok(outcome)
}

/// Up to `most` of the numbers below `count`, spread evenly.
fn spread(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let taken = count.min(most);
    (0..taken).map(move |at| at * count / taken)
}

/// Generates both clients of some operations, and their calls; otherwise why that is not possible.
fn made(row: &Row, cut: &Cut<'_>, pieces: &[&Piece]) -> Result<Made, String> {
    let document = cut.document(pieces);
    let peer = peer::generate(&document)?;
    let text = serde_json::to_string(&document).map_err(|error| error.to_string())?;
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let described = kontrakt_model::describe(
        "cut.json",
        text.as_bytes(),
        &NoLoader,
        &mut sources,
        &mut diagnostics,
    );
    let description = described.ok_or_else(|| described::first_error(&diagnostics))?;
    let plan = plan(&description.api, &described::config(row), &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(described::first_error(&diagnostics));
    }
    let mut maker = Calls {
        api: &description.api,
        plan: &plan,
        judge: Judge::new(&description),
    };
    let mut all = Vec::new();
    for operation in &plan.operations {
        let piece = pieces.iter().find(|piece| piece.id == operation.id);
        let piece = piece.ok_or("an operation that is not of the cut")?;
        all.extend(calls::of(&mut maker, operation, piece)?);
    }
    let files = kontrakt_codegen::emit(&plan);
    let signatures = signatures::read(&plan, &files)?;
    let text = program::write(&plan, &row.package(), &signatures, &peer)?;
    Ok(Made {
        text,
        calls: all,
        files,
        peer,
    })
}

/// Builds the program of both clients and runs it.
fn build(arguments: &Arguments, row: &Row, made: &Made) -> Result<Vec<Compared>, String> {
    let (types, out) = (row.package(), &arguments.out);
    let package = format!("requests-{types}");
    let folder = out.join(&package);
    let text = serde_json::to_string(&made.calls).map_err(|error| error.to_string())?;
    let manifest = packages::program(&package, &types, &["client"]);
    packages::write_files(&out.join(&types), &made.files)?;
    packages::write(&folder.join("calls.json"), &text)?;
    packages::write(&folder.join("Cargo.toml"), &format!("{manifest}{PEERS}"))?;
    packages::write(&folder.join("src/main.rs"), &made.text)?;
    packages::write(&folder.join("src/peer.rs"), &made.peer.code)?;
    packages::write_workspace(out, &[&types, &package])?;
    let data = std::path::absolute(folder.join("calls.json")).map_err(|error| error.to_string())?;
    let printed = packages::run(out, &package, &[&data])?;
    serde_json::from_slice(&printed).map_err(|error| error.to_string())
}

/// What progenitor's clients depend on.
const PEERS: &str = "bytes = \"1\"\n\
    chrono = { version = \"0.4\", default-features = false, features = [\"serde\"] }\n\
    progenitor-client = \"0.15\"\n\
    regress = \"0.12\"\n\
    reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"stream\"] }\n\
    serde = { version = \"1\", features = [\"derive\"] }\n\
    uuid = { version = \"1\", features = [\"serde\"] }\n";
