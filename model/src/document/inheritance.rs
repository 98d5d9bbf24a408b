//! Schemas that are a part of their own branches.

use crate::hash::{HashMap, HashSet};
use crate::node::{Node, Object, Value};
use crate::upgrade;

/// Where references lead that are looked at.
const COMPONENTS: &str = "#/components/schemas/";

/// How many parts are followed from a branch.
const DEPTH: usize = 32;

/// Lets what extends a schema have all of it but its choice, where it is one of the branches: that a `Cat` is a
/// `Pet`, which is a `Cat` or a `Dog`, would say of each cat that it is a cat, and so on without end.
pub(super) fn settle(root: &mut Node) {
    let Some(schemas) = root.get("components").and_then(|it| it.get("schemas")) else {
        return;
    };
    let Some(schemas) = schemas.as_object() else {
        return;
    };
    let parts = parts_of_own_branches(schemas);
    if parts.is_empty() {
        return;
    }
    let settled = parts.iter().filter_map(|(name, bases)| {
        let mut node = schemas.get(name)?.clone();
        expand(&mut node, bases, &parts, schemas, DEPTH);
        Some((name.clone(), node))
    });
    let settled: Vec<(String, Node)> = settled.collect();
    let schemas = root
        .child_mut("components")
        .and_then(|it| it.child_mut("schemas"));
    let Some(schemas) = schemas else { return };
    for (name, node) in settled {
        if let Some(schema) = schemas.child_mut(&name) {
            *schema = node;
        }
    }
}

/// The schemas that something in their `allOf` names as a branch, or as a part of one, with what names them.
type Parts = HashMap<String, HashSet<String>>;

fn parts_of_own_branches(schemas: &Object) -> Parts {
    let mut parts = Parts::default();
    for member in schemas.members() {
        let base = &*member.name;
        let choices = ["oneOf", "anyOf"].iter();
        let mut waiting: Vec<&str> = choices
            .flat_map(|keyword| references(&member.value, keyword))
            .collect();
        let mut seen = HashSet::default();
        while let Some(name) = waiting.pop() {
            if !seen.insert(name) {
                continue;
            }
            let Some(schema) = schemas.get(name) else {
                continue;
            };
            for part in references(schema, "allOf") {
                match part == base {
                    true => {
                        let bases = parts.entry(name.to_owned()).or_default();
                        bases.insert(base.to_owned());
                    }
                    false => waiting.push(part),
                }
            }
        }
    }
    parts
}

/// The components that a list of schemas refers to.
fn references<'n>(schema: &'n Node, keyword: &str) -> impl Iterator<Item = &'n str> {
    let list = schema.get(keyword).and_then(Node::as_array);
    list.unwrap_or_default().iter().filter_map(component)
}

fn component(schema: &Node) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(COMPONENTS)
}

/// Puts the bases of a schema in place of the references to them in its `allOf`.
fn expand(
    schema: &mut Node,
    bases: &HashSet<String>,
    parts: &Parts,
    schemas: &Object,
    depth: usize,
) {
    let Some(Value::Array(items)) = schema.child_mut("allOf").map(|node| &mut node.value) else {
        return;
    };
    for item in items {
        let base = component(item).filter(|name| bases.contains(*name));
        let Some((base, depth)) = base.zip(depth.checked_sub(1)) else {
            continue;
        };
        let Some(mut body) = schemas.get(base).cloned() else {
            continue;
        };
        if let Some(bases) = parts.get(base) {
            expand(&mut body, bases, parts, schemas, depth);
        }
        if let Value::Object(object) = &mut body.value {
            object.edit(|members| members.retain(|member| is_of_body(&member.name)));
        }
        *item = body;
    }
}

/// Whether a keyword says what every value has, and neither which one it is nor what is to be told of it.
fn is_of_body(keyword: &str) -> bool {
    let is_choice = matches!(keyword, "oneOf" | "anyOf" | "discriminator");
    !is_choice && (keyword.starts_with("x-") || !upgrade::is_annotation(keyword))
}
