//! A text that was read, and where a byte offset lies in it.

use std::sync::OnceLock;

/// The notation a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.2, of which JSON values are taken.
    Yaml,
    /// XML, which is read as JSON with the help of a schema.
    Xml,
}

/// A text with the name that findings show for it.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: Box<str>,
    format: Format,
    byte_order_mark: bool,
    line_starts: OnceLock<Vec<u32>>,
}

/// A place in a text as people count it: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// A range of bytes in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span that many bytes further on.
    pub(crate) fn after(self, offset: u32) -> Self {
        Span {
            start: self.start.saturating_add(offset),
            end: self.end.saturating_add(offset),
        }
    }

    /// The span from `start` up to but without `end`.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            start: clamp(start),
            end: clamp(end),
        }
    }
}

impl Source {
    /// The longest text that spans can address, in bytes.
    pub const MAX_LEN: usize = u32::MAX as usize;

    /// A text under the name that findings show.
    pub fn new(name: impl Into<String>, text: impl Into<Box<str>>, format: Format) -> Self {
        Source {
            name: name.into(),
            text: text.into(),
            format,
            byte_order_mark: false,
            line_starts: OnceLock::new(),
        }
    }

    /// Notes whether a byte order mark stood before the text.
    #[must_use]
    pub fn with_byte_order_mark(mut self, stood: bool) -> Self {
        self.byte_order_mark = stood;
        self
    }

    /// Whether a byte order mark stood before the text, of which it is no part.
    pub fn byte_order_mark(&self) -> bool {
        self.byte_order_mark
    }

    /// The name that findings show, usually a path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The notation of the text.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The line and column of a byte offset; past the end, the last place.
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset).max(1) - 1;
        let start = starts.get(line).copied().unwrap_or(0) as usize;
        let end = floor_char_boundary(&self.text, offset as usize);
        let column = self.text.get(start..end).map_or(0, |s| s.chars().count());
        Position {
            line: line as u32 + 1,
            column: column as u32 + 1,
        }
    }

    /// The text of a line counted from 1, without its line break.
    pub fn line(&self, line: u32) -> &str {
        let starts = self.line_starts();
        let index = line.saturating_sub(1) as usize;
        let Some(&start) = starts.get(index) else {
            return "";
        };
        let end = starts
            .get(index + 1)
            .map_or(self.text.len(), |&e| e as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = self
                .text
                .bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0)
                .chain(breaks.map(|(at, _)| at as u32 + 1))
                .collect()
        })
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters_from_one() {
        let source = Source::new("a.json", "{\n  \"größe\": 1\n}", Format::Json);
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        let colon = source.text().find(':').unwrap() as u32;
        assert_eq!(
            source.position(colon),
            Position {
                line: 2,
                column: 10
            }
        );
        assert_eq!(source.line(2), "  \"größe\": 1");
        assert_eq!(source.position(9999), Position { line: 3, column: 2 });
        assert_eq!(source.line(9), "");
    }
}
