//! Schemas that are a part of their own branches.

use crate::hash::{HashMap, HashSet};
use crate::node::{Node, Object, Value};
use crate::upgrade;

/// Where references lead that are looked at.
const COMPONENTS: &str = "#/components/schemas/";

/// How many bytes of text are put in place at most, besides some times what the schemas have: where each of many
/// parts has several, they would be without number.
const MOST: u32 = 256 << 10;

/// Lets what extends a schema have all of it but its choice, where it is one of the branches: that a `Cat` is a
/// `Pet`, which is a `Cat` or a `Dog`, would say of each cat that it is a cat, and so on without end.
pub(super) fn settle(root: &mut Node) {
    let Some(schemas) = root.get("components").and_then(|it| it.get("schemas")) else {
        return;
    };
    let length = length(schemas);
    let Some(schemas) = schemas.as_object() else {
        return;
    };
    let parts = parts_of_own_branches(schemas);
    if parts.is_empty() {
        return;
    }
    let mut expansion = Expansion {
        parts: &parts,
        schemas,
        around: Vec::new(),
        left: MOST.saturating_add(length.saturating_mul(4)),
    };
    let mut settled = Vec::new();
    // In the order of the document, so that the same are left where there are too many.
    for member in schemas.members() {
        if parts.contains_key(&*member.name) {
            let mut node = member.value.clone();
            expansion.expand(&member.name, &mut node);
            settled.push((member.name.clone(), node));
        }
    }
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

/// How many bytes of text a value has.
fn length(node: &Node) -> u32 {
    node.span.end.saturating_sub(node.span.start)
}

fn component(schema: &Node) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix(COMPONENTS)
}

/// Puts bases in place of the references to them.
struct Expansion<'n> {
    parts: &'n Parts,
    schemas: &'n Object,
    /// What is being expanded; a base that is its own base stays a reference.
    around: Vec<&'n str>,
    /// How many more bytes are put in place.
    left: u32,
}

impl<'n> Expansion<'n> {
    /// Expands the bases in the `allOf` of a component.
    fn expand(&mut self, name: &'n str, schema: &mut Node) {
        let Some(bases) = self.parts.get(name) else {
            return;
        };
        let Some(Value::Array(items)) = schema.child_mut("allOf").map(|node| &mut node.value)
        else {
            return;
        };
        self.around.push(name);
        for item in items {
            let Some(base) = component(item).and_then(|base| bases.get(base)) else {
                continue;
            };
            let Some(body) = self.schemas.get(base) else {
                continue;
            };
            let left = self.left.checked_sub(length(body).max(1));
            if let Some(left) = left.filter(|_| !self.around.contains(&&**base)) {
                self.left = left;
                let mut body = body.clone();
                self.expand(base, &mut body);
                if let Value::Object(object) = &mut body.value {
                    object.edit(|members| members.retain(|member| is_of_body(&member.name)));
                }
                *item = body;
            }
        }
        self.around.pop();
    }
}

/// Whether a keyword says what every value has, and neither which one it is nor what is to be told of it.
fn is_of_body(keyword: &str) -> bool {
    let is_choice = matches!(keyword, "oneOf" | "anyOf" | "discriminator");
    !is_choice && (keyword.starts_with("x-") || !upgrade::is_annotation(keyword))
}
