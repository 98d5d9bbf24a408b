//! The examples of a description.

use std::collections::HashSet;

use kontrakt_model::api::{Location, Operation};
use kontrakt_model::{Description, Direction, Node, SchemaId, SourceId, Value};

/// An example and the schema that it is for.
pub(super) struct Found<'d> {
    pub(super) pointer: String,
    pub(super) schema: SchemaId,
    /// Which way it goes, if its place says it.
    pub(super) direction: Option<Direction>,
    pub(super) node: &'d Node,
}

/// What there is of examples.
#[derive(Default)]
pub(super) struct All<'d> {
    pub(super) found: Vec<Found<'d>>,
    /// Those whose value is in another file (`externalValue`).
    pub(super) external: usize,
    seen: HashSet<(SourceId, String)>,
}

/// The examples of schemas, media types and parameters.
pub(super) fn all(description: &Description) -> All<'_> {
    let mut all = All::default();
    for (id, schema) in (0..).map(SchemaId).zip(&description.api.schemas) {
        let at = &schema.location;
        let node = description.document.node(at.source, &at.pointer);
        let examples = node.and_then(|node| node.get("examples")?.as_array());
        for (index, example) in examples.unwrap_or_default().iter().enumerate() {
            let pointer = format!("{}/examples/{index}", at.pointer);
            all.add(at.source, pointer, (id, None), example);
        }
    }
    for operation in description.api.every_operation() {
        let is_own = description
            .api
            .operations
            .iter()
            .any(|it| std::ptr::eq(it, operation));
        all.of_operation(description, operation, is_own.then_some(Direction::Request));
    }
    all
}

impl<'d> All<'d> {
    fn of_operation(
        &mut self,
        description: &'d Description,
        operation: &Operation,
        sent: Option<Direction>,
    ) {
        let answered = sent.map(Direction::reversed);
        for parameter in &operation.parameters {
            let schema = parameter.schema.map(|id| (id, sent));
            self.beside_schema(description, &parameter.location, schema);
        }
        let body = operation.request_body.iter().flat_map(|it| &it.content);
        let answers = operation.responses.iter().flat_map(|it| &it.content);
        let body = body.map(|it| (it, sent));
        for (media_type, direction) in body.chain(answers.map(|it| (it, answered))) {
            let schema = media_type.schema.map(|id| (id, direction));
            self.beside_schema(description, &media_type.location, schema);
        }
    }

    /// `example` and `examples` of a parameter or a media type.
    fn beside_schema(
        &mut self,
        description: &'d Description,
        at: &Location,
        schema: Option<(SchemaId, Option<Direction>)>,
    ) {
        let document = &description.document;
        let (Some(schema), Some(node)) = (schema, document.node(at.source, &at.pointer)) else {
            return;
        };
        if let Some(example) = node.get("example") {
            self.add(
                at.source,
                format!("{}/example", at.pointer),
                schema,
                example,
            );
        }
        let examples = node.get("examples").and_then(Node::as_object);
        for member in examples.map_or(&[][..], |examples| examples.members()) {
            let mut pointer = format!("{}/examples/{}", at.pointer, member.name);
            let (mut source, mut node) = (at.source, &member.value);
            if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
                let Some(target) = document.follow(source, reference) else {
                    continue;
                };
                (source, pointer, node) = (target.source, target.pointer, target.node);
            }
            match node.get("value").or_else(|| node.get("dataValue")) {
                Some(value) => self.add(source, pointer, schema, value),
                None => self.external += usize::from(node.get("externalValue").is_some()),
            }
        }
    }

    fn add(
        &mut self,
        source: SourceId,
        pointer: String,
        (schema, direction): (SchemaId, Option<Direction>),
        node: &'d Node,
    ) {
        if self.seen.insert((source, pointer.clone())) {
            self.found.push(Found {
                pointer,
                schema,
                direction,
                node,
            });
        }
    }
}

/// A value as JSON text, with its numbers as they are written.
pub(super) fn text(node: &Node, out: &mut String) {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(number.literal()),
        Value::String(value) => out.push_str(&quoted(value)),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                text(item, out);
            }
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            for (at, member) in object.members().iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                out.push_str(&quoted(&member.name));
                out.push(':');
                text(&member.value, out);
            }
            out.push('}');
        }
    }
}
