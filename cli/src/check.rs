//! `kontrakt check`

use kontrakt_codegen::Config;
use kontrakt_model::codes::BREACHES;
use kontrakt_model::{Finding, Severity};
use kontrakt_validator::{Report, check_patterns, check_rules};

use crate::args::Check;
use crate::{BROKEN_SPEC, CLEAN, Failure, Streams, describe};

/// Shows what is wrong with a description, and what is worth knowing when code is made of it.
pub(crate) fn run(command: &Check, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let mut read = describe::read(&command.spec)?;
    let mut rules = Vec::new();
    if let Some(description) = &read.description {
        rules = check_rules(description);
        check_patterns(description)
            .into_iter()
            .for_each(|finding| read.diagnostics.push(finding));
        // A rule that is no expression would be refused a second time.
        if rules.is_empty() {
            kontrakt_codegen::plan(
                &description.api,
                &Config::new("check"),
                &mut read.diagnostics,
            );
        }
    }
    let findings = read.diagnostics.into_findings().into_iter();
    let mut report = Report::of(findings.map(judged).collect::<Vec<_>>());
    report.extend(Report::of(rules));
    describe::show(&report, &read.sources, command.report, streams)?;
    Ok(if report.is_clean() {
        CLEAN
    } else {
        BROKEN_SPEC
    })
}

/// Code can be made in spite of what the specification refuses, but the description is not sound.
fn judged(mut finding: Finding) -> Finding {
    if finding.severity == Severity::Warning && BREACHES.contains(&finding.code) {
        finding.severity = Severity::Error;
    }
    finding
}
