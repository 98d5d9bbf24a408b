//! `kontrakt check`

use kontrakt_validator::Report;

use crate::args::Check;
use crate::{BROKEN_SPEC, CLEAN, Failure, Streams, describe};

pub(crate) fn run(command: &Check, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let read = describe::read(&command.spec)?;
    let report = Report::of(read.diagnostics.into_findings());
    describe::show(&report, &read.sources, command.report, streams)?;
    Ok(if report.is_clean() { CLEAN } else { BROKEN_SPEC })
}
