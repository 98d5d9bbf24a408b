//! Which way values go: `readOnly` members are no part of a request, `writeOnly` ones none of a
//! response.
//!
//! What is withheld in a direction is said of schemas: a property of which nothing is looked at, and
//! names that `required` does not ask for. [`Withheld`] has both, and [`directed`] makes a model in
//! which each schema is as it goes over the wire, twice where requests and responses differ.

mod rules;
mod split;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::api::{Api, Schema, SchemaId, Validation};
use crate::hash::{HashMap, HashSet};

pub use split::{Directed, directed, into_directed};

/// Which way a value goes: to the owner of the data, or from there. A callback or a webhook comes
/// from the owner, so that what it sends is a response, and what it is answered a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// To the owner.
    Request,
    /// From the owner.
    Response,
}

impl Direction {
    /// The other direction.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Direction::Request => Direction::Response,
            Direction::Response => Direction::Request,
        }
    }

    /// Whether a schema says itself that it goes the other way only. One that is both `readOnly` and
    /// `writeOnly` would go no way, so that neither counts.
    pub fn is_against(self, schema: &Schema) -> bool {
        match self {
            Direction::Request => schema.read_only && !schema.write_only,
            Direction::Response => schema.write_only && !schema.read_only,
        }
    }
}

/// What schemas withhold in one direction.
#[derive(Debug, Default)]
pub struct Withheld<'a> {
    members: HashMap<SchemaId, Vec<&'a str>>,
    optional: HashMap<SchemaId, BTreeSet<&'a str>>,
    uncounted: HashMap<SchemaId, Vec<&'a str>>,
}

impl<'a> Withheld<'a> {
    /// What the schemas of an API withhold.
    pub fn new(api: &'a Api, direction: Direction) -> Self {
        let mut against: Vec<SchemaId> = ids(api)
            .filter(|id| direction.is_against(api.schema(*id)))
            .collect();
        if against.is_empty() {
            return Withheld::default();
        }
        let includers = includers(api);
        close(&mut against, |id| includers.of(id));
        let against: HashSet<SchemaId> = against.into_iter().collect();
        let kept = Kept::new(api);
        let mut members: HashMap<SchemaId, Vec<&str>> = HashMap::default();
        let mut by_name: BTreeMap<&str, Vec<SchemaId>> = BTreeMap::new();
        for id in ids(api) {
            for (name, property) in &api.schema(id).properties {
                if against.contains(property) {
                    by_name.entry(name).or_default().push(id);
                    if !kept.has(id, name, *property) {
                        members.entry(id).or_default().push(name);
                    }
                }
            }
        }
        let mut optional: HashMap<SchemaId, BTreeSet<&str>> = HashMap::default();
        let mut uncounted: HashMap<SchemaId, Vec<&str>> = HashMap::default();
        // What is said of an object may stand in a schema that includes the one with the property,
        // or in another part of that.
        let around = |mut schemas| {
            close(&mut schemas, |id| includers.of(id));
            close(&mut schemas, |id| parts(api.schema(id)));
            schemas
        };
        for (name, schemas) in by_name {
            let withhold = |id: &SchemaId| members.get(id).is_some_and(|it| it.contains(&name));
            let withholding = schemas.iter().copied().filter(withhold).collect();
            for id in around(withholding) {
                let schema = api.schema(id);
                if schema.min_properties.is_some() || schema.max_properties.is_some() {
                    uncounted.entry(id).or_default().push(name);
                }
            }
            for id in around(schemas) {
                if asks_for(api.schema(id), name) {
                    optional.entry(id).or_default().insert(name);
                }
            }
        }
        Withheld {
            members,
            optional,
            uncounted,
        }
    }

    /// Whether nothing is withheld.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.optional.is_empty()
    }

    /// The properties of a schema that are not looked at.
    pub fn members(&self, id: SchemaId) -> &[&'a str] {
        self.members.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The members that `minProperties` and `maxProperties` of a schema do not count, since nothing is
    /// kept of them.
    pub fn uncounted(&self, id: SchemaId) -> &[&'a str] {
        self.uncounted.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The names of all properties that are not looked at somewhere.
    pub fn names(&self) -> BTreeSet<&'a str> {
        self.members.values().flatten().copied().collect()
    }

    /// Whether `required` of a schema does not ask for a name that it has.
    pub fn is_optional(&self, id: SchemaId, name: &str) -> bool {
        self.optional
            .get(&id)
            .is_some_and(|names| names.contains(name))
    }

    /// Whether a schema by itself says something else in this direction.
    fn changes(&self, id: SchemaId) -> bool {
        self.members.contains_key(&id)
            || self.optional.contains_key(&id)
            || self.uncounted.contains_key(&id)
    }

    /// The rules of a schema that read a member which may be withheld: they are not asked.
    pub fn silent_rules(&self, api: &'a Api, id: SchemaId) -> Vec<&'a Validation> {
        let rules = &api.schema(id).validations;
        let reads = |rule: &&Validation| !self.is_empty() && self.is_read(api, id, &rule.rule);
        rules.iter().filter(reads).collect()
    }
}

/// Properties that go both ways whatever they say: those that tell the branches of a union apart, and
/// those that other places refer to.
struct Kept<'a> {
    tags: HashSet<(SchemaId, &'a str)>,
    targets: HashSet<SchemaId>,
}

impl<'a> Kept<'a> {
    fn new(api: &'a Api) -> Self {
        let mut tags = HashSet::default();
        for id in ids(api) {
            let schema = api.schema(id);
            let Some(discriminator) = &schema.discriminator else {
                continue;
            };
            let mut tagged = vec![id];
            tagged.extend(schema.one_of.iter().chain(&schema.any_of));
            tagged.extend(discriminator.mapping.iter().map(|(_, id)| *id));
            close(&mut tagged, |id| parts(api.schema(id)));
            let property = discriminator.property.as_str();
            tags.extend(tagged.into_iter().map(|id| (id, property)));
        }
        Kept {
            tags,
            targets: api.schemas.iter().filter_map(|it| it.reference).collect(),
        }
    }

    fn has(&self, id: SchemaId, name: &str, property: SchemaId) -> bool {
        self.targets.contains(&property) || self.tags.contains(&(id, name))
    }
}

fn ids(api: &Api) -> impl Iterator<Item = SchemaId> + use<> {
    (0..u32::try_from(api.schemas.len()).unwrap_or(u32::MAX)).map(SchemaId)
}

/// What a schema includes by `$ref` and `allOf`.
fn parts(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    schema.all_of.iter().copied().chain(schema.reference)
}

/// For each schema, those that have it among `edges`.
struct Reversed {
    starts: Vec<usize>,
    sources: Vec<SchemaId>,
}

impl Reversed {
    fn new<I: Iterator<Item = SchemaId>>(count: usize, edges: impl Fn(SchemaId) -> I) -> Self {
        let all = (0..u32::try_from(count).unwrap_or(u32::MAX)).map(SchemaId);
        let edges = all.flat_map(|source| edges(source).map(move |target| (target, source)));
        let edges: Vec<(SchemaId, SchemaId)> = edges.collect();
        let mut starts = vec![0; count + 1];
        for (target, _) in &edges {
            if let Some(start) = starts.get_mut(target.0 as usize + 1) {
                *start += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut sources = vec![SchemaId(0); starts[count]];
        for (target, source) in edges {
            if let Some(at) = next.get_mut(target.0 as usize) {
                sources[*at] = source;
                *at += 1;
            }
        }
        Reversed { starts, sources }
    }

    fn of(&self, id: SchemaId) -> impl Iterator<Item = SchemaId> {
        let at = id.0 as usize;
        let range = match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => *start..*end,
            _ => 0..0,
        };
        self.sources[range].iter().copied()
    }
}

fn includers(api: &Api) -> Reversed {
    Reversed::new(api.schemas.len(), |id| parts(api.schema(id)))
}

/// Adds all that `edges` lead to, each once.
fn close<I: Iterator<Item = SchemaId>>(schemas: &mut Vec<SchemaId>, edges: impl Fn(SchemaId) -> I) {
    let mut seen: HashSet<SchemaId> = schemas.iter().copied().collect();
    let mut at = 0;
    while let Some(id) = schemas.get(at) {
        let id = *id;
        schemas.extend(edges(id).filter(|next| seen.insert(*next)));
        at += 1;
    }
}

/// Whether each of so many schemas is among some, or among those that `edges` lead to from there.
fn marked<I: Iterator<Item = SchemaId>>(
    count: usize,
    mut schemas: Vec<SchemaId>,
    edges: impl Fn(SchemaId) -> I,
) -> Vec<bool> {
    let mut marks = vec![false; count];
    let mark = |id: &SchemaId, marks: &mut Vec<bool>| {
        let mark = marks.get_mut(id.0 as usize);
        mark.is_some_and(|mark| !std::mem::replace(mark, true))
    };
    schemas.retain(|id| mark(id, &mut marks));
    while let Some(id) = schemas.pop() {
        schemas.extend(edges(id).filter(|next| mark(next, &mut marks)));
    }
    marks
}

fn asks_for(schema: &Schema, name: &str) -> bool {
    let dependent = schema.dependent_required.iter().flat_map(|(_, it)| it);
    schema.required.iter().chain(dependent).any(|it| it == name)
}

#[cfg(test)]
mod tests;
