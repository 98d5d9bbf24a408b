//! The `kontrakt` command as a function, so that tests and other tools can call it in process.
//!
//! All terminal and file work of the toolkit is here.

mod args;
mod check;
pub mod codes;
mod describe;
mod enums;
mod generate;
mod input;
mod manifest;
mod output;
mod validate;

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read, Write};

use clap::{CommandFactory, Parser};

use args::{Arguments, Command, SchemaOf};
pub use kontrakt_codegen::FileLoader;

/// Nothing was found.
pub const CLEAN: u8 = 0;
/// The payload violates the description, or a generated file is stale.
pub const VIOLATIONS: u8 = 1;
/// The command line is wrong, or a file cannot be read or written.
pub const USAGE: u8 = 2;
/// The description is broken.
pub const BROKEN_SPEC: u8 = 3;

/// Where a run reads and writes.
pub struct Streams<'a> {
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Standard output: results.
    pub output: &'a mut dyn Write,
    /// Standard error: what went wrong with the run itself.
    pub errors: &'a mut dyn Write,
    /// Whether the output is a terminal, which decides about colour.
    pub output_is_terminal: bool,
    /// Whether the error stream is a terminal, which decides about progress bars.
    pub errors_is_terminal: bool,
}

/// Why a command ends before its result: with a message on standard error and an exit code.
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The command line or a file is at fault.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Failure {
            code: USAGE,
            message: message.into(),
        }
    }

    /// The description is broken; its findings have been shown.
    pub(crate) fn broken_spec() -> Self {
        Failure {
            code: BROKEN_SPEC,
            message: String::new(),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // Whoever reads our output may stop early, as `head` does; that is no failure of ours.
        if error.kind() == ErrorKind::BrokenPipe {
            return Failure {
                code: CLEAN,
                message: String::new(),
            };
        }
        Failure::usage(format!("cannot write the output: {error}"))
    }
}

/// Runs the command with these arguments, the first being the program's name, and returns the
/// exit code: [`CLEAN`], [`VIOLATIONS`], [`USAGE`] or [`BROKEN_SPEC`].
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return show_usage(&error, streams),
    };
    let result = match arguments.command {
        Command::Generate(command) => generate::run(&command, streams),
        Command::Validate(command) => validate::run(&command, streams),
        Command::Enums(command) => enums::run(&command, streams),
        Command::Check(command) => check::run(&command, streams),
        Command::Schema { of } => schema(of, streams),
        Command::Completions { shell } => completions(shell, streams),
    };
    let result = result.and_then(|code| Ok(streams.output.flush().map(|()| code)?));
    match result {
        Ok(code) => code,
        Err(failure) => {
            if !failure.message.is_empty() {
                // Where even the error stream is closed, the exit code alone has to tell.
                let _ = writeln!(streams.errors, "error: {}", failure.message);
            }
            failure.code
        }
    }
}

fn show_usage(error: &clap::Error, streams: &mut Streams<'_>) -> u8 {
    let is_help = !error.use_stderr();
    let (target, terminal) = match is_help {
        true => (&mut *streams.output, streams.output_is_terminal),
        false => (&mut *streams.errors, streams.errors_is_terminal),
    };
    let text = error.render();
    let written = match terminal {
        true => write!(target, "{}", text.ansi()),
        false => write!(target, "{text}"),
    };
    match (is_help, written) {
        (true, Ok(())) => CLEAN,
        _ => USAGE,
    }
}

fn schema(of: SchemaOf, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let schema = match of {
        SchemaOf::Report => kontrakt_validator::report::json::json_schema(),
        SchemaOf::Config => manifest::json_schema(),
    };
    writeln!(streams.output, "{schema:#}")?;
    Ok(CLEAN)
}

fn completions(shell: clap_complete::Shell, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "kontrakt", &mut script);
    streams.output.write_all(&script)?;
    Ok(CLEAN)
}
