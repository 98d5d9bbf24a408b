//! What a check gives, and its printers.

pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;

use std::collections::BTreeSet;

use kontrakt_model::{Finding, Severity, Sources};

/// What was found in one or more payloads, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The findings; those that are violations say of which rule.
    pub entries: Vec<Entry>,
}

/// A finding, with the rule if it is a violation of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is wrong, where, and what to do.
    pub finding: Finding,
    /// The rule that an instance breaks; absent for what no schema says, such as a syntax error.
    pub violation: Option<Violation>,
}

/// A rule of the description that an instance breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The JSON pointer of the instance (RFC 6901); empty for the payload as a whole.
    pub pointer: String,
    /// The keyword that is broken, such as `minimum`.
    pub keyword: String,
    /// The JSON pointer of the keyword in the description.
    pub rule: Option<String>,
    /// What was expected, in words.
    pub expected: String,
    /// What was found, in words.
    pub found: String,
}

impl Report {
    /// A report of findings that are no violations.
    pub fn of(findings: impl IntoIterator<Item = Finding>) -> Self {
        Report {
            entries: findings.into_iter().map(Entry::from).collect(),
        }
    }

    /// The report with every place where it really is: what an overlay brought, in the overlay.
    #[must_use]
    pub fn settled(mut self, sources: &Sources) -> Self {
        let findings = self.entries.iter_mut().map(|entry| &mut entry.finding);
        findings.for_each(|finding| sources.settle(finding));
        self
    }

    /// The report without its fixes, which are in JSON, for a payload that is not.
    #[must_use]
    pub fn without_fixes(mut self) -> Self {
        let findings = self.entries.iter_mut().map(|entry| &mut entry.finding);
        findings.for_each(|finding| finding.fixes.clear());
        self
    }

    /// Adds the entries of another report.
    pub fn extend(&mut self, other: Report) {
        self.entries.extend(other.entries);
    }

    /// Whether nothing is wrong; warnings are not counted.
    pub fn is_clean(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// How many findings are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.finding.severity == severity)
            .count()
    }

    /// The violations.
    pub fn violations(&self) -> impl Iterator<Item = &Violation> {
        self.entries
            .iter()
            .filter_map(|entry| entry.violation.as_ref())
    }

    /// Which instances break which keywords, as (pointer, keyword): what generated code must agree on.
    pub fn broken(&self) -> BTreeSet<(&str, &str)> {
        self.violations()
            .map(|it| (it.pointer.as_str(), it.keyword.as_str()))
            .collect()
    }
}

impl From<Finding> for Entry {
    fn from(finding: Finding) -> Self {
        Entry {
            finding,
            violation: None,
        }
    }
}
