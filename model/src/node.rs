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
pub struct Object(Members);

#[derive(Debug, Clone, PartialEq)]
enum Members {
    Few(Box<[Member]>),
    Many(Box<Indexed>),
}

/// The members of an object that is too large to scan.
#[derive(Debug, Clone, PartialEq)]
struct Indexed {
    members: Box<[Member]>,
    /// Indices into `members` ordered by name.
    index: Box<[u32]>,
}

impl Default for Members {
    fn default() -> Self {
        Members::Few(Box::default())
    }
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
        let members = members.into_boxed_slice();
        if members.len() <= SCANNED {
            return Object(Members::Few(members));
        }
        let mut index: Box<[u32]> = (0..members.len() as u32).collect();
        let name = |at: u32| &members[at as usize].name;
        index.sort_unstable_by(|&a, &b| name(a).cmp(name(b)).then(a.cmp(&b)));
        Object(Members::Many(Box::new(Indexed { members, index })))
    }

    /// Each member whose name an earlier one has, after that first one.
    pub fn duplicates(&self) -> Vec<(&Member, &Member)> {
        let mut duplicates = Vec::new();
        match &self.0 {
            Members::Few(members) => {
                for (at, member) in members.iter().enumerate() {
                    let mut before = members[..at].iter();
                    if let Some(first) = before.find(|first| first.name == member.name) {
                        duplicates.push((first, member));
                    }
                }
            }
            Members::Many(indexed) => {
                let mut sorted = indexed
                    .index
                    .iter()
                    .map(|&at| &indexed.members[at as usize]);
                let mut first = sorted.next();
                for member in sorted {
                    match first {
                        Some(first) if first.name == member.name => {
                            duplicates.push((first, member));
                        }
                        _ => first = Some(member),
                    }
                }
            }
        }
        duplicates
    }

    /// The members in source order.
    pub fn members(&self) -> &[Member] {
        match &self.0 {
            Members::Few(members) => members,
            Members::Many(indexed) => &indexed.members,
        }
    }

    fn members_mut(&mut self) -> &mut [Member] {
        match &mut self.0 {
            Members::Few(members) => members,
            Members::Many(indexed) => &mut indexed.members,
        }
    }

    /// The members' values, in source order.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        self.members_mut()
            .iter_mut()
            .map(|member| (&*member.name, &mut member.value))
    }

    /// The value under a name; of several, the last.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        let at = self.position(name)?;
        Some(&mut self.members_mut()[at].value)
    }

    /// Changes the list of members.
    pub(crate) fn edit<T>(&mut self, change: impl FnOnce(&mut Vec<Member>) -> T) -> T {
        let mut members = match std::mem::take(&mut self.0) {
            Members::Few(members) => members.into_vec(),
            Members::Many(indexed) => indexed.members.into_vec(),
        };
        let changed = change(&mut members);
        *self = Object::new(members);
        changed
    }

    /// Takes every member with a name out; of several, the last is given.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Member> {
        self.position(name)?;
        self.edit(|members| {
            let named = members.extract_if(.., |member| &*member.name == name);
            named.last()
        })
    }

    /// How many members there are, duplicates included.
    pub fn len(&self) -> usize {
        self.members().len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.members().is_empty()
    }

    /// The value under a name; of several, the last, as JSON readers do.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.member(name).map(|member| &member.value)
    }

    /// The member with a name; of several, the last.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members().get(self.position(name)?)
    }

    /// Whether no later member of this object has the same name.
    pub(crate) fn is_last(&self, member: &Member) -> bool {
        self.member(&member.name)
            .is_some_and(|last| std::ptr::eq(last, member))
    }

    /// Where the member with a name is; of several, the last.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        match &self.0 {
            Members::Few(members) => members.iter().rposition(|member| &*member.name == name),
            Members::Many(indexed) => {
                let name_at = |at: u32| &*indexed.members[at as usize].name;
                let end = indexed.index.partition_point(|&at| name_at(at) <= name);
                let at = *indexed.index.get(end.checked_sub(1)?)?;
                (name_at(at) == name).then_some(at as usize)
            }
        }
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
    /// Moves the value that many bytes further on in a text.
    pub(crate) fn move_on(&mut self, offset: u32) {
        self.span = self.span.after(offset);
        match &mut self.value {
            Value::Array(items) => items.iter_mut().for_each(|item| item.move_on(offset)),
            Value::Object(object) => {
                for member in object.members_mut() {
                    member.name_span = member.name_span.after(offset);
                    member.value.move_on(offset);
                }
            }
            _ => {}
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
        .map(|token| match token.split_once('~') {
            Some((plain, rest)) => Cow::Owned(unescaped(plain, rest)),
            None => Cow::Borrowed(token),
        })
}

/// A token of a JSON pointer of which a plain part is followed by `~` and the rest.
fn unescaped(plain: &str, rest: &str) -> String {
    let mut token = String::with_capacity(plain.len() + 1 + rest.len());
    token.push_str(plain);
    for part in rest.split('~') {
        match part.as_bytes().first() {
            Some(b'0') => token.extend(["~", &part[1..]]),
            Some(b'1') => token.extend(["/", &part[1..]]),
            _ => token.extend(["~", part]),
        }
    }
    token
}

/// Appends a member name to a JSON pointer, escaped.
pub fn push_pointer(pointer: &mut String, token: &str) {
    pointer.push('/');
    if !token.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        return pointer.push_str(token);
    }
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}
