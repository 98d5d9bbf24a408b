//! `oneOf` and `anyOf` with what tells their branches apart, as the validator has it.

use std::collections::BTreeSet;

use kontrakt_model::api::Type;
use kontrakt_model::{Api, Schema, SchemaId};

use super::Lowering;
use crate::plan::checks::{Check, Choice};

impl Lowering<'_> {
    /// The `oneOf` or `anyOf` of a schema.
    pub(crate) fn choice(
        &mut self,
        id: SchemaId,
        branches: &[SchemaId],
        exactly_one: bool,
    ) -> Check {
        let mut choice = Choice {
            branches: self.schemas(branches),
            beside_null: beside_null(self.api, branches),
            ..Choice::default()
        };
        if choice.beside_null.is_none() {
            choice.tags = tags(self.api, branches);
            if let Some(named) = self.api.discriminated(id, branches) {
                let values = named.values.iter();
                let values = values.map(|(value, branch)| ((*value).to_owned(), *branch));
                choice.discriminator = Some((named.property.to_owned(), values.collect()));
                choice.default = named.default;
            }
        }
        match exactly_one {
            true => Check::OneOf(Box::new(choice)),
            false => Check::AnyOf(Box::new(choice)),
        }
    }
}

/// The one branch beside `null`, if the choice only says that something is nullable.
fn beside_null(api: &Api, branches: &[SchemaId]) -> Option<usize> {
    let is_null = |id: &SchemaId| *api.schema(*id).types == [Type::Null];
    match branches {
        [other, null] if is_null(null) && !is_null(other) => Some(0),
        [null, other] if is_null(null) && !is_null(other) => Some(1),
        _ => None,
    }
}

/// The members that have `const` or `enum` in every branch for objects.
fn tags(api: &Api, branches: &[SchemaId]) -> Vec<String> {
    let is_list = |id: SchemaId| {
        let parts = parts(api, id);
        let mut parts = parts.iter();
        parts.any(|part| part.enum_values.is_some() || part.const_value.is_some())
    };
    let mut tags: Option<BTreeSet<&str>> = None;
    for branch in branches {
        let parts = parts(api, *branch);
        let properties = || parts.iter().flat_map(|part| &part.properties);
        if properties().next().is_none() {
            continue;
        }
        let listed = properties().filter(|(_, id)| is_list(*id));
        let own: BTreeSet<&str> = listed.map(|(name, _)| name.as_str()).collect();
        tags = Some(match tags {
            Some(tags) => tags.intersection(&own).copied().collect(),
            None => own,
        });
    }
    tags.into_iter().flatten().map(str::to_owned).collect()
}

/// A schema and all that it includes by `$ref` and `allOf`.
fn parts(api: &Api, id: SchemaId) -> Vec<&Schema> {
    let mut open = vec![id];
    let mut seen = BTreeSet::new();
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
