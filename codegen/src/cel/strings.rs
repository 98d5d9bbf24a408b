//! Functions of strings.

use cel::common::ast::IdedExpr;

use super::compare::{Literal, literal_of};
use super::guards::Guards;
use super::logic::Logic;
use super::place::Sort;
use super::{Refusal, Result, Scope};
use crate::plan::types::EnumValues;
use crate::rust::{Expr, literal};

impl Scope<'_> {
    /// `target.startsWith(argument)` and its like.
    pub(super) fn text(
        &self,
        name: &str,
        target: &IdedExpr,
        argument: &IdedExpr,
        guards: &Guards,
    ) -> Result<Logic> {
        let method = match name {
            "startsWith" => "starts_with",
            "endsWith" => "ends_with",
            "contains" => "contains",
            "matches" => "matches",
            name => {
                return Err(Refusal::new(format!(
                    "the function `{name}` is not supported in rules"
                )));
            }
        };
        let Some(place) = self.place(&target.expr, guards)? else {
            return Err(Refusal::new(format!(
                "`{name}` is supported of members alone"
            )));
        };
        let Some(Literal::String(argument)) = literal_of(argument)? else {
            return Err(Refusal::new(format!(
                "`{name}` is supported with a string literal alone"
            )));
        };
        place.require_value(&format!("`{name}`"), guards)?;
        let is_enum = match self.sort(&place) {
            Sort::String => false,
            Sort::Enum(_, EnumValues::Strings) => true,
            _ => return Err(Refusal::new(format!("`{}` is no string", place.path))),
        };
        if method == "matches" && !means_the_same_everywhere(&argument) {
            return Err(Refusal::new(
                "of regular expressions in rules only what means the same in RE2 and ECMA-262 is supported: \
                 literal ASCII, `^`, `$`, `|`, groups, classes in brackets, `*`, `+`, `?`, and counts in braces",
            )
            .help("A `pattern` on the property takes all of ECMA-262."));
        }
        Ok(Logic::Expr(place.with_value(|it| {
            let value = if is_enum {
                it.then("as_str", Some(Vec::new()))
            } else {
                it
            };
            match method {
                "matches" => Expr::Macro("kontrakt::pattern", vec![Expr::text(literal(&argument))])
                    .then(
                        "matches",
                        Some(vec![match (is_enum, place.is_bare()) {
                            (false, true) => Expr::Prefix("&", Box::new(value)),
                            _ => value,
                        }]),
                    ),
                method => value.then(method, Some(vec![Expr::text(literal(&argument))])),
            }
        })))
    }
}

/// Whether a regular expression is sound and has nothing in it on which the dialects of CEL (RE2)
/// and JSON Schema (ECMA-262) differ.
fn means_the_same_everywhere(pattern: &str) -> bool {
    let mut letters = pattern.chars().peekable();
    while let Some(c) = letters.next() {
        let known = match c {
            '\\' => letters
                .next()
                .is_some_and(|escaped| ".^$|()[]{}*+?/\\-".contains(escaped)),
            '.' => false,
            '(' => letters.peek() != Some(&'?'),
            // Set operations of RE2's kin, and classes by name.
            '[' | '&' | '~' => letters.peek() != Some(&c) && letters.peek() != Some(&':'),
            c => c.is_ascii() && !c.is_ascii_control(),
        };
        if !known {
            return false;
        }
    }
    regex_syntax::parse(pattern).is_ok()
}

#[cfg(test)]
mod tests {
    use super::means_the_same_everywhere;

    #[test]
    fn takes_no_regex_that_is_read_in_two_ways() {
        for pattern in ["^[A-Z]{2}$", "a|b", r"^\.x$", "^(ab)+[^c]?$"] {
            assert!(means_the_same_everywhere(pattern), "{pattern}");
        }
        for pattern in [r"^\d$", "a.b", "(?i)a", "(", "[[:alpha:]]", "ä", "[a&&b]"] {
            assert!(!means_the_same_everywhere(pattern), "{pattern}");
        }
    }
}
