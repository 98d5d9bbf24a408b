//! Which members a rule reads, as far as its text tells it.
//!
//! This is no parser of CEL: it follows paths from `self`, through indices, and through the variables
//! of comprehensions. What comes out of anything else is not followed.

use super::{Withheld, close};
use crate::api::{Api, SchemaId};

/// The macros that name the items of a list.
const MACROS: [&str; 5] = ["all", "exists", "exists_one", "filter", "map"];

impl Withheld<'_> {
    /// Whether a rule of a schema reads a member that is withheld, or that `required` does not ask for.
    pub(super) fn is_read(&self, api: &Api, id: SchemaId, rule: &str) -> bool {
        let tokens = tokens(rule);
        let text = |at: usize| tokens.get(at).copied().unwrap_or_default();
        let mut variables = vec![("self", vec![id], 0)];
        // What is left of the token, and of each open bracket.
        let mut here: Option<Vec<SchemaId>> = None;
        let mut open: Vec<Option<Vec<SchemaId>>> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let is_called = text(at + 1) == "(";
            here = match *token {
                "." => here,
                "[" | "(" => {
                    open.push(here);
                    None
                }
                "]" | ")" => {
                    let before = open.pop().flatten();
                    variables.retain(|(.., depth)| *depth <= open.len());
                    before.filter(|_| *token == "]").map(|it| items(api, &it))
                }
                name if at > 0 && text(at - 1) == "." => match here {
                    Some(here) if is_called => {
                        if MACROS.contains(&name) && text(at + 3) == "," {
                            variables.push((text(at + 2), items(api, &here), open.len() + 1));
                        }
                        None
                    }
                    Some(here) => {
                        let parts = parts(api, here);
                        if parts.iter().any(|id| self.has(*id, name)) {
                            return true;
                        }
                        Some(below(api, &parts, name))
                    }
                    None => None,
                },
                name => {
                    let variable = variables.iter().rev().find(|(it, ..)| *it == name);
                    variable.map(|(_, schemas, _)| schemas.clone())
                }
            };
        }
        false
    }

    fn has(&self, id: SchemaId, name: &str) -> bool {
        self.members(id).contains(&name) || self.is_optional(id, name)
    }
}

/// What says something of the same value.
fn parts(api: &Api, mut schemas: Vec<SchemaId>) -> Vec<SchemaId> {
    close(&mut schemas, |id| {
        let schema = api.schema(id);
        let branches = schema.any_of.iter().chain(&schema.one_of);
        super::parts(schema).chain(branches.copied())
    });
    schemas
}

fn below(api: &Api, parts: &[SchemaId], name: &str) -> Vec<SchemaId> {
    let properties = parts.iter().flat_map(|id| &api.schema(*id).properties);
    let named = properties.filter(|(it, _)| it == name);
    named.map(|(_, id)| *id).collect()
}

/// What is said of the items of an array and the values of a map.
fn items(api: &Api, schemas: &[SchemaId]) -> Vec<SchemaId> {
    let parts = parts(api, schemas.to_vec()).into_iter();
    let schemas = parts.map(|id| api.schema(id));
    let inner = schemas.flat_map(|it| [it.items, it.additional_properties]);
    inner.flatten().collect()
}

/// Names and signs, without the texts in quotes.
fn tokens(rule: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    let mut rest = rule;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '"' | '\'' => 1 + quoted(&rest[1..], c),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        rest = after;
        if !c.is_whitespace() {
            tokens.push(token);
        }
    }
    tokens
}

/// The bytes up to the end of a text in quotes, with the quote.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            c if c == quote && !escaped => return at + 1,
            c => escaped = c == '\\' && !escaped,
        }
    }
    rest.len()
}
