//! Has the generated clients of the descriptions of a folder make the requests that progenitor's do.
//!
//! Both clients are generated from the same cut of a description, which has what progenitor can
//! express of the requests; answers and credentials are none of it.

mod calls;
mod cut;
pub(crate) mod peer;
mod program;
mod schemas;

use clap::Args;
use kontrakt_codegen::plan;
use kontrakt_model::api::Operation;
use kontrakt_model::{Api, Diagnostics, NoLoader, Sources, directed};
use kontrakt_probe::requests::{Call, Compared, Verdict};

use crate::described;
use crate::examples::shortened;
use crate::judge::Judge;
use crate::loopback::calls::Calls;
use crate::loopback::signatures;
use crate::manifest::Row;
use crate::proof::{self, Program};
use crate::reasons::Reasons;
use cut::{Cut, Piece};
use schemas::Detail;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    proof: proof::Settings,
    /// How many operations of a description are taken, spread evenly over it
    #[arg(long, default_value_t = 60)]
    operations: usize,
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
    /// The operations whose schemas are [`Detail::Plain`].
    simplified: Reasons,
    left_out: Reasons,
    /// The requests in which both clients sent what progenitor's types made of the values.
    changed: usize,
    in_cut: usize,
    compared: usize,
    excused: Reasons,
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
    for row in arguments.proof.rows()? {
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
    explain(arguments, &all);
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
        self.changed += other.changed;
        self.dropped.add_all(&other.dropped);
        self.simplified.add_all(&other.simplified);
        self.left_out.add_all(&other.left_out);
        self.excused.add_all(&other.excused);
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
        outcome.compared - outcome.excused.count() - different,
        outcome.excused.count(),
        different,
    );
}

fn explain(arguments: &Arguments, outcome: &Outcome) {
    let lines = outcome.dropped.lines("operations not in the cut");
    let lines = lines.chain(outcome.simplified.lines("operations with plain schemas"));
    let lines = lines.chain(outcome.left_out.lines("parameters not in the cut"));
    let lines = lines.chain(outcome.excused.lines("excused"));
    lines.for_each(|line| println!("    {}", shortened(&line)));
    if outcome.changed > 0 {
        let count = outcome.changed;
        println!("    requests with values that its types changed {count}");
    }
    for difference in outcome.different.iter().take(arguments.proof.show) {
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
    let description = described::read(&arguments.proof.folder, row)?;
    let directed = directed(&description.api);
    let api = directed.as_ref().map_or(&description.api, |it| &it.api);
    let details = [Detail::Described, Detail::Plain];
    let mut outcome = match compare(arguments, row, api, &details) {
        // What progenitor generates of unions and lists of values is not always Rust.
        Err(error) if error.contains("src/peer.rs") => {
            let mut outcome = compare(arguments, row, api, &[Detail::Plain])?;
            let reason = format!("its code does not compile: {error}");
            outcome.simplified.add("all", reason);
            outcome
        }
        outcome => outcome?,
    };
    outcome.operations = api.operations.len();
    outcome.descriptions = 1;
    let is_accepted = peer::is_accepted(&arguments.proof.folder.join(&row.file))?;
    outcome.accepted = usize::from(is_accepted);
    Ok(outcome)
}

/// Compares the requests of a cut whose schemas are as in the first of `details` that does.
fn compare(
    arguments: &Arguments,
    row: &Row,
    api: &Api,
    details: &[Detail],
) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let mut cut = Cut::new(api);
    let mut pieces = Vec::new();
    for at in spread(api.operations.len(), arguments.operations) {
        if let Some(operation) = api.operations.get(at) {
            outcome.taken += 1;
            let id = format!("op{at}");
            pieces.extend(piece(row, &mut cut, operation, &id, details, &mut outcome));
        }
    }
    outcome.in_cut = pieces.len();
    if pieces.is_empty() {
        return Ok(outcome);
    }
    let made = made(row, &cut, &pieces.iter().collect::<Vec<_>>())?;
    outcome.compared = made.calls.len();
    let program = Program {
        proof: "requests",
        features: &["client"],
        dependencies: PEERS,
        sources: &[("main.rs", &made.text), ("peer.rs", &made.peer.code)],
    };
    let compared: Vec<Compared> = program.run(&arguments.proof, row, &made.files, &made.calls)?;
    for it in compared {
        let place = pieces.iter().find(|piece| piece.id == it.operation);
        let place = place.map_or("", |piece| piece.place.as_str());
        outcome.changed += usize::from(it.is_changed);
        match it.verdict {
            Verdict::Equal => {}
            Verdict::Excused { reason, detail } => {
                outcome.excused.add(&format!("{place}: {detail}"), reason);
            }
            Verdict::Different(detail) => outcome.different.push(format!("{place}: {detail}")),
        }
    }
    Ok(outcome)
}

/// An operation in the first of `details` in which both clients can be generated and called.
fn piece(
    row: &Row,
    cut: &mut Cut<'_>,
    operation: &Operation,
    id: &str,
    details: &[Detail],
    outcome: &mut Outcome,
) -> Option<Piece> {
    let place = format!("{} {}", operation.method, operation.path);
    let mut reasons = Vec::new();
    for detail in details {
        let piece = cut.piece(operation, id.to_owned(), *detail);
        let piece = piece.and_then(|piece| made(row, cut, &[&piece]).map(|_| piece));
        match piece {
            Ok(piece) => {
                for reason in reasons {
                    outcome.simplified.add(&place, reason);
                }
                for reason in &piece.left_out {
                    outcome.left_out.add(&place, *reason);
                }
                return Some(piece);
            }
            Err(reason) => reasons.push(reason),
        }
    }
    outcome
        .dropped
        .add(&place, reasons.pop().unwrap_or_default());
    None
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

/// What progenitor's clients depend on.
const PEERS: &str = "bytes = \"1\"\n\
    chrono = { version = \"0.4\", default-features = false, features = [\"serde\"] }\n\
    progenitor-client = \"0.15\"\n\
    regress = \"0.12\"\n\
    reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"stream\"] }\n\
    serde = { version = \"1\", features = [\"derive\"] }\n\
    uuid = { version = \"1\", features = [\"serde\"] }\n";
