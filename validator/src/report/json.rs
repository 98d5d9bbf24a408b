//! A report for programs, in JSON of a stated version.

use kontrakt_model::{Finding, Place, Severity, Sources};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Entry, Report};

/// The version of the format. It goes up when a reader of the older one could go wrong; new members
/// can come at any time.
pub const VERSION: u32 = 1;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "kontrakt report")]
pub struct Output {
    /// The version of this format.
    pub version: u32,
    /// How many findings there are of each severity.
    pub summary: Summary,
    /// The findings, in the order of the text.
    pub findings: Vec<OutputFinding>,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// What makes the result unusable.
    pub errors: usize,
    /// What is wrong but harmless.
    pub warnings: usize,
    /// What is worth knowing.
    pub infos: usize,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutputFinding {
    /// The stable code, such as `K0402`.
    pub code: String,
    /// How bad it is.
    pub severity: OutputSeverity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where; absent where there is no text, such as for a file that cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<OutputPlace>,
    /// The rule that is broken; absent for what no schema says, such as a syntax error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub violation: Option<OutputViolation>,
    /// Further places.
    pub related: Vec<OutputLabel>,
    /// What to know or do next, a sentence each.
    pub help: Vec<String>,
    /// Changes that remove the finding for certain.
    pub fixes: Vec<OutputFix>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutputSeverity {
    /// The result cannot be used.
    Error,
    /// Wrong but harmless.
    Warning,
    /// Worth knowing.
    Info,
}

/// A range of a text. Lines and columns count from 1, columns in characters; the end is the place
/// after the last character. Offsets count bytes from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutputPlace {
    /// The name of the text, usually a path.
    pub file: String,
    /// The line of the first character.
    pub line: u32,
    /// The column of the first character.
    pub column: u32,
    /// The line of the end.
    pub end_line: u32,
    /// The column of the end.
    pub end_column: u32,
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
}

/// A rule of the description that an instance breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutputViolation {
    /// The JSON pointer of the instance (RFC 6901); empty for the payload as a whole.
    pub pointer: String,
    /// The keyword that is broken, such as `minimum`.
    pub keyword: String,
    /// The JSON pointer of the keyword in the description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What was expected, in words.
    pub expected: String,
    /// What was found, in words.
    pub found: String,
}

/// A further place with a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutputLabel {
    /// The place.
    pub place: OutputPlace,
    /// What is to be seen there.
    pub text: String,
}

/// A change of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutputFix {
    /// What the change does, as an imperative.
    pub title: String,
    /// What is replaced.
    pub place: OutputPlace,
    /// What comes in its stead.
    pub replacement: String,
}

/// Writes a report as JSON, indented, with a line break at the end.
pub fn print(report: &Report, sources: &Sources) -> String {
    let mut text = serde_json::to_string_pretty(&output(report, sources)).unwrap_or_default();
    text.push('\n');
    text
}

/// The JSON Schema of what [`print()`] writes.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Output).to_value();
    // The order of members must not depend on how `serde_json` is built.
    schema.sort_all_objects();
    schema
}

/// A report as [`print()`] writes it.
pub fn output(report: &Report, sources: &Sources) -> Output {
    Output {
        version: VERSION,
        summary: Summary {
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
        },
        findings: report
            .entries
            .iter()
            .map(|entry| finding(entry, sources))
            .collect(),
    }
}

fn finding(entry: &Entry, sources: &Sources) -> OutputFinding {
    let Finding {
        code,
        severity,
        message,
        place: at,
        label: _,
        related,
        help,
        fixes,
    } = &entry.finding;
    OutputFinding {
        code: code.to_string(),
        severity: match severity {
            Severity::Error => OutputSeverity::Error,
            Severity::Warning => OutputSeverity::Warning,
            Severity::Info => OutputSeverity::Info,
        },
        message: message.clone(),
        place: at.map(|at| place(at, sources)),
        violation: entry.violation.as_ref().map(|violation| OutputViolation {
            pointer: violation.pointer.clone(),
            keyword: violation.keyword.clone(),
            rule: violation.rule.clone(),
            expected: violation.expected.clone(),
            found: violation.found.clone(),
        }),
        related: related
            .iter()
            .map(|label| OutputLabel {
                place: place(label.place, sources),
                text: label.text.clone(),
            })
            .collect(),
        help: help.clone(),
        fixes: fixes
            .iter()
            .map(|fix| OutputFix {
                title: fix.title.clone(),
                place: place(fix.place, sources),
                replacement: fix.replacement.clone(),
            })
            .collect(),
    }
}

fn place(place: Place, sources: &Sources) -> OutputPlace {
    let source = sources.get(place.source);
    let (start, end) = (
        source.position(place.span.start),
        source.position(place.span.end),
    );
    OutputPlace {
        file: source.name().to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        start: place.span.start,
        end: place.span.end,
    }
}
