//! `oneOf` and `anyOf` among listed values.

use kontrakt_model::api::Listed;
use kontrakt_model::{Api, Schema, SchemaId};
use serde_json::Value as Json;

use super::variants::{self, Named};
use super::{List, UNKNOWN, checks, enum_values, scalar, wider};
use crate::names::Scope;
use crate::plan::components::is_null;
use crate::plan::merge::Merged;
use crate::plan::schemas::{Name, Types};
use crate::plan::shape::{self, TypeSet};
use crate::plan::types::{Enum, EnumValues, Kind, OTHER, Ty, Use, Variant};

/// Plans a choice whose branches list values of one type, beside `null` perhaps; each has a title in the
/// best case. Whether a value is among them is checked where the type is used, as the choice that it
/// is.
pub(in crate::plan) fn plan_choice<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
) -> Option<Use> {
    let &[(_, branches, _)] = merged.choices.as_slice() else {
        return None;
    };
    let api = types.api;
    let of_values = branches.iter().filter(|id| !is_null(api.schema(**id)));
    // Beside `null`, a branch alone is what it is without.
    let is_choice = of_values.count() > 1 || merged.typed;
    if !is_choice || merged.lists_values() || !branches.iter().all(|id| lists_values(api, *id)) {
        return None;
    }
    let listed = api.listed_choice(branches)?;
    let (nulls, listed): (Vec<Listed<'_>>, Vec<Listed<'_>>) =
        listed.into_iter().partition(|it| it.value.is_null());
    let nullable = !nulls.is_empty();
    let kind = TypeSet::of_values(listed.iter().map(|it| it.value));
    if !merged.types.has(kind) {
        return None;
    }
    let named = listed.into_iter().map(variants::value_of_choice);
    let named: Option<Vec<Named<'_>>> = named.collect();
    let (Some(values), Some(named)) = (enum_values(kind), named) else {
        let is_scalar =
            kind == TypeSet::BOOLEAN || kind.meets(TypeSet::NUMBER) && kind.split().count() == 1;
        return is_scalar.then(|| scalar(types, name, merged, kind, nullable));
    };
    let wide = wider(merged, kind, nullable);
    let variants = variants::variants(named.into_iter(), UNKNOWN);
    let list = Enum {
        typed: wide.is_none(),
        open: Some(Vec::new()),
        closed: types.is_closed(name.ident()),
        ..Enum::new(values, variants, UNKNOWN)
    };
    let id = types.add_named(ids, name, Kind::Enum(list));
    Some(Use {
        checks: checks(types, values, merged, wide.as_ref()),
        ..Use::plain(Ty::Named(id))
    })
}

/// Whether a schema says nothing but which values there are, and perhaps their types.
fn lists_values(api: &Api, id: SchemaId) -> bool {
    let schema = api.schema(id);
    let is_plain = schema.reference.is_none()
        && schema.all_of.is_empty()
        && schema.any_of.is_empty()
        && schema.one_of.is_empty()
        && !schema.extensible
        && !shape::says_more_than_list(schema);
    let types = TypeSet::of(&schema.types);
    let fits = |value: &Json| schema.types.is_empty() || types.has(TypeSet::of_value(value));
    is_plain && schema.listed().all(|it| fits(it.value))
}

/// The values that the branches of choices list, with their titles and meanings.
pub(super) fn values<'a>(api: &'a Api, merged: &Merged<'a>) -> impl Iterator<Item = Named<'a>> {
    let branches = merged.choices.iter().flat_map(|(_, branches, _)| *branches);
    let listing = branches.filter(move |id| lists_values(api, **id));
    let listed = listing.filter_map(move |id| api.listed_choice(std::slice::from_ref(id)));
    listed.flatten().filter_map(variants::value_of_choice)
}

/// Whether every value that the parts list fits their choices too, so that the list says all.
pub(in crate::plan) fn fits_choices(api: &Api, merged: &Merged<'_>) -> bool {
    let lists = List::all(merged);
    // Of a branch that says anything else it is not known which values fit it.
    let listed = |branch: &SchemaId| {
        let is_list = lists_values(api, *branch);
        is_list.then(|| api.listed_choice(std::slice::from_ref(branch)))?
    };
    merged.choices.iter().all(|(_, branches, one)| {
        let listed: Vec<_> = branches.iter().map(listed).collect();
        let is_known = !one || listed.iter().all(Option::is_some);
        let fits = |value: &Json| {
            let branches = listed.iter().flatten();
            let fitting = branches.filter(|branch| branch.iter().any(|it| it.value == value));
            let count = fitting.count();
            count == 1 || count > 1 && !one
        };
        is_known && List::common(&lists).all(fits)
    })
}

/// A list of known strings or integers beside the branch that admits all others.
pub(in crate::plan) struct OpenList {
    values: EnumValues,
    lists: Vec<SchemaId>,
    others: Vec<SchemaId>,
}

/// Whether the branches are lists of strings and strings of any kind, or the same of integers.
pub(in crate::plan) fn open_list(
    types: &Types<'_>,
    branches: &[(SchemaId, TypeSet)],
) -> Option<OpenList> {
    let (_, kind) = *branches.first()?;
    let values = enum_values(kind).filter(|_| branches.iter().all(|(_, set)| *set == kind))?;
    let (lists, others): (Vec<SchemaId>, Vec<SchemaId>) = branches
        .iter()
        .map(|(id, _)| *id)
        .partition(|id| list_of(types, *id, values).is_some());
    let plain = others.iter().all(|id| {
        let merged = Merged::gather(types.api, &[*id]);
        merged.choices.is_empty() && merged.untyped_keyword().is_none() && !merged.lists_values()
    });
    (!lists.is_empty() && others.len() == 1 && plain).then_some(OpenList {
        values,
        lists,
        others,
    })
}

/// The schema with the list, if the branch is nothing but a list of such values.
fn list_of<'a>(types: &Types<'a>, id: SchemaId, kind: EnumValues) -> Option<&'a Schema> {
    let merged = Merged::gather(types.api, &[id]);
    let [(_, schema)] = merged.atoms.as_slice() else {
        return None;
    };
    let is_one = schema.enum_values.is_some() != schema.const_value.is_some();
    let mut listed = schema.listed();
    let fits = listed.all(|it| variants::enum_value(it.value, kind).is_some());
    // Without a type, what a value of another type breaks is the list.
    let is_typed = !schema.types.is_empty();
    (is_one && fits && is_typed && !shape::says_more_than_list(schema)).then_some(schema)
}

/// Plans an enum that also takes values which it does not list.
pub(in crate::plan) fn plan_open(
    types: &mut Types<'_>,
    id: SchemaId,
    name: &Name,
    list: OpenList,
) -> Use {
    let mut listed: Vec<Variant> = Vec::new();
    let mut scope = Scope::with_reserved(&["Self", OTHER]);
    let owners: Vec<&Schema> = list
        .lists
        .iter()
        .filter_map(|id| list_of(types, *id, list.values))
        .collect();
    for owner in owners {
        let values = owner.listed().filter_map(variants::value_of);
        let values = values.map(|(value, ..)| value).collect();
        let constant = owner.const_value.as_ref().map(|value| Listed {
            value,
            name: owner.title.as_deref(),
            meaning: owner.description.as_deref(),
        });
        let constant = constant.and_then(variants::value_of_choice);
        let named = variants::of_list(types, owner, values, constant.into_iter());
        for variant in variants::variants(named.into_iter(), OTHER) {
            if listed.iter().all(|other| other.value != variant.value) {
                listed.push(Variant {
                    ident: scope.claim(variant.ident.clone()),
                    ..variant
                });
            }
        }
    }
    let kind = match list.values {
        EnumValues::Strings => TypeSet::STRING,
        EnumValues::Integers => TypeSet::INTEGER,
    };
    let merged = Merged::gather(types.api, &list.others).narrowed(kind);
    let kind = Enum {
        open: Some(types.checks(&merged)),
        ..Enum::new(list.values, listed, OTHER)
    };
    let id = types.add_named(&[id], name, Kind::Enum(kind));
    Use::plain(Ty::Named(id))
}
