//! What a payload as a whole is checked against.

use std::sync::Arc;

use kontrakt_model::api::{Operation, Parameter, Validation};
use kontrakt_model::{Finding, Node, Place, SchemaId, SourceId, nearest, pointer_tokens};
use serde_json::{Map, Value as Json, json};

use crate::breach::Breach;
use crate::codes;
use crate::compile::reference;
use crate::rulebook::{RulePlace, Rulebook, child};
use crate::rules::{self, Rulebase, SchemaRules};
use crate::shown::shown_name;

/// What a payload as a whole is checked against.
pub(crate) enum Root<'d> {
    /// A schema.
    Schema(SchemaId),
    /// The parameters of an operation, as an object by their names.
    Parameters(Parameters<'d>),
}

/// The parameters of an operation, as an object by their names.
pub(crate) struct Parameters<'d> {
    operation: &'d Operation,
    members: Vec<(String, &'d Parameter)>,
    validations: &'d [Validation],
    rules: Option<(SchemaId, Arc<SchemaRules>)>,
}

impl<'d> Root<'d> {
    /// The schema as the engine reads it, and the place that it is about.
    pub(crate) fn schema(&self, book: &Rulebook<'d>) -> (Json, Place) {
        match self {
            Root::Schema(id) => {
                let location = &book.api().schema(*id).location;
                (reference(location, book), location.place())
            }
            Root::Parameters(parameters) => {
                let place = parameters.operation.location.place();
                (parameters.schema(book), place)
            }
        }
    }

    /// Every schema that says something about the value at a pointer, whichever branch of a union
    /// it takes.
    pub(crate) fn schemas_at(&self, book: &Rulebook<'_>, pointer: &str) -> Vec<SchemaId> {
        match self {
            Root::Schema(id) => book.schemas_at(*id, pointer),
            Root::Parameters(parameters) => {
                let Some(name) = pointer_tokens(pointer).next() else {
                    return Vec::new();
                };
                let below = pointer.get(1..).and_then(|rest| rest.find('/'));
                let below = below.map_or("", |at| &pointer[at + 1..]);
                let parameter = parameters.get(&name);
                let schema = parameter.and_then(|parameter| parameter.schema);
                schema.map_or_else(Vec::new, |id| book.schemas_at(id, below))
            }
        }
    }

    /// The parameters, if it is they that are checked.
    pub(crate) fn parameters(&self) -> Option<&Parameters<'d>> {
        match self {
            Root::Schema(_) => None,
            Root::Parameters(parameters) => Some(parameters),
        }
    }
}

impl<'d> Parameters<'d> {
    pub(crate) fn new(operation: &'d Operation, rulebase: &Rulebase) -> Self {
        Parameters {
            operation,
            members: members(operation),
            validations: &operation.validations,
            rules: rulebase.of_operation(&operation.location),
        }
    }

    /// The rules across parameters, and how they are evaluated.
    pub(crate) fn rules(&self) -> (&'d [Validation], Option<&Arc<SchemaRules>>) {
        let rules = self.rules.as_ref().map(|(_, rules)| rules);
        (self.validations, rules)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str())
    }

    fn get(&self, name: &str) -> Option<&'d Parameter> {
        let mut members = self.members.iter();
        members
            .find(|(other, _)| other == name)
            .map(|(_, parameter)| *parameter)
    }

    fn schema(&self, book: &Rulebook<'_>) -> Json {
        let mut properties = Map::new();
        for (name, parameter) in &self.members {
            let schema = parameter.schema.map_or(Json::Bool(true), |id| {
                reference(&book.api().schema(id).location, book)
            });
            properties.insert(name.clone(), schema);
        }
        let required = self.members.iter().filter(|(_, it)| it.required);
        let required: Vec<&String> = required.map(|(name, _)| name).collect();
        let mut schema = json!({
            "type": "object",
            "properties": properties,
            "required": required,
        });
        if let Some((id, _)) = &self.rules {
            schema[rules::KEYWORD] = id.0.into();
        }
        schema
    }

    /// Says where the rules stand that belong to no schema of the description.
    pub(crate) fn locate(&self, breaches: &mut [Breach]) {
        let operation = &self.operation.location;
        let place = |source: SourceId, pointer: &str, keyword: &str| RulePlace {
            source,
            pointer: child(pointer, keyword),
        };
        for breach in breaches {
            if breach.rule.is_some() || !breach.pointer.is_empty() {
                continue;
            }
            let missing = breach.member().and_then(|name| self.get(name));
            breach.rule = Some(match (missing, &*breach.keyword) {
                (Some(parameter), keyword) => {
                    let at = &parameter.location;
                    place(at.source, &at.pointer, keyword)
                }
                (None, rules::KEYWORD) => {
                    place(operation.source, &operation.pointer, rules::KEYWORD)
                }
                (None, _) => place(operation.source, &operation.pointer, "parameters"),
            });
        }
    }

    /// Remarks about members that are no parameters, which a server would pass over.
    pub(crate) fn strangers(&self, payload: &Node, source: SourceId) -> Vec<Finding> {
        let members = payload.as_object().map(|object| object.members());
        let strangers = members.unwrap_or_default().iter();
        strangers
            .filter(|member| self.get(&member.name).is_none())
            .map(|member| {
                let shown = shown_name(&member.name);
                let place = Place {
                    source,
                    span: member.name_span,
                };
                let message = format!("the operation has no parameter {shown}");
                let finding = Finding::warning(codes::UNKNOWN_PARAMETER, message)
                    .at(place, "not in the description");
                let absent = self.names().filter(|name| payload.get(name).is_none());
                match nearest(&member.name, absent) {
                    Some(near) => finding.help(format!("did you mean {}?", shown_name(near))),
                    None => finding.help("leave it out, or add it to the description"),
                }
            })
            .collect()
    }
}

/// The parameters by name; where two have the same in different places, the place is put before it,
/// as in `query.id`.
pub(crate) fn members(operation: &Operation) -> Vec<(String, &Parameter)> {
    let all = &operation.parameters;
    let name = |parameter: &Parameter| {
        let is_alone = all.iter().filter(|it| it.name == parameter.name).count() == 1;
        match is_alone {
            true => parameter.name.clone(),
            false => format!("{}.{}", parameter.place.word(), parameter.name),
        }
    };
    all.iter()
        .map(|parameter| (name(parameter), parameter))
        .collect()
}
