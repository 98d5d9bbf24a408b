//! Reads every example of the descriptions of a folder into the generated types.

mod found;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use kontrakt_codegen::{Files, Part, Plan};
use kontrakt_model::direction::Withheld;
use kontrakt_model::{Description, Direction, SchemaId, SourceId, directed};
use kontrakt_probe::examples::{Example, Failure};
use kontrakt_validator::{Validator, Validators};

use crate::described;
use crate::manifest::Row;
use crate::proof::{Program, Settings};

/// What is counted for a description.
#[derive(Default)]
struct Counts {
    examples: usize,
    valid: usize,
    external: usize,
    failed: usize,
}

/// Runs over the folder; gives whether all examples became what they should.
pub(crate) fn run(settings: &Settings) -> Result<bool, String> {
    let mut all = Counts::default();
    println!(
        "{:<58} {:>8} {:>6} {:>7} {:>8} {:>6} {:>6}",
        "description", "examples", "valid", "invalid", "external", "passed", "failed"
    );
    let mut is_done = true;
    for row in settings.rows()? {
        match one(settings, &row) {
            Ok((counts, failures)) => {
                print(&row.file, &counts);
                for failure in failures.iter().take(settings.show) {
                    println!("    {}: {}", failure.pointer, failure.reason);
                    println!("        {}", shortened(&failure.text));
                }
                all.examples += counts.examples;
                all.valid += counts.valid;
                all.external += counts.external;
                all.failed += counts.failed;
            }
            Err(error) => {
                println!("{:<58} {error}", row.file);
                is_done = false;
            }
        }
    }
    print("all", &all);
    Ok(is_done && all.failed == 0)
}

fn print(name: &str, counts: &Counts) {
    println!(
        "{name:<58} {:>8} {:>6} {:>7} {:>8} {:>6} {:>6}",
        counts.examples,
        counts.valid,
        counts.examples - counts.valid,
        counts.external,
        counts.examples - counts.failed,
        counts.failed,
    );
}

/// The start of a text, for one line.
pub(crate) fn shortened(text: &str) -> String {
    const SHOWN: usize = 300;
    match text.chars().count() > SHOWN {
        true => format!("{}…", text.chars().take(SHOWN).collect::<String>()),
        false => text.to_owned(),
    }
}

fn one(settings: &Settings, row: &Row) -> Result<(Counts, Vec<Failure>), String> {
    let description = described::read(&settings.folder, row)?;
    let all = found::all(&description);
    let (examples, schemas) = judged(&description, &all.found)?;
    let mut counts = Counts {
        examples: examples.len(),
        valid: examples.iter().filter(|it| it.broken.is_empty()).count(),
        external: all.external,
        failed: 0,
    };
    if examples.is_empty() {
        return Ok((counts, Vec::new()));
    }
    let (files, main) = crate_and_program(row, &description, &schemas)?;
    let program = Program {
        proof: "examples",
        features: &[],
        dependencies: "",
        sources: &[("main.rs", &main)],
    };
    let failures: Vec<Failure> = program.run(settings, row, &files, &examples)?;
    counts.failed = failures.len();
    Ok((counts, failures))
}

/// The examples with what the validator says of each, and the schema of each reader.
fn judged(
    description: &Description,
    found: &[found::Found<'_>],
) -> Result<(Vec<Example>, Vec<SchemaId>), String> {
    let directed = directed(&description.api);
    let mut views: BTreeMap<Option<Direction>, View<'_>> = BTreeMap::new();
    let mut schemas = Vec::new();
    let mut examples = Vec::new();
    for example in found {
        let (schema, direction) = match &directed {
            Some(directed) => directed.seen(example.schema, example.direction),
            None => (example.schema, None),
        };
        let view = match views.entry(direction) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(View::new(description, direction)?),
        };
        let (reader, validator) = match view.known.entry(schema) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let validator = view.validators.for_schema(example.schema);
                let validator = validator
                    .map_err(|finding| format!("{}: {}", example.pointer, finding.message))?;
                schemas.push(schema);
                entry.insert((schemas.len() - 1, validator))
            }
        };
        let report = validator.check(example.node, SourceId(0));
        let mut text = String::new();
        found::text(example.node, &mut text);
        let broken = report.broken().into_iter();
        examples.push(Example {
            pointer: example.pointer.clone(),
            reader: *reader,
            text,
            withheld: view.withheld.clone(),
            broken: broken
                .map(|(at, it)| (at.to_owned(), it.to_owned()))
                .collect(),
        });
    }
    Ok((examples, schemas))
}

/// What checks the values that go in a direction.
struct View<'d> {
    validators: Validators<'d>,
    /// The names of members that go only the other way.
    withheld: BTreeSet<String>,
    /// The schemas met so far with their readers.
    known: BTreeMap<SchemaId, (usize, Validator<'d>)>,
}

impl<'d> View<'d> {
    fn new(description: &'d Description, direction: Option<Direction>) -> Result<Self, String> {
        let validators = Validators::new(description, direction).map_err(|findings| {
            let messages = findings.into_iter().map(|it| it.message);
            messages.collect::<String>()
        })?;
        let withheld = direction.map(|direction| Withheld::new(&description.api, direction));
        let names = withheld.as_ref().map(Withheld::names).unwrap_or_default();
        Ok(View {
            validators,
            withheld: names.into_iter().map(str::to_owned).collect(),
            known: BTreeMap::new(),
        })
    }
}

/// The crate of the types, and the program that reads examples into them.
fn crate_and_program(
    row: &Row,
    description: &Description,
    schemas: &[SchemaId],
) -> Result<(Files, String), String> {
    let mut config = described::config(row);
    config.only = vec![Part::Types];
    let mut diagnostics = described::diagnostics();
    let (plan, uses) =
        kontrakt_codegen::plan_with(&description.api, &config, schemas, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(described::first_error(&diagnostics));
    }
    let main = main(&plan, &row.package(), &uses);
    Ok((kontrakt_codegen::emit(&plan), main))
}

fn main(plan: &Plan, types: &str, uses: &[kontrakt_codegen::plan::types::Use]) -> String {
    let readers = kontrakt_codegen::readers(plan, &types.replace('-', "_"), uses);
    format!(
        "#![allow(deprecated, unused_imports, missing_docs)]\n\n{readers}\n\
         use kontrakt_probe::examples::{{Reader, reader, run}};\n\n\
         fn main() {{\n    run(READERS, &std::env::args().nth(1).unwrap_or_default());\n}}\n"
    )
}
