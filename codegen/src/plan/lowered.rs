//! Schemas as checks: all that a schema says, or what a type leaves of it.
//!
//! A schema that others refer to has a name of its own among [`Plan::schemas`](super::Plan), so
//! that schemas may hold themselves.

mod choices;

use kontrakt_model::api::Type;
use kontrakt_model::hash::{HashMap, HashSet};
use kontrakt_model::{Api, Schema, SchemaId, pointer_tokens};
use serde::Serialize;

use super::checks::{Check, Collected, Members, Scalar, Unevaluated};
use crate::names::{self, Ident, Scope};

/// A schema that checks refer to.
#[derive(Debug, Clone, Serialize)]
pub struct NamedSchema {
    /// Its name in Rust.
    pub name: Ident,
    /// Its place in the description.
    pub pointer: Box<str>,
    /// All that it says.
    pub checks: Vec<Check>,
}

/// All that a schema says, and the schemas that its checks refer to.
pub fn lower(api: &Api, id: SchemaId) -> (Vec<Check>, Vec<NamedSchema>) {
    let mut lowering = Lowering::new(api);
    let checks = lowering.schema(id);
    (checks, lowering.finish())
}

/// The schemas that were met.
pub(super) struct Lowering<'a> {
    api: &'a Api,
    components: HashSet<SchemaId>,
    scope: Scope,
    named: HashMap<SchemaId, usize>,
    waiting: Vec<(SchemaId, Ident)>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let inputs = api.inputs.iter().map(|(_, id)| *id);
        Lowering {
            api,
            components: api
                .components
                .iter()
                .map(|(_, id)| *id)
                .chain(inputs)
                .collect(),
            scope: Scope::with_reserved(&[]),
            named: HashMap::default(),
            waiting: Vec::new(),
        }
    }

    /// Every schema that checks refer to.
    pub(super) fn finish(mut self) -> Vec<NamedSchema> {
        let mut schemas = Vec::new();
        while let Some((id, name)) = self.waiting.get(schemas.len()).cloned() {
            schemas.push(NamedSchema {
                name,
                pointer: self.api.schema(id).location.pointer.clone(),
                checks: self.own(id),
            });
        }
        schemas
    }

    /// All that a schema says, by its name if it has one.
    pub(super) fn schema(&mut self, id: SchemaId) -> Vec<Check> {
        let target = self.api.resolved(id);
        match target != id || self.components.contains(&target) {
            true => vec![self.named(target)],
            false => self.own(id),
        }
    }

    fn named(&mut self, id: SchemaId) -> Check {
        if let Some(at) = self.named.get(&id) {
            return Check::Schema(*at);
        }
        let pointer = &self.api.schema(id).location.pointer;
        let tokens: Vec<String> = pointer_tokens(pointer).map(|it| it.to_string()).collect();
        let start = match tokens.as_slice() {
            [first, second, ..] if first == "components" && second == "schemas" => 2,
            _ => tokens.len().saturating_sub(2),
        };
        let mut words = tokens.get(start..).unwrap_or_default().join(" ");
        if self.api.schema(id).is_input {
            words.push_str(" input");
        }
        let name = self.scope.claim(names::screaming(&words));
        self.waiting.push((id, name));
        self.named.insert(id, self.waiting.len() - 1);
        Check::Schema(self.waiting.len() - 1)
    }

    fn schemas(&mut self, ids: &[SchemaId]) -> Vec<Vec<Check>> {
        ids.iter().map(|id| self.schema(*id)).collect()
    }

    fn map(&mut self, schemas: &[(String, SchemaId)]) -> Vec<(String, Vec<Check>)> {
        let entry = |(name, id): &(String, SchemaId)| (name.clone(), self.schema(*id));
        schemas.iter().map(entry).collect()
    }

    /// All that a schema says itself.
    pub(super) fn own(&mut self, id: SchemaId) -> Vec<Check> {
        let schema = self.api.schema(id);
        match schema.boolean {
            Some(true) => return Vec::new(),
            Some(false) => return vec![Check::Never],
            None => {}
        }
        let mut checks = Vec::new();
        if let Some(target) = schema.reference {
            let target = self.api.resolved(target);
            checks.push(self.named(target));
        }
        if !schema.types.is_empty() {
            checks.push(Check::Type(schema.types.clone()));
        }
        checks.extend(values(schema));
        checks.extend(range(schema));
        let mut collected = Collected::default();
        collected.all(id, schema);
        let is_count =
            |check: &Check| matches!(check, Check::MinProperties(_) | Check::MaxProperties(_));
        let counts = collected
            .checks
            .extract_if(.., |check| is_count(check) && !schema.uncounted.is_empty());
        let counts: Vec<Check> = counts.collect();
        checks.append(&mut collected.checks);
        if !counts.is_empty() {
            checks.push(Check::Without(schema.uncounted.clone(), counts));
        }
        if schema.prefix_items.is_empty() {
            checks.extend(schema.items.map(|items| Check::Items(self.schema(items))));
        }
        checks.extend(self.tuple(schema));
        if !schema.required.is_empty() {
            checks.push(Check::Required(schema.required.clone()));
        }
        if states_members(schema) {
            checks.push(Check::Members(Box::new(self.members(schema, true))));
        }
        if !schema.all_of.is_empty() {
            checks.push(Check::AllOf(self.schemas(&schema.all_of)));
        }
        for (branches, one) in [(&schema.any_of, false), (&schema.one_of, true)] {
            if !branches.is_empty() {
                checks.push(self.choice(id, branches, one));
            }
        }
        checks.extend(self.beyond_types(id));
        checks
    }

    /// What a schema says that no type expresses, but for its members by pattern, its tuples and its
    /// choices.
    pub(super) fn beyond_types(&mut self, id: SchemaId) -> Vec<Check> {
        let schema = self.api.schema(id);
        let mut checks = Vec::new();
        if let Some(names) = schema.property_names {
            checks.push(Check::Names(self.schema(names)));
        }
        if !schema.dependent_required.is_empty() {
            checks.push(Check::DependentRequired(schema.dependent_required.clone()));
        }
        if !schema.dependent_schemas.is_empty() {
            checks.push(Check::DependentSchemas(self.map(&schema.dependent_schemas)));
        }
        if let Some(item) = schema.contains {
            checks.push(Check::Contains {
                item: self.schema(item),
                min: schema.min_contains,
                max: schema.max_contains,
            });
        }
        if let Some(not) = schema.not {
            checks.push(Check::Not(self.schema(not)));
        }
        if let Some(condition) = schema.if_schema {
            let mut part = |id: Option<SchemaId>| id.map(|id| self.schema(id)).unwrap_or_default();
            checks.push(Check::If {
                holds: part(Some(condition)),
                then: part(schema.then_schema),
                otherwise: part(schema.else_schema),
            });
        }
        if let Some(rest) = schema.unevaluated_properties {
            let (rest, beside) = (self.schema(rest), self.speaking(id));
            checks.push(Check::UnevaluatedProperties(Unevaluated { rest, beside }));
        }
        if let Some(rest) = schema.unevaluated_items {
            let (rest, beside) = (self.schema(rest), self.speaking(id));
            checks.push(Check::UnevaluatedItems(Unevaluated { rest, beside }));
        }
        checks
    }

    /// What a schema says of the items of a tuple.
    pub(super) fn tuple(&mut self, schema: &Schema) -> Vec<Check> {
        if schema.prefix_items.is_empty() {
            return Vec::new();
        }
        let mut checks = vec![Check::PrefixItems(self.schemas(&schema.prefix_items))];
        if let Some(items) = schema.items {
            checks.push(Check::ItemsFrom(
                schema.prefix_items.len(),
                self.schema(items),
            ));
        }
        checks
    }

    /// What a schema says of members; what it says of its properties only if they are `checked`.
    pub(super) fn members(&mut self, schema: &Schema, checked: bool) -> Members {
        let mut property = |(name, id): &(String, SchemaId)| {
            let checks = match checked && !schema.withheld.contains(name) {
                true => self.schema(*id),
                false => Vec::new(),
            };
            (name.clone(), checks)
        };
        let properties = schema.properties.iter().map(&mut property).collect();
        Members {
            properties,
            patterns: self.map(&schema.pattern_properties),
            additional: schema.additional_properties.map(|id| self.schema(id)),
        }
    }

    /// The keywords of a schema by which it speaks of members and items, for those that it leaves
    /// unevaluated.
    fn speaking(&mut self, id: SchemaId) -> Vec<Check> {
        let schema = self.api.schema(id);
        let mut checks = Vec::new();
        if let Some(target) = schema.reference {
            let target = self.api.resolved(target);
            checks.push(self.named(target));
        }
        if states_members(schema) {
            checks.push(Check::Members(Box::new(Members {
                properties: names_alone(&schema.properties),
                patterns: names_alone(&schema.pattern_properties),
                additional: schema.additional_properties.map(|_| Vec::new()),
            })));
        }
        if !schema.prefix_items.is_empty() {
            checks.push(Check::PrefixItems(vec![
                Vec::new();
                schema.prefix_items.len()
            ]));
        }
        checks.extend(schema.items.map(|_| Check::Items(Vec::new())));
        if !schema.all_of.is_empty() {
            checks.push(Check::AllOf(self.schemas(&schema.all_of)));
        }
        for (branches, one) in [(&schema.any_of, false), (&schema.one_of, true)] {
            if !branches.is_empty() {
                checks.push(self.choice(id, branches, one));
            }
        }
        let beyond = self.beyond_unevaluated(schema);
        checks.extend(beyond);
        checks
    }

    fn beyond_unevaluated(&mut self, schema: &Schema) -> Vec<Check> {
        let mut checks = Vec::new();
        if !schema.dependent_schemas.is_empty() {
            checks.push(Check::DependentSchemas(self.map(&schema.dependent_schemas)));
        }
        if let Some(item) = schema.contains {
            checks.push(Check::Contains {
                item: self.schema(item),
                min: None,
                max: None,
            });
        }
        if let Some(condition) = schema.if_schema {
            let mut part = |id: Option<SchemaId>| id.map(|id| self.schema(id)).unwrap_or_default();
            checks.push(Check::If {
                holds: part(Some(condition)),
                then: part(schema.then_schema),
                otherwise: part(schema.else_schema),
            });
        }
        checks
    }
}

/// Whether a schema speaks of members by their names.
fn states_members(schema: &Schema) -> bool {
    !schema.properties.is_empty()
        || !schema.pattern_properties.is_empty()
        || schema.additional_properties.is_some()
}

fn names_alone(schemas: &[(String, SchemaId)]) -> Vec<(String, Vec<Check>)> {
    schemas
        .iter()
        .map(|(name, _)| (name.clone(), Vec::new()))
        .collect()
}

/// `enum` and `const`. A number that nothing can be compared with is no value at all.
fn values(schema: &Schema) -> Vec<Check> {
    let listed = schema.enum_values.as_ref().filter(|_| !schema.extensible);
    let listed = listed.map(|values| Check::Enum(values.iter().filter_map(Scalar::of).collect()));
    let constant = schema.const_value.as_ref().and_then(Scalar::of);
    listed
        .into_iter()
        .chain(constant.map(Check::Const))
        .collect()
}

/// What each part says of the type of values, as checks.
pub(super) fn types(parts: &[(SchemaId, &Schema)]) -> Vec<Check> {
    let of_part = |(_, schema): &(SchemaId, &Schema)| {
        let is_stated = !schema.types.is_empty();
        let stated = is_stated.then(|| Check::Type(schema.types.clone()));
        stated.into_iter().chain(range(schema))
    };
    parts.iter().flat_map(of_part).collect()
}

/// The range of numbers: that of `format`, or of 64 bits where only integers are allowed.
fn range(schema: &Schema) -> Option<Check> {
    let is_integer = schema.types.contains(&Type::Integer) && !schema.types.contains(&Type::Number);
    let format = schema.format.as_deref();
    match format.filter(|format| matches!(*format, "int32" | "int64")) {
        Some(format) => Some(Check::Format(format.to_owned())),
        None => is_integer.then(|| Check::Format("int64".to_owned())),
    }
}
