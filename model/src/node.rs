//! One JSON value with its place in the text it was read from.

use std::borrow::Cow;

use serde_json::Value as Json;

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

    /// Each member whose name an earlier one has, after that first one.
    pub fn duplicates(&self) -> Vec<(&Member, &Member)> {
        let mut duplicates = Vec::new();
        if self.index.is_empty() {
            for (at, member) in self.members.iter().enumerate() {
                if let Some(first) = self.members[..at]
                    .iter()
                    .find(|first| first.name == member.name)
                {
                    duplicates.push((first, member));
                }
            }
        } else {
            let mut first = &self.members[self.index[0] as usize];
            for &at in &self.index[1..] {
                let member = &self.members[at as usize];
                if member.name == first.name {
                    duplicates.push((first, member));
                } else {
                    first = member;
                }
            }
        }
        duplicates
    }

    /// The members in source order.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The members' values, in source order.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        self.members
            .iter_mut()
            .map(|member| (&*member.name, &mut member.value))
    }

    /// The value under a name; of several, the last.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        let at = self
            .members
            .iter()
            .rposition(|member| &*member.name == name)?;
        Some(&mut self.members[at].value)
    }

    /// Changes the list of members.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Vec<Member>)) {
        let mut members = std::mem::take(&mut self.members);
        change(&mut members);
        *self = Object::new(members);
    }

    /// Takes every member with a name out; of several, the last is given.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Member> {
        let found = self.member(name)?.clone();
        self.edit(|members| members.retain(|member| &*member.name != name));
        Some(found)
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
            return self
                .members
                .iter()
                .rev()
                .find(|member| &*member.name == name);
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

    fn to_json(&self) -> Json {
        let integer = self
            .as_i64()
            .map(Json::from)
            .or_else(|| self.as_u64().map(Json::from));
        integer
            .or_else(|| serde_json::Number::from_f64(self.as_f64()).map(Json::Number))
            .unwrap_or_else(|| Json::String(self.literal.to_string()))
    }

    /// The nearest binary float; infinite if there is none.
    pub fn as_f64(&self) -> f64 {
        self.literal.parse().unwrap_or(f64::NAN)
    }
}

impl Node {
    /// The value as it stands that many bytes further on in a text.
    pub(crate) fn after(self, offset: u32) -> Self {
        let value = match self.value {
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| item.after(offset)).collect())
            }
            Value::Object(Object { members, index }) => {
                let moved = members.into_iter().map(|member| Member {
                    name_span: member.name_span.after(offset),
                    value: member.value.after(offset),
                    ..member
                });
                Value::Object(Object {
                    members: moved.collect(),
                    index,
                })
            }
            scalar => scalar,
        };
        Node {
            span: self.span.after(offset),
            value,
        }
    }

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

    /// The value without places. Numbers become the nearest that `serde_json` has; those beyond
    /// its range become strings of their literal.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(number) => number.to_json(),
            Value::String(text) => Json::String(text.to_string()),
            Value::Array(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Object(object) => Json::Object(
                object
                    .members()
                    .iter()
                    .map(|member| (member.name.to_string(), member.value.to_json()))
                    .collect(),
            ),
        }
    }

    /// The node at a JSON pointer (RFC 6901), if there is one.
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        if !(pointer.is_empty() || pointer.starts_with('/')) {
            return None;
        }
        pointer_tokens(pointer).try_fold(self, |node, token| node.child(&token))
    }

    /// The member or item that a token of a JSON pointer names.
    pub(crate) fn child(&self, token: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(object) => object.get(token),
            Value::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    }

    pub(crate) fn child_mut(&mut self, token: &str) -> Option<&mut Node> {
        match &mut self.value {
            Value::Object(object) => object.get_mut(token),
            Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
            _ => None,
        }
    }
}

/// The tokens of a JSON pointer, unescaped; none for the empty pointer.
pub fn pointer_tokens(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer
        .split('/')
        .skip(1)
        .map(|token| match token.contains('~') {
            true => Cow::Owned(token.replace("~1", "/").replace("~0", "~")),
            false => Cow::Borrowed(token),
        })
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
