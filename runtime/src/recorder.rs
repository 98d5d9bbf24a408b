//! Collects violations and gives them their pointers.
//!
//! Nobody keeps a path while all is well: whoever steps into a member or an item compares the
//! number of violations before and after, and only if there are new ones puts its segment in front
//! of their pointers.

use crate::violation::{Violation, Violations};

/// A violation on its way up to the root.
struct Pending {
    violation: Violation,
    /// What the message speaks of, such as `[3]`, until the name of a member completes it.
    /// Absent when the sentence has its subject.
    subject: Option<String>,
}

/// The violations found so far.
#[derive(Default)]
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
        let segment = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
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

    /// Says something else about the value that one of them is about.
    pub(crate) fn replace(&mut self, index: usize, keyword: &'static str, predicate: String) {
        if let Some(pending) = self.list.get_mut(index) {
            pending.violation.keyword = keyword;
            pending.violation.message = predicate;
        }
    }

    /// Forgets all violations from `since` on.
    pub(crate) fn truncate(&mut self, since: usize) {
        self.list.truncate(since);
    }

    /// All violations with their pointers from the root.
    pub(crate) fn finish(self) -> Violations {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_and_subjects_grow_from_the_inside() {
        let mut recorder = Recorder::default();
        recorder.add("type", "is a string".to_owned(), Some(7));
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
