//! A form that goes out.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::task::{Context, Poll, ready};

use super::{File, Multipart, Scale, add_at, judge, segment};
use crate::check::{self, Check};
use crate::checker::Checker;
use crate::map::Map;
use crate::member::Member;
use crate::stream::{ByteStream, Polled};
use crate::value::{Value, to_vec, validate_with};
use crate::violation::{Violation, Violations};
use crate::{Json, Writer};

/// Puts a form together, and records what is wrong with it.
pub struct FormWriter {
    /// The head and the body of each part.
    parts: VecDeque<ByteStream>,
    boundary: String,
    names: u64,
    scale: Scale,
    violations: Vec<Violation>,
}

/// Writes and checks a form: its media type, with the boundary between its parts, and its bytes.
///
/// # Errors
///
/// Every violation.
pub(crate) fn write<T: Multipart>(form: T) -> Result<(String, ByteStream), Violations> {
    let random = || RandomState::new().build_hasher().finish();
    let mut writer = FormWriter {
        parts: VecDeque::new(),
        boundary: format!("kontrakt-{:016x}{:016x}", random(), random()),
        names: 0,
        scale: Scale::new(T::SIZES),
        violations: Vec::new(),
    };
    form.write(&mut writer);
    writer.finish()
}

impl FormWriter {
    /// Adds a file, if there is one; `content_type` is its media type where it states none.
    pub fn file(&mut self, name: &str, file: impl Into<Option<File>>, content_type: &str) {
        if let Some(file) = file.into() {
            self.names += 1;
            self.add_file(name, file, content_type);
        }
    }

    /// Adds files, if there are some; `content_type` is their media type where they state none.
    pub fn files(
        &mut self,
        name: &str,
        files: impl Into<Option<Vec<File>>>,
        content_type: &str,
        checks: &'static [Check],
    ) {
        let Some(files) = files.into() else { return };
        self.names += u64::from(!files.is_empty());
        self.length(name, files.len(), checks);
        for file in files {
            self.add_file(name, file, content_type);
        }
    }

    /// Adds a value.
    pub fn value<T: Value>(&mut self, name: &str, value: &T, checks: &'static [Check]) {
        self.names += 1;
        self.judge(&segment(name), validate_with(value, checks));
        self.add_value(name, to_vec(value));
    }

    /// Adds a value, if there is one.
    pub fn optional_value(&mut self, name: &str, value: &impl Member, checks: &'static [Check]) {
        if !value.is_present() {
            return;
        }
        self.names += 1;
        let mut checker = Checker::default();
        value.check(checks, &mut checker);
        add_at(&segment(name), &mut self.violations, checker.finish());
        let mut writer = Writer::default();
        value.write(&mut writer);
        self.add_value(name, writer.into_bytes());
    }

    /// Adds values, a part each, if there are some.
    pub fn values<'a, T: Value + 'a>(
        &mut self,
        name: &str,
        values: impl Into<Option<&'a Vec<T>>>,
        checks: &'static [Check],
    ) {
        let Some(values) = values.into() else { return };
        self.names += u64::from(!values.is_empty());
        self.judge(&segment(name), validate_with(values, checks));
        for value in values {
            self.add_value(name, to_vec(value));
        }
    }

    /// Adds the files of other names.
    pub fn other_files(&mut self, files: impl Map<Item = File>, content_type: &str) {
        for (name, file) in files.into_members() {
            self.file(&name, file, content_type);
        }
    }

    /// Adds the files of other names, several each.
    pub fn other_file_lists(
        &mut self,
        files: impl Map<Item = Vec<File>>,
        content_type: &str,
        checks: &'static [Check],
    ) {
        for (name, files) in files.into_members() {
            self.files(&name, files, content_type, checks);
        }
    }

    /// Adds the values of other names.
    pub fn other_values<T: Value>(
        &mut self,
        values: &impl Map<Item = T>,
        checks: &'static [Check],
    ) {
        for (name, value) in values.members() {
            self.value(name, value, checks);
        }
    }

    /// Adds the values of other names, several each.
    pub fn other_value_lists<T: Value>(
        &mut self,
        values: &impl Map<Item = Vec<T>>,
        checks: &'static [Check],
    ) {
        for (name, values) in values.members() {
            self.values(name, values, checks);
        }
    }

    /// Checks the form as an object with a member for each name.
    pub fn check(&mut self, checks: &'static [Check]) {
        let names = self.names;
        judge(None, &mut self.violations, |site| {
            check::object(names, checks, site);
        });
    }

    fn length(&mut self, name: &str, length: usize, checks: &'static [Check]) {
        judge(Some(name), &mut self.violations, |site| {
            check::array(length as u64, checks, site);
        });
    }

    fn judge(&mut self, place: &str, result: Result<(), Violations>) {
        if let Err(violations) = result {
            add_at(place, &mut self.violations, violations);
        }
    }

    fn add_file(&mut self, name: &str, file: File, content_type: &str) {
        let File {
            name: file_name,
            content_type: own,
            body,
        } = file;
        let media_type = own.or_else(|| body.content_type().map(str::to_owned));
        let media_type = media_type.unwrap_or_else(|| content_type.to_owned());
        let file_name = file_name.unwrap_or_else(|| "file".to_owned());
        self.add(name, Some(&file_name), Some(&media_type), body);
    }

    /// Adds a value by its JSON: strings and other scalars as text.
    fn add_value(&mut self, name: &str, json: Vec<u8>) {
        match json.first() {
            Some(b'"') => {
                let text: Option<Json> = serde_json::from_slice(&json).ok();
                let text = text.as_ref().and_then(Json::as_str).unwrap_or_default();
                self.add(name, None, None, text.to_owned().into());
            }
            Some(b'{' | b'[') => self.add(name, None, Some("application/json"), json.into()),
            _ => self.add(name, None, None, json.into()),
        }
    }

    fn add(
        &mut self,
        name: &str,
        file_name: Option<&str>,
        content_type: Option<&str>,
        body: ByteStream,
    ) {
        self.scale.part(name);
        let body = match body.length() {
            Some(length) => {
                if let Err((_, violation)) = self.scale.add(length) {
                    self.violations.push(violation);
                }
                body
            }
            None => body.limited(self.scale.left()),
        };
        let mut head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"",
            self.boundary,
            escaped(name)
        );
        if let Some(file_name) = file_name {
            head += &format!("; filename=\"{}\"", escaped(file_name));
        }
        if let Some(content_type) = content_type {
            let visible = content_type.chars().filter(|c| !c.is_control());
            head += "\r\nContent-Type: ";
            head.extend(visible);
        }
        head += "\r\n\r\n";
        self.parts.push_back(head.into());
        self.parts.push_back(body);
        self.parts.push_back("\r\n".into());
    }

    fn finish(mut self) -> Result<(String, ByteStream), Violations> {
        if !self.violations.is_empty() {
            return Err(Violations {
                list: self.violations,
                omitted: 0,
            });
        }
        self.parts
            .push_back(format!("--{}--\r\n", self.boundary).into());
        let lengths = self.parts.iter().map(ByteStream::length);
        let length: Option<u64> = lengths.sum();
        let mut parts = self.parts;
        let mut stream = ByteStream::new(Polled(move |cx: &mut Context<'_>| {
            while let Some(part) = parts.front_mut() {
                match ready!(part.poll(cx)) {
                    Some(chunk) => return Poll::Ready(Some(chunk)),
                    None => drop(parts.pop_front()),
                }
            }
            Poll::Ready(None)
        }));
        if let Some(length) = length {
            stream = stream.with_length(length);
        }
        let media_type = format!("multipart/form-data; boundary={}", self.boundary);
        Ok((media_type, stream))
    }
}

/// A name within quotes, as browsers write it (the URL and HTML standards' form encoding).
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
