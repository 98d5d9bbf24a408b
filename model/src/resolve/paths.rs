//! Path items: those of paths, callbacks and webhooks.

use super::operations::{distinct_ids, operation};
use super::place::At;
use super::{Resolver, members_of, parameters, templates};
use crate::api::{Callback, Operation, Parameter, Webhook};
use crate::codes;
use crate::finding::Finding;

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// What a path item stands for.
#[derive(Clone, Copy)]
pub(super) enum Role<'p> {
    /// A path by its template.
    Path(&'p str),
    /// A callback by its runtime expression.
    Callback(&'p str),
    Webhook,
}

/// `paths`
pub(super) fn paths<'a>(cx: &mut Resolver<'a>, root: &At<'a>) -> Vec<Operation> {
    if ["paths", "webhooks", "components"]
        .iter()
        .all(|name| root.get(name).is_none())
    {
        cx.missing(root, "paths", "the description", "there are no operations");
    }
    let members = cx.members(root, "paths");
    let members: Vec<_> = members
        .filter(|(path, _)| !path.starts_with("x-"))
        .collect();
    templates::distinct(cx, &members);
    let mut operations = Vec::new();
    for (path, at) in members {
        operations.extend(path_item(cx, at, Role::Path(path)));
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
            operations: path_item(cx, at, Role::Webhook),
        });
    }
    webhooks
}

/// How many callbacks are read within each other.
const MOST_CALLBACKS: usize = 32;

/// `callbacks` of an operation.
pub(super) fn callbacks<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<Callback> {
    let mut callbacks = Vec::new();
    let Some(stated) = at.get("callbacks") else {
        return callbacks;
    };
    if cx.depth == MOST_CALLBACKS {
        let message = format!("more than {MOST_CALLBACKS} callbacks lead from one to the next");
        let finding = Finding::warning(codes::NESTING, message).at(stated.place(), "left out");
        cx.push(finding.help("state them side by side at one operation"));
        return callbacks;
    }
    cx.depth += 1;
    for (name, at) in cx.members(at, "callbacks") {
        let Some(at) = cx.target(at) else { continue };
        for (expression, at) in members_of(&at).filter(|(key, _)| !key.starts_with("x-")) {
            callbacks.push(Callback {
                name: name.to_string(),
                expression: expression.to_string(),
                operations: path_item(cx, at, Role::Callback(expression)),
            });
        }
    }
    cx.depth -= 1;
    callbacks
}

/// The operations of a path item. What stands beside its `$ref` comes before what that leads to.
fn path_item<'a>(cx: &mut Resolver<'a>, at: At<'a>, role: Role<'_>) -> Vec<Operation> {
    let mut items = vec![at];
    if at.node.get("$ref").is_some() {
        items.extend(cx.target(at));
    }
    let shared: Vec<Parameter> = items
        .iter()
        .flat_map(|at| parameters::parameters(cx, at))
        .collect();
    let mut operations: Vec<Operation> = Vec::new();
    for item in &items {
        for (method, at) in methods(cx, item) {
            if operations
                .iter()
                .any(|operation| operation.method == method)
            {
                continue;
            }
            let Some(at) = cx.target(at) else { continue };
            if at.node.as_object().is_none() {
                cx.wrong_kind(&at, &method.to_ascii_lowercase(), "an operation object");
                continue;
            }
            operations.push(operation(cx, &at, item, role, method, &shared));
        }
    }
    operations
}

/// The members of a path item that are operations, by method.
fn methods<'a>(cx: &mut Resolver<'a>, item: &At<'a>) -> Vec<(String, At<'a>)> {
    let fixed = members_of(item).filter(|(name, _)| METHODS.contains(name));
    let mut methods: Vec<_> = fixed
        .map(|(name, at)| (name.to_ascii_uppercase(), at))
        .collect();
    let additional = cx.members(item, "additionalOperations");
    methods.extend(additional.map(|(name, at)| (name.to_string(), at)));
    methods
}
