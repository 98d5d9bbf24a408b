//! The variants of enums: what each is called, and what it means.

use kontrakt_model::api::Listed;
use kontrakt_model::hash::{HashMap, HashSet};
use kontrakt_model::{Finding, Schema};
use serde_json::Value as Json;

use crate::codes;
use crate::names::{self, Ident, Scope};
use crate::plan::docs::{self, Docs};
use crate::plan::schemas::Types;
use crate::plan::types::{EnumValue, EnumValues, Variant};

/// A value with its name and its meaning.
pub(super) type Named<'a> = (EnumValue, Option<&'a str>, Option<&'a str>);

pub(super) fn enum_value(value: &Json, kind: EnumValues) -> Option<EnumValue> {
    match (kind, value) {
        (EnumValues::Strings, Json::String(text)) => Some(EnumValue::String(text.clone())),
        (EnumValues::Integers, Json::Number(number)) => number.as_i64().map(EnumValue::Integer),
        _ => None,
    }
}

/// The values with the names and meanings that the owner of the list gives them, or else a choice that
/// lists them too.
pub(super) fn of_list<'a>(
    types: &mut Types<'_>,
    owner: &'a Schema,
    values: Vec<EnumValue>,
    choice: impl Iterator<Item = Named<'a>>,
) -> Vec<Named<'a>> {
    let has_names = fits(types, owner, "x-enum-varnames", &owner.enum_names);
    let has_meanings = fits(
        types,
        owner,
        "x-enum-descriptions",
        &owner.enum_descriptions,
    );
    // Looked up by the values, since a list may be long.
    let mut known: HashMap<EnumValue, (Option<&str>, Option<&str>)> = HashMap::default();
    for (value, name, meaning) in owner.listed().filter_map(value_of) {
        let name = name.filter(|_| has_names);
        known
            .entry(value)
            .or_insert((name, meaning.filter(|_| has_meanings)));
    }
    for (value, name, meaning) in choice {
        let known = known.entry(value).or_default();
        *known = (known.0.or(name), known.1.or(meaning));
    }
    let named = |value| {
        let (name, meaning) = known.get(&value).copied().unwrap_or_default();
        (value, name, meaning)
    };
    values.into_iter().map(named).collect()
}

/// A listed value, if an enum can have it.
pub(super) fn value_of(listed: Listed<'_>) -> Option<Named<'_>> {
    let kind = match listed.value {
        Json::String(_) => EnumValues::Strings,
        _ => EnumValues::Integers,
    };
    let value = enum_value(listed.value, kind)?;
    Some((value, listed.name, listed.meaning))
}

/// A value of a choice, whose name is a title: one of signs alone names nothing.
pub(super) fn value_of_choice(listed: Listed<'_>) -> Option<Named<'_>> {
    let (value, title, meaning) = value_of(listed)?;
    let title = title.filter(|title| title.chars().any(char::is_alphanumeric));
    Some((value, title, meaning))
}

/// The variants of values, each value once; `rest` is the variant for all others.
pub(super) fn variants<'a>(named: impl Iterator<Item = Named<'a>>, rest: &str) -> Vec<Variant> {
    let mut scope = Scope::with_reserved(&["Self"]).reserving(rest);
    let mut seen = HashSet::default();
    let named = named.filter(|(value, ..)| seen.insert(value.clone()));
    let variant = |(value, name, meaning): Named<'_>| {
        let ident = variant_name(&variant_text(&value, name), rest);
        variant(scope.claim(ident), value, meaning)
    };
    named.map(variant).collect()
}

/// A variant, whose documentation is what the value means, or else the value.
fn variant(ident: Ident, value: EnumValue, meaning: Option<&str>) -> Variant {
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

/// What a variant is named after: the name of the value, or else the value.
fn variant_text(value: &EnumValue, name: Option<&str>) -> String {
    match (name, value) {
        (Some(name), _) => name.to_owned(),
        (None, EnumValue::String(text)) if text.is_empty() => "empty".to_owned(),
        (None, value) => value_text(value),
    }
}

/// The name of a variant, which is not that of the one for values that are not listed.
fn variant_name(text: &str, rest: &str) -> Ident {
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

/// Whether there are as many texts as values, to which they belong one by one; says so if not.
fn fits(types: &mut Types<'_>, owner: &Schema, keyword: &str, texts: &[String]) -> bool {
    let count = owner.enum_values.as_ref().map_or(0, Vec::len);
    let fits = texts.is_empty() || texts.len() == count;
    if !fits {
        let message = format!(
            "`{keyword}` has {} entries for {count} values and is left out",
            texts.len()
        );
        types.diagnostics.push(
            Finding::warning(codes::ENUM_NAMES, message)
                .at(owner.location.place(), "in this schema"),
        );
    }
    fits
}
