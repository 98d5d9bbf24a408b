//! Shapes of the values that come as text, in XML and in forms.

use kontrakt_model::SchemaId;
use kontrakt_model::api::{Type, Xml};
use kontrakt_model::hash::HashMap;
use kontrakt_model::shape::ShapeId;
use serde::Serialize;

use super::schemas::{Name, Types};
use crate::names::{self, Ident, Scope};

/// A shape that is written as a static; [`ShapeId`] is an index into their list.
#[derive(Debug, Clone, Serialize)]
pub struct Shape {
    /// Its name; absent for a scalar of which nothing else is said, which has a constant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ident: Option<Ident>,
    /// Where its schema stands.
    pub pointer: Box<str>,
    /// The JSON types; empty when nothing is said.
    pub types: Vec<Type>,
    /// The name of the component.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// `xml`
    pub xml: Xml,
    /// The members: name, whether it must be there, value.
    pub members: Vec<(String, bool, ShapeId)>,
    /// The other members.
    pub additional: Option<ShapeId>,
    /// The items.
    pub items: Option<ShapeId>,
}

/// The shape of a schema, which is called so if it is no component.
pub(super) fn of(types: &mut Types<'_>, schema: SchemaId, name: &Name) -> ShapeId {
    let id = types.text.of(schema);
    let ident = name.ident().to_string();
    types.text_names.entry(id).or_insert(ident);
    id
}

/// All shapes, named.
pub(super) fn plan_all(types: &Types<'_>) -> Vec<Shape> {
    let mut scope = Scope::default();
    let mut wanted: HashMap<ShapeId, String> = types.text_names.clone();
    let mut shapes = Vec::with_capacity(types.text.list.len());
    for (id, shape) in types.text.list.iter().enumerate() {
        let name = shape.component.clone().or_else(|| wanted.get(&id).cloned());
        let name = name.unwrap_or_default();
        let members = shape.members.iter();
        let inner = members.map(|member| (member.shape, member.name.as_str()));
        let inner = inner.chain(shape.items.map(|id| (id, "item")));
        for (id, part) in inner.chain(shape.additional.map(|id| (id, "value"))) {
            wanted.entry(id).or_insert_with(|| format!("{name} {part}"));
        }
        let is_plain = shape.types.len() <= 1
            && shape.xml == Xml::default()
            && shape.members.is_empty()
            && shape.additional.is_none()
            && shape.items.is_none();
        shapes.push(Shape {
            ident: (!is_plain).then(|| scope.claim(names::screaming(&name))),
            pointer: shape.schemas.first().map_or_else(Box::default, |id| {
                types.api.schema(*id).location.pointer.clone()
            }),
            types: shape.types.clone(),
            root: shape.component.clone(),
            xml: shape.xml.clone(),
            members: shape
                .members
                .iter()
                .map(|member| (member.name.clone(), member.required, member.shape))
                .collect(),
            additional: shape.additional,
            items: shape.items,
        });
    }
    shapes
}
