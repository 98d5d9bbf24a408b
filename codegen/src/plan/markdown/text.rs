//! Lines and characters of CommonMark that mean themselves.

use std::borrow::Cow;

use super::{WIDTH, is_hidden};

/// Breaks a line of a list item at spaces, where it is too long.
pub(in crate::plan) fn wrap(text: &str, lines: &mut Vec<String>) {
    wrap_at(text, WIDTH - 2, lines);
}

/// Breaks a paragraph at spaces.
pub(super) fn wrap_at(text: &str, width: usize, lines: &mut Vec<String>) {
    let has_gaps = text
        .bytes()
        .zip(text.bytes().skip(1))
        .any(|it| it == (b' ', b' '));
    let single: String;
    let text = match has_gaps || text.starts_with(' ') || text.ends_with(' ') {
        true => {
            let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
            single = words.join(" ");
            &single
        }
        false => text,
    };
    if text.is_empty() {
        return;
    }
    let mut push = |line: &str, is_escaped: bool| {
        lines.push(match is_escaped {
            true => escaped_start(line),
            false => line.to_owned(),
        });
    };
    // Where the line at hand starts, how many letters it has so far, and where they end.
    let (mut start, mut length, mut end) = (0, 0, 0);
    let mut is_escaped = false;
    while end < text.len() {
        // The space before it, but for the first.
        let from = end + usize::from(end > 0);
        let letters = &text.as_bytes()[from..];
        let to = letters.iter().position(|letter| *letter == b' ');
        let to = to.map_or(text.len(), |to| from + to);
        let word_length = text[from..to].chars().count();
        if length > 0 && length + 1 + word_length > width {
            push(&text[start..end], is_escaped);
            (start, length) = (from, 0);
        }
        end = to;
        if length > 0 {
            length += 1;
        } else {
            is_escaped = starts_block(&text[from..to]);
            length += usize::from(is_escaped);
            if text.len() - start + length <= width {
                break;
            }
        }
        length += word_length;
    }
    push(&text[start..], is_escaped);
}

/// The text without what is not seen, and with simple line breaks.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let is_odd = |byte: u8| byte < b' ' && byte != b'\n' || byte >= 0x7f;
    // Without an early end, this takes many bytes at once.
    if !text.bytes().fold(false, |any, byte| any | is_odd(byte)) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    let is_seen = |c: char| c == '\n' || !is_hidden(c);
    match text.chars().all(is_seen) {
        true => Cow::Owned(text),
        false => Cow::Owned(text.chars().filter(|c| is_seen(*c)).collect()),
    }
}

/// Whether nothing in a text has a meaning in CommonMark but the empty lines between paragraphs, and
/// code that is one word, which is written as it stands.
pub(super) fn is_plain(text: &str) -> bool {
    let letters = text.as_bytes();
    let is_word = |at: Option<usize>| {
        let letter = at.and_then(|at| letters.get(at));
        letter.is_some_and(u8::is_ascii_alphanumeric)
    };
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let is_plain = match letter {
            b'\n' => true,
            b'_' => is_word(at.checked_sub(1)) && is_word(Some(at + 1)),
            // A URL becomes a link.
            b':' => letters.get(at + 1) != Some(&b'/'),
            b'`' => match code_word(&letters[at + 1..]) {
                Some(length) => {
                    at += 1 + length;
                    true
                }
                None => false,
            },
            b'*' | b'[' | b']' | b'\\' | b'<' | b'~' | b'&' | b'|' => false,
            letter => matches!(letter, b' '..=b'~'),
        };
        if !is_plain {
            return false;
        }
        at += 1;
    }
    let starts_plain = |line: &str| {
        let first = line.split(' ').next().unwrap_or_default();
        !line.starts_with([' ', '-', '+', '=', ':']) && !line.ends_with(' ') && !starts_block(first)
    };
    text.split('\n').all(starts_plain)
}

/// The length of a word between single backticks, after the first of which `letters` start.
fn code_word(letters: &[u8]) -> Option<usize> {
    let length = letters.iter().position(|letter| *letter == b'`')?;
    let is_word = length > 0 && letters[..length].iter().all(u8::is_ascii_graphic);
    (is_word && letters.get(length + 1) != Some(&b'`')).then_some(length)
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
    let mut colons = text.match_indices(':');
    colons.find_map(|(at, _)| {
        let (before, from) = text.split_at(at);
        let mut schemes = ["http", "https"].into_iter();
        let scheme = schemes.find(|scheme| before.ends_with(scheme))?;
        from.starts_with("://").then(|| at - scheme.len())
    })
}

fn escape_plain(text: &str, in_table: bool, out: &mut String) {
    let before_text = out.chars().next_back().unwrap_or(' ');
    // What is copied up to here.
    let mut copied = 0;
    for (at, letter) in text.bytes().enumerate() {
        if !matches!(
            letter,
            b'\\' | b'`' | b'*' | b'<' | b'~' | b'[' | b']' | b'_' | b'&' | b'|'
        ) {
            continue;
        }
        let before = || text[..at].chars().next_back().unwrap_or(before_text);
        let after = text[at + 1..].chars().next().unwrap_or(' ');
        let special = match letter {
            // Empty brackets are no link.
            b'[' => after != ']',
            b']' => before() != '[',
            b'_' => !(before().is_alphanumeric() && after.is_alphanumeric()),
            b'&' => after == '#' || after.is_ascii_alphabetic(),
            b'|' => in_table,
            _ => true,
        };
        if special {
            out.push_str(&text[copied..at]);
            out.push('\\');
            copied = at;
        }
    }
    out.push_str(&text[copied..]);
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
