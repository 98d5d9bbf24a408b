//! Lets the schema engine read a [`Node`] in place, so that no payload is copied to be checked.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{
    Array, Json, JsonNumber, Node as JsonNode, NodeIdentity, Object as JsonObject, cmp,
};
use kontrakt::number::{self, Whole};
use kontrakt_model::{Member, Node, Number, Object, Span, Value};
use serde_json::Value as Owned;

/// The JSON representation of the engine whose values are [`Node`]s.
pub struct Tree;

impl Json for Tree {
    type Node<'a> = &'a Node;
    type PreparedKey = Box<str>;
    type StringBuffer = Option<Node>;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>(
        buffer: &mut Option<Node>,
        string: &str,
        f: impl FnOnce(&Node) -> T,
    ) -> T {
        f(buffer.insert(Node {
            span: Span::default(),
            value: Value::String(string.into()),
        }))
    }
}

impl<'a> JsonNode<'a, Tree> for &'a Node {
    type Object = &'a Object;
    type Array = &'a [Node];
    type Number = Literal<'a>;

    fn as_object(&self) -> Option<&'a Object> {
        Node::as_object(self)
    }

    fn as_array(&self) -> Option<&'a [Node]> {
        Node::as_array(self)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        Node::as_str(self).map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<Literal<'a>> {
        Node::as_number(self).map(Literal)
    }

    fn as_boolean(&self) -> Option<bool> {
        Node::as_bool(self)
    }

    fn is_null(&self) -> bool {
        Node::is_null(self)
    }

    fn json_type(&self) -> JsonType {
        match self.value {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Array(_) => JsonType::Array,
            Value::Object(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Owned) -> bool {
        equal(self, expected)
    }

    fn to_value(&self) -> Cow<'a, Owned> {
        Cow::Owned(to_json(self))
    }

    /// Findings take the instance from the tree by its pointer, so errors need not carry a copy.
    fn lazy_value(&self) -> jsonschema_value::LazyInstance<'a> {
        jsonschema_value::LazyInstance::Ready(Cow::Owned(Owned::Null))
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref::<Node>(self) as usize))
    }
}

impl<'a> JsonObject<'a, Tree> for &'a Object {
    type Node = &'a Node;
    type MemberName = &'a str;
    type MembersIter =
        std::iter::Map<std::slice::Iter<'a, Member>, fn(&'a Member) -> (&'a str, &'a Node)>;

    fn len(&self) -> usize {
        Object::len(self)
    }

    fn get(&self, key: &Box<str>) -> Option<&'a Node> {
        Object::get(self, key)
    }

    fn members(&self) -> Self::MembersIter {
        Object::members(self)
            .iter()
            .map(|member| (&*member.name, &member.value))
    }
}

impl<'a> Array<'a, Tree> for &'a [Node] {
    type Node = &'a Node;
    type ElementsIter = std::slice::Iter<'a, Node>;

    fn len(&self) -> usize {
        <[Node]>::len(self)
    }

    fn elements(&self) -> Self::ElementsIter {
        self.iter()
    }
}

/// A number by its literal.
pub struct Literal<'a>(&'a Number);

impl JsonNumber for Literal<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.as_u64()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }

    fn as_f64(&self) -> Option<f64> {
        Some(finite(self.0))
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0.literal())
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(to_number(self.0))
    }

    fn is_integer(&self) -> bool {
        is_written_as_integer(self.0) || number::whole(self.0.literal()) != Whole::Fraction
    }
}

/// Whether the literal has neither a fraction nor an exponent.
pub(crate) fn is_written_as_integer(number: &Number) -> bool {
    !number
        .literal()
        .bytes()
        .any(|byte| matches!(byte, b'.' | b'e' | b'E'))
}

/// Whether the value, however it is written, has no fraction.
pub(crate) fn is_integer(number: &Number) -> bool {
    Literal(number).is_integer()
}

/// The value as a whole number, however it is written, if it has no fraction and fits.
pub(crate) fn whole(number: &Number) -> Option<i64> {
    match number::whole(number.literal()) {
        Whole::Fits(value) => Some(value),
        Whole::TooLarge | Whole::Fraction => None,
    }
}

/// Numbers beyond the range of `f64` are violations of their own; here they are the outermost one.
fn finite(number: &Number) -> f64 {
    number.as_f64().clamp(f64::MIN, f64::MAX)
}

fn to_number(number: &Number) -> serde_json::Number {
    if let Some(value) = number.as_i64() {
        return value.into();
    }
    if let Some(value) = number.as_u64() {
        return value.into();
    }
    serde_json::Number::from_f64(finite(number)).unwrap_or_else(|| 0.into())
}

/// The value without its places.
pub(crate) fn to_json(node: &Node) -> Owned {
    match &node.value {
        Value::Null => Owned::Null,
        Value::Bool(value) => Owned::Bool(*value),
        Value::Number(number) => Owned::Number(to_number(number)),
        Value::String(text) => Owned::String(text.to_string()),
        Value::Array(items) => Owned::Array(items.iter().map(to_json).collect()),
        Value::Object(object) => Owned::Object(
            object
                .members()
                .iter()
                .map(|member| (member.name.to_string(), to_json(&member.value)))
                .collect(),
        ),
    }
}

/// Equality as JSON Schema has it: numbers by value, objects without order.
pub(crate) fn equal(node: &Node, expected: &Owned) -> bool {
    match (&node.value, expected) {
        (Value::Null, Owned::Null) => true,
        (Value::Bool(left), Owned::Bool(right)) => left == right,
        (Value::Number(left), Owned::Number(right)) => cmp::equal_numbers(&Literal(left), right),
        (Value::String(left), Owned::String(right)) => **left == **right,
        (Value::Array(left), Owned::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Owned::Object(right)) => {
            left.len() == right.len()
                && right
                    .iter()
                    .all(|(name, right)| left.get(name).is_some_and(|left| equal(left, right)))
        }
        _ => false,
    }
}
