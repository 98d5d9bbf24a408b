//! Rules over the members of objects.

use kontrakt_model::{Finding, SchemaId};

use super::schemas::Types;
use super::selection::Selection;
use super::types::{Kind, Rule};
use crate::{cel, codes};

/// Translates the rules of all structs; what cannot be translated is refused.
pub(super) fn translate_all(types: &mut Types<'_>, selection: &Selection) {
    let pending = std::mem::take(&mut types.rules);
    let mut placed = std::collections::HashSet::new();
    for (id, rules) in pending {
        let mut translated = Vec::with_capacity(rules.len());
        for rule in rules {
            placed.insert(&rule.location);
            match cel::translate(&rule.rule, id, &types.items) {
                Ok(holds) => translated.push(Rule {
                    cel: rule.rule.clone(),
                    message: message(&rule.message, &rule.rule),
                    holds,
                }),
                Err(refusal) => types.diagnostics.push(refusal.finding(rule)),
            }
        }
        if let Some(Kind::Object(object)) = types
            .items
            .get_mut(id.0 as usize)
            .map(|item| &mut item.kind)
        {
            object.rules = translated;
        }
    }
    // Never silent: a rule of a schema that has become no struct is not checked.
    let schemas = (0..).map(SchemaId).zip(&types.api.schemas);
    for rule in schemas
        .filter(|(id, _)| selection.has_schema(*id))
        .flat_map(|(_, schema)| &schema.validations)
    {
        if !placed.contains(&rule.location) {
            let message = "a rule can be checked only on an object that becomes a struct, and this one does not";
            types.diagnostics.push(
                Finding::error(codes::RULE_PLACE, message).at(rule.location.place(), "this rule"),
            );
        }
    }
}

/// What is reported where a rule does not hold.
fn message(message: &str, rule: &str) -> String {
    match message.trim() {
        "" => format!("the rule `{rule}` does not hold"),
        message => message.to_owned(),
    }
}
