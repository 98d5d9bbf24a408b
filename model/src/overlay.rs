//! Overlays (OpenAPI Overlay Specification 1.0): changes to a description, kept in files of their
//! own and applied before it is read.

use std::collections::BTreeSet;

use serde_json_path::JsonPath;

use crate::codes;
use crate::decode::decode;
use crate::finding::{Diagnostics, Finding, Place, SourceId};
use crate::loader::Loaded;
use crate::node::{Member, Node, Object, Value, pointer_tokens};
use crate::parse::parse;
use crate::source::Span;
use crate::sources::Sources;

/// Applies an overlay to the root of a description. What it puts there keeps its places in the
/// overlay.
pub(crate) fn apply(
    root: &mut Node,
    description: SourceId,
    overlay: &Loaded,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    let source = match decode(&overlay.name, &overlay.bytes, None) {
        Ok(source) => sources.add(source),
        Err(finding) => return diagnostics.push(finding),
    };
    let Some(node) = parse(sources.get(source), source, diagnostics) else {
        return;
    };
    let cx = Context {
        source,
        shift: sources.annex(description, source),
    };
    let actions = match (
        node.get("overlay").and_then(Node::as_str),
        node.get("actions"),
    ) {
        (Some(version), Some(actions)) if version.starts_with("1.") => actions.as_array(),
        _ => None,
    };
    let Some(actions) = actions else {
        let message = "this is no overlay: it has `overlay: 1.0.0` and a list of `actions`";
        return diagnostics
            .push(Finding::error(codes::OVERLAY, message).at(cx.place(node.span), "read as one"));
    };
    for action in actions {
        if let Err(finding) = act(root, action, &cx, diagnostics) {
            diagnostics.push(finding);
        }
    }
}

/// Where an overlay stands.
struct Context {
    source: SourceId,
    /// How far its places lie behind those of the description.
    shift: u32,
}

impl Context {
    fn place(&self, span: Span) -> Place {
        Place {
            source: self.source,
            span,
        }
    }

    fn error(&self, node: &Node, message: String, label: &str) -> Finding {
        Finding::error(codes::OVERLAY, message).at(self.place(node.span), label)
    }

    /// A value of the overlay as it stands in the description.
    fn moved(&self, node: &Node) -> Node {
        let value = match &node.value {
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.moved(item)).collect())
            }
            Value::Object(object) => {
                let members = object
                    .members()
                    .iter()
                    .map(|member| self.moved_member(member));
                Value::Object(Object::new(members.collect()))
            }
            value => value.clone(),
        };
        Node {
            span: self.shifted(node.span),
            value,
        }
    }

    fn moved_member(&self, member: &Member) -> Member {
        Member {
            name: member.name.clone(),
            name_span: self.shifted(member.name_span),
            value: self.moved(&member.value),
        }
    }

    fn shifted(&self, span: Span) -> Span {
        Span {
            start: span.start.saturating_add(self.shift),
            end: span.end.saturating_add(self.shift),
        }
    }
}

/// Carries out one action.
fn act(
    root: &mut Node,
    action: &Node,
    cx: &Context,
    diagnostics: &mut Diagnostics,
) -> Result<(), Finding> {
    let Some(target) = action.get("target") else {
        return Err(cx.error(
            action,
            "an action has a `target`".to_owned(),
            "this one has none",
        ));
    };
    let text = target.as_str().unwrap_or_default();
    let path = JsonPath::parse(text).map_err(|error| {
        let message = format!("`{text}` is no JSONPath (RFC 9535): {error}");
        cx.error(target, message, "this target")
    })?;
    let json = root.to_json();
    let pointers: BTreeSet<String> = path
        .query_located(&json)
        .locations()
        .map(|location| location.to_json_pointer())
        .collect();
    if pointers.is_empty() {
        let message = format!("`{text}` selects nothing in the description");
        diagnostics.push(
            Finding::warning(codes::OVERLAY, message)
                .at(cx.place(target.span), "this action has no effect"),
        );
        return Ok(());
    }
    let removes = action.get("remove").and_then(Node::as_bool) == Some(true);
    // From the last to the first, so that the places in arrays stay right.
    let mut pointers: Vec<Vec<String>> = pointers
        .iter()
        .map(|pointer| pointer_tokens(pointer).map(Into::into).collect())
        .collect();
    pointers.sort_by_key(|tokens| {
        let key = tokens
            .iter()
            .map(|token| token.parse::<usize>().unwrap_or_default());
        std::cmp::Reverse((tokens.len(), key.collect::<Vec<_>>()))
    });
    for tokens in &pointers {
        match (removes, action.get("update")) {
            (true, _) => remove(root, tokens),
            (false, Some(update)) => {
                let found = tokens
                    .iter()
                    .try_fold(&mut *root, |node, token| node.child_mut(token));
                if let Some(found) = found {
                    change(found, update, cx)?;
                }
            }
            (false, None) => {
                let message = "an action has an `update`, or `remove: true`".to_owned();
                return Err(cx.error(action, message, "this one has neither"));
            }
        }
    }
    Ok(())
}

/// Takes a value out of its object or array. The root itself stays.
fn remove(root: &mut Node, tokens: &[String]) {
    let Some((last, parents)) = tokens.split_last() else {
        return;
    };
    let parent = parents
        .iter()
        .try_fold(root, |node, token| node.child_mut(token));
    match parent.map(|parent| &mut parent.value) {
        Some(Value::Object(object)) => {
            object.remove(last);
        }
        Some(Value::Array(items)) => {
            if let Some(at) = last.parse().ok().filter(|at| *at < items.len()) {
                items.remove(at);
            }
        }
        _ => {}
    }
}

/// Merges an update into a value that a target selects.
fn change(found: &mut Node, update: &Node, cx: &Context) -> Result<(), Finding> {
    match (&mut found.value, &update.value) {
        (Value::Array(items), _) => items.push(cx.moved(update)),
        (Value::Object(_), Value::Object(_)) => merge(found, update, cx),
        _ => {
            let message = format!(
                "a target selects an object or an array; this update of type {} meets a value of type {}",
                update.type_name(),
                found.type_name()
            );
            return Err(cx.error(update, message, "this update").help(
                "select the object that holds the value, and give the member in the update",
            ));
        }
    }
    Ok(())
}

/// Puts the members of an object into another: objects are merged, arrays put together, and any
/// other value takes the place of the old one. Parsing has limited how deep they are.
fn merge(found: &mut Node, update: &Node, cx: &Context) {
    match (&mut found.value, &update.value) {
        (Value::Object(object), Value::Object(update)) => {
            for member in update.members() {
                match object.get_mut(&member.name) {
                    Some(old) => merge(old, &member.value, cx),
                    None => object.edit(|members| members.push(cx.moved_member(member))),
                }
            }
        }
        (Value::Array(items), Value::Array(update)) => {
            items.extend(update.iter().map(|item| cx.moved(item)));
        }
        _ => *found = cx.moved(update),
    }
}
