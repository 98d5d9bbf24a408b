//! Paths, operations, callbacks and webhooks.

use std::collections::HashMap;

use super::{At, Resolver, bodies, extensions, members_of, parameters, responses, security, servers};
use crate::api::{Callback, Operation, Parameter, ParameterIn, Webhook};
use crate::codes;
use crate::finding::Finding;

const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// `paths`
pub(super) fn paths<'a>(cx: &mut Resolver<'a>, root: &At<'a>) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, at) in cx.members(root, "paths") {
        if !path.starts_with("x-") {
            operations.extend(path_item(cx, at, path));
        }
    }
    distinct_ids(cx, &operations);
    operations
}

/// `webhooks`
pub(super) fn webhooks<'a>(cx: &mut Resolver<'a>, root: &At<'a>) -> Vec<Webhook> {
    let mut webhooks = Vec::new();
    for (name, at) in cx.members(root, "webhooks") {
        webhooks.push(Webhook {
            name: name.to_string(),
            operations: path_item(cx, at, ""),
        });
    }
    webhooks
}

/// The operations of a path item. What stands beside its `$ref` comes before what that leads to.
fn path_item<'a>(cx: &mut Resolver<'a>, at: At<'a>, path: &str) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let mut items = vec![at.clone()];
    if at.node.get("$ref").is_some() {
        items.extend(cx.target(at));
    }
    let path_parameters: Vec<Parameter> = items.iter().flat_map(|at| parameters::parameters(cx, at)).collect();
    for at in &items {
        let mut found: Vec<(String, At<'a>)> = Vec::new();
        for (name, operation) in members_of(at) {
            if METHODS.contains(&name) {
                found.push((name.to_ascii_uppercase(), operation));
            }
        }
        for (name, operation) in cx.members(at, "additionalOperations") {
            found.push((name.to_string(), operation));
        }
        for (method, operation_at) in found {
            let Some(operation_at) = cx.target(operation_at) else { continue };
            if operation_at.node.as_object().is_none() {
                cx.wrong_kind(&operation_at, &method.to_ascii_lowercase(), "an operation object");
                continue;
            }
            if operations.iter().any(|operation| operation.method == method) {
                continue;
            }
            operations.push(operation(cx, &operation_at, at, path, method, &path_parameters));
        }
    }
    operations
}

fn operation<'a>(
    cx: &mut Resolver<'a>,
    at: &At<'a>,
    item: &At<'a>,
    path: &str,
    method: String,
    path_parameters: &[Parameter],
) -> Operation {
    let mut parameters = parameters::parameters(cx, at);
    for shared in path_parameters {
        if !parameters.iter().any(|own| parameters::same(own, shared)) {
            parameters.push(shared.clone());
        }
    }
    let mut path = path.to_string();
    if path.starts_with('/') {
        path = without_operators(cx, at, path, &parameters);
        template(cx, at, &path, &mut parameters);
    }
    let mut servers = servers::servers(cx, at);
    if servers.is_empty() {
        servers = servers::servers(cx, item);
    }
    Operation {
        location: at.location(),
        method,
        path,
        operation_id: cx.text(at, "operationId"),
        tags: cx.texts(at, "tags"),
        summary: cx.text(at, "summary").or_else(|| cx.text(item, "summary")),
        description: cx.text(at, "description").or_else(|| cx.text(item, "description")),
        deprecated: cx.flag(at, "deprecated").unwrap_or_default(),
        parameters,
        request_body: bodies::request_body(cx, at),
        responses: responses::responses(cx, at),
        security: security::requirements(cx, at).unwrap_or_else(|| cx.security.clone()),
        servers,
        callbacks: callbacks(cx, at),
        extensions: extensions(at),
    }
}

/// Takes the operators of RFC 6570 out of a path template (`{;id*}`), where the parameter they belong to is
/// described by its name alone: in OpenAPI its `style` says the same.
fn without_operators(cx: &mut Resolver<'_>, at: &At<'_>, path: String, parameters: &[Parameter]) -> String {
    let described =
        |name: &str| parameters.iter().any(|parameter| parameter.place == ParameterIn::Path && parameter.name == name);
    let mut plain = path.clone();
    for name in template_names(&path) {
        let bare = name.trim_start_matches(['.', ';', '/', '?', '&', '#', '+']).trim_end_matches('*');
        if bare != name && described(bare) && !described(name) {
            let message = format!("the path has `{{{name}}}`, and paths have no operators in OpenAPI");
            let label = format!("read as `{{{bare}}}`, written as the parameter's `style` says");
            cx.push(Finding::warning(codes::PATH_TEMPLATE, message).at(at.start(), label));
            plain = plain.replace(&format!("{{{name}}}"), &format!("{{{bare}}}"));
        }
    }
    plain
}

/// Makes the names of a path template and the path parameters agree.
fn template(cx: &mut Resolver<'_>, at: &At<'_>, path: &str, parameters: &mut Vec<Parameter>) {
    let names: Vec<&str> = template_names(path).collect();
    for name in &names {
        let described = |parameter: &Parameter| parameter.place == ParameterIn::Path && parameter.name == *name;
        if parameters.iter().any(described) {
            continue;
        }
        let message = format!("the path has `{{{name}}}`, and no parameter describes it");
        let finding = Finding::warning(codes::PATH_TEMPLATE, message).at(at.start(), "taken to be a required string");
        cx.push(finding);
        parameters.push(parameters::undescribed(at.location(), name));
    }
    parameters.retain(|parameter| {
        let known = parameter.place != ParameterIn::Path || names.contains(&parameter.name.as_str());
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
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn callbacks<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<Callback> {
    let mut callbacks = Vec::new();
    for (name, at) in cx.members(at, "callbacks") {
        let Some(at) = cx.target(at) else { continue };
        for (expression, at) in members_of(&at).filter(|(key, _)| !key.starts_with("x-")) {
            callbacks.push(Callback {
                name: name.to_string(),
                expression: expression.to_string(),
                operations: path_item(cx, at, expression),
            });
        }
    }
    callbacks
}

/// Reports ids that several operations have.
fn distinct_ids(cx: &mut Resolver<'_>, operations: &[Operation]) {
    let mut seen: HashMap<&str, &Operation> = HashMap::new();
    for operation in operations {
        let Some(id) = &operation.operation_id else { continue };
        let Some(first) = seen.insert(id, operation) else { continue };
        let pointer = format!("{}/operationId", operation.location.pointer);
        let place = cx.document.locate(operation.location.source, &pointer).unwrap_or(operation.location.place());
        let finding = Finding::warning(codes::DUPLICATE_NAME, format!("two operations have the id `{id}`"))
            .at(place, "")
            .related(first.location.place(), "the first");
        cx.push(finding);
    }
}
