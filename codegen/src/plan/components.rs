//! Schemas by name, and what only passes on to them.

use kontrakt_model::api::Type;
use kontrakt_model::{Schema, SchemaId};

use super::schemas::{Component, ENDLESS, Name, Types};
use super::shape::{self, TypeSet};
use super::types::{Kind, Ty, Use};
use crate::codes;

impl Types<'_> {
    pub(super) fn component(&mut self, at: usize) -> Use {
        let place = self.place_of(at);
        if place != at && self.is_selected(place) {
            // What both hold is called after what is answered.
            self.component(place);
        }
        let (Some(state), Some(&id)) = (self.components.get_mut(at), self.component_ids.get(at))
        else {
            return Use::plain(Ty::Json);
        };
        match std::mem::replace(state, Component::Started) {
            Component::Planned(planned) => {
                *state = Component::Planned(planned.clone());
                planned
            }
            Component::Started => self.json(&[id], codes::ENDLESS_TYPE, ENDLESS, None),
            Component::Waiting => {
                let before = std::mem::replace(&mut self.current, place);
                let planned = self.plan_component(at, id);
                self.current = before;
                if let Some(state) = self.components.get_mut(at) {
                    *state = Component::Planned(planned.clone());
                }
                planned
            }
        }
    }

    fn plan_component(&mut self, at: usize, id: SchemaId) -> Use {
        let Some(ident) = self.component_names.get(at).cloned() else {
            return Use::plain(Ty::Json);
        };
        let name = Name::Claimed(ident.clone());
        if let Some(mut planned) = self.chosen_schema(at, id) {
            let schema = self.api.schema(id);
            let alias = self.add(ident, schema, Kind::Alias(planned.ty.clone()));
            planned.ty = Ty::Named(alias);
            return planned;
        }
        let (target, nullable) = self.step(id);
        let mut planned = match target {
            // Nothing but another name for something else.
            Some(target) => self.use_of(&[target], &name.join("value")),
            None => self.plan(&[id], &name),
        };
        if nullable {
            planned.or_null();
        }
        let is_own = match planned.ty {
            Ty::Named(type_id) => self.item(type_id).is_some_and(|item| item.name == ident),
            _ => false,
        };
        if !is_own {
            let schema = self.api.schema(id);
            let alias = self.add(ident, schema, Kind::Alias(planned.ty.clone()));
            planned.ty = Ty::Named(alias);
        }
        planned
    }

    /// Follows what only passes on to one other schema, up to a component.
    pub(super) fn target(&mut self, id: SchemaId) -> (SchemaId, bool) {
        let mut at = id;
        let mut nullable = false;
        for _ in 0..=shape::MAX_STEPS {
            if self.component_of.contains_key(&at) {
                break;
            }
            let (next, null) = self.step(at);
            nullable |= null;
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        (at, nullable)
    }

    /// The one schema that another passes on to, and whether it adds `null`.
    fn step(&mut self, id: SchemaId) -> (Option<SchemaId>, bool) {
        let schema = self.api.schema(id);
        if shape::constrains_beyond_type(schema) {
            return (None, false);
        }
        let parts = schema
            .reference
            .iter()
            .chain(&schema.all_of)
            .filter(|part| !self.says_nothing(**part));
        let parts: Vec<SchemaId> = parts.copied().collect();
        let choices = [&schema.any_of, &schema.one_of];
        let choices: Vec<&Vec<SchemaId>> = choices
            .into_iter()
            .filter(|branches| !branches.is_empty())
            .collect();
        let stated = TypeSet::of(&schema.types);
        match (parts.as_slice(), choices.as_slice()) {
            ([part], []) if schema.types.is_empty() => (Some(*part), false),
            // A type that the part states as well.
            ([part], []) => {
                let same = stated.has(self.shapes.types(self.api, *part));
                (same.then_some(*part), false)
            }
            ([], [branches]) if schema.types.is_empty() => {
                let (nulls, others): (Vec<SchemaId>, Vec<SchemaId>) = branches
                    .iter()
                    .partition(|branch| is_null(self.api.schema(**branch)));
                match others.as_slice() {
                    [other] => (Some(*other), !nulls.is_empty()),
                    _ => (None, false),
                }
            }
            _ => (None, false),
        }
    }

    /// Whether a schema only annotates: it holds for every value.
    pub(super) fn says_nothing(&self, id: SchemaId) -> bool {
        let schema = self.api.schema(id);
        !shape::constrains(schema)
            && schema.reference.is_none()
            && schema.all_of.is_empty()
            && schema.any_of.is_empty()
            && schema.one_of.is_empty()
    }
}

/// Whether a schema admits `null` and nothing else.
pub(super) fn is_null(schema: &Schema) -> bool {
    *schema.types == [Type::Null]
        || schema.enum_values.as_deref() == Some(&[serde_json::Value::Null])
}
