//! Reads payloads from files and standard input.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use kontrakt_model::{Finding, Format, Source, codes as model, decode};

use crate::{Streams, codes};

/// The name that stands for standard input, on the command line.
pub(crate) const STDIN: &str = "-";

/// A payload as text, from a file or from standard input. It is JSON unless its media type or else its
/// name says YAML or XML.
///
/// # Errors
///
/// A finding when it cannot be read, or is no text.
pub(crate) fn payload(
    name: &str,
    media_type: Option<&str>,
    streams: &mut Streams<'_>,
) -> Result<Source, Finding> {
    let (shown, bytes) = match name {
        STDIN => ("<stdin>", read(&mut *streams.input)),
        _ => (name, read_file(name)),
    };
    let bytes = bytes.map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => Finding::error(
            model::TOO_LARGE,
            format!("`{shown}` is too long to be read"),
        )
        .help(format!("at most {} bytes can be read", Source::MAX_LEN)),
        io::ErrorKind::IsADirectory => {
            Finding::error(codes::UNREADABLE, format!("`{shown}` is a folder"))
                .help("name the files in it")
        }
        io::ErrorKind::NotFound => {
            Finding::error(codes::UNREADABLE, format!("there is no file `{shown}`"))
        }
        _ => Finding::error(
            codes::UNREADABLE,
            format!("`{shown}` cannot be read: {error}"),
        ),
    })?;
    decode(
        shown,
        &bytes,
        Some(media_type.map_or(format(shown), of_media_type)),
    )
}

fn read_file(name: &str) -> io::Result<Vec<u8>> {
    let mut file = File::open(name)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if metadata.len() > Source::MAX_LEN as u64 {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    read(&mut file)
}

/// Reads to the end, but no more than what is needed to see that a text is too long.
fn read(input: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input
        .take(Source::MAX_LEN as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() > Source::MAX_LEN {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Whether a file's name says that it has a payload a line.
pub(crate) fn is_in_lines(name: &str) -> bool {
    let ending = ending(name);
    ending == "jsonl" || ending == "ndjson"
}

fn ending(name: &str) -> OsString {
    let ending = Path::new(name).extension().unwrap_or_default();
    ending.to_ascii_lowercase()
}

fn of_media_type(name: &str) -> Format {
    let essence = name.split(';').next().unwrap_or_default();
    let (_, subtype) = essence.trim().rsplit_once('/').unwrap_or_default();
    match subtype.to_ascii_lowercase().as_str() {
        "yaml" | "x-yaml" => Format::Yaml,
        "xml" => Format::Xml,
        subtype if subtype.ends_with("+yaml") => Format::Yaml,
        subtype if subtype.ends_with("+xml") => Format::Xml,
        _ => Format::Json,
    }
}

fn format(name: &str) -> Format {
    match ending(name).to_str() {
        Some("yaml" | "yml") => Format::Yaml,
        Some("xml") => Format::Xml,
        _ => Format::Json,
    }
}
