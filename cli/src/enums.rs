//! `kontrakt enums`

use kontrakt_validator::Report;
use kontrakt_validator::enums::{self, ListedValue, ValueList};
use kontrakt_validator::report::human::printable;
use serde_json::json;

use crate::args::{Enums, Format};
use crate::{CLEAN, Failure, Streams, USAGE, VIOLATIONS, describe};

pub(crate) fn run(command: &Enums, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let (sources, description) = describe::require(&command.spec, command.report, streams)?;
    let lists = enums::lists(&description.api);
    let Some(name) = &command.name else {
        return print(&lists, command.report.format, streams);
    };
    let list = match enums::find(&lists, name) {
        Ok(list) => list,
        Err(finding) => {
            describe::show(&Report::of([finding]), &sources, command.report, streams)?;
            return Ok(USAGE);
        }
    };
    if command.values.is_empty() {
        return print(std::slice::from_ref(list), command.report.format, streams);
    }
    let (mut known, mut unknown) = (Vec::new(), Report::default());
    for value in &command.values {
        match list.check(value) {
            Ok(listed) => known.push(listed),
            Err(finding) => unknown.extend(Report::of([finding])),
        }
    }
    // A report in JSON is one document: that of the findings.
    if command.report.format == Format::Human {
        print_values(known.into_iter(), streams)?;
    }
    describe::show(&unknown, &sources, command.report, streams)?;
    Ok(if unknown.is_clean() {
        CLEAN
    } else {
        VIOLATIONS
    })
}

fn print(lists: &[ValueList], format: Format, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    match format {
        Format::Human => {
            for (index, list) in lists.iter().enumerate() {
                if index > 0 {
                    writeln!(streams.output)?;
                }
                let name = printable(&list.name);
                let count = list.values.len();
                let s = if count == 1 { "" } else { "s" };
                writeln!(streams.output, "{name}: {count} value{s}")?;
                print_values(list.values.iter(), streams)?;
            }
        }
        Format::Sarif | Format::Junit | Format::Github => {
            let message = "value lists are shown as `--format human` or `--format json`";
            return Err(Failure::usage(message));
        }
        Format::Json => {
            let lists: Vec<_> = lists.iter().map(as_json).collect();
            writeln!(streams.output, "{:#}", json!(lists))?;
        }
    }
    Ok(CLEAN)
}

/// The values in two columns: what is written and what it means.
fn print_values<'v>(
    values: impl Iterator<Item = &'v ListedValue>,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let rows: Vec<(String, &str)> = values
        .map(|value| {
            let meaning = value.meaning.as_deref().unwrap_or_default();
            (
                printable(&value.value.to_string()).into_owned(),
                meaning.trim(),
            )
        })
        .collect();
    let width = rows
        .iter()
        .map(|(value, _)| value.chars().count())
        .max()
        .unwrap_or(0);
    for (value, meaning) in rows {
        let line = format!("  {value:width$}  {}", printable(meaning));
        writeln!(streams.output, "{}", line.trim_end())?;
    }
    Ok(())
}

fn as_json(list: &ValueList) -> serde_json::Value {
    let values: Vec<_> = list
        .values
        .iter()
        .map(|value| json!({ "value": value.value, "name": value.name, "meaning": value.meaning }))
        .collect();
    json!({ "name": list.name, "description": list.description, "values": values })
}
