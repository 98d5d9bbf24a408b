//! Schemas that state no `type`.
//!
//! A value of any type is valid then. What they say of members or of items still becomes the type of
//! objects or arrays, which is one variant beside all other values.

use kontrakt_model::{Api, Finding, Schema, SchemaId};

use super::merge::Merged;
use super::schemas::{Name, Types};
use super::shape::{self, TypeSet};
use super::types::{Ty, Use};
use super::unions::{Branch, Branches};
use crate::codes;

/// Whether a schema says of values of a type what they are made of.
type Says = fn(&Api, &Schema) -> bool;

/// The types that are made of something.
const MADE: [(TypeSet, &str, Says); 2] = [
    (TypeSet::OBJECT, "object", |api, schema| {
        let additional = schema.additional_properties.map(|id| api.schema(id));
        !schema.properties.is_empty() || additional.is_some_and(|it| it.boolean.is_none())
    }),
    (TypeSet::ARRAY, "array", |_, schema| schema.items.is_some()),
];

/// Plans a value whose type is not stated.
pub(super) fn plan<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
) -> Use {
    let api = types.api;
    let speaks = |(kind, word, says): (TypeSet, &'static str, Says)| {
        let mut atoms = merged.atoms.iter().filter(|_| merged.types.has(kind));
        let (id, _) = atoms.find(|(_, schema)| says(api, schema))?;
        Some((kind, word, *id))
    };
    let made: Vec<_> = MADE.into_iter().filter_map(speaks).collect();
    if let Some((_, word, id)) = made.first() {
        let place = match ids {
            [one] => one,
            _ => id,
        };
        report(types, word, *place);
        return beside_others(
            types,
            ids,
            name,
            merged,
            made.iter().map(|(kind, ..)| *kind),
        );
    }
    let mut atoms = merged.atoms.iter();
    let of_objects = atoms.find_map(|(id, schema)| Some((*id, shape::object_keyword(schema)?)));
    if let Some((id, keyword)) = of_objects.or_else(|| merged.untyped_keyword()) {
        let message = format!(
            "`{keyword}` stands beside no `type`; the value becomes JSON, which is checked"
        );
        return types.json_at(&[id], ids, codes::UNTYPED_KEYWORD, message, None);
    }
    // With the checks of whatever type it turns out to be.
    types.scalar(Ty::Json, merged)
}

/// Values of some types, and all others as JSON.
fn beside_others<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
    kinds: impl Iterator<Item = TypeSet>,
) -> Use {
    let api = types.api;
    let takes_null = |id: &SchemaId| types.shapes.types(api, *id).has(TypeSet::NULL);
    let mut others = merged.types;
    if ids.iter().all(takes_null) {
        others = others.or(TypeSet::NULL);
    }
    let mut branches = Vec::new();
    for kind in kinds {
        others = others.without(kind);
        branches.push(match kind {
            TypeSet::OBJECT => Branch::meant(merged),
            _ => Branch::of_type(kind, merged),
        });
    }
    if others != TypeSet::NONE {
        branches.push(Branch::other(others, merged));
    }
    types.union(ids, name, Branches::by_type(branches))
}

fn report(types: &mut Types<'_>, kind: &str, id: SchemaId) {
    let location = &types.api.schema(id).location;
    let message = format!(
        "this schema speaks of {kind}s but states no `type`, so a value of any other type is valid; \
         it becomes an enum, whose variant `Other` has those"
    );
    let finding = Finding::info(codes::NO_TYPE, message)
        .at(location.place(), format!("`#{}`", location.pointer))
        .help(format!(
            "State `type: {kind}`, here or in an overlay, to get its type alone."
        ));
    types.diagnostics.push(finding);
}
