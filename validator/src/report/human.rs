//! A report for people: the text with what is wrong marked in it, and the rule beside it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet,
};
use kontrakt_model::{
    Finding, Fix, Label, Place, Severity, Source, SourceId, Sources, Span, codes,
};

use super::Report;
use crate::shown;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour it with ANSI escapes.
    pub color: bool,
}

/// Text of a payload or a description made safe to print: what would act on a terminal is escaped.
pub fn printable(text: &str) -> Cow<'_, str> {
    shown::escape(text)
}

/// Text with its line breaks, safe to print.
fn lines(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(printable).collect();
    lines.join("\n")
}

/// Writes a report, ending with a line that counts the findings. A clean one is empty.
pub fn print(report: &Report, sources: &Sources, style: Style) -> String {
    let renderer = if style.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    let left_out = left_out(report);
    for (index, entry) in report.entries.iter().enumerate() {
        if !left_out.contains(&index) {
            text.push_str(&renderer.render(&groups(&entry.finding, sources)));
            text.push_str("\n\n");
        }
    }
    if !left_out.is_empty() {
        text.push_str(&format!(
            "and {} more comments, all of which `--format json` shows\n\n",
            left_out.len()
        ));
    }
    if let Some(summary) = summary(report) {
        text.push_str(&summary);
        text.push('\n');
    }
    text
}

/// The comments beyond the first few of each source, by their index: one is like the other.
fn left_out(report: &Report) -> BTreeSet<usize> {
    const SHOWN: usize = 5;
    let mut counts: BTreeMap<SourceId, usize> = BTreeMap::new();
    let mut left_out = BTreeSet::new();
    for (index, entry) in report.entries.iter().enumerate() {
        if let (codes::COMMENT, Some(place)) = (entry.finding.code, entry.finding.place) {
            let count = counts.entry(place.source).or_default();
            *count += 1;
            if *count > SHOWN {
                left_out.insert(index);
            }
        }
    }
    // One line in place of one finding would save nothing.
    if left_out.len() == 1 {
        left_out.clear();
    }
    left_out
}

/// The findings counted: `2 errors, 1 warning`.
fn summary(report: &Report) -> Option<String> {
    let counted = |severity: Severity| {
        let count = report.count(severity);
        let word = match severity {
            Severity::Info => "remark",
            other => other.as_str(),
        };
        (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
    };
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .filter_map(counted)
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

fn groups<'f>(finding: &'f Finding, sources: &'f Sources) -> Vec<Group<'f>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut main = Group::with_title(
        level
            .primary_title(lines(&finding.message))
            .id(finding.code.to_string()),
    );
    let mut apart: Vec<&Label> = finding.related.iter().collect();
    if let Some(place) = finding.place {
        let mut marks = vec![(place.span, AnnotationKind::Primary, finding.label.as_str())];
        let same = apart
            .iter()
            .filter(|label| label.place.source == place.source);
        marks.extend(same.map(|label| (label.place.span, AnnotationKind::Context, &*label.text)));
        match together(&marks, place.source, sources).filter(|_| marks.len() > 1) {
            Some(snippet) => {
                main = main.element(snippet);
                apart.retain(|label| label.place.source != place.source);
            }
            None => main = main.elements(excerpt(place, &finding.label, sources)),
        }
    }
    main = main.elements(
        finding
            .help
            .iter()
            .map(|help| Level::HELP.message(lines(help))),
    );
    let mut groups = vec![main];
    for label in apart {
        let title = Level::NOTE.secondary_title(lines(&label.text));
        groups.push(Group::with_title(title).elements(excerpt(label.place, "", sources)));
    }
    groups.extend(finding.fixes.iter().map(|fix| repair(fix, sources)));
    groups
}

/// The line that a place starts in, with the place marked.
fn excerpt<'f>(place: Place, label: &'f str, sources: &'f Sources) -> Vec<Element<'f>> {
    let line = Line::new(place, sources);
    let annotation = AnnotationKind::Primary.span(line.start..line.end);
    let annotation = if label.is_empty() {
        annotation
    } else {
        annotation.label(lines(label))
    };
    let snippet = Snippet::<Annotation<'_>>::source(line.text)
        .line_start(line.number)
        .annotation(annotation);
    if line.is_whole {
        return vec![snippet.path(line.name).into()];
    }
    // The column of a shortened line would be counted in what is left of it.
    let origin = Origin::path(line.name)
        .line(line.number)
        .char_column(line.column);
    vec![origin.into(), snippet.into()]
}

/// What to do, with the lines before and after.
fn repair<'f>(fix: &'f Fix, sources: &'f Sources) -> Group<'f> {
    let group = Group::with_title(Level::HELP.secondary_title(lines(&fix.title)));
    let source = sources.get(fix.place.source);
    let Some(excerpt) = Excerpt::new([fix.place.span], source) else {
        return group;
    };
    let patch = Patch::new(excerpt.range(fix.place.span), fix.replacement.as_str());
    group.element(
        Snippet::<Patch<'_>>::source(excerpt.shown(excerpt.text.len()))
            .line_start(excerpt.number)
            .patch(patch),
    )
}

/// Places of one source in one excerpt, each marked as far as its line goes; nothing if they are too
/// far apart.
fn together<'f>(
    marks: &[(Span, AnnotationKind, &'f str)],
    source: SourceId,
    sources: &'f Sources,
) -> Option<Snippet<'f, Annotation<'f>>> {
    let source = sources.get(source);
    let first_line = |span: Span| {
        let start = floor(source.text(), span.start as usize);
        let line = source.text()[start..].split('\n').next()?;
        let end = start + line.trim_end_matches('\r').len();
        Some(Span::new(start, end.min(span.end as usize)))
    };
    let marks: Vec<_> = marks
        .iter()
        .filter_map(|(span, kind, label)| Some((first_line(*span)?, *kind, *label)))
        .collect();
    let excerpt = Excerpt::new(marks.iter().map(|(span, ..)| *span), source)?;
    let annotations = marks
        .into_iter()
        .map(|(span, kind, label)| kind.span(excerpt.range(span)).label(lines(label)));
    Some(
        Snippet::source(excerpt.shown(excerpt.text.len()))
            .path(source.name())
            .line_start(excerpt.number)
            .annotations(annotations),
    )
}

/// Whole lines of a source.
struct Excerpt<'s> {
    text: &'s str,
    /// Where the text starts in the source.
    start: usize,
    /// The number of the first line.
    number: usize,
}

impl<'s> Excerpt<'s> {
    /// The lines that some places are in, if they are not too much to look at.
    fn new(spans: impl IntoIterator<Item = Span>, source: &'s Source) -> Option<Self> {
        let text = source.text();
        let whole = spans.into_iter().reduce(|one, other| Span {
            start: one.start.min(other.start),
            end: one.end.max(other.end),
        })?;
        let start = floor(text, whole.start as usize);
        let end = floor(text, whole.end as usize).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let is_at_line_start = end > start && text[..end].ends_with('\n');
        let line_end = match is_at_line_start {
            true => end,
            false => text[end..].find('\n').map_or(text.len(), |at| end + at),
        };
        (line_end - line_start <= LONGEST_LINE).then(|| Excerpt {
            text: text[line_start..line_end].trim_end_matches('\r'),
            start: line_start,
            number: source.position(whole.start).line as usize,
        })
    }

    /// Where a place is in the text as it is shown.
    fn range(&self, span: Span) -> Range<usize> {
        let shown_to = |at: u32| self.shown((at as usize).saturating_sub(self.start)).len();
        shown_to(span.start)..shown_to(span.end)
    }

    /// The text up to a byte of it, safe to print and with plain line breaks.
    fn shown(&self, end: usize) -> String {
        let mut text = String::new();
        for (at, c) in self.text.char_indices().take_while(|(at, _)| *at < end) {
            match c {
                '\r' if self.text[at + 1..].starts_with('\n') => {}
                '\t' | '\n' => text.push(c),
                c if shown::acts(c) => text.push('\u{FFFD}'),
                c => text.push(c),
            }
        }
        text
    }
}

/// The line that a place starts in; of a long one, the part around the place.
struct Line<'s> {
    name: &'s str,
    text: String,
    number: usize,
    column: usize,
    /// The bytes of the place in `text`.
    start: usize,
    end: usize,
    is_whole: bool,
}

/// A line longer than this many bytes is cut before the renderer, which trims what is too wide for
/// a terminal, has to look at all of it.
const LONGEST_LINE: usize = 4096;
/// How much of such a line is kept before the place, and from its start on, in bytes.
const BEFORE: usize = 40;
const AFTER: usize = 100;

impl<'s> Line<'s> {
    fn new(place: Place, sources: &'s Sources) -> Self {
        let source = sources.get(place.source);
        let at = floor(source.text(), place.span.start as usize);
        let (before, after) = source.text().split_at(at);
        let before = &before[before.rfind('\n').map_or(0, |line_break| line_break + 1)..];
        let after = after
            .split('\n')
            .next()
            .unwrap_or_default()
            .trim_end_matches('\r');
        let length = place.span.end.saturating_sub(place.span.start) as usize;
        let (marked, rest) = after.split_at(floor(after, length));
        let position = source.position(place.span.start);
        let is_whole = before.len() + after.len() <= LONGEST_LINE;
        let [before, marked, rest] = match is_whole {
            true => [shown(before), shown(marked), shown(rest)],
            false => shortened(before, marked, rest),
        };
        Line {
            name: source.name(),
            number: position.line as usize,
            column: position.column as usize,
            start: before.len(),
            end: before.len() + marked.len(),
            text: before + &marked + &rest,
            is_whole,
        }
    }
}

/// The parts of a long line that are near the place.
fn shortened(before: &str, marked: &str, rest: &str) -> [String; 3] {
    let from = floor(before, before.len().saturating_sub(BEFORE));
    let head = if from > 0 { "…" } else { "" };
    let marked_end = floor(marked, AFTER);
    let rest_end = floor(rest, AFTER - marked_end);
    let is_cut = marked_end < marked.len() || rest_end < rest.len();
    let rest = if marked_end < marked.len() {
        ""
    } else {
        &rest[..rest_end]
    };
    let tail = if is_cut { "…" } else { "" };
    [
        head.to_owned() + &shown(&before[from..]),
        shown(&marked[..marked_end]),
        shown(rest) + tail,
    ]
}

/// Text of a source with what would act on a terminal replaced, character by character.
fn shown(text: &str) -> String {
    text.replace(|c| c != '\t' && shown::acts(c), "\u{FFFD}")
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}
