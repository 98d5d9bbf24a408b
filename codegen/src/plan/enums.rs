//! `enum`, `const` and choices among constants: lists of strings or integers become Rust enums, others
//! are checked.

use kontrakt_model::hash::{HashMap, HashSet};
use kontrakt_model::{Api, Finding, Schema, SchemaId};
use serde_json::Value as Json;

use super::checks::{Check, Scalar};
use super::docs::{self, Docs};
use super::merge::Merged;
use super::schemas::{Name, Types};
use super::shape::{self, TypeSet};
use super::types::{Enum, EnumValue, EnumValues, Kind, OTHER, Ty, Use, Variant};
use crate::codes;
use crate::names::{self, Scope};

/// The variant for a value that a closed list does not have.
const UNKNOWN: &str = "Unknown";

/// Plans a schema one of whose parts has `enum` or `const`.
pub(super) fn plan<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
) -> Use {
    let lists: Vec<(&Schema, &Vec<Json>)> = merged
        .atoms
        .iter()
        .filter_map(|(_, schema)| Some((*schema, schema.enum_values.as_ref()?)))
        .collect();
    let constant = merged
        .atoms
        .iter()
        .any(|(_, schema)| schema.const_value.is_some());
    if let (false, Some((owner, first))) = (constant, lists.first()) {
        let listed = |value: &&Json| lists.iter().all(|(_, list)| list.contains(value));
        let values: Vec<&Json> = first
            .iter()
            .filter(listed)
            .filter(|value| !value.is_null())
            .collect();
        let nullable = !merged.typed && first.iter().filter(listed).any(Json::is_null);
        if let Some((kind, variants)) = variants(types, merged, owner, &values) {
            let mut list = alone(kind, merged, variants);
            list.closed =
                kind == EnumValues::Strings && list.open.is_none() && types.is_closed(name.ident());
            let id = types.add_named(ids, name, Kind::Enum(list));
            return Use {
                ty: Ty::Named(id),
                nullable,
                checks: checks(types, kind, merged),
            };
        }
    }
    checked(types, ids, name, merged)
}

/// Plans a choice whose branches list values one by one, with a title for each in the best case. Whether
/// a value is among them is checked where the type is used, as the choice that it is.
pub(super) fn plan_choice<'a>(
    types: &mut Types<'a>,
    ids: &[SchemaId],
    name: &Name,
    merged: &Merged<'a>,
) -> Option<Use> {
    let kind = match merged.types {
        TypeSet::STRING => EnumValues::Strings,
        TypeSet::INTEGER => EnumValues::Integers,
        _ => return None,
    };
    let &[(_, branches, _)] = merged.choices.as_slice() else {
        return None;
    };
    if !merged.typed || merged.lists_values() {
        return None;
    }
    let constants = branches.iter().map(|id| constant(types.api, *id, kind));
    let constants: Vec<(&Schema, EnumValue)> = constants.collect::<Option<_>>()?;
    let mut scope = Scope::with_reserved(&["Self"]).reserving(UNKNOWN);
    let mut variants: Vec<Variant> = Vec::with_capacity(constants.len());
    let mut seen = HashSet::default();
    for (schema, value) in constants {
        if !seen.insert(value.clone()) {
            continue;
        }
        let ident = variant_name(&variant_text(&value, Some(schema)), UNKNOWN);
        variants.push(variant(
            scope.claim(ident),
            value,
            schema.description.as_deref(),
        ));
    }
    let list = Enum {
        values: kind,
        typed: true,
        open: Some(Vec::new()),
        closed: false,
        rest: names::camel(UNKNOWN),
        variants,
    };
    let id = types.add_named(ids, name, Kind::Enum(list));
    Some(Use {
        ty: Ty::Named(id),
        nullable: false,
        checks: checks(types, kind, merged),
    })
}

/// The checks of values that are listed, with the range of integers, which no type has here.
fn checks<'a>(types: &mut Types<'a>, kind: EnumValues, merged: &Merged<'a>) -> Vec<Check> {
    let mut checks = types.checks(merged);
    let mut formats = merged.atoms.iter().map(|(_, it)| it.format.as_deref());
    if kind == EnumValues::Integers && formats.any(|format| format == Some("int32")) {
        checks.push(Check::Format("int32".to_owned()));
    }
    checks
}

/// The value of a schema that says nothing but this value, and perhaps its type.
fn constant(api: &Api, id: SchemaId, kind: EnumValues) -> Option<(&Schema, EnumValue)> {
    let schema = api.schema(id);
    let value = schema.constant()?;
    let is_plain = schema.reference.is_none()
        && schema.all_of.is_empty()
        && schema.any_of.is_empty()
        && schema.one_of.is_empty()
        && !shape::says_more_than_list(schema);
    let fits = schema.types.is_empty() || TypeSet::of(&schema.types).has(TypeSet::of_value(value));
    let value = enum_value(value, kind)?;
    (is_plain && fits).then_some((schema, value))
}

/// A list that is the whole schema: closed, unless it is marked otherwise.
fn alone(values: EnumValues, merged: &Merged<'_>, variants: Vec<Variant>) -> Enum {
    let open = is_open(merged, values);
    Enum {
        values,
        typed: merged.typed,
        open: open.then(Vec::new),
        closed: false,
        rest: names::camel(if open { OTHER } else { UNKNOWN }),
        variants,
    }
}

/// Whether a list of strings is marked as one that may grow (`x-extensible-enum`).
fn is_open(merged: &Merged<'_>, values: EnumValues) -> bool {
    values == EnumValues::Strings && merged.atoms.iter().any(|(_, schema)| schema.extensible)
}

/// The variants, if all values are strings, or all are integers and the schema admits no other
/// numbers.
fn variants(
    types: &mut Types<'_>,
    merged: &Merged<'_>,
    owner: &Schema,
    values: &[&Json],
) -> Option<(EnumValues, Vec<Variant>)> {
    let admitted = match merged.typed {
        true => merged.types,
        false => values
            .iter()
            .fold(TypeSet::NONE, |set, value| set.or(TypeSet::of_value(value))),
    };
    let kind = match admitted {
        TypeSet::STRING => EnumValues::Strings,
        TypeSet::INTEGER => EnumValues::Integers,
        _ => return None,
    };
    let values = values
        .iter()
        .map(|value| enum_value(value, kind))
        .collect::<Option<Vec<_>>>()?;
    let rest = if is_open(merged, kind) {
        OTHER
    } else {
        UNKNOWN
    };
    let branches = merged.choices.iter().flat_map(|(_, branches, _)| *branches);
    let constants = branches.filter_map(|id| constant(types.api, *id, kind));
    let constants = constants.map(|(schema, value)| (value, schema)).collect();
    (!values.is_empty()).then(|| (kind, named(types, owner, values, &constants, rest)))
}

fn enum_value(value: &Json, kind: EnumValues) -> Option<EnumValue> {
    match (kind, value) {
        (EnumValues::Strings, Json::String(text)) => Some(EnumValue::String(text.clone())),
        (EnumValues::Integers, Json::Number(number)) => number.as_i64().map(EnumValue::Integer),
        _ => None,
    }
}

/// Names the values, with the names and meanings that the description gives them, here or where it
/// lists them as constants.
fn named(
    types: &mut Types<'_>,
    owner: &Schema,
    values: Vec<EnumValue>,
    constants: &HashMap<EnumValue, &Schema>,
    rest: &str,
) -> Vec<Variant> {
    let listed = owner.enum_values.as_deref().unwrap_or_default();
    let names = fitting(types, owner, "x-enum-varnames", &owner.enum_names);
    let meanings = fitting(
        types,
        owner,
        "x-enum-descriptions",
        &owner.enum_descriptions,
    );
    let mut scope = Scope::with_reserved(&["Self"]).reserving(rest);
    let mut seen = HashSet::default();
    let mut variants = Vec::with_capacity(values.len());
    // Positions are looked up once, since a list may be long.
    let positions: HashMap<EnumValue, usize> = listed
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(at, value)| {
            let kind = if value.is_string() {
                EnumValues::Strings
            } else {
                EnumValues::Integers
            };
            Some((enum_value(value, kind)?, at))
        })
        .collect();
    for value in values {
        if !seen.insert(value.clone()) {
            continue;
        }
        let at = positions.get(&value).copied().unwrap_or(usize::MAX);
        let constant = constants.get(&value).copied();
        let text = match names.get(at) {
            Some(name) => name.clone(),
            None => variant_text(&value, constant),
        };
        let meaning = meanings.get(at).map(String::as_str);
        let meaning = meaning.or(constant.and_then(|it| it.description.as_deref()));
        variants.push(variant(
            scope.claim(variant_name(&text, rest)),
            value,
            meaning,
        ));
    }
    variants
}

/// A variant, whose documentation is what the value means, or else the value.
fn variant(ident: names::Ident, value: EnumValue, meaning: Option<&str>) -> Variant {
    let meaning = meaning.filter(|meaning| !meaning.trim().is_empty());
    let docs = Docs::default().text(meaning);
    Variant {
        ident,
        docs: match docs.is_empty() {
            true => Docs::line(format!("`{}`", docs::code(&value_text(&value)))),
            false => docs,
        },
        value,
        meaning: meaning.map(str::to_owned),
    }
}

/// What a variant is named after: the title of the constant, or else the value.
fn variant_text(value: &EnumValue, constant: Option<&Schema>) -> String {
    let title = constant.and_then(|it| it.title.as_deref());
    match (title, value) {
        (Some(title), _) if title.chars().any(char::is_alphanumeric) => title.to_owned(),
        (_, EnumValue::String(text)) if text.is_empty() => "empty".to_owned(),
        _ => value_text(value),
    }
}

/// The name of a variant, which is not that of the one for values that are not listed.
fn variant_name(text: &str, rest: &str) -> names::Ident {
    let ident = names::camel(text);
    match ident.as_str() {
        name if name == rest => ident.join("value"),
        _ => ident,
    }
}

fn value_text(value: &EnumValue) -> String {
    match value {
        EnumValue::String(text) => text.clone(),
        EnumValue::Integer(value) => value.to_string(),
    }
}

/// The texts that belong to the values one by one; none, with a warning, if there are not as many.
fn fitting<'s>(
    types: &mut Types<'_>,
    owner: &'s Schema,
    keyword: &str,
    texts: &'s [String],
) -> &'s [String] {
    let count = owner.enum_values.as_ref().map_or(0, Vec::len);
    if texts.is_empty() || texts.len() == count {
        return texts;
    }
    let message = format!(
        "`{keyword}` has {} entries for {count} values and is left out",
        texts.len()
    );
    types.diagnostics.push(
        Finding::warning(codes::ENUM_NAMES, message).at(owner.location.place(), "in this schema"),
    );
    &[]
}

/// Other lists: the type of the values, with the list as a check.
fn checked<'a>(types: &mut Types<'a>, ids: &[SchemaId], name: &Name, merged: &Merged<'a>) -> Use {
    let mut lists = Vec::new();
    for (_, schema) in &merged.atoms {
        let scalars = |values: &[Json]| values.iter().map(Scalar::of).collect::<Option<Vec<_>>>();
        if let Some(values) = &schema.enum_values {
            lists.push(scalars(values).map(Check::Enum));
        }
        if let Some(value) = &schema.const_value {
            lists.push(Scalar::of(value).map(Check::Const));
        }
    }
    let Some(lists) = lists.into_iter().collect::<Option<Vec<Check>>>() else {
        let message = "this list has numbers that cannot be compared with; the value becomes JSON";
        return types.json(ids, codes::MIXED_ENUM, message, None);
    };
    let kinds: Vec<TypeSet> = merged.types.split().collect();
    let mut planned = match kinds.as_slice() {
        [kind] if merged.typed => types.plan_kind(*kind, name, merged.clone()),
        _ => types.scalar(Ty::Json, merged),
    };
    if merged.typed && planned.ty == Ty::Json {
        planned.checks.push(Check::Type(merged.stated_types()));
    }
    // A list of arrays or objects is compared with the value as a whole.
    let is_deep = |scalar: &Scalar| matches!(scalar, Scalar::Array(_) | Scalar::Object(_));
    planned
        .checks
        .extend(lists.into_iter().map(|list| match &list {
            Check::Enum(values) if values.iter().any(is_deep) => Check::AllOf(vec![vec![list]]),
            Check::Const(value) if is_deep(value) => Check::AllOf(vec![vec![list]]),
            _ => list,
        }));
    planned
}

/// A list of known strings beside the branch that admits all others.
pub(super) struct OpenList {
    lists: Vec<SchemaId>,
    others: Vec<SchemaId>,
}

/// Whether the branches are lists of strings and strings of any kind.
pub(super) fn open_list(types: &Types<'_>, branches: &[(SchemaId, TypeSet)]) -> Option<OpenList> {
    if branches.iter().any(|(_, set)| *set != TypeSet::STRING) {
        return None;
    }
    let (lists, others): (Vec<SchemaId>, Vec<SchemaId>) = branches
        .iter()
        .map(|(id, _)| *id)
        .partition(|id| list_of(types, *id).is_some());
    let plain = others.iter().all(|id| {
        let merged = Merged::gather(types.api, &[*id]);
        merged.choices.is_empty()
            && merged.untyped_keyword().is_none()
            && merged
                .atoms
                .iter()
                .all(|(_, schema)| schema.enum_values.is_none() && schema.const_value.is_none())
    });
    (!lists.is_empty() && others.len() == 1 && plain).then_some(OpenList { lists, others })
}

/// The schema with the list, if the branch is nothing but a list of strings.
fn list_of<'a>(types: &Types<'a>, id: SchemaId) -> Option<&'a Schema> {
    let merged = Merged::gather(types.api, &[id]);
    match merged.atoms.as_slice() {
        [(_, schema)] => {
            let values = schema.enum_values.as_ref()?;
            let alone = schema.min_length.is_none()
                && schema.max_length.is_none()
                && schema.pattern.is_none();
            (alone && schema.const_value.is_none() && values.iter().all(Json::is_string))
                .then_some(schema)
        }
        _ => None,
    }
}

/// Plans an enum that also takes strings which it does not list.
pub(super) fn plan_open(types: &mut Types<'_>, id: SchemaId, name: &Name, list: OpenList) -> Use {
    let mut variants: Vec<Variant> = Vec::new();
    let mut scope = Scope::with_reserved(&["Self", OTHER]);
    for owner in list
        .lists
        .iter()
        .filter_map(|id| list_of(types, *id))
        .collect::<Vec<_>>()
    {
        let values = owner
            .enum_values
            .iter()
            .flatten()
            .filter_map(|value| enum_value(value, EnumValues::Strings));
        for variant in named(types, owner, values.collect(), &HashMap::default(), OTHER) {
            if variants.iter().all(|other| other.value != variant.value) {
                variants.push(Variant {
                    ident: scope.claim(variant.ident.clone()),
                    ..variant
                });
            }
        }
    }
    let merged = Merged::gather(types.api, &list.others).narrowed(TypeSet::STRING);
    let kind = Enum {
        values: EnumValues::Strings,
        typed: true,
        open: Some(types.checks(&merged)),
        closed: false,
        rest: names::camel(OTHER),
        variants,
    };
    let id = types.add_named(&[id], name, Kind::Enum(kind));
    Use::plain(Ty::Named(id))
}
