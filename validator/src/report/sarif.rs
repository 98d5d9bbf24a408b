//! A report in SARIF 2.1.0, the form that code scanners and editors exchange.

use std::collections::BTreeSet;

use kontrakt_model::{Finding, Fix, Place, Severity, Sources};
use serde_json::{Value as Json, json};

use super::Report;

/// Writes a report in SARIF, indented, with a line break at the end.
pub fn print(report: &Report, sources: &Sources) -> String {
    let findings = || report.entries.iter().map(|entry| &entry.finding);
    let codes: BTreeSet<String> = findings().map(|finding| finding.code.to_string()).collect();
    let rules: Vec<Json> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Json> = findings().map(|finding| result(finding, sources)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "kontrakt",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(finding: &Finding, sources: &Sources) -> Json {
    let text = [finding.message.as_str()]
        .into_iter()
        .chain(finding.help.iter().map(String::as_str));
    let text: Vec<&str> = text.collect();
    let mut result = json!({
        "ruleId": finding.code.to_string(),
        "level": match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        },
        "message": { "text": text.join("\n") },
    });
    if let Some(place) = finding.place {
        result["locations"] = json!([location(place, sources)]);
    }
    let related: Vec<Json> = finding
        .related
        .iter()
        .map(|label| {
            let mut location = location(label.place, sources);
            location["message"] = json!({ "text": label.text });
            location
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    let fixes: Vec<Json> = finding.fixes.iter().map(|it| fix(it, sources)).collect();
    if !fixes.is_empty() {
        result["fixes"] = fixes.into();
    }
    result
}

fn location(place: Place, sources: &Sources) -> Json {
    json!({
        "physicalLocation": {
            "artifactLocation": artifact(place, sources),
            "region": region(place, sources),
        },
    })
}

fn fix(fix: &Fix, sources: &Sources) -> Json {
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": artifact(fix.place, sources),
            "replacements": [{
                "deletedRegion": region(fix.place, sources),
                "insertedContent": { "text": fix.replacement },
            }],
        }],
    })
}

/// The text's name as a URI reference.
fn artifact(place: Place, sources: &Sources) -> Json {
    let mut uri = String::new();
    for byte in sources.get(place.source).name().bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            byte if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) => {
                uri.push(byte as char)
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    json!({ "uri": uri })
}

fn region(place: Place, sources: &Sources) -> Json {
    let source = sources.get(place.source);
    let (start, end) = (
        source.position(place.span.start),
        source.position(place.span.end),
    );
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}
