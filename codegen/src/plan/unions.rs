//! `oneOf`, `anyOf` and several types: enums with a variant for each branch.
//!
//! A value is held as the branch that it is found to fit when it is read, so branches may overlap.

mod distributed;

use kontrakt_model::hash::HashSet;
use kontrakt_model::{Api, Schema, SchemaId};

use super::checks::Check;
use super::components::is_null;
use super::enums;
use super::merge::Merged;
use super::schemas::{Name, Types};
use super::shape::TypeSet;
use super::tags::Tags;
use super::types::{Discriminator, JsonType, Ty, Union, UnionVariant, Use};
use crate::codes;
use crate::names::{self, Ident, Scope};

/// The longest title that becomes a name.
const MAX_TITLE: usize = 40;

/// The branches of a union, whose types are planned later.
pub(super) struct Branches<'a> {
    list: Vec<Branch<'a>>,
    exactly_one: bool,
    tags: Tags<'a>,
    discriminator: Option<Discriminator>,
}

impl<'a> Branches<'a> {
    /// Branches that exclude each other by their type.
    pub(super) fn by_type(list: Vec<Branch<'a>>) -> Self {
        Branches {
            list,
            exactly_one: false,
            tags: Tags::default(),
            discriminator: None,
        }
    }
}

/// A branch whose type is planned later.
pub(super) struct Branch<'a> {
    name: Ident,
    /// The JSON types that it admits.
    types: TypeSet,
    schemas: Schemas<'a>,
}

/// What holds for the values of a branch.
enum Schemas<'a> {
    /// A schema of `oneOf` or `anyOf`.
    Of(SchemaId),
    /// Values of one type, by this schema.
    Narrowed(TypeSet, Merged<'a>),
    /// The objects that this schema means, as if it were about no other values.
    Meant(Merged<'a>),
    /// JSON values of these types, with the checks of this schema.
    Json(Merged<'a>),
}

impl<'a> Branch<'a> {
    /// One type of a schema that states several.
    pub(super) fn of_type(types: TypeSet, merged: &Merged<'a>) -> Self {
        Branch {
            name: names::camel(&words(types)),
            types,
            schemas: Schemas::Narrowed(types, merged.narrowed(types)),
        }
    }

    /// The objects that are meant by a schema that states no type: what is inside is called as if they
    /// stood alone.
    pub(super) fn meant(merged: &Merged<'a>) -> Self {
        let branch = Self::of_type(TypeSet::OBJECT, merged);
        Branch {
            schemas: Schemas::Meant(merged.narrowed(TypeSet::OBJECT)),
            ..branch
        }
    }

    /// The other types of a schema that states none.
    pub(super) fn other(types: TypeSet, merged: &Merged<'a>) -> Self {
        Branch {
            name: names::camel("other"),
            types,
            schemas: Schemas::Json(merged.narrowed(types)),
        }
    }
}

/// Plans a schema whose parts have one `oneOf` or `anyOf`.
pub(super) fn plan<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: Merged<'a>,
) -> Use {
    if let Some(planned) = enums::plan_choice(types, ids, name, &merged) {
        return or_null(types, &merged, planned);
    }
    let &[(id, branches, one)] = merged.choices.as_slice() else {
        let planned = types.beside_choices(ids, name, &merged);
        let reason = "several `oneOf` or `anyOf` hold at once here";
        return planned.unwrap_or_else(|| refuse(types, ids, reason));
    };
    if merged.says_more_than_choices() && !are_parts(types.api, &merged, branches) {
        let mut planned = types.beside_choices(ids, name, &merged);
        if planned.is_none() {
            planned = distributed::plan(types, ids, name, &merged);
        }
        let reason = "`oneOf` or `anyOf` stands beside other keywords here";
        return planned.unwrap_or_else(|| refuse(types, ids, reason));
    }
    if leads_back(types, id, branches) {
        let message =
            "this choice is one of its own branches; the value becomes JSON, which is checked";
        return types.json(ids, codes::ENDLESS_TYPE, message, None);
    }
    let api = types.api;
    let mut nulls = 0;
    let mut others: Vec<(usize, SchemaId)> = Vec::new();
    for (at, branch) in branches.iter().enumerate() {
        let admitted = types.shapes.types(api, *branch);
        nulls += usize::from(admitted.has(TypeSet::NULL));
        let rest = admitted.and(merged.types).without(TypeSet::NULL);
        if !is_null(api.schema(*branch)) && rest != TypeSet::NONE {
            others.push((at, *branch));
        }
    }
    // Of `oneOf`, no value may fit several branches: these say nothing of the type, or several of them `null`.
    if one && nulls > 1 && merged.typed {
        let planned = types.beside_choices(ids, name, &merged);
        let reason = "`null` fits several branches of `oneOf` here";
        return planned.unwrap_or_else(|| refuse(types, ids, reason));
    }
    let sets: Vec<(SchemaId, TypeSet)> = others
        .iter()
        .map(|(_, id)| (*id, types.shapes.types(api, *id).without(TypeSet::NULL)))
        .collect();
    if others.is_empty() {
        return types.checked_json(ids);
    }
    let planned = if let [(_, only)] = others.as_slice() {
        types.use_of(&[*only], name)
    } else if let Some(list) = enums::open_list(types, &sets).filter(|_| !one) {
        enums::plan_open(types, id, name, list)
    } else {
        plan_branches(types, ids, name, &merged, (id, branches, one), &others)
    };
    or_null(types, &merged, planned)
}

/// Lets a choice be `null` where a branch allows it. Of `oneOf`, no value may fit several branches.
fn or_null<'a>(types: &mut Types<'a>, merged: &Merged<'a>, mut planned: Use) -> Use {
    let api = types.api;
    let &[(id, branches, one)] = merged.choices.as_slice() else {
        return planned;
    };
    let takes_null = |id: &&SchemaId| types.shapes.types(api, **id).has(TypeSet::NULL);
    let nulls = branches.iter().filter(takes_null).count();
    if merged.typed || nulls == 0 {
        return planned;
    }
    planned.or_null();
    if one && nulls > 1 {
        let choice = types.lowering.choice(id, branches, one);
        planned.checks.push(Check::Null(vec![choice]));
        types.checked(id, "oneOf");
    }
    planned
}

/// Whether all that is said beside a choice is a part of each branch too, where the model has put it in place.
fn are_parts(api: &Api, merged: &Merged<'_>, branches: &[SchemaId]) -> bool {
    let mut branches = branches.iter().filter(|id| !is_null(api.schema(**id)));
    branches.all(|branch| {
        let parts = Merged::gather(api, &[*branch]);
        let has = |schema: &Schema| {
            let mut parts = parts.atoms.iter().map(|(_, it)| &it.location);
            parts.any(|it| (it.source, it.span) == (schema.location.source, schema.location.span))
        };
        merged.atoms.iter().all(|(_, schema)| has(schema))
    })
}

/// Whether a choice is offered again by one of its branches, for the same value: reading it as one
/// branch after the other would never end.
fn leads_back(types: &mut Types<'_>, choice: SchemaId, branches: &[SchemaId]) -> bool {
    let mut waiting: Vec<SchemaId> = branches.to_vec();
    let mut seen = HashSet::default();
    while let Some(branch) = waiting.pop() {
        let (target, _) = types.target(branch);
        let schema = types.api.schema(target);
        let is_plain = schema.reference.is_none()
            && schema.all_of.is_empty()
            && schema.any_of.is_empty()
            && schema.one_of.is_empty();
        if is_plain || !seen.insert(target) {
            continue;
        }
        let merged = Merged::gather(types.api, &[target]);
        if let [(id, inner, _)] = merged.choices.as_slice()
            && !merged.says_more_than_choices()
        {
            if *id == choice {
                return true;
            }
            waiting.extend_from_slice(inner);
        }
    }
    false
}

fn refuse(types: &mut Types<'_>, ids: &[SchemaId], reason: &str) -> Use {
    let message = format!("{reason}; the value becomes JSON, which is checked");
    types.json(ids, codes::UNTYPED_UNION, message, None)
}

fn plan_branches<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
    (id, all, one): (SchemaId, &'a [SchemaId], bool),
    others: &[(usize, SchemaId)],
) -> Use {
    let api = types.api;
    let tags = Tags::gather(api, all, others);
    let discriminator = discriminator(api, id, all, others);
    let mut list = Vec::with_capacity(others.len());
    let mut states_all = true;
    for (at, (_, branch)) in others.iter().enumerate() {
        let value = discriminator.as_ref().and_then(|discriminator| {
            let mut mapping = discriminator.mapping.iter();
            mapping.find(|(_, variant)| *variant == at)
        });
        let value = value
            .map(|(value, _)| value.as_str())
            .or_else(|| tags.only_value(at));
        let name = branch_name(types, *branch, value, merged.types);
        let stated = types.shapes.stated(api, *branch);
        let parts = Merged::gather(api, &[*branch]);
        let admitted = stated.and(merged.types);
        // What the union says of the type, it says for its branches.
        let adopts = merged.typed
            && !parts.typed
            && parts.choices.is_empty()
            && admitted.split().count() == 1
            && parts.narrowed(admitted).untyped_keyword().is_none()
            && !parts.lists_values();
        states_all &= adopts || merged.types.has(stated);
        list.push(match adopts {
            true => Branch {
                name,
                types: admitted,
                schemas: Schemas::Narrowed(admitted, parts.narrowed(admitted)),
            },
            false => Branch {
                name,
                types: stated,
                schemas: Schemas::Of(*branch),
            },
        });
    }
    let exclude = |first: usize, second: usize| match (list.get(first), list.get(second)) {
        (Some(left), Some(right)) => {
            let both = left.types.and(right.types);
            both == TypeSet::NONE || both == TypeSet::OBJECT && tags.exclude(first, second)
        }
        _ => true,
    };
    let pairs = || (0..list.len()).flat_map(|at| (0..at).map(move |before| (before, at)));
    let exactly_one = one && !pairs().all(|(first, second)| exclude(first, second));
    let mut planned = types.union(
        ids,
        name,
        Branches {
            list,
            exactly_one,
            tags,
            discriminator,
        },
    );
    if merged.typed && !states_all {
        planned.checks.push(Check::Type(merged.stated_types()));
    }
    planned
}

/// What the discriminator says, by variant.
fn discriminator(
    api: &Api,
    id: SchemaId,
    branches: &[SchemaId],
    others: &[(usize, SchemaId)],
) -> Option<Discriminator> {
    let named = api.discriminated(id, branches)?;
    let variant = |branch: usize| others.iter().position(|(at, _)| *at == branch);
    let mapping = named.values.iter();
    Some(Discriminator {
        property: named.property.to_owned(),
        mapping: mapping
            .filter_map(|(value, branch)| Some(((*value).to_owned(), variant(*branch)?)))
            .collect(),
        default: named.default.and_then(variant),
    })
}

/// What a branch is called: by its component, the value that names it, its title, or its type.
fn branch_name(
    types: &mut Types<'_>,
    id: SchemaId,
    value: Option<&str>,
    of_union: TypeSet,
) -> Ident {
    let api = types.api;
    let component = |types: &mut Types<'_>, id: SchemaId| {
        let (target, _) = types.target(id);
        let at = types.component_of.get(&target).copied()?;
        types.component_names.get(at).cloned()
    };
    if let Some(name) = component(types, id) {
        return name;
    }
    let (target, _) = types.target(id);
    let schema = api.schema(target);
    let title = schema.title.as_deref();
    let text = value.or(title.filter(|title| title.len() <= MAX_TITLE));
    let text = text.or(schema.const_value.as_ref().and_then(|value| value.as_str()));
    if let Some(text) = text.filter(|text| text.contains(|c: char| c.is_ascii_alphanumeric())) {
        return names::camel(text);
    }
    let parts: Vec<Ident> = schema
        .all_of
        .iter()
        .filter_map(|part| component(types, *part))
        .collect();
    if let [part] = parts.as_slice() {
        return part.clone();
    }
    let admitted = types.shapes.types(api, id).and(of_union);
    let admitted = admitted.without(TypeSet::NULL);
    match (admitted, schema.items, &schema.format) {
        (TypeSet::ARRAY, Some(items), _) => {
            let item = component(types, items).unwrap_or_else(|| {
                let admitted = types.shapes.types(api, items).without(TypeSet::NULL);
                names::camel(&words(admitted))
            });
            item.join("array")
        }
        (TypeSet::STRING, _, Some(format)) => names::camel(format),
        _ => names::camel(&words(admitted)),
    }
}

/// The name of several types.
fn words(types: TypeSet) -> String {
    if types.has(TypeSet::ALL.without(TypeSet::NULL)) {
        return "Any".to_owned();
    }
    let words: Vec<String> = types
        .split()
        .map(|one| format!("{:?}", json_type(one)))
        .collect();
    words.join("Or")
}

/// Plans the variants of a union.
pub(super) fn plan_variants<'a>(
    types: &mut Types<'a>,
    name: &Name,
    branches: Branches<'a>,
) -> Union {
    let mut scope = Scope::with_reserved(&["Self"]);
    let mut variants = Vec::with_capacity(branches.list.len());
    for (at, branch) in branches.list.into_iter().enumerate() {
        let inner = name.join(branch.name.as_str());
        let mut value = match branch.schemas {
            Schemas::Of(id) => types.use_of(&[id], &inner),
            Schemas::Narrowed(kind, merged) => types.plan_kind(kind, &inner, merged),
            Schemas::Meant(merged) => {
                let inner = Name::Outside(inner.ident().clone(), name.ident().clone());
                types.plan_kind(TypeSet::OBJECT, &inner, merged)
            }
            Schemas::Json(merged) => types.scalar(Ty::Json, &merged),
        };
        // `null` is a matter of the union as a whole.
        value.nullable = false;
        if let Ty::Named(_) = value.ty {
            // Keeps the variants of similar size.
            value.ty = types.boxed_if_object(value.ty);
        }
        variants.push(UnionVariant {
            ident: scope.claim(branch.name),
            types: branch.types.split().map(json_type).collect(),
            tags: branches.tags.values(at),
            value,
        });
    }
    Union {
        variants,
        exactly_one: branches.exactly_one,
        tags: branches.tags.names(),
        discriminator: branches.discriminator,
    }
}

/// The type that a set of one kind stands for.
fn json_type(set: TypeSet) -> JsonType {
    match set {
        TypeSet::NULL => JsonType::Null,
        TypeSet::BOOLEAN => JsonType::Boolean,
        TypeSet::INTEGER => JsonType::Integer,
        TypeSet::STRING => JsonType::String,
        TypeSet::ARRAY => JsonType::Array,
        TypeSet::OBJECT => JsonType::Object,
        _ => JsonType::Number,
    }
}
