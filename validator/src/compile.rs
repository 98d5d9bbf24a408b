//! From the schemas of a description to the engine that checks them.

use std::sync::Arc;

use jsonschema::{Draft, Keyword, PatternOptions, Registry};
use kontrakt_model::api::Type;
use kontrakt_model::direction::Withheld;
use kontrakt_model::{Location, Schema, SchemaId, encode_fragment};
use serde_json::{Map, Value as Json, json};

use crate::contract::Contract;
use crate::count::{self, CountKeyword};
use crate::engine::Tree;
use crate::format::{self, FormatKeyword};
use crate::patterns::Usable;
use crate::rulebook::Rulebook;
use crate::rules::{self, RulesKeyword};

/// Limits for patterns, so that no payload keeps one busy for long.
const BACKTRACK_LIMIT: usize = 100_000;
const PATTERN_SIZE_LIMIT: usize = 10 << 20;

fn patterns() -> PatternOptions<jsonschema::FancyRegex> {
    PatternOptions::fancy_regex()
        .backtrack_limit(BACKTRACK_LIMIT)
        .size_limit(PATTERN_SIZE_LIMIT)
}

/// Whether a text matches a pattern, as the engine has it.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let options = jsonschema::options().with_pattern_options(patterns());
    options
        .build(&json!({ "pattern": pattern }))
        .is_ok_and(|engine| engine.is_valid(&Json::from(text)))
}

/// Compiles a schema whose references are URIs of the description's documents. Keyword locations in
/// errors are such URIs too.
///
/// # Errors
///
/// What the engine says when it cannot evaluate the schema.
pub(crate) fn compile(
    schema: &Json,
    contract: &Contract<'_>,
) -> Result<jsonschema::Validator<Tree>, String> {
    let rules = contract.rules.clone();
    jsonschema::options_for::<Tree>()
        .with_draft(Draft::Draft202012)
        .with_registry(&contract.registry)
        .offline()
        .with_base_uri("kontrakt:/entry")
        .with_pattern_options(patterns())
        .with_keyword(format::KEYWORD, |parent, name, _| {
            let types = parent.get("type").unwrap_or(&Json::Null);
            Ok(Box::new(FormatKeyword::new(
                name.as_str().unwrap_or_default(),
                types,
            )))
        })
        .with_keyword(count::LEAST, |schema, limit, _| {
            Ok(Box::new(CountKeyword::least(schema, limit)))
        })
        .with_keyword(count::MOST, |schema, limit, _| {
            Ok(Box::new(CountKeyword::most(schema, limit)))
        })
        .with_keyword(rules::KEYWORD, move |_, id, _| {
            let id = id.as_u64().and_then(|id| u32::try_from(id).ok());
            Ok(match id.and_then(|id| rules.of(SchemaId(id))) {
                Some(rules) => {
                    Box::new(RulesKeyword(Arc::clone(rules))) as Box<dyn for<'i> Keyword<'i, Tree>>
                }
                None => Box::new(Nothing),
            })
        })
        .build(schema)
        .map_err(|error| error.to_string())
}

/// A reference to the schema at a location.
pub(crate) fn reference(at: &Location, book: &Rulebook<'_>) -> Json {
    let uri = book.document().uri(at.source).unwrap_or_default();
    json!({ "$ref": format!("{uri}#{}", encode_fragment(&at.pointer)) })
}

/// The documents as the engine reads them.
///
/// # Errors
///
/// What the engine says when it cannot read them.
pub(crate) fn registry(
    book: &Rulebook<'_>,
    withheld: &Withheld<'_>,
) -> Result<Registry<'static>, String> {
    let mut registry = Registry::new().draft(Draft::Draft202012);
    for (uri, contents) in resources(book, withheld) {
        let resource = Draft::Draft202012.create_resource(contents);
        registry = registry
            .add(uri, resource)
            .map_err(|error| error.to_string())?;
    }
    registry.prepare().map_err(|error| error.to_string())
}

fn resources(book: &Rulebook<'_>, withheld: &Withheld<'_>) -> Vec<(String, Json)> {
    let mut resources: Vec<_> = book.document().resources().collect();
    let mut usable = Usable::default();
    for (id, schema) in (0..).zip(&book.api().schemas) {
        let uri = book.document().uri(schema.location.source);
        let contents = resources
            .iter_mut()
            .find(|(name, _)| Some(name) == uri.as_ref());
        let target =
            contents.and_then(|(_, contents)| contents.pointer_mut(&schema.location.pointer));
        if let Some(Json::Object(members)) = target {
            adapt(members, id, schema);
            usable.only(members);
            if members.remove("$dynamicRef").is_some()
                && let Some(target) = schema.reference
                && let Json::Object(reference) =
                    reference(&book.api().schema(target).location, book)
            {
                members.extend(reference);
            }
            withhold(members, SchemaId(id), withheld);
        }
    }
    resources
}

/// Says in a schema what it withholds: nothing is looked at of what comes for such a property.
fn withhold(schema: &mut Map<String, Json>, id: SchemaId, withheld: &Withheld<'_>) {
    if let Some(Json::Object(properties)) = schema.get_mut("properties") {
        for name in withheld.members(id) {
            properties.insert((*name).to_owned(), true.into());
        }
    }
    if !withheld.uncounted(id).is_empty() {
        schema.insert(count::UNCOUNTED.to_owned(), withheld.uncounted(id).into());
    }
    let relax = |names: &mut Json| {
        if let Json::Array(names) = names {
            let is_asked = |name: &str| !withheld.is_optional(id, name);
            names.retain(|name| name.as_str().is_none_or(is_asked));
        }
    };
    schema.get_mut("required").into_iter().for_each(relax);
    if let Some(Json::Object(lists)) = schema.get_mut("dependentRequired") {
        lists.values_mut().for_each(relax);
    }
}

/// Says in the schema what the description only means: a type that its parts rule out is none, integers
/// are 64 bits wide, an open list allows what it does not name, and the rules are those compiled for this schema. References are
/// resolved, so names for them would only mislead.
fn adapt(schema: &mut Map<String, Json>, id: u32, meant: &Schema) {
    for name in ["$id", "$anchor", "$dynamicAnchor", "$schema", "$vocabulary"] {
        schema.remove(name);
    }
    if meant.extensible {
        schema.remove("enum");
    }
    let types = &meant.types;
    if types.is_empty() {
        schema.remove("type");
    }
    if meant.additional_properties.is_none() {
        schema.remove("additionalProperties");
    }
    let is_integer = types.contains(&Type::Integer) && !types.contains(&Type::Number);
    if is_integer && !schema.get(format::KEYWORD).is_some_and(Json::is_string) {
        schema.insert(format::KEYWORD.to_owned(), "int64".into());
    }
    if let Some(rules) = schema.get_mut(rules::KEYWORD) {
        *rules = id.into();
    }
}

/// A keyword that allows everything.
struct Nothing;

impl<'i> Keyword<'i, Tree> for Nothing {
    fn validate(&self, _: &'i kontrakt_model::Node) -> Result<(), jsonschema::ValidationError<'i>> {
        Ok(())
    }

    fn is_valid(&self, _: &'i kontrakt_model::Node) -> bool {
        true
    }
}
