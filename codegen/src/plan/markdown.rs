//! CommonMark in, lines of CommonMark out, in one canonical form.

use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

mod text;

pub(super) use text::{starts_block, wrap};

use text::{escape, without_tags, wrap_at};

/// The longest line, as far as words allow.
const WIDTH: usize = 92;

/// A space that is not a place to break a line; control characters do not occur otherwise.
const FIXED_SPACE: char = '\u{1}';
/// A line break that must stay.
const HARD_BREAK: char = '\u{2}';

/// The text as lines for a documentation comment.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines = match text::is_plain(text) {
        true => plain_lines(text),
        false => parsed_lines(text),
    };
    lines.shrink_to_fit();
    lines
}

/// The lines of a text in which nothing has a meaning in CommonMark: paragraphs, as most descriptions
/// are.
fn plain_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::with_capacity(1);
    for line in text.split('\n') {
        match line {
            "" if lines.last().is_none_or(String::is_empty) => {}
            "" => lines.push(String::new()),
            line => wrap_at(line, WIDTH, &mut lines),
        }
    }
    lines.pop_if(|line| line.is_empty());
    lines
}

fn parsed_lines(text: &str) -> Vec<String> {
    let text = text::visible(text);
    let mut writer = Writer::default();
    for event in TextMergeStream::new(Parser::new_ext(&text, Options::ENABLE_TABLES)) {
        writer.event(event);
    }
    writer.flush();
    while writer.lines.last().is_some_and(String::is_empty) {
        writer.lines.pop();
    }
    writer.lines
}

/// Characters that are not seen, among them those that reverse the direction of text, which rustc
/// forbids in comments.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A block that others stand in.
struct Container {
    /// What its first line starts with; taken when that is written.
    first: Option<String>,
    /// What its other lines start with.
    rest: String,
}

/// What becomes of a link.
#[derive(PartialEq)]
enum Link {
    /// Its text is its target, and becomes a link again as such.
    Bare,
    To(String),
    /// Only its text is kept.
    Dropped,
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// The text of the paragraph at hand.
    inline: String,
    containers: Vec<Container>,
    /// The number of the next item of each list; absent for bullets.
    lists: Vec<Option<u64>>,
    /// The text of a code block.
    code: Option<String>,
    /// The links that are open.
    links: Vec<Link>,
    /// Whether the next block is separated by an empty line.
    separate: bool,
    in_table: bool,
    html: Option<String>,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match (&mut self.code, &mut self.html) {
                (Some(code), _) => code.push_str(&text),
                (None, Some(html)) => html.push_str(&text),
                (None, None) => {
                    let bare = self.links.iter().all(|link| *link == Link::Bare);
                    escape(&text, bare, self.in_table, &mut self.inline);
                }
            },
            Event::Code(text) => self.inline_code(&text),
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push_str(&html),
                None => escape(&without_tags(&html), true, self.in_table, &mut self.inline),
            },
            Event::InlineHtml(html) if html.starts_with("<br") => self.inline.push(HARD_BREAK),
            Event::InlineHtml(html) => {
                escape(&without_tags(&html), true, self.in_table, &mut self.inline)
            }
            Event::SoftBreak => self.inline.push('\n'),
            Event::HardBreak => self.inline.push(HARD_BREAK),
            Event::Rule => {
                self.flush();
                self.block(vec!["---".to_owned()]);
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Table(_) => self.flush(),
            Tag::Heading { level, .. } => {
                self.flush();
                self.inline.push_str(heading(level));
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.open("> ".to_owned(), "> ".to_owned());
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                // The language is dropped: nothing here is compiled.
                let (CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) = kind;
                self.code = Some(String::new());
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some(String::new());
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                let rest = " ".repeat(marker.len());
                self.open(marker, rest);
            }
            Tag::TableHead | Tag::TableRow => self.inline.push('|'),
            Tag::TableCell => {
                self.in_table = true;
                self.inline.push(FIXED_SPACE);
            }
            Tag::Emphasis => self.inline.push('*'),
            Tag::Strong => self.inline.push_str("**"),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => self.link(LinkType::Inline, &dest_url),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => self.flush(),
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.containers.pop();
                self.separate = true;
            }
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                escape(&without_tags(&html), true, false, &mut self.inline);
                self.flush();
            }
            TagEnd::Item => {
                let tight = !self.inline.is_empty();
                self.flush();
                // An item without any text has its marker all the same.
                if self
                    .containers
                    .last()
                    .is_some_and(|item| item.first.is_some())
                {
                    self.block(vec![String::new()]);
                }
                self.containers.pop();
                self.separate &= !tight;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.separate = true;
            }
            TagEnd::TableHead => self.table_head(),
            TagEnd::TableRow => self.table_row(),
            TagEnd::TableCell => {
                self.in_table = false;
                self.inline.push(FIXED_SPACE);
                self.inline.push('|');
            }
            TagEnd::Table => self.separate = true,
            TagEnd::Emphasis => self.inline.push('*'),
            TagEnd::Strong => self.inline.push_str("**"),
            TagEnd::Link | TagEnd::Image => {
                if let Some(Link::To(to)) = self.links.pop() {
                    self.inline.push_str(&format!("](<{to}>)"));
                }
            }
            _ => {}
        }
    }

    /// Opens a link that leads out of the page; one to another place has no target in rustdoc.
    fn link(&mut self, kind: LinkType, to: &str) {
        let leads_out = ["http://", "https://", "mailto:"]
            .iter()
            .any(|scheme| to.starts_with(scheme));
        let usable =
            leads_out && !to.contains(['<', '>', '\n', ' ', '\\']) && self.links.is_empty();
        self.links.push(match kind {
            LinkType::Autolink | LinkType::Email => Link::Bare,
            _ if usable => Link::To(to.to_owned()),
            _ => Link::Dropped,
        });
        if let Some(Link::To(_)) = self.links.last() {
            self.inline.push('[');
        }
    }

    fn inline_code(&mut self, text: &str) {
        let longest = match text.contains('`') {
            true => text.split(|c| c != '`').map(str::len).max().unwrap_or(0),
            false => 0,
        };
        let is_padded = text.starts_with('`') || text.ends_with('`');
        let pad = is_padded.then_some(FIXED_SPACE);
        let ticks = || std::iter::repeat_n('`', longest + 1);
        self.inline.extend(ticks().chain(pad));
        for c in text.chars() {
            match c {
                '\n' | ' ' => self.inline.push(FIXED_SPACE),
                '|' if self.in_table => self.inline.push_str("\\|"),
                c => self.inline.push(c),
            }
        }
        self.inline.extend(pad.into_iter().chain(ticks()));
    }

    fn code_block(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let mut block = vec![format!("{fence}text")];
        block.extend(
            code.trim_end_matches('\n')
                .split('\n')
                .map(|line| line.trim_end().to_owned()),
        );
        block.push(fence);
        self.block(block);
    }

    fn table_head(&mut self) {
        let cells = self.inline.matches(&format!("{FIXED_SPACE}|")).count();
        self.table_row();
        let ruler = format!("|{}", " --- |".repeat(cells));
        self.separate = false;
        self.block(vec![ruler]);
        self.separate = false;
    }

    fn table_row(&mut self) {
        let row = std::mem::take(&mut self.inline).replace([FIXED_SPACE, HARD_BREAK, '\n'], " ");
        self.block(vec![row]);
        self.separate = false;
    }

    fn open(&mut self, first: String, rest: String) {
        self.containers.push(Container {
            first: Some(first),
            rest,
        });
    }

    /// Writes the paragraph at hand, wrapped.
    fn flush(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        let indent: usize = self
            .containers
            .iter()
            .map(|container| container.rest.len())
            .sum();
        let width = WIDTH.saturating_sub(indent).max(20);
        let mut block = Vec::new();
        let heading = inline.starts_with('#');
        let mut pieces = inline
            .split(HARD_BREAK)
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
            .peekable();
        while let Some(piece) = pieces.next() {
            match heading {
                true => block.push(piece.to_owned()),
                // Lines are kept as they are in the description, but for those that are too long.
                false => piece
                    .split('\n')
                    .for_each(|line| wrap_at(line, width, &mut block)),
            }
            if let (Some(_), Some(line)) = (pieces.peek(), block.last_mut()) {
                line.push('\\');
            }
        }
        if !block.is_empty() {
            for line in block.iter_mut().filter(|it| it.contains(FIXED_SPACE)) {
                *line = line.replace(FIXED_SPACE, " ");
            }
            self.block(block);
        }
    }

    /// Writes lines in the containers that are open.
    fn block(&mut self, block: Vec<String>) {
        if self.separate && !self.lines.is_empty() {
            let prefix: String = self
                .containers
                .iter()
                .filter(|it| it.first.is_none())
                .map(|it| it.rest.as_str())
                .collect();
            self.lines.push(prefix.trim_end().to_owned());
        }
        for mut line in block {
            if self.containers.is_empty() {
                line.truncate(line.trim_end().len());
                self.lines.push(line);
                continue;
            }
            let mut out = String::new();
            for container in &mut self.containers {
                match container.first.take() {
                    Some(first) => out.push_str(&first),
                    None => out.push_str(&container.rest),
                }
            }
            out.push_str(&line);
            self.lines.push(out.trim_end().to_owned());
        }
        self.separate = true;
    }
}

fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "# ",
        HeadingLevel::H2 => "## ",
        HeadingLevel::H3 => "### ",
        HeadingLevel::H4 => "#### ",
        HeadingLevel::H5 => "##### ",
        HeadingLevel::H6 => "###### ",
    }
}

#[cfg(test)]
mod tests;
