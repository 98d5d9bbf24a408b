//! References that start from a schema within the document: below an `$id` those with nothing or a relative
//! path before the `#`, and those that were written for a schema which came with its own definitions.

use super::navigate;
use crate::codes;
use crate::finding::{Finding, Place};
use crate::hash::HashMap;
use crate::node::{Node, Value, pointer_tokens, push_pointer};
use crate::reference;
use crate::source::Span;

/// Texts of which a document has one if it has such references.
pub(super) const MARKS: [&str; 4] = ["$id", "$defs", "definitions:", "definitions\""];

/// Members whose values are data, in which nothing is a reference.
const DATA: [&str; 5] = ["const", "default", "enum", "example", "examples"];

/// Keywords whose members are named by the author.
const NAMED: [&str; 6] = [
    "$defs",
    "definitions",
    "dependentSchemas",
    "patternProperties",
    "properties",
    "schemas",
];

/// What the members of an object are.
#[derive(Clone, Copy, PartialEq)]
enum Members {
    Keywords,
    /// Schemas, and such, by the names that the author gave them.
    Named,
    /// References, in the `mapping` of a discriminator.
    Mapping,
}

/// A reference that starts from a schema around it, as it reads from the document.
pub(super) struct Inner {
    /// Where its text stands.
    pointer: String,
    text: String,
    /// Whether no `$id` says so.
    is_guess: bool,
}

impl Inner {
    /// Writes the reference into the document; gives what is to be said of it.
    pub(super) fn apply(self, root: &mut Node, place: impl Fn(Span) -> Place) -> Option<Finding> {
        let mut tokens = pointer_tokens(&self.pointer);
        let node = tokens.try_fold(root, |node, token| node.child_mut(&token))?;
        let finding = self.is_guess.then(|| {
            let written = node.as_str().unwrap_or_default();
            let message =
                format!("`{written}` leads nowhere from the document, but from a schema around it");
            Finding::warning(codes::INNER_REFERENCE, message)
                .at(place(node.span), format!("read as `{}`", self.text))
        });
        node.value = Value::String(self.text.into());
        finding
    }
}

/// The references of a document that start from a schema within it. `names` has the URIs that are known.
pub(super) fn references(
    root: &Node,
    document: &str,
    names: &HashMap<String, (usize, String)>,
) -> Vec<Inner> {
    let mut search = Search {
        root,
        names,
        pointer: String::new(),
        bases: Vec::new(),
        found: Vec::new(),
    };
    search.node(root, document, Members::Keywords);
    search.found
}

struct Search<'n> {
    root: &'n Node,
    names: &'n HashMap<String, (usize, String)>,
    pointer: String,
    /// The schemas around that references may start from: their pointers, and whether by an `$id`.
    bases: Vec<(String, bool)>,
    found: Vec<Inner>,
}

impl Search<'_> {
    /// `uri` is what relative references start from.
    fn node(&mut self, node: &Node, uri: &str, members: Members) {
        let length = self.pointer.len();
        for (at, item) in node.as_array().unwrap_or_default().iter().enumerate() {
            push_pointer(&mut self.pointer, &at.to_string());
            self.node(item, uri, Members::Keywords);
            self.pointer.truncate(length);
        }
        let Some(object) = node.as_object() else {
            return;
        };
        // An `$id` of nothing but a fragment names no resource.
        let id = node.get("$id").and_then(Node::as_str);
        let id = id.filter(|id| !id.starts_with('#'));
        let id = id.map(|id| reference::join(uri, id.trim_end_matches('#')));
        let defines = |name| node.get(name).is_some_and(|it| it.as_object().is_some());
        let is_base = id.is_some() || defines("$defs") || defines("definitions");
        if is_base {
            self.bases.push((self.pointer.clone(), id.is_some()));
        }
        let uri = id.as_deref().unwrap_or(uri);
        for member in object.members() {
            push_pointer(&mut self.pointer, &member.name);
            let name = &*member.name;
            match (members, member.value.as_str()) {
                (Members::Keywords, Some(text)) if matches!(name, "$ref" | "$dynamicRef") => {
                    self.reference(text, uri);
                }
                (Members::Mapping, Some(text)) if text.starts_with('#') => {
                    self.reference(text, uri)
                }
                (Members::Keywords, None) if DATA.contains(&name) => {}
                (Members::Keywords, None) if NAMED.contains(&name) => {
                    self.node(&member.value, uri, Members::Named);
                }
                (Members::Keywords, None) if name == "mapping" => {
                    self.node(&member.value, uri, Members::Mapping);
                }
                (_, None) => self.node(&member.value, uri, Members::Keywords),
                _ => {}
            }
            self.pointer.truncate(length);
        }
        if is_base {
            self.bases.pop();
        }
    }

    fn reference(&mut self, text: &str, uri: &str) {
        let (document, fragment) = reference::split(text);
        let found = match document {
            "" if fragment.is_empty() || fragment.starts_with('/') => self.within(&fragment),
            "" => None,
            document => self.beside(document, &fragment, uri),
        };
        if let Some((text, is_guess)) = found {
            let pointer = self.pointer.clone();
            self.found.push(Inner {
                pointer,
                text,
                is_guess,
            });
        }
    }

    /// A pointer from the innermost `$id`, or else, where the document does not have it, from the
    /// innermost schema that does.
    fn within(&self, fragment: &str) -> Option<(String, bool)> {
        let leads = |base: &str| navigate(self.root, format!("{base}{fragment}")).is_some();
        let text = |base: &str| {
            let pointer = format!("{base}{fragment}");
            format!("#{}", reference::encode_fragment(&pointer))
        };
        let mut bases = self.bases.iter().rev();
        if let Some((base, _)) = bases.clone().find(|(_, is_id)| *is_id)
            && leads(base)
        {
            return (!base.is_empty()).then(|| (text(base), false));
        }
        if leads("") {
            return None;
        }
        let (base, _) = bases.find(|(base, _)| leads(base))?;
        Some((text(base), true))
    }

    /// A schema of this document by its URI relative to the `$id` around the reference.
    fn beside(&self, document: &str, fragment: &str, uri: &str) -> Option<(String, bool)> {
        let is_below_id = self.bases.iter().any(|(_, is_id)| *is_id);
        let target = reference::join(uri, document);
        let is_known = is_below_id && self.names.contains_key(&target);
        is_known.then(|| {
            (
                format!("{target}#{}", reference::encode_fragment(fragment)),
                false,
            )
        })
    }
}
