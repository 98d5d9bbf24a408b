//! A YAML text in which lines that are indented too little are indented more.
//!
//! YAML wants the lines of a quoted text and of a list in brackets to be indented more than the key
//! that they belong to. Most readers do not insist, many descriptions rely on that, and spaces at
//! these places mean nothing: so they are put in, and places are still those of the text as it is.

use std::borrow::Cow;

use saphyr_parser::{Marker, ScanError};

use crate::source::Span;

/// More than the indentation that nesting can lead to.
const SPACES: usize = 512;

/// How many places are mended; each is found by reading the text anew.
const MOST: usize = 64;

pub(super) struct Mended<'a> {
    original: &'a str,
    mended: Cow<'a, str>,
    /// Byte offsets in the original before which spaces are put in, ascending.
    insertions: Vec<usize>,
    /// Byte offsets in the mended text at which these spaces start.
    starts: Vec<usize>,
    places: usize,
    /// The byte offset in the mended text of each `STEP`th character; empty where bytes are characters.
    steps: Vec<u32>,
}

const STEP: usize = 64;

impl<'a> Mended<'a> {
    pub(super) fn new(original: &'a str) -> Self {
        let mut text = Mended {
            original,
            mended: original.into(),
            insertions: Vec::new(),
            starts: Vec::new(),
            places: 0,
            steps: Vec::new(),
        };
        text.count_characters();
        text
    }

    pub(super) fn original(&self) -> &'a str {
        self.original
    }

    pub(super) fn mended(&self) -> &str {
        &self.mended
    }

    /// The byte offset in the original of a character of the mended text, as the parser counts.
    pub(super) fn offset(&self, marker: Marker) -> usize {
        let mended = self.mended_offset(marker.index());
        let earlier = self.starts.partition_point(|start| *start <= mended);
        let spaces = match earlier.checked_sub(1) {
            Some(last) => last * SPACES + (mended - self.starts[last]).min(SPACES),
            None => 0,
        };
        mended - spaces
    }

    /// Mends what the parser stopped at, and says where; `None` if it is something else.
    pub(super) fn mend(&mut self, error: &ScanError) -> Option<Span> {
        let at = self.offset(*error.marker());
        let lines: Vec<usize> = match error.info() {
            "invalid indentation" | "invalid indentation in flow construct" => {
                vec![self.original[..at].rfind('\n')? + 1]
            }
            "invalid indentation in quoted scalar" => {
                let end = at + quoted_length(&self.original[at..])?;
                let breaks = self.original[at..end].match_indices('\n');
                breaks.map(|(break_at, _)| at + break_at + 1).collect()
            }
            _ => return None,
        };
        let first = *lines.first()?;
        self.places += 1;
        if self.places > MOST || self.insertions.contains(&first) {
            return None;
        }
        self.insertions.extend(lines);
        self.insertions.sort_unstable();
        self.insertions.dedup();
        self.insert();
        Some(self.first_text(first))
    }

    /// The text of the first line from an offset on that has any.
    fn first_text(&self, from: usize) -> Span {
        let rest = &self.original[from..];
        let start = from + rest.len() - rest.trim_start().len();
        let line = self.original[start..].lines().next().unwrap_or_default();
        Span::new(start, start + line.trim_end().len())
    }

    fn insert(&mut self) {
        let mut mended =
            String::with_capacity(self.original.len() + self.insertions.len() * SPACES);
        let mut from = 0;
        self.starts.clear();
        for &insertion in &self.insertions {
            mended.push_str(&self.original[from..insertion]);
            self.starts.push(mended.len());
            mended.extend(std::iter::repeat_n(' ', SPACES));
            from = insertion;
        }
        mended.push_str(&self.original[from..]);
        self.mended = mended.into();
        self.count_characters();
    }

    fn count_characters(&mut self) {
        self.steps.clear();
        if !self.mended.is_ascii() {
            self.steps.extend(
                self.mended
                    .char_indices()
                    .step_by(STEP)
                    .map(|(at, _)| at as u32),
            );
        }
    }

    fn mended_offset(&self, character: usize) -> usize {
        if self.steps.is_empty() {
            return character.min(self.mended.len());
        }
        let Some(&step) = self.steps.get(character / STEP) else {
            return self.mended.len();
        };
        let step = step as usize;
        let rest = self.mended[step..].char_indices().nth(character % STEP);
        rest.map_or(self.mended.len(), |(at, _)| step + at)
    }
}

/// The length of the quoted text that a text starts with.
fn quoted_length(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    let (_, quote @ (b'"' | b'\'')) = bytes.next()? else {
        return None;
    };
    let mut bytes = bytes.peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if quote == b'"' => {
                bytes.next();
            }
            byte if byte == quote => {
                // A single quote is written twice within its own.
                let doubled = quote == b'\'' && bytes.next_if(|(_, next)| *next == quote).is_some();
                if !doubled {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
