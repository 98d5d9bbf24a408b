//! From elements to JSON, by a shape.

use std::collections::HashMap;

use super::document::{self, Attribute, Element, Fault, is_space};
use super::{ATTRIBUTE, TEXT, is_attribute};
use crate::reader::MAX_DEPTH;
use crate::violation::Syntax;
use crate::wire::{Entry, Member, Shape, Shapes, Tree, TreeValue, Types, XmlNode, follow, scalar};

/// Reads a document as the JSON that it stands for. `shapes` are those that shapes made while the
/// program runs refer to.
///
/// # Errors
///
/// [`Syntax`] when it is not well-formed XML in UTF-8, has a document type declaration, or is nested
/// too deeply.
pub fn read(xml: &[u8], shape: &Shape<'_>, shapes: &Shapes<'_>) -> Result<Tree, Syntax> {
    let converter = Converter { shapes };
    document::parse(xml)
        .and_then(|root| converter.value(&root, shape, 0))
        .map_err(|fault| fault.syntax(xml))
}

struct Converter<'s> {
    shapes: &'s Shapes<'s>,
}

/// What stands for one member: elements of one name, or an attribute.
#[derive(Clone, Copy)]
enum Part<'x> {
    Element(&'x Element),
    Attribute(&'x Attribute),
}

/// The parts of one member, with its name and shape.
struct Group<'x, 's> {
    name: String,
    shape: &'s Shape<'s>,
    parts: Vec<Part<'x>>,
}

type Read<T> = Result<T, Fault>;

impl<'s> Converter<'s> {
    /// The value of one element.
    fn value(&self, element: &Element, shape: &'s Shape<'s>, depth: usize) -> Read<Tree> {
        if depth > MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Fault::new(element.start, message));
        }
        let shape = follow(self.shapes, shape);
        let types = shape.types;
        let whole = |value| tree(element, value);
        if element.nil {
            return Ok(whole(TreeValue::Null));
        }
        let blank = element.is_blank();
        let bare = element.children.is_empty() && element.attributes.is_empty();
        let has_text = self.text_member(shape).is_some();
        if types.has(Types::ARRAY) && (!element.children.is_empty() || blank && !types.is_scalar())
        {
            let items = element.children.iter().map(Part::Element).collect();
            let items = self.items(items, shape, element.start, depth)?;
            return Ok(whole(TreeValue::Array(items)));
        }
        let is_object = match types.has(Types::OBJECT) {
            true => !bare || has_text || blank && !types.is_scalar(),
            false if types == Types::NONE => !bare,
            false => !element.children.is_empty(),
        };
        if is_object {
            return self.object(element, shape, depth).map(whole);
        }
        let (start, end) = element.content;
        Ok(Tree {
            start,
            end,
            value: scalar::read(&element.text, types, true),
        })
    }

    fn object(&self, element: &Element, shape: &'s Shape<'s>, depth: usize) -> Read<TreeValue> {
        let mut entries = Vec::new();
        for group in self.groups(element, shape) {
            let (start, end) = match group.parts.first() {
                Some(Part::Element(first)) => (first.start, first.start + first.name.local.len()),
                _ => (element.start, element.start),
            };
            let value = self.member(group.shape, group.parts, element, depth + 1)?;
            entries.push(Entry {
                name: group.name,
                start,
                end,
                value,
            });
        }
        let mut add = |name: &str, value| {
            let (start, end) = element.content;
            if entries.iter().any(|entry| entry.name == name) {
                let message = format!("the member `{name}` is given twice, also as text");
                return Err(Fault::new(start, message));
            }
            entries.push(Entry {
                name: name.to_owned(),
                start,
                end: start,
                value: Tree { start, end, value },
            });
            Ok(())
        };
        let has_text = !element.text.chars().all(is_space);
        match self.text_member(shape) {
            Some(member) => {
                let types = follow(self.shapes, member.shape).types;
                if has_text || member.required && types.has(Types::STRING) {
                    add(member.name, scalar::read(&element.text, types, true))?;
                }
            }
            None if has_text => add(TEXT, TreeValue::String(element.text.clone()))?,
            None => {}
        }
        for member in shape.members {
            let target = follow(self.shapes, member.shape);
            let is_list = target.types == Types::ARRAY && !target.xml.wrapped;
            let in_elements = target.xml.node == XmlNode::Element;
            if member.required && is_list && in_elements {
                let is_there = entries.iter().any(|entry| entry.name == member.name);
                if !is_there {
                    entries.push(Entry {
                        name: member.name.to_owned(),
                        start: element.start,
                        end: element.start,
                        value: tree(element, TreeValue::Array(Vec::new())),
                    });
                }
            }
        }
        Ok(TreeValue::Object(entries))
    }

    /// The parts of an object by their members, in the order of the document.
    fn groups<'x>(&self, element: &'x Element, shape: &'s Shape<'s>) -> Vec<Group<'x, 's>> {
        let mut groups: Vec<Group<'x, 's>> = Vec::new();
        let mut positions: HashMap<String, usize> = HashMap::new();
        let attributes = element.attributes.iter().map(Part::Attribute);
        let elements = element.children.iter().map(Part::Element);
        for part in attributes.chain(elements) {
            let (name, shape) = match (self.find(shape, part), part) {
                (Some(member), _) => (member.name.to_owned(), member.shape),
                (None, Part::Element(it)) => {
                    let any = shape.additional.unwrap_or(&Shape::ANY);
                    (it.name.local.clone(), any)
                }
                (None, Part::Attribute(it)) => {
                    (format!("{ATTRIBUTE}{}", it.name.local), &Shape::ANY)
                }
            };
            match positions.get(&name) {
                Some(&at) => groups[at].parts.push(part),
                None => {
                    positions.insert(name.clone(), groups.len());
                    groups.push(Group {
                        name,
                        shape,
                        parts: vec![part],
                    });
                }
            }
        }
        groups
    }

    /// The member that an element or attribute stands for.
    fn find(&self, shape: &'s Shape<'s>, part: Part<'_>) -> Option<&'s Member<'s>> {
        let found = match part {
            Part::Element(it) => &it.name,
            Part::Attribute(it) => &it.name,
        };
        let place = matches!(part, Part::Attribute(_));
        let fits = |member: &&'s Member<'s>, own: bool| {
            let target = follow(self.shapes, member.shape);
            let (name, xml) = self.element_name(member, target);
            let name = if own { member.name } else { name };
            let same = xml.namespace.is_empty()
                || found.namespace.is_empty()
                || xml.namespace == found.namespace;
            // An attribute may come as an element, but not the other way round.
            (is_attribute(target) || !place)
                && target.xml.node != XmlNode::Text
                && name == found.local
                && same
        };
        let exact = |member: &&'s Member<'s>| {
            let target = follow(self.shapes, member.shape);
            fits(member, false) && self.element_name(member, target).1.namespace == found.namespace
        };
        let members = || shape.members.iter();
        // The schema of a member may come with a name of its own, which not all writers use.
        members()
            .find(exact)
            .or_else(|| members().find(|member| fits(member, false)))
            .or_else(|| members().find(|member| fits(member, true)))
    }

    /// The name of the element of a member, and the `xml` that it comes from.
    fn element_name(
        &self,
        member: &'s Member<'s>,
        target: &'s Shape<'s>,
    ) -> (&'s str, super::super::Xml<'s>) {
        let of_items =
            target.types.has(Types::ARRAY) && !target.xml.wrapped && !is_attribute(target);
        let xml = match (of_items, target.items) {
            (true, Some(items)) => follow(self.shapes, items).xml,
            (true, None) => super::super::Xml::ELEMENT,
            (false, _) => target.xml,
        };
        match xml.name {
            "" => (member.name, xml),
            name => (name, xml),
        }
    }

    fn text_member(&self, shape: &'s Shape<'s>) -> Option<&'s Member<'s>> {
        let is_text = |it: &&'s Member<'s>| follow(self.shapes, it.shape).xml.node == XmlNode::Text;
        shape.members.iter().find(is_text)
    }

    /// The value of a member.
    fn member(
        &self,
        shape: &'s Shape<'s>,
        parts: Vec<Part<'_>>,
        parent: &Element,
        depth: usize,
    ) -> Read<Tree> {
        let shape = follow(self.shapes, shape);
        let types = shape.types;
        if types.has(Types::ARRAY) && !shape.xml.wrapped {
            let one = match parts.as_slice() {
                [Part::Element(one)] => {
                    one.nil && types.has(Types::NULL)
                        || types.is_scalar() && one.children.is_empty()
                }
                [Part::Attribute(_)] => types.is_scalar(),
                _ => false,
            };
            if !one {
                return self.list(parts, shape, parent, depth);
            }
        }
        match parts.as_slice() {
            [one] => self.part(*one, shape, parent, depth),
            // One that comes again where there can be only one is seen by whoever checks the type.
            _ => {
                let (start, end) = span(&parts, parent);
                let parts = parts.into_iter();
                let items = parts.map(|part| self.part(part, shape, parent, depth + 1));
                let value = TreeValue::Array(items.collect::<Read<_>>()?);
                Ok(Tree { start, end, value })
            }
        }
    }

    fn list(
        &self,
        parts: Vec<Part<'_>>,
        shape: &'s Shape<'s>,
        parent: &Element,
        depth: usize,
    ) -> Read<Tree> {
        let (start, end) = span(&parts, parent);
        let value = TreeValue::Array(self.items(parts, shape, parent.start, depth)?);
        Ok(Tree { start, end, value })
    }

    fn items(
        &self,
        parts: Vec<Part<'_>>,
        shape: &'s Shape<'s>,
        start: usize,
        depth: usize,
    ) -> Read<Vec<Tree>> {
        let items = shape.items.unwrap_or(&Shape::ANY);
        let mut list = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Element(element) => list.push(self.value(element, items, depth + 1)?),
                // The items of an attribute have spaces between them (XML Schema, lists).
                Part::Attribute(attribute) => {
                    let types = follow(self.shapes, items).types;
                    list.extend(attribute.value.split_ascii_whitespace().map(|text| Tree {
                        start,
                        end: start,
                        value: scalar::read(text, types, true),
                    }));
                }
            }
        }
        Ok(list)
    }

    fn part(
        &self,
        part: Part<'_>,
        shape: &'s Shape<'s>,
        parent: &Element,
        depth: usize,
    ) -> Read<Tree> {
        match part {
            Part::Element(element) => self.value(element, shape, depth),
            Part::Attribute(attribute) => {
                let types = follow(self.shapes, shape).types;
                Ok(Tree {
                    start: parent.start,
                    end: parent.start,
                    value: scalar::read(&attribute.value, types, true),
                })
            }
        }
    }
}

fn tree(element: &Element, value: TreeValue) -> Tree {
    Tree {
        start: element.start,
        end: element.end,
        value,
    }
}

/// From the first element to the last.
fn span(parts: &[Part<'_>], parent: &Element) -> (usize, usize) {
    match (parts.first(), parts.last()) {
        (Some(Part::Element(first)), Some(Part::Element(last))) => (first.start, last.end),
        _ => (parent.start, parent.start),
    }
}
