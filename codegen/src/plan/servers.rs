//! Servers: a function each, that makes the base URL.

use kontrakt_model::api;
use serde::Serialize;

use super::docs::{self, Docs};
use crate::names::{self, Ident, Scope};

/// A server.
#[derive(Debug, Clone, Serialize)]
pub struct Server {
    /// The name of its function.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The pieces of its URL.
    pub pieces: Vec<Piece>,
    /// Its variables, in the order of the URL.
    pub variables: Vec<Variable>,
}

/// A piece of a URL.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// The variable at this position.
    Variable(usize),
}

/// A server variable.
#[derive(Debug, Clone, Serialize)]
pub struct Variable {
    /// The name in Rust.
    pub ident: Ident,
    /// The name in the description.
    pub name: String,
    /// The value where none is given.
    pub default: String,
    /// Its documentation.
    pub docs: Docs,
}

/// Plans the servers of the document.
pub(super) fn plan_all(servers: &[api::Server]) -> Vec<Server> {
    let mut scope = Scope::default();
    servers
        .iter()
        .map(|server| plan(server, &mut scope))
        .collect()
}

fn plan(server: &api::Server, scope: &mut Scope) -> Server {
    let mut names_taken = Scope::default();
    let mut variables = Vec::new();
    let mut pieces = Vec::new();
    let mut rest = server.url.as_str();
    while let Some((before, name, after)) = next_variable(rest) {
        let Some(variable) = server
            .variables
            .iter()
            .find(|variable| variable.name == name)
        else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let known = variables
            .iter()
            .position(|known: &Variable| known.name == name);
        let position = known.unwrap_or(variables.len());
        if known.is_none() {
            variables.push(Variable {
                ident: names_taken.claim(names::snake(name)),
                name: name.to_owned(),
                default: variable.default.clone(),
                docs: Docs::default().text(variable.description.as_deref()),
            });
        }
        pieces.push(Piece::Variable(position));
        rest = after;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    let described = variables.iter().flat_map(describe).collect();
    Server {
        ident: scope.claim(names::snake(&name_of(&server.url))),
        docs: Docs::line(format!("`{}`", docs::code(&server.url)))
            .text(server.description.as_deref())
            .lines(described),
        pieces,
        variables,
    }
}

/// A variable as an item of a list.
fn describe(variable: &Variable) -> Vec<String> {
    let subject = match variable.default.as_str() {
        "" => format!("`{}`", variable.ident),
        default => format!(
            "`{}`, in the description `{}`",
            variable.ident,
            docs::code(default)
        ),
    };
    match variable.docs.is_empty() {
        true => vec![format!("* {subject}")],
        false => variable.docs.item(&subject),
    }
}

fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// A name for a server: what its URL says, without the scheme and the variables' braces.
fn name_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    // What a variable stands for is no part of the name.
    let mut fixed = String::new();
    let mut after = rest;
    while let Some((before, _, next)) = next_variable(after) {
        fixed.push_str(before);
        fixed.push(' ');
        after = next;
    }
    fixed.push_str(after);
    let name: String = fixed
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    match name.trim() {
        "" => "server".to_owned(),
        name => name.to_owned(),
    }
}
