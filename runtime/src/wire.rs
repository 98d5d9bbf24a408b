//! How JSON values stand in notations that have only text: XML, forms and parameters.
//!
//! Such text does not tell a number from a string, or a list of one from its item. A [`Shape`] says
//! it: a table made from the schema, by which text becomes a [`Tree`], which is JSON with places.
//! Everything after that is as for JSON.

#[cfg(any(feature = "client", feature = "server"))]
pub mod form;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod percent;
#[cfg(any(feature = "client", feature = "server"))]
mod query;
mod scalar;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) mod style;
mod tree;
#[cfg(feature = "xml")]
pub mod xml;

#[cfg(any(feature = "client", feature = "server"))]
pub use query::Query;
#[cfg(any(feature = "client", feature = "server"))]
pub use style::{Form, Style};
pub use tree::{Entry, Tree, TreeValue};

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "these are the names of the specification")]
pub enum In {
    Path,
    Query,
    Header,
    Cookie,
}

/// JSON types of a value; none where nothing is said, and then text stays a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Types(u8);

impl Types {
    /// Nothing is said.
    pub const NONE: Types = Types(0);
    /// `null`
    pub const NULL: Types = Types(1);
    /// `boolean`
    pub const BOOLEAN: Types = Types(2);
    /// `number`, and `integer` too.
    pub const NUMBER: Types = Types(4);
    /// `string`
    pub const STRING: Types = Types(8);
    /// `array`
    pub const ARRAY: Types = Types(16);
    /// `object`
    pub const OBJECT: Types = Types(32);

    /// Both.
    #[must_use]
    pub const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// Whether all of `other` are among these.
    pub const fn has(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    fn is_scalar(self) -> bool {
        self.0 & (Types::BOOLEAN.0 | Types::NUMBER.0 | Types::STRING.0) != 0
    }
}

/// How a value stands in XML: the `xml` of its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Xml<'s> {
    /// The name of the element or attribute; empty for that of the member.
    pub name: &'s str,
    /// The URI of its namespace; empty for none.
    pub namespace: &'s str,
    /// The prefix of its namespace; empty for none.
    pub prefix: &'s str,
    /// What it is.
    pub node: XmlNode,
    /// Whether an array has an element of its own around its items.
    pub wrapped: bool,
}

/// What a member of an object is in XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum XmlNode {
    /// An element, or several for an array that is not wrapped.
    #[default]
    Element,
    /// An attribute of the object's element.
    Attribute,
    /// The text of the object's element.
    Text,
}

impl Xml<'_> {
    /// An element with the name of the member.
    pub const ELEMENT: Xml<'static> = Xml {
        name: "",
        namespace: "",
        prefix: "",
        node: XmlNode::Element,
        wrapped: false,
    };
}

/// How text becomes a value: what the schema says about its types, members and items.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shape<'s> {
    /// The JSON types that the value can have.
    pub types: Types,
    /// The name that the value has as a whole document, if its `xml` gives none.
    pub root: &'s str,
    /// How it stands in XML.
    pub xml: Xml<'s>,
    /// The members that an object is known to have.
    pub members: &'s [Member<'s>],
    /// The values of an object's other members.
    pub additional: Option<&'s Shape<'s>>,
    /// The items of an array.
    pub items: Option<&'s Shape<'s>>,
    /// The position in a [`Shapes`] of the shape that is meant. Shapes that are made while the
    /// program runs refer to each other so.
    pub at: Option<usize>,
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member<'s> {
    /// The name in JSON.
    pub name: &'s str,
    /// Whether it must be there, so that no element means an empty list.
    pub required: bool,
    /// Its value.
    pub shape: &'s Shape<'s>,
}

impl<'s> Member<'s> {
    /// A member that may be absent.
    pub const fn optional(name: &'s str, shape: &'s Shape<'s>) -> Self {
        Member {
            name,
            required: false,
            shape,
        }
    }

    /// A member that must be there.
    pub const fn required(name: &'s str, shape: &'s Shape<'s>) -> Self {
        Member {
            name,
            required: true,
            shape,
        }
    }
}

impl Shape<'_> {
    /// Anything: text is a string, and what has elements in it an object.
    pub const ANY: Shape<'static> = Shape {
        types: Types::NONE,
        root: "",
        xml: Xml::ELEMENT,
        members: &[],
        additional: None,
        items: None,
        at: None,
    };
    /// Nothing but `null`.
    pub const NULL: Shape<'static> = Shape::of(Types::NULL);
    /// A string.
    pub const STRING: Shape<'static> = Shape::of(Types::STRING);
    /// A number.
    pub const NUMBER: Shape<'static> = Shape::of(Types::NUMBER);
    /// A boolean.
    pub const BOOLEAN: Shape<'static> = Shape::of(Types::BOOLEAN);
    /// An array.
    pub const ARRAY: Shape<'static> = Shape::of(Types::ARRAY);
    /// An object.
    pub const OBJECT: Shape<'static> = Shape::of(Types::OBJECT);

    /// A shape with types alone.
    pub const fn of(types: Types) -> Shape<'static> {
        Shape {
            types,
            ..Shape::ANY
        }
    }
}

/// Shapes that refer to each other by position. Those of generated code do without: `&[]`.
pub type Shapes<'s> = [Shape<'s>];

/// The shape that is meant.
fn follow<'s>(shapes: &'s Shapes<'s>, shape: &'s Shape<'s>) -> &'s Shape<'s> {
    match shape.at {
        Some(at) => shapes.get(at).unwrap_or(shape),
        None => shape,
    }
}

/// Whether a text is JSON in which no name comes twice, both as other readers and as this crate have
/// it; its numbers may be beyond those that can be held.
#[cfg(test)]
fn is_json(json: &[u8]) -> bool {
    let syntax = serde_json::from_slice::<serde::de::IgnoredAny>(json);
    let read = crate::value::from_slice::<crate::Json>(json);
    syntax.is_ok() && !matches!(read, Err(crate::violation::Invalid::Syntax(_)))
}
