//! Splits JSON (RFC 8259) into its tokens.
//!
//! It is written here for its speed: with the pull parser `jiter` in its place, reading and checking
//! an order took 1.5 to 1.8 times as long as `serde_json` takes to read one; with this, about as
//! long. What makes the difference is that the text is checked to be UTF-8 once, so that every string
//! is a slice of it, and that names are compared where they stand, without being read first.

mod number;
mod string;

/// What a value begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// A number of the payload.
#[derive(Debug, PartialEq)]
pub(crate) enum Number<'a> {
    Integer(i64),
    /// A literal with a fraction or exponent, and the nearest float.
    Float(f64, &'a str),
    /// An integer literal beyond 64 bits.
    Large(&'a str),
}

/// The payload is not JSON.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) offset: usize,
    pub(crate) message: String,
}

type Result<T> = std::result::Result<T, Fault>;

pub(crate) struct Scanner<'j> {
    text: &'j str,
    at: usize,
    /// The last string that had escapes, without them.
    unescaped: String,
}

impl<'j> Scanner<'j> {
    pub(crate) fn new(text: &'j str) -> Self {
        Scanner {
            text,
            at: 0,
            unescaped: String::new(),
        }
    }

    /// The byte at which the scanner stands; after [`Scanner::peek`] the start of a value.
    #[inline]
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// Goes to a byte at which the scanner has stood before.
    pub(crate) fn go_to(&mut self, offset: usize) {
        self.at = offset;
    }

    /// The text from `start` to where the scanner stands.
    pub(crate) fn since(&self, start: usize) -> &'j str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The text from where the scanner stands.
    pub(crate) fn rest(&self) -> &'j str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The length of the text.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Passes over white space and tells what comes.
    #[inline]
    pub(crate) fn peek(&mut self) -> Result<Token> {
        match self.next() {
            Some(b'"') => Ok(Token::String),
            Some(b'-' | b'0'..=b'9') => Ok(Token::Number),
            Some(b'{') => Ok(Token::Object),
            Some(b'[') => Ok(Token::Array),
            Some(b'n') => Ok(Token::Null),
            Some(b't' | b'f') => Ok(Token::Boolean),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// Takes the `null` that was peeked at.
    #[inline]
    pub(crate) fn null(&mut self) -> Result<()> {
        self.word("null")
    }

    /// Takes the boolean that was peeked at.
    #[inline]
    pub(crate) fn boolean(&mut self) -> Result<bool> {
        let value = self.byte() == Some(b't');
        self.word(if value { "true" } else { "false" })?;
        Ok(value)
    }

    /// Enters the object that was peeked at; false when it is empty.
    #[inline]
    pub(crate) fn first_member(&mut self) -> Result<bool> {
        self.at += 1;
        match self.next() {
            Some(b'"') => Ok(true),
            Some(b'}') => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(self.unexpected("the name of a member or `}`")),
        }
    }

    /// Takes the comma before the next member, or the end of the object.
    #[inline]
    pub(crate) fn next_member(&mut self) -> Result<bool> {
        match self.next() {
            Some(b',') => {
                self.at += 1;
                match self.next() {
                    Some(b'"') => Ok(true),
                    _ => Err(self.unexpected("the name of a member")),
                }
            }
            Some(b'}') => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(self.unexpected("`,` or `}`")),
        }
    }

    /// Takes the name that comes if it is `name`, which needs no escapes.
    #[inline]
    pub(crate) fn is_name(&mut self, name: &str) -> bool {
        let start = self.at + 1;
        let end = start + name.len();
        let bytes = self.text.as_bytes();
        if bytes.get(end) == Some(&b'"') && bytes.get(start..end) == Some(name.as_bytes()) {
            self.at = end + 1;
            return true;
        }
        false
    }

    /// Takes the colon after a name.
    #[inline]
    pub(crate) fn colon(&mut self) -> Result<()> {
        match self.next() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.unexpected("`:`")),
        }
    }

    /// Enters the array that was peeked at; false when it is empty.
    #[inline]
    pub(crate) fn first_item(&mut self) -> Result<bool> {
        self.at += 1;
        if self.next() == Some(b']') {
            self.at += 1;
            return Ok(false);
        }
        Ok(true)
    }

    /// Takes the comma before the next item, or the end of the array.
    #[inline]
    pub(crate) fn next_item(&mut self) -> Result<bool> {
        match self.next() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(b']') => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(self.unexpected("`,` or `]`")),
        }
    }

    /// Passes over the value that was peeked at, to look at what follows: whether it is JSON is for
    /// whoever reads it.
    pub(crate) fn pass_over(&mut self) -> Result<()> {
        let mut depth = 0_usize;
        loop {
            match self.next() {
                Some(b'"') => drop(self.string()?),
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b',' | b':') if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                Some(b',' | b':' | b'}' | b']') | None => return Err(self.unexpected("a value")),
                Some(_) => {
                    let ends = |c: char| c.is_ascii_whitespace() || ",:{}[]\"".contains(c);
                    self.at += self.rest().find(ends).unwrap_or(self.rest().len());
                }
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Makes sure that only white space is left.
    pub(crate) fn finish(&mut self) -> Result<()> {
        match self.next() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("the end")),
        }
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space, not taken.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other,
            }
        }
    }

    #[inline]
    fn word(&mut self, word: &str) -> Result<()> {
        let end = self.at + word.len();
        if self.text.as_bytes().get(self.at..end) == Some(word.as_bytes()) {
            self.at = end;
            return Ok(());
        }
        Err(self.unexpected("a value"))
    }

    #[cold]
    fn unexpected(&self, expected: &str) -> Fault {
        let found = match self.rest().chars().next() {
            None => "the text ends".to_owned(),
            Some(character) => format!("{character:?} was found"),
        };
        self.fault(&format!("expected {expected}, but {found}"))
    }

    #[cold]
    fn fault(&self, message: &str) -> Fault {
        Fault {
            offset: self.at,
            message: message.to_owned(),
        }
    }
}

/// The line and the column, in characters, of a byte; both from 1.
pub(crate) fn line_and_column(json: &[u8], offset: usize) -> (usize, usize) {
    let before = &json[..offset.min(json.len())];
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let column = String::from_utf8_lossy(&before[line_start..])
        .chars()
        .count();
    (lines + 1, column + 1)
}
