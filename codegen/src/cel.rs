//! Rules across members (`x-validations`): from the Common Expression Language to Rust.
//!
//! The validator interprets the same rules, and the two must agree on every value. In CEL an
//! operation can fail: a member is absent, `null` has no order, an integer overflows. A failure
//! passes through every operator but `&&` and `||`, where the other side may decide alone, and a
//! rule that fails does not hold. So
//!
//! * members that may be absent are read only where `has()` guards them, and the order of what may
//!   be `null` is asked for only where a comparison with `null` does; anything else is refused, for
//!   it is a mistake in the rule;
//! * an overflow counts as false where truth makes the rule hold, and as true under a negation,
//!   which gives the rule the value that CEL's three-valued logic gives it.

mod arithmetic;
mod compare;
mod guards;
mod lists;
mod logic;
mod negation;
mod place;
mod strings;
mod time;

use cel::common::ast::IdedExpr;
use kontrakt_model::api::Validation;
use kontrakt_model::{Code, Finding};

use crate::codes;
use crate::plan::types::{Field, Item};
use crate::rust::Expr;
use guards::Guards;
use logic::Logic;

/// The longest rule, in bytes.
const MAX_LENGTH: usize = 4096;
/// How deeply brackets, choices and signs may be nested in a rule.
const MAX_DEPTH: usize = 48;

/// Why a rule is not translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    code: Code,
    message: String,
    help: Option<String>,
}

impl Refusal {
    fn new(message: impl Into<String>) -> Self {
        Refusal {
            code: codes::RULE_UNSUPPORTED,
            message: message.into(),
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The finding at the place of the rule.
    pub(crate) fn finding(self, rule: &Validation) -> Finding {
        let mut finding =
            Finding::error(self.code, self.message).at(rule.location.place(), "this rule");
        finding.help.extend(self.help);
        finding
    }
}

type Result<T> = std::result::Result<T, Refusal>;

/// What the names in an expression mean.
#[derive(Clone)]
struct Scope<'a> {
    items: &'a [Item],
    /// The members of the object of the rule.
    fields: &'a [Field],
    /// The variables of comprehensions: name, Rust name and type.
    variables: Vec<place::Variable<'a>>,
}

/// Translates a rule to a Rust expression of type `bool` over `it`, a reference to the struct with
/// these members.
pub(crate) fn translate(rule: &str, fields: &[Field], items: &[Item]) -> Result<Expr> {
    let expression = parse(rule)?;
    let scope = Scope {
        items,
        fields,
        variables: Vec::new(),
    };
    let logic = scope.logic(&expression, true, &Guards::default(), 0)?;
    Ok(match logic {
        Logic::Constant(value) => Expr::text(value.to_string()),
        Logic::Expr(expr) => expr,
    })
}

fn parse(rule: &str) -> Result<IdedExpr> {
    if rule.len() > MAX_LENGTH || nesting(rule) > MAX_DEPTH {
        return Err(Refusal::new(format!(
            "the rule is longer than {MAX_LENGTH} bytes or nested more than {MAX_DEPTH} deep"
        )));
    }
    cel::parser::Parser::new().parse(rule).map_err(|errors| {
        let said = errors.errors.first().map(|error| error.msg.clone()).unwrap_or_default();
        Refusal {
            code: codes::RULE_SYNTAX,
            message: format!("this rule is no CEL expression: {said}"),
            help: Some("Rules are written in the Common Expression Language over `self`: <https://cel.dev>.".to_owned()),
        }
    })
}

/// No less than the depth to which the parser recurses: open brackets, and signs that may be
/// nested without them.
fn nesting(rule: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut signs = 0;
    for byte in rule.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'?' => signs += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest + signs
}

#[cfg(test)]
mod tests;
