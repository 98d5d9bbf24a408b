//! From any version to 3.1 meaning, in place: every value keeps the place of what it was made of.

mod forms;
mod grammar;
mod keywords;
mod listed;
mod members;
mod misplaced;
mod null_type;
mod nullable;
mod schema;
mod types;
mod words;

pub(crate) use schema::{is_annotation, is_reference};

use crate::codes;
use crate::finding::{Code, Finding, Once, Place, SourceId};
use crate::hash::HashMap;
use crate::node::{Node, Value};
use crate::source::Span;
use crate::structure::{Kind, Shape};
use crate::version::Version;

/// A reference that was met.
pub(crate) struct Found {
    /// As written.
    pub(crate) text: String,
    /// What it must lead to.
    pub(crate) kind: Kind,
    pub(crate) span: Span,
}

/// Upgrades the schemas in a part of a document, and finds its references.
///
/// What cannot be understood in a schema is taken out with a finding. Doing it twice changes nothing more.
/// Gives how many schemas there are.
pub(crate) fn upgrade(
    node: &mut Node,
    kind: Kind,
    version: Version,
    source: SourceId,
    found: &mut Vec<Found>,
    findings: &mut Once<'_>,
) -> usize {
    let mut upgrade = Upgrade {
        schemas: 0,
        version,
        source,
        found,
        findings,
    };
    upgrade.walk(node, kind);
    upgrade.schemas
}

struct Upgrade<'a, 'd> {
    /// How many were upgraded.
    schemas: usize,
    version: Version,
    source: SourceId,
    found: &'a mut Vec<Found>,
    findings: &'a mut Once<'d>,
}

impl Upgrade<'_, '_> {
    fn walk(&mut self, node: &mut Node, kind: Kind) {
        misplaced::settle(node, kind, self);
        words::settle(node, kind, self);
        members::check(node, kind, self);
        grammar::check(node, kind, self);
        if kind == Kind::Schema {
            schema::upgrade(node, self);
            self.schemas += 1;
        }
        if kind.referable() {
            self.reference(node, "$ref", kind);
        }
        for_each_child(node, kind, &mut |child, kind| self.walk(child, kind));
    }

    /// Notes a reference of an object; one that is no string is taken out.
    fn reference(&mut self, node: &mut Node, name: &str, kind: Kind) {
        let Value::Object(object) = &mut node.value else {
            return;
        };
        let Some(member) = object.member(name) else {
            return;
        };
        let span = member.value.span;
        match member.value.as_str() {
            Some(text) => self.found.push(Found {
                text: text.to_string(),
                kind,
                span,
            }),
            None => {
                let message = format!(
                    "`{name}` must be a string, not of type {}",
                    member.value.type_name()
                );
                self.warn(codes::MALFORMED_REFERENCE, message, span, "left out");
                object.remove(name);
            }
        }
    }

    fn place(&self, span: Span) -> Place {
        Place {
            source: self.source,
            span,
        }
    }

    fn warn(&mut self, code: Code, message: impl Into<String>, span: Span, label: &str) {
        let place = self.place(span);
        self.findings
            .push(Finding::warning(code, message).at(place, label));
    }
}

/// Writes references in the form that a map gives; those it gives none for are taken out of schemas.
pub(crate) fn rewrite(node: &mut Node, kind: Kind, canonical: &HashMap<String, Option<String>>) {
    if let Value::Object(object) = &mut node.value {
        let reference = object.get_mut("$ref").filter(|_| kind.referable());
        let resolved = reference.is_none_or(|reference| rewrite_text(reference, canonical));
        if kind == Kind::Schema && !resolved {
            object.remove("$ref");
        }
        if kind == Kind::Schema {
            // References no longer need it, and it would change what they start from.
            object.remove("$id");
        }
        if kind == Kind::Discriminator {
            if let Some(Value::Object(mapping)) =
                object.get_mut("mapping").map(|node| &mut node.value)
            {
                for (_, value) in mapping.values_mut() {
                    rewrite_text(value, canonical);
                }
            }
            if let Some(value) = object.get_mut("defaultMapping") {
                rewrite_text(value, canonical);
            }
        }
    }
    for_each_child(node, kind, &mut |child, kind| {
        rewrite(child, kind, canonical)
    });
}

/// Whether the reference leads somewhere.
fn rewrite_text(reference: &mut Node, canonical: &HashMap<String, Option<String>>) -> bool {
    match reference.as_str().and_then(|text| canonical.get(text)) {
        Some(Some(text)) => reference.value = Value::String(text.as_str().into()),
        Some(None) => return false,
        None => {}
    }
    true
}

/// Calls for each object that a kind of object directly holds.
fn for_each_child(node: &mut Node, kind: Kind, each: &mut dyn FnMut(&mut Node, Kind)) {
    let Value::Object(object) = &mut node.value else {
        return;
    };
    for (name, value) in object.values_mut() {
        let Some((shape, kind)) = kind.child(name) else {
            continue;
        };
        match (shape, &mut value.value) {
            (Shape::One, _) => each(value, kind),
            (Shape::List, Value::Array(items)) => {
                items.iter_mut().for_each(|item| each(item, kind))
            }
            (Shape::Map, Value::Object(members)) => members
                .values_mut()
                .for_each(|(_, value)| each(value, kind)),
            _ => {}
        }
    }
}
