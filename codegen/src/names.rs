//! The one maker of Rust identifiers.
//!
//! Text of a description is data: whatever it holds, [`Ident`] is a valid ASCII identifier. Other
//! scripts are transliterated, so that neither confusable nor unnormalised letters reach Rust.
//! Two names of one [`Scope`] never meet: whoever comes later gets a number.

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;

/// A valid Rust identifier; made nowhere but here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Ident(String);

impl Ident {
    /// The text of the identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ident {
    /// The name of what belongs to the named thing: `Order` and `unit price` give `OrderUnitPrice`.
    pub fn join(&self, text: &str) -> Ident {
        let base = self.0.trim_end_matches('_');
        match words(text).is_empty() {
            true => Ident(format!("{base}Value")),
            false => Ident(format!("{base}{}", camel(text).0.trim_end_matches('_'))),
        }
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name in `UpperCamelCase`, for types and variants.
pub fn camel(text: &str) -> Ident {
    let mut name = String::new();
    for word in words(text) {
        // Digits of neighbouring words would read as one number.
        if name.ends_with(|c: char| c.is_ascii_digit())
            && word.starts_with(|c: char| c.is_ascii_digit())
        {
            name.push('_');
        }
        let mut letters = word.chars();
        name.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    Ident(valid(name, "Value"))
}

/// A name in `snake_case`, for fields, methods, parameters and modules.
pub fn snake(text: &str) -> Ident {
    let mut name = valid(words(text).join("_"), "value");
    // Clippy takes these for placeholders (`disallowed_names`).
    if matches!(name.as_str(), "foo" | "baz" | "quux") {
        name.push('_');
    }
    Ident(name)
}

/// A name in `SCREAMING_SNAKE_CASE`, for constants.
pub fn screaming(text: &str) -> Ident {
    Ident(valid(words(text).join("_").to_ascii_uppercase(), "VALUE"))
}

/// Makes an identifier of a name: not empty, no digit first, no keyword.
fn valid(mut name: String, empty: &str) -> String {
    if name.is_empty() {
        name.push_str(empty);
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        let first = empty.get(..1).unwrap_or_default();
        name.insert_str(0, first);
    }
    if KEYWORDS.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// The words of a text, in lower case and ASCII.
fn words(text: &str) -> Vec<String> {
    let text = ascii(text);
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = letters.next() {
        let next_is_lower = letters.peek().is_some_and(char::is_ascii_lowercase);
        let starts = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit() && next_is_lower
                || before.is_ascii_uppercase() && next_is_lower);
        if (starts || !c.is_ascii_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The text in ASCII. Signs that alone tell names apart (`+1`, `-1`, `<=`) become words.
fn ascii(text: &str) -> String {
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
    out
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
    /// Each name with the number that the next claim of it tries first.
    taken: HashMap<String, u64>,
}

impl Scope {
    /// A namespace in which some names have a meaning already.
    pub fn with_reserved(names: &[&str]) -> Self {
        Scope {
            taken: names.iter().map(|name| (name.to_string(), 2)).collect(),
        }
    }

    /// Takes the wanted name, or if another has it, the name with the first free number.
    pub fn claim(&mut self, wanted: Ident) -> Ident {
        let Some(&first) = self.taken.get(&wanted.0) else {
            self.taken.insert(wanted.0.clone(), 2);
            return wanted;
        };
        let base = wanted.0.trim_end_matches('_');
        // A number that follows a digit would read as part of it.
        let separator = if base.ends_with(|c: char| c.is_ascii_digit()) {
            "_"
        } else {
            ""
        };
        let mut number = first;
        let mut name = format!("{base}{separator}{number}");
        while self.taken.contains_key(&name) {
            number += 1;
            name = format!("{base}{separator}{number}");
        }
        self.taken.insert(wanted.0, number + 1);
        self.taken.insert(name.clone(), 2);
        Ident(name)
    }
}

/// Words that cannot stand as an identifier: strict and reserved keywords of edition 2024, and `_`.
const KEYWORDS: &[&str] = &[
    "Self", "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

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

    proptest! {
        #[test]
        fn every_text_gives_an_identifier(text in "\\PC*|[a-zA-Z_0-9 -]{0,12}") {
            for ident in [camel(&text), snake(&text), screaming(&text)] {
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
