//! Writes values as JSON.

use crate::Json;
use crate::map::Map;
use crate::member::{Member, Rest};
use crate::object::Object;
use crate::value::Value;

/// Writes JSON, without white space, into memory.
#[derive(Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl Writer {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// How many bytes are written.
    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    /// Writes a piece of JSON as it is.
    pub(crate) fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    /// Writes an object: `members` are those that `object` names, in its order, and the first of
    /// `rest` holds the others.
    pub fn members(&mut self, object: &Object, members: &[&dyn Member], rest: &[&dyn Rest]) {
        self.begin_object();
        for (field, member) in object.fields.iter().zip(members) {
            if !member.is_present() {
                continue;
            }
            if field.is_plain() {
                self.out.push(b'"');
                self.out.extend_from_slice(field.name.as_bytes());
                self.out.extend_from_slice(b"\":");
            } else {
                self.name(field.name);
            }
            member.write(self);
            self.out.push(b',');
        }
        if let Some(rest) = rest.first() {
            rest.write(self);
        }
        self.end_object();
    }

    pub(crate) fn begin_object(&mut self) {
        self.out.push(b'{');
    }

    pub(crate) fn end_object(&mut self) {
        self.end(b'}');
    }

    fn member(&mut self, name: &str, value: &impl Value) {
        self.name(name);
        value.write(self);
        self.out.push(b',');
    }

    /// Writes the members that the description does not name.
    pub(crate) fn additional(&mut self, members: &impl Map<Item: Value>) {
        for (name, value) in members.members() {
            self.member(name, value);
        }
    }

    /// Writes an array.
    pub(crate) fn array<T: Value>(&mut self, list: &[T]) {
        self.out.push(b'[');
        for item in list {
            item.write(self);
            self.out.push(b',');
        }
        self.end(b']');
    }

    /// Writes `null`.
    pub(crate) fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        let text: &[u8] = if value { b"true" } else { b"false" };
        self.out.extend_from_slice(text);
    }

    pub(crate) fn integer(&mut self, value: i64) {
        self.out
            .extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
    }

    /// Writes a number so that reading it gives the same one; NaN and the infinities, which JSON
    /// does not have, are written as `null`.
    pub(crate) fn number(&mut self, value: f64) {
        if value.is_finite() {
            self.out
                .extend_from_slice(zmij::Buffer::new().format_finite(value).as_bytes());
        } else {
            self.null();
        }
    }

    /// Writes a number that is written already.
    pub(crate) fn literal(&mut self, number: &str) {
        self.out.extend_from_slice(number.as_bytes());
    }

    pub(crate) fn string(&mut self, value: &str) {
        self.out.push(b'"');
        let mut start = 0;
        for (index, byte) in value.bytes().enumerate() {
            let escape = match byte {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                b'\n' => "\\n",
                b'\r' => "\\r",
                b'\t' => "\\t",
                0..0x20 => {
                    self.out.extend_from_slice(&value.as_bytes()[start..index]);
                    self.out
                        .extend_from_slice(format!("\\u{byte:04x}").as_bytes());
                    start = index + 1;
                    continue;
                }
                _ => continue,
            };
            self.out.extend_from_slice(&value.as_bytes()[start..index]);
            self.out.extend_from_slice(escape.as_bytes());
            start = index + 1;
        }
        self.out.extend_from_slice(&value.as_bytes()[start..]);
        self.out.push(b'"');
    }

    /// Writes a value of any type.
    pub(crate) fn json(&mut self, value: &Json) {
        match value {
            Json::Null => self.null(),
            Json::Bool(value) => self.boolean(*value),
            Json::Number(number) => self.out.extend_from_slice(number.to_string().as_bytes()),
            Json::String(value) => self.string(value),
            Json::Array(list) => self.array(list),
            Json::Object(members) => {
                self.begin_object();
                for (name, value) in members {
                    self.member(name, value);
                }
                self.end_object();
            }
        }
    }

    fn name(&mut self, name: &str) {
        self.string(name);
        self.out.push(b':');
    }

    /// Puts `end` in place of the last comma.
    fn end(&mut self, end: u8) {
        match self.out.last_mut() {
            Some(last @ b',') => *last = end,
            _ => self.out.push(end),
        }
    }
}
