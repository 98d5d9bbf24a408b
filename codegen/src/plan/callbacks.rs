//! Callbacks and webhooks: operations of whoever is called.
//!
//! The key of a callback gives its URL: a template with runtime expressions. What comes after the
//! last of them is a path, which the receiver serves; all before is the base URL, which the caller
//! evaluates. A webhook has no URL: the caller is told it, and the receiver serves the webhook's
//! name.

use std::ops::Range;

use kontrakt_model::api::{self, ParameterIn};
use kontrakt_model::hash::HashSet;
use kontrakt_model::{Api, Finding};
use serde::Serialize;

use super::bodies::{Content, Form};
use super::docs::{self, Docs};
use super::operations::{self, Names, Operation};
use super::parameters::pieces;
use super::responses::Responses;
use super::routes;
use super::schemas::Types;
use super::security::Security;
use super::selection::Selection;
use super::types::{Ty, Use};
use super::{Tag, tags};
use crate::codes;
use crate::names::{self, Ident, Scope};

/// The operations of whoever is called.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Called {
    /// Which of the plan's operations these are.
    pub operations: Range<usize>,
    /// Their files.
    pub tags: Vec<Tag>,
    /// How callers authenticate.
    pub security: Security,
    /// The functions that give the URLs of callbacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<CallbackUrl>,
}

impl Called {
    /// Whether there are no operations.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }
}

/// A function that evaluates the runtime expressions of a callback.
#[derive(Debug, Clone, Serialize)]
pub struct CallbackUrl {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// What it takes.
    pub arguments: Vec<(Ident, Argument)>,
    /// What the URL is made of.
    pub pieces: Vec<UrlPiece>,
}

/// What a function for a URL takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Argument {
    /// Text.
    Text,
    /// A value of a type.
    Value(Use),
}

/// A piece of the URL of a callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UrlPiece {
    /// Text as it is.
    Text(String),
    /// An argument, or the part of it that a JSON pointer leads to.
    Argument(Ident, Option<String>),
}

/// Plans the callbacks of the selected operations, which are planned already.
pub(super) fn plan_callbacks(
    api: &Api,
    types: &mut Types<'_>,
    selection: &Selection,
    operations: &mut Vec<Operation>,
) -> Called {
    let first = operations.len();
    let mut names = Names::of_called();
    let mut url_names = Scope::default();
    let mut known = HashSet::default();
    let mut described = Vec::new();
    let mut urls = Vec::new();
    let mut waiting: Vec<&api::Operation> = api
        .operations
        .iter()
        .filter(|operation| selection.has(operation))
        .rev()
        .collect();
    while let Some(owner) = waiting.pop() {
        for callback in &owner.callbacks {
            let target = Target::new(&callback.expression);
            for operation in &callback.operations {
                let place = &operation.location;
                if !known.insert((place.source, place.pointer.clone(), target.base.clone())) {
                    continue;
                }
                waiting.push(operation);
                let wanted = match callback.operations.as_slice() {
                    [_] => callback.name.clone(),
                    _ => format!("{} {}", callback.name, operation.method.to_lowercase()),
                };
                let mut own = operation.clone();
                own.path = target.path.clone();
                own.aliases = aliases(types, operation, &target);
                if let Some(planned) =
                    operations::plan_called(api, types, &own, &wanted, &mut names, operations.len())
                {
                    operations.push(planned);
                    described.push(own);
                }
            }
            if !callback.operations.is_empty() {
                let planned = operations.iter().find(|it| it.place == owner.location);
                urls.extend(url(
                    types,
                    owner,
                    planned,
                    callback,
                    &target,
                    &mut url_names,
                ));
            }
        }
    }
    finish(api, types, first, &described, operations, Some(urls))
}

/// Plans the selected webhooks.
pub(super) fn plan_webhooks(
    api: &Api,
    types: &mut Types<'_>,
    selection: &Selection,
    operations: &mut Vec<Operation>,
) -> Called {
    let first = operations.len();
    let mut names = Names::of_called();
    let mut described = Vec::new();
    for webhook in &api.webhooks {
        for operation in &webhook.operations {
            if !selection.has_webhook(operation, &webhook.name) {
                continue;
            }
            let wanted = match webhook.operations.as_slice() {
                [_] => webhook.name.clone(),
                _ => format!("{} {}", webhook.name, operation.method.to_lowercase()),
            };
            let mut own = operation.clone();
            own.aliases = vec![format!(
                "/{}",
                routes::encode(webhook.name.trim_start_matches('/'))
            )];
            let at = operations.len();
            if let Some(planned) =
                operations::plan_called(api, types, &own, &wanted, &mut names, at)
            {
                operations.push(planned);
                described.push(own);
            }
        }
    }
    finish(api, types, first, &described, operations, None)
}

fn finish(
    api: &Api,
    types: &mut Types<'_>,
    first: usize,
    described: &[api::Operation],
    operations: &mut [Operation],
    urls: Option<Vec<CallbackUrl>>,
) -> Called {
    let described: Vec<&api::Operation> = described.iter().collect();
    let range = first..operations.len();
    let Some(own) = operations.get_mut(range.clone()) else {
        return Called::default();
    };
    let has_names = urls.is_none();
    routes::tell_apart(types, has_names, &described, own);
    Called {
        tags: tags(api, own, first),
        // What is not generated of a scheme was said for the API.
        security: super::security::plan(api, own, &mut kontrakt_model::Diagnostics::new()),
        operations: range,
        urls: urls.unwrap_or_default(),
    }
}

/// The key of a callback, taken apart.
struct Target {
    /// All up to the last runtime expression, with it.
    base: String,
    /// What follows.
    path: String,
}

impl Target {
    fn new(expression: &str) -> Self {
        let end = last_expression(expression).unwrap_or_else(|| origin(expression));
        let (base, path) = expression.split_at(end);
        Target {
            base: base.to_owned(),
            path: path.to_owned(),
        }
    }
}

/// Where the last runtime expression ends.
fn last_expression(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut end = None;
    for (piece, is_name) in pieces(text) {
        at += piece.len() + if is_name { 2 } else { 0 };
        if is_name && piece.starts_with('$') {
            end = Some(at);
        }
    }
    // A whole key may be an expression without braces.
    match end {
        None if text.starts_with('$') => Some(text.len()),
        end => end,
    }
}

/// Where the scheme and the host of a URL end.
fn origin(url: &str) -> usize {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            scheme.len() + 3 + host
        }
        None => 0,
    }
}

/// The paths of the aliases that have the same base.
fn aliases(types: &mut Types<'_>, operation: &api::Operation, target: &Target) -> Vec<String> {
    let mut paths = Vec::new();
    for alias in &operation.aliases {
        let other = Target::new(alias);
        if other.base == target.base {
            paths.push(other.path);
            continue;
        }
        let message = format!("the alias `{alias}` does not start as the callback does");
        let place = operation.location.place();
        types
            .diagnostics
            .push(Finding::warning(codes::PATH_TEMPLATE, message).at(place, "it is left out"));
    }
    paths
}

/// The function that gives the URL of a callback; none, with a finding, where the description does
/// not say where its parts come from.
fn url(
    types: &mut Types<'_>,
    owner: &api::Operation,
    planned: Option<&Operation>,
    callback: &api::Callback,
    target: &Target,
    names: &mut Scope,
) -> Option<CallbackUrl> {
    if target.base.is_empty() {
        return None;
    }
    let mut arguments: Vec<(Ident, Argument)> = Vec::new();
    let mut parts = Vec::new();
    let bare = !target.base.contains('{');
    let all: Vec<(&str, bool)> = match bare {
        true if target.base.starts_with('$') => vec![(target.base.as_str(), true)],
        _ => pieces(&target.base).collect(),
    };
    for (piece, is_name) in all {
        if !is_name {
            parts.push(UrlPiece::Text(piece.to_owned()));
            continue;
        }
        let Some((name, argument, pointer)) = part(planned, piece) else {
            let message = format!(
                "the callback `{}` has `{{{piece}}}` in its URL, which is no runtime expression",
                callback.name
            );
            let place = owner.location.place();
            let finding = Finding::info(codes::CALLBACK_URL, message).at(
                place,
                "no function gives its URL; the caller has to know it",
            );
            types.diagnostics.push(finding);
            return None;
        };
        match argument {
            None => parts.push(UrlPiece::Text(owner.method.clone())),
            Some(argument) => {
                let ident = names::snake(&name);
                if !arguments.iter().any(|(known, _)| *known == ident) {
                    arguments.push((ident.clone(), argument));
                }
                parts.push(UrlPiece::Argument(ident, pointer));
            }
        }
    }
    let what = docs::code(&callback.name);
    let whom = planned.map_or_else(|| docs::code(&owner.path), |it| docs::code(&it.id));
    let lines = format!(
        "The base URL of the callback `{what}` to whoever called `{whom}`: `{}`; nothing where the \
         request does not say it.",
        docs::code(&target.base)
    );
    Some(CallbackUrl {
        ident: names.claim(names::snake(&format!("{} url", callback.name))),
        docs: Docs::default().text(Some(&lines)),
        arguments,
        pieces: parts,
    })
}

/// What a runtime expression takes: the name and the type of an argument, and the pointer into it;
/// no argument for `$method`.
fn part(
    planned: Option<&Operation>,
    expression: &str,
) -> Option<(String, Option<Argument>, Option<String>)> {
    let text = |name: &str| Some((name.to_owned(), Some(Argument::Text), None));
    let (source, rest) = match expression.strip_prefix('$')? {
        "method" => return Some((String::new(), None, None)),
        "url" => return text("url"),
        "statusCode" => return text("status code"),
        rest => rest.split_once('.')?,
    };
    let (place, name) = match rest.split_once('.') {
        Some((place, name)) if !rest.starts_with("body") => (place, name),
        _ => ("body", rest.strip_prefix("body")?),
    };
    let place = match (source, place) {
        ("request", "body") => {
            let body = planned
                .and_then(|it| it.body.as_ref())
                .and_then(|it| only(&it.contents));
            let argument = Argument::Value(json_or_any(body));
            return Some(("body".to_owned(), Some(argument), pointer(name)?));
        }
        ("response", "body") => {
            let success = planned.and_then(|it| success(&it.responses));
            let argument = Argument::Value(json_or_any(success));
            return Some(("response".to_owned(), Some(argument), pointer(name)?));
        }
        ("response", "header") => return text(&format!("response {name}")),
        ("request", "query") => ParameterIn::Query,
        ("request", "header") => ParameterIn::Header,
        ("request", "path") => ParameterIn::Path,
        _ => return None,
    };
    let is_meant = |found: &str| match place {
        ParameterIn::Header => found.eq_ignore_ascii_case(name),
        _ => found == name,
    };
    let known = planned.and_then(|it| {
        let mut parameters = it.parameters.iter();
        parameters.find(|it| it.place == place && is_meant(&it.name))
    });
    let argument = match known {
        Some(parameter) if parameter.value.ty != Ty::String => {
            Argument::Value(parameter.value.clone())
        }
        _ => Argument::Text,
    };
    let name = known.map_or_else(|| name.to_owned(), |it| it.ident.to_string());
    Some((name, Some(argument), None))
}

/// The pointer behind `body`: nothing, or what follows `#`.
fn pointer(rest: &str) -> Option<Option<String>> {
    match rest {
        "" => Some(Some(String::new())),
        rest => rest.strip_prefix('#').map(|it| Some(it.to_owned())),
    }
}

fn json_or_any(form: Option<&Form>) -> Use {
    match form {
        Some(Form::Json(value)) => value.clone(),
        _ => Use::plain(Ty::Json),
    }
}

/// The body of the success, if there is one alone.
fn success(responses: &Responses) -> Option<&Form> {
    let mut successes = responses.cases.iter().filter(|case| case.is_success());
    match (successes.next(), successes.next()) {
        (Some(case), None) => only(&case.contents),
        _ => None,
    }
}

/// The form of a body that has one media type.
fn only(contents: &[Content]) -> Option<&Form> {
    match contents {
        [content] => Some(&content.form),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_what_follows_the_last_expression() {
        for (expression, base, path) in [
            (
                "{$request.body#/url}/a/{id}",
                "{$request.body#/url}",
                "/a/{id}",
            ),
            ("{$request.query.url}", "{$request.query.url}", ""),
            ("$request.query.url", "$request.query.url", ""),
            (
                "http://x.example/?a={$url}&b={$method}",
                "http://x.example/?a={$url}&b={$method}",
                "",
            ),
            (
                "https://x.example/a/{id}?b=1",
                "https://x.example",
                "/a/{id}?b=1",
            ),
            ("/only/a/path", "", "/only/a/path"),
        ] {
            let target = Target::new(expression);
            assert_eq!((target.base.as_str(), target.path.as_str()), (base, path));
        }
    }
}
