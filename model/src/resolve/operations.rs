//! Operations.

use super::paths::Role;
use super::place::At;
use super::{
    Resolver, bodies, extensions, parameters, paths, responses, schemas, security, servers,
    templates,
};
use crate::api::{Operation, Parameter};
use crate::codes;
use crate::finding::Finding;
use crate::hash::HashMap;

/// An operation with what its path item adds.
pub(super) fn operation<'a>(
    cx: &mut Resolver<'a>,
    at: &At<'a>,
    item: &At<'a>,
    role: Role<'_>,
    method: String,
    path_parameters: &[Parameter],
) -> Operation {
    let mut parameters = parameters::parameters(cx, at);
    for shared in path_parameters {
        if !parameters.iter().any(|own| parameters::same(own, shared)) {
            parameters.push(shared.clone());
        }
    }
    parameters::settle_querystring(cx, &mut parameters);
    let security = security::requirements(cx, at).unwrap_or_else(|| match role {
        Role::Path(_) => cx.security.clone(),
        // The description's own is about those who call the API, and here it is the caller.
        Role::Callback(_) | Role::Webhook => Vec::new(),
    });
    security::leave_out_keys(cx, &security, &mut parameters);
    let path = match role {
        Role::Path(path) => templates::settle(cx, at, path, &mut parameters),
        Role::Callback(expression) => expression.to_string(),
        Role::Webhook => String::new(),
    };
    let mut servers = servers::servers(cx, at);
    if servers.is_empty() {
        servers = servers::servers(cx, item);
    }
    Operation {
        location: at.location(),
        method,
        path,
        aliases: cx.texts(item, "x-aliases"),
        operation_id: cx.text(at, "operationId"),
        tags: cx.texts(at, "tags"),
        summary: cx.text(at, "summary").or_else(|| cx.text(item, "summary")),
        description: cx
            .text(at, "description")
            .or_else(|| cx.text(item, "description")),
        deprecated: cx.flag(at, "deprecated").unwrap_or_default(),
        parameters,
        request_body: bodies::request_body(cx, at),
        responses: responses::responses(cx, at),
        security,
        servers,
        callbacks: match role {
            Role::Callback(_) if !cx.called.insert(at.node) => Vec::new(),
            _ => paths::callbacks(cx, at),
        },
        validations: schemas::validations(cx, at),
        extensions: extensions(at)
            .into_iter()
            .filter(|(name, _)| name != "x-validations")
            .collect(),
    }
}

/// Reports ids that several operations have.
pub(super) fn distinct_ids(cx: &mut Resolver<'_>, operations: &[Operation]) {
    let mut seen: HashMap<&str, &Operation> = HashMap::default();
    for operation in operations {
        let Some(id) = &operation.operation_id else {
            continue;
        };
        let Some(first) = seen.insert(id, operation) else {
            continue;
        };
        let pointer = format!("{}/operationId", operation.location.pointer);
        let place = cx
            .document
            .locate(operation.location.source, &pointer)
            .unwrap_or(operation.location.place());
        let finding = Finding::warning(
            codes::DUPLICATE_NAME,
            format!("two operations have the id `{id}`"),
        )
        .at(place, "")
        .related(first.location.place(), "the first");
        cx.push(finding);
    }
}
