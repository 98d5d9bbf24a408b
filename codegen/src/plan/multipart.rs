//! Forms of several parts (`multipart/form-data`), from the schema of the whole and its encodings.

use kontrakt_model::api::{Encoding, MediaType};
use kontrakt_model::hash::HashSet;
use kontrakt_model::{Finding, SchemaId};
use serde::Serialize;

use super::checks::Check;
use super::docs::Docs;
use super::merge::Merged;
use super::objects;
use super::schemas::{Name, Types};
use super::shape::TypeSet;
use super::types::{Kind, TypeId, Use};
use crate::codes;
use crate::names::{self, Ident, Scope};

/// A form of several parts.
#[derive(Debug, Clone, Serialize)]
pub struct Multipart {
    /// The parts, in the order of the description.
    pub parts: Vec<Part>,
    /// Parts that go only the other way: they are passed over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
    /// What is done with other parts.
    pub rest: Rest,
    /// The constraints on the form as an object.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// `x-max-bytes`: how large all parts together may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
}

/// The parts of a name.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// The name in the form; it may be empty.
    pub name: String,
    /// The name in Rust.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Whether the description calls it deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Whether it must be there.
    pub required: bool,
    /// What it is.
    #[serde(flatten)]
    pub held: Held,
}

/// What the parts of a name are.
#[derive(Debug, Clone, Serialize)]
pub struct Held {
    /// Whether there may be several.
    pub many: bool,
    /// The constraints on the part, or on the list of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// What one holds.
    pub content: PartContent,
    /// `x-max-bytes` of all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// `x-max-bytes` of each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes_each: Option<u64>,
}

/// What a part holds.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartContent {
    /// A file, of this media type unless it states one.
    File(String),
    /// A value: objects and arrays as JSON, others as text.
    Value(Use),
}

/// What is done with parts that have no property.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// They are passed over.
    Ignored,
    /// They are reported.
    Denied,
    /// They are kept.
    Kept(Held),
}

impl Multipart {
    /// Whether anything says how large it may be.
    pub fn has_sizes(&self) -> bool {
        let rest = matches!(&self.rest, Rest::Kept(held) if held.has_sizes());
        let mut parts = self.parts.iter();
        self.max_bytes.is_some() || rest || parts.any(|part| part.held.has_sizes())
    }
}

impl Held {
    /// Whether anything says how large the parts may be.
    pub fn has_sizes(&self) -> bool {
        self.max_bytes.is_some() || self.max_bytes_each.is_some()
    }
}

/// Plans the form of a media type as a type of its own.
pub(super) fn plan(types: &mut Types<'_>, media: &MediaType, name: &Name) -> TypeId {
    let docs = match media.schema {
        Some(schema) => Docs::of_schema(types.api, types.api.schema(schema)),
        None => Docs::line("A form of several parts.".to_owned()),
    };
    let form = typed(types, media, name).unwrap_or_else(|| Multipart {
        parts: Vec::new(),
        withheld: Vec::new(),
        rest: Rest::Kept(any_files()),
        checks: Vec::new(),
        max_bytes: None,
    });
    types.add_documented(name, docs, Kind::Multipart(form))
}

/// Any number of files.
fn any_files() -> Held {
    Held {
        many: true,
        checks: Vec::new(),
        content: PartContent::File("application/octet-stream".to_owned()),
        max_bytes: None,
        max_bytes_each: None,
    }
}

/// The form by its schema, if that is one of an object.
fn typed(types: &mut Types<'_>, media: &MediaType, name: &Name) -> Option<Multipart> {
    let schema = media.schema?;
    let merged = Merged::gather(types.api, &[schema]);
    let is_object = merged.types.has(TypeSet::OBJECT) && merged.choices.is_empty();
    let rest = objects::rest(types, &merged);
    let problem = match (merged.untyped_keyword(), &rest) {
        _ if !is_object => Some("is not of an object with named properties".to_owned()),
        (Some((_, keyword)), _) => Some(format!("has `{keyword}`")),
        (_, objects::Rest::Checked) => Some("has parts that differ on other properties".to_owned()),
        _ if !merged.rules().is_empty() => Some("has rules, which forms do not check".to_owned()),
        _ => None,
    };
    if let Some(problem) = problem {
        let message =
            format!("the schema of this form {problem}; its parts are passed as they are");
        let place = media.location.place();
        let finding = Finding::info(codes::RAW_BODY, message).at(place, "this media type");
        types.diagnostics.push(finding);
        return None;
    }
    report_headers(types, media);
    let mut scope = Scope::with_reserved(&["additional_properties"]);
    let mut parts = Vec::new();
    for (property, ids) in &merged.properties {
        let encoding = media.encoding.iter().find(|it| it.property == *property);
        let (held, nullable) = plan_part(types, ids, encoding, &name.join(property));
        let schemas = || ids.iter().map(|id| types.api.schema(*id));
        parts.push(Part {
            name: (*property).to_owned(),
            ident: scope.claim(match property.is_empty() {
                true => names::snake("file"),
                false => names::snake(property),
            }),
            docs: Docs::of_property(property, schemas()),
            deprecated: schemas().any(|schema| schema.deprecated),
            required: !nullable && merged.required.contains(property),
            held,
        });
    }
    for property in &merged.required {
        if !parts.iter().any(|part| part.name == *property) {
            parts.push(Part {
                name: (*property).to_owned(),
                ident: scope.claim(names::snake(property)),
                docs: Docs::of_property(property, std::iter::empty()),
                deprecated: false,
                required: true,
                held: any_files(),
            });
        }
    }
    let rest = match rest {
        // Where no part is named, all of them are what the form is about.
        objects::Rest::Any if parts.is_empty() => Rest::Kept(any_files()),
        objects::Rest::Any => Rest::Ignored,
        // Parts that differ on other properties gave no form.
        objects::Rest::Denied | objects::Rest::Checked => Rest::Denied,
        objects::Rest::Typed(ids) => {
            Rest::Kept(plan_part(types, &ids, None, &name.join("value")).0)
        }
    };
    Some(Multipart {
        parts,
        withheld: merged.withheld.iter().map(|it| (*it).to_owned()).collect(),
        rest,
        checks: types.checks(&merged.narrowed(TypeSet::OBJECT)),
        max_bytes: max_bytes(types, &[schema]),
    })
}

/// Plans what the parts of a name hold, and whether they may be null, which no part can say.
fn plan_part(
    types: &mut Types<'_>,
    ids: &[SchemaId],
    encoding: Option<&Encoding>,
    name: &Name,
) -> (Held, bool) {
    let (alternatives, nullable) = alternatives(types, ids);
    let files = alternatives.iter().filter(|ids| {
        let items = items(types, ids);
        file(types, items.as_deref().unwrap_or(ids), encoding).is_some()
    });
    // Where a file may come, any other value is the bytes of one; and one file is a list of one.
    let of_files = files.max_by_key(|ids| items(types, ids).is_some());
    let ids = match (of_files, alternatives.as_slice()) {
        (Some(ids), _) | (None, [ids]) => ids,
        _ => ids,
    };
    let merged = Merged::gather(types.api, ids);
    let items = items(types, ids);
    let many = items.is_some();
    let one = items.as_deref().unwrap_or(ids);
    let mut checks = match many {
        true => types.checks(&merged.narrowed(TypeSet::ARRAY)),
        false => Vec::new(),
    };
    let content = match file(types, one, encoding) {
        Some(media_type) => PartContent::File(media_type),
        None => {
            let mut value = types.use_of(one, name);
            value.nullable &= many;
            match many {
                true if value.checks.is_empty() => {}
                true => checks.push(Check::Items(value.checks.clone())),
                false => checks.clone_from(&value.checks),
            }
            PartContent::Value(value)
        }
    };
    let held = Held {
        many,
        checks,
        content,
        max_bytes: max_bytes(types, ids).filter(|_| many),
        max_bytes_each: max_bytes(types, one),
    };
    (held, nullable)
}

/// What a part may be, by the branches of its schema, and whether it may be null.
fn alternatives(types: &Types<'_>, ids: &[SchemaId]) -> (Vec<Vec<SchemaId>>, bool) {
    let mut alternatives = Vec::new();
    let mut nullable = false;
    let mut waiting = vec![ids.to_vec()];
    let mut seen = HashSet::default();
    while let Some(ids) = waiting.pop() {
        let merged = Merged::gather(types.api, &ids);
        nullable |= merged.typed && merged.types.has(TypeSet::NULL);
        match merged.choices.as_slice() {
            [(id, branches, _)] if !merged.says_more_than_choices() && seen.insert(*id) => {
                waiting.extend(branches.iter().rev().map(|branch| vec![*branch]));
            }
            _ if merged.types == TypeSet::NULL => {}
            _ => alternatives.push(ids),
        }
    }
    (alternatives, nullable)
}

/// The schemas of the items, if a schema is one of lists.
fn items(types: &Types<'_>, ids: &[SchemaId]) -> Option<Vec<SchemaId>> {
    let merged = Merged::gather(types.api, ids);
    let items: Vec<SchemaId> = merged.atoms.iter().filter_map(|(_, it)| it.items).collect();
    let is_list = merged.typed && merged.types.without(TypeSet::NULL) == TypeSet::ARRAY;
    (is_list && !items.is_empty()).then_some(items)
}

/// The media type of a file, if a schema is one of files: of bytes that no JSON stands for.
fn file(types: &Types<'_>, ids: &[SchemaId], encoding: Option<&Encoding>) -> Option<String> {
    let merged = Merged::gather(types.api, ids);
    let stated = encoding.and_then(|encoding| encoding.content_type.as_deref());
    let mut content = merged
        .atoms
        .iter()
        .filter(|(_, it)| it.content_encoding.is_none());
    let content = content.find_map(|(_, it)| it.content_media_type.as_deref());
    let is_binary = |(_, schema): &(SchemaId, &kontrakt_model::Schema)| {
        schema.format.as_deref() == Some("binary")
    };
    let is_text = merged.types.without(TypeSet::NULL) == TypeSet::STRING;
    let is_value = |media_type: &str| {
        media_type.contains("json") || media_type.trim_start().starts_with("text/plain")
    };
    let is_file = merged.atoms.is_empty()
        || merged.atoms.iter().any(is_binary)
        || is_text && content.is_some_and(|it| !is_value(it))
        || is_text && stated.is_some_and(|it| !is_value(it));
    let mut first = stated
        .or(content)
        .unwrap_or_default()
        .split(',')
        .map(str::trim);
    let is_concrete = |it: &&str| {
        !it.contains('*') && it.contains('/') && it.bytes().all(|it| (b' '..=b'~').contains(&it))
    };
    let concrete = first
        .find(is_concrete)
        .unwrap_or("application/octet-stream");
    is_file.then(|| concrete.to_owned())
}

/// `x-max-bytes`, the least of all parts of a schema.
fn max_bytes(types: &Types<'_>, ids: &[SchemaId]) -> Option<u64> {
    let merged = Merged::gather(types.api, ids);
    let extensions = merged.atoms.iter().flat_map(|(_, it)| &it.extensions);
    let stated = extensions.filter(|(name, _)| name == "x-max-bytes");
    stated.filter_map(|(_, value)| value.as_u64()).min()
}

/// Headers of parts are neither sent nor read.
fn report_headers(types: &mut Types<'_>, media: &MediaType) {
    let with_headers = media.encoding.iter().filter(|it| !it.headers.is_empty());
    for encoding in with_headers {
        let message = format!(
            "the headers of the part `{}` are left out",
            encoding.property
        );
        let place = media.location.place();
        let finding = Finding::info(codes::RAW_BODY, message).at(place, "this media type");
        types.diagnostics.push(finding);
    }
}
