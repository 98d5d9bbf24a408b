//! From a [`Document`] to an [`Api`]: every reference followed, every default filled in.

mod bodies;
mod operations;
mod parameters;
mod paths;
mod place;
mod references;
mod responses;
mod schemas;
mod security;
mod servers;
mod templates;
mod types;
mod xml;

use crate::api::{Api, Extensions, Info, Schema, SchemaId, Tag};
use crate::codes;
use crate::document::Document;
use crate::finding::{Diagnostics, Finding, Once, SourceId};
use crate::hash::{HashMap, HashSet};
use crate::node::{Member, Node, Object, Value};
use place::{At, Steps};

/// Resolves a description.
///
/// What is wrong in it is a finding and left out, so that the rest can be read.
pub fn resolve(document: &Document, diagnostics: &mut Diagnostics) -> Api {
    let steps = Steps::new();
    let mut cx = Resolver {
        document,
        steps: &steps,
        findings: Once::new(diagnostics),
        // There is room for those that requests and responses have of their own; it takes no memory
        // before it is used.
        schemas: Vec::with_capacity(2 * document.schemas()),
        ids: HashMap::default(),
        targets: HashMap::default(),
        waiting: Vec::new(),
        called: HashSet::default(),
        depth: 0,
        schemes: Vec::new(),
        security: Vec::new(),
    };
    let root = cx.root();
    let components = schemas::components(&mut cx, &root);
    cx.schemes = security::schemes(&mut cx, &root);
    cx.security = security::requirements(&mut cx, &root).unwrap_or_default();
    let operations = paths::paths(&mut cx, &root);
    let webhooks = paths::webhooks(&mut cx, &root);
    let mut api = Api {
        openapi: document.openapi().to_string(),
        info: info(&mut cx, &root),
        servers: servers::servers(&mut cx, &root),
        tags: tags(&mut cx, &root),
        operations,
        webhooks,
        components,
        documents: document.others(),
        inputs: Vec::new(),
        schemas: Vec::new(),
        security_schemes: Vec::new(),
    };
    schemas::fill(&mut cx);
    api.schemas = std::mem::take(&mut cx.schemas);
    api.security_schemes = std::mem::take(&mut cx.schemes);
    references::break_loops(&mut api, cx.findings.diagnostics());
    types::settle(&mut api, cx.findings.diagnostics());
    api
}

struct Resolver<'a> {
    document: &'a Document,
    steps: &'a Steps<'a>,
    findings: Once<'a>,
    schemas: Vec<Schema>,
    /// The id of each schema by its value in the document, which is never moved.
    ids: HashMap<*const Node, SchemaId>,
    /// What references lead to, by their text and the document that it stands in.
    targets: HashMap<(SourceId, &'a str), Option<At<'a>>>,
    /// Schemas that have an id and are not read yet.
    waiting: Vec<(SchemaId, At<'a>)>,
    /// The operations of callbacks whose own callbacks are read: path items that refer to each other
    /// would have no end.
    called: HashSet<*const Node>,
    /// How many callbacks are around what is read.
    depth: usize,
    schemes: Vec<crate::api::SecurityScheme>,
    /// The requirements that operations have unless they state their own.
    security: Vec<crate::api::SecurityRequirement>,
}

impl<'a> Resolver<'a> {
    /// The description itself.
    fn root(&self) -> At<'a> {
        self.steps
            .start(self.document.source(), String::new(), self.document.root())
    }

    /// Adds a finding, unless it was made at another use of the same component.
    fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn wrong_kind(&mut self, at: &At<'_>, name: &str, wanted: &str) {
        let message = format!(
            "`{name}` must be {wanted}, not of type {}",
            at.node.type_name()
        );
        self.push(Finding::warning(codes::WRONG_KIND, message).at(at.place(), "left out"));
    }

    fn missing(&mut self, at: &At<'_>, name: &str, what: &str, consequence: &str) {
        let message = format!("{what} has no `{name}`");
        self.push(Finding::warning(codes::MISSING, message).at(at.start(), consequence));
    }

    fn text(&mut self, at: &At<'a>, name: &str) -> Option<String> {
        let node = at.node.get(name)?;
        match &node.value {
            Value::String(text) => Some(text.to_string()),
            // YAML reads `version: 1.0` as a number; the text is what was meant.
            Value::Number(number) => Some(number.literal().to_string()),
            _ => {
                self.wrong_kind(&at.at(node), name, "a string");
                None
            }
        }
    }

    fn flag(&mut self, at: &At<'a>, name: &str) -> Option<bool> {
        let node = at.node.get(name)?;
        if let Value::Bool(flag) = node.value {
            return Some(flag);
        }
        let flag = match &node.value {
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let label = match flag {
            Some(_) => "read without the quotes",
            None => "left out",
        };
        let message = format!(
            "`{name}` must be `true` or `false`, not of type {}",
            node.type_name()
        );
        let place = at.at(node).place();
        self.push(Finding::warning(codes::WRONG_KIND, message).at(place, label));
        flag
    }

    fn items(&mut self, at: &At<'a>, name: &str) -> impl Iterator<Item = At<'a>> + use<'a> {
        let list = at.get(name);
        if let Some(list) = list.filter(|list| list.node.as_array().is_none()) {
            self.wrong_kind(&list, name, "a list");
        }
        list.into_iter().flat_map(|list| {
            let items = list.node.as_array().unwrap_or_default().iter().enumerate();
            items.map(move |(index, item)| list.below(index, item))
        })
    }

    fn texts(&mut self, at: &At<'a>, name: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.items(at, name) {
            match &item.node.value {
                Value::String(text) => texts.push(text.to_string()),
                Value::Number(number) => texts.push(number.literal().to_string()),
                Value::Bool(flag) => texts.push(flag.to_string()),
                _ => self.wrong_kind(&item, name, "a list of strings"),
            }
        }
        texts
    }

    /// The members of an object, of a name that occurs twice the last.
    fn members(
        &mut self,
        at: &At<'a>,
        name: &str,
    ) -> impl Iterator<Item = (&'a str, At<'a>)> + use<'a> {
        let value = at.get(name);
        if let Some(value) = value.filter(|value| value.node.as_object().is_none()) {
            self.wrong_kind(&value, name, "an object");
        }
        let reference = value.and_then(|value| value.get("$ref"));
        let reference = reference.filter(|reference| reference.node.as_str().is_some());
        if let Some(reference) = &reference {
            let message = format!("a reference cannot stand for all of `{name}`");
            let finding = Finding::warning(codes::MALFORMED_REFERENCE, message)
                .at(reference.place(), "left out")
                .help("refer to each member");
            self.push(finding);
        }
        let members = value.into_iter().flat_map(|value| members_of(&value));
        members.filter(move |(name, _)| reference.is_none() || *name != "$ref")
    }

    fn object(&mut self, at: &At<'a>, name: &str) -> Option<At<'a>> {
        let value = at.get(name)?;
        if value.node.as_object().is_none() {
            self.wrong_kind(&value, name, "an object");
            return None;
        }
        Some(value)
    }
}

/// The members of an object, of a name that occurs twice the last.
fn members_of<'a>(at: &At<'a>) -> impl Iterator<Item = (&'a str, At<'a>)> + use<'a> {
    let at = *at;
    let object = at.node.as_object();
    let members = object.map(Object::members).unwrap_or_default();
    let members = members.iter().enumerate();
    let is_last = move |member: &Member| object.is_some_and(|object| object.is_last(member));
    members
        .filter(move |(_, member)| is_last(member))
        .map(move |(index, member)| (&*member.name, at.below(index, &member.value)))
}

fn extensions(at: &At<'_>) -> Extensions {
    let object = at.node.as_object();
    let members = object.map(Object::members).unwrap_or_default();
    members
        .iter()
        .filter(|member| member.name.starts_with("x-"))
        .filter(|member| object.is_some_and(|object| object.is_last(member)))
        .map(|member| (member.name.to_string(), member.value.to_json()))
        .collect()
}

fn info<'a>(cx: &mut Resolver<'a>, root: &At<'a>) -> Info {
    let Some(at) = cx.object(root, "info") else {
        if root.get("info").is_none() {
            cx.missing(
                root,
                "info",
                "the description",
                "its title and version are empty",
            );
        }
        return Info::default();
    };
    for name in ["title", "version"] {
        if at.get(name).is_none() {
            cx.missing(&at, name, "`info`", "empty");
        }
    }
    Info {
        title: cx.text(&at, "title").unwrap_or_default(),
        version: cx.text(&at, "version").unwrap_or_default(),
        summary: cx.text(&at, "summary"),
        description: cx.text(&at, "description"),
    }
}

fn tags<'a>(cx: &mut Resolver<'a>, root: &At<'a>) -> Vec<Tag> {
    let mut tags = Vec::new();
    for at in cx.items(root, "tags") {
        match cx.text(&at, "name") {
            Some(name) => tags.push(Tag {
                name,
                summary: cx.text(&at, "summary"),
                description: cx.text(&at, "description"),
                parent: cx.text(&at, "parent"),
                kind: cx.text(&at, "kind"),
            }),
            None => cx.missing(&at, "name", "a tag", "left out"),
        }
    }
    tags
}

#[cfg(test)]
mod tests;
