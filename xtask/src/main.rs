//! `cargo xtask`: what people repeat.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to its terminal"
)]

mod bench;
mod corpus;
mod described;
mod examples;
mod judge;
mod loopback;
mod manifest;
mod one;
mod packages;
mod proof;
mod reasons;
mod requests;
mod shape;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use kontrakt_allocator::Allocator;

#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Command {
    /// Generate and compile a crate for every description of a folder, and print a table
    ///
    /// The folder has a `manifest.tsv` whose columns `file` and `operations` name the
    /// descriptions and how many operations each has.
    Corpus(corpus::Arguments),
    /// Read every example of the descriptions of a folder into the generated types
    ///
    /// An example that is valid by its schema must be read, pass `validate()` and be written as an
    /// equal value; any other must be refused for the reasons that the validator gives.
    Examples(proof::Settings),
    /// Have the generated clients of the descriptions of a folder call the generated servers
    ///
    /// Each operation is called with values made from its schemas, the least that can be sent and
    /// all that can be; what arrives must be equal, and so must each documented answer.
    Loopback(proof::Settings),
    /// Have the generated clients of the descriptions of a folder make the requests that progenitor's do
    ///
    /// Both clients are generated from the same cut of each description, which has what progenitor can
    /// express, and called with the same values; what a server sees of them must be the same.
    Requests(requests::Arguments),
    /// Measure generation of the largest descriptions of a folder beside plain parsing and peers
    Bench(bench::Arguments),
    /// Run a command and print what it took as JSON
    #[command(hide = true)]
    Measured {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
    /// Read a file into a plain value
    #[command(hide = true)]
    Plain { file: PathBuf },
    /// Whether progenitor generates from a file; a process of its own may die of it
    #[command(hide = true)]
    Accepts { file: PathBuf },
    /// Generate one crate and print its figures as JSON; a process of its own for each
    /// description gives each its own peak of memory
    #[command(hide = true)]
    One {
        spec: PathBuf,
        root: PathBuf,
        out: PathBuf,
        name: String,
    },
}

/// That of the `kontrakt` command, so that its figures are the same here.
#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

fn main() -> ExitCode {
    let result = match Command::parse() {
        Command::Corpus(arguments) => corpus::run(&arguments),
        Command::Examples(arguments) => examples::run(&arguments),
        Command::Loopback(arguments) => loopback::run(&arguments),
        Command::Requests(arguments) => requests::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Measured { command } => bench::measured::run(&command).map(|()| true),
        Command::Plain { file } => bench::plain::run(&file).map(|()| true),
        Command::Accepts { file } => requests::peer::accepts(&file),
        Command::One {
            spec,
            root,
            out,
            name,
        } => one::run(&spec, &root, &out, &name).map(|()| true),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
