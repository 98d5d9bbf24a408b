//! The description as the checks need it: from a keyword's location to its schema and its place.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use crate::enums;
use kontrakt_model::{
    Api, Description, Document, Place, Schema, SchemaId, SourceId, Span, percent_decoded,
    pointer_tokens, push_pointer,
};

/// Where a keyword stands in the description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RulePlace {
    /// The document.
    pub(crate) source: SourceId,
    /// The JSON pointer in it.
    pub(crate) pointer: String,
}

/// A description, indexed.
pub(crate) struct Rulebook<'d> {
    document: &'d Document,
    api: &'d Api,
    schemas: HashMap<(SourceId, &'d str), SchemaId>,
    list_names: OnceLock<BTreeMap<SchemaId, String>>,
}

impl<'d> Rulebook<'d> {
    pub(crate) fn new(description: &'d Description) -> Self {
        let (document, api) = (&description.document, &description.api);
        let schemas = (0..)
            .map(SchemaId)
            .zip(&api.schemas)
            .map(|(id, schema)| {
                (
                    (schema.location.source, schema.location.pointer.as_ref()),
                    id,
                )
            })
            .collect();
        Rulebook {
            document,
            api,
            schemas,
            list_names: OnceLock::new(),
        }
    }

    pub(crate) fn api(&self) -> &'d Api {
        self.api
    }

    pub(crate) fn document(&self) -> &'d Document {
        self.document
    }

    /// The schema at a pointer in the description itself.
    pub(crate) fn schema(&self, pointer: &str) -> Option<SchemaId> {
        self.schemas
            .get(&(self.document.source(), pointer))
            .copied()
    }

    /// The place that an absolute keyword location of the engine means.
    pub(crate) fn rule_place(&self, uri: &str) -> Option<RulePlace> {
        let (document, fragment) = uri.split_once('#').unwrap_or((uri, ""));
        let source = self.document.source_of(document)?;
        Some(RulePlace {
            source,
            pointer: percent_decoded(fragment)?.into_owned(),
        })
    }

    /// The schema that a keyword belongs to: the innermost at or above it.
    pub(crate) fn schema_at(&self, rule: &RulePlace) -> Option<SchemaId> {
        let mut pointer = rule.pointer.as_str();
        loop {
            if let Some(id) = self.schemas.get(&(rule.source, pointer)) {
                return Some(*id);
            }
            pointer = &pointer[..pointer.rfind('/')?];
        }
    }

    /// Where a keyword with its value stands in the text; of one that the text leaves open, its schema.
    pub(crate) fn place(&self, rule: &RulePlace) -> Option<Place> {
        let Some(value) = self.document.locate(rule.source, &rule.pointer) else {
            return self
                .schema_at(rule)
                .map(|id| self.api.schema(id).location.place());
        };
        let name = self.document.locate_key(rule.source, &rule.pointer);
        // An upgraded keyword can have its name elsewhere.
        let start = name
            .map(|name| name.span.start)
            .filter(|&start| start < value.span.start);
        let span = Span {
            start: start.unwrap_or(value.span.start),
            ..value.span
        };
        Some(Place { span, ..value })
    }

    /// A schema and all that it includes by `$ref` and `allOf`.
    pub(crate) fn parts(&self, id: SchemaId) -> Vec<&'d Schema> {
        parts(self.api, id)
    }

    /// Whether only listed values are allowed.
    pub(crate) fn is_value_list(&self, id: SchemaId) -> bool {
        self.parts(id)
            .iter()
            .any(|schema| schema.enum_values.is_some() || schema.const_value.is_some())
    }

    /// What the value list of a schema is called.
    pub(crate) fn list_name(&self, id: SchemaId) -> Option<&str> {
        self.list_names
            .get_or_init(|| enums::list_names(self.api))
            .get(&id)
            .map(String::as_str)
    }

    /// Every schema that says something about the value at a pointer in an instance of `root`,
    /// whichever branch of a union it takes.
    pub(crate) fn schemas_at(&self, root: SchemaId, pointer: &str) -> Vec<SchemaId> {
        let mut here = self.with_branches([root]);
        for name in pointer_tokens(pointer) {
            let below = here.iter().flat_map(|&id| self.below(id, &name));
            here = self.with_branches(below.collect::<Vec<_>>());
        }
        here.into_iter().collect()
    }

    /// The schemas with what they include and their branches.
    pub(crate) fn with_branches(
        &self,
        ids: impl IntoIterator<Item = SchemaId>,
    ) -> BTreeSet<SchemaId> {
        let mut open: Vec<SchemaId> = ids.into_iter().collect();
        let mut all = BTreeSet::new();
        while let Some(id) = open.pop() {
            if all.insert(id) {
                let schema = self.api.schema(id);
                open.extend(schema.reference);
                open.extend(
                    schema
                        .all_of
                        .iter()
                        .chain(&schema.one_of)
                        .chain(&schema.any_of),
                );
                open.extend(schema.then_schema.iter().chain(&schema.else_schema));
            }
        }
        all
    }

    /// The schemas for a member or an item.
    pub(crate) fn below(&self, id: SchemaId, token: &str) -> Vec<SchemaId> {
        let schema = self.api.schema(id);
        let named: Vec<SchemaId> = schema
            .properties
            .iter()
            .filter(|(name, _)| name == token)
            .map(|(_, property)| *property)
            .collect();
        let position = token.parse::<usize>().ok();
        let item = position.and_then(|at| schema.prefix_items.get(at).copied().or(schema.items));
        if named.is_empty() {
            schema
                .additional_properties
                .into_iter()
                .chain(item)
                .collect()
        } else {
            named.into_iter().chain(item).collect()
        }
    }
}

/// A schema and all that it includes by `$ref` and `allOf`.
pub(crate) fn parts(api: &Api, id: SchemaId) -> Vec<&Schema> {
    let ids = part_ids(api, [id]).into_iter();
    ids.map(|id| api.schema(id)).collect()
}

/// Schemas and all that they include by `$ref` and `allOf`, each once.
pub(crate) fn part_ids(api: &Api, ids: impl IntoIterator<Item = SchemaId>) -> Vec<SchemaId> {
    let mut open: Vec<SchemaId> = ids.into_iter().collect();
    let mut seen = BTreeSet::new();
    let mut parts = Vec::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            let schema = api.schema(id);
            parts.push(id);
            open.extend(schema.all_of.iter().rev().chain(&schema.reference));
        }
    }
    parts
}

/// The pointer to a child.
pub(crate) fn child(pointer: &str, token: &str) -> String {
    let mut child = pointer.to_owned();
    push_pointer(&mut child, token);
    child
}
