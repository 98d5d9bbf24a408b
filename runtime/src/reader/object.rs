//! Reading objects.

use super::{Reader, Unread};
use crate::check::{self, Check, Site};
use crate::json_type::JsonType;
use crate::map::Map;
use crate::member::{Rest, Slot};
use crate::object::{Field, Object, Rule, Seen};
use crate::scanner::{Fault, Token};
use crate::value::Value;

/// A member that was met under another name.
struct OtherName {
    position: usize,
    /// Where its value is.
    offset: usize,
    name: String,
}

impl Reader<'_> {
    /// Reads an object: `slots` are filled with the members that `object` names, in its order, and
    /// the first of `rest` with the others, of which there may be none without it. Tells whether all
    /// was read, which it was not when it is no object, or when a member is missing or does not fit;
    /// all other members were read all the same.
    pub fn members(
        &mut self,
        object: &'static Object,
        checks: &'static [Check],
        slots: &mut [&mut dyn Slot],
        rest: &mut [&mut dyn Rest],
    ) -> bool {
        let read = self.object(object, checks, &mut |r: &mut Self, position| match (
            slots.get_mut(position),
            &mut *rest,
        ) {
            (Some(slot), _) => slot.read(r, r.member),
            (None, [rest, ..]) => rest.read(r),
            (None, []) => r.unexpected(),
        });
        read.is_ok()
    }

    /// Reads an object: calls `each` with the position in `object` of every member, and with
    /// `usize::MAX` for one that it does not name.
    pub(crate) fn object(
        &mut self,
        object: &'static Object,
        checks: &'static [Check],
        each: &mut (impl FnMut(&mut Self, usize) -> Result<(), Unread> + ?Sized),
    ) -> Result<(), Unread> {
        if self.token()? != Token::Object {
            return Err(self.mismatch(&[JsonType::Object], &[object.checks, checks]));
        }
        let start = self.start;
        self.descend()?;
        let mut unread = false;
        let mut seen = Seen::default();
        let mut length = 0;
        let mut next = 0;
        let mut other_names = Vec::new();
        let mut more = self.scanner.first_member();
        loop {
            match more {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => return Err(self.fail(fault)),
            }
            self.start = start;
            let name = self.name(object, next)?;
            let read = match (name, name.and_then(|position| object.fields.get(position))) {
                (Some(position), Some(field)) => {
                    if seen.mark(position) {
                        return Err(self.repeated(field.name));
                    }
                    next = position + 1;
                    length += u64::from(!field.withheld);
                    self.judge_name(field.name, object, checks);
                    self.named(position, field, each)
                }
                _ => match object.position_of_alias(&self.name) {
                    Some(position) => self.put_off(position, &mut other_names),
                    None => {
                        length += 1;
                        let name = std::mem::take(&mut self.name);
                        self.judge_name(&name, object, checks);
                        self.name = name;
                        self.member = check::values(object.checks);
                        each(self, usize::MAX)
                    }
                },
            };
            unread |= read.is_err();
            if self.fault.is_some() {
                return Err(Unread);
            }
            more = self.scanner.next_member();
        }
        let end = self.scanner.offset();
        for OtherName {
            position, offset, ..
        } in other_names
        {
            let Some(field) = object.fields.get(position).filter(|_| !seen.mark(position)) else {
                continue;
            };
            length += u64::from(!field.withheld);
            self.start = start;
            self.judge_name(field.name, object, checks);
            self.scanner.go_to(offset);
            unread |= self.named(position, field, each).is_err();
            if self.fault.is_some() {
                return Err(Unread);
            }
        }
        self.scanner.go_to(end);
        self.depth -= 1;
        self.start = start;
        unread |= self.missing(object, &seen);
        self.judge(|site| check::object(length, object.checks, site));
        self.judge(|site| check::object(length, checks, site));
        self.whole(&[object.checks, checks]);
        if unread { Err(Unread) } else { Ok(()) }
    }

    /// Reads a member that the description names.
    #[inline]
    fn named(
        &mut self,
        position: usize,
        field: &'static Field,
        each: &mut (impl FnMut(&mut Self, usize) -> Result<(), Unread> + ?Sized),
    ) -> Result<(), Unread> {
        if field.withheld {
            return self.skip().map(drop);
        }
        self.member = field.checks;
        let since = self.recorder.len();
        let read = each(self, position);
        self.recorder.in_member(since, field.name);
        read
    }

    /// Passes over a member under another name, to be read at the end unless it is there by its own.
    fn put_off(&mut self, position: usize, other_names: &mut Vec<OtherName>) -> Result<(), Unread> {
        let name = std::mem::take(&mut self.name);
        if other_names.iter().any(|other| other.name == name) {
            return Err(self.repeated(&name));
        }
        other_names.push(OtherName {
            position,
            offset: self.scanner.offset(),
            name,
        });
        self.skip().map(drop)
    }

    /// Takes the name of a member and the colon, and gives its position in `object`; a name that is
    /// not there is kept.
    #[inline]
    fn name(&mut self, object: &Object, next: usize) -> Result<Option<usize>, Unread> {
        let fields = object.fields.iter().enumerate().skip(next);
        let mut order = fields.chain(object.fields.iter().enumerate().take(next));
        let position = match order.find(|(_, it)| it.is_plain() && self.scanner.is_name(it.name)) {
            Some((position, _)) => Ok(Some(position)),
            None => self.other_name(object),
        };
        let taken = position.and_then(|position| self.scanner.colon().map(|()| position));
        taken.map_err(|fault| self.fail(fault))
    }

    /// Takes a name that has escapes or that the description does not have, and keeps the latter.
    fn other_name(&mut self, object: &Object) -> Result<Option<usize>, Fault> {
        let name = self.scanner.string()?;
        let position = object.position(name);
        if position.is_none() {
            self.name.clear();
            self.name.push_str(name);
        }
        Ok(position)
    }

    #[inline]
    fn judge_name(&mut self, name: &str, object: &Object, checks: &'static [Check]) {
        if !(object.checks.is_empty() && checks.is_empty()) {
            self.judge(|site| check::member_name(name, object.checks, site));
            self.judge(|site| check::member_name(name, checks, site));
        }
    }

    /// Reads a member that the description does not name.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it does not fit.
    pub(crate) fn additional<M: Map<Item: Value>>(
        &mut self,
        members: &mut M,
    ) -> Result<(), Unread> {
        let checks = self.member;
        self.additional_with(members, checks)
    }

    pub(crate) fn additional_with<M: Map<Item: Value>>(
        &mut self,
        members: &mut M,
        checks: &'static [Check],
    ) -> Result<(), Unread> {
        let name = std::mem::take(&mut self.name);
        if members.has(&name) {
            return Err(self.repeated(&name));
        }
        let since = self.recorder.len();
        let read = M::Item::read(self, checks);
        self.recorder.in_member(since, &name);
        members.add(name, read?);
        Ok(())
    }

    /// Passes over a member that `additionalProperties: false` forbids.
    ///
    /// # Errors
    ///
    /// [`Unread`] when the payload is not JSON.
    fn unexpected(&mut self) -> Result<(), Unread> {
        let name = std::mem::take(&mut self.name);
        self.token()?;
        if self.checking {
            let text = format!("has the member `{name}`, which the description does not allow");
            self.violation("additionalProperties", text);
        }
        self.skip().map(drop)
    }

    fn missing(&mut self, object: &Object, seen: &Seen) -> bool {
        let mut missing = false;
        for (position, field) in object.fields.iter().enumerate() {
            if field.required && !seen.contains(position) {
                missing = true;
                let text = format!("lacks the required member `{}`", field.name);
                self.violation("required", text);
            }
        }
        missing
    }

    #[cold]
    fn repeated(&mut self, name: &str) -> Unread {
        self.fail(Fault {
            offset: self.scanner.offset(),
            message: format!("the member `{name}` is given twice"),
        })
    }

    /// Checks the rules of a value that was read.
    pub fn rules<T>(&mut self, value: &T, rules: &[Rule<T>]) {
        self.judge(|site| rules_hold(value, rules, site));
    }
}

pub(crate) fn rules_hold<T>(value: &T, rules: &[Rule<T>], site: &mut Site<'_>) {
    for rule in rules {
        if !(rule.holds)(value) {
            let Site {
                recorder, offset, ..
            } = site;
            recorder.add_sentence("x-validations", rule.message, *offset);
        }
    }
}
