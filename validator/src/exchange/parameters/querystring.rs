//! Parameters that are the whole query string.

use std::collections::BTreeSet;

use kontrakt_model::api::{Encoding as Field, Parameter, ParameterIn, Style};
use kontrakt_model::{Finding, Member, Node, Object, SchemaId, Value};

use super::{Encoding, Given, Pair, Reading, deep_key};
use crate::target::{essence, is_json};

impl Reading<'_> {
    /// The query string by its media type: JSON, a form, or else the text as it is.
    pub(super) fn whole(
        &self,
        given: &Given<'_, '_>,
        schemas: &BTreeSet<SchemaId>,
    ) -> Result<Option<Node>, Finding> {
        let media_type = self.parameter.media_type.as_deref().unwrap_or_default();
        if essence(media_type) == "application/x-www-form-urlencoded" {
            return self.form(given, schemas);
        }
        let is_own = |pair: &&Pair<'_>| !given.beside.contains(&pair.name.as_str());
        let mut own = given.query.iter().filter(is_own);
        let query = match (own.next(), own.next()) {
            (None, _) => return Ok(None),
            (Some(only), None) => only.whole,
            (Some(only), Some(_)) => given.whole_query.unwrap_or(only.whole),
        };
        match is_json(media_type) {
            true => self.content(query).map(Some),
            false => Ok(Some(
                self.node(query.span, Value::String(query.text.into())),
            )),
        }
    }

    /// An object whose members are fields. One without fields is an empty query string.
    fn form(
        &self,
        given: &Given<'_, '_>,
        schemas: &BTreeSet<SchemaId>,
    ) -> Result<Option<Node>, Finding> {
        let mut members: Vec<Member> = Vec::new();
        let is_own = |pair: &&Pair<'_>| !given.beside.contains(&pair.name.as_str());
        for pair in given.query.iter().filter(is_own) {
            let field = self.field(&pair.name);
            let name = field.map_or(pair.name.as_str(), |field| &field.property);
            if members.iter().any(|member| &*member.name == name) {
                continue;
            }
            let schemas = self.below(schemas, name);
            let parameter = self.parameter_of(name, field, &schemas);
            let reading = Reading {
                parameter: &parameter,
                book: self.book,
                source: self.source,
                encoding: Encoding::Query,
            };
            members.extend(reading.styled(given, &schemas)?.map(|value| Member {
                name: name.into(),
                name_span: pair.whole.span,
                value,
            }));
        }
        let span = given.whole_query.map(|query| query.span);
        let is_there = !members.is_empty() || self.parameter.required;
        let object = Value::Object(Object::new(members));
        Ok(is_there.then(|| self.node(span.unwrap_or_default(), object)))
    }

    /// What is said of the field that a name of the query belongs to.
    fn field(&self, name: &str) -> Option<&Field> {
        self.parameter.encoding.iter().find(|field| {
            let is_deep = field.style == Some(Style::DeepObject);
            field.property == name || is_deep && deep_key(name, &field.property).is_some()
        })
    }

    /// A field as a parameter of the query.
    fn parameter_of(
        &self,
        name: &str,
        field: Option<&Field>,
        schemas: &BTreeSet<SchemaId>,
    ) -> Parameter {
        let items = self.below(schemas, "0");
        let is_nested = self.is_list(schemas) && (self.is_list(&items) || self.is_object(&items));
        let is_json_by_itself = self.is_object(schemas) && !self.is_list(schemas) || is_nested;
        // A stated style goes before a stated media type.
        let styled = field.is_some_and(|it| it.style.is_some() || it.explode.is_some());
        let media_type = match field.and_then(|field| field.content_type.clone()) {
            _ if styled => None,
            Some(media_type) => Some(media_type).filter(|it| is_json(it)),
            None => is_json_by_itself.then(|| "application/json".to_owned()),
        };
        let style = field.and_then(|field| field.style).unwrap_or(Style::Form);
        let explode = field.and_then(|field| field.explode);
        Parameter {
            name: name.to_owned(),
            place: ParameterIn::Query,
            style,
            explode: explode.unwrap_or(style == Style::Form),
            media_type,
            encoding: Vec::new(),
            ..self.parameter.clone()
        }
    }
}
