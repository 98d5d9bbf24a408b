//! JSON as RFC 8259 has it, read in one pass: what nearly every text is. A text with anything else in
//! it is left to the reader that says what is wrong.

use super::super::MAX_DEPTH;
use crate::node::{Member, Node, Number, Object, Value};
use crate::source::Span;

/// The value of a text, unless there is anything to say of it.
pub(super) fn read(text: &str) -> Option<Node> {
    let mut reader = Reader {
        text,
        at: 0,
        items: Vec::new(),
        members: Vec::new(),
    };
    reader.skip_white();
    let node = reader.value(0)?;
    reader.skip_white();
    (reader.at == text.len()).then_some(node)
}

/// The bytes that end a string or have a meaning in it.
const IN_STRING: [bool; 256] = {
    let mut table = [false; 256];
    let mut control = 0;
    while control < b' ' {
        table[control as usize] = true;
        control += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// What the containers that are open hold so far, the innermost last.
    items: Vec<Node>,
    members: Vec<Member>,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_white(&mut self) {
        // Most of it is indentation.
        const INDENT: &[u8] = b"        ";
        let text = self.text.as_bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = text.get(self.at) {
            self.at += 1;
            while text.get(self.at..self.at + INDENT.len()) == Some(INDENT) {
                self.at += INDENT.len();
            }
        }
    }

    /// Goes over a byte, and the white space behind it, if it comes next.
    fn takes(&mut self, byte: u8) -> bool {
        let comes = self.byte() == Some(byte);
        if comes {
            self.at += 1;
            self.skip_white();
        }
        comes
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        let start = self.at;
        let value = match self.byte()? {
            b'{' => self.object(depth)?,
            b'[' => self.array(depth)?,
            b'"' => Value::String(self.string()?),
            b't' => self.word("true", Value::Bool(true))?,
            b'f' => self.word("false", Value::Bool(false))?,
            b'n' => self.word("null", Value::Null)?,
            _ => Value::Number(Number::new(self.number()?)),
        };
        Some(Node {
            span: Span::new(start, self.at),
            value,
        })
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let comes = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        comes.then_some(value)
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        let first = self.items.len();
        self.open(depth)?;
        if self.byte()? != b']' {
            loop {
                let item = self.value(depth + 1)?;
                self.items.push(item);
                self.skip_white();
                if !self.takes(b',') {
                    break;
                }
            }
        }
        self.close(b']')?;
        // What is split off has no more room than it needs.
        Some(Value::Array(self.items.split_off(first)))
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let first = self.members.len();
        self.open(depth)?;
        if self.byte()? != b'}' {
            loop {
                let member = self.member(depth)?;
                self.members.push(member);
                self.skip_white();
                if !self.takes(b',') {
                    break;
                }
            }
        }
        self.close(b'}')?;
        let object = Object::new(self.members.split_off(first));
        let is_distinct = object.duplicates().is_empty();
        is_distinct.then_some(Value::Object(object))
    }

    fn member(&mut self, depth: usize) -> Option<Member> {
        let start = self.at;
        let name = self.string()?;
        let name_span = Span::new(start, self.at);
        self.skip_white();
        if !self.takes(b':') {
            return None;
        }
        Some(Member {
            name,
            name_span,
            value: self.value(depth + 1)?,
        })
    }

    /// Goes over an opening bracket.
    fn open(&mut self, depth: usize) -> Option<()> {
        self.at += 1;
        self.skip_white();
        (depth < MAX_DEPTH).then_some(())
    }

    fn close(&mut self, bracket: u8) -> Option<()> {
        let comes = self.byte() == Some(bracket);
        self.at += 1;
        comes.then_some(())
    }

    fn string(&mut self) -> Option<Box<str>> {
        let start = self.at;
        if self.byte() != Some(b'"') {
            return None;
        }
        let rest = self.text.as_bytes().get(start + 1..)?;
        let mut end = rest.iter().position(|byte| IN_STRING[usize::from(*byte)])?;
        if rest[end] == b'"' {
            self.at = start + end + 2;
            return Some(self.text.get(start + 1..self.at - 1)?.into());
        }
        loop {
            match rest.get(end)? {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        self.at = start + end + 2;
        // It refuses control characters and halves of surrogate pairs.
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    fn number(&mut self) -> Option<&str> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        match self.byte()? {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        self.text.get(start..self.at)
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::{Purpose, Report};
    use super::super::tolerant;
    use super::*;
    use crate::finding::{Diagnostics, SourceId};

    /// Both readers give the same value, and this one gives none where the other has to say something.
    fn agrees(text: &str) -> bool {
        let mut diagnostics = Diagnostics::new();
        let mut report = Report {
            purpose: Purpose::Payload,
            id: SourceId(0),
            diagnostics: &mut diagnostics,
        };
        let node = tolerant(text, &mut report);
        match diagnostics.findings().is_empty() {
            true => read(text) == node,
            false => read(text).is_none(),
        }
    }

    #[test]
    fn what_is_not_strict_is_left_out() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        let (deep, just) = (nested(MAX_DEPTH + 1), nested(MAX_DEPTH));
        let refused = [
            "",
            "[1,]",
            "{\"a\":1,}",
            "// c\n1",
            "1.",
            "-",
            "1e",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"a\nb\"",
            "{\"a\":1,\"a\":2}",
            "nul",
            "[1 2]",
            "1 2",
            "{1:2}",
            "\u{a0}1",
            "'a'",
            "\"a",
            "\"\\",
            &deep,
        ];
        for text in refused {
            assert_eq!(read(text), None, "{text}");
            assert!(agrees(text), "{text}");
        }
        let read_at_once = [
            &just,
            "-0.5e+7",
            " {\"\\u00e4\" : [ ] } ",
            "\"ä\\n\\ud83c\\udf77\"",
        ];
        for text in read_at_once {
            assert!(read(text).is_some(), "{text}");
            assert!(agrees(text), "{text}");
        }
    }

    /// The text of a JSON value.
    fn json() -> impl Strategy<Value = String> {
        let text = |pattern| {
            let text = proptest::string::string_regex(pattern).expect("a pattern");
            text.prop_map(|it| serde_json::Value::from(it).to_string())
        };
        let scalar = prop_oneof![
            Just("null".to_owned()),
            any::<i64>().prop_map(|it| it.to_string()),
            (-1e300..1e300).prop_map(|it| format!("{it:e}")),
            text("\\PC*"),
        ];
        scalar.prop_recursive(4, 24, 4, move |inner| {
            let member = (text("[a-e\"]{0,3}"), inner.clone());
            let member = member.prop_map(|(name, it)| format!("{name}:\t{it}"));
            let list = |it| proptest::collection::vec(it, 0..4);
            prop_oneof![
                list(inner.boxed()).prop_map(|items| format!("[{}]", items.join(" , "))),
                list(member.boxed()).prop_map(|members| format!("{{{}}}", members.join(",\n"))),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_values_like_the_other_reader(text in json()) {
            prop_assert!(agrees(&text), "{}", text);
        }

        /// Texts of the signs of JSON, of which many are sound.
        #[test]
        fn reads_signs_like_the_other_reader(
            text in "([\\[\\]{},: \n]|\"a\"|\"b\\\\n\"|\"\\\\u00e4\"|-?[1-9]{1,2}(\\.5)?(e3)?|true|null|//x|ä){0,9}"
        ) {
            prop_assert!(agrees(&text), "{}", text);
        }
    }
}
