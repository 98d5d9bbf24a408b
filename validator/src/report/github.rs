//! A report as annotations of a GitHub workflow, one a line.

use kontrakt_model::{Finding, Severity, Sources};

use super::Report;

/// Writes a report as workflow commands, which GitHub shows at the lines of a change.
pub fn print(report: &Report, sources: &Sources) -> String {
    let lines = report
        .entries
        .iter()
        .map(|entry| line(&entry.finding, sources));
    lines.collect()
}

fn line(finding: &Finding, sources: &Sources) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = vec![("title", finding.code.to_string())];
    if let Some(place) = finding.place {
        let source = sources.get(place.source);
        let (start, end) = (
            source.position(place.span.start),
            source.position(place.span.end),
        );
        properties.push(("file", source.name().to_owned()));
        properties.push(("line", start.line.to_string()));
        properties.push(("endLine", end.line.to_string()));
        // Columns count only within one line.
        if start.line == end.line {
            properties.push(("col", start.column.to_string()));
            properties.push(("endColumn", end.column.to_string()));
        }
    }
    let properties: Vec<String> = properties
        .into_iter()
        .map(|(name, value)| {
            format!(
                "{name}={}",
                escape(&value).replace(':', "%3A").replace(',', "%2C")
            )
        })
        .collect();
    let text = [finding.message.as_str()]
        .into_iter()
        .chain(finding.help.iter().map(String::as_str));
    let text = text.collect::<Vec<_>>().join("\n");
    format!("::{command} {}::{}\n", properties.join(","), escape(&text))
}

fn escape(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
