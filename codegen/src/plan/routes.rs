//! Paths as the router has them.
//!
//! The router tells paths apart by their segments, each text or a parameter. Paths of one shape
//! share a route, whatever their parameters are called.

use std::collections::{HashMap, HashSet};

use kontrakt_model::Finding;
use kontrakt_model::api::{self, ParameterIn};
use serde::Serialize;

use super::parameters::{Parameter, pieces};
use super::schemas::Types;
use crate::codes;

/// A path as the router has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The template.
    pub path: String,
    /// For each parameter of the operation, its name in the template; empty for those elsewhere.
    pub names: Vec<String>,
}

/// The routes so far.
#[derive(Debug, Default)]
pub(super) struct Routes {
    /// The template of each shape.
    templates: HashMap<String, (String, Vec<String>)>,
    taken: HashSet<(String, String)>,
}

/// The methods that routes are made for.
const METHODS: &[&str] = &[
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
];

impl Routes {
    /// The route of an operation; none, with a finding, when there can be none.
    pub(super) fn plan(
        &mut self,
        types: &mut Types<'_>,
        operation: &api::Operation,
        parameters: &[Parameter],
    ) -> Option<Route> {
        let mut refuse = |code, message: &str| {
            let finding =
                Finding::info(code, message).at(operation.location.place(), "this operation");
            types.diagnostics.push(finding);
            None
        };
        if !METHODS.contains(&operation.method.as_str()) {
            return refuse(
                codes::NOT_GENERATED,
                "no code is generated for this method yet",
            );
        }
        let Some((shape, template, variables)) = cut(&operation.path) else {
            return refuse(
                codes::PATH_TEMPLATE,
                "the router takes no path with a segment that is part text and part parameter, or that is empty; \
                 the operation is generated for the client alone",
            );
        };
        if !self.taken.insert((operation.method.clone(), shape.clone())) {
            return refuse(
                codes::SAME_ROUTE,
                "another operation has the same method and the same path but for the names of parameters; \
                 this one is generated for the client alone",
            );
        }
        let (path, names) = self
            .templates
            .entry(shape)
            .or_insert((template, variables.clone()));
        let name_of = |parameter: &Parameter| {
            let position = variables
                .iter()
                .position(|variable| *variable == parameter.name);
            match (
                parameter.place,
                position.and_then(|position| names.get(position)),
            ) {
                (ParameterIn::Path, Some(name)) => name.clone(),
                _ => String::new(),
            }
        };
        let names = parameters.iter().map(name_of).collect();
        Some(Route {
            path: path.clone(),
            names,
        })
    }
}

/// The shape, the template and the parameters of a path that the router can take.
fn cut(path: &str) -> Option<(String, String, Vec<String>)> {
    let mut shape = String::new();
    let mut variables: Vec<String> = Vec::new();
    let rest = path.strip_prefix('/')?;
    for segment in rest.split('/') {
        shape.push('/');
        match pieces(segment).collect::<Vec<_>>().as_slice() {
            [] => {}
            [(text, false)] if !text.contains(['{', '}']) => shape.push_str(text),
            [(name, true)] if is_plain(name) && !variables.iter().any(|it| it == name) => {
                variables.push((*name).to_owned());
                shape.push_str("{}");
            }
            _ => return None,
        }
    }
    let mut template = shape.clone();
    for name in &variables {
        template = template.replacen("{}", &format!("{{{name}}}"), 1);
    }
    Some((shape, template, variables))
}

/// Whether the router takes a name as it is.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_paths_into_segments() {
        let (shape, template, variables) = cut("/orders/{id}/items/{item-id}").unwrap();
        assert_eq!(shape, "/orders/{}/items/{}");
        assert_eq!(template, "/orders/{id}/items/{item-id}");
        assert_eq!(variables, ["id", "item-id"]);
        for path in [
            "/{a}.{b}",
            "/{id}:cancel",
            "/{*rest}",
            "/{a}/{a}",
            "/a{b",
            "orders",
            "/{}",
        ] {
            assert_eq!(cut(path), None, "{path}");
        }
        assert_eq!(cut("/").unwrap().1, "/");
    }
}
