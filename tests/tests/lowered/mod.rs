//! Schemas as the checks that generated code has of them, made at run time.
//!
//! Checks are static data, so what is made is never freed, and a schema that holds itself is made
//! anew for each level, as deep as payloads of tests are.

use std::collections::HashMap;

use kontrakt::{
    Check, Choice, Condition, Contains, JsonType, Limit, Members, Pattern, Scalar, Schema,
    Unevaluated,
};
use kontrakt_codegen::plan::checks as plan;
use kontrakt_codegen::plan::lowered::{NamedSchema, lower};
use kontrakt_model::api::Type;
use kontrakt_model::{Api, SchemaId};

/// How many references deep a payload may lead.
const DEPTH: usize = 40;

type Checks = &'static [Check];

/// All that a schema says.
pub(crate) fn checks(api: &Api, schema: SchemaId) -> Checks {
    let (checks, schemas) = lower(api, schema);
    let mut made = HashMap::new();
    Maker {
        schemas: &schemas,
        made: &mut made,
        depth: DEPTH,
    }
    .all(&checks)
}

struct Maker<'s> {
    schemas: &'s [NamedSchema],
    made: &'s mut HashMap<(usize, usize), &'static Schema>,
    depth: usize,
}

impl Maker<'_> {
    fn all(&mut self, checks: &[plan::Check]) -> Checks {
        let checks: Vec<Check> = checks.iter().map(|check| self.one(check)).collect();
        checks.leak()
    }

    fn lists(&mut self, lists: &[Vec<plan::Check>]) -> &'static [Checks] {
        let lists: Vec<Checks> = lists.iter().map(|checks| self.all(checks)).collect();
        lists.leak()
    }

    fn map(&mut self, map: &[(String, Vec<plan::Check>)]) -> &'static [(&'static str, Checks)] {
        let entries: Vec<_> = map
            .iter()
            .map(|(name, checks)| (text(name), self.all(checks)))
            .collect();
        entries.leak()
    }

    fn schema(&mut self, at: usize) -> &'static Schema {
        if let Some(schema) = self.made.get(&(at, self.depth)) {
            return schema;
        }
        let checks = match self.depth.checked_sub(1) {
            Some(depth) => Maker {
                schemas: self.schemas,
                made: self.made,
                depth,
            }
            .all(&self.schemas[at].checks),
            None => &[],
        };
        let schema = leak(Schema(checks));
        self.made.insert((at, self.depth), schema);
        schema
    }

    fn one(&mut self, check: &plan::Check) -> Check {
        match check {
            plan::Check::Minimum(value) => Check::Minimum(limit(*value)),
            plan::Check::Maximum(value) => Check::Maximum(limit(*value)),
            plan::Check::ExclusiveMinimum(value) => Check::ExclusiveMinimum(limit(*value)),
            plan::Check::ExclusiveMaximum(value) => Check::ExclusiveMaximum(limit(*value)),
            plan::Check::MultipleOf(value) => Check::MultipleOf(limit(*value)),
            plan::Check::MinLength(count) => Check::MinLength(*count),
            plan::Check::MaxLength(count) => Check::MaxLength(*count),
            plan::Check::Pattern(pattern) => Check::Pattern(Pattern::leak(pattern)),
            plan::Check::AcceptedPrefix(prefix) => Check::AcceptedPrefix(text(prefix)),
            plan::Check::Format(name) => Check::Format(text(name)),
            plan::Check::MinItems(count) => Check::MinItems(*count),
            plan::Check::MaxItems(count) => Check::MaxItems(*count),
            plan::Check::Untyped => Check::Untyped,
            plan::Check::UniqueItems => Check::UniqueItems,
            plan::Check::Items(checks) => Check::Items(self.all(checks)),
            plan::Check::MinProperties(count) => Check::MinProperties(*count),
            plan::Check::MaxProperties(count) => Check::MaxProperties(*count),
            plan::Check::Names(checks) => Check::Names(self.all(checks)),
            plan::Check::Values(checks) => Check::Values(self.all(checks)),
            plan::Check::Type(types) => {
                Check::Type(leak(types.iter().map(json_type).collect::<Vec<_>>()))
            }
            plan::Check::Enum(values) => {
                Check::Enum(leak(values.iter().map(scalar).collect::<Vec<_>>()))
            }
            plan::Check::Const(value) => Check::Const(scalar(value)),
            plan::Check::Null(checks) => Check::Null(self.all(checks)),
            plan::Check::Never => Check::Never,
            plan::Check::Schema(at) => Check::Schema(self.schema(*at)),
            plan::Check::AllOf(parts) => Check::AllOf(self.lists(parts)),
            plan::Check::AnyOf(choice) => Check::AnyOf(self.choice(choice)),
            plan::Check::OneOf(choice) => Check::OneOf(self.choice(choice)),
            plan::Check::Not(checks) => Check::Not(self.all(checks)),
            plan::Check::If {
                holds,
                then,
                otherwise,
            } => Check::If(leak(Condition::new(
                self.all(holds),
                self.all(then),
                self.all(otherwise),
            ))),
            plan::Check::Required(names) => Check::Required(texts(names)),
            plan::Check::Without(names, checks) => Check::Without(texts(names), self.all(checks)),
            plan::Check::Members(members) => Check::Members(self.members(members)),
            plan::Check::DependentRequired(dependent) => Check::DependentRequired(leak(
                dependent
                    .iter()
                    .map(|(name, names)| (text(name), texts(names)))
                    .collect::<Vec<_>>(),
            )),
            plan::Check::DependentSchemas(schemas) => Check::DependentSchemas(self.map(schemas)),
            plan::Check::UnevaluatedProperties(part) => {
                Check::UnevaluatedProperties(self.unevaluated(part))
            }
            plan::Check::PrefixItems(items) => Check::PrefixItems(self.lists(items)),
            plan::Check::ItemsFrom(first, checks) => Check::ItemsFrom(*first, self.all(checks)),
            plan::Check::Contains { item, min, max } => Check::Contains(leak(Contains {
                item: self.all(item),
                min: *min,
                max: *max,
            })),
            plan::Check::UnevaluatedItems(part) => Check::UnevaluatedItems(self.unevaluated(part)),
        }
    }

    fn choice(&mut self, choice: &plan::Choice) -> &'static Choice {
        let mut made = Choice::of(self.lists(&choice.branches)).tagged(texts(&choice.tags));
        made.beside_null = choice.beside_null;
        if let Some((property, mapping)) = &choice.discriminator {
            let mapping: Vec<_> = mapping
                .iter()
                .map(|(value, at)| (text(value), *at))
                .collect();
            made = made.by(text(property), mapping.leak());
        }
        if let Some(branch) = choice.default {
            made = made.by_default(branch);
        }
        leak(made)
    }

    fn members(&mut self, members: &plan::Members) -> &'static Members {
        let patterns: Vec<_> = members
            .patterns
            .iter()
            .map(|(pattern, checks)| (Pattern::leak(pattern), self.all(checks)))
            .collect();
        let made = Members::new(self.map(&members.properties)).patterns(patterns.leak());
        leak(match members.additional.as_deref() {
            None => made,
            Some([plan::Check::Never]) => made.closed(),
            Some(checks) => made.additional(self.all(checks)),
        })
    }

    fn unevaluated(&mut self, part: &plan::Unevaluated) -> &'static Unevaluated {
        leak(Unevaluated::new(
            self.all(&part.rest),
            self.all(&part.beside),
        ))
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn text(text: &str) -> &'static str {
    leak(text.to_owned())
}

fn texts(all: &[String]) -> &'static [&'static str] {
    leak(all.iter().map(|it| text(it)).collect::<Vec<_>>())
}

fn limit(value: plan::Limit) -> Limit {
    match value {
        plan::Limit::Int(value) => Limit::Int(value),
        plan::Limit::Float(value) => Limit::Float(value),
    }
}

fn scalar(value: &plan::Scalar) -> Scalar {
    match value {
        plan::Scalar::Null => Scalar::Null,
        plan::Scalar::Boolean(value) => Scalar::Boolean(*value),
        plan::Scalar::Number(value) => Scalar::Number(limit(*value)),
        plan::Scalar::String(value) => Scalar::String(text(value)),
        plan::Scalar::Array(items) => {
            Scalar::Array(leak(items.iter().map(scalar).collect::<Vec<_>>()))
        }
        plan::Scalar::Object(members) => Scalar::Object(leak(
            members
                .iter()
                .map(|(name, value)| (text(name), scalar(value)))
                .collect::<Vec<_>>(),
        )),
    }
}

fn json_type(name: &Type) -> JsonType {
    match name {
        Type::Null => JsonType::Null,
        Type::Boolean => JsonType::Boolean,
        Type::Integer => JsonType::Integer,
        Type::Number => JsonType::Number,
        Type::String => JsonType::String,
        Type::Array => JsonType::Array,
        Type::Object => JsonType::Object,
    }
}
