//! Schemas as both clients can express them: what shapes a request stays, and what only limits values
//! goes, as lengths, patterns and bounds do.

use std::collections::{BTreeMap, BTreeSet};

use kontrakt_model::api::Type;
use kontrakt_model::{Api, SchemaId};
use serde_json::{Map, Value, json};

use crate::values::Merged;

/// How much of the schemas is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// Unions, and lists of values.
    Described,
    /// Of each union a branch, and types in place of lists of values.
    Plain,
}

/// Formats of strings that progenitor has types for.
const FORMATS: [&str; 6] = ["date", "date-time", "ipv4", "ipv6", "uri", "uuid"];
/// How deep schemas stand in one another before an object ends it.
const DEPTH: usize = 8;

/// Makes schemas of the cut.
pub(super) struct Schemas<'a> {
    api: &'a Api,
    names: BTreeMap<(Detail, Vec<SchemaId>), String>,
    /// `components.schemas` of the cut.
    pub(super) components: BTreeMap<String, Value>,
}

/// What a parameter carries.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Carried {
    Scalar,
    /// A list of scalars.
    List,
    /// An object of scalars, by their names.
    Object(Vec<String>),
    /// What only JSON can express.
    Other,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Schemas {
            api,
            names: BTreeMap::new(),
            components: BTreeMap::new(),
        }
    }

    /// The schema for values for which all of `ids` hold.
    pub(super) fn make(&mut self, ids: &[SchemaId], detail: Detail) -> Value {
        self.nested(ids, detail, 0)
    }

    fn nested(&mut self, ids: &[SchemaId], detail: Detail, depth: usize) -> Value {
        let Some(merged) = Merged::gather(self.api, ids, 0).filter(|_| depth < DEPTH) else {
            return json!({});
        };
        if detail == Detail::Described {
            let mut branches: Vec<Value> = Vec::new();
            for id in self.branches(ids) {
                let branch = self.nested(&[id], detail, depth + 1);
                if !branches.is_empty() && branch == json!({}) {
                    return branch;
                }
                if !branches.contains(&branch) {
                    branches.push(branch);
                }
            }
            match branches.len() {
                0 => {}
                1 => return branches.remove(0),
                _ => return json!({ "oneOf": branches }),
            }
        }
        match merged.kind() {
            None | Some(Type::Null) => json!({}),
            Some(Type::String) if is_any(&merged) => json!({}),
            Some(Type::Array) => {
                let items = match merged.prefix_items() {
                    [] => merged.items(),
                    _ => Vec::new(),
                };
                let items = match items.is_empty() {
                    true => json!({}),
                    false => self.nested(&items, detail, depth + 1),
                };
                json!({ "type": "array", "items": items })
            }
            Some(Type::Object) => self.object(ids, &merged, detail, depth),
            Some(kind) => scalar(&merged, kind, detail),
        }
    }

    /// The branches of a union of which nothing else is said, but null.
    fn branches(&self, ids: &[SchemaId]) -> Vec<SchemaId> {
        let [id] = ids else {
            return Vec::new();
        };
        let schema = self.api.schema(self.api.resolved(*id));
        let says_more = schema.reference.is_some()
            || !schema.all_of.is_empty()
            || !schema.properties.is_empty()
            || !schema.required.is_empty();
        let branches = match (schema.one_of.as_slice(), schema.any_of.as_slice()) {
            (branches, []) | ([], branches) if !says_more => branches,
            _ => return Vec::new(),
        };
        let is_null = |id: &&SchemaId| *self.api.schema(**id).types != [Type::Null];
        branches.iter().filter(is_null).copied().collect()
    }

    /// A map as it is, and an object with properties as a component, as it may hold itself.
    fn object(
        &mut self,
        ids: &[SchemaId],
        merged: &Merged<'_>,
        detail: Detail,
        depth: usize,
    ) -> Value {
        let additional: Vec<SchemaId> = merged
            .additional()
            .into_iter()
            .filter(|id| self.api.schema(*id).boolean.is_none())
            .collect();
        if merged.properties().is_empty() {
            return match additional.is_empty() {
                true => json!({ "type": "object" }),
                false => {
                    let values = self.nested(&additional, detail, depth + 1);
                    json!({ "type": "object", "additionalProperties": values })
                }
            };
        }
        let key = ids.iter().map(|id| self.api.resolved(*id)).collect();
        let count = self.names.len();
        if let Some(name) = self.names.get(&(detail, key)) {
            return reference(name);
        }
        let name = format!("T{}", count + 1);
        let key = ids.iter().map(|id| self.api.resolved(*id)).collect();
        self.names.insert((detail, key), name.clone());
        let mut schema = self.struct_of(merged, detail, |_| true);
        if !additional.is_empty() {
            schema["additionalProperties"] = self.nested(&additional, detail, 1);
        }
        self.components.insert(name.clone(), schema);
        reference(&name)
    }

    /// The properties, in the order of their names, as progenitor has them.
    fn struct_of(
        &mut self,
        merged: &Merged<'_>,
        detail: Detail,
        is_kept: impl Fn(&str) -> bool,
    ) -> Value {
        let mut properties = merged.properties();
        properties.retain(|(name, _)| is_kept(name));
        properties.sort_by_key(|(name, _)| *name);
        let required = merged.required().into_iter();
        let required: Vec<&str> = required
            .filter(|name| properties.iter().any(|(known, _)| known == name))
            .collect();
        let properties: Map<String, Value> = properties
            .iter()
            .map(|(name, ids)| ((*name).to_owned(), self.nested(ids, detail, 1)))
            .collect();
        let mut schema = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        schema
    }

    /// A scalar: of a union one branch, as progenitor writes text of no other.
    pub(super) fn scalar(&self, id: SchemaId, detail: Detail) -> Option<Value> {
        let merged = Merged::gather(self.api, &[id], 0)?;
        match merged.kind()? {
            Type::Null | Type::Array | Type::Object => None,
            kind => Some(scalar(&merged, kind, detail)),
        }
    }

    /// A form with those of its properties that are scalars, and how many others there are.
    pub(super) fn form(&mut self, id: SchemaId, detail: Detail) -> Option<(Value, usize)> {
        let merged = Merged::gather(self.api, &[id], 0)?;
        let properties = merged.properties();
        let scalars = properties.iter().filter(|(_, ids)| self.is_scalar(ids));
        let names: Vec<&str> = scalars.map(|(name, _)| *name).collect();
        if names.is_empty() {
            return None;
        }
        let others = properties.len() - names.len();
        let schema = self.struct_of(&merged, detail, |name| names.contains(&name));
        Some((schema, others))
    }

    /// What a value carries, by the first branch of each union.
    pub(super) fn carried(&self, ids: &[SchemaId]) -> Carried {
        let Some(merged) = Merged::gather(self.api, ids, 0) else {
            return Carried::Other;
        };
        match merged.kind() {
            None | Some(Type::Null) => Carried::Other,
            Some(Type::Array) => match merged.items() {
                items if !merged.prefix_items().is_empty() || items.is_empty() => Carried::Other,
                items if self.is_scalar(&items) => Carried::List,
                _ => Carried::Other,
            },
            Some(Type::Object) => {
                let properties = merged.properties();
                let names = properties.iter().map(|(name, _)| (*name).to_owned());
                match properties.iter().all(|(_, ids)| self.is_scalar(ids)) {
                    true if !properties.is_empty() => Carried::Object(names.collect()),
                    _ => Carried::Other,
                }
            }
            Some(_) => Carried::Scalar,
        }
    }

    fn is_scalar(&self, ids: &[SchemaId]) -> bool {
        let merged = Merged::gather(self.api, ids, 0);
        let kind = merged.and_then(|it| it.kind());
        !matches!(kind, None | Some(Type::Null | Type::Array | Type::Object))
    }

    /// Whether all branches of a union carry the same.
    pub(super) fn is_uniform(&self, id: SchemaId) -> bool {
        let carried = self.carried(&[id]);
        let mut seen = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(self.branches(&[id]));
            }
        }
        seen.into_iter().all(|id| self.carried(&[id]) == carried)
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Whether nothing is said of a value.
fn is_any(merged: &Merged<'_>) -> bool {
    !merged.any(|it| {
        !it.types.is_empty()
            || it.enum_values.is_some()
            || it.const_value.is_some()
            || it.format.is_some()
            || it.pattern.is_some()
    })
}

fn scalar(merged: &Merged<'_>, kind: Type, detail: Detail) -> Value {
    let mut formats = merged.schemas.iter().filter_map(|it| it.format.as_deref());
    let format = formats.next().unwrap_or_default();
    let mut lists = merged.schemas.iter().filter_map(|it| {
        let value = it.const_value.as_ref().map(std::slice::from_ref);
        value.or(it.enum_values.as_deref())
    });
    let listed = lists.next();
    let kept = match kind {
        Type::String => FORMATS.contains(&format),
        Type::Integer => matches!(format, "int32" | "int64"),
        Type::Number => matches!(format, "float" | "double"),
        _ => false,
    };
    let word = match kind {
        Type::Integer => "integer",
        Type::Number => "number",
        Type::Boolean => "boolean",
        _ => "string",
    };
    let mut schema = json!({ "type": word });
    match (kind, listed) {
        (Type::String, Some(listed)) => {
            let mut texts: Vec<&str> = Vec::new();
            for text in listed.iter().filter_map(Value::as_str) {
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
            match (texts.is_empty(), detail) {
                (true, _) => return json!({}),
                (false, Detail::Described) => schema["enum"] = json!(texts),
                (false, Detail::Plain) => {}
            }
        }
        _ if kept => schema["format"] = json!(format),
        _ => {}
    }
    schema
}
