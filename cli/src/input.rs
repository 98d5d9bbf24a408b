//! Reads payloads from files and standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use kontrakt_model::Source;

use crate::{Failure, Streams};

/// The name that stands for standard input, on the command line.
const STDIN: &str = "-";

/// The bytes of a payload and the name that findings show for it.
pub(crate) fn payload(name: &str, streams: &mut Streams<'_>) -> Result<(String, Vec<u8>), Failure> {
    if name == STDIN {
        let bytes = read(&mut *streams.input).map_err(|error| failure("standard input", &error))?;
        return Ok(("<stdin>".to_owned(), bytes));
    }
    if Path::new(name).is_dir() {
        return Err(Failure::usage(format!("{name} is a folder; name the files in it")));
    }
    let mut file = File::open(name).map_err(|error| failure(name, &error))?;
    let bytes = read(&mut file).map_err(|error| failure(name, &error))?;
    Ok((name.to_owned(), bytes))
}

/// Reads to the end, but no more than what is needed to see that a text is too long.
fn read(input: &mut dyn Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(Source::MAX_LEN as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn failure(name: &str, error: &std::io::Error) -> Failure {
    Failure::usage(format!("cannot read {name}: {error}"))
}
