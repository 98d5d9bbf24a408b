//! Payloads whose notation has only text: the schema says what is a number and what a list.

use kontrakt::wire::{self, TreeValue, Types, XmlNode};
use kontrakt_model::api::{self, Type};
use kontrakt_model::shape::{ShapeMember, Shapes};
use kontrakt_model::{
    Api, Diagnostics, Finding, Member, Node, Number, Object, Place, SchemaId, Source, SourceId,
    Span, Value, codes,
};

/// Reads XML for a schema.
pub(crate) fn read_xml(
    api: &Api,
    schema: SchemaId,
    source: &Source,
    id: SourceId,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let read = with_shapes(api, schema, |root, shapes| {
        wire::xml::read(source.text().as_bytes(), root, shapes)
    });
    match read {
        Ok(tree) => Some(node(tree)),
        Err(syntax) => {
            let place = Place {
                source: id,
                span: Span::new(syntax.offset, syntax.offset),
            };
            diagnostics.push(Finding::error(codes::SYNTAX, syntax.message).at(place, ""));
            None
        }
    }
}

/// Makes the shapes of a schema, which refer to each other by position.
fn with_shapes<T>(
    api: &Api,
    schema: SchemaId,
    run: impl FnOnce(&wire::Shape<'_>, &wire::Shapes<'_>) -> T,
) -> T {
    let mut planned = Shapes::new(api);
    let root = planned.of(schema);
    let list = &planned.list;
    let links: Vec<wire::Shape<'_>> = (0..list.len()).map(link).collect();
    let members: Vec<Vec<wire::Member<'_>>> = list
        .iter()
        .map(|shape| {
            let members = shape.members.iter();
            members.filter_map(|it| member(it, &links)).collect()
        })
        .collect();
    let shapes: Vec<wire::Shape<'_>> = list
        .iter()
        .zip(&members)
        .map(|(shape, members)| wire::Shape {
            types: types(&shape.types),
            root: shape.component.as_deref().unwrap_or_default(),
            xml: shape.xml.as_deref().map_or(wire::Xml::ELEMENT, xml),
            members,
            additional: shape.additional.and_then(|at| links.get(at)),
            items: shape.items.and_then(|at| links.get(at)),
            at: None,
        })
        .collect();
    run(&link(root), &shapes)
}

fn link(at: usize) -> wire::Shape<'static> {
    wire::Shape {
        at: Some(at),
        ..wire::Shape::ANY
    }
}

fn member<'s>(member: &'s ShapeMember, links: &'s [wire::Shape<'s>]) -> Option<wire::Member<'s>> {
    Some(wire::Member {
        name: &member.name,
        required: member.required,
        shape: links.get(member.shape)?,
    })
}

fn types(types: &[Type]) -> Types {
    types.iter().fold(Types::NONE, |all, name| {
        all.or(match name {
            Type::Null => Types::NULL,
            Type::Boolean => Types::BOOLEAN,
            Type::Integer | Type::Number => Types::NUMBER,
            Type::String => Types::STRING,
            Type::Array => Types::ARRAY,
            Type::Object => Types::OBJECT,
        })
    })
}

fn xml(xml: &api::Xml) -> wire::Xml<'_> {
    wire::Xml {
        name: xml.name.as_deref().unwrap_or_default(),
        namespace: xml.namespace.as_deref().unwrap_or_default(),
        prefix: xml.prefix.as_deref().unwrap_or_default(),
        node: match xml.node {
            api::XmlNode::Element => XmlNode::Element,
            api::XmlNode::Attribute => XmlNode::Attribute,
            api::XmlNode::Text => XmlNode::Text,
        },
        wrapped: xml.wrapped,
    }
}

fn node(tree: wire::Tree) -> Node {
    let value = match tree.value {
        TreeValue::Null => Value::Null,
        TreeValue::Boolean(value) => Value::Bool(value),
        TreeValue::Number(literal) => Value::Number(Number::new(literal)),
        TreeValue::String(text) => Value::String(text.into()),
        TreeValue::Array(items) => Value::Array(items.into_iter().map(node).collect()),
        TreeValue::Object(entries) => {
            let members = entries.into_iter().map(|entry| Member {
                name: entry.name.into(),
                name_span: Span::new(entry.start, entry.end),
                value: node(entry.value),
            });
            Value::Object(Object::new(members.collect()))
        }
    };
    Node {
        span: Span::new(tree.start, tree.end),
        value,
    }
}
