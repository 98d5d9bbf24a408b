//! `kontrakt validate`

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kontrakt_model::{Diagnostics, Finding, Source, Sources};
use kontrakt_validator::{Report, Validator};

use crate::args::Validate;
use crate::{CLEAN, Failure, Streams, USAGE, VIOLATIONS, describe, input};

pub(crate) fn run(command: &Validate, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let (target, payloads) = match (&command.schema, command.names.split_first()) {
        (Some(_), _) => (None, &command.names[..]),
        (None, Some((operation, payloads))) if !payloads.is_empty() => (Some(operation), payloads),
        _ => return Err(Failure::usage("no payload is named; `-` is standard input")),
    };
    if payloads.iter().filter(|name| *name == input::STDIN).count() > 1 {
        return Err(Failure::usage("standard input can be read only once"));
    }
    let (mut sources, description) = describe::require(&command.spec, command.report, streams)?;
    let validator = match (target, &command.schema) {
        (Some(operation), _) => Validator::for_operation(&description, operation),
        (None, schema) => {
            Validator::for_pointer(&description, schema.as_deref().unwrap_or_default())
        }
    };
    let validator = match validator {
        Ok(validator) => validator,
        Err(findings) => {
            describe::show(&Report::of(findings), &sources, command.report, streams)?;
            return Ok(USAGE);
        }
    };
    let progress = progress(payloads.len(), streams);
    let mut report = Report::default();
    let mut code = CLEAN;
    for name in payloads {
        let media_type = command.media_type.as_deref();
        let source = input::payload(name, media_type, streams);
        code = code.max(check(source, &validator, &mut sources, &mut report));
        progress.inc(1);
    }
    progress.finish_and_clear();
    describe::show(&report, &sources, command.report, streams)?;
    Ok(code)
}

/// Checks one payload, adds what is found to the report, and gives the exit code for it.
fn check(
    source: Result<Source, Finding>,
    validator: &Validator<'_>,
    sources: &mut Sources,
    report: &mut Report,
) -> u8 {
    let source = match source {
        Ok(source) => source,
        Err(finding) => {
            report.extend(Report::of([finding]));
            return USAGE;
        }
    };
    let id = sources.add(source);
    let mut diagnostics = Diagnostics::new();
    let node = validator.read(sources.get(id), id, &mut diagnostics);
    let mut findings = Report::of(diagnostics.into_findings());
    if let Some(node) = &node {
        findings.extend(validator.check(node, id));
    }
    let code = match (&node, findings.is_clean()) {
        (None, _) => USAGE,
        (Some(_), false) => VIOLATIONS,
        (Some(_), true) => CLEAN,
    };
    findings
        .entries
        .sort_by_key(|entry| entry.finding.place.map(|place| place.span));
    report.extend(findings);
    code
}

/// A bar for several payloads, shown on a terminal only.
fn progress(payloads: usize, streams: &Streams<'_>) -> ProgressBar {
    let target = match streams.errors_is_terminal && payloads > 1 {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let bar = ProgressBar::with_draw_target(Some(payloads as u64), target);
    match ProgressStyle::with_template("{pos}/{len} payloads {wide_bar} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
