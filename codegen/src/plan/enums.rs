//! `enum`, `const` and choices among listed values: strings and integers become Rust enums, others
//! are checked.

mod choices;
mod variants;

use kontrakt_model::{Schema, SchemaId};
use serde_json::Value as Json;

use super::checks::{Check, Scalar};
use super::lowered;
use super::merge::Merged;
use super::schemas::{Name, Types};
use super::shape::TypeSet;
use super::types::{Enum, EnumValue, EnumValues, Kind, OTHER, Ty, Use};
use crate::codes;

pub(super) use choices::{fits_choices, open_list, plan_choice, plan_open};

/// The variant for a value that a closed list does not have.
const UNKNOWN: &str = "Unknown";

/// What a part lists.
struct List<'a> {
    owner: &'a Schema,
    values: &'a [Json],
    is_constant: bool,
}

impl<'a> List<'a> {
    /// The lists of all parts.
    fn all(merged: &Merged<'a>) -> Vec<List<'a>> {
        let of_part = |(_, owner): &(SchemaId, &'a Schema)| {
            let owner = *owner;
            let list = |values, is_constant| List {
                owner,
                values,
                is_constant,
            };
            let listed = owner.enum_values.as_deref().map(|it| list(it, false));
            let constant = owner.const_value.as_ref();
            let constant = constant.map(|it| list(std::slice::from_ref(it), true));
            listed.into_iter().chain(constant)
        };
        merged.atoms.iter().flat_map(of_part).collect()
    }

    /// The values that all parts list.
    fn common(lists: &[List<'a>]) -> impl Iterator<Item = &'a Json> {
        let (first, others) = match lists {
            [first, others @ ..] => (first.values, others),
            [] => (&[] as &[Json], lists),
        };
        let in_all = |value: &&Json| others.iter().all(|list| list.values.contains(value));
        first.iter().filter(in_all)
    }

    /// The list as a check, unless it has numbers that nothing can be compared with.
    fn check(&self) -> Option<Check> {
        let values: Option<Vec<Scalar>> = self.values.iter().map(Scalar::of).collect();
        let mut values = values?;
        Some(match self.is_constant {
            true => Check::Const(values.pop()?),
            false => Check::Enum(values),
        })
    }
}

/// Plans a schema one of whose parts has `enum` or `const`.
pub(super) fn plan<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
) -> Use {
    let lists = List::all(merged);
    enumerated(types, ids, name, merged, &lists)
        .unwrap_or_else(|| checked(types, ids, name, merged, &lists))
}

/// An enum, if the values are all strings, or are all integers and no other number is admitted.
fn enumerated<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
    lists: &[List<'a>],
) -> Option<Use> {
    let first = lists.first()?;
    let (nulls, listed): (Vec<&Json>, Vec<&Json>) =
        List::common(lists).partition(|value| value.is_null());
    let kind = match merged.typed {
        true => merged.types,
        false => TypeSet::of_values(listed.iter().copied()),
    };
    let values = enum_values(kind)?;
    let listed = listed.iter().map(|it| variants::enum_value(it, values));
    let listed: Vec<EnumValue> = listed.collect::<Option<_>>()?;
    if listed.is_empty() {
        return None;
    }
    let named_by = lists.iter().find(|list| !list.is_constant);
    let owner = named_by.unwrap_or(first).owner;
    let choices = choices::values(types.api, merged);
    let named = variants::of_list(types, owner, listed, choices);

    let is_open = values == EnumValues::Strings && merged.atoms.iter().any(|(_, it)| it.extensible);
    let rest = if is_open { OTHER } else { UNKNOWN };
    let wide = wider(merged, kind, !nulls.is_empty()).filter(|_| !is_open);
    // Which keyword a value breaks is known of one list, and else asked where the type is used.
    let is_one_keyword = lists.iter().all(|it| it.is_constant == first.is_constant);
    let list = Enum {
        typed: wide.is_none(),
        constant: is_one_keyword && first.is_constant,
        open: (is_open || !is_one_keyword).then(Vec::new),
        closed: !is_open && types.is_closed(name.ident()),
        ..Enum::new(values, variants::variants(named.into_iter(), rest), rest)
    };
    let mut checks = checks(types, values, merged, wide.as_ref());
    if !is_one_keyword {
        let closed = lists.iter().filter(|it| !it.owner.extensible);
        checks.extend(closed.filter_map(List::check));
    }
    let id = types.add_named(ids, name, Kind::Enum(list));
    Some(Use {
        checks,
        ..Use::plain(Ty::Named(id))
    })
}

/// What the values of an enum are, if it has those of one JSON type.
fn enum_values(kind: TypeSet) -> Option<EnumValues> {
    match kind {
        TypeSet::STRING => Some(EnumValues::Strings),
        TypeSet::INTEGER => Some(EnumValues::Integers),
        _ => None,
    }
}

/// The parts for all types that they state, if those are more than that of the listed values, beside
/// `null` where that is listed.
fn wider<'a>(merged: &Merged<'a>, kind: TypeSet, nullable: bool) -> Option<Merged<'a>> {
    let mut stated = merged.stated();
    if nullable {
        stated = stated.without(TypeSet::NULL);
    }
    (stated != kind).then(|| merged.narrowed(stated))
}

/// The checks of values that are listed, with the range of integers, which no type has here.
fn checks<'a>(
    types: &mut Types<'a>,
    values: EnumValues,
    merged: &Merged<'a>,
    wide: Option<&Merged<'a>>,
) -> Vec<Check> {
    let mut checks = types.checks(wide.unwrap_or(merged));
    let mut formats = merged.atoms.iter().map(|(_, it)| it.format.as_deref());
    let is_short = values == EnumValues::Integers && formats.any(|it| it == Some("int32"));
    match wide {
        Some(wide) => checks.extend(lowered::types(&wide.atoms)),
        None if is_short => checks.push(Check::Format("int32".to_owned())),
        None => {}
    }
    checks
}

/// A value of one JSON type, which no enum has.
fn scalar<'a>(
    types: &mut Types<'a>,
    name: &Name,
    merged: &Merged<'a>,
    kind: TypeSet,
    nullable: bool,
) -> Use {
    let kind = match merged.stated().has(TypeSet::NUMBER) && kind.meets(TypeSet::NUMBER) {
        true => TypeSet::NUMBER,
        false => kind,
    };
    let wide = wider(merged, kind, nullable);
    let mut planned = types.plan_kind(kind, name, wide.as_ref().unwrap_or(merged).clone());
    if let Some(wide) = wide {
        planned.checks.extend(lowered::types(&wide.atoms));
        planned.checks.push(Check::Untyped);
    }
    planned
}

/// Other lists: the type of the values, with the list as a check.
fn checked<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
    lists: &[List<'a>],
) -> Use {
    let checks: Option<Vec<Check>> = lists.iter().map(List::check).collect();
    let Some(checks) = checks else {
        let message = "this list has numbers that cannot be compared with; the value becomes JSON";
        return types.json(ids, codes::MIXED_ENUM, message, None);
    };
    let kinds: Vec<TypeSet> = merged.types.split().collect();
    let nullable = lists.iter().all(|list| list.values.contains(&Json::Null));
    let mut planned = match kinds.as_slice() {
        [kind] => scalar(types, name, merged, *kind, nullable),
        _ => types.scalar(Ty::Json, merged),
    };
    if planned.ty == Ty::Json {
        planned.checks.extend(lowered::types(&merged.atoms));
    }
    // A list of arrays or objects is compared with the value as a whole.
    let is_deep = |scalar: &Scalar| matches!(scalar, Scalar::Array(_) | Scalar::Object(_));
    planned
        .checks
        .extend(checks.into_iter().map(|check| match &check {
            Check::Enum(values) if values.iter().any(is_deep) => Check::AllOf(vec![vec![check]]),
            Check::Const(value) if is_deep(value) => Check::AllOf(vec![vec![check]]),
            _ => check,
        }));
    planned
}
