//! Evaluates checks on a JSON value, also those with schemas in them.
//!
//! What is found equals what the validator finds. A choice is evaluated once for each value, so
//! that nested choices do not multiply.

use std::collections::BTreeMap;

use super::keywords::{leaf, mismatch, unique};
use super::schema::{Additional, Choice, Contains, Members, Schema, Unevaluated};
use super::{Check, Site, closest, evaluated, instance};
use crate::Json;
use crate::recorder::Recorder;
use crate::text::count;

/// The evaluation of one value and all that is in it.
#[derive(Default)]
pub(super) struct Evaluation {
    /// Where in the payload the value starts.
    offset: Option<usize>,
    /// The schemas that are being evaluated on the value at hand, by their addresses.
    asked: Vec<usize>,
    /// Whether one of these was asked again, so that what was found holds only within it.
    is_loop: bool,
    /// What is wrong with a value by a choice, both by their addresses.
    known: BTreeMap<(usize, usize), Recorder>,
}

impl Evaluation {
    pub(super) fn new(offset: Option<usize>) -> Self {
        Evaluation {
            offset,
            ..Evaluation::default()
        }
    }

    /// Evaluates all checks on a value.
    pub(super) fn all(&mut self, value: &Json, checks: &'static [Check], out: &mut Recorder) {
        for check in checks {
            self.one(value, check, out);
        }
    }

    /// Evaluates a schema on a value. One that leads back to itself has nothing to add there.
    fn schema(&mut self, value: &Json, schema: &'static Schema, out: &mut Recorder) {
        let address = std::ptr::from_ref(schema) as usize;
        if self.asked.contains(&address) {
            self.is_loop = true;
            return;
        }
        self.asked.push(address);
        self.all(value, schema.0, out);
        self.asked.pop();
    }

    /// Evaluates one check on a value.
    pub(super) fn one(&mut self, value: &Json, check: &'static Check, out: &mut Recorder) {
        match (check, value) {
            (Check::Never, _) => {
                let predicate = format!("is {}, where nothing may be", instance::shown(value));
                self.add(out, "falseSchema", predicate);
            }
            (Check::Type(types), _) if !types.iter().any(|it| instance::has_type(value, *it)) => {
                let predicate = mismatch(&instance::shown(value), types);
                out.add_type(predicate, types.to_vec(), self.offset);
            }
            (Check::Schema(schema), _) => self.schema(value, schema, out),
            (Check::Ref(schema), _) => self.schema(value, schema(), out),
            (Check::AllOf(parts), _) => {
                parts.iter().for_each(|part| self.all(value, part, out));
            }
            (Check::AnyOf(choice), _) => self.choice(value, choice, false, out),
            (Check::OneOf(choice), _) => self.choice(value, choice, true, out),
            (Check::Not(schema), _) if self.holds(value, schema) => {
                let predicate = format!("is {}, which `not` excludes", instance::shown(value));
                self.add(out, "not", predicate);
            }
            (Check::If(condition), _) => {
                let then = match self.holds(value, condition.holds) {
                    true => condition.then,
                    false => condition.otherwise,
                };
                self.all(value, then, out);
            }
            (_, Json::Object(members)) => self.object(value, members, check, out),
            (_, Json::Array(items)) => self.array(value, items, check, out),
            _ => self.leaf(value, check, out),
        }
    }

    /// Whether a value meets all checks.
    pub(super) fn holds(&mut self, value: &Json, checks: &'static [Check]) -> bool {
        self.find(value, checks).len() == 0
    }

    /// What is wrong with a value by some checks.
    fn find(&mut self, value: &Json, checks: &'static [Check]) -> Recorder {
        let mut found = Recorder::default();
        self.all(value, checks, &mut found);
        found.settle();
        found
    }

    fn add(&self, out: &mut Recorder, keyword: &'static str, predicate: String) {
        out.add(keyword, predicate, self.offset);
    }

    /// Evaluates a check that has no schemas in it.
    fn leaf(&self, value: &Json, check: &'static Check, out: &mut Recorder) {
        let mut site = Site {
            recorder: out,
            offset: self.offset,
            deep: false,
        };
        leaf(value, check, &mut site);
    }

    fn choice(
        &mut self,
        value: &Json,
        choice: &'static Choice,
        exactly_one: bool,
        out: &mut Recorder,
    ) {
        let address = |it: *const Choice| it as usize;
        let key = (address(choice), std::ptr::from_ref(value) as usize);
        if let Some(known) = self.known.get(&key) {
            return out.append(known.clone());
        }
        let was_loop = std::mem::take(&mut self.is_loop);
        let mut branches = Vec::with_capacity(choice.branches.len());
        let mut fitting = Vec::new();
        for (index, branch) in choice.branches.iter().enumerate() {
            let found = self.find(value, branch);
            if found.len() == 0 {
                fitting.push(index.to_string());
            }
            branches.push(found);
        }
        let mut found = Recorder::default();
        match fitting.len() {
            0 => found = closest::closest(choice, value, branches, self.offset),
            1 => {}
            _ if exactly_one => {
                let predicate = format!("fits several branches: {}", fitting.join(" and "));
                self.add(&mut found, "oneOf", predicate);
            }
            _ => {}
        }
        out.append(found.clone());
        if !self.is_loop {
            self.known.insert(key, found);
        }
        self.is_loop |= was_loop;
    }

    fn object(
        &mut self,
        value: &Json,
        members: &serde_json::Map<String, Json>,
        check: &'static Check,
        out: &mut Recorder,
    ) {
        match check {
            Check::Required(names) => {
                for name in names.iter().filter(|name| !members.contains_key(**name)) {
                    let predicate = format!("lacks the required member `{name}`");
                    self.add(out, "required", predicate);
                }
            }
            Check::Without(names, checks) => {
                let mut rest = members.clone();
                rest.retain(|name, _| !names.contains(&name.as_str()));
                // What is known of values goes by their addresses, and this one does not stay.
                Evaluation::new(self.offset).all(&Json::Object(rest), checks, out);
            }
            Check::Members(stated) => self.members(members, stated, out),
            Check::Values(checks) => {
                for (name, value) in members {
                    self.member(name, value, checks, out);
                }
            }
            Check::Names([Check::Never]) if !members.is_empty() => {
                self.add(
                    out,
                    "falseSchema",
                    "has a member, where none may be".to_owned(),
                );
            }
            Check::Names(checks) => {
                for name in members.keys() {
                    self.name(name, checks, out);
                }
            }
            Check::DependentRequired(dependent) => {
                let present = dependent
                    .iter()
                    .filter(|(name, _)| members.contains_key(*name));
                for (present, names) in present {
                    for name in names.iter().filter(|name| !members.contains_key(**name)) {
                        let predicate =
                            format!("lacks the member `{name}`, which `{present}` asks for");
                        self.add(out, "dependentRequired", predicate);
                    }
                }
            }
            Check::DependentSchemas(dependent) => {
                let present = dependent
                    .iter()
                    .filter(|(name, _)| members.contains_key(*name));
                for (_, checks) in present {
                    self.all(value, checks, out);
                }
            }
            Check::UnevaluatedProperties(Unevaluated { rest, beside }) => {
                let known = evaluated::properties(self, value, members, beside);
                for (name, value) in members.iter().filter(|(name, _)| !known.contains(*name)) {
                    if !self.inside(|it| it.holds(value, rest)) {
                        let predicate =
                            format!("has the member `{name}`, which no part of its schema allows");
                        self.add(out, "unevaluatedProperties", predicate);
                    }
                }
            }
            _ => self.leaf(value, check, out),
        }
    }

    /// Evaluates something on a member or an item.
    pub(super) fn inside<R>(&mut self, evaluate: impl FnOnce(&mut Self) -> R) -> R {
        let outside = (std::mem::take(&mut self.asked), self.is_loop);
        let result = evaluate(self);
        (self.asked, self.is_loop) = outside;
        result
    }

    fn member(&mut self, name: &str, value: &Json, checks: &'static [Check], out: &mut Recorder) {
        let since = out.len();
        self.inside(|it| it.all(value, checks, out));
        out.in_member(since, name);
    }

    fn item(&mut self, index: usize, item: &Json, checks: &'static [Check], out: &mut Recorder) {
        let since = out.len();
        self.inside(|it| it.all(item, checks, out));
        out.in_item(since, index);
    }

    fn members(
        &mut self,
        members: &serde_json::Map<String, Json>,
        stated: &'static Members,
        out: &mut Recorder,
    ) {
        for (name, value) in members {
            let property = stated.properties.iter().find(|(it, _)| it == name);
            let mut is_named = property.is_some();
            if let Some((_, checks)) = property {
                self.member(name, value, checks, out);
            }
            for (pattern, checks) in stated.patterns {
                if pattern.matches(name) {
                    is_named = true;
                    // Which members one means that is not usable is not known.
                    if pattern.is_usable() {
                        self.member(name, value, checks, out);
                    }
                }
            }
            match stated.additional {
                Additional::Checked(checks) if !is_named => self.member(name, value, checks, out),
                Additional::Denied if !is_named => {
                    let predicate =
                        format!("has the member `{name}`, which the description does not allow");
                    self.add(out, "additionalProperties", predicate);
                }
                _ => {}
            }
        }
    }

    /// Evaluates the checks of a name, which is no value of the payload.
    fn name(&self, name: &str, checks: &'static [Check], out: &mut Recorder) {
        let mut found = Recorder::default();
        Evaluation::new(None).all(&Json::from(name), checks, &mut found);
        for violation in found.finish() {
            let reason = violation.message.trim_start_matches("the value ");
            self.add(
                out,
                "propertyNames",
                format!("has a member whose name {reason}"),
            );
        }
    }

    fn array(&mut self, value: &Json, items: &[Json], check: &'static Check, out: &mut Recorder) {
        match check {
            Check::UniqueItems => {
                let mut site = Site {
                    recorder: out,
                    offset: self.offset,
                    deep: false,
                };
                unique(items, std::slice::from_ref(check), &mut site);
            }
            Check::Items(checks) => {
                for (index, item) in items.iter().enumerate() {
                    self.item(index, item, checks, out);
                }
            }
            Check::PrefixItems(prefix) => {
                for (index, (item, checks)) in items.iter().zip(*prefix).enumerate() {
                    self.item(index, item, checks, out);
                }
            }
            Check::ItemsFrom(first, checks) => {
                for (index, item) in items.iter().enumerate().skip(*first) {
                    self.item(index, item, checks, out);
                }
            }
            Check::Contains(contains) => self.contains(items, contains, out),
            Check::UnevaluatedItems(Unevaluated { rest, beside }) => {
                let known = evaluated::items(self, value, items, beside);
                let mut left = items.iter().zip(known).filter(|(_, known)| !known);
                if left.any(|(item, _)| !self.inside(|it| it.holds(item, rest))) {
                    let predicate = "has an item that no part of its schema allows".to_owned();
                    self.add(out, "unevaluatedItems", predicate);
                }
            }
            _ => self.leaf(value, check, out),
        }
    }

    fn contains(&mut self, items: &[Json], contains: &Contains, out: &mut Recorder) {
        let fitting = items
            .iter()
            .filter(|item| self.inside(|it| it.holds(item, contains.item)))
            .count() as u64;
        let has = count(fitting, "item");
        let (keyword, limit) = match (contains.min, contains.max) {
            (_, Some(max)) if fitting > max => ("maxContains", format!("more than {max}")),
            (Some(min), _) if fitting < min => ("minContains", format!("fewer than {min}")),
            // As the engine of the validator reports it.
            (None, Some(_)) if fitting == 0 => ("maxContains", "fewer than 1".to_owned()),
            (None, None) if fitting == 0 => ("contains", "fewer than 1".to_owned()),
            _ => return,
        };
        self.add(
            out,
            keyword,
            format!("has {has} that `contains` asks for, {limit}"),
        );
    }
}
