//! Documentation: the CommonMark of a description, written anew so that rustdoc takes it as it is
//! meant.
//!
//! No code block can become a doc test, no bracket a link to a Rust item, no tag HTML. Text is
//! wrapped, for descriptions often are single lines.

use kontrakt_model::{Api, Schema};
use serde::Serialize;

use super::markdown;

/// The lines of a documentation comment, without its slashes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Docs(pub Vec<String>);

impl Docs {
    /// One paragraph of text that is ours and needs no escape.
    pub(super) fn line(text: impl Into<String>) -> Self {
        Docs(vec![text.into()])
    }

    /// Adds what a description says, if it says anything.
    pub(crate) fn text(mut self, text: Option<&str>) -> Self {
        let lines = text.map(markdown::lines).unwrap_or_default();
        self.paragraph(lines);
        self
    }

    /// Adds a paragraph that is ours.
    pub(super) fn note(mut self, text: impl Into<String>) -> Self {
        self.paragraph(vec![text.into()]);
        self
    }

    /// Adds lines that are ours or ready.
    pub(super) fn lines(mut self, lines: Vec<String>) -> Self {
        self.paragraph(lines);
        self
    }

    /// The lines as an item of a list, after a word on what it is about.
    pub(crate) fn item(&self, subject: &str) -> Vec<String> {
        let first = self.0.first().map_or("", String::as_str);
        let mut lines = Vec::with_capacity(self.0.len() + 2);
        // A list, a table or the like stands below the subject.
        let text = match markdown::starts_block(first.split(' ').next().unwrap_or_default()) {
            true => {
                lines.extend([format!("{subject}:"), String::new()]);
                self.0.as_slice()
            }
            false => {
                markdown::wrap(&format!("{subject}: {first}"), &mut lines);
                self.0.get(1..).unwrap_or_default()
            }
        };
        lines.extend(text.iter().cloned());
        for (at, line) in lines
            .iter_mut()
            .enumerate()
            .filter(|(_, line)| !line.is_empty())
        {
            line.insert_str(0, if at == 0 { "* " } else { "  " });
        }
        lines
    }

    /// Adds under which other names a member is read.
    pub(super) fn aliases(self, names: &[String]) -> Self {
        if names.is_empty() {
            return self;
        }
        let names: Vec<String> = names
            .iter()
            .map(|name| format!("`{}`", code(name)))
            .collect();
        self.note(format!("Also read as {}.", names.join(", ")))
    }

    fn paragraph(&mut self, lines: Vec<String>) {
        if self.0.is_empty() {
            self.0 = lines;
        } else if !lines.is_empty() {
            self.0.reserve_exact(lines.len() + 1);
            self.0.push(String::new());
            self.0.extend(lines);
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The documentation of the type for a schema.
    pub(super) fn of_schema(api: &Api, schema: &Schema) -> Self {
        let title = schema
            .title
            .as_deref()
            .filter(|title| Some(*title) != schema.description.as_deref());
        let sent = if schema.is_input {
            ", as it is sent"
        } else {
            ""
        };
        let file = api.file_of(schema.location.source).unwrap_or_default();
        let place = [file, "#", &schema.location.pointer].concat();
        Docs::default()
            .text(title)
            .text(schema.description.as_deref())
            .note(["`", &code(&place), "`", sent].concat())
    }

    /// The documentation of a member, by the first of its schemas that has some.
    pub(super) fn of_property<'s>(name: &str, schemas: impl Iterator<Item = &'s Schema>) -> Self {
        let text =
            schemas.filter_map(|schema| schema.description.as_deref().or(schema.title.as_deref()));
        let docs = text
            .map(|text| Docs::default().text(Some(text)))
            .find(|docs| !docs.is_empty());
        docs.unwrap_or_else(|| Docs::line(["`", &code(name), "`"].concat()))
    }
}

/// Text that goes between single backticks.
pub(crate) fn code(text: &str) -> String {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'`';
    if text.bytes().all(is_plain) && !text.trim().is_empty() {
        return text.to_owned();
    }
    let text: String = text
        .chars()
        .filter(|c| !markdown::is_hidden(*c))
        .map(|c| if c == '`' { '\'' } else { c })
        .collect();
    match text.trim() {
        "" => " ".to_owned(),
        _ => text,
    }
}
