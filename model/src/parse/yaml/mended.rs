//! A YAML text in which lines that are indented too little are indented more.
//!
//! YAML wants the lines of a quoted text and of a list in brackets to be indented more than the key
//! that they belong to. Most readers do not insist, many descriptions rely on that, and spaces at
//! these places mean nothing: so they are put in, and places are still those of the text as it is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Marker, ScanError};

use crate::source::Span;

/// More than the indentation that nesting can lead to.
const ENOUGH: usize = 512;

/// How many spaces are put in at most.
const MOST_SPACES: usize = 16 << 20;

/// How many places are mended; each is found by reading the text anew.
const MOST: usize = 64;

pub(super) struct Mended<'a> {
    original: &'a str,
    mended: Cow<'a, str>,
    /// How many spaces are put in before a byte of the original.
    insertions: BTreeMap<usize, usize>,
    /// The same as they lie in the mended text.
    spaces: Vec<Spaces>,
    places: usize,
    /// The byte offset in the mended text of each `STEP`th character; empty where bytes are characters.
    steps: Vec<u32>,
}

const STEP: usize = 64;

/// Spaces that were put in.
struct Spaces {
    start: usize,
    length: usize,
    /// How many there are before.
    before: usize,
}

impl<'a> Mended<'a> {
    pub(super) fn new(original: &'a str) -> Self {
        let mut text = Mended {
            original,
            mended: original.into(),
            insertions: BTreeMap::new(),
            spaces: Vec::new(),
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
        let earlier = self.spaces.partition_point(|spaces| spaces.start <= mended);
        let before = match self.spaces[..earlier].last() {
            Some(last) => last.before + (mended - last.start).min(last.length),
            None => 0,
        };
        mended - before
    }

    /// Mends what the parser stopped at, and says where; `None` if it is something else.
    pub(super) fn mend(&mut self, error: &ScanError) -> Option<Span> {
        let at = self.offset(*error.marker());
        let line = self.original[..at].rfind('\n').map_or(0, |at| at + 1);
        let (lines, spaces): (Vec<usize>, usize) = match error.info() {
            "invalid indentation" | "invalid indentation in flow construct" => (vec![line], ENOUGH),
            "invalid indentation in quoted scalar" => {
                let end = at + quoted_length(&self.original[at..])?;
                let breaks = self.original[at..end].match_indices('\n');
                (
                    breaks.map(|(break_at, _)| at + break_at + 1).collect(),
                    at - line,
                )
            }
            _ => return None,
        };
        let first = *lines.first()?;
        self.places += 1;
        if self.places > MOST || self.insertions.contains_key(&first) {
            return None;
        }
        self.insertions
            .extend(lines.into_iter().map(|line| (line, spaces)));
        self.insert()?;
        Some(self.first_text(first))
    }

    /// The text of the first line from an offset on that has any.
    fn first_text(&self, from: usize) -> Span {
        let rest = &self.original[from..];
        let start = from + rest.len() - rest.trim_start().len();
        let line = self.original[start..].lines().next().unwrap_or_default();
        Span::new(start, start + line.trim_end().len())
    }

    /// Makes the mended text, unless it would become too long.
    fn insert(&mut self) -> Option<()> {
        let total: usize = self.insertions.values().sum();
        if total > MOST_SPACES {
            return None;
        }
        let mut mended = String::with_capacity(self.original.len() + total);
        let (mut from, mut before) = (0, 0);
        self.spaces.clear();
        for (&at, &length) in &self.insertions {
            mended.push_str(&self.original[from..at]);
            let start = mended.len();
            self.spaces.push(Spaces {
                start,
                length,
                before,
            });
            mended.extend(std::iter::repeat_n(' ', length));
            from = at;
            before += length;
        }
        mended.push_str(&self.original[from..]);
        self.mended = mended.into();
        self.count_characters();
        Some(())
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
