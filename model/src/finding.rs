//! What is reported: a finding has a stable code, a place and a next step.

use std::fmt;

use crate::hash::{HashMap, HashSet};
use crate::source::Span;

/// Which of the [`Sources`](crate::Sources) a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A range of bytes in one of the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// The bytes in it.
    pub span: Span,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The work goes on with nothing lost; worth knowing.
    Info,
    /// Wrong but harmless.
    Warning,
    /// The result cannot be used.
    Error,
}

impl Severity {
    /// The word that reports show.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// The stable code of a kind of finding, such as `K0102`; all are declared in [`codes`](crate::codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "K{:04}", self.0)
    }
}

/// A place with a remark, shown under the main one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub place: Place,
    /// What is to be seen there.
    pub text: String,
}

/// A change of text that removes the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; empty to insert.
    pub place: Place,
    /// What comes in its stead.
    pub replacement: String,
    /// What the change does, as an imperative: "write it as `\"paypal\"`".
    pub title: String,
}

/// Anything reported about a description or a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where; absent only where there is no text at all, such as a file that cannot be read.
    pub place: Option<Place>,
    /// What the main place is marked with.
    pub label: String,
    /// Further places, such as the rule in the description.
    pub related: Vec<Label>,
    /// What to know or do next, one sentence each.
    pub help: Vec<String>,
    /// Changes that remove the finding for certain.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// A finding with a message and nothing else yet.
    pub fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Finding {
            code,
            severity,
            message: message.into(),
            place: None,
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// An error.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// An information.
    pub fn info(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Info, message)
    }

    /// Sets the main place and what it is marked with.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.place = Some(place);
        self.label = label.into();
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push(Label {
            place,
            text: text.into(),
        });
        self
    }

    /// Adds a next step.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds a change that removes the finding for certain.
    #[must_use]
    pub fn fix(
        mut self,
        place: Place,
        replacement: impl Into<String>,
        title: impl Into<String>,
    ) -> Self {
        self.fixes.push(Fix {
            place,
            replacement: replacement.into(),
            title: title.into(),
        });
        self
    }
}

/// The findings of a run so far.
#[derive(Debug, Default)]
pub struct Diagnostics {
    findings: Vec<Finding>,
    tolerated: Vec<Code>,
    insisted: Vec<Code>,
    suspected: Vec<(String, Finding)>,
}

impl Diagnostics {
    /// No findings yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on makes warnings of the errors with these codes, so that the work goes on.
    #[must_use]
    pub fn tolerate(mut self, codes: impl IntoIterator<Item = Code>) -> Self {
        self.tolerated.extend(codes);
        self
    }

    /// From now on makes errors of the warnings with a code.
    #[must_use]
    pub fn insist(mut self, code: Code) -> Self {
        self.insisted.push(code);
        self
    }

    /// Adds a finding.
    pub fn push(&mut self, mut finding: Finding) {
        if finding.severity == Severity::Error && self.tolerated.contains(&finding.code) {
            finding.severity = Severity::Warning;
        }
        if finding.severity == Severity::Warning && self.insisted.contains(&finding.code) {
            finding.severity = Severity::Error;
        }
        self.findings.push(finding);
    }

    /// Keeps a finding about a member until reading is over, which may tell more of the same.
    pub(crate) fn suspect(&mut self, member: &str, finding: Finding) {
        self.suspected.push((format!("`{member}`"), finding));
    }

    /// Adds the suspected findings that nothing else has told.
    pub(crate) fn settle_suspected(&mut self) {
        let mut told: HashMap<(Option<Place>, Code), Vec<String>> = HashMap::default();
        for finding in &self.findings {
            let key = (finding.place, finding.code);
            told.entry(key).or_default().push(finding.message.clone());
        }
        for (member, finding) in std::mem::take(&mut self.suspected) {
            let told = told.entry((finding.place, finding.code)).or_default();
            if !told.iter().any(|message| message.contains(&member)) {
                told.push(finding.message.clone());
                self.push(finding);
            }
        }
    }

    /// Whether a stage must not start because an earlier one met an error.
    pub fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// The findings in the order they were made.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The findings, taken out.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// Findings, each told once of the same place, however often the place is looked at.
pub(crate) struct Once<'a> {
    diagnostics: &'a mut Diagnostics,
    told: HashSet<(Place, String)>,
}

impl<'a> Once<'a> {
    pub(crate) fn new(diagnostics: &'a mut Diagnostics) -> Self {
        Once {
            diagnostics,
            told: HashSet::default(),
        }
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        let new = match finding.place {
            Some(place) => self.told.insert((place, finding.message.clone())),
            None => true,
        };
        if new {
            self.diagnostics.push(finding);
        }
    }

    /// For what tells of each place once by itself.
    pub(crate) fn diagnostics(&mut self) -> &mut Diagnostics {
        self.diagnostics
    }
}
