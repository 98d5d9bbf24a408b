//! Lines and characters of CommonMark that mean themselves.

use super::WIDTH;

/// Breaks a line of a list item at spaces, where it is too long.
pub(in crate::plan) fn wrap(text: &str, lines: &mut Vec<String>) {
    wrap_at(text, WIDTH - 2, lines);
}

/// Breaks a paragraph at spaces.
pub(super) fn wrap_at(text: &str, width: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > width {
            lines.push(std::mem::take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        } else if starts_block(word) {
            line.push_str(&escaped_start(word));
            length += word_length + 1;
            continue;
        }
        line.push_str(word);
        length += word_length;
    }
    if !line.is_empty() {
        lines.push(line);
    }
}

/// Whether a word at the start of a line would open a block.
pub(in crate::plan) fn starts_block(word: &str) -> bool {
    let number = word.trim_start_matches(|c: char| c.is_ascii_digit());
    matches!(word, "-" | "+")
        || word.starts_with(['#', '>', '|'])
        || word.starts_with("~~~")
        || word.starts_with("```")
        || word.starts_with("---")
        || !word.is_empty() && (word.chars().all(|c| c == '=') || word.chars().all(|c| c == '-'))
        || number.len() < word.len() && matches!(number, "." | ")")
}

fn escaped_start(word: &str) -> String {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, sign) = word.split_at(digits);
    format!("{number}\\{sign}")
}

/// Writes text so that it means itself, with bare URLs as links if `links`.
pub(super) fn escape(text: &str, links: bool, in_table: bool, out: &mut String) {
    let mut rest = text;
    while let Some(start) = find_url(rest) {
        let (before, from) = rest.split_at(start);
        let end = from
            .find(|c: char| c.is_whitespace() || "<>\"'`\\|{}[]".contains(c))
            .unwrap_or(from.len());
        let url = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '*', '_']);
        escape_plain(before, in_table, out);
        // A scheme alone is no link.
        if links && url.len() > "https://".len() {
            out.push('<');
            out.push_str(url);
            out.push('>');
        } else {
            escape_plain(url, in_table, out);
        }
        rest = &from[url.len()..];
    }
    escape_plain(rest, in_table, out);
}

fn find_url(text: &str) -> Option<usize> {
    [text.find("http://"), text.find("https://")]
        .into_iter()
        .flatten()
        .min()
}

fn escape_plain(text: &str, in_table: bool, out: &mut String) {
    let mut before = out.chars().next_back().unwrap_or(' ');
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        let special = match c {
            '\\' | '`' | '*' | '<' | '~' => true,
            // Empty brackets are no link.
            '[' => after != ']',
            ']' => before != '[',
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after == '#' || after.is_ascii_alphabetic(),
            '|' => in_table,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
}

/// The text without HTML tags and comments, which rustdoc would render or warn about.
pub(super) fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let is_tag =
            tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let end = match tag.starts_with("<!--") {
            true => tag.find("-->").map(|end| end + 3),
            false => tag.find('>').map(|end| end + 1),
        };
        match end {
            Some(end) if is_tag => {
                out.push(' ');
                rest = &tag[end..];
            }
            _ => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    out
}
