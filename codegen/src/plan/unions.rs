//! `oneOf` and `anyOf` whose branches are told apart by their JSON type.

use kontrakt_model::SchemaId;

use super::components::is_null;
use super::enums;
use super::merge::Merged;
use super::schemas::{Name, Types};
use super::shape::TypeSet;
use super::types::{JsonType, Ty, Union, UnionVariant, Use};
use crate::codes;
use crate::names::{self, Scope};

/// A branch whose type is planned later.
pub(super) struct Branch<'a> {
    /// The JSON types that choose it.
    pub(super) types: TypeSet,
    pub(super) schemas: Schemas<'a>,
}

/// What holds for the values of a branch.
pub(super) enum Schemas<'a> {
    /// A schema of `oneOf` or `anyOf`.
    Of(SchemaId),
    /// One type of a schema that states several.
    Narrowed(Merged<'a>),
}

/// Plans a schema whose parts have one `oneOf` or `anyOf`.
pub(super) fn plan<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: Merged<'a>,
) -> Use {
    let &[(id, branches, exactly_one)] = merged.choices.as_slice() else {
        return refuse(types, ids, "several `oneOf` or `anyOf` hold at once here");
    };
    if merged.says_more_than_choices() {
        return refuse(
            types,
            ids,
            "`oneOf` or `anyOf` stands beside other keywords here",
        );
    }
    let api = types.api;
    let admitted: Vec<(SchemaId, TypeSet)> = branches
        .iter()
        .map(|id| (*id, types.shapes.types(api, *id)))
        .collect();
    let nulls = admitted
        .iter()
        .filter(|(_, set)| set.has(TypeSet::NULL))
        .count();
    let others: Vec<(SchemaId, TypeSet)> = admitted
        .into_iter()
        .filter(|(id, _)| !is_null(api.schema(*id)))
        .map(|(id, set)| (id, set.and(merged.types).without(TypeSet::NULL)))
        .filter(|(_, set)| *set != TypeSet::NONE)
        .collect();
    if exactly_one && nulls > 1 {
        return refuse(types, ids, "`null` fits several branches of `oneOf` here");
    }
    let mut planned = if let [(only, _)] = others.as_slice() {
        types.use_of(&[*only], name)
    } else if let Some(list) = enums::open_list(types, &others).filter(|_| !exactly_one) {
        enums::plan_open(types, id, name, list)
    } else if let Some((first, second)) = overlap(&others) {
        let word = if exactly_one { "oneOf" } else { "anyOf" };
        let message = format!(
            "the JSON type does not tell the branches of `{word}` apart; the value becomes JSON, unchecked by types"
        );
        let places = [first, second].map(|id| api.schema(id).location.pointer.clone());
        let help = format!("`#{}` and `#{}` admit the same type.", places[0], places[1]);
        return types.json(&[id], codes::OVERLAPPING_UNION, message, Some(help));
    } else {
        let branch = |&(id, types): &(SchemaId, TypeSet)| Branch {
            types,
            schemas: Schemas::Of(id),
        };
        types.union(ids, name, others.iter().map(branch).collect())
    };
    planned.nullable |= !merged.typed && nulls > 0 && planned.ty != Ty::Json;
    planned
}

fn refuse(types: &mut Types<'_>, ids: &[SchemaId], reason: &str) -> Use {
    let message = format!("{reason}; the value becomes JSON, unchecked by types");
    types.json(ids, codes::OVERLAPPING_UNION, message, None)
}

/// Two branches that admit the same JSON type.
fn overlap(branches: &[(SchemaId, TypeSet)]) -> Option<(SchemaId, SchemaId)> {
    let mut seen = TypeSet::NONE;
    for (id, set) in branches {
        if seen.meets(*set) {
            let (earlier, _) = branches.iter().find(|(_, other)| other.meets(*set))?;
            return Some((*earlier, *id));
        }
        seen = seen.or(*set);
    }
    None
}

/// Plans the variants of a union.
pub(super) fn plan_variants<'a>(
    types: &mut Types<'a>,
    name: &Name,
    branches: Vec<Branch<'a>>,
) -> Union {
    let mut scope = Scope::with_reserved(&["Self"]);
    let mut variants = Vec::with_capacity(branches.len());
    for branch in branches {
        let json_types: Vec<JsonType> = branch.types.split().map(json_type).collect();
        let words: Vec<String> = json_types.iter().map(|one| format!("{one:?}")).collect();
        let wanted = names::camel(&words.join("Or"));
        let inner = name.join(wanted.as_str());
        let mut value = match branch.schemas {
            Schemas::Of(id) => types.use_of(&[id], &inner),
            Schemas::Narrowed(merged) => types.plan_kind(branch.types, &inner, merged),
        };
        // `null` is a matter of the union as a whole.
        value.nullable = false;
        if let Ty::Named(_) = value.ty {
            // Keeps the variants of similar size.
            value.ty = types.boxed_if_object(value.ty);
        }
        variants.push(UnionVariant {
            ident: scope.claim(wanted),
            types: json_types,
            value,
        });
    }
    Union { variants }
}

/// The type that a set of one kind stands for.
fn json_type(set: TypeSet) -> JsonType {
    match set {
        TypeSet::BOOLEAN => JsonType::Boolean,
        TypeSet::INTEGER => JsonType::Integer,
        TypeSet::STRING => JsonType::String,
        TypeSet::ARRAY => JsonType::Array,
        TypeSet::OBJECT => JsonType::Object,
        _ => JsonType::Number,
    }
}
