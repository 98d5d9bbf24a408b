//! Names and derives that the configuration chooses.

use kontrakt_model::api::Operation;
use kontrakt_model::{Api, Diagnostics, Finding, nearest};

use super::schemas::Types;
use crate::codes;
use crate::config::{Enums, Rust, SchemaChoice};
use crate::names::{self, Ident, Scope};

impl Rust {
    /// What a schema of the components is called.
    pub(super) fn name_of<'r>(&'r self, schema: &'r str) -> &'r str {
        let chosen = self.schemas.get(schema).and_then(|it| it.name.as_deref());
        chosen.unwrap_or(schema)
    }

    /// What an operation is called, if that is chosen.
    pub(super) fn operation(&self, operation: &Operation) -> Option<&str> {
        let by_id = operation.operation_id.as_ref();
        let by_id = by_id.and_then(|id| self.operations.get(id));
        let by_path = || self.operations.get(&method_and_path(operation));
        by_id.or_else(by_path).map(String::as_str)
    }
}

fn method_and_path(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// The names of all components, in source order.
pub(super) fn component_names(
    api: &Api,
    rust: &Rust,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<Ident> {
    let name = |(schema, _): &(String, _)| {
        let name = rust.name_of(schema);
        let ident = scope.claim(names::camel(name));
        if name != schema {
            report(name, &ident, diagnostics);
        }
        ident
    };
    api.components.iter().map(name).collect()
}

/// Says that a chosen name is not what was made of it.
pub(super) fn report(chosen: &str, ident: &Ident, diagnostics: &mut Diagnostics) {
    if chosen != ident.as_str() {
        let message = format!(
            "`{chosen}` is no name of the kind that is wanted, or another has it; `{ident}` is free"
        );
        diagnostics.push(Finding::error(codes::CONFIG, message));
    }
}

impl<'a> Types<'a> {
    /// What a type derives besides.
    pub(super) fn derives(&self, name: &Ident) -> Vec<String> {
        let choice = self.choice_for(name).map(|(_, choice)| choice);
        let own = choice.into_iter().flat_map(|choice| &choice.derive);
        let mut derives: Vec<String> = Vec::new();
        for path in self.rust.derive.iter().chain(own) {
            if !derives.contains(path) {
                derives.push(path.clone());
            }
        }
        derives
    }

    /// The name of a member, as the configuration has it.
    pub(super) fn chosen_member(&self, struct_name: &Ident, property: &str) -> Option<&str> {
        let (_, choice) = self.choice_for(struct_name)?;
        choice.properties.get(property).map(String::as_str)
    }

    /// Whether an enum refuses values that the description does not list.
    pub(super) fn is_closed(&self, name: &Ident) -> bool {
        let own = self.choice_for(name).and_then(|(_, choice)| choice.enums);
        own.unwrap_or(self.rust.enums) == Enums::Closed
    }

    /// What is chosen for the schema of a struct, with its name.
    fn choice_for(&self, struct_name: &Ident) -> Option<(&'a str, &'a SchemaChoice)> {
        let (api, rust) = (self.api, self.rust);
        if rust.schemas.is_empty() {
            return None;
        }
        let mut names = self.component_names.iter();
        let at = self.place_of(names.position(|it| it == struct_name)?);
        let (schema, _) = api.components.get(at)?;
        Some((schema, rust.schemas.get(schema)?))
    }

    /// Says which chosen properties a struct does not have.
    pub(super) fn report_members(&mut self, struct_name: &Ident, properties: &[&str]) {
        let Some((schema, choice)) = self.choice_for(struct_name) else {
            return;
        };
        // What is sent and what is answered may have other properties.
        let mut directed = self.api.inputs.iter();
        if directed.any(|(at, _)| {
            let component = self.api.components.get(*at);
            component.is_some_and(|(name, _)| name == schema)
        }) {
            return;
        }
        for name in choice.properties.keys() {
            if !properties.contains(&name.as_str()) {
                let message = format!("the schema `{schema}` has no property `{name}`");
                let finding = Finding::error(codes::UNKNOWN_NAME, message);
                self.diagnostics
                    .push(with_nearest(finding, name, properties));
            }
        }
    }
}

/// Says which names of the configuration the description does not have.
pub(super) fn report_unknown(api: &Api, rust: &Rust, diagnostics: &mut Diagnostics) {
    let schemas: Vec<&str> = api.components.iter().map(|(name, _)| &**name).collect();
    for name in rust.schemas.keys().filter(|it| !schemas.contains(&&***it)) {
        let finding = Finding::error(
            codes::UNKNOWN_NAME,
            format!("the description has no schema `{name}`"),
        );
        diagnostics.push(with_nearest(finding, name, &schemas));
    }
    let webhooks = api.webhooks.iter().flat_map(|it| &it.operations);
    let mut operations: Vec<String> = Vec::new();
    for operation in api.operations.iter().chain(webhooks) {
        operations.extend(operation.operation_id.clone());
        operations.push(method_and_path(operation));
    }
    let operations: Vec<&str> = operations.iter().map(String::as_str).collect();
    for name in rust
        .operations
        .keys()
        .filter(|it| !operations.contains(&&***it))
    {
        let finding = Finding::error(
            codes::UNKNOWN_NAME,
            format!("the description has no operation `{name}`"),
        );
        diagnostics.push(with_nearest(finding, name, &operations));
    }
    let formats: Vec<&str> = api
        .schemas
        .iter()
        .filter_map(|it| it.format.as_deref())
        .collect();
    for name in rust.formats.keys().filter(|it| !formats.contains(&&***it)) {
        let finding = Finding::warning(
            codes::UNKNOWN_NAME,
            format!("no schema of the description has the format `{name}`"),
        );
        diagnostics.push(with_nearest(finding, name, &formats));
    }
}

fn with_nearest(finding: Finding, name: &str, known: &[&str]) -> Finding {
    match nearest(name, known.iter().copied()) {
        Some(name) => finding.help(format!("there is `{name}`")),
        None => finding,
    }
}
