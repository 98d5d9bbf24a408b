//! Objects as parameters: in one text, as parameters of their own, and in pairs such as `color[R]=100`.

use std::collections::BTreeSet;

use kontrakt_model::api::{Parameter, Type};
use kontrakt_model::{Finding, Member, Node, Object, SchemaId, Span, Value};

use super::super::Piece;
use super::super::route::Pair;
use super::Reading;
use crate::rulebook::Rulebook;

/// The names of an object whose properties are parameters of their own.
pub(in crate::exchange) fn properties<'b>(
    parameter: &Parameter,
    book: &'b Rulebook<'_>,
) -> BTreeSet<&'b str> {
    let schemas = book.with_branches(parameter.schema).into_iter();
    let properties = schemas.flat_map(|id| &book.api().schema(id).properties);
    properties.map(|(name, _)| name.as_str()).collect()
}

/// The key of `color[R]`, and of `color[R][]` too.
pub(in crate::exchange) fn deep_key<'n>(name: &'n str, parameter: &str) -> Option<&'n str> {
    let rest = name.strip_prefix(parameter)?.strip_prefix('[')?;
    rest.strip_suffix("[]").unwrap_or(rest).strip_suffix(']')
}

impl Reading<'_> {
    pub(super) fn is_object(&self, schemas: &BTreeSet<SchemaId>) -> bool {
        let has_properties = |&id: &SchemaId| !self.book.api().schema(id).properties.is_empty();
        let types = self.types(schemas);
        types.contains(&Type::Object) || (types.is_empty() && schemas.iter().any(has_properties))
    }

    /// An object in one text: `R,100,G,200`, or with `explode` `R=100,G=200`.
    pub(super) fn object(
        &self,
        piece: Piece<'_>,
        schemas: &BTreeSet<SchemaId>,
    ) -> Result<Node, Finding> {
        let parts = self.parts(piece)?;
        let mut members = Vec::new();
        if self.parameter.explode {
            for part in parts {
                let Some((name, value)) = part.split_once('=') else {
                    return Err(self.wrong(part, "must have the form `name=value`"));
                };
                members.push(self.member(name, value, schemas)?);
            }
        } else {
            for pair in parts.chunks(2) {
                let [name, value] = pair else {
                    return Err(self.wrong(piece, "must be names and values in turn"));
                };
                members.push(self.member(*name, *value, schemas)?);
            }
        }
        Ok(self.node(piece.span, Value::Object(Object::new(members))))
    }

    fn member(
        &self,
        name: Piece<'_>,
        value: Piece<'_>,
        schemas: &BTreeSet<SchemaId>,
    ) -> Result<Member, Finding> {
        let text = self.decode(name)?;
        let schemas = self.below(schemas, &text);
        Ok(Member {
            value: self.scalar(value, &schemas)?,
            name: text.into(),
            name_span: name.span,
        })
    }

    /// An object whose properties are parameters of their own.
    pub(super) fn members(
        &self,
        pairs: &[Pair<'_>],
        schemas: &BTreeSet<SchemaId>,
    ) -> Result<Option<Node>, Finding> {
        let names = properties(self.parameter, self.book);
        let own = pairs.iter().filter(|pair| names.contains(&*pair.name));
        let mut members = Vec::new();
        let mut span: Option<Span> = None;
        for pair in own {
            span.get_or_insert(pair.whole.span);
            self.add(&mut members, &pair.name, pair, schemas)?;
        }
        Ok(span.map(|span| self.node(span, Value::Object(Object::new(members)))))
    }

    /// An object in pairs such as `color[R]=100`.
    pub(super) fn deep_object(
        &self,
        pairs: &[Pair<'_>],
        schemas: &BTreeSet<SchemaId>,
    ) -> Result<Option<Node>, Finding> {
        let mut members: Vec<Member> = Vec::new();
        let mut span: Option<Span> = None;
        for pair in pairs {
            let Some(key) = deep_key(&pair.name, &self.parameter.name) else {
                continue;
            };
            span.get_or_insert(pair.whole.span);
            self.add(&mut members, key, pair, schemas)?;
        }
        Ok(span.map(|span| self.node(span, Value::Object(Object::new(members)))))
    }
    /// Adds what a pair says of a member: an item of it, if that is a list.
    fn add(
        &self,
        members: &mut Vec<Member>,
        name: &str,
        pair: &Pair<'_>,
        schemas: &BTreeSet<SchemaId>,
    ) -> Result<(), Finding> {
        let schemas = self.below(schemas, name);
        let value = match self.is_list(&schemas) {
            false => self.scalar(pair.value, &schemas)?,
            true => {
                let item = self.scalar(pair.value, &self.below(&schemas, "0"))?;
                let known = members.iter_mut().find(|member| &*member.name == name);
                if let Some(Value::Array(items)) = known.map(|member| &mut member.value.value) {
                    items.push(item);
                    return Ok(());
                }
                self.node(pair.value.span, Value::Array(vec![item]))
            }
        };
        members.push(Member {
            name: name.into(),
            name_span: pair.whole.span,
            value,
        });
        Ok(())
    }
}
