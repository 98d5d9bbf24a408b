//! Members under other names (`x-aliases`), which count as the members themselves, and what is
//! accepted before texts (`x-accepted-prefix`) and does not count.

use std::collections::{BTreeMap, BTreeSet};

use kontrakt_model::{
    Finding, Member, Node, Object, Place, SchemaId, SourceId, Value, push_pointer,
};

use crate::codes;
use crate::root::Root;
use crate::rulebook::Rulebook;
use crate::shown::{shown_name, subject};

/// A payload with each member under its own name, and each text without its accepted prefix.
pub(crate) struct Renamed {
    pub(crate) payload: Node,
    found: Vec<Found>,
}

/// A member that was met under another name.
struct Found {
    /// The pointer of its object.
    pointer: String,
    name: Member,
    property: String,
    /// Whether the member is there by its own name too, or by another one before this.
    ignored: bool,
}

/// Whether a description has other names for any property, or accepts something before any text.
pub(crate) fn exist(book: &Rulebook<'_>) -> bool {
    let mut schemas = book.api().schemas.iter();
    schemas.any(|schema| !schema.aliases.is_empty() || schema.accepted_prefix.is_some())
}

/// Gives the members of a payload of `root` their own names; `None` where all have them. Of several
/// names of one member, its own is taken, or else the first.
pub(crate) fn rename(payload: &Node, root: &Root<'_>, book: &Rulebook<'_>) -> Option<Renamed> {
    let mut walk = Walk {
        book,
        pointer: String::new(),
        found: Vec::new(),
        changed: false,
    };
    let payload = match root {
        Root::Schema(id) => walk.node(payload, &book.with_branches([*id])),
        Root::Parameters(_) => walk.parameters(payload, root),
    };
    (walk.changed || !walk.found.is_empty()).then_some(Renamed {
        payload,
        found: walk.found,
    })
}

struct Walk<'b, 'd> {
    book: &'b Rulebook<'d>,
    pointer: String,
    found: Vec<Found>,
    /// Whether a text has lost its prefix.
    changed: bool,
}

impl Walk<'_, '_> {
    fn node(&mut self, node: &Node, here: &BTreeSet<SchemaId>) -> Node {
        let value = match &node.value {
            Value::Array(items) => Value::Array(self.items(items, here)),
            Value::Object(object) => {
                let members = self.own_names(object, here);
                let members = members.into_iter().map(|member| Member {
                    value: self.below(&member.value, &member.name, here),
                    ..member
                });
                Value::Object(Object::new(members.collect()))
            }
            Value::String(text) => match self.without_prefix(text, here) {
                Some(rest) => {
                    self.changed = true;
                    Value::String(rest.into())
                }
                None => node.value.clone(),
            },
            scalar => scalar.clone(),
        };
        Node {
            span: node.span,
            value,
        }
    }

    /// An object of parameters, whose own names have no others.
    fn parameters(&mut self, payload: &Node, root: &Root<'_>) -> Node {
        let Some(object) = payload.as_object() else {
            return payload.clone();
        };
        let members = object.members().iter().map(|member| {
            push_pointer(&mut self.pointer, &member.name);
            let schemas = root.schemas_at(self.book, &self.pointer);
            let value = self.node(&member.value, &schemas.into_iter().collect());
            self.pointer.clear();
            Member {
                value,
                ..member.clone()
            }
        });
        Node {
            span: payload.span,
            value: Value::Object(Object::new(members.collect())),
        }
    }

    /// A text without the longest prefix that is accepted before it.
    fn without_prefix<'t>(&self, text: &'t str, here: &BTreeSet<SchemaId>) -> Option<&'t str> {
        let schemas = here.iter().map(|&id| self.book.api().schema(id));
        let rests =
            schemas.filter_map(|schema| text.strip_prefix(schema.accepted_prefix.as_deref()?));
        rests.min_by_key(|rest| rest.len())
    }

    /// The items, of which those with the same schemas are most often all.
    fn items(&mut self, items: &[Node], here: &BTreeSet<SchemaId>) -> Vec<Node> {
        let items = items.iter().enumerate();
        items
            .map(|(index, item)| self.below(item, &index.to_string(), here))
            .collect()
    }

    fn below(&mut self, node: &Node, token: &str, here: &BTreeSet<SchemaId>) -> Node {
        let is_of_note = matches!(
            node.value,
            Value::Array(_) | Value::Object(_) | Value::String(_)
        );
        if !is_of_note {
            return node.clone();
        }
        let below = here.iter().flat_map(|&id| self.book.below(id, token));
        let below = self.book.with_branches(below.collect::<Vec<_>>());
        if below.is_empty() {
            return node.clone();
        }
        let length = self.pointer.len();
        push_pointer(&mut self.pointer, token);
        let node = self.node(node, &below);
        self.pointer.truncate(length);
        node
    }

    /// The members of an object, each under its own name.
    fn own_names(&mut self, object: &Object, here: &BTreeSet<SchemaId>) -> Vec<Member> {
        let aliases = self.aliases(here);
        let mut taken: BTreeSet<&str> = object.members().iter().map(|it| &*it.name).collect();
        let mut members = Vec::with_capacity(object.len());
        for member in object.members() {
            let Some(property) = aliases.get(&*member.name) else {
                members.push(member.clone());
                continue;
            };
            let ignored = !taken.insert(property);
            if !ignored {
                members.push(Member {
                    name: (*property).into(),
                    ..member.clone()
                });
            }
            self.found.push(Found {
                pointer: self.pointer.clone(),
                name: member.clone(),
                property: (*property).to_owned(),
                ignored,
            });
        }
        members
    }

    /// The other names that mean something in an object, with the properties that they mean.
    fn aliases<'s>(&self, here: &BTreeSet<SchemaId>) -> BTreeMap<&'s str, &'s str>
    where
        Self: 's,
    {
        let api = self.book.api();
        let mut aliases = BTreeMap::new();
        for alias in here.iter().flat_map(|&id| &api.schema(id).aliases) {
            aliases.entry(&*alias.name).or_insert(&*alias.property);
        }
        if !aliases.is_empty() {
            let properties = here.iter().flat_map(|&id| &api.schema(id).properties);
            for (name, _) in properties {
                aliases.remove(name.as_str());
            }
        }
        aliases
    }
}

impl Renamed {
    /// A warning for each member under another name.
    pub(crate) fn warnings(&self, source: SourceId) -> impl Iterator<Item = Finding> {
        self.found.iter().map(move |found| found.warning(source))
    }
}

impl Found {
    fn warning(&self, source: SourceId) -> Finding {
        let (name, property) = (shown_name(&self.name.name), shown_name(&self.property));
        let place = Place {
            source,
            span: self.name.name_span,
        };
        let message = format!(
            "{} has {name}, which is another name of {property}",
            subject(&self.pointer)
        );
        let finding = Finding::warning(codes::ALIAS, message);
        if self.ignored {
            return finding
                .at(place, format!("not read: {property} is there too"))
                .help(format!("leave {name} out"));
        }
        let own = serde_json::Value::from(&*self.property).to_string();
        finding
            .at(place, format!("read as {property}"))
            .help("it is read by this name and never written by it")
            .fix(place, own, format!("write {property}"))
    }
}
