//! `pattern`: regular expressions of ECMA-262, as JSON Schema wants them.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use fancy_regex::Regex;

/// A regular expression that is compiled when it is first used; [`pattern!`](crate::pattern!)
/// makes one.
#[derive(Clone, Copy)]
pub struct Pattern(Source);

#[derive(Clone, Copy)]
enum Source {
    /// A constant cannot refer to what is compiled later, but to a function that gives it.
    Literal(fn() -> &'static Compiled),
    Made(&'static Compiled),
}

impl Pattern {
    #[doc(hidden)]
    pub const fn new(compiled: fn() -> &'static Compiled) -> Self {
        Pattern(Source::Literal(compiled))
    }

    /// A pattern that is known only at run time. It is never freed.
    pub fn leak(text: &str) -> Self {
        let text = Box::leak(Box::from(text));
        Pattern(Source::Made(Box::leak(Box::new(Compiled::new(text)))))
    }

    fn compiled(self) -> &'static Compiled {
        match self.0 {
            Source::Literal(compiled) => compiled(),
            Source::Made(compiled) => compiled,
        }
    }

    /// The pattern as the description has it.
    pub fn text(self) -> &'static str {
        self.compiled().text
    }

    /// Whether the pattern is found in `value`. One that gives up after a million steps back matches
    /// nothing. One that is not [usable](Self::is_usable) refuses nothing.
    pub fn matches(self, value: &str) -> bool {
        self.regex().is_none_or(|regex| is_match(regex, value))
    }

    /// Whether the pattern compiles: descriptions have some of other dialects, and of none.
    pub fn is_usable(self) -> bool {
        self.regex().is_some()
    }

    fn regex(self) -> Option<&'static Regex> {
        let compiled = self.compiled();
        let regex = compiled.regex.get_or_init(|| compile(compiled.text));
        regex.as_ref()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.text()).finish()
    }
}

/// Whether a pattern can be used, that is, compiles.
pub fn is_supported(pattern: &str) -> bool {
    compile(pattern).is_some()
}

fn compile(pattern: &str) -> Option<Regex> {
    let translated = jsonschema_regex::to_rust_regex(pattern).ok()?;
    Regex::new(&translated).ok()
}

fn is_match(regex: &Regex, value: &str) -> bool {
    // Some patterns make the automata under the engine panic (rust-lang/regex, issue 1344).
    let found = catch_unwind(AssertUnwindSafe(|| regex.is_match(value)));
    matches!(found, Ok(Ok(true)))
}

/// The text of a pattern and what it compiles to.
#[doc(hidden)]
pub struct Compiled {
    text: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Compiled {
    #[doc(hidden)]
    pub const fn new(text: &'static str) -> Self {
        Compiled {
            text,
            regex: OnceLock::new(),
        }
    }
}

/// A [`Pattern`] from a literal, for [`Check::Pattern`](crate::Check::Pattern).
#[macro_export]
macro_rules! pattern {
    ($text:literal) => {
        $crate::Pattern::new(|| {
            static COMPILED: $crate::__private::Compiled = $crate::__private::Compiled::new($text);
            &COMPILED
        })
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_as_ecma_262_does() {
        assert!(pattern!("^[A-Z]{2}$").matches("DE"));
        assert!(!pattern!("^[A-Z]{2}$").matches("DE\n"));
        // Digits are ASCII only, patterns are not anchored, and lookahead works.
        assert!(!pattern!(r"^\d$").matches("٣"));
        assert!(pattern!("b").matches("abc"));
        assert!(pattern!("^(?!x)").matches("y"));
    }

    #[test]
    fn what_is_no_pattern_refuses_nothing() {
        assert!(pattern!("(").matches("a"));
        assert!(!pattern!("(").is_usable());
        assert!(!is_supported("("));
        assert!(is_supported("a"));
    }
}
