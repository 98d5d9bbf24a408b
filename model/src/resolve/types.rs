//! `type` beside parts that have no value of it.

use serde_json::Value as Json;

use crate::api::{Api, Schema, SchemaId, Type};
use crate::codes;
use crate::finding::{Diagnostics, Finding};
use crate::hash::HashMap;

/// A set of types by their bits.
type Set = u8;

const NULL: Set = 1;
const ALL: Set = 0x7f;

/// How far parts are followed; past it, any type is assumed.
const DEPTH: usize = 32;

/// Takes out a `type` that the parts beside it rule out: a reference to a list of strings beside `type: object`
/// can only mean the list.
pub(super) fn settle(api: &mut Api, diagnostics: &mut Diagnostics) {
    let mut known = HashMap::default();
    let mut wrong = Vec::new();
    for (at, schema) in api.schemas.iter().enumerate() {
        if !says_type_alone(schema) {
            continue;
        }
        let parts = of_parts(api, schema, &mut known, DEPTH) & !NULL;
        if parts != 0 && parts & stated(schema) == 0 {
            wrong.push(at);
        }
    }
    for at in wrong {
        let Some(schema) = api.schemas.get_mut(at) else {
            continue;
        };
        let names: Vec<String> = schema.types.iter().map(|it| format!("{it:?}")).collect();
        let message = format!(
            "no value that the parts of this schema allow is of type {}",
            names.join(" or ").to_lowercase()
        );
        let finding = Finding::warning(codes::RULED_OUT_TYPE, message)
            .at(schema.location.place(), "the type is left out")
            .help("leave out `type`, or state that of the parts");
        diagnostics.push(finding);
        if schema.types.contains(&Type::Object) {
            // No object is left for it to be about.
            schema.additional_properties = None;
        }
        schema.types.clear();
    }
}

/// Whether a schema has parts and says nothing else of its type but its name.
fn says_type_alone(schema: &Schema) -> bool {
    let has_parts = schema.reference.is_some()
        || !(schema.all_of.is_empty() && schema.any_of.is_empty() && schema.one_of.is_empty());
    has_parts
        && !schema.types.is_empty()
        && schema.properties.is_empty()
        && schema.items.is_none()
        && schema.enum_values.is_none()
        && schema.const_value.is_none()
}

fn stated(schema: &Schema) -> Set {
    match schema.types.is_empty() {
        true => ALL,
        false => schema.types.iter().fold(0, |set, name| set | bits(*name)),
    }
}

/// Integers are numbers.
fn bits(name: Type) -> Set {
    match name {
        Type::Null => NULL,
        Type::Boolean => 2,
        Type::Integer => 4,
        Type::Number => 4 | 8,
        Type::String => 16,
        Type::Array => 32,
        Type::Object => 64,
    }
}

fn of_value(value: &Json) -> Set {
    bits(Type::of(value))
}

/// The types that all parts of a schema allow.
fn of_parts(api: &Api, schema: &Schema, known: &mut HashMap<SchemaId, Set>, depth: usize) -> Set {
    let parts = schema.reference.iter().chain(&schema.all_of);
    let mut set = parts.fold(ALL, |set, part| set & allowed(api, *part, known, depth));
    for branches in [&schema.any_of, &schema.one_of] {
        if !branches.is_empty() {
            let branches = branches.iter();
            set &= branches.fold(0, |any, branch| any | allowed(api, *branch, known, depth));
        }
    }
    set
}

/// The types that a schema allows, perhaps more, never fewer.
fn allowed(api: &Api, id: SchemaId, known: &mut HashMap<SchemaId, Set>, depth: usize) -> Set {
    if let Some(set) = known.get(&id) {
        return *set;
    }
    let Some(depth) = depth.checked_sub(1) else {
        return ALL;
    };
    // A schema that leads back to itself adds nothing to what its other parts say.
    known.insert(id, ALL);
    let schema = api.schema(id);
    let listed = schema.enum_values.iter().flatten();
    let listed = listed.chain(&schema.const_value).map(of_value);
    let of_values = listed.reduce(|any, one| any | one).unwrap_or(ALL);
    let set = stated(schema) & of_values & of_parts(api, schema, known, depth);
    known.insert(id, set);
    set
}
