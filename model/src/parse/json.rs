//! JSON: in one pass if it is sound, else from the tokens of `jsonc-parser`, to say what is wrong.

mod strict;

use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::tokens::Token;
use jsonc_parser::{ParseStringErrorKind as StringKind, Scanner, ScannerOptions};

use super::{MAX_DEPTH, Report};
use crate::codes;
use crate::finding::Finding;
use crate::node::{Member, Node, Number, Value};
use crate::source::Span;

/// JSON alone; comments are tokens to the scanner whatever the options.
const STRICT: ScannerOptions = ScannerOptions {
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn parse(text: &str, report: &mut Report<'_>) -> Option<Node> {
    strict::read(text).or_else(|| tolerant(text, report))
}

/// Reads a text in which there may be something to report.
fn tolerant(text: &str, report: &mut Report<'_>) -> Option<Node> {
    let mut reader = Reader {
        scanner: Scanner::new(text, &STRICT),
        text,
        token: None,
        span: Span::default(),
        previous_end: 0,
        open: Vec::new(),
        items: Vec::new(),
        members: Vec::new(),
        report,
    };
    reader.document().ok()
}

/// Reading cannot go on; a finding says why.
struct Stop;

struct Reader<'a, 'r, 'd> {
    scanner: Scanner<'a>,
    text: &'a str,
    /// The token to look at; `None` at the end of the text.
    token: Option<Token<'a>>,
    span: Span,
    /// Where the token before it ended.
    previous_end: usize,
    /// The containers around the token, in a list, so that nesting cannot exhaust the stack.
    open: Vec<Container>,
    /// What these hold so far, the innermost last.
    items: Vec<Node>,
    members: Vec<Member>,
    report: &'r mut Report<'d>,
}

/// An array or object that is not closed yet, and from where on what is read so far is in it.
enum Container {
    Array {
        start: Span,
        first: usize,
    },
    Object {
        start: Span,
        first: usize,
        name: (Box<str>, Span),
    },
}

impl Container {
    fn start(&self) -> Span {
        match self {
            Container::Array { start, .. } | Container::Object { start, .. } => *start,
        }
    }
}

impl Reader<'_, '_, '_> {
    fn document(&mut self) -> Result<Node, Stop> {
        self.advance()?;
        loop {
            let Some(mut value) = self.value()? else {
                continue;
            };
            // With the value, the containers that end after it may be complete.
            loop {
                match self.open.last_mut() {
                    None => return self.end().map(|()| value),
                    Some(Container::Array { .. }) => self.items.push(value),
                    Some(Container::Object { name, .. }) => {
                        let (name, name_span) = std::mem::take(name);
                        self.members.push(Member {
                            name,
                            name_span,
                            value,
                        });
                    }
                }
                match self.after_value()? {
                    Some(container) => value = container,
                    None => break,
                }
            }
        }
    }

    /// Goes to the next token that is not a comment.
    fn advance(&mut self) -> Result<(), Stop> {
        self.previous_end = self.span.end as usize;
        let mut end = self.previous_end;
        loop {
            match self.scanner.scan() {
                Ok(token) => self.token = token,
                Err(error) => return Err(self.scan_error(&error)),
            }
            self.span = match self.token {
                Some(_) => Span::new(self.scanner.token_start(), self.scanner.token_end()),
                None => Span::new(self.text.len(), self.text.len()),
            };
            self.white_space(end);
            match self.token {
                Some(Token::CommentLine(_) | Token::CommentBlock(_)) => self.comment(),
                Some(Token::String(_)) => {
                    self.raw_characters();
                    return Ok(());
                }
                _ => return Ok(()),
            }
            end = self.span.end as usize;
        }
    }

    /// Reads a scalar or an empty container; of any other container only its start.
    fn value(&mut self) -> Result<Option<Node>, Stop> {
        let span = self.span;
        let value = match self.token.take() {
            Some(Token::OpenBrace | Token::OpenBracket) if self.open.len() >= MAX_DEPTH => {
                self.report.nesting(span);
                return Err(Stop);
            }
            Some(Token::OpenBrace) => {
                self.open.push(Container::Object {
                    start: span,
                    first: self.members.len(),
                    name: Default::default(),
                });
                self.advance()?;
                if self.at_close() {
                    return self.close().map(Some);
                }
                return self.name().map(|()| None);
            }
            Some(Token::OpenBracket) => {
                self.open.push(Container::Array {
                    start: span,
                    first: self.items.len(),
                });
                self.advance()?;
                return if self.at_close() {
                    self.close().map(Some)
                } else {
                    Ok(None)
                };
            }
            Some(Token::Null) => Value::Null,
            Some(Token::Boolean(value)) => Value::Bool(value),
            Some(Token::Number(literal)) => Value::Number(Number::new(literal)),
            Some(Token::String(text)) => Value::String(text.into()),
            token => return Err(self.no_value(token)),
        };
        self.advance()?;
        Ok(Some(Node { span, value }))
    }

    /// After a value in a container: closes the container or goes to its next value.
    fn after_value(&mut self) -> Result<Option<Node>, Stop> {
        if self.token == Some(Token::Comma) {
            let comma = self.span;
            self.advance()?;
            if !self.at_close() {
                if let Some(Container::Object { .. }) = self.open.last() {
                    self.name()?;
                }
                return Ok(None);
            }
            self.trailing_comma(comma);
        }
        if self.at_close() {
            self.close().map(Some)
        } else {
            Err(self.no_comma())
        }
    }

    /// Reads the name of a member and its colon.
    fn name(&mut self) -> Result<(), Stop> {
        let span = self.span;
        match self.token.take() {
            Some(Token::String(text)) => {
                if let Some(Container::Object { name, .. }) = self.open.last_mut() {
                    *name = (text.into(), span);
                }
            }
            Some(token) => {
                let message = format!("the name of a member is expected, not `{}`", token.as_str());
                self.report
                    .syntax(span, message, Some("names are strings in double quotes"));
                return Err(Stop);
            }
            None => return Err(self.unclosed()),
        }
        self.advance()?;
        if self.token != Some(Token::Colon) {
            let place = Span::new(span.end as usize, span.end as usize);
            self.report
                .syntax(place, "a `:` is missing after this name", None);
            return Err(Stop);
        }
        self.advance()
    }

    /// Whether the innermost container ends with this token.
    fn at_close(&self) -> bool {
        match self.open.last() {
            Some(Container::Array { .. }) => self.token == Some(Token::CloseBracket),
            Some(Container::Object { .. }) => self.token == Some(Token::CloseBrace),
            None => false,
        }
    }

    fn close(&mut self) -> Result<Node, Stop> {
        let container = self.open.pop().ok_or(Stop)?;
        let span = Span {
            start: container.start().start,
            end: self.span.end,
        };
        let value = match container {
            // What is split off has no more room than it needs.
            Container::Array { first, .. } => Value::Array(self.items.split_off(first)),
            Container::Object { first, .. } => {
                Value::Object(self.report.object(self.members.split_off(first)))
            }
        };
        self.advance()?;
        Ok(Node { span, value })
    }

    /// Nothing may follow the value.
    fn end(&mut self) -> Result<(), Stop> {
        if self.token.is_none() {
            return Ok(());
        }
        let help = match self.token {
            Some(Token::Colon) => {
                "the text begins with a member: put the whole in braces, as an object"
            }
            _ => "a JSON text is one value; several go into an array, or one a line into NDJSON",
        };
        self.report
            .syntax(self.span, "the text goes on after the value", Some(help));
        Err(Stop)
    }
}

/// Findings.
impl Reader<'_, '_, '_> {
    fn comment(&mut self) {
        let place = self.report.place(self.span);
        let finding = self
            .report
            .blemish(codes::COMMENT, "JSON has no comments")
            .at(place, "")
            .fix(
                self.report.place(self.around_comment()),
                "",
                "delete the comment",
            );
        self.report.push(finding);
    }

    /// What goes with the comment at hand: its lines where it has them to itself, otherwise the
    /// blanks before it where the text goes on with a blank.
    fn around_comment(&self) -> Span {
        let is_blank = |c: char| matches!(c, ' ' | '\t');
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let before = self.text.get(..start).unwrap_or_default();
        let before = before.trim_end_matches(is_blank);
        let after = self.text.get(end..).unwrap_or_default();
        let rest = after.trim_start_matches(is_blank);
        let line_break = ["\r\n", "\n"]
            .into_iter()
            .find(|line_break| rest.starts_with(line_break));
        let ends_line = line_break.is_some() || rest.is_empty();
        if ends_line && (before.is_empty() || before.ends_with('\n')) {
            let blanks = after.len() - rest.len();
            return Span::new(before.len(), end + blanks + line_break.map_or(0, str::len));
        }
        if ends_line || after.starts_with(is_blank) {
            return Span::new(before.len(), end);
        }
        self.span
    }

    fn trailing_comma(&mut self, comma: Span) {
        let place = self.report.place(comma);
        let finding = self
            .report
            .blemish(codes::TRAILING_COMMA, "a comma stands after the last value")
            .at(place, "nothing follows it")
            .fix(place, "", "delete the comma");
        self.report.push(finding);
    }

    /// The scanner takes any white space; JSON has four kinds.
    fn white_space(&mut self, from: usize) {
        let gap = self
            .text
            .get(from..self.span.start as usize)
            .unwrap_or_default();
        let is_white = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        if gap.bytes().all(is_white) {
            return;
        }
        for (at, character) in gap.char_indices() {
            if !matches!(character, ' ' | '\t' | '\n' | '\r') {
                self.raw_character(from + at, character, " ");
            }
        }
    }

    /// The scanner takes control characters in strings; JSON wants them escaped.
    fn raw_characters(&mut self) {
        let start = self.span.start as usize;
        let raw = self
            .text
            .get(start..self.span.end as usize)
            .unwrap_or_default();
        // Without an early end, this takes many bytes at once.
        if !raw.bytes().fold(false, |any, byte| any | (byte < b' ')) {
            return;
        }
        for (at, byte) in raw.bytes().enumerate().filter(|(_, byte)| *byte < b' ') {
            let escape = match byte {
                b'\n' => "\\n".to_string(),
                b'\r' => "\\r".to_string(),
                b'\t' => "\\t".to_string(),
                byte => format!("\\u{byte:04x}"),
            };
            self.raw_character(start + at, char::from(byte), &escape);
        }
    }

    fn raw_character(&mut self, at: usize, character: char, replacement: &str) {
        let place = self.report.place(Span::new(at, at + character.len_utf8()));
        let code_point = u32::from(character);
        let message = format!("the character U+{code_point:04X} cannot stand here in JSON");
        let finding = self
            .report
            .blemish(codes::RAW_CHARACTER, message)
            .at(place, "")
            .fix(place, replacement, format!("write `{replacement}`"));
        self.report.push(finding);
    }

    fn unclosed(&mut self) -> Stop {
        let end = self.text.trim_end().len();
        let end = self.report.place(Span::new(end, end));
        let Some(start) = self.open.last().map(Container::start) else {
            self.report.syntax(end.span, "there is no value", None);
            return Stop;
        };
        let bracket = &self.text[start.start as usize..start.end as usize];
        let message = format!("the text ends before this `{bracket}` is closed");
        let finding = Finding::error(codes::SYNTAX, message)
            .at(end, "the text ends here")
            .related(self.report.place(start), "opened here");
        self.report.push(finding);
        Stop
    }

    fn no_value(&mut self, token: Option<Token<'_>>) -> Stop {
        match token {
            None => return self.unclosed(),
            Some(Token::Word(word)) => self.no_word(word, self.span),
            Some(token) => {
                let message = format!("a value is expected, not `{}`", token.as_str());
                self.report.syntax(self.span, message, None);
            }
        }
        Stop
    }

    fn no_word(&mut self, word: &str, span: Span) {
        let help = match word {
            "True" | "TRUE" => "write it as `true`",
            "False" | "FALSE" => "write it as `false`",
            "None" | "nil" | "undefined" | "NULL" | "Null" => "write it as `null`",
            "NaN" | "Infinity" => "JSON has no such number; leave the member out or use `null`",
            _ if self.open.is_empty() => {
                "if this is YAML, the name of the file should end in `.yaml`"
            }
            _ => "strings are written in double quotes",
        };
        self.report
            .syntax(span, format!("`{word}` is no JSON value"), Some(help));
    }

    fn no_comma(&mut self) -> Stop {
        match &self.token {
            None => return self.unclosed(),
            Some(Token::CloseBrace | Token::CloseBracket | Token::Colon) => {
                let found = &self.text[self.span.start as usize..self.span.end as usize];
                let message = format!("`{found}` cannot stand here");
                self.report.syntax(
                    self.span,
                    message,
                    Some("a `,` or the closing bracket is expected"),
                );
            }
            Some(_) => {
                let place = Span::new(self.previous_end, self.previous_end);
                self.report.syntax(
                    place,
                    "a comma is missing here",
                    Some("`,` separates members and items"),
                );
            }
        }
        Stop
    }

    fn scan_error(&mut self, error: &ParseError) -> Stop {
        use ParseErrorKind as Kind;
        let range = error.range();
        let span = Span::new(range.start, range.end);
        let (message, help) = match error.kind() {
            Kind::SingleQuotedStringsNotAllowed => {
                ("a string in single quotes", Some("use double quotes"))
            }
            Kind::HexadecimalNumbersNotAllowed => {
                ("a hexadecimal number", Some("write it in decimal"))
            }
            Kind::UnaryPlusNumbersNotAllowed => {
                ("a number that starts with `+`", Some("leave out the `+`"))
            }
            Kind::BareDecimalPointNumbersNotAllowed => (
                "a decimal point without digits on both sides",
                Some("write a digit before and after it, such as `0.5`"),
            ),
            Kind::NonFiniteNumbersNotAllowed => ("JSON has no infinity and no NaN", None),
            Kind::ExpectedDigit
            | Kind::ExpectedDigitFollowingNegativeSign
            | Kind::ExpectedPlusMinusOrDigitInNumberLiteral => {
                ("a number lacks a digit here", None)
            }
            Kind::UnterminatedCommentBlock => ("a comment that is never closed", None),
            Kind::String(StringKind::UnterminatedStringLiteral) => {
                let span = Span::new(range.start, range.start + 1);
                let goes_on = self.text[range.start..].contains('\n');
                let help = Some(if goes_on {
                    "close it with a double quote"
                } else {
                    "the text ends in it: it may be cut off here"
                });
                self.report
                    .syntax(span, "a string that is never closed", help);
                return Stop;
            }
            Kind::String(StringKind::ExpectedFourHexDigits) => {
                ("`\\u` needs four hexadecimal digits", None)
            }
            Kind::String(StringKind::InvalidUnicodeEscapeSequence(_)) => (
                "half of a surrogate pair, which is no character",
                Some("write both halves, or the character itself"),
            ),
            Kind::String(_) => (
                "a backslash that starts no escape of JSON",
                Some("write a backslash as `\\\\`"),
            ),
            _ => {
                let rest = &self.text[range.start..];
                let word = &rest[..rest
                    .find(|c: char| !c.is_alphanumeric())
                    .unwrap_or(rest.len())];
                if !word.is_empty() {
                    self.no_word(word, Span::new(range.start, range.start + word.len()));
                    return Stop;
                }
                let is_ellipsis = rest.starts_with("...") || rest.starts_with('…');
                let help = is_ellipsis.then_some("what it stands for must be written out");
                ("this cannot stand here in JSON", help)
            }
        };
        self.report.syntax(span, message, help);
        Stop
    }
}
