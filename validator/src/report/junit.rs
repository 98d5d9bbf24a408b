//! A report as JUnit XML: a test case for each text that was read, which fails if it has errors.

use std::fmt::Write;

use kontrakt_model::{Finding, Severity, Sources};

use super::Report;

/// Writes a report as JUnit XML.
pub fn print(report: &Report, sources: &Sources) -> String {
    let findings = || report.entries.iter().map(|entry| &entry.finding);
    let mut cases: Vec<(&str, Vec<&Finding>)> = sources
        .iter()
        .map(|(id, source)| {
            let own = findings().filter(|it| it.place.is_some_and(|place| place.source == id));
            (source.name(), own.collect())
        })
        .collect();
    // Such as a file that cannot be read.
    let elsewhere: Vec<_> = findings()
        .filter(|finding| finding.place.is_none())
        .collect();
    if !elsewhere.is_empty() {
        cases.push(("other", elsewhere));
    }
    let failures = cases
        .iter()
        .filter(|(_, findings)| is_failed(findings))
        .count();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"kontrakt\" tests=\"{0}\" failures=\"{failures}\" errors=\"0\">\n  \
         <testsuite name=\"kontrakt\" tests=\"{0}\" failures=\"{failures}\" errors=\"0\">\n",
        cases.len()
    );
    for (name, findings) in &cases {
        case(name, findings, sources, &mut text);
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

fn is_failed(findings: &[&Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

fn case(name: &str, findings: &[&Finding], sources: &Sources, text: &mut String) {
    let name = escape(name);
    // Writing to a text does not fail.
    let _ = write!(text, "    <testcase classname=\"kontrakt\" name=\"{name}\"");
    if findings.is_empty() {
        text.push_str("/>\n");
        return;
    }
    text.push_str(">\n");
    let (errors, remarks): (Vec<&Finding>, Vec<&Finding>) = findings
        .iter()
        .partition(|finding| finding.severity == Severity::Error);
    if let [first, ..] = errors[..] {
        let _ = writeln!(
            text,
            "      <failure type=\"{}\" message=\"{}\">{}</failure>",
            first.code,
            escape(&first.message),
            listed(&errors, sources)
        );
    }
    if !remarks.is_empty() {
        let _ = writeln!(
            text,
            "      <system-out>{}</system-out>",
            listed(&remarks, sources)
        );
    }
    text.push_str("    </testcase>\n");
}

/// Findings in the one-line form that compilers made known.
fn listed(findings: &[&Finding], sources: &Sources) -> String {
    let lines = findings.iter().map(|finding| {
        let place = finding.place.map_or_else(String::new, |place| {
            let source = sources.get(place.source);
            let at = source.position(place.span.start);
            format!("{}:{}:{}: ", source.name(), at.line, at.column)
        });
        let severity = finding.severity.as_str();
        format!("{place}{severity}[{}]: {}", finding.code, finding.message)
    });
    escape(&lines.collect::<Vec<_>>().join("\n"))
}

/// Text for XML, in which some characters cannot stand at all.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}
