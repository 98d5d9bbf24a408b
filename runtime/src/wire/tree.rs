//! A JSON value with places in the text that it was read from.

use crate::violation::{Invalid, Violations};
use crate::writer::Writer;

/// A value and the bytes that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The value.
    pub value: TreeValue,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum TreeValue {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number in JSON's notation.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Tree>),
    /// An object.
    Object(Vec<Entry>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// The first byte of the name.
    pub start: usize,
    /// The byte after the name.
    pub end: usize,
    /// The value.
    pub value: Tree,
}

/// JSON that was made of another text, and where its values stand there.
pub(crate) struct Converted {
    pub(crate) json: Vec<u8>,
    /// Where each value starts: in the JSON and in the text.
    starts: Vec<(usize, usize)>,
}

impl Tree {
    /// The value as JSON.
    pub(crate) fn convert(&self) -> Converted {
        let mut writer = Writer::default();
        let mut starts = Vec::new();
        self.write(&mut writer, &mut starts);
        Converted {
            json: writer.into_bytes(),
            starts,
        }
    }

    fn write(&self, w: &mut Writer, starts: &mut Vec<(usize, usize)>) {
        starts.push((w.len(), self.start));
        match &self.value {
            TreeValue::Null => w.null(),
            TreeValue::Boolean(value) => w.boolean(*value),
            TreeValue::Number(literal) => w.raw(literal),
            TreeValue::String(text) => w.string(text),
            TreeValue::Array(items) => {
                w.raw("[");
                for (at, item) in items.iter().enumerate() {
                    w.raw(if at > 0 { "," } else { "" });
                    item.write(w, starts);
                }
                w.raw("]");
            }
            TreeValue::Object(entries) => {
                w.raw("{");
                for (at, entry) in entries.iter().enumerate() {
                    w.raw(if at > 0 { "," } else { "" });
                    w.string(&entry.name);
                    w.raw(":");
                    entry.value.write(w, starts);
                }
                w.raw("}");
            }
        }
    }
}

impl Converted {
    /// Reads the JSON with one of the functions that do, and tells places in the text.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&[u8]) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        read(&self.json).map_err(|invalid| match invalid {
            Invalid::Violations(mut violations) => {
                self.place(&mut violations);
                Invalid::Violations(violations)
            }
            syntax => syntax,
        })
    }

    /// Makes places in the JSON those in the text.
    pub(crate) fn place(&self, violations: &mut Violations) {
        for violation in &mut violations.list {
            violation.offset = violation.offset.and_then(|offset| {
                let at = self.starts.binary_search_by_key(&offset, |(json, _)| *json);
                self.starts.get(at.ok()?).map(|(_, text)| *text)
            });
        }
    }
}
