//! Choices among types beside what is said of values of some of them.

use kontrakt_model::{Schema, SchemaId};

use super::{Branch, Branches, Schemas, branch_name, or_null};
use crate::plan::merge::Merged;
use crate::plan::schemas::{Name, Types};
use crate::plan::shape::{self, TypeSet};
use crate::plan::types::Use;

/// A choice among values of different types, each by its branch and by all that stands beside the choice.
pub(super) fn plan<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
) -> Option<Use> {
    let api = types.api;
    let &[(_, branches, _)] = merged.choices.as_slice() else {
        return None;
    };
    let mut list = Vec::with_capacity(branches.len());
    let mut taken = TypeSet::NONE;
    for branch in branches {
        let admitted = types.shapes.types(api, *branch).and(merged.types);
        let kind = admitted.without(TypeSet::NULL);
        if kind == TypeSet::NONE {
            continue;
        }
        let all: Vec<SchemaId> = ids.iter().chain([branch]).copied().collect();
        let mut parts = Merged::gather(api, &all);
        parts
            .choices
            .retain(|choice| !merged.choices.contains(choice));
        let is_plain = parts.choices.is_empty() && !parts.lists_values();
        if kind.split().count() != 1 || kind.meets(taken) || !is_plain {
            return None;
        }
        taken = taken.or(kind);
        let mut beside = merged.atoms.iter();
        let is_all_said = kind == TypeSet::OBJECT && !beside.any(|(_, it)| speaks_of_objects(it));
        list.push(Branch {
            name: branch_name(types, *branch, None, kind),
            types: kind,
            schemas: match is_all_said {
                true => Schemas::Of(*branch),
                false => Schemas::Narrowed(kind, parts.narrowed(kind)),
            },
        });
    }
    if list.is_empty() {
        return None;
    }
    let planned = types.union(ids, name, Branches::by_type(list));
    Some(or_null(types, merged, planned))
}

/// Whether a schema says anything of the members of objects.
fn speaks_of_objects(schema: &Schema) -> bool {
    !schema.properties.is_empty()
        || shape::object_keyword(schema).is_some()
        || shape::untyped_keyword(schema).is_some()
}
