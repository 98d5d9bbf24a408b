//! Path templates and their parameters.

use super::place::At;
use super::{Resolver, parameters};
use crate::api::{Parameter, ParameterIn, Style};
use crate::codes;
use crate::finding::Finding;
use crate::hash::HashMap;

/// Makes a path and its parameters agree, and gives the path as it is to be read.
pub(super) fn settle(
    cx: &mut Resolver<'_>,
    at: &At<'_>,
    path: &str,
    parameters: &mut Vec<Parameter>,
) -> String {
    let path = without_operators(cx, at, path, parameters);
    let mut path = without_query_parameters(cx, at, &path, parameters);
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    template(cx, at, &path, parameters);
    path
}

/// Reports paths that do not start with a slash, and those that differ in nothing but the names in
/// their braces.
pub(super) fn distinct(cx: &mut Resolver<'_>, paths: &[(&str, At<'_>)]) {
    let mut seen: HashMap<String, &str> = HashMap::default();
    for (path, at) in paths {
        if !path.starts_with('/') {
            let place = cx.document.locate_key(at.source, &at.pointer());
            let message = format!("the path `{path}` must start with `/`");
            let finding = Finding::warning(codes::NAME_FORM, message)
                .at(place.unwrap_or(at.place()), format!("read as `/{path}`"));
            cx.push(finding);
        }
        let shape = path
            .split('{')
            .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
        let shape = shape.collect::<Vec<_>>().join("{}");
        if let Some(first) = seen.insert(shape, path) {
            let place = cx
                .document
                .locate_key(at.source, &at.pointer())
                .unwrap_or(at.place());
            let message = format!("the paths `{first}` and `{path}` are the same");
            let finding = Finding::warning(codes::DUPLICATE_NAME, message)
                .at(place, "this differs only in the names of its parameters");
            cx.push(finding);
        }
    }
}

/// Takes the operators of RFC 6570 out of a path template (`{;id*}`), where the parameter they belong to is
/// described by its name alone: in OpenAPI its `style` says the same.
fn without_operators(
    cx: &mut Resolver<'_>,
    at: &At<'_>,
    path: &str,
    parameters: &[Parameter],
) -> String {
    let described = |name: &str| {
        parameters
            .iter()
            .any(|parameter| parameter.place == ParameterIn::Path && parameter.name == name)
    };
    let mut plain = path.to_string();
    for name in template_names(path) {
        let bare = name
            .trim_start_matches(['.', ';', '/', '?', '&', '#', '+'])
            .trim_end_matches('*');
        if bare != name && described(bare) && !described(name) {
            let message =
                format!("the path has `{{{name}}}`, and paths have no operators in OpenAPI");
            let label = format!("read as `{{{bare}}}`, written as the parameter's `style` says");
            cx.push(Finding::warning(codes::PATH_TEMPLATE, message).at(at.start(), label));
            plain = plain.replace(&format!("{{{name}}}"), &format!("{{{bare}}}"));
        }
    }
    plain
}

/// Takes parameters out of the query of a path key (`?id={id}`, `{?id}`): in OpenAPI they are
/// described as parameters of the query.
fn without_query_parameters(
    cx: &mut Resolver<'_>,
    at: &At<'_>,
    path: &str,
    parameters: &mut Vec<Parameter>,
) -> String {
    let mut found: Vec<(String, String, bool)> = Vec::new();
    let mut plain = path.to_string();
    for name in template_names(path) {
        if let Some(list) = name.strip_prefix(['?', '&']) {
            let names = list.split(',').map(|name| name.trim_end_matches('*'));
            found.extend(names.map(|name| (name.to_string(), name.to_string(), false)));
            plain = plain.replacen(&format!("{{{name}}}"), "", 1);
        }
    }
    let (before, fragment) = match plain.find('#') {
        Some(at) => plain.split_at(at),
        None => (plain.as_str(), ""),
    };
    if let Some((before, query)) = before.split_once('?') {
        let is_fixed = |pair: &&str| {
            let variable = pair.split_once('=').and_then(|(key, value)| {
                let name = value.strip_prefix('{')?.strip_suffix('}')?;
                Some((key.to_string(), name.to_string(), true))
            });
            let is_fixed = variable.is_none();
            found.extend(variable);
            is_fixed
        };
        let fixed: Vec<&str> = query.split('&').filter(is_fixed).collect();
        let query = match fixed.join("&") {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        };
        plain = format!("{before}{query}{fragment}");
    }
    for (key, name, required) in found {
        let message = format!("the path has `{{{name}}}` in its query");
        let label = format!("taken to be the query parameter `{key}`");
        cx.push(Finding::warning(codes::PATH_TEMPLATE, message).at(at.start(), label));
        let mut is_query = parameters.iter();
        if is_query.any(|it| it.place == ParameterIn::Query && it.name == key) {
            continue;
        }
        let in_path = |it: &Parameter| it.place == ParameterIn::Path && it.name == name;
        let described = parameters.iter().position(in_path);
        let mut parameter = match described {
            Some(described) => parameters.remove(described),
            None => parameters::undescribed(at.location(), &name),
        };
        parameter.place = ParameterIn::Query;
        parameter.name = key;
        parameter.style = Style::Form;
        parameter.explode = true;
        parameter.required = required;
        parameters.push(parameter);
    }
    plain
}

/// Makes the names of a path template and the path parameters agree.
fn template(cx: &mut Resolver<'_>, at: &At<'_>, path: &str, parameters: &mut Vec<Parameter>) {
    let names: Vec<&str> = template_names(path).collect();
    for name in &names {
        let described =
            |parameter: &Parameter| parameter.place == ParameterIn::Path && parameter.name == *name;
        if parameters.iter().any(described) {
            continue;
        }
        let message = format!("the path has `{{{name}}}`, and no parameter describes it");
        let finding = Finding::warning(codes::PATH_TEMPLATE, message)
            .at(at.start(), "taken to be a required string");
        cx.push(finding);
        parameters.push(parameters::undescribed(at.location(), name));
    }
    parameters.retain(|parameter| {
        let known =
            parameter.place != ParameterIn::Path || names.contains(&parameter.name.as_str());
        if !known {
            let message = format!("the path `{path}` has no `{{{}}}`", parameter.name);
            let finding = Finding::warning(codes::PATH_TEMPLATE, message)
                .at(parameter.location.place(), "the parameter is left out");
            cx.push(finding);
        }
        known
    });
}

/// The names in braces.
fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
