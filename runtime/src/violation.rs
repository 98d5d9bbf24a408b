//! What is wrong with a value: violations, and where they are.

use std::fmt;
use std::ops::Deref;

/// One keyword that a value does not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The JSON pointer (RFC 6901) of the value, from the root of the payload.
    pub pointer: String,
    /// The keyword of the schema, such as `minimum`.
    pub keyword: &'static str,
    /// What was found and what was expected, as one sentence without a full stop.
    pub message: String,
    /// The byte of the payload at which the value starts; absent where there is no payload.
    pub offset: Option<usize>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer)?;
        }
        write!(f, "{} ({})", self.message, self.keyword)
    }
}

/// Everything that is wrong with one value, in the order in which it was met.
///
/// At most [`Violations::LIMIT`] are kept; [`Violations::omitted`] counts the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations {
    pub(crate) list: Vec<Violation>,
    pub(crate) omitted: usize,
}

impl Violations {
    /// How many violations of one value are kept, so that a hostile payload cannot make its
    /// report many times its own size.
    pub const LIMIT: usize = 10_000;

    /// How many more there were than are listed.
    pub fn omitted(&self) -> usize {
        self.omitted
    }
}

impl Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.list
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            violation.fmt(f)?;
        }
        if self.omitted > 0 {
            write!(f, "\nand {} more", self.omitted)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// Why a payload is not JSON (RFC 8259) that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syntax {
    /// The byte at which it was noticed.
    pub offset: usize,
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// What is wrong there, as one sentence without a full stop.
    pub message: String,
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Syntax {
            line,
            column,
            message,
            ..
        } = self;
        write!(f, "line {line}, column {column}: {message}")
    }
}

impl std::error::Error for Syntax {}

/// Why a payload did not become a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invalid {
    /// It is not JSON.
    Syntax(Syntax),
    /// It is JSON that does not meet the description.
    Violations(Violations),
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Invalid::Syntax(syntax) => syntax.fmt(f),
            Invalid::Violations(violations) => violations.fmt(f),
        }
    }
}

impl std::error::Error for Invalid {}
