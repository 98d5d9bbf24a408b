//! Reads a payload into values, checks them on the way, and collects what is wrong.

use std::collections::BTreeMap;

use crate::Json;
use crate::check::{self, Check, Site};
use crate::json_type::JsonType;
use crate::member::Member;
use crate::number::{Limit, Whole, whole};
use crate::object::{Object, Rule, Seen};
use crate::recorder::Recorder;
use crate::scanner::{Fault, Number, Scanner, Token, line_and_column};
use crate::value::Value;
use crate::violation::{Syntax, Violations};

/// The deepest nesting of arrays and objects that is read.
pub const MAX_DEPTH: usize = 128;

/// The value does not fit the Rust type; the reader knows why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread;

/// Takes the content of a member that was read with its object.
pub fn required<T>(member: Option<T>) -> Result<T, Unread> {
    member.ok_or(Unread)
}

/// Reads values from JSON.
pub struct Reader<'j> {
    scanner: Scanner<'j>,
    recorder: Recorder,
    fault: Option<Fault>,
    depth: usize,
    /// Whether constraints are checked, or only shapes.
    checking: bool,
    /// Where the value at hand starts.
    start: usize,
    /// The checks of the member at hand.
    member: &'static [Check],
    /// The name of the member at hand, when the description does not name it.
    name: String,
}

impl<'j> Reader<'j> {
    pub(crate) fn new(json: &'j [u8], checking: bool) -> Self {
        match std::str::from_utf8(json) {
            Ok(text) => Self::of_text(text, checking),
            Err(error) => {
                let mut reader = Self::of_text("", checking);
                reader.fault = Some(Fault {
                    offset: error.valid_up_to(),
                    message: "the text is not UTF-8".to_owned(),
                });
                reader
            }
        }
    }

    pub(crate) fn of_text(json: &'j str, checking: bool) -> Self {
        Reader {
            scanner: Scanner::new(json),
            recorder: Recorder::default(),
            fault: None,
            depth: 0,
            checking,
            start: 0,
            member: &[],
            name: String::new(),
        }
    }

    /// Makes sure that nothing follows, and gives what was found.
    pub(crate) fn finish(mut self, json: &[u8]) -> Result<Violations, Syntax> {
        let fault = self.fault.or_else(|| self.scanner.finish().err());
        let Some(Fault { offset, message }) = fault else {
            return Ok(self.recorder.finish());
        };
        let (line, column) = line_and_column(json, offset);
        Err(Syntax {
            offset,
            line,
            column,
            message,
        })
    }

    /// Reads an object: calls `each` with the position in `object` of every member, and with
    /// `usize::MAX` for one that it does not name. `each` calls [`Reader::member`],
    /// [`Reader::additional`] or [`Reader::unexpected`].
    ///
    /// # Errors
    ///
    /// [`Unread`] when it is no object, or when a member is missing or unread; all other members
    /// were read all the same.
    pub fn object(
        &mut self,
        object: &'static Object,
        checks: &'static [Check],
        each: &mut dyn FnMut(&mut Self, usize) -> Result<(), Unread>,
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
        let mut more = self.scanner.first_member();
        loop {
            match more {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => return Err(self.fail(fault)),
            }
            length += 1;
            let position = self.name(object, checks, next, start)?;
            let read = match object.fields.get(position) {
                Some(field) => {
                    if seen.mark(position) {
                        return Err(self.repeated(field.name));
                    }
                    next = position + 1;
                    self.member = field.checks;
                    let since = self.recorder.len();
                    let read = each(self, position);
                    self.recorder.in_member(since, field.name);
                    read
                }
                None => {
                    self.member = check::values(object.checks);
                    each(self, usize::MAX)
                }
            };
            unread |= read.is_err();
            if self.fault.is_some() {
                return Err(Unread);
            }
            more = self.scanner.next_member();
        }
        self.depth -= 1;
        unread |= self.missing(object, &seen, start);
        if self.checking {
            let site = &mut site(&mut self.recorder, start);
            check::object(length, object.checks, site);
            check::object(length, checks, site);
        }
        if unread { Err(Unread) } else { Ok(()) }
    }

    /// Takes the name of a member and the colon, and gives its position in `object`.
    #[inline]
    fn name(
        &mut self,
        object: &Object,
        checks: &'static [Check],
        next: usize,
        start: usize,
    ) -> Result<usize, Unread> {
        let fields = object.fields.iter().enumerate().skip(next);
        let mut order = fields.chain(object.fields.iter().enumerate().take(next));
        let position = match order.find(|(_, it)| it.plain && self.scanner.is_name(it.name)) {
            Some((position, _)) => Ok(position),
            None => self.other_name(object),
        };
        let taken = position.and_then(|position| self.scanner.colon().map(|()| position));
        let position = taken.map_err(|fault| self.fail(fault))?;
        if self.checking && !(object.checks.is_empty() && checks.is_empty()) {
            let field = object.fields.get(position);
            let name = field.map_or(self.name.as_str(), |field| field.name);
            let site = &mut site(&mut self.recorder, start);
            check::member_name(name, object.checks, site);
            check::member_name(name, checks, site);
        }
        Ok(position)
    }

    /// Takes a name that has escapes or that the description does not have, and keeps the latter.
    fn other_name(&mut self, object: &Object) -> Result<usize, Fault> {
        let name = self.scanner.string()?;
        Ok(object.position(name).unwrap_or_else(|| {
            self.name.clear();
            self.name.push_str(name);
            usize::MAX
        }))
    }

    /// Reads the member at hand.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it does not fit.
    #[inline]
    pub fn member(&mut self, member: &mut impl Member) -> Result<(), Unread> {
        let checks = self.member;
        member.read(self, checks)
    }

    /// Reads a member that the description does not name.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it does not fit.
    pub fn additional<T: Value>(
        &mut self,
        members: &mut BTreeMap<String, T>,
    ) -> Result<(), Unread> {
        let checks = self.member;
        self.additional_with(members, checks)
    }

    pub(crate) fn additional_with<T: Value>(
        &mut self,
        members: &mut BTreeMap<String, T>,
        checks: &'static [Check],
    ) -> Result<(), Unread> {
        let name = std::mem::take(&mut self.name);
        if members.contains_key(&name) {
            return Err(self.repeated(&name));
        }
        let since = self.recorder.len();
        let read = T::read(self, checks);
        self.recorder.in_member(since, &name);
        members.insert(name, read?);
        Ok(())
    }

    /// Passes over a member that `additionalProperties: false` forbids.
    ///
    /// # Errors
    ///
    /// [`Unread`] when the payload is not JSON.
    pub fn unexpected(&mut self) -> Result<(), Unread> {
        let name = std::mem::take(&mut self.name);
        self.token()?;
        if self.checking {
            let text = format!("has the member `{name}`, which the description does not allow");
            let offset = Some(self.start);
            self.recorder.add("additionalProperties", text, offset);
        }
        self.skip().map(|_| ())
    }

    /// Reads an array: calls `each` for every item.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it is no array, or when an item is unread; all other items were read all the
    /// same.
    pub fn array(
        &mut self,
        checks: &'static [Check],
        each: &mut dyn FnMut(&mut Self) -> Result<(), Unread>,
    ) -> Result<(), Unread> {
        if self.token()? != Token::Array {
            return Err(self.mismatch(&[JsonType::Array], &[checks]));
        }
        let start = self.start;
        self.descend()?;
        let mut unread = false;
        let mut length = 0;
        let mut more = self.scanner.first_item();
        loop {
            match more {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => return Err(self.fail(fault)),
            }
            let since = self.recorder.len();
            unread |= each(self).is_err();
            self.recorder.in_item(since, length);
            if self.fault.is_some() {
                return Err(Unread);
            }
            length += 1;
            more = self.scanner.next_item();
        }
        self.depth -= 1;
        if self.checking && !checks.is_empty() {
            let site = &mut site(&mut self.recorder, start);
            check::array(length as u64, checks, site);
            if check::wants_unique(checks) {
                let text = self.scanner.since(start);
                if let Ok(Json::Array(list)) = Reader::of_text(text, false).json() {
                    check::unique(&list, checks, site);
                }
            }
        }
        if unread { Err(Unread) } else { Ok(()) }
    }

    /// Finds out which of several types of JSON, that exclude each other, comes next.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it is none of them.
    pub fn branch(
        &mut self,
        types: &'static [JsonType],
        checks: &'static [Check],
    ) -> Result<JsonType, Unread> {
        let found = match self.token()? {
            Token::Null => JsonType::Null,
            Token::Boolean => JsonType::Boolean,
            Token::String => JsonType::String,
            Token::Array => JsonType::Array,
            Token::Object => JsonType::Object,
            Token::Number if types.contains(&JsonType::Integer) && self.is_integer() => {
                JsonType::Integer
            }
            Token::Number => JsonType::Number,
        };
        if !types.contains(&found) {
            return Err(self.mismatch(types, &[checks]));
        }
        if self.checking && !checks.is_empty() {
            let mut ahead = Reader::of_text(self.scanner.rest(), false);
            if let Ok(value) = ahead.json() {
                check::json(&value, checks, &mut site(&mut self.recorder, self.start));
            }
        }
        Ok(found)
    }

    /// Checks the rules of a value that was read.
    pub fn rules<T>(&mut self, value: &T, rules: &[Rule<T>]) {
        if self.checking {
            rules_hold(value, rules, &mut self.recorder, None);
        }
    }

    pub(crate) fn is_checking(&self) -> bool {
        self.checking
    }

    /// Takes `null`, if that comes next.
    pub(crate) fn null(&mut self) -> Result<bool, Unread> {
        if self.token()? != Token::Null {
            return Ok(false);
        }
        match self.scanner.null() {
            Ok(()) => Ok(true),
            Err(fault) => Err(self.fail(fault)),
        }
    }

    pub(crate) fn boolean(&mut self, checks: &'static [Check]) -> Result<bool, Unread> {
        if self.token()? != Token::Boolean {
            return Err(self.mismatch(&[JsonType::Boolean], &[checks]));
        }
        match self.scanner.boolean() {
            Ok(value) => {
                if self.checking && !checks.is_empty() {
                    let site = &mut site(&mut self.recorder, self.start);
                    check::boolean(value, checks, site);
                }
                Ok(value)
            }
            Err(fault) => Err(self.fail(fault)),
        }
    }

    #[inline]
    pub(crate) fn integer(&mut self, checks: &'static [Check]) -> Result<i64, Unread> {
        self.integer_of(64, checks)
    }

    /// Reads an integer that fits so many bits.
    #[inline]
    pub(crate) fn integer_of(
        &mut self,
        bits: u32,
        checks: &'static [Check],
    ) -> Result<i64, Unread> {
        if self.token()? != Token::Number {
            return Err(self.mismatch(&[JsonType::Integer], &[checks]));
        }
        let start = self.start;
        let value = match self.scanner.number() {
            Ok(Number::Integer(value)) => Some(value),
            Ok(Number::Float(float, literal)) => match whole(literal) {
                Whole::Fits(value) => Some(value),
                Whole::TooLarge => None,
                Whole::Fraction => {
                    self.violation("type", format!("is {literal}; expected an integer"));
                    self.number_checks(Limit::Float(float), checks);
                    return Err(Unread);
                }
            },
            Ok(Number::Large(_)) => None,
            Err(fault) => return Err(self.fail(fault)),
        };
        match value {
            Some(value) if (value >> (bits - 1)) == (value >> 63) => {
                self.number_checks(Limit::Int(value), checks);
                Ok(value)
            }
            _ => {
                let literal = self.scanner.since(start);
                Err(self.too_large(literal, &format!("{bits} bits")))
            }
        }
    }

    pub(crate) fn number(&mut self, checks: &'static [Check]) -> Result<f64, Unread> {
        if self.token()? != Token::Number {
            return Err(self.mismatch(&[JsonType::Number], &[checks]));
        }
        let (value, literal) = match self.scanner.number() {
            Ok(Number::Integer(value)) => {
                self.number_checks(Limit::Int(value), checks);
                return Ok(value as f64);
            }
            Ok(Number::Float(value, literal)) => (value, literal),
            Ok(Number::Large(literal)) => (large(literal), literal),
            Err(fault) => return Err(self.fail(fault)),
        };
        if value.is_infinite() {
            return Err(self.too_large(literal, "the range of a double"));
        }
        self.number_checks(Limit::Float(value), checks);
        Ok(value)
    }

    #[inline]
    pub(crate) fn string<R>(
        &mut self,
        checks: &'static [Check],
        take: impl FnOnce(&str) -> R,
    ) -> Result<R, Unread> {
        if self.token()? != Token::String {
            return Err(self.mismatch(&[JsonType::String], &[checks]));
        }
        match self.scanner.string() {
            Ok(value) => {
                if self.checking && !checks.is_empty() {
                    check::string(value, checks, &mut site(&mut self.recorder, self.start));
                }
                Ok(take(value))
            }
            Err(fault) => Err(self.fail(fault)),
        }
    }

    /// Reads a value of any type.
    pub(crate) fn json(&mut self) -> Result<Json, Unread> {
        let read = match self.token()? {
            Token::Null => self.scanner.null().map(|()| Json::Null),
            Token::Boolean => self.scanner.boolean().map(Json::Bool),
            Token::String => self.scanner.string().map(Json::from),
            Token::Number => return self.json_number(),
            Token::Array => {
                let mut list = Vec::new();
                self.array(&[], &mut |r| {
                    list.push(r.json()?);
                    Ok(())
                })?;
                return Ok(Json::Array(list));
            }
            Token::Object => {
                let mut members = BTreeMap::new();
                self.object(&Object::NAMELESS, &[], &mut |r, _| {
                    r.additional(&mut members)
                })?;
                return Ok(Json::Object(members.into_iter().collect()));
            }
        };
        read.map_err(|fault| self.fail(fault))
    }

    fn json_number(&mut self) -> Result<Json, Unread> {
        let (value, literal) = match self.scanner.number() {
            Ok(Number::Integer(value)) => return Ok(value.into()),
            Ok(Number::Float(value, literal)) => (value, literal),
            Ok(Number::Large(literal)) => match literal.parse::<u64>() {
                Ok(value) => return Ok(value.into()),
                Err(_) => (large(literal), literal),
            },
            Err(fault) => return Err(self.fail(fault)),
        };
        match serde_json::Number::from_f64(value) {
            Some(number) => Ok(number.into()),
            None => Err(self.too_large(literal, "the range of a double")),
        }
    }

    /// Records a violation of the value at hand, of a kind that is also found without checking.
    pub(crate) fn violation(&mut self, keyword: &'static str, predicate: String) {
        self.recorder.add(keyword, predicate, Some(self.start));
    }

    /// How many violations there are, to be handed to [`Reader::also_enum`].
    pub(crate) fn violations(&self) -> usize {
        self.recorder.len()
    }

    /// Records that the value, which was found since then to be of another type, is not listed
    /// either; where no type is stated, only that. A number that does not fit its type breaks
    /// nothing else.
    pub(crate) fn also_enum(&mut self, since: usize, typed: bool, predicate: String) {
        match self.recorder.get(since) {
            Some(("type", _)) if !typed => self.recorder.replace(since, "enum", predicate),
            Some(("type", offset)) if self.checking => self.recorder.add("enum", predicate, offset),
            _ => {}
        }
    }

    /// Records what `judge` finds about the value at hand.
    pub(crate) fn judge(&mut self, judge: impl FnOnce(&mut Site<'_>)) {
        self.judge_at(self.start, judge);
    }

    /// Records what `judge` finds about the value that starts at `start`.
    pub(crate) fn judge_at(&mut self, start: usize, judge: impl FnOnce(&mut Site<'_>)) {
        if self.checking {
            judge(&mut site(&mut self.recorder, start));
        }
    }

    /// Where the next value starts.
    pub(crate) fn offset(&mut self) -> Result<usize, Unread> {
        self.token()?;
        Ok(self.start)
    }

    #[inline]
    fn token(&mut self) -> Result<Token, Unread> {
        match self.scanner.peek() {
            Ok(token) => {
                self.start = self.scanner.offset();
                Ok(token)
            }
            Err(fault) => Err(self.fail(fault)),
        }
    }

    #[inline]
    fn number_checks(&mut self, value: Limit, checks: &'static [Check]) {
        if self.checking && !checks.is_empty() {
            check::number(value, checks, &mut site(&mut self.recorder, self.start));
        }
    }

    fn is_integer(&self) -> bool {
        let mut ahead = Scanner::new(self.scanner.rest());
        match ahead.peek().and_then(|_| ahead.number()) {
            Ok(Number::Float(_, literal)) => whole(literal) != Whole::Fraction,
            _ => true,
        }
    }

    /// Records that the value at hand is of another type, passes over it, and evaluates what its
    /// schema says about the type it has.
    #[cold]
    fn mismatch(&mut self, expected: &[JsonType], checks: &[&'static [Check]]) -> Unread {
        let since = self.recorder.len();
        let start = self.start;
        let Ok(value) = self.skip() else {
            return Unread;
        };
        debug_assert_eq!(since, self.recorder.len());
        let text = check::mismatch(&check::shown(&value), expected);
        self.recorder.add("type", text, Some(start));
        if self.checking {
            for checks in checks {
                check::json(&value, checks, &mut site(&mut self.recorder, start));
            }
        }
        Unread
    }

    /// Passes over a value without a word about what is in it.
    fn skip(&mut self) -> Result<Json, Unread> {
        let since = self.recorder.len();
        let value = self.json();
        self.recorder.truncate(since);
        match value {
            Err(Unread) if self.fault.is_none() => Ok(Json::Null),
            value => value,
        }
    }

    /// Says that a number does not fit its type, which leaves nothing that its checks could judge.
    #[cold]
    fn too_large(&mut self, literal: &str, range: &str) -> Unread {
        self.violation("format", format!("is {literal}, beyond {range}"));
        Unread
    }

    fn missing(&mut self, object: &Object, seen: &Seen, start: usize) -> bool {
        let mut missing = false;
        for (position, field) in object.fields.iter().enumerate() {
            if field.required && !seen.contains(position) {
                missing = true;
                let text = format!("lacks the required member `{}`", field.name);
                self.recorder.add("required", text, Some(start));
            }
        }
        missing
    }

    fn descend(&mut self) -> Result<(), Unread> {
        if self.depth == MAX_DEPTH {
            return Err(self.fail(Fault {
                offset: self.start,
                message: format!("nested deeper than {MAX_DEPTH} levels"),
            }));
        }
        self.depth += 1;
        Ok(())
    }

    #[cold]
    fn repeated(&mut self, name: &str) -> Unread {
        self.fail(Fault {
            offset: self.scanner.offset(),
            message: format!("the member `{name}` is given twice"),
        })
    }

    #[cold]
    fn fail(&mut self, fault: Fault) -> Unread {
        self.fault.get_or_insert(fault);
        Unread
    }
}

#[inline]
fn site(recorder: &mut Recorder, start: usize) -> Site<'_> {
    Site {
        recorder,
        offset: Some(start),
    }
}

fn large(literal: &str) -> f64 {
    literal.parse().unwrap_or(f64::INFINITY)
}

pub(crate) fn rules_hold<T>(
    value: &T,
    rules: &[Rule<T>],
    recorder: &mut Recorder,
    offset: Option<usize>,
) {
    for rule in rules {
        if !(rule.holds)(value) {
            recorder.add_sentence("x-validations", rule.message, offset);
        }
    }
}
