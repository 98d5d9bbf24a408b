//! Rules over the members of objects and the parameters of operations.

use kontrakt_model::api::Validation;
use kontrakt_model::{Diagnostics, Direction, Finding, SchemaId};

use super::docs::Docs;
use super::operations::Operation;
use super::parameters::Parameter;
use super::schemas::Types;
use super::selection::Selection;
use super::types::{Field, Item, Kind, Rule};
use crate::{cel, codes};

/// Translates the rules of all structs; what cannot be translated is refused.
pub(super) fn translate_all(types: &mut Types<'_>, selection: &Selection) {
    let pending = std::mem::take(&mut types.rules);
    let mut placed = kontrakt_model::hash::HashSet::default();
    for (id, rules) in pending {
        placed.extend(rules.iter().map(|rule| &rule.location));
        let fields = match types.items.get(id.0 as usize).map(|item| &item.kind) {
            Some(Kind::Object(object)) => object.fields.as_slice(),
            _ => &[],
        };
        let (translated, findings) = translate(rules, fields, &types.items);
        findings
            .into_iter()
            .for_each(|finding| types.diagnostics.push(finding));
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

/// Says which rules are not asked in one direction.
pub(super) fn report_silent(silent: &[(Validation, Direction)], diagnostics: &mut Diagnostics) {
    for (rule, direction) in silent {
        let direction = match direction {
            Direction::Request => "requests",
            Direction::Response => "responses",
        };
        let message =
            format!("the rule reads a member that {direction} do not have and is not asked there");
        diagnostics.push(
            Finding::info(codes::SILENT_RULE, message).at(rule.location.place(), "this rule"),
        );
    }
}

/// Translates the rules across the parameters of all operations.
pub(super) fn translate_operations(types: &mut Types<'_>, operations: &mut [Operation]) {
    for operation in operations {
        if operation.validations.is_empty() {
            continue;
        }
        let fields = parameters(operation);
        let (translated, findings) = translate(&operation.validations, &fields, &types.items);
        findings
            .into_iter()
            .for_each(|finding| types.diagnostics.push(finding));
        operation.rules = translated;
    }
}

/// The parameters as members of `self`. Not among them are those that share a name, and those that
/// are passed as text, which have not the type of their schema.
fn parameters(operation: &Operation) -> Vec<Field> {
    let all = &operation.parameters;
    let named = all.iter().filter(|parameter| {
        let is_alone = all.iter().filter(|it| it.name == parameter.name).count() == 1;
        is_alone && !parameter.wire.is_raw()
    });
    let field = |parameter: &Parameter| Field {
        name: parameter.name.clone(),
        aliases: Vec::new(),
        ident: parameter.ident.clone(),
        docs: Docs::default(),
        deprecated: false,
        required: parameter.required,
        value: parameter.value.clone(),
    };
    named.map(field).collect()
}

/// The rules that can be translated, and findings about the others.
fn translate<'a>(
    rules: impl IntoIterator<Item = &'a Validation>,
    fields: &[Field],
    items: &[Item],
) -> (Vec<Rule>, Vec<Finding>) {
    let (mut translated, mut findings) = (Vec::new(), Vec::new());
    for rule in rules {
        match cel::translate(&rule.rule, fields, items) {
            Ok(holds) => translated.push(Rule {
                cel: rule.rule.clone(),
                message: message(&rule.message, &rule.rule),
                holds,
            }),
            Err(refusal) => findings.push(refusal.finding(rule)),
        }
    }
    (translated, findings)
}

/// What is reported where a rule does not hold.
fn message(message: &str, rule: &str) -> String {
    match message.trim() {
        "" => format!("the rule `{rule}` does not hold"),
        message => message.to_owned(),
    }
}
