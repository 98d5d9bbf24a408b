//! One JSON value with its place in the text it was read from.

use crate::source::Span;

/// A JSON value and the bytes it was written in.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// The value itself.
    pub value: Value,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number with its literal text.
    Number(Number),
    /// A string, unescaped.
    String(Box<str>),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Object),
}

/// A number as it was written, in JSON's notation.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    literal: Box<str>,
}

/// The members of an object in source order; a name that occurs twice is kept twice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object {
    members: Vec<Member>,
    /// Indices into `members` ordered by name, for objects too large to scan.
    index: Vec<u32>,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The member's name, unescaped.
    pub name: Box<str>,
    /// Where the name stands.
    pub name_span: Span,
    /// The member's value.
    pub value: Node,
}

/// Objects with more members than this are indexed.
const SCANNED: usize = 12;

impl Object {
    /// An object of these members.
    pub fn new(members: Vec<Member>) -> Self {
        let mut index = Vec::new();
        if members.len() > SCANNED {
            index = (0..members.len() as u32).collect();
            index.sort_by(|&a, &b| members[a as usize].name.cmp(&members[b as usize].name));
        }
        Object { members, index }
    }

    /// The members in source order.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// How many members there are, duplicates included.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The value under a name; of several, the last, as JSON readers do.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.member(name).map(|member| &member.value)
    }

    /// The member with a name; of several, the last.
    pub fn member(&self, name: &str) -> Option<&Member> {
        if self.index.is_empty() {
            return self.members.iter().rev().find(|member| &*member.name == name);
        }
        let end = self
            .index
            .partition_point(|&at| &*self.members[at as usize].name <= name);
        let member = &self.members[*self.index.get(end.checked_sub(1)?)? as usize];
        (&*member.name == name).then_some(member)
    }
}

impl Number {
    /// A number by its literal, which must be in JSON's notation.
    pub fn new(literal: impl Into<Box<str>>) -> Self {
        Number {
            literal: literal.into(),
        }
    }

    /// The literal text.
    pub fn literal(&self) -> &str {
        &self.literal
    }

    /// The value, if it is written as an integer and fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.literal.parse().ok()
    }

    /// The value, if it is written as a non-negative integer and fits.
    pub fn as_u64(&self) -> Option<u64> {
        self.literal.parse().ok()
    }

    /// The nearest binary float; infinite if there is none.
    pub fn as_f64(&self) -> f64 {
        self.literal.parse().unwrap_or(f64::NAN)
    }
}

impl Node {
    /// The value under a name, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.as_object()?.get(name)
    }

    /// The object, if this is one.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The items, if this is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// What kind of value this is, in JSON's own words.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    /// The node at a JSON pointer (RFC 6901), if there is one.
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |node, token| {
            let token = token.replace("~1", "/").replace("~0", "~");
            match &node.value {
                Value::Object(object) => object.get(&token),
                Value::Array(items) => items.get(token.parse::<usize>().ok()?),
                _ => None,
            }
        })
    }
}

/// Appends a member name to a JSON pointer, escaped.
pub fn push_pointer(pointer: &mut String, token: &str) {
    pointer.push('/');
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}
