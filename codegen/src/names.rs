//! The one maker of Rust identifiers.
//!
//! Text of a description is data: whatever it holds, [`Ident`] is a valid ASCII identifier. Other
//! scripts are transliterated, so that neither confusable nor unnormalised letters reach Rust.
//! Two names of one [`Scope`] never meet: whoever comes later gets a number.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use kontrakt_model::hash::HashMap;
use kontrakt_model::pointer_tokens;
use serde::{Serialize, Serializer};

/// A valid Rust identifier; made nowhere but here. Names are passed on a lot, so that a copy shares
/// the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ident(Arc<str>);

impl Ident {
    /// The text of the identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of what belongs to the named thing: `Order` and `unit price` give `OrderUnitPrice`.
    pub fn join(&self, text: &str) -> Ident {
        let base = self.0.trim_end_matches('_');
        let mut name = String::with_capacity(base.len() + text.len() + 1);
        name.push_str(base);
        push_camel(&mut name, text);
        Ident(name.into())
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Ident {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// A name in `UpperCamelCase`, for types and variants.
pub fn camel(text: &str) -> Ident {
    let mut name = String::with_capacity(text.len() + 1);
    push_camel(&mut name, text);
    Ident(not_keyword(name).into())
}

/// The name for what a component holds that is no schema, by its JSON pointer: for the response
/// `NotFound`, `NotFoundResponse`.
pub fn of_component(pointer: &str, what: &str) -> Option<Ident> {
    let mut tokens = pointer_tokens(pointer);
    let (components, _, name) = (tokens.next()?, tokens.next()?, tokens.next()?);
    if components != "components" || tokens.next().is_some() {
        return None;
    }
    let name = camel(&name);
    let lower = name.as_str().to_ascii_lowercase();
    Some(match lower.ends_with(what) {
        true => name,
        false => name.join(what),
    })
}

/// Names and numbers one after another, with `_` only where two numbers would run into each other.
pub fn run_together(parts: impl Iterator<Item = String>) -> Ident {
    let mut name = String::new();
    for part in parts {
        let is_digit = |c: char| c.is_ascii_digit();
        if name.ends_with(is_digit) && part.starts_with(is_digit) {
            name.push('_');
        }
        name += &part;
    }
    Ident(name.into())
}

/// A name in `snake_case`, for fields, methods, parameters and modules.
pub fn snake(text: &str) -> Ident {
    let mut name = underscored(text, "value");
    name.make_ascii_lowercase();
    let mut name = not_keyword(name);
    // Clippy takes these for placeholders (`disallowed_names`).
    if matches!(name.as_str(), "foo" | "baz" | "quux") {
        name.push('_');
    }
    Ident(name.into())
}

/// The first word of a name in `snake_case`, for the module of all that start with it.
pub fn first_word(text: &str) -> Ident {
    module(words(&ascii(text)).next().unwrap_or_default())
}

/// The longest name of a module: files are called after them, and systems limit the names of files.
const MAX_MODULE: usize = 120;

/// A name in `snake_case` for a module with a file of its own.
pub fn module(text: &str) -> Ident {
    let name = snake(text);
    match name.0.get(..MAX_MODULE) {
        Some(start) => Ident(start.trim_end_matches('_').into()),
        None => name,
    }
}

/// A name in `SCREAMING_SNAKE_CASE`, for constants.
pub fn screaming(text: &str) -> Ident {
    let mut name = underscored(text, "value");
    name.make_ascii_uppercase();
    Ident(not_keyword(name).into())
}

/// Appends a text in `UpperCamelCase`; a digit does not come first, and something always comes.
fn push_camel(name: &mut String, text: &str) {
    let start = name.len();
    for word in words(&ascii(text)) {
        let at = name.len();
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            if at == start {
                name.push('V');
            } else if name.ends_with(|c: char| c.is_ascii_digit()) {
                // Digits of neighbouring words would read as one number.
                name.push('_');
            }
        }
        let at = name.len();
        name.push_str(word);
        name[at..].make_ascii_lowercase();
        name[at..=at].make_ascii_uppercase();
    }
    if name.len() == start {
        name.push_str("Value");
    }
}

/// The words of a text with `_` in between, or another word if there is none; a digit does not come
/// first.
fn underscored(text: &str, empty: &str) -> String {
    let mut name = String::with_capacity(text.len() + 4);
    for word in words(&ascii(text)) {
        if !name.is_empty() {
            name.push('_');
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            name.extend(empty.chars().next());
        }
        name.push_str(word);
    }
    if name.is_empty() {
        name.push_str(empty);
    }
    name
}

fn not_keyword(mut name: String) -> String {
    if name.len() <= LONGEST_KEYWORD && KEYWORDS.binary_search(&name.as_str()).is_ok() {
        name.push('_');
    }
    name
}

/// The words of a text in ASCII, as they stand there.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let letters = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_in_word = |at: usize| letters.get(at).is_some_and(u8::is_ascii_alphanumeric);
        while at < letters.len() && !is_in_word(at) {
            at += 1;
        }
        let start = at;
        while is_in_word(at) && (at == start || !starts_word(letters, at)) {
            at += 1;
        }
        text.get(start..at).filter(|word| !word.is_empty())
    })
}

/// Whether a capital in a row of letters and digits starts a word.
fn starts_word(letters: &[u8], at: usize) -> bool {
    let (before, letter) = (letters[at - 1], letters[at]);
    let next_is_lower = || letters.get(at + 1).is_some_and(u8::is_ascii_lowercase);
    letter.is_ascii_uppercase() && (before.is_ascii_lowercase() || next_is_lower())
}

/// The text in ASCII. Signs that alone tell names apart (`+1`, `-1`, `<=`) become words.
fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii()
        && !text.starts_with(['+', '-'])
        && text.bytes().any(|byte| byte.is_ascii_alphanumeric())
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let bare = !text.chars().any(|c| c.is_alphanumeric());
    for (at, c) in text.char_indices() {
        match c {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'Ä' => out.push_str("Ae"),
            'Ö' => out.push_str("Oe"),
            'Ü' => out.push_str("Ue"),
            '+' | '-' if at == 0 || bare => {
                out.push_str(if c == '+' { " plus " } else { " minus " })
            }
            c if c.is_ascii() && bare => {
                out.push(' ');
                out.push_str(sign(c));
                out.push(' ');
            }
            c if c.is_ascii() => out.push(c),
            c => out.push_str(any_ascii::any_ascii_char(c)),
        }
    }
    Cow::Owned(out)
}

/// The name of an ASCII sign, for texts that have nothing else.
fn sign(c: char) -> &'static str {
    match c {
        '!' => "not",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '*' => "star",
        '/' => "slash",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '~' => "tilde",
        '^' => "caret",
        '$' => "dollar",
        '@' => "at",
        '#' => "hash",
        '?' => "question",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        _ => "",
    }
}

/// The names taken in one namespace.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Names that have a meaning already.
    reserved: &'static [&'static str],
    /// Each name with the number that the next claim of it tries first.
    taken: HashMap<Arc<str>, u64>,
}

impl Scope {
    /// A namespace in which some names have a meaning already.
    pub fn with_reserved(names: &'static [&'static str]) -> Self {
        Scope {
            reserved: names,
            taken: HashMap::default(),
        }
    }

    /// The same with one more name that has a meaning already.
    #[must_use]
    pub fn reserving(mut self, name: &str) -> Self {
        self.taken.insert(name.into(), 2);
        self
    }

    /// Whether nothing has taken a name.
    pub fn is_free(&self, name: &Ident) -> bool {
        !self.taken.contains_key(&name.0) && !self.reserved.contains(&name.as_str())
    }

    /// Takes the wanted name, or if another has it, the name with the first free number.
    pub fn claim(&mut self, wanted: Ident) -> Ident {
        let first = match self.taken.get(&wanted.0) {
            Some(first) => *first,
            None if self.reserved.contains(&wanted.as_str()) => 2,
            None => {
                self.taken.insert(wanted.0.clone(), 2);
                return wanted;
            }
        };
        let base = wanted.0.trim_end_matches('_');
        // A number that follows a digit would read as part of it.
        let separator = if base.ends_with(|c: char| c.is_ascii_digit()) {
            "_"
        } else {
            ""
        };
        let numbered = |number: u64| format!("{base}{separator}{number}");
        let (name, number) = (first..)
            .map(|number| (numbered(number), number))
            .find(|(name, _)| !self.has(name))
            .unwrap_or_default();
        self.taken.insert(wanted.0.clone(), number + 1);
        let name: Arc<str> = name.into();
        self.taken.insert(name.clone(), 2);
        Ident(name)
    }

    fn has(&self, name: &str) -> bool {
        self.taken.contains_key(name) || self.reserved.contains(&name)
    }
}

/// Words that cannot stand as an identifier, sorted: strict and reserved keywords of edition 2024, and `_`.
const KEYWORDS: &[&str] = &[
    "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The length of the longest of them.
const LONGEST_KEYWORD: usize = "abstract".len();

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn splits_words_where_people_do() {
        assert_eq!(camel("yearOfBirth").as_str(), "YearOfBirth");
        assert_eq!(snake("yearOfBirth").as_str(), "year_of_birth");
        assert_eq!(snake("HTTPServerError").as_str(), "http_server_error");
        assert_eq!(camel("HTTP_STATUS-code").as_str(), "HttpStatusCode");
        assert_eq!(camel("OAuth2Token").as_str(), "OAuth2Token");
        assert_eq!(snake("sha256").as_str(), "sha256");
        assert_eq!(screaming("test-server").as_str(), "TEST_SERVER");
        assert_eq!(first_word("orderItem").as_str(), "order");
        assert_eq!(first_word("TypeList").as_str(), "type_");
        assert_eq!(first_word("2fa-Code").as_str(), "v2fa");
    }

    #[test]
    fn avoids_what_rust_reserves() {
        assert_eq!(snake("type").as_str(), "type_");
        assert_eq!(snake("Self").as_str(), "self_");
        assert_eq!(camel("self").as_str(), "Self_");
        assert_eq!(snake("gen").as_str(), "gen_");
        assert_eq!(camel("2fa").as_str(), "V2fa");
        assert_eq!(snake("").as_str(), "value");
        assert_eq!(camel("_").as_str(), "Value");
    }

    #[test]
    fn writes_other_scripts_in_ascii() {
        assert_eq!(camel("Weißburgunder").as_str(), "Weissburgunder");
        assert_eq!(snake("größe").as_str(), "groesse");
        assert_eq!(snake("Überweisung").as_str(), "ueberweisung");
        assert!(
            camel("\u{1F377}")
                .as_str()
                .starts_with(|c: char| c.is_ascii_uppercase())
        );
    }

    #[test]
    fn signs_tell_names_apart() {
        assert_eq!(camel("+1").as_str(), "Plus1");
        assert_eq!(camel("-1").as_str(), "Minus1");
        assert_eq!(camel("<=").as_str(), "LessEqual");
        assert_eq!(snake("x-rate-limit").as_str(), "x_rate_limit");
    }

    #[test]
    fn a_later_name_gives_way() {
        let mut scope = Scope::with_reserved(&["Option"]);
        assert_eq!(scope.claim(camel("order")).as_str(), "Order");
        assert_eq!(scope.claim(camel("Order")).as_str(), "Order2");
        assert_eq!(scope.claim(camel("option")).as_str(), "Option2");
        assert_eq!(scope.claim(camel("v1")).as_str(), "V1");
        assert_eq!(scope.claim(camel("V1")).as_str(), "V1_2");
    }

    #[test]
    fn names_of_files_are_not_too_long() {
        assert_eq!(module("Pets").as_str(), "pets");
        let long = module(&"word ".repeat(100));
        assert_eq!(long.as_str(), "word_".repeat(24).trim_end_matches('_'));
    }

    proptest! {
        #[test]
        fn every_text_gives_an_identifier(text in "\\PC*|[a-zA-Z_0-9 -]{0,12}") {
            for ident in [camel(&text), snake(&text), screaming(&text), first_word(&text)] {
                prop_assert!(syn::parse_str::<syn::Ident>(ident.as_str()).is_ok(), "{ident}");
            }
        }

        #[test]
        fn names_of_a_scope_differ(texts in proptest::collection::vec("[aA_1-3 ]{0,4}|\\PC{0,3}", 0..40)) {
            let mut scope = Scope::default();
            let names: Vec<Ident> = texts.iter().map(|text| scope.claim(snake(text))).collect();
            let distinct: HashSet<&Ident> = names.iter().collect();
            prop_assert_eq!(distinct.len(), names.len());
            for name in &names {
                prop_assert!(syn::parse_str::<syn::Ident>(name.as_str()).is_ok(), "{}", name);
            }
        }
    }
}
