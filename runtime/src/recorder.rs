//! Collects violations and gives them their pointers.
//!
//! Nobody keeps a path while all is well: whoever steps into a member or an item compares the
//! number of violations before and after, and only if there are new ones puts its segment in front
//! of their pointers.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::json_type::JsonType;
use crate::violation::{Violation, Violations};

/// A violation on its way up to the root.
#[derive(Clone)]
struct Pending {
    violation: Violation,
    /// What the message speaks of, such as `[3]`, until the name of a member completes it.
    /// Absent when the sentence has its subject.
    subject: Option<String>,
    /// The types that were expected, of a violation of `type` that a schema in a schema found.
    types: Vec<JsonType>,
    /// Of a number, the range that it is out of.
    range: Option<Range>,
}

/// A range that a number must be in to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// That of an integer type.
    Integer,
    /// That of a double.
    Double,
}

impl Pending {
    /// Whether the value cannot be read into its type, so that rules over it mean nothing.
    fn is_unreadable(&self) -> bool {
        matches!(self.violation.keyword, "type" | "required") || self.range.is_some()
    }
}

/// The violations found so far.
#[derive(Default, Clone)]
pub(crate) struct Recorder {
    list: Vec<Pending>,
    omitted: usize,
}

impl Recorder {
    /// Records that the value at hand breaks `keyword`; `predicate` goes on from its name, as in
    /// "is 172, below the minimum 1000".
    pub(crate) fn add(&mut self, keyword: &'static str, predicate: String, offset: Option<usize>) {
        self.push(keyword, predicate, offset, Some(String::new()));
    }

    /// Records that the value at hand is of none of `types`.
    pub(crate) fn add_type(
        &mut self,
        predicate: String,
        types: Vec<JsonType>,
        offset: Option<usize>,
    ) {
        let since = self.list.len();
        self.add("type", predicate, offset);
        if let Some(pending) = self.list.get_mut(since) {
            pending.types = types;
        }
    }

    /// Records that the number at hand is out of range.
    pub(crate) fn add_range(&mut self, range: Range, predicate: String, offset: Option<usize>) {
        let since = self.list.len();
        self.add("format", predicate, offset);
        if let Some(pending) = self.list.get_mut(since) {
            pending.range = Some(range);
        }
    }

    /// Records a violation whose message is a whole sentence.
    pub(crate) fn add_sentence(
        &mut self,
        keyword: &'static str,
        message: &str,
        offset: Option<usize>,
    ) {
        self.push(keyword, message.to_owned(), offset, None);
    }

    #[cold]
    fn push(
        &mut self,
        keyword: &'static str,
        message: String,
        offset: Option<usize>,
        subject: Option<String>,
    ) {
        if self.list.len() == Violations::LIMIT {
            self.omitted += 1;
            return;
        }
        self.list.push(Pending {
            violation: Violation {
                pointer: String::new(),
                keyword,
                message,
                offset,
            },
            subject,
            types: Vec::new(),
            range: None,
        });
    }

    /// How many there are, to be handed to [`Recorder::in_member`] and [`Recorder::in_item`].
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Says that all violations from `since` on are in the member `name`.
    #[inline]
    pub(crate) fn in_member(&mut self, since: usize, name: &str) {
        if self.list.len() > since {
            self.prefix_member(since, name);
        }
    }

    /// Says that all violations from `since` on are in the item `index`.
    #[inline]
    pub(crate) fn in_item(&mut self, since: usize, index: usize) {
        if self.list.len() > since {
            self.prefix_item(since, index);
        }
    }

    #[cold]
    fn prefix_member(&mut self, since: usize, name: &str) {
        let segment = segment(name);
        for pending in &mut self.list[since..] {
            pending.violation.pointer.insert_str(0, &segment);
            if let Some(subject) = pending.subject.take() {
                let message = &mut pending.violation.message;
                *message = format!("`{name}{subject}` {message}");
            }
        }
    }

    #[cold]
    fn prefix_item(&mut self, since: usize, index: usize) {
        let segment = format!("/{index}");
        for pending in &mut self.list[since..] {
            pending.violation.pointer.insert_str(0, &segment);
            if let Some(subject) = &mut pending.subject {
                subject.insert_str(0, &format!("[{index}]"));
            }
        }
    }

    /// The keyword of one of them, and where it was found.
    pub(crate) fn get(&self, index: usize) -> Option<(&'static str, Option<usize>)> {
        let violation = &self.list.get(index)?.violation;
        Some((violation.keyword, violation.offset))
    }

    /// Forgets all violations from `since` on.
    pub(crate) fn truncate(&mut self, since: usize) {
        self.list.truncate(since);
    }

    /// Adds what was found apart.
    pub(crate) fn append(&mut self, other: Recorder) {
        let room = Violations::LIMIT - self.list.len().min(Violations::LIMIT);
        self.omitted += other.omitted + other.list.len().saturating_sub(room);
        self.list.extend(other.list.into_iter().take(room));
    }

    /// Forgets where in a payload the values start.
    pub(crate) fn without_offsets(mut self) -> Recorder {
        for pending in &mut self.list {
            pending.violation.offset = None;
        }
        self
    }

    /// Whether the value at hand is of another type.
    pub(crate) fn rejects_type(&self) -> bool {
        let mut list = self.list.iter().map(|pending| &pending.violation);
        list.any(|it| it.pointer.is_empty() && it.keyword == "type")
    }

    /// Whether the value at hand is not listed.
    pub(crate) fn rejects_value(&self) -> bool {
        let mut list = self.list.iter().map(|pending| &pending.violation);
        list.any(|it| it.pointer.is_empty() && matches!(it.keyword, "const" | "enum"))
    }

    /// Whether one of these members of the object at hand has a value that is not listed; only what
    /// was found from `since` on counts.
    pub(crate) fn breaks_tag(&self, since: usize, tags: &[&str]) -> bool {
        let list = self.list.get(since..).unwrap_or_default();
        let mut list = list.iter().map(|pending| &pending.violation);
        list.any(|it| {
            matches!(it.keyword, "const" | "enum")
                && tags.iter().any(|tag| it.pointer == segment(tag))
        })
    }

    /// How many places and keywords there are, and how deep the deepest lies. A member that is
    /// missing or must not be there counts on its own.
    pub(crate) fn distance(&self) -> (usize, Reverse<usize>) {
        let mut keys: Vec<(&str, &str, &str)> = self
            .list
            .iter()
            .map(|Pending { violation, .. }| {
                let is_member = matches!(violation.keyword, "required" | "additionalProperties");
                let message = if is_member { &*violation.message } else { "" };
                (&*violation.pointer, violation.keyword, message)
            })
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let depths = keys
            .iter()
            .map(|(pointer, ..)| pointer.matches('/').count());
        (keys.len(), Reverse(depths.max().unwrap_or_default()))
    }

    /// The types that the value at hand should be of, by what says that it is of another.
    pub(crate) fn expected_types(&self) -> impl Iterator<Item = JsonType> {
        let list = self
            .list
            .iter()
            .filter(|it| it.violation.pointer.is_empty());
        list.flat_map(|it| it.types.iter().copied())
    }

    /// Says that the value at hand may be `null` too, which `mismatch` words.
    pub(crate) fn or_null(&mut self, mismatch: impl Fn(&[JsonType]) -> String) {
        let list = self.list.iter_mut();
        for pending in list.filter(|it| it.violation.pointer.is_empty() && !it.types.is_empty()) {
            pending.types.push(JsonType::Null);
            pending.violation.message = mismatch(&pending.types);
        }
    }

    /// Leaves out what means nothing beside another violation: a number out of range breaks nothing
    /// else, one that should be of another type has no range, and rules over what could not be read
    /// are not asked.
    pub(crate) fn settle(&mut self) {
        let is_weighed = |it: &Pending| it.range.is_some() || it.violation.keyword == RULES;
        if !self.list.iter().any(is_weighed) {
            return;
        }
        let pointers = |which: &dyn Fn(&Pending) -> bool| -> BTreeSet<String> {
            let found = self.list.iter().filter(|it| which(it));
            found.map(|it| it.violation.pointer.clone()).collect()
        };
        let mistyped = pointers(&|it| it.violation.keyword == "type");
        let has_no_type = |it: &Pending| {
            it.range == Some(Range::Double)
                && starts(&it.violation.pointer).any(|start| mistyped.contains(start))
        };
        let out_of_range = pointers(&|it| it.range.is_some() && !has_no_type(it));
        let unreadable = pointers(&|it| it.is_unreadable());
        let unreadable: BTreeSet<&str> = unreadable.iter().flat_map(|it| starts(it)).collect();
        self.list.retain(|it| match it.violation.keyword {
            "type" => true,
            RULES => !unreadable.contains(it.violation.pointer.as_str()),
            _ if it.range.is_some() => !has_no_type(it),
            _ => !out_of_range.contains(&it.violation.pointer),
        });
    }

    /// All violations with their pointers from the root.
    pub(crate) fn finish(mut self) -> Violations {
        self.settle();
        let list = self.list.into_iter().map(|pending| {
            let mut violation = pending.violation;
            if let Some(subject) = pending.subject {
                let subject = if subject.is_empty() {
                    "the value".to_owned()
                } else {
                    format!("item {subject}")
                };
                violation.message = format!("{subject} {}", violation.message);
            }
            violation
        });
        Violations {
            list: list.collect(),
            omitted: self.omitted,
        }
    }
}

/// The part of a pointer for a member.
fn segment(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

const RULES: &str = "x-validations";

/// The pointers of a value and of all that it is in.
fn starts(pointer: &str) -> impl Iterator<Item = &str> {
    let ends = pointer.match_indices('/').map(|(at, _)| at);
    ends.chain([pointer.len()]).map(|end| &pointer[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_and_subjects_grow_from_the_inside() {
        let mut recorder = Recorder::default();
        recorder.add("minimum", "is a string".to_owned(), Some(7));
        recorder.in_item(0, 3);
        recorder.in_member(0, "a/b~c");
        recorder.add_sentence("x-validations", "The rule.", None);
        recorder.in_item(0, 0);
        let violations = recorder.finish();
        assert_eq!(violations[0].pointer, "/0/a~1b~0c/3");
        assert_eq!(violations[0].message, "`a/b~c[3]` is a string");
        assert_eq!(violations[1].pointer, "/0");
        assert_eq!(violations[1].message, "The rule.");
    }

    #[test]
    fn the_limit_keeps_count() {
        let mut recorder = Recorder::default();
        for _ in 0..Violations::LIMIT + 2 {
            recorder.add("type", String::new(), None);
        }
        let violations = recorder.finish();
        assert_eq!(violations.len(), Violations::LIMIT);
        assert_eq!(violations.omitted(), 2);
        assert!(violations.to_string().ends_with("and 2 more"));
    }
}
