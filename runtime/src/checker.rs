//! Checks values that are already in memory.

use crate::Json;
use crate::check::{self, Check, Site};
use crate::map::Map;
use crate::member::{Member, Rest};
use crate::object::{Field, Object, Rule};
use crate::reader::{Reader, rules_hold};
use crate::recorder::Recorder;
use crate::union::Union;
use crate::value::{Value, to_vec};
use crate::violation::Violations;
use crate::writer::Writer;

/// Collects what is wrong with a value.
#[derive(Default)]
pub struct Checker {
    recorder: Recorder,
    /// The checks of the member at hand.
    member: &'static [Check],
    /// The members that the object at hand names.
    named: &'static [Field],
    /// How many members the object at hand has so far.
    length: u64,
}

impl Checker {
    pub(crate) fn finish(self) -> Violations {
        self.recorder.finish()
    }

    /// Checks an object: `members` are those that `object` names, in its order, and the first of
    /// `rest` holds the others.
    pub fn members(
        &mut self,
        object: &'static Object,
        checks: &'static [Check],
        members: &[&dyn Member],
        rest: &[&dyn Rest],
    ) {
        let outer = std::mem::take(&mut self.length);
        for (field, member) in object.fields.iter().zip(members) {
            if !member.is_present() {
                continue;
            }
            self.length += 1;
            let since = self.recorder.len();
            member.check(field.checks, self);
            self.recorder.in_member(since, field.name);
            if !(object.checks.is_empty() && checks.is_empty()) {
                self.judge(|site| check::member_name(field.name, object.checks, site));
                self.judge(|site| check::member_name(field.name, checks, site));
            }
        }
        self.member = object.checks;
        self.named = object.fields;
        if let Some(rest) = rest.first() {
            rest.check(self);
        }
        let length = std::mem::replace(&mut self.length, outer);
        self.judge(|site| check::object(length, object.checks, site));
        self.judge(|site| check::object(length, checks, site));
        if check::is_deep(object.checks) {
            let mut json = Writer::default();
            json.members(object, members, rest);
            self.judge_whole(&json.into_bytes(), object.checks);
        }
    }

    /// Checks the members that the description does not name.
    pub(crate) fn additional(&mut self, members: &impl Map<Item: Value>) {
        let checks = self.member;
        self.length += members.count() as u64;
        for field in self.named.iter().filter(|field| !field.withheld) {
            for name in field.aliases.iter().chain([&field.name]) {
                if members.has(name) {
                    let text = format!("has `{name}` among the members that are not named");
                    self.violation("additionalProperties", text);
                }
            }
        }
        self.map(members, checks);
    }

    pub(crate) fn map(&mut self, members: &impl Map<Item: Value>, checks: &'static [Check]) {
        for (name, value) in members.members() {
            self.judge(|site| check::member_name(name, checks, site));
            let since = self.recorder.len();
            self.value(value, check::values(checks));
            self.recorder.in_member(since, name);
        }
    }

    pub(crate) fn items<T: Value>(&mut self, list: &[T], checks: &'static [Check]) {
        for (index, item) in list.iter().enumerate() {
            let since = self.recorder.len();
            self.value(item, check::items(checks));
            self.recorder.in_item(since, index);
        }
    }

    /// Checks the value of a union; `branch` checks it as the branch that it is held as. What is
    /// wrong with a value that does not fit that branch alone is found by reading it anew.
    pub fn union<T: Value>(
        &mut self,
        union: &'static Union,
        checks: &'static [Check],
        value: &T,
        branch: impl Fn(&mut Self),
    ) {
        let outer = std::mem::take(&mut self.recorder);
        branch(self);
        let mut found = std::mem::replace(&mut self.recorder, outer);
        if found.len() > 0 || union.exactly_one {
            let json = to_vec(value);
            let mut reader = Reader::new(&json, true);
            // Whether it can be read says nothing about what is wrong with it.
            let _ = T::read(&mut reader, &[]);
            if let Some(anew) = reader.into_found() {
                found = anew.without_offsets();
            }
        }
        self.recorder.append(found);
        if !checks.is_empty() {
            let json = to_json(&to_vec(value));
            self.judge(|site| check::shallow(&json, checks, site));
        }
    }

    /// Checks a value, also with checks that need it as a whole.
    #[inline]
    pub fn value<T: Value>(&mut self, value: &T, checks: &'static [Check]) {
        self.whole(value, checks);
        value.check(checks, self);
    }

    /// Makes the checks that need the value as a whole.
    #[inline]
    pub(crate) fn whole<T: Value>(&mut self, value: &T, checks: &'static [Check]) {
        if check::is_deep(checks) && !value.is_other_null() {
            self.judge_whole(&to_vec(value), checks);
        }
    }

    #[cold]
    fn judge_whole(&mut self, json: &[u8], checks: &'static [Check]) {
        let value = to_json(json);
        self.judge(|site| check::deep(&value, checks, site));
    }

    /// Checks `null` where that is a value beside those of a type.
    pub(crate) fn null(&mut self, checks: &'static [Check]) {
        let checks = check::of_null(checks);
        self.judge(|site| check::json(&Json::Null, checks, site));
    }

    /// Checks the rules of a value.
    pub fn rules<T>(&mut self, value: &T, rules: &[Rule<T>]) {
        self.judge(|site| rules_hold(value, rules, site));
    }

    /// Says that all violations are in the member `name`.
    #[cfg(feature = "client")]
    pub(crate) fn in_member(&mut self, name: &str) {
        self.recorder.in_member(0, name);
    }

    /// Records what `judge` finds about the value at hand.
    pub(crate) fn judge(&mut self, judge: impl FnOnce(&mut Site<'_>)) {
        judge(&mut Site {
            recorder: &mut self.recorder,
            offset: None,
            // What needs a value as a whole is seen to where the value stands.
            deep: false,
        });
    }

    /// Records a violation of the value at hand.
    pub(crate) fn violation(&mut self, keyword: &'static str, predicate: String) {
        self.recorder.add(keyword, predicate, None);
    }
}

/// What was written as JSON of any type; what JSON does not have becomes `null`.
pub(crate) fn to_json(json: &[u8]) -> Json {
    Reader::new(json, false).json().unwrap_or_default()
}
