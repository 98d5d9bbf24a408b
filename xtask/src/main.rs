//! `cargo xtask`: what people repeat.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command talks to its terminal"
)]

mod corpus;
mod described;
mod examples;
mod manifest;
mod one;
mod packages;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

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
    Examples(examples::Arguments),
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

fn main() -> ExitCode {
    let result = match Command::parse() {
        Command::Corpus(arguments) => corpus::run(&arguments),
        Command::Examples(arguments) => examples::run(&arguments),
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
