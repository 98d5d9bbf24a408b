//! How values of a payload are named in messages: as data, escaped and cut short.

use std::borrow::Cow;

use kontrakt_model::{Node, Value};

use crate::engine::is_written_as_integer;

/// The longest piece of a payload that a message shows, in characters.
const LONGEST: usize = 48;

/// A scalar as its JSON, an array or object by its size.
pub(crate) fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("`{}`", cut(number.literal())),
        Value::String(text) => shown_text(text),
        Value::Array(items) => format!("an array of {}", count(items.len() as u64, "item")),
        Value::Object(object) => format!("an object of {}", count(object.len() as u64, "member")),
    }
}

/// A text as JSON, cut short.
pub(crate) fn shown_text(text: &str) -> String {
    format!(
        "`{}`",
        escape(&serde_json::Value::from(cut(text)).to_string())
    )
}

/// A JSON value of a description, cut short.
pub(crate) fn shown_json(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => shown_text(text),
        other => format!("`{}`", escape(&cut(&other.to_string()))),
    }
}

/// A JSON value as people write it: a text without quotes, anything else as JSON.
pub(crate) fn plain(value: &serde_json::Value) -> Cow<'_, str> {
    match value {
        serde_json::Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// A name from a payload: without control characters, cut short.
pub(crate) fn shown_name(name: &str) -> String {
    format!("`{}`", escape(&cut(name)))
}

/// The instance by its pointer.
pub(crate) fn subject(pointer: &str) -> String {
    if pointer.is_empty() {
        "the payload".to_owned()
    } else {
        format!("`{}`", escape(pointer))
    }
}

/// The JSON type with its article; numbers without a fraction are integers.
pub(crate) fn kind(node: &Node) -> &'static str {
    match &node.value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if is_written_as_integer(number) => "an integer",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A number of things in words: `1 item`, `2 items`.
pub(crate) fn count(number: u64, thing: &str) -> String {
    match (number, thing) {
        (1, _) => format!("1 {thing}"),
        (_, "property") => format!("{number} properties"),
        _ => format!("{number} {thing}s"),
    }
}

/// Words as a list: `a, b or c`.
pub(crate) fn any_of(words: &[String]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn cut(text: &str) -> String {
    let mut characters = text.chars();
    let mut start: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        start.push('…');
    }
    start
}

/// Text in which what would act on a terminal is written as escapes.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match acts(c) {
            true => escaped.extend(c.escape_unicode()),
            false => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// Whether a character acts on a terminal: control characters, and those that turn the direction of
/// text.
pub(crate) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
