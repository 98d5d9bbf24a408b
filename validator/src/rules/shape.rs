//! What a rule needs to know of the schemas below `self`: which numbers are integers.

use std::collections::BTreeMap;

use kontrakt_model::api::{Operation, Type};
use kontrakt_model::{Api, SchemaId};

use crate::root;
use crate::rulebook::parts;

/// How a number is seen by CEL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum NumberKind {
    /// `int`
    Integer,
    /// `double`
    Double,
    /// The schema does not say: by the literal.
    #[default]
    AsWritten,
}

/// The shapes of a description's schemas, by [`SchemaId`].
pub(crate) struct Shapes {
    shapes: Vec<Shape>,
}

#[derive(Default)]
struct Shape {
    is_object: bool,
    number: NumberKind,
    members: BTreeMap<String, SchemaId>,
    additional: Option<SchemaId>,
    items: Option<SchemaId>,
}

impl Shapes {
    /// The shapes of all schemas, and then those of the parameters of some operations.
    pub(crate) fn new(api: &Api, operations: &[&Operation]) -> Self {
        let schemas = (0..api.schemas.len() as u32).map(|id| shape(api, SchemaId(id)));
        let parameters = operations.iter().map(|operation| parameters(operation));
        Shapes {
            shapes: schemas.chain(parameters).collect(),
        }
    }

    /// Whether the schema is about objects.
    pub(crate) fn is_object(&self, schema: SchemaId) -> bool {
        self.shape(schema).is_some_and(|shape| shape.is_object)
    }

    /// How numbers under the schema are seen.
    pub(crate) fn number(&self, schema: SchemaId) -> NumberKind {
        self.shape(schema)
            .map(|shape| shape.number)
            .unwrap_or_default()
    }

    /// The schema of a member.
    pub(crate) fn member(&self, schema: SchemaId, name: &str) -> Option<SchemaId> {
        let shape = self.shape(schema)?;
        shape.members.get(name).copied().or(shape.additional)
    }

    /// The schema of the items.
    pub(crate) fn items(&self, schema: SchemaId) -> Option<SchemaId> {
        self.shape(schema)?.items
    }

    fn shape(&self, schema: SchemaId) -> Option<&Shape> {
        self.shapes.get(schema.0 as usize)
    }
}

fn parameters(operation: &Operation) -> Shape {
    let members = root::members(operation).into_iter();
    let members = members.filter_map(|(name, parameter)| Some((name, parameter.schema?)));
    Shape {
        is_object: true,
        members: members.collect(),
        ..Shape::default()
    }
}

fn shape(api: &Api, id: SchemaId) -> Shape {
    let mut shape = Shape::default();
    for schema in parts(api, id) {
        shape.is_object |= schema.types.contains(&Type::Object) || !schema.properties.is_empty();
        for (name, property) in &schema.properties {
            shape.members.entry(name.clone()).or_insert(*property);
        }
        shape.additional = shape.additional.or(schema.additional_properties);
        shape.items = shape.items.or(schema.items);
    }
    shape.number = number(api, id);
    shape
}

/// What all parts of a schema say together wins over what one of its branches says. `number` has
/// the integers among its values, so among branches it wins.
fn number(api: &Api, id: SchemaId) -> NumberKind {
    let own = parts(api, id);
    let own_types = || own.iter().map(|schema| &schema.types);
    let branches = own
        .iter()
        .flat_map(|schema| schema.one_of.iter().chain(&schema.any_of));
    let branches: Vec<_> = branches.flat_map(|branch| parts(api, *branch)).collect();
    let branch_types = || branches.iter().map(|schema| &schema.types);
    if own_types().any(|types| types.contains(&Type::Integer) && !types.contains(&Type::Number)) {
        NumberKind::Integer
    } else if own_types()
        .chain(branch_types())
        .any(|types| types.contains(&Type::Number))
    {
        NumberKind::Double
    } else if branch_types().any(|types| types.contains(&Type::Integer)) {
        NumberKind::Integer
    } else {
        NumberKind::AsWritten
    }
}
