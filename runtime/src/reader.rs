//! Reads a payload into values, checks them on the way, and collects what is wrong.

mod array;
mod object;
mod scalars;
mod union;

use crate::Json;
use crate::check::{self, Check, Site};
use crate::json_type::JsonType;
use crate::recorder::Recorder;
use crate::scanner::{Fault, Scanner, Token, line_and_column};
use crate::violation::{Syntax, Violations};

pub(crate) use object::rules_hold;

/// The deepest nesting of arrays and objects that is read.
pub const MAX_DEPTH: usize = 128;

/// The value does not fit the Rust type; the reader knows why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread;

/// Reads values from JSON.
pub struct Reader<'j> {
    scanner: Scanner<'j>,
    recorder: Recorder,
    fault: Option<Fault>,
    depth: usize,
    /// How many bytes were read for branches of unions, those read twice counted twice.
    reread: usize,
    /// Whether constraints are checked, or only shapes.
    checking: bool,
    /// Whether a number beyond a double is read as the outermost one.
    clamping: bool,
    /// Whether a number that a double does not write as it stands is given as a text.
    literal: bool,
    /// Where the value at hand starts, also when it has just been read.
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
            reread: 0,
            checking,
            clamping: false,
            literal: false,
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

    /// What was found so far, if the text was JSON so far.
    pub(crate) fn into_found(self) -> Option<Recorder> {
        self.fault.is_none().then_some(self.recorder)
    }

    pub(crate) fn is_checking(&self) -> bool {
        self.checking
    }

    /// Records a violation of the value at hand, of a kind that is also found without checking.
    pub(crate) fn violation(&mut self, keyword: &'static str, predicate: String) {
        self.recorder.add(keyword, predicate, Some(self.start));
    }

    /// How many violations there are, to be compared with later.
    pub(crate) fn violations(&self) -> usize {
        self.recorder.len()
    }

    /// Forgets what was found since then, unless the text is not JSON.
    pub(crate) fn forget(&mut self, since: usize) -> bool {
        if self.fault.is_none() {
            self.recorder.truncate(since);
        }
        self.fault.is_none()
    }

    /// Whether a keyword was found broken since then.
    pub(crate) fn has_violation(&self, since: usize, keyword: &str) -> bool {
        let mut since = since..self.recorder.len();
        since.any(|at| self.recorder.get(at).is_some_and(|(it, _)| it == keyword))
    }

    /// Records what `judge` finds about the value at hand.
    #[inline]
    pub(crate) fn judge(&mut self, judge: impl FnOnce(&mut Site<'_>)) {
        if self.checking {
            judge(&mut Site {
                recorder: &mut self.recorder,
                offset: Some(self.start),
                deep: true,
            });
        }
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

    /// Records that the value at hand is of another type, passes over it, and evaluates what its
    /// schema says about the type it has.
    #[cold]
    fn mismatch(&mut self, expected: &[JsonType], checks: &[&'static [Check]]) -> Unread {
        let Ok(value) = self.skip() else {
            return Unread;
        };
        if !(self.checking && checks.iter().any(|checks| check::is_untyped(checks))) {
            self.violation("type", check::mismatch(&check::shown(&value), expected));
        }
        for checks in checks {
            self.judge(|site| check::json(&value, checks, site));
        }
        Unread
    }

    /// Reads a value of any type whose scalars are to become text: numbers keep their digits.
    #[cfg(feature = "xml")]
    pub(crate) fn texts(json: &'j str) -> Result<Json, Unread> {
        let mut reader = Self::of_text(json, false);
        reader.literal = true;
        reader.json()
    }

    /// Passes over a value without a word about what is in it, and gives it with numbers beyond a
    /// double as the outermost ones.
    fn skip(&mut self) -> Result<Json, Unread> {
        let since = self.recorder.len();
        self.clamping = true;
        let value = self.json();
        self.clamping = false;
        self.recorder.truncate(since);
        value
    }

    /// Evaluates the checks that need the value as a whole, which has just been read.
    #[inline]
    fn whole(&mut self, checks: &[&'static [Check]]) {
        if self.checking && checks.iter().any(|checks| check::is_deep(checks)) {
            self.judge_again(checks, check::deep);
        }
    }

    /// Evaluates checks on the value that has just been read or passed over.
    #[cold]
    pub(crate) fn judge_again(
        &mut self,
        checks: &[&'static [Check]],
        evaluate: fn(&Json, &'static [Check], &mut Site<'_>),
    ) {
        let mut again = Reader::of_text(self.scanner.since(self.start), false);
        if let Ok(value) = again.skip() {
            for checks in checks {
                self.judge(|site| evaluate(&value, checks, site));
            }
        }
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
    fn fail(&mut self, fault: Fault) -> Unread {
        self.fault.get_or_insert(fault);
        Unread
    }
}
