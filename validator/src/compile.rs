//! From a description and one of its schemas to the engine that checks it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::{Draft, Keyword, PatternOptions, Registry};
use kontrakt_model::api::Type;
use kontrakt_model::{Finding, Location, Schema, SchemaId};
use serde_json::{Map, Value as Json, json};

use crate::codes;
use crate::engine::Tree;
use crate::format::{self, FormatKeyword};
use crate::rulebook::Rulebook;
use crate::rules::{self, Rulebase, RulesKeyword};

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

/// Compiles the schema at a location. Keyword locations in errors are URIs of the document.
///
/// # Errors
///
/// A finding when the engine cannot evaluate the schema.
pub(crate) fn compile(
    at: &Location,
    book: &Rulebook<'_>,
    rules: &Rulebase,
) -> Result<jsonschema::Validator<Tree>, Finding> {
    let failed = |reason: String| {
        Finding::error(
            codes::SCHEMA,
            format!("the schema cannot be evaluated: {reason}"),
        )
        .at(at.place(), "this schema")
    };
    let resources = resources(book);
    let mut registry = Registry::new();
    for (uri, contents) in &resources {
        let resource = Draft::Draft202012.create_resource_ref(contents);
        registry = registry
            .add(uri.as_str(), resource)
            .map_err(|error| failed(error.to_string()))?;
    }
    let registry = registry
        .draft(Draft::Draft202012)
        .prepare()
        .map_err(|error| failed(error.to_string()))?;
    let by_schema: BTreeMap<String, _> = (0..book.api().schemas.len() as u32)
        .filter_map(|id| Some((id.to_string(), Arc::clone(rules.of(SchemaId(id))?))))
        .collect();
    let uri = book.document().uri(at.source).unwrap_or_default();
    let fragment = encode(&at.pointer);
    jsonschema::options_for::<Tree>()
        .with_draft(Draft::Draft202012)
        .with_registry(&registry)
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
        .with_keyword(rules::KEYWORD, move |_, id, _| {
            let rules = id.as_str().and_then(|id| by_schema.get(id));
            Ok(match rules {
                Some(rules) => {
                    Box::new(RulesKeyword(Arc::clone(rules))) as Box<dyn for<'i> Keyword<'i, Tree>>
                }
                None => Box::new(Nothing),
            })
        })
        .build(&json!({ "$ref": format!("{uri}#{fragment}") }))
        .map_err(|error| failed(error.to_string()))
}

/// The documents as the engine reads them.
fn resources(book: &Rulebook<'_>) -> Vec<(String, Json)> {
    let mut resources: Vec<_> = book.document().resources().collect();
    for (id, schema) in (0..).zip(&book.api().schemas) {
        let uri = book.document().uri(schema.location.source);
        let contents = resources
            .iter_mut()
            .find(|(name, _)| Some(name) == uri.as_ref());
        let target =
            contents.and_then(|(_, contents)| contents.pointer_mut(&schema.location.pointer));
        if let Some(Json::Object(members)) = target {
            adapt(members, id, schema);
        }
    }
    resources
}

/// Says in the schema what the description only means: integers are 64 bits wide, an open list
/// allows what it does not name, and the rules are those compiled for this schema. References are
/// resolved, so names for them would only mislead.
fn adapt(schema: &mut Map<String, Json>, id: u32, meant: &Schema) {
    for name in ["$id", "$anchor", "$dynamicAnchor", "$schema", "$vocabulary"] {
        schema.remove(name);
    }
    if meant.extensible {
        schema.remove("enum");
    }
    let types = &meant.types;
    let is_integer = types.contains(&Type::Integer) && !types.contains(&Type::Number);
    if is_integer && !schema.get(format::KEYWORD).is_some_and(Json::is_string) {
        schema.insert(format::KEYWORD.to_owned(), "int64".into());
    }
    if let Some(rules) = schema.get_mut(rules::KEYWORD) {
        *rules = id.to_string().into();
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

/// A JSON pointer as a URI fragment.
fn encode(pointer: &str) -> String {
    let mut fragment = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"/~-._!$&'()*+,;=:@?".contains(&byte) {
            fragment.push(byte as char);
        } else {
            fragment.push_str(&format!("%{byte:02X}"));
        }
    }
    fragment
}
