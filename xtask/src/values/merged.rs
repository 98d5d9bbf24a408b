//! All that holds for a value: the schemas that are included and the branches that are taken.

use std::collections::BTreeSet;

use kontrakt_model::api::Type;
use kontrakt_model::{Api, Schema, SchemaId};
use serde_json::Value;

/// Schemas that all hold for a value.
pub(crate) struct Merged<'a> {
    pub(crate) schemas: Vec<&'a Schema>,
    /// What names the branches that are taken.
    tags: Vec<(&'a str, Value)>,
}

/// How many schemas are gathered for one value.
const LIMIT: usize = 400;

impl<'a> Merged<'a> {
    /// Follows references and `allOf`, and takes a branch of each union. None where a schema allows
    /// nothing.
    pub(crate) fn gather(api: &'a Api, ids: &[SchemaId], branch: usize) -> Option<Self> {
        let mut merged = Merged {
            schemas: Vec::new(),
            tags: Vec::new(),
        };
        let mut seen = BTreeSet::new();
        let mut open: Vec<SchemaId> = ids.iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            if !seen.insert(id) || seen.len() > LIMIT {
                continue;
            }
            let schema = api.schema(id);
            if schema.boolean == Some(false) {
                return None;
            }
            open.extend(schema.all_of.iter().rev().chain(&schema.reference));
            for branches in [&schema.one_of, &schema.any_of] {
                let usual: Vec<SchemaId> = branches
                    .iter()
                    .copied()
                    .filter(|it| *api.schema(*it).types != [Type::Null])
                    .collect();
                let branches = if usual.is_empty() { branches } else { &usual };
                if branches.is_empty() {
                    continue;
                }
                let taken = branches[branch % branches.len()];
                open.push(taken);
                merged.tag(api, schema, taken);
            }
            merged.schemas.push(schema);
        }
        Some(merged)
    }

    /// The value of the discriminator that names a branch.
    fn tag(&mut self, api: &'a Api, schema: &'a Schema, taken: SchemaId) {
        let Some(discriminator) = &schema.discriminator else {
            return;
        };
        let target = api.resolved(taken);
        let is_it = |id: &SchemaId| *id == taken || api.resolved(*id) == target;
        let mapped = discriminator.mapping.iter().find(|(_, id)| is_it(id));
        let named = || {
            let mut components = api.components.iter();
            let named = components.find(|(_, id)| is_it(id));
            named.map(|(name, _)| name.clone())
        };
        if let Some(name) = mapped.map(|(name, _)| name.clone()).or_else(named) {
            self.tags.push((&discriminator.property, Value::from(name)));
        }
    }

    /// The members that name the branches.
    pub(crate) fn tags(&self) -> impl Iterator<Item = (String, Value)> {
        let tags = self.tags.iter();
        tags.map(|(name, value)| ((*name).to_owned(), value.clone()))
    }

    /// Whether a value of another type could stand in its place.
    pub(crate) fn is_one_of_several(&self) -> bool {
        self.any(|it| !it.one_of.is_empty() || !it.any_of.is_empty() || it.types.len() > 1)
    }

    pub(crate) fn any(&self, holds: fn(&Schema) -> bool) -> bool {
        self.schemas.iter().any(|schema| holds(schema))
    }

    pub(crate) fn most(&self, of: fn(&Schema) -> Option<u64>) -> Option<u64> {
        self.schemas.iter().filter_map(|schema| of(schema)).max()
    }

    pub(crate) fn least(&self, of: fn(&Schema) -> Option<u64>) -> Option<u64> {
        self.schemas.iter().filter_map(|schema| of(schema)).min()
    }

    /// `multipleOf`, of one schema.
    pub(crate) fn step(&self) -> Option<f64> {
        let mut steps = self.schemas.iter().filter_map(|it| it.multiple_of.as_ref());
        steps.next()?.parse().ok()
    }

    /// The first value that `const` and `enum` allow.
    pub(crate) fn listed(&self) -> Option<Value> {
        let lists: Vec<Vec<&Value>> = self
            .schemas
            .iter()
            .filter_map(|schema| match (&schema.const_value, &schema.enum_values) {
                (Some(value), _) => Some(vec![value]),
                (None, Some(values)) => Some(values.iter().collect()),
                (None, None) => None,
            })
            .collect();
        let (first, others) = lists.split_first()?;
        let fits = |value: &&&Value| others.iter().all(|list| list.contains(value));
        let mut fitting: Vec<&&Value> = first.iter().filter(fits).collect();
        fitting.sort_by_key(|value| value.is_null() || **value == "");
        fitting.first().map(|value| (**value).clone())
    }

    /// The type of the value: not `null` if there is another one.
    pub(crate) fn kind(&self) -> Option<Type> {
        let stated = self.schemas.iter().filter(|it| !it.types.is_empty());
        let mut stated = stated.map(|schema| &schema.types);
        let Some(first) = stated.next() else {
            return Some(self.meant());
        };
        let others: Vec<_> = stated.collect();
        let fits = |kind: Type, list: &[Type]| {
            list.contains(&kind) || kind == Type::Integer && list.contains(&Type::Number)
        };
        let candidates = match first.contains(&Type::Number) {
            true => [first.as_slice(), &[Type::Integer]].concat(),
            false => first.to_vec(),
        };
        let mut kinds: Vec<Type> = candidates
            .into_iter()
            .filter(|kind| others.iter().all(|list| fits(*kind, list)))
            .collect();
        kinds.sort_by_key(|kind| *kind == Type::Null);
        kinds.first().copied()
    }

    /// The type that the keywords are about where none is stated.
    fn meant(&self) -> Type {
        let is_object = |it: &Schema| {
            !it.properties.is_empty()
                || !it.required.is_empty()
                || it.additional_properties.is_some()
        };
        let is_array = |it: &Schema| it.items.is_some() || !it.prefix_items.is_empty();
        let is_number = |it: &Schema| it.minimum.is_some() || it.maximum.is_some();
        if self.any(is_object) {
            Type::Object
        } else if self.any(is_array) {
            Type::Array
        } else if self.any(is_number) {
            Type::Integer
        } else {
            Type::String
        }
    }

    pub(crate) fn items(&self) -> Vec<SchemaId> {
        self.schemas.iter().filter_map(|it| it.items).collect()
    }

    pub(crate) fn prefix_items(&self) -> &'a [SchemaId] {
        let mut lists = self.schemas.iter().map(|it| it.prefix_items.as_slice());
        lists.find(|list| !list.is_empty()).unwrap_or_default()
    }

    pub(crate) fn required(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for name in self.schemas.iter().flat_map(|it| &it.required) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// The properties with all schemas of each, but those that only go the other way.
    pub(crate) fn properties(&self) -> Vec<(&'a str, Vec<SchemaId>)> {
        let is_withheld =
            |name: &str| (self.schemas.iter()).any(|it| it.withheld.iter().any(|it| it == name));
        let mut all: Vec<(&str, Vec<SchemaId>)> = Vec::new();
        for (name, id) in self.schemas.iter().flat_map(|it| &it.properties) {
            if is_withheld(name) {
                continue;
            }
            match all.iter_mut().find(|(known, _)| known == name) {
                Some((_, ids)) => ids.push(*id),
                None => all.push((name, vec![*id])),
            }
        }
        all
    }

    /// What other members hold.
    pub(crate) fn additional(&self) -> Vec<SchemaId> {
        let all = self.schemas.iter();
        all.filter_map(|it| it.additional_properties).collect()
    }
}
