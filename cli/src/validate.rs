//! `kontrakt validate`

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kontrakt_model::{
    Description, Diagnostics, Direction, Finding, Format, Place, Purpose, Source, SourceId,
    Sources, Span, parse_as, read_part,
};
use kontrakt_validator::exchange::{Exchanges, har, http};
use kontrakt_validator::{Report, Validator};

use crate::args::{self, Validate};
use crate::{CLEAN, Failure, Streams, USAGE, VIOLATIONS, describe, input};

pub(crate) fn run(command: &Validate, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    match command.now {
        Some(clock) => clock.during(|| validate(command, streams)),
        None => validate(command, streams),
    }
}

fn validate(command: &Validate, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let (target, payloads) = target(command)?;
    if payloads.iter().filter(|name| *name == input::STDIN).count() > 1 {
        return Err(Failure::usage("standard input can be read only once"));
    }
    let (mut sources, description) = describe::require(&command.spec, command.report, streams)?;
    let checker = match target.checker(&description) {
        Ok(checker) => checker,
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
        let (checked, findings) = match input::payload(name, media_type, streams) {
            Ok(source) => {
                let in_lines = command.lines || input::is_in_lines(name);
                checker.check(sources.add(source), in_lines, &mut sources)
            }
            Err(finding) => (USAGE, Report::of([finding])),
        };
        code = code.max(checked);
        report.extend(findings);
        progress.inc(1);
    }
    progress.finish_and_clear();
    describe::show(&report, &sources, command.report, streams)?;
    Ok(code)
}

/// What the payloads are checked against.
enum Target<'c> {
    /// The request body of an operation.
    Operation(&'c str),
    /// The parameters of an operation.
    Parameters(&'c str),
    /// The schema at a pointer, in a direction.
    Schema(&'c str, Option<Direction>),
    /// Every operation: the payloads are HTTP exchanges.
    Exchanges,
}

/// What the command line names: what to check against, and the payloads.
fn target(command: &Validate) -> Result<(Target<'_>, &[String]), Failure> {
    let names = &command.names[..];
    Ok(match (&command.schema, &command.parameters, names) {
        _ if command.exchanges => (Target::Exchanges, names),
        (Some(pointer), ..) => {
            let direction = command.direction.map(|direction| match direction {
                args::Direction::Request => Direction::Request,
                args::Direction::Response => Direction::Response,
            });
            (Target::Schema(pointer, direction), names)
        }
        (None, Some(operation), _) => (Target::Parameters(operation), names),
        (None, None, [operation, payloads @ ..]) if !payloads.is_empty() => {
            (Target::Operation(operation), payloads)
        }
        _ => return Err(Failure::usage("no payload is named; `-` is standard input")),
    })
}

impl Target<'_> {
    fn checker<'d>(&self, description: &'d Description) -> Result<Checker<'d>, Vec<Finding>> {
        match self {
            Target::Operation(name) => Validator::for_operation(description, name),
            Target::Parameters(name) => Validator::for_parameters(description, name),
            Target::Schema(pointer, None) => Validator::for_pointer(description, pointer),
            Target::Schema(pointer, Some(direction)) => {
                Validator::for_pointer_in(description, pointer, *direction)
            }
            Target::Exchanges => {
                let exchanges = Exchanges::new(description)?;
                return Ok(Checker::Exchanges(Box::new(exchanges)));
            }
        }
        .map(|validator| Checker::Payloads(Box::new(validator)))
    }
}

/// What checks a text.
enum Checker<'d> {
    Payloads(Box<Validator<'d>>),
    Exchanges(Box<Exchanges<'d>>),
}

impl Checker<'_> {
    /// What is found in a text, in its order, and the exit code for it.
    fn check(&self, id: SourceId, in_lines: bool, sources: &mut Sources) -> (u8, Report) {
        let (is_read, mut report) = match self {
            Checker::Exchanges(exchanges) => check_exchanges(exchanges, id, sources),
            Checker::Payloads(validator) if in_lines => check_lines(validator, id, sources),
            Checker::Payloads(validator) => check_payload(validator, id, sources),
        };
        let code = match (is_read, report.is_clean()) {
            (false, _) => USAGE,
            (true, false) => VIOLATIONS,
            (true, true) => CLEAN,
        };
        report.entries.sort_by_key(|entry| entry.finding.place);
        (code, report)
    }
}

fn check_payload(validator: &Validator<'_>, id: SourceId, sources: &Sources) -> (bool, Report) {
    let mut diagnostics = Diagnostics::new();
    let node = validator.read(sources.get(id), id, &mut diagnostics);
    let mut report = Report::of(diagnostics.into_findings());
    if let Some(node) = &node {
        let found = validator.check(node, id);
        report.extend(match sources.get(id).format() {
            Format::Xml => found.without_fixes(),
            Format::Json | Format::Yaml => found,
        });
    }
    (node.is_some(), report)
}

/// A payload for each line that is not blank.
fn check_lines(validator: &Validator<'_>, id: SourceId, sources: &Sources) -> (bool, Report) {
    let source = sources.get(id);
    let mut report = Report::default();
    let mut is_read = true;
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let mut diagnostics = Diagnostics::new();
        let place = Place { source: id, span };
        let read = |line: &Source, diagnostics: &mut _| validator.read(line, id, diagnostics);
        let node = read_part(source, place, Format::Json, &mut diagnostics, read);
        report.extend(Report::of(diagnostics.into_findings()));
        match node {
            Some(node) => report.extend(validator.check(&node, id)),
            None => is_read = false,
        }
    }
    (is_read, report)
}

fn check_exchanges(
    exchanges: &Exchanges<'_>,
    id: SourceId,
    sources: &mut Sources,
) -> (bool, Report) {
    let is_archive = sources.get(id).text().trim_start().starts_with('{');
    let mut report = Report::default();
    let read = if is_archive {
        let mut diagnostics = Diagnostics::new();
        let archive = parse_as(Purpose::Payload, sources.get(id), id, &mut diagnostics);
        report.extend(Report::of(diagnostics.into_findings()));
        match archive {
            Some(archive) => har::read(&archive, id, sources),
            None => Err(Vec::new()),
        }
    } else {
        http::read(id, sources)
    };
    match read {
        Ok(all) => {
            for exchange in &all {
                report.extend(exchanges.check(exchange, sources));
            }
            (true, report)
        }
        Err(findings) => {
            report.extend(Report::of(findings));
            (false, report)
        }
    }
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
