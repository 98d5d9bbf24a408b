//! Operations: one method each on the client and on the service.

use kontrakt_model::api;
use kontrakt_model::{Api, Finding};
use serde::Serialize;

use super::bodies::{self, Body};
use super::docs::{self, Docs};
use super::parameters::{self, Parameter, Segment};
use super::responses::{self, Responses};
use super::schemas::{Name, Types};
use super::security::{self, Requirement};
use crate::codes;
use crate::names::{self, Ident, Scope};

/// An operation.
#[derive(Debug, Clone, Serialize)]
pub struct Operation {
    /// The name of its method.
    pub ident: Ident,
    /// What the types made for it start with, such as `CreateOrder`.
    pub type_name: Ident,
    /// What it is called in reports: the `operationId`, or method and path.
    pub id: String,
    /// Its documentation.
    pub docs: Docs,
    /// Whether the description calls it deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// The tag that decides in which file it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<Ident>,
    /// The method in capitals.
    pub method: String,
    /// The path as the description has it.
    pub path: String,
    /// The path in pieces.
    pub segments: Vec<Segment>,
    /// What is sent besides the body, in the order of the description.
    pub parameters: Vec<Parameter>,
    /// The request body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// The answers.
    pub responses: Responses,
    /// What a caller must present: one of these. Empty when nothing is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<Requirement>,
}

impl Operation {
    /// How many arguments its method takes.
    pub fn inputs(&self) -> usize {
        self.parameters.len() + usize::from(self.body.is_some())
    }

    /// The most arguments that a method takes; for more, a request struct is made.
    pub const MAX_ARGUMENTS: usize = 3;

    /// Whether its arguments are the fields of a request struct.
    pub fn has_request_struct(&self) -> bool {
        self.inputs() > Self::MAX_ARGUMENTS
    }
}

/// Method names that the generated client and service use for themselves.
const RESERVED: &[&str] = &[
    "authenticate", "base_url", "build", "builder", "call", "clone", "core", "default", "drop", "execute", "fmt", "from",
    "hooks", "http", "into", "new", "response_checks", "router", "self_", "timeout", "try_from", "with_client", "with_hooks",
];

/// Plans every operation, in the order of the document.
pub(super) fn plan_all(api: &Api, types: &mut Types<'_>) -> Vec<Operation> {
    let schemes: Vec<String> = api.security_schemes.iter().map(|scheme| names::snake(&scheme.name).to_string()).collect();
    let mut reserved: Vec<&str> = RESERVED.to_vec();
    reserved.extend(schemes.iter().map(String::as_str));
    let mut methods = Scope::with_reserved(&reserved);
    let mut type_names = Scope::default();
    let several_tags = {
        let mut first = api.operations.iter().map(|operation| operation.tags.first());
        let tag = first.next();
        first.any(|other| Some(other) != tag)
    };
    let mut operations = Vec::with_capacity(api.operations.len());
    for (at, operation) in api.operations.iter().enumerate() {
        types.current = api.components.len() + at;
        let id = match &operation.operation_id {
            Some(id) if !id.trim().is_empty() => id.clone(),
            _ => format!("{} {}", operation.method, operation.path),
        };
        let wanted = match &operation.operation_id {
            Some(id) if !id.trim().is_empty() => id.clone(),
            _ => format!("{} {}", operation.method.to_lowercase(), operation.path),
        };
        let type_name = type_names.claim(names::camel(&wanted));
        let ident = methods.claim(names::snake(&wanted));
        let tag = several_tags.then(|| operation.tags.first().map(|tag| names::snake(tag))).flatten();
        let planned = plan(api, types, operation, ident, type_name, id, tag);
        types.run_tasks();
        operations.push(planned);
    }
    report_not_generated(api, types);
    operations
}

fn plan(
    api: &Api,
    types: &mut Types<'_>,
    operation: &api::Operation,
    ident: Ident,
    type_name: Ident,
    id: String,
    tag: Option<Ident>,
) -> Operation {
    let name = Name::Wanted(type_name.clone());
    let parameters = parameters::plan_all(types, operation, &name);
    let body = operation.request_body.as_ref().map(|body| bodies::plan_request(types, body, &name));
    Operation {
        docs: documentation(operation),
        deprecated: operation.deprecated,
        method: operation.method.clone(),
        path: operation.path.clone(),
        segments: parameters::segments(types, operation, &parameters),
        responses: responses::plan(types, operation, &name),
        security: security::requirements(api, &operation.security),
        ident,
        type_name,
        id,
        tag,
        parameters,
        body,
    }
}

/// Summary, description, then method and path, and where it stands.
fn documentation(operation: &api::Operation) -> Docs {
    let summary = operation.summary.as_deref().filter(|summary| Some(*summary) != operation.description.as_deref());
    let request = docs::code(&format!("{} {}", operation.method, operation.path));
    let pointer = docs::code(&operation.location.pointer);
    Docs::default()
        .text(summary)
        .text(operation.description.as_deref())
        .note(format!("`{request}` (`#{pointer}`)"))
}

/// Says which operations are left out: those of whoever is called back.
fn report_not_generated(api: &Api, types: &mut Types<'_>) {
    let callbacks = api.operations.iter().flat_map(|operation| &operation.callbacks);
    let called = callbacks.map(|callback| ("callback", &callback.name, &callback.operations));
    let webhooks = api.webhooks.iter().map(|webhook| ("webhook", &webhook.name, &webhook.operations));
    for (kind, name, operations) in called.chain(webhooks) {
        for operation in operations {
            let message = format!("no code is generated for the {kind} `{name}` yet");
            let place = operation.location.place();
            types.diagnostics.push(Finding::info(codes::NOT_GENERATED, message).at(place, "this operation"));
        }
    }
}
