//! The rungs that schemas land on.

use kontrakt_model::{Code, Finding};

use crate::codes;

/// A rung below that of a type which says all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// A type, and checks of what it does not say.
    Checked,
    /// A JSON value, all of which is checked.
    Json,
}

/// The findings that say that a schema becomes a JSON value.
const JSON: &[Code] = &[
    codes::UNTYPED_UNION,
    codes::UNTYPED_KEYWORD,
    codes::MIXED_ENUM,
    codes::ENDLESS_TYPE,
    codes::DEEP_SCHEMA,
    codes::IMPOSSIBLE,
];

impl Rung {
    /// The rung that a finding tells of.
    pub fn of(finding: &Finding) -> Option<Rung> {
        if finding.code == codes::CHECKED_KEYWORD {
            return Some(Rung::Checked);
        }
        JSON.contains(&finding.code).then_some(Rung::Json)
    }
}
