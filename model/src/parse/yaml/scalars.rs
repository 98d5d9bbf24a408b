//! Scalars: strings, or what the core schema or a tag makes of them.

use std::borrow::Cow;

use saphyr_parser::{ScalarStyle, Span as Marks, Tag};

use super::core_schema::{self, Scalar};
use super::{Builder, Complete, Stop};
use crate::codes;
use crate::finding::Finding;
use crate::node::{Node, Number, Value};
use crate::source::Span;

impl<'a> Builder<'a, '_, '_> {
    pub(super) fn scalar(
        &mut self,
        text: Cow<'a, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        marks: Marks,
    ) -> Result<(), Stop> {
        let span = self.value_span(marks);
        let plain = style == ScalarStyle::Plain;
        let value = match tag {
            None if plain => self.plain(&text, span),
            None => Value::String(text.as_ref().into()),
            Some(tag) => self.tagged(&text, &tag, plain, span),
        };
        let merge = plain && text == "<<";
        let complete = Complete {
            node: Node { span, value },
            key: Some(text.into()),
            merge,
            size: 1,
            depth: 0,
        };
        self.complete(complete, anchor)
    }

    fn plain(&mut self, text: &str, span: Span) -> Value {
        match core_schema::plain(text) {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Number(literal) => Value::Number(Number::new(literal)),
            Scalar::Text => Value::String(text.into()),
            Scalar::NotFinite => {
                let place = self.report.place(span);
                let finding = Finding::error(codes::NUMBER, format!("JSON has no number `{text}`"))
                    .at(place, "")
                    .help("leave the member out, use `null`, or put the text in quotes");
                self.report.push(finding);
                Value::String(text.into())
            }
        }
    }

    fn tagged(&mut self, text: &str, tag: &Tag, plain: bool, span: Span) -> Value {
        let string = Value::String(text.into());
        // `!` alone says that the value is a string whatever it looks like.
        if tag.handle.is_empty() && tag.suffix == "!" || tag.handle == "!" && tag.suffix.is_empty()
        {
            return string;
        }
        if !tag.is_yaml_core_schema() {
            self.unknown_tag(tag, span);
            return if plain {
                self.plain(text, span)
            } else {
                string
            };
        }
        let value = match tag.suffix.as_str() {
            "str" | "binary" | "timestamp" => return string,
            "int" | "float" | "bool" | "null" => self.plain(text, span),
            _ => {
                self.unknown_tag(tag, span);
                return string;
            }
        };
        let fits = match tag.suffix.as_str() {
            "null" => value == Value::Null,
            "bool" => matches!(value, Value::Bool(_)),
            _ => matches!(value, Value::Number(_)),
        };
        if !fits {
            let place = self.report.place(span);
            let message = format!(
                "`{text}` is not of the type that its tag `!!{}` names",
                tag.suffix
            );
            let finding = self.report.blemish(codes::TAG, message).at(place, "");
            self.report.push(finding);
        }
        value
    }

    pub(super) fn unknown_tag(&mut self, tag: &Tag, span: Span) {
        let place = self.report.place(span);
        let finding = self
            .report
            .blemish(
                codes::TAG,
                format!("the tag `{tag}` has no meaning in JSON"),
            )
            .at(place, "read as if there were none");
        self.report.push(finding);
    }
}
