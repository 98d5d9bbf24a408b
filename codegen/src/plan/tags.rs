//! Members whose listed values tell the branches of a union apart.

use kontrakt_model::hash::HashSet;
use kontrakt_model::{Api, Schema, SchemaId};

/// The members that every branch with properties limits to listed values.
#[derive(Default)]
pub(super) struct Tags<'a> {
    names: Vec<&'a str>,
    /// For each branch and name, what is known of its values.
    values: Vec<Vec<Tag<'a>>>,
}

/// What a branch says of a tag.
#[derive(Default, Clone)]
struct Tag<'a> {
    required: bool,
    /// Its values; `None` where others than texts, or any, are allowed.
    values: Option<Vec<&'a str>>,
}

impl<'a> Tags<'a> {
    /// The tags of the branches `all`; values are kept for those of `others`.
    pub(super) fn gather(api: &'a Api, all: &[SchemaId], others: &[(usize, SchemaId)]) -> Self {
        let mut names: Option<Vec<&str>> = None;
        for branch in all {
            let parts = parts(api, *branch);
            let properties = || parts.iter().flat_map(|part| properties(part));
            if properties().next().is_none() {
                continue;
            }
            let listed: Vec<&str> = properties()
                .filter(|(_, id)| is_list(api, *id))
                .map(|(name, _)| name.as_str())
                .collect();
            names = Some(match names {
                None => listed,
                Some(names) => names
                    .into_iter()
                    .filter(|name| listed.contains(name))
                    .collect(),
            });
        }
        let mut seen = HashSet::default();
        let mut names = names.unwrap_or_default();
        names.retain(|name| seen.insert(*name));
        let values = others.iter().map(|(_, branch)| {
            let parts = parts(api, *branch);
            names.iter().map(|name| tag(api, &parts, name)).collect()
        });
        Tags {
            values: values.collect(),
            names,
        }
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// The texts that each tag can have in a branch; none where any may do.
    pub(super) fn values(&self, branch: usize) -> Vec<Vec<String>> {
        let tags = self
            .values
            .get(branch)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let texts = |tag: &Tag<'_>| -> Vec<String> {
            let values = tag.values.iter().flatten();
            values.map(|text| (*text).to_owned()).collect()
        };
        if tags.iter().all(|tag| tag.values.is_none()) {
            return Vec::new();
        }
        tags.iter().map(texts).collect()
    }

    /// The one text of a tag that a branch has alone.
    pub(super) fn only_value(&self, branch: usize) -> Option<&'a str> {
        self.values
            .get(branch)?
            .iter()
            .find_map(|tag| match tag.values.as_deref() {
                Some([only]) => Some(*only),
                _ => None,
            })
    }

    /// Whether no object fits both branches, since one lacks the tag of the other.
    pub(super) fn exclude(&self, first: usize, second: usize) -> bool {
        let (Some(first), Some(second)) = (self.values.get(first), self.values.get(second)) else {
            return false;
        };
        first.iter().zip(second).any(|(left, right)| {
            let disjoint = match (&left.values, &right.values) {
                (Some(left), Some(right)) => !left.iter().any(|value| right.contains(value)),
                _ => false,
            };
            disjoint && (left.required || right.required)
        })
    }
}

fn tag<'a>(api: &'a Api, branch: &[&'a Schema], name: &str) -> Tag<'a> {
    let mut tag = Tag {
        required: branch
            .iter()
            .any(|part| part.required.iter().any(|required| required == name)),
        values: None,
    };
    let properties = branch.iter().flat_map(|part| properties(part));
    let schemas = properties
        .filter(|(property, _)| property == name)
        .flat_map(|(_, id)| parts(api, *id));
    for schema in schemas.filter(|schema| !schema.extensible) {
        let lists = schema.enum_values.as_deref().into_iter();
        for list in lists.chain(schema.const_value.as_ref().map(std::slice::from_ref)) {
            let texts: Option<Vec<&str>> = list.iter().map(|value| value.as_str()).collect();
            let Some(texts) = texts.filter(|texts| !texts.is_empty()) else {
                continue;
            };
            tag.values = Some(match tag.values.take() {
                None => texts,
                Some(values) => values
                    .into_iter()
                    .filter(|value| texts.contains(value))
                    .collect(),
            });
        }
    }
    tag.values = tag.values.filter(|values| !values.is_empty());
    tag
}

/// The properties of a part that are looked at.
fn properties(part: &Schema) -> impl Iterator<Item = &(String, SchemaId)> {
    let all = part.properties.iter();
    all.filter(|(name, _)| !part.withheld.contains(name))
}

fn is_list(api: &Api, id: SchemaId) -> bool {
    parts(api, id)
        .iter()
        .any(|schema| schema.enum_values.is_some() || schema.const_value.is_some())
}

/// A schema and all that it includes by `$ref` and `allOf`.
fn parts(api: &Api, id: SchemaId) -> Vec<&Schema> {
    let mut open = vec![id];
    let mut seen = HashSet::default();
    let mut parts = Vec::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            let schema = api.schema(id);
            parts.push(schema);
            open.extend(schema.all_of.iter().rev().chain(&schema.reference));
        }
    }
    parts
}
