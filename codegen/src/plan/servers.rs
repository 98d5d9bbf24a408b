//! Servers: a function each, that makes the base URL.

use kontrakt_model::hash::HashSet;
use kontrakt_model::{Api, api};
use serde::Serialize;

use super::docs::{self, Docs};
use super::operations::Operation;
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
    /// The enum of its values, where they are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listed: Option<Listed>,
}

/// The values of a variable.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    /// The name of the enum.
    pub ident: Ident,
    /// The names of the variants, with the values.
    pub values: Vec<(Ident, String)>,
}

/// The names of functions and of enums.
#[derive(Default)]
struct Names {
    functions: Scope,
    enums: Scope,
}

/// Plans the servers of the document, then those of paths and operations.
pub(super) fn plan_all(api: &Api, operations: &[Operation]) -> Vec<Server> {
    let mut names = Names::default();
    let mut seen = HashSet::default();
    let of_operations = operations
        .iter()
        .flat_map(|operation| &operation.own_servers);
    let all = api.servers.iter().chain(of_operations);
    all.filter(|server| {
        api.servers.iter().any(|it| std::ptr::eq(it, *server)) || seen.insert(&server.url)
    })
    .map(|server| plan(server, &mut names))
    .collect()
}

/// The URL of the first server of an operation that has some of its own, with the values that the
/// variables have unless others are given.
pub(super) fn own(operation: &api::Operation) -> Option<String> {
    let server = operation.servers.first()?;
    let mut url = server.url.clone();
    for variable in &server.variables {
        url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
    }
    Some(url)
}

fn plan(server: &api::Server, names: &mut Names) -> Server {
    let name = match server.name.as_deref() {
        Some(name) => name.to_owned(),
        None => name_of(&server.url),
    };
    let ident = names.functions.claim(names::snake(&name));
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
                listed: (!variable.values.is_empty()).then(|| Listed {
                    ident: names.enums.claim(names::camel(&format!("{ident} {name}"))),
                    values: variants(&variable.values),
                }),
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
        ident,
        docs: Docs::line(format!("`{}`", docs::code(&server.url)))
            .text(server.description.as_deref())
            .lines(described),
        pieces,
        variables,
    }
}

/// The values of a variable with their names, each once.
fn variants(values: &[String]) -> Vec<(Ident, String)> {
    let mut scope = Scope::with_reserved(&["Self"]);
    let mut seen = HashSet::default();
    let values = values.iter().filter(|value| seen.insert(value.as_str()));
    let name = |value: &String| match value.as_str() {
        "" => names::camel("empty"),
        value => names::camel(value),
    };
    values
        .map(|value| (scope.claim(name(value)), value.clone()))
        .collect()
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
