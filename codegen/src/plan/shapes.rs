//! Shapes of the values that come as text, in XML and in forms.

use kontrakt_model::api::Xml;
use kontrakt_model::hash::HashMap;
use kontrakt_model::shape::{self, ShapeId, ShapeMember};
use kontrakt_model::{Api, SchemaId, api};
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
    pub types: api::Types,
    /// The name of the component.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// `xml`, where it says anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xml: Option<Box<Xml>>,
    /// The members.
    pub members: Vec<ShapeMember>,
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

/// All shapes, named; `wanted` has names for some.
pub(super) fn plan_all(
    api: &Api,
    shapes: Vec<shape::Shape>,
    wanted: HashMap<ShapeId, String>,
) -> Vec<Shape> {
    let mut scope = Scope::default();
    let mut names = vec![String::new(); shapes.len()];
    for (id, name) in wanted {
        names[id] = name;
    }
    let planned = shapes.into_iter().enumerate().map(|(id, shape)| {
        let wanted = std::mem::take(&mut names[id]);
        let name = shape.component.as_ref().unwrap_or(&wanted);
        let members = shape.members.iter();
        let inner = members.map(|member| (member.shape, member.name.as_str()));
        let inner = inner.chain(shape.items.map(|id| (id, "item")));
        for (inner, part) in inner.chain(shape.additional.map(|id| (id, "value"))) {
            if inner > id && names[inner].is_empty() {
                names[inner] = [name, " ", part].concat();
            }
        }
        let xml = shape.xml.filter(|xml| **xml != Xml::default());
        let is_plain = shape.types.len() <= 1
            && xml.is_none()
            && shape.members.is_empty()
            && shape.additional.is_none()
            && shape.items.is_none();
        let first = shape.schemas.first();
        Shape {
            ident: (!is_plain).then(|| scope.claim(names::screaming(name))),
            pointer: first.map_or_else(Box::default, |id| api.schema(*id).location.pointer.clone()),
            types: shape.types,
            root: shape.component,
            xml,
            members: shape.members,
            additional: shape.additional,
            items: shape.items,
        }
    });
    planned.collect()
}
