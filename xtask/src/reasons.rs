//! Why something was not done.

use std::collections::BTreeMap;

/// Reasons with how often each was met, and where first.
#[derive(Default)]
pub(crate) struct Reasons(BTreeMap<String, (usize, String)>);

impl Reasons {
    pub(crate) fn add(&mut self, place: &str, reason: impl Into<String>) {
        let first = || (0, place.to_owned());
        self.0.entry(reason.into()).or_insert_with(first).0 += 1;
    }

    /// Takes those of another list, which were met later.
    pub(crate) fn add_all(&mut self, other: &Reasons) {
        for (reason, (count, place)) in &other.0 {
            let first = || (0, place.clone());
            self.0.entry(reason.clone()).or_insert_with(first).0 += count;
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.0.values().map(|(count, _)| count).sum()
    }

    /// A line for each reason, which begins with what was done.
    pub(crate) fn lines(&self, done: &str) -> impl Iterator<Item = String> {
        let all = self.0.iter();
        all.map(move |(reason, (count, place))| format!("{done} {count}: {reason} (first {place})"))
    }
}
