//! What an object of the specification must have, and what its members must hold.
//!
//! It reads on over each of these, often with more to say where the value is used: what is found
//! here is told only when that is not.

mod newer;
mod together;

use super::Upgrade;
use crate::codes;
use crate::finding::{Code, Finding};
use crate::node::{Member, Node, Object, Value};
use crate::source::Span;
use crate::structure::{Holds, Kind, Shape};
use crate::version::Version;

/// Notes what the specification refuses in an object; of schemas only what 3.0 does not have.
pub(super) fn check(node: &Node, kind: Kind, cx: &mut Upgrade<'_, '_>) {
    let Some(object) = node.as_object() else {
        return;
    };
    if kind == Kind::Schema {
        return newer::keywords(object, cx);
    }
    let mut found = Found {
        span: node.span,
        kind,
        object,
        cx,
    };
    if kind.referable() && kind != Kind::PathItem && found.has("$ref") {
        // Since 3.1 a reference has these two of its own.
        for name in ["summary", "description"] {
            if let Some(value) = object
                .get(name)
                .filter(|_| found.cx.version > Version::V3_0)
            {
                found.text(name, value);
            }
        }
        return;
    }
    for name in kind.required(found.cx.version) {
        found.needs(name);
    }
    for member in object.members() {
        found.member(member);
    }
    found.together();
}

struct Found<'n, 'c, 'x, 'd> {
    /// Of the object.
    span: Span,
    kind: Kind,
    object: &'n Object,
    cx: &'c mut Upgrade<'x, 'd>,
}

impl Found<'_, '_, '_, '_> {
    /// For what is missing in the object.
    fn start(&self) -> Span {
        Span {
            start: self.span.start,
            end: self.span.start,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.object.get(name).is_some()
    }

    /// `word` is what another finding about the same would quote.
    fn tell(&mut self, code: Code, word: &str, message: String, span: Span, label: &str) {
        let place = self.cx.place(span);
        let finding = Finding::warning(code, message).at(place, label);
        self.cx.findings.diagnostics().suspect(word, finding);
    }

    fn needs(&mut self, name: &str) {
        if !self.has(name) {
            let message = format!("{} has no `{name}`", self.kind.article());
            self.tell(codes::MISSING, name, message, self.start(), "missing here");
        }
    }

    fn wrong(&mut self, name: &str, value: &Node, wanted: &str) {
        let message = format!(
            "`{name}` must be {wanted}, not of type {}",
            value.type_name()
        );
        let label = match (wanted, &value.value) {
            ("a string", Value::Number(_)) => "read as its text",
            _ => "left out",
        };
        self.tell(codes::WRONG_KIND, name, message, value.span, label);
    }

    fn unknown_value(&mut self, value: &Node, words: &[&str]) {
        let Some(text) = value.as_str() else { return };
        if !words.contains(&text) {
            let message = format!("there is no `{text}` here");
            let finding = Finding::warning(codes::UNKNOWN_VALUE, message)
                .at(self.cx.place(value.span), "not known")
                .help(format!("it is one of {}", words.join(", ")));
            self.cx.findings.diagnostics().suspect(text, finding);
        }
    }

    fn exclusive(&mut self, name: &str, why: &str) {
        if let Some(member) = self.object.member(name) {
            let message = format!("{} has no `{name}` {why}", self.kind.article());
            self.tell(codes::EXCLUSIVE, name, message, member.name_span, "ignored");
        }
    }

    fn name_form(&mut self, member: &Member, wanted: &str) {
        let message = format!("the name `{}` must {wanted}", member.name);
        self.tell(
            codes::NAME_FORM,
            &member.name,
            message,
            member.name_span,
            "read nevertheless",
        );
    }

    /// A member and what it holds.
    fn member(&mut self, member: &Member) {
        let (name, value) = (&*member.name, &member.value);
        if name.starts_with("x-") {
            return;
        }
        let since = self.kind.since(name);
        if since > self.cx.version {
            newer::member(member, since, self.cx);
        }
        if let Some(instead) = self.kind.not_acted_on(name)
            && value.as_bool() != Some(false)
        {
            let message = format!("`{name}` of {} is not acted on", self.kind.article());
            let place = self.cx.place(member.name_span);
            let finding = Finding::info(codes::NOT_ACTED_ON, message).at(place, instead);
            self.cx.findings.push(finding);
        }
        if let Some((shape, kind)) = self.kind.child(name) {
            if self.cx.version == Version::V3_0 {
                for schema in newer::schemas_in(self.kind, member) {
                    newer::form(name, schema, self.cx);
                }
            }
            self.child(member, shape, kind);
        } else if let Some(holds) = self.kind.plain_member(name) {
            self.plain(name, value, holds);
        }
    }

    fn child(&mut self, member: &Member, shape: Shape, kind: Kind) {
        let (name, value) = (&*member.name, &member.value);
        let is_right = |node: &Node| kind == Kind::Schema || matches!(node.value, Value::Object(_));
        match (self.kind, kind) {
            (Kind::Paths, _) if !name.starts_with('/') => {
                self.name_form(member, "start with `/`");
            }
            (Kind::Responses, _) if !is_status(name) => {
                let message = format!("`{name}` is no status of a response");
                let label = match name.to_ascii_uppercase() {
                    upper if is_status(&upper) => "read as a range",
                    upper if upper == "DEFAULT" => "read as `default`",
                    _ => "left out",
                };
                self.tell(codes::STATUS, name, message, member.name_span, label);
            }
            _ => {}
        }
        match (shape, &value.value) {
            (Shape::One, _) if is_right(value) => {}
            (Shape::One, _) => self.wrong(name, value, "an object"),
            (Shape::List, Value::Array(items)) => {
                for item in items.iter().filter(|item| !is_right(item)) {
                    self.wrong(name, item, "a list of objects");
                }
            }
            (Shape::List, _) => self.wrong(name, value, "a list"),
            (Shape::Map, Value::Object(members)) => {
                for inner in members.members() {
                    if self.kind == Kind::Components && !is_component_name(&inner.name) {
                        self.name_form(inner, "be of letters, digits, `.`, `-` and `_`");
                    }
                    if !is_right(&inner.value) {
                        self.wrong(&inner.name, &inner.value, "an object");
                    }
                }
            }
            (Shape::Map, _) => self.wrong(name, value, "an object"),
        }
    }

    fn plain(&mut self, name: &str, value: &Node, holds: Holds) {
        match holds {
            Holds::Anything => {}
            Holds::Text => self.text(name, value),
            Holds::Flag if value.as_bool().is_some() => {}
            Holds::Flag => self.wrong(name, value, "`true` or `false`"),
            Holds::Word(words) => {
                self.text(name, value);
                self.unknown_value(value, words);
            }
            Holds::Texts => match value.as_array() {
                Some(items) => items.iter().for_each(|item| self.text(name, item)),
                None => self.wrong(name, value, "a list"),
            },
            Holds::TextMap | Holds::AnyMap => match value.as_object() {
                Some(object) if holds == Holds::TextMap => {
                    for member in object.members() {
                        self.text(&member.name, &member.value);
                    }
                }
                Some(_) => {}
                None => self.wrong(name, value, "an object"),
            },
            Holds::Requirements => match value.as_array() {
                Some(items) => items.iter().for_each(|item| self.requirement(name, item)),
                None => self.wrong(name, value, "a list"),
            },
        }
    }

    fn text(&mut self, name: &str, value: &Node) {
        if value.as_str().is_none() {
            self.wrong(name, value, "a string");
        }
    }

    fn requirement(&mut self, name: &str, item: &Node) {
        let Some(schemes) = item.as_object() else {
            return self.wrong(name, item, "a list of objects");
        };
        for member in schemes.members() {
            self.plain(&member.name, &member.value, Holds::Texts);
        }
    }
}

fn is_status(key: &str) -> bool {
    matches!(
        key.as_bytes(),
        b"default" | [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X', b'X']
    )
}

fn is_component_name(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !name.is_empty() && name.chars().all(is_allowed)
}
