//! Everything that is stated for one value, gathered from a schema and the parts of its `allOf`.

use kontrakt_model::api::{Types, Validation};
use kontrakt_model::hash::{HashMap, HashSet};
use kontrakt_model::{Api, Schema, SchemaId};

use super::shape::{self, TypeSet};

/// The schemas that hold for a value at once, and what they say of objects and arrays together.
#[derive(Debug, Clone)]
pub(super) struct Merged<'a> {
    /// The schema that the value is described by, whose parts the others are.
    pub(super) origin: Option<SchemaId>,
    /// Each schema that states something itself, its parts left out: they are in the list too.
    pub(super) atoms: Vec<(SchemaId, &'a Schema)>,
    /// The types that all atoms admit; all types where none states any.
    pub(super) types: TypeSet,
    /// Whether an atom states `type`.
    pub(super) typed: bool,
    /// The properties in source order, with every schema that one has.
    pub(super) properties: Vec<(&'a str, Vec<SchemaId>)>,
    /// The properties that all parts with them withhold: nothing is looked at of what comes for them.
    pub(super) withheld: Vec<&'a str>,
    /// The names that must be there, in source order.
    pub(super) required: Vec<&'a str>,
    /// Where a branch must be chosen: the schema, its branches, and whether exactly one must fit.
    pub(super) choices: Vec<(SchemaId, &'a [SchemaId], bool)>,
}

impl<'a> Merged<'a> {
    /// Follows references and `allOf` from `ids`. No part is visited twice.
    pub(super) fn gather(api: &'a Api, ids: &[SchemaId]) -> Merged<'a> {
        let mut merged = Merged {
            origin: ids.first().copied(),
            atoms: Vec::new(),
            types: TypeSet::ALL,
            typed: false,
            properties: Vec::new(),
            withheld: Vec::new(),
            required: Vec::new(),
            choices: Vec::new(),
        };
        let mut seen = HashSet::default();
        let mut stack: Vec<SchemaId> = ids.iter().rev().copied().collect();
        while let Some(id) = stack.pop() {
            if !seen.insert(id) {
                continue;
            }
            let schema = api.schema(id);
            if shape::constrains(schema) || !schema.any_of.is_empty() || !schema.one_of.is_empty() {
                merged.atoms.push((id, schema));
            }
            stack.extend(schema.all_of.iter().rev());
            stack.extend(schema.reference);
        }
        // A part that comes first in the text states its properties first.
        merged.collect();
        merged
    }

    fn collect(&mut self) {
        let mut positions: HashMap<&str, usize> = HashMap::default();
        let mut required = HashSet::default();
        for &(id, schema) in &self.atoms {
            if !schema.types.is_empty() {
                self.types = self.types.and(TypeSet::of(&schema.types));
                self.typed = true;
            }
            for (name, property) in &schema.properties {
                if schema.withheld.contains(name) {
                    self.withheld.push(name);
                    continue;
                }
                let position = *positions.entry(name).or_insert_with(|| {
                    self.properties.push((name, Vec::new()));
                    self.properties.len() - 1
                });
                if let Some((_, ids)) = self.properties.get_mut(position)
                    && !ids.contains(property)
                {
                    ids.push(*property);
                }
            }
            self.required.extend(
                schema
                    .required
                    .iter()
                    .map(String::as_str)
                    .filter(|name| required.insert(*name)),
            );
            for (branches, one) in [(&schema.any_of, false), (&schema.one_of, true)] {
                if !branches.is_empty() {
                    self.choices.push((id, branches, one));
                }
            }
        }
        let mut seen = HashSet::default();
        self.withheld
            .retain(|name| !positions.contains_key(name) && seen.insert(*name));
    }

    /// The same with only some of the types.
    pub(super) fn narrowed(&self, types: TypeSet) -> Merged<'a> {
        Merged {
            types,
            ..self.clone()
        }
    }

    /// The first keyword about these types that Rust types do not express, and its schema.
    pub(super) fn untyped_keyword(&self) -> Option<(SchemaId, &'static str)> {
        self.atoms.iter().find_map(|(id, schema)| {
            let (keyword, about) = shape::untyped_keyword(schema)?;
            about
                .meets(self.types.without(TypeSet::NULL))
                .then_some((*id, keyword))
        })
    }

    /// The names of all properties, also of those that are withheld.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        let properties = self.properties.iter().map(|(name, _)| *name);
        properties.chain(self.withheld.iter().copied())
    }

    /// The rules of all parts.
    pub(super) fn rules(&self) -> Vec<&'a Validation> {
        self.atoms
            .iter()
            .flat_map(|(_, schema)| &schema.validations)
            .collect()
    }

    /// Whether a part lists the values.
    pub(super) fn lists_values(&self) -> bool {
        self.atoms
            .iter()
            .any(|(_, schema)| schema.enum_values.is_some() || schema.const_value.is_some())
    }

    /// The types that no part rules out by `type`.
    pub(super) fn stated(&self) -> TypeSet {
        let stated = self.atoms.iter().map(|(_, schema)| &schema.types);
        let stated = stated.filter(|types| !types.is_empty());
        stated.fold(TypeSet::ALL, |set, types| set.and(TypeSet::of(types)))
    }

    /// The `type` of the first part that states one.
    pub(super) fn stated_types(&self) -> Types {
        let mut stated = self.atoms.iter().map(|(_, schema)| &schema.types);
        let stated = stated.find(|types| !types.is_empty());
        stated.cloned().unwrap_or_default()
    }

    /// Whether a part says more than its type and its choices.
    pub(super) fn says_more_than_choices(&self) -> bool {
        self.atoms
            .iter()
            .any(|(_, schema)| shape::constrains_beyond_type(schema))
    }
}
