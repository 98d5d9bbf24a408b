//! Reads a description and shows what is wrong with it.

use std::fs;
use std::path::{Path, PathBuf};

use kontrakt_codegen::FileLoader;
use kontrakt_model::codes::{TOLERABLE, UNREACHABLE_DOCUMENT};
use kontrakt_model::{Description, Diagnostics, Loaded, Sources, describe_with};
use kontrakt_validator::Report;
use kontrakt_validator::report::{github, human, json, junit, sarif};

use crate::args::{Format, ReportOptions, SpecOptions};
use crate::{Failure, Streams};

/// A description as it was read, or as far as it could be.
pub(crate) struct Read {
    /// Every text that was read.
    pub(crate) sources: Sources,
    /// The description, unless it is broken.
    pub(crate) description: Option<Description>,
    /// What was found on the way.
    pub(crate) diagnostics: Diagnostics,
}

/// Reads a description and the files it refers to.
pub(crate) fn read(spec: &SpecOptions) -> Result<Read, Failure> {
    let path = &spec.spec;
    let bytes = bytes_of(path)?;
    let overlays = spec.overlay.iter().map(|file| {
        Ok(Loaded {
            name: file.display().to_string(),
            bytes: bytes_of(file)?,
        })
    });
    let overlays = overlays.collect::<Result<Vec<_>, Failure>>()?;
    let root = root_folder(spec);
    let loader = FileLoader::new(&root).map_err(|error| {
        Failure::usage(format!(
            "cannot open the folder {}: {error}",
            root.display()
        ))
    })?;
    let loader = loader.mapping(spec.map.iter().cloned());
    let mut sources = Sources::new();
    let mut diagnostics = match spec.strict {
        true => Diagnostics::new(),
        false => Diagnostics::new().tolerate(TOLERABLE),
    };
    if spec.complete {
        diagnostics = diagnostics.insist(UNREACHABLE_DOCUMENT);
    }
    let name = path.display().to_string();
    let description = describe_with(
        &name,
        bytes,
        &overlays,
        &loader,
        &mut sources,
        &mut diagnostics,
    );
    Ok(Read {
        sources,
        description: description.filter(|_| !diagnostics.has_errors()),
        diagnostics,
    })
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path)
        .map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))
}

/// The description of a command that works on payloads: its own findings are shown only when
/// they end the run, with exit code 3.
pub(crate) fn require(
    spec: &SpecOptions,
    options: ReportOptions,
    streams: &mut Streams<'_>,
) -> Result<(Sources, Description), Failure> {
    accept(read(spec)?, options, streams)
}

/// What was read, unless it is broken, which is shown.
pub(crate) fn accept(
    read: Read,
    options: ReportOptions,
    streams: &mut Streams<'_>,
) -> Result<(Sources, Description), Failure> {
    match read.description {
        Some(description) => Ok((read.sources, description)),
        None => {
            show(
                &Report::of(read.diagnostics.into_findings()),
                &read.sources,
                options,
                streams,
            )?;
            Err(Failure::broken_spec())
        }
    }
}

/// Shows a report on standard output in the form that the options ask for.
pub(crate) fn show(
    report: &Report,
    sources: &Sources,
    options: ReportOptions,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let settled;
    let report = match sources.has_annexes() {
        true => {
            settled = report.clone().settled(sources);
            &settled
        }
        false => report,
    };
    let text = match options.format {
        Format::Human => {
            let color = options.colored(streams.output_is_terminal);
            human::print(report, sources, human::Style { color })
        }
        Format::Json => json::print(report, sources),
        Format::Sarif => sarif::print(report, sources),
        Format::Junit => junit::print(report, sources),
        Format::Github => github::print(report, sources),
    };
    streams.output.write_all(text.as_bytes())?;
    Ok(())
}

fn root_folder(spec: &SpecOptions) -> PathBuf {
    match (&spec.root, spec.spec.parent()) {
        (Some(root), _) => root.clone(),
        (None, Some(parent)) if parent != Path::new("") => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
