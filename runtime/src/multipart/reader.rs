//! A form that came in.

use bytes::Bytes;

use super::{File, add_at, judge, segment, violation};
use crate::check::{self, Check};
use crate::map::Map;
use crate::plain;
use crate::reader::Unread;
use crate::value::{Value, from_slice_with};
use crate::violation::{Invalid, Violation, Violations};

/// A part of a form that came in.
pub(crate) struct Received {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Bytes,
}

impl Received {
    fn into_file(self) -> File {
        File {
            name: self.file_name,
            content_type: self.content_type,
            body: self.body.into(),
        }
    }

    fn read<T: Value>(&self, checks: &'static [Check]) -> Result<T, Violations> {
        let json = from_slice_with(&self.body, checks);
        let stated = self.content_type.as_deref();
        let is_json = stated.is_some_and(|it| crate::media::essence(it).ends_with("json"));
        match json {
            Ok(value) if is_json || matches!(self.body.first(), Some(b'{' | b'[')) => Ok(value),
            Err(Invalid::Violations(violations)) if is_json => Err(violations),
            Err(Invalid::Violations(violations))
                if matches!(self.body.first(), Some(b'{' | b'['))
                    && !violations
                        .iter()
                        .any(|it| it.pointer.is_empty() && it.keyword == "type") =>
            {
                Err(violations)
            }
            _ => match str::from_utf8(&self.body) {
                Ok(text) => plain::read(text, checks),
                Err(_) => {
                    let message = "is no text in UTF-8".to_owned();
                    let list = vec![violation(String::new(), "type", message)];
                    Err(Violations { list, omitted: 0 })
                }
            },
        }
    }
}

/// Takes a form apart, and records what is wrong with it.
pub struct FormReader {
    parts: Vec<Received>,
    /// How many names the parts have.
    names: u64,
    violations: Vec<Violation>,
}

impl FormReader {
    #[cfg(all(feature = "multipart", feature = "server"))]
    pub(crate) fn new(parts: Vec<Received>) -> Self {
        let mut names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        FormReader {
            names: names.len() as u64,
            parts,
            violations: Vec::new(),
        }
    }

    #[cfg(all(feature = "multipart", feature = "server"))]
    pub(crate) fn finish(self) -> Violations {
        Violations {
            list: self.violations,
            omitted: 0,
        }
    }

    /// Takes a file that must be there.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it is not there once.
    pub fn file(&mut self, name: &str) -> Result<File, Unread> {
        let file = self.optional_file(name)?;
        self.present(name, file)
    }

    /// Takes a file that may be absent.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it is there more than once.
    pub fn optional_file(&mut self, name: &str) -> Result<Option<File>, Unread> {
        Ok(self.one(name)?.map(Received::into_file))
    }

    /// Takes files that must be there; where the list may be empty, none are such a list.
    ///
    /// # Errors
    ///
    /// [`Unread`] when there is none and one must be.
    pub fn files(&mut self, name: &str, checks: &'static [Check]) -> Result<Vec<File>, Unread> {
        let files = self.optional_files(name, checks)?;
        self.present_list(name, files, checks)
    }

    /// Takes files that may be absent.
    ///
    /// # Errors
    ///
    /// None; the type fits that of the others.
    pub fn optional_files(
        &mut self,
        name: &str,
        checks: &'static [Check],
    ) -> Result<Option<Vec<File>>, Unread> {
        let parts = self.several(name, checks);
        Ok(parts.map(|parts| parts.into_iter().map(Received::into_file).collect()))
    }

    /// Reads a value that must be there.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it is not there once, or does not fit.
    pub fn value<T: Value>(&mut self, name: &str, checks: &'static [Check]) -> Result<T, Unread> {
        let value = self.optional_value(name, checks)?;
        self.present(name, value)
    }

    /// Reads a value that may be absent.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it is there more than once, or does not fit.
    pub fn optional_value<T: Value>(
        &mut self,
        name: &str,
        checks: &'static [Check],
    ) -> Result<Option<T>, Unread> {
        let Some(part) = self.one(name)? else {
            return Ok(None);
        };
        self.read(&part, checks, &segment(name)).map(Some)
    }

    /// Reads values that must be there; where the list may be empty, none are such a list.
    ///
    /// # Errors
    ///
    /// [`Unread`] when there is none and one must be, or one does not fit.
    pub fn values<T: Value>(
        &mut self,
        name: &str,
        checks: &'static [Check],
    ) -> Result<Vec<T>, Unread> {
        let values = self.optional_values(name, checks)?;
        self.present_list(name, values, checks)
    }

    /// Reads values that may be absent.
    ///
    /// # Errors
    ///
    /// [`Unread`] when one does not fit.
    pub fn optional_values<T: Value>(
        &mut self,
        name: &str,
        checks: &'static [Check],
    ) -> Result<Option<Vec<T>>, Unread> {
        let Some(parts) = self.several(name, checks) else {
            return Ok(None);
        };
        let mut values = Vec::with_capacity(parts.len());
        let mut unread = false;
        for (at, part) in parts.iter().enumerate() {
            let place = format!("{}/{at}", segment(name));
            match self.read(part, check::items(checks), &place) {
                Ok(value) => values.push(value),
                Err(Unread) => unread = true,
            }
        }
        match unread {
            true => Err(Unread),
            false => Ok(Some(values)),
        }
    }

    /// Takes the files of all other names.
    ///
    /// # Errors
    ///
    /// [`Unread`] when there is more than one of a name.
    pub fn other_files<M: Map<Item = File>>(&mut self) -> Result<M, Unread> {
        self.others(|form, name| form.file(name))
    }

    /// Takes the files of all other names, of which there may be several each.
    ///
    /// # Errors
    ///
    /// None; the type fits that of the others.
    pub fn other_file_lists<M: Map<Item = Vec<File>>>(
        &mut self,
        checks: &'static [Check],
    ) -> Result<M, Unread> {
        self.others(|form, name| form.files(name, checks))
    }

    /// Reads the values of all other names.
    ///
    /// # Errors
    ///
    /// [`Unread`] when one does not fit.
    pub fn other_values<M: Map<Item: Value>>(
        &mut self,
        checks: &'static [Check],
    ) -> Result<M, Unread> {
        self.others(|form, name| form.value(name, checks))
    }

    /// Reads the values of all other names, of which there may be several each.
    ///
    /// # Errors
    ///
    /// [`Unread`] when one does not fit.
    pub fn other_value_lists<T: Value, M: Map<Item = Vec<T>>>(
        &mut self,
        checks: &'static [Check],
    ) -> Result<M, Unread> {
        self.others(|form, name| form.values(name, checks))
    }

    /// Passes over the parts that go only the other way.
    pub fn withhold(&mut self, names: &[&str]) {
        self.parts.retain(|part| !names.contains(&&*part.name));
    }

    /// Says that there must not be parts of other names.
    pub fn no_others(&mut self) {
        for part in std::mem::take(&mut self.parts) {
            let text = format!(
                "has the member `{}`, which the description does not allow",
                part.name
            );
            self.violations
                .push(violation(String::new(), "additionalProperties", text));
        }
    }

    /// Checks the form as an object with a member for each name.
    pub fn check(&mut self, checks: &'static [Check]) {
        let names = self.names;
        judge(None, &mut self.violations, |site| {
            check::object(names, checks, site);
        });
    }

    fn others<M: Map>(
        &mut self,
        mut take: impl FnMut(&mut Self, &str) -> Result<M::Item, Unread>,
    ) -> Result<M, Unread> {
        let mut others = M::default();
        let mut unread = false;
        while let Some(part) = self.parts.first() {
            let name = part.name.clone();
            match take(self, &name) {
                Ok(value) => others.add(name, value),
                Err(Unread) => unread = true,
            }
        }
        match unread {
            true => Err(Unread),
            false => Ok(others),
        }
    }

    fn take(&mut self, name: &str) -> Vec<Received> {
        let all = std::mem::take(&mut self.parts);
        let (taken, rest) = all.into_iter().partition(|part| part.name == name);
        self.parts = rest;
        taken
    }

    fn one(&mut self, name: &str) -> Result<Option<Received>, Unread> {
        let mut parts = self.take(name);
        if parts.len() > 1 {
            let message = format!("is given {} times", parts.len());
            self.violations
                .push(violation(segment(name), "type", message));
            return Err(Unread);
        }
        Ok(parts.pop())
    }

    fn several(&mut self, name: &str, checks: &'static [Check]) -> Option<Vec<Received>> {
        let parts = self.take(name);
        if parts.is_empty() {
            return None;
        }
        judge(Some(name), &mut self.violations, |site| {
            check::array(parts.len() as u64, checks, site);
        });
        Some(parts)
    }

    fn read<T: Value>(
        &mut self,
        part: &Received,
        checks: &'static [Check],
        place: &str,
    ) -> Result<T, Unread> {
        part.read(checks).map_err(|violations| {
            add_at(place, &mut self.violations, violations);
            Unread
        })
    }

    fn present<T>(&mut self, name: &str, part: Option<T>) -> Result<T, Unread> {
        part.ok_or_else(|| {
            let message = format!("`{name}` is missing");
            self.violations
                .push(violation(String::new(), "required", message));
            Unread
        })
    }

    /// A form has no part for an empty list.
    fn present_list<T>(
        &mut self,
        name: &str,
        list: Option<Vec<T>>,
        checks: &'static [Check],
    ) -> Result<Vec<T>, Unread> {
        let mut least = checks.iter().map(|check| match check {
            Check::MinItems(least) => *least,
            _ => 0,
        });
        match list {
            None if least.all(|least| least == 0) => Ok(Vec::new()),
            list => self.present(name, list),
        }
    }
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;

    #[test]
    fn no_part_is_an_empty_list_where_that_may_be() {
        let mut form = FormReader::new(Vec::new());
        assert_eq!(form.values::<String>("a", &[]), Ok(Vec::new()));
        assert!(form.files("b", &[]).is_ok_and(|files| files.is_empty()));
        assert!(form.values::<String>("c", &[Check::MinItems(1)]).is_err());
        assert!(form.file("d").is_err());
        let found = form.finish();
        let missing: Vec<&str> = found.list.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(missing, ["`c` is missing", "`d` is missing"]);
    }
}
