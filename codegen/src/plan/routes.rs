//! Where operations are on the wire, and what tells one from another there.
//!
//! A path key may have a query (`/orders?action=list`), which is always sent. A fragment never is:
//! `#action=list` is sent as a query too, unless a header of that name is described, which is then
//! what tells operations apart; any other fragment only makes the key a different one. Operations
//! that have all of that in common are told apart by the parameters that one needs and another does
//! not, by what the parameters of the path may be, and by the media types of their bodies.

use kontrakt_model::Finding;
use kontrakt_model::api::{self, ParameterIn};
use kontrakt_model::hash::HashMap;
use serde::Serialize;
use serde_json::Value as Json;

use super::bodies::Body;
use super::operations::Operation;
use super::parameters::{Parameter, Wire, pieces};
use super::schemas::Types;
use super::types::{Ty, Use};
use crate::codes;

/// Where an operation is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Route {
    /// The template, with the query that is always sent.
    pub path: String,
    /// Whether a server does not serve it at its path, where nothing tells it from others, but at
    /// its aliases alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only_aliases: bool,
    /// Further templates of the same, for the server alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What tells it from operations with the same method and path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// How many of these the path key itself says; they always count.
    #[serde(skip)]
    stated: usize,
}

/// What the requests of an operation have, and those of another at the same place do not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// A query parameter, perhaps with its only value.
    Query(String, Option<String>),
    /// A header, perhaps with its only value.
    Header(String, Option<String>),
    /// A parameter of the path that is a value of its type.
    Path(PathNeed),
    /// A body of one of these media types.
    Body(Vec<String>),
}

/// A parameter of the path of which not every text is a value.
#[derive(Debug, Clone, Serialize)]
pub struct PathNeed {
    /// Its name.
    pub name: String,
    /// Its type and constraints.
    #[serde(flatten)]
    pub value: Use,
    /// Which of the path's parameters it is.
    #[serde(skip)]
    position: usize,
}

impl PartialEq for PathNeed {
    /// The same place in the path may have another name.
    fn eq(&self, other: &Self) -> bool {
        (self.position, &self.value) == (other.position, &other.value)
    }
}

/// A path key, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target<'k> {
    path: &'k str,
    /// The query: names, with the value if there is one.
    pub(super) query: Vec<(String, Option<String>)>,
    /// The fragment, if it has the form of a query with values.
    pub(super) fragment: Vec<(String, Option<String>)>,
}

impl<'k> Target<'k> {
    pub(super) fn new(key: &'k str) -> Self {
        let (rest, fragment) = key.split_once('#').unwrap_or((key, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let fragment = pairs(fragment);
        let has_values = fragment.iter().all(|(_, value)| value.is_some());
        Target {
            path,
            query: pairs(query),
            fragment: if has_values { fragment } else { Vec::new() },
        }
    }
}

fn pairs(query: &str) -> Vec<(String, Option<String>)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (pair.to_owned(), None),
    };
    pairs.map(pair).collect()
}

/// The part of a path key that is a path.
pub(super) fn path_of(key: &str) -> &str {
    key.split(['?', '#']).next().unwrap_or_default()
}

/// Where an operation is. Its needs are all that it has, until [`tell_apart`] knows the others.
pub(super) fn plan(
    types: &mut Types<'_>,
    operation: &api::Operation,
    parameters: &[Parameter],
    body: Option<&Body>,
) -> Route {
    let target = Target::new(&operation.path);
    let mut needs = Vec::new();
    let mut fixed = target.query.clone();
    for (name, value) in &target.fragment {
        let is_header = |it: &api::Parameter| {
            it.place == ParameterIn::Header && it.name.eq_ignore_ascii_case(name)
        };
        match operation.parameters.iter().any(is_header) {
            true => needs.push(Need::Header(name.clone(), value.clone())),
            false => fixed.push((name.clone(), value.clone())),
        }
    }
    let query = fixed.iter().map(|(name, value)| match value {
        Some(value) => format!("{}={}", encode(name), encode(value)),
        None => encode(name),
    });
    let query = query.collect::<Vec<_>>().join("&");
    let with_query = |path: &str| match query.as_str() {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    };
    let stated = needs.len();
    for parameter in &operation.parameters {
        match need(types, parameter) {
            Some(need) if !needs.contains(&need) => needs.push(need),
            _ => {}
        }
    }
    needs.extend(path_needs(target.path, parameters));
    if body.is_some_and(|body| body.required) {
        let content = operation.request_body.iter().flat_map(|body| &body.content);
        let media_types: Vec<String> = content.map(|it| it.name.clone()).collect();
        needs.push(Need::Body(media_types));
    }
    Route {
        path: with_query(target.path),
        only_aliases: false,
        aliases: aliases(types, operation, target.path)
            .iter()
            .map(|alias| with_query(alias))
            .collect(),
        needs,
        stated,
    }
}

/// What a parameter asks of every request.
fn need(types: &Types<'_>, parameter: &api::Parameter) -> Option<Need> {
    if !parameter.required {
        return None;
    }
    let schema = parameter.schema.map(|id| {
        let id = types.api.resolved(id);
        types.api.schema(id)
    });
    let value = schema.and_then(|schema| match (&schema.const_value, &schema.enum_values) {
        (Some(value), _) => Some(value),
        (None, Some(values)) => match values.as_slice() {
            [value] => Some(value),
            _ => None,
        },
        _ => None,
    });
    let value = value.and_then(|value| match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(value.to_string()),
        _ => None,
    });
    match parameter.place {
        ParameterIn::Query => Some(Need::Query(parameter.name.clone(), value)),
        ParameterIn::Header => Some(Need::Header(parameter.name.clone(), value)),
        _ => None,
    }
}

/// What the parameters of a path ask of its texts.
fn path_needs<'p>(path: &'p str, parameters: &'p [Parameter]) -> impl Iterator<Item = Need> + 'p {
    let names = pieces(path).filter_map(|(text, is_name)| is_name.then_some(text));
    names.enumerate().filter_map(|(position, name)| {
        let is_it = |it: &&Parameter| it.place == ParameterIn::Path && it.name == name;
        let Parameter { wire, value, .. } = parameters.iter().find(is_it)?;
        let is_any = value.ty == Ty::String && value.checks.is_empty();
        (*wire == Wire::Scalar && !is_any).then(|| {
            Need::Path(PathNeed {
                name: name.to_owned(),
                value: value.clone(),
                position,
            })
        })
    })
}

/// The aliases of a path that have the same parameters.
fn aliases(types: &mut Types<'_>, operation: &api::Operation, path: &str) -> Vec<String> {
    let names = |path: &str| {
        let names = pieces(path).filter_map(|(text, is_name)| is_name.then_some(text.to_owned()));
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    let mut aliases = Vec::new();
    for alias in &operation.aliases {
        let alias = path_of(alias);
        if names(alias) == names(path) {
            aliases.push(alias.to_owned());
            continue;
        }
        let message = format!("the alias `{alias}` does not have the parameters of `{path}`");
        let place = operation.location.place();
        types
            .diagnostics
            .push(Finding::warning(codes::PATH_TEMPLATE, message).at(place, "it is left out"));
    }
    aliases
}

/// Leaves each operation with what tells it from others with the same method and path, and reports
/// those that nothing tells apart: the first of them gets the requests. Webhooks have names besides,
/// so that each is served somewhere.
pub(super) fn tell_apart(
    types: &mut Types<'_>,
    has_names: bool,
    described: &[&api::Operation],
    operations: &mut [Operation],
) {
    let mut places: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::default();
    for (at, operation) in operations.iter().enumerate() {
        let key = (operation.method.clone(), shape(&operation.route.path));
        let place = *known.entry(key).or_insert(places.len());
        match places.get_mut(place) {
            Some(place) => place.push(at),
            None => places.push(vec![at]),
        }
    }
    for place in places {
        let needs = |at: &usize| operations.get(*at).map(|it| it.route.needs.clone());
        let all: Vec<Vec<Need>> = place.iter().filter_map(needs).collect();
        let is_shared = |need: &Need| all.iter().all(|needs| needs.contains(need));
        for at in &place {
            if let Some(route) = operations.get_mut(*at).map(|it| &mut it.route) {
                let later = route.needs.split_off(route.stated);
                let own = later.into_iter().filter(|need| !is_shared(need));
                route.needs.extend(own);
            }
        }
        for (position, at) in place.iter().enumerate() {
            let needs = |at: &usize| operations.get(*at).map(|it| &it.route.needs);
            let mut before = place.iter().take(position);
            let Some(first) = before.find(|first| needs(first) == needs(at)).copied() else {
                continue;
            };
            if has_names {
                for at in [first, *at] {
                    if let Some(operation) = operations.get_mut(at) {
                        operation.route.only_aliases = true;
                    }
                }
            } else if let (Some(first), Some(second)) = (described.get(first), described.get(*at)) {
                report_same(types, first, second);
            }
        }
    }
}

fn report_same(types: &mut Types<'_>, first: &api::Operation, second: &api::Operation) {
    let message = "nothing in a request tells this operation from another one";
    let finding = Finding::warning(codes::SAME_ROUTE, message)
        .at(second.location.place(), "a server never gets this one")
        .related(first.location.place(), "this one gets the requests")
        .help("give one of them a path, a required parameter or a media type of its own");
    types.diagnostics.push(finding);
}

/// A path without the names of its parameters.
pub fn shape(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let pieces = pieces(path).map(|(text, is_name)| if is_name { "{}" } else { text });
    let mut query: Vec<&str> = query.split('&').collect();
    query.sort_unstable();
    format!("{}?{}", pieces.collect::<String>(), query.join("&"))
}

/// Percent-encodes a name or a value for a query or a path; what is encoded stays.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, byte) in text.bytes().enumerate() {
        let is_encoded = byte == b'%'
            && text
                .as_bytes()
                .get(at + 1..at + 3)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let stays = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        match stays || is_encoded {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, Option<String>) {
        (name.to_owned(), Some(value.to_owned()))
    }

    #[test]
    fn keys_are_taken_apart() {
        let target = Target::new("/log?method=orders&now#action=x");
        assert_eq!(target.path, "/log");
        assert_eq!(
            target.query,
            [pair("method", "orders"), ("now".to_owned(), None)]
        );
        assert_eq!(target.fragment, [pair("action", "x")]);
        assert_eq!(Target::new("/x#list").fragment, []);
        assert_eq!(path_of("/x#list"), "/x");
    }

    #[test]
    fn shapes_have_no_names() {
        assert_eq!(shape("/a/{x}:go?b=1&a=2"), shape("/a/{y}:go?a=2&b=1"));
        assert_ne!(shape("/a/{x}"), shape("/a/{x}/"));
    }

    #[test]
    fn queries_are_encoded_once() {
        assert_eq!(encode("a b&ä"), "a%20b%26%C3%A4");
        assert_eq!(encode("a%20b"), "a%20b");
        assert_eq!(encode("5%"), "5%25");
    }
}
