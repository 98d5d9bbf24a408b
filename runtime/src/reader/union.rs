//! Choosing the branch of a union.
//!
//! What a value fits is found by reading it. Types and tags only spare the reading of branches that
//! cannot fit. Where none fits, the branch that comes closest says what is wrong, in the order of
//! what the validator does: by JSON type, by the discriminator, by tags, and by the fewest and
//! deepest violations.

use std::cmp::Reverse;

use super::{Reader, Unread};
use crate::check::{self, Check};
use crate::json_type::JsonType;
use crate::number::{Whole, whole};
use crate::recorder::Recorder;
use crate::scanner::{Fault, Number, Scanner, Token};
use crate::union::Union;

/// How often, on average, each byte of a payload may be read again for another branch.
const MAX_REREAD: usize = 256;
/// What may be read again of a short payload.
const MIN_REREAD: usize = 1 << 20;

/// What [`Reader::choose`] asks for.
enum Step {
    /// Read the branch at a position; tells whether it was read.
    Read(usize),
    /// Keep what was read last, if it was.
    Keep,
}

/// How far a branch is from fitting; the least wins.
type Distance = (bool, bool, bool, usize, Reverse<usize>, usize);

/// What came of reading a value as one branch.
struct Attempt {
    found: Recorder,
    end: usize,
    is_read: bool,
}

impl Attempt {
    fn fits(&self) -> bool {
        self.is_read && self.found.len() == 0
    }
}

impl Reader<'_> {
    /// Reads a value as the branch of a union that it fits; `read` reads the branch at a position.
    ///
    /// # Errors
    ///
    /// [`Unread`] when it fits none, and the one that it comes closest to cannot be read.
    pub fn union<T>(
        &mut self,
        union: &'static Union,
        checks: &'static [Check],
        read: impl Fn(&mut Self, usize) -> Result<T, Unread>,
    ) -> Result<T, Unread> {
        let (mut last, mut kept) = (None, None);
        self.choose(union, checks, &mut |r, step| match step {
            Step::Read(branch) => {
                last = read(r, branch).ok();
                last.is_some()
            }
            Step::Keep => {
                kept = last.take();
                true
            }
        })?;
        kept.ok_or(Unread)
    }

    fn choose(
        &mut self,
        union: &'static Union,
        checks: &'static [Check],
        step: &mut dyn FnMut(&mut Self, Step) -> bool,
    ) -> Result<(), Unread> {
        let found = self.json_type(union)?;
        let branches = union.branches.iter().enumerate();
        let admitted: Vec<usize> = branches
            .filter(|(_, branch)| branch.admits(found))
            .map(|(at, _)| at)
            .collect();
        if admitted.is_empty() {
            return Err(self.mismatch(&union.types(), &[checks]));
        }
        if self.checking && !checks.is_empty() {
            let mut ahead = Reader::of_text(self.scanner.rest(), false);
            if let Ok(value) = ahead.skip() {
                self.judge(|site| check::json(&value, checks, site));
            }
        }
        if let [only] = *admitted {
            step(self, Step::Read(only));
            step(self, Step::Keep);
            return Ok(());
        }
        let names = Names::ahead(self.scanner.rest(), union, found);
        let (mut turns, others): (Vec<usize>, Vec<usize>) =
            admitted.iter().partition(|at| names.allow(union, **at));
        let named = names.branch(union).filter(|at| admitted.contains(at));
        if let [only] = *turns
            && named.is_none_or(|named| named == only)
            && self.read_only(union, only, step)
        {
            return Ok(());
        }
        if let Some(at) = turns.iter().position(|at| Some(*at) == named) {
            turns[..=at].rotate_right(1);
        }
        let likely = turns.len();
        turns.extend(others);
        self.attempt_all(union, &turns, likely, named, step)
    }

    /// Reads a value as the one branch that its tags leave, if it is that branch.
    fn read_only(
        &mut self,
        union: &'static Union,
        branch: usize,
        step: &mut dyn FnMut(&mut Self, Step) -> bool,
    ) -> bool {
        let (at, start, since) = (self.scanner.offset(), self.start, self.recorder.len());
        step(self, Step::Read(branch));
        if self.fault.is_some() || !self.recorder.breaks_tag(since, union.tags) {
            step(self, Step::Keep);
            return true;
        }
        self.recorder.truncate(since);
        self.scanner.go_to(at);
        self.start = start;
        false
    }

    /// Reads a value as one branch after the other, and keeps it as the first that it fits, or as the
    /// one that it comes closest to. After the first `likely` of them no other can fit.
    fn attempt_all(
        &mut self,
        union: &'static Union,
        turns: &[usize],
        likely: usize,
        named: Option<usize>,
        step: &mut dyn FnMut(&mut Self, Step) -> bool,
    ) -> Result<(), Unread> {
        let mut fitting: Option<usize> = None;
        let mut closest: Option<(Distance, Attempt)> = None;
        for (turn, &branch) in turns.iter().enumerate() {
            let is_settled = match &closest {
                _ if fitting.is_some() => true,
                Some((distance, _)) => !distance.0 && (named.is_some() || !distance.1),
                None => false,
            };
            if turn >= likely && is_settled {
                break;
            }
            let attempt = self.attempt(branch, step)?;
            if attempt.fits() {
                if fitting.is_some() {
                    if self.checking {
                        let text = "fits several branches of which only one may fit".to_owned();
                        self.violation("oneOf", text);
                    }
                    break;
                }
                step(self, Step::Keep);
                fitting = Some(attempt.end);
                if !union.exactly_one {
                    break;
                }
            } else if fitting.is_none() && !attempt.found.rejects_type() {
                let (count, depth) = attempt.found.distance();
                let distance = (
                    named.is_some_and(|named| named != branch),
                    attempt.found.breaks_tag(0, union.tags),
                    attempt.found.rejects_value(),
                    count,
                    depth,
                    branch,
                );
                if closest.as_ref().is_none_or(|(least, _)| distance < *least) {
                    step(self, Step::Keep);
                    closest = Some((distance, attempt));
                }
            }
        }
        match (fitting, closest) {
            (Some(end), _) => self.scanner.go_to(end),
            (None, Some((_, attempt))) => {
                self.scanner.go_to(attempt.end);
                if self.checking || !attempt.is_read {
                    self.recorder.append(attempt.found);
                }
            }
            (None, None) => return Err(self.mismatch(&union.types(), &[])),
        }
        Ok(())
    }

    /// Reads a value as one branch, and goes back to its start.
    fn attempt(
        &mut self,
        branch: usize,
        step: &mut dyn FnMut(&mut Self, Step) -> bool,
    ) -> Result<Attempt, Unread> {
        let (at, start, checking) = (self.scanner.offset(), self.start, self.checking);
        let outer = std::mem::take(&mut self.recorder);
        self.checking = true;
        let is_read = step(self, Step::Read(branch));
        let mut found = std::mem::replace(&mut self.recorder, outer);
        found.settle();
        if self.fault.is_some() {
            return Err(Unread);
        }
        let end = self.scanner.offset();
        self.checking = checking;
        self.start = start;
        self.scanner.go_to(at);
        self.reread += end - at;
        if self.reread > MIN_REREAD + MAX_REREAD * self.scanner.len() {
            let message = "there are too many ways to read this value".to_owned();
            return Err(self.fail(Fault {
                offset: start,
                message,
            }));
        }
        Ok(Attempt {
            found,
            end,
            is_read,
        })
    }

    /// The type of the value that comes next.
    fn json_type(&mut self, union: &Union) -> Result<JsonType, Unread> {
        Ok(match self.token()? {
            Token::Null => JsonType::Null,
            Token::Boolean => JsonType::Boolean,
            Token::String => JsonType::String,
            Token::Array => JsonType::Array,
            Token::Object => JsonType::Object,
            Token::Number if union.tells_integers() && self.is_integer() => JsonType::Integer,
            Token::Number => JsonType::Number,
        })
    }

    fn is_integer(&self) -> bool {
        let mut ahead = Scanner::new(self.scanner.rest());
        match ahead.peek().and_then(|_| ahead.number()) {
            Ok(Number::Float(_, literal)) => whole(literal) != Whole::Fraction,
            _ => true,
        }
    }
}

/// The texts of the members of an object that tell branches apart.
struct Names {
    tags: Vec<Option<String>>,
    discriminator: Option<String>,
}

impl Names {
    /// Looks ahead for them, no further than to the last one.
    fn ahead(text: &str, union: &Union, found: JsonType) -> Names {
        let mut names = Names {
            tags: vec![None; union.tags.len()],
            discriminator: None,
        };
        let property = union.discriminator.map(|it| it.property);
        let mut wanted = union.tags.len() + usize::from(property.is_some());
        if found != JsonType::Object {
            return names;
        }
        let mut scanner = Scanner::new(text);
        let mut more = scanner.peek().and_then(|_| scanner.first_member());
        while wanted > 0
            && let Ok(true) = more
        {
            more = scanner.string().map(str::to_owned).and_then(|name| {
                let tag = union.tags.iter().position(|tag| *tag == name);
                let is_property = property == Some(name.as_str());
                scanner.colon()?;
                let token = scanner.peek()?;
                wanted -= usize::from(tag.is_some()) + usize::from(is_property);
                if token == Token::String && (tag.is_some() || is_property) {
                    let text = scanner.string()?.to_owned();
                    if is_property {
                        names.discriminator = Some(text.clone());
                    }
                    if let Some(tag) = tag.and_then(|at| names.tags.get_mut(at)) {
                        *tag = Some(text);
                    }
                } else {
                    scanner.pass_over()?;
                }
                scanner.next_member()
            });
        }
        names
    }

    /// Whether the tags are those of a branch.
    fn allow(&self, union: &Union, branch: usize) -> bool {
        let branch = union.branches.get(branch);
        branch.is_some_and(|branch| {
            let mut tags = self.tags.iter().enumerate();
            tags.all(|(at, tag)| tag.as_ref().is_none_or(|text| branch.can_have(at, text)))
        })
    }

    /// The branch that the discriminator names.
    fn branch(&self, union: &Union) -> Option<usize> {
        union.discriminator?.branch(self.discriminator.as_ref()?)
    }
}
