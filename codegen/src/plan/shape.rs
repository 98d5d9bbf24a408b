//! Which JSON types a schema admits, told without planning it.

use kontrakt_model::api::Type;
use kontrakt_model::hash::HashMap;
use kontrakt_model::{Api, Schema, SchemaId};
use serde_json::Value as Json;

/// A set of JSON types, where integers are a part of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TypeSet(u8);

impl TypeSet {
    pub(super) const NONE: TypeSet = TypeSet(0);
    pub(super) const NULL: TypeSet = TypeSet(1);
    pub(super) const BOOLEAN: TypeSet = TypeSet(2);
    pub(super) const INTEGER: TypeSet = TypeSet(4);
    /// Numbers with a fractional part: on their own not a type that a schema can state.
    const FRACTION: TypeSet = TypeSet(8);
    pub(super) const NUMBER: TypeSet = TypeSet(12);
    pub(super) const STRING: TypeSet = TypeSet(16);
    pub(super) const ARRAY: TypeSet = TypeSet(32);
    pub(super) const OBJECT: TypeSet = TypeSet(64);
    pub(super) const ALL: TypeSet = TypeSet(127);

    pub(super) fn of(types: &[Type]) -> TypeSet {
        types.iter().fold(TypeSet::NONE, |set, name| {
            set.or(match name {
                Type::Null => TypeSet::NULL,
                Type::Boolean => TypeSet::BOOLEAN,
                Type::Integer => TypeSet::INTEGER,
                Type::Number => TypeSet::NUMBER,
                Type::String => TypeSet::STRING,
                Type::Array => TypeSet::ARRAY,
                Type::Object => TypeSet::OBJECT,
            })
        })
    }

    pub(super) fn of_value(value: &Json) -> TypeSet {
        match value {
            Json::Null => TypeSet::NULL,
            Json::Bool(_) => TypeSet::BOOLEAN,
            Json::Number(number) if number.as_f64().is_some_and(|float| float.fract() == 0.0) => {
                TypeSet::INTEGER
            }
            Json::Number(_) => TypeSet::FRACTION,
            Json::String(_) => TypeSet::STRING,
            Json::Array(_) => TypeSet::ARRAY,
            Json::Object(_) => TypeSet::OBJECT,
        }
    }

    pub(super) fn of_values<'v>(values: impl Iterator<Item = &'v Json>) -> TypeSet {
        values.fold(TypeSet::NONE, |set, value| set.or(TypeSet::of_value(value)))
    }

    pub(super) fn or(self, other: TypeSet) -> TypeSet {
        TypeSet(self.0 | other.0)
    }

    pub(super) fn and(self, other: TypeSet) -> TypeSet {
        TypeSet(self.0 & other.0)
    }

    pub(super) fn without(self, other: TypeSet) -> TypeSet {
        TypeSet(self.0 & !other.0)
    }

    pub(super) fn has(self, other: TypeSet) -> bool {
        self.and(other) == other
    }

    pub(super) fn meets(self, other: TypeSet) -> bool {
        self.and(other) != TypeSet::NONE
    }

    /// The types one by one, numbers of either kind together.
    pub(super) fn split(self) -> impl Iterator<Item = TypeSet> {
        const KINDS: [TypeSet; 6] = [
            TypeSet::NULL,
            TypeSet::BOOLEAN,
            TypeSet::NUMBER,
            TypeSet::STRING,
            TypeSet::ARRAY,
            TypeSet::OBJECT,
        ];
        KINDS
            .into_iter()
            .map(move |kind| kind.and(self))
            .filter(|kind| *kind != TypeSet::NONE)
    }
}

/// How far references and parts are followed; past it, any type is assumed.
const DEPTH: usize = 64;

/// How many schemas that only pass on to another are followed in a row.
pub(super) const MAX_STEPS: usize = 64;

/// The JSON types of schemas, remembered.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    known: HashMap<SchemaId, TypeSet>,
    stated: HashMap<SchemaId, TypeSet>,
}

/// What counts among that which limits the types of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// Every keyword.
    All,
    /// `type` alone.
    Type,
}

impl Shapes {
    /// The JSON types that can satisfy a schema, perhaps more, never fewer.
    pub(super) fn types(&mut self, api: &Api, id: SchemaId) -> TypeSet {
        types_within(&mut self.known, api, id, By::All, DEPTH)
    }

    /// The JSON types that no `type` of a schema rules out.
    pub(super) fn stated(&mut self, api: &Api, id: SchemaId) -> TypeSet {
        types_within(&mut self.stated, api, id, By::Type, DEPTH)
    }
}

fn types_within(
    known: &mut HashMap<SchemaId, TypeSet>,
    api: &Api,
    id: SchemaId,
    by: By,
    depth: usize,
) -> TypeSet {
    if let Some(&types) = known.get(&id) {
        return types;
    }
    let Some(depth) = depth.checked_sub(1) else {
        return TypeSet::ALL;
    };
    // A schema that leads back to itself adds nothing to what its other parts say.
    known.insert(id, TypeSet::ALL);
    let schema = api.schema(id);
    let mut types = own_types(schema, by);
    for part in schema.reference.iter().chain(&schema.all_of) {
        types = types.and(types_within(known, api, *part, by, depth));
    }
    for branches in [&schema.any_of, &schema.one_of] {
        if !branches.is_empty() {
            let any = branches.iter().fold(TypeSet::NONE, |any, branch| {
                any.or(types_within(known, api, *branch, by, depth))
            });
            types = types.and(any);
        }
    }
    known.insert(id, types);
    types
}

/// The types that a schema states itself.
fn own_types(schema: &Schema, by: By) -> TypeSet {
    let types = match schema.types.is_empty() {
        true => TypeSet::ALL,
        false => TypeSet::of(&schema.types),
    };
    if by == By::Type {
        return types;
    }
    if schema.boolean == Some(false) {
        return TypeSet::NONE;
    }
    if schema.enum_values.is_none() && schema.const_value.is_none() {
        return types;
    }
    let listed = schema.enum_values.iter().flatten();
    types.and(TypeSet::of_values(listed.chain(&schema.const_value)))
}

/// Whether a schema says anything about values itself, apart from its references, parts and
/// branches. Titles, descriptions, defaults and the like say nothing.
pub(super) fn constrains(schema: &Schema) -> bool {
    !schema.types.is_empty() || constrains_beyond_type(schema)
}

/// Whether a schema says more about values than their type.
pub(super) fn constrains_beyond_type(schema: &Schema) -> bool {
    schema.enum_values.is_some() || schema.const_value.is_some() || says_more_than_list(schema)
}

/// Whether a schema says more about values than their type and a list of them.
pub(super) fn says_more_than_list(schema: &Schema) -> bool {
    schema.boolean == Some(false)
        || constrains_text_or_number(schema)
        || constrains_array(schema)
        || constrains_object(schema)
        || untyped_keyword(schema).is_some()
}

fn constrains_text_or_number(schema: &Schema) -> bool {
    let limits = [
        &schema.minimum,
        &schema.maximum,
        &schema.exclusive_minimum,
        &schema.exclusive_maximum,
        &schema.multiple_of,
    ];
    limits.iter().any(|limit| limit.is_some())
        || schema.pattern.is_some()
        || schema.format.is_some()
        || schema.min_length.is_some()
        || schema.max_length.is_some()
        || schema.accepted_prefix.is_some()
}

fn constrains_array(schema: &Schema) -> bool {
    schema.items.is_some()
        || schema.min_items.is_some()
        || schema.max_items.is_some()
        || schema.unique_items
}

/// Whether a schema says anything about the members of objects.
fn constrains_object(schema: &Schema) -> bool {
    !schema.properties.is_empty() || object_keyword(schema).is_some()
}

/// A keyword about objects other than `properties`.
pub(super) fn object_keyword(schema: &Schema) -> Option<&'static str> {
    let keywords = [
        ("required", !schema.required.is_empty()),
        (
            "additionalProperties",
            schema.additional_properties.is_some(),
        ),
        ("minProperties", schema.min_properties.is_some()),
        ("maxProperties", schema.max_properties.is_some()),
        ("x-validations", !schema.validations.is_empty()),
    ];
    let mut stated = keywords.into_iter().filter(|(_, stated)| *stated);
    stated.next().map(|(keyword, _)| keyword)
}

/// A keyword that Rust types do not express, with the JSON types that it is about.
pub(super) fn untyped_keyword(schema: &Schema) -> Option<(&'static str, TypeSet)> {
    let keywords = [
        ("not", schema.not.is_some(), TypeSet::ALL),
        (
            "if",
            schema.if_schema.is_some()
                && (schema.then_schema.is_some() || schema.else_schema.is_some()),
            TypeSet::ALL,
        ),
        (
            "patternProperties",
            !schema.pattern_properties.is_empty(),
            TypeSet::OBJECT,
        ),
        (
            "propertyNames",
            schema.property_names.is_some(),
            TypeSet::OBJECT,
        ),
        (
            "unevaluatedProperties",
            schema.unevaluated_properties.is_some(),
            TypeSet::OBJECT,
        ),
        (
            "dependentRequired",
            !schema.dependent_required.is_empty(),
            TypeSet::OBJECT,
        ),
        (
            "dependentSchemas",
            !schema.dependent_schemas.is_empty(),
            TypeSet::OBJECT,
        ),
        (
            "prefixItems",
            !schema.prefix_items.is_empty(),
            TypeSet::ARRAY,
        ),
        ("contains", schema.contains.is_some(), TypeSet::ARRAY),
        (
            "unevaluatedItems",
            schema.unevaluated_items.is_some(),
            TypeSet::ARRAY,
        ),
    ];
    keywords
        .into_iter()
        .find(|(_, stated, _)| *stated)
        .map(|(keyword, _, types)| (keyword, types))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_numbers() {
        let number = TypeSet::of(&[Type::Number, Type::Null]);
        assert!(number.has(TypeSet::INTEGER));
        assert_eq!(number.and(TypeSet::of(&[Type::Integer])), TypeSet::INTEGER);
        assert_eq!(number.split().count(), 2);
        assert_eq!(TypeSet::of_value(&serde_json::json!(1.0)), TypeSet::INTEGER);
        assert!(!TypeSet::of_value(&serde_json::json!(1.5)).meets(TypeSet::INTEGER));
    }
}
