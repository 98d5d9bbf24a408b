//! Reading booleans, numbers, strings, and values of any type.

use std::collections::BTreeMap;

use super::{Reader, Unread};
use crate::Json;
use crate::check::{self, Check, Site};
use crate::json_type::JsonType;
use crate::number::{Limit, Whole, whole};
use crate::object::Object;
use crate::recorder::Range;
use crate::scanner::{Number, Token};

impl Reader<'_> {
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

    /// Takes `null`, if that comes next, where it is a value beside those of a type.
    pub(crate) fn null_with(&mut self, checks: &'static [Check]) -> Result<bool, Unread> {
        let is_null = self.null()?;
        if is_null {
            let checks = check::of_null(checks);
            self.judge(|site| check::null(checks, site));
        }
        Ok(is_null)
    }

    pub(crate) fn boolean(&mut self, checks: &'static [Check]) -> Result<bool, Unread> {
        if self.token()? != Token::Boolean {
            return Err(self.mismatch(&[JsonType::Boolean], &[checks]));
        }
        match self.scanner.boolean() {
            Ok(value) => {
                self.judge(|site| check::boolean(value, checks, site));
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
                Err(self.too_large(literal, Range::Integer, &format!("{bits} bits")))
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
            return Err(self.too_large(literal, Range::Double, DOUBLE));
        }
        self.number_checks(Limit::Float(value), checks);
        Ok(value)
    }

    /// Reads a number as it is written; its range is that of a double.
    pub(crate) fn literal(&mut self, checks: &'static [Check]) -> Result<String, Unread> {
        if self.token()? != Token::Number {
            return Err(self.mismatch(&[JsonType::Number], &[checks]));
        }
        let start = self.start;
        let value = match self.scanner.number() {
            Ok(Number::Integer(value)) => Limit::Int(value),
            Ok(Number::Float(value, _)) => Limit::Float(value),
            Ok(Number::Large(literal)) => Limit::Float(large(literal)),
            Err(fault) => return Err(self.fail(fault)),
        };
        let literal = self.scanner.since(start);
        if matches!(value, Limit::Float(value) if value.is_infinite()) {
            return Err(self.too_large(literal, Range::Double, DOUBLE));
        }
        self.number_checks(value, checks);
        Ok(literal.to_owned())
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
            Ok(mut value) => {
                if !checks.is_empty() {
                    value = check::without_prefix(value, checks);
                }
                if self.checking && !checks.is_empty() {
                    let site = &mut Site {
                        recorder: &mut self.recorder,
                        offset: Some(self.start),
                        deep: true,
                    };
                    check::string(value, checks, site);
                }
                Ok(take(value))
            }
            Err(fault) => Err(self.fail(fault)),
        }
    }

    /// Reads a value of any type and checks it, also when it has numbers that do not fit.
    pub(crate) fn json_with(&mut self, checks: &'static [Check]) -> Result<Json, Unread> {
        let value = self.json();
        if self.fault.is_none() && self.checking && !checks.is_empty() {
            match &value {
                Ok(value) => self.judge(|site| check::json(value, checks, site)),
                Err(Unread) => self.judge_again(&[checks], check::json),
            }
        }
        value
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
            // What has a sign keeps it.
            Ok(Number::Integer(0)) if self.scanner.since(self.start).starts_with('-') => {
                return Ok((-0.0).into());
            }
            Ok(Number::Integer(value)) => return Ok(value.into()),
            Ok(Number::Float(value, literal)) => (value, literal),
            Ok(Number::Large(literal)) => match literal.parse::<u64>() {
                Ok(value) => return Ok(value.into()),
                Err(_) => (large(literal), literal),
            },
            Err(fault) => return Err(self.fail(fault)),
        };
        if self.literal {
            return Ok(literal.into());
        }
        match serde_json::Number::from_f64(value) {
            Some(number) => Ok(number.into()),
            None if self.clamping => Ok(value.clamp(f64::MIN, f64::MAX).into()),
            None => Err(self.too_large(literal, Range::Double, DOUBLE)),
        }
    }

    #[inline]
    fn number_checks(&mut self, value: Limit, checks: &'static [Check]) {
        if !checks.is_empty() {
            self.judge(|site| check::number(value, checks, site));
        }
    }

    /// Says that a number does not fit its type, which leaves nothing that its checks could judge.
    #[cold]
    fn too_large(&mut self, literal: &str, range: Range, name: &str) -> Unread {
        let predicate = format!("is {literal}, beyond {name}");
        let offset = Some(self.start);
        self.recorder.add_range(range, predicate, offset);
        Unread
    }
}

const DOUBLE: &str = "the range of a double";

fn large(literal: &str) -> f64 {
    literal.parse().unwrap_or(f64::INFINITY)
}
