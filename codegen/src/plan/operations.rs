//! Operations: one method each on the client and on the service.

use kontrakt_model::api::{self, Validation};
use kontrakt_model::{Api, Finding};
use serde::Serialize;
use serde_json::Value as Json;

use super::bodies::{self, Body, Form};
use super::chosen;
use super::docs::{self, Docs};
use super::parameters::{self, Parameter};
use super::responses::{self, Responses};
use super::routes::{self, Route};
use super::schemas::{Name, Types};
use super::security::{self, Requirement};
use super::selection::Selection;
use super::servers;
use super::types::{Rule, TypeId};
use crate::codes;
use crate::names::{self, Ident, Scope};

/// An operation.
#[derive(Debug, Clone, Serialize)]
pub struct Operation {
    /// Where it stands.
    #[serde(skip)]
    pub(super) place: api::Location,
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
    pub tag: Ident,
    /// The method in capitals.
    pub method: String,
    /// The path as the description has it.
    pub path: String,
    /// Where it is on the wire, and what tells it from other operations there.
    pub route: Route,
    /// Whether it changes something although its method says that it does not
    /// (`x-state-changing`): nobody may answer it from a store or send it once more unasked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub state_changing: bool,
    /// What is sent besides the body, in the order of the description.
    pub parameters: Vec<Parameter>,
    /// The struct that holds all of them, when they are many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<TypeId>,
    /// The rules across the parameters, which are those of the struct.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// The rules as the description has them.
    #[serde(skip)]
    pub(crate) validations: Vec<Validation>,
    /// The request body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// The answers.
    pub responses: Responses,
    /// What a caller must present: one of these. Empty when nothing is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<Requirement>,
    /// The URL of its own server, where it does not have that of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The servers of its own.
    #[serde(skip)]
    pub(super) own_servers: Vec<api::Server>,
    /// The scopes that are asked for, by the position of the scheme.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<(usize, Vec<String>)>,
}

impl Operation {
    /// How many arguments its method takes.
    pub fn inputs(&self) -> usize {
        self.parameters.len() + usize::from(self.body.is_some())
    }

    /// Whether its body is not in memory as a whole.
    pub fn is_streamed(&self) -> bool {
        self.body.as_ref().is_some_and(Body::is_streamed)
    }

    /// How its bodies are read and written.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        let sent = self.body.iter().flat_map(|body| &body.contents);
        let answered = self.responses.cases.iter().flat_map(|case| &case.contents);
        sent.chain(answered).map(|content| &content.form)
    }

    /// The most arguments that a method takes; for more, a request struct is made.
    pub const MAX_ARGUMENTS: usize = 3;
}

/// Plans every selected operation, in the order of the document. The others keep their names, so
/// that a selection renames nothing.
pub(super) fn plan_all(api: &Api, types: &mut Types<'_>, selection: &Selection) -> Vec<Operation> {
    // The methods that set credentials come first.
    let mut methods = Scope::with_reserved(security::CLIENT_METHODS);
    methods.claim(names::snake("authenticate"));
    for scheme in &api.security_schemes {
        let ident = methods.claim(names::snake(&scheme.name));
        for suffix in ["with", "from", "client credentials"] {
            methods.claim(names::snake(&format!("{ident} {suffix}")));
        }
    }
    let mut names = Names {
        methods,
        types: Scope::default(),
    };
    let mut operations = Vec::with_capacity(api.operations.len());
    let mut described = Vec::with_capacity(api.operations.len());
    for operation in &api.operations {
        let wanted = format!("{} {}", operation.method.to_lowercase(), operation.path);
        let Some(named) = names.claim(types, operation, &wanted) else {
            continue;
        };
        if selection.has(operation) {
            let planned = plan(api, types, operation, named, operations.len());
            operations.push(planned);
            described.push(operation);
        }
    }
    routes::tell_apart(types, false, &described, &mut operations);
    operations
}

/// Plans an operation of whoever is called, under a name for one without an `operationId`; none for
/// what is no method of HTTP. `at` is its position among all operations.
pub(super) fn plan_called(
    api: &Api,
    types: &mut Types<'_>,
    operation: &api::Operation,
    wanted: &str,
    names: &mut Names,
    at: usize,
) -> Option<Operation> {
    let named = names.claim(types, operation, wanted)?;
    Some(plan(api, types, operation, named, at))
}

/// The names of the operations so far.
pub(super) struct Names {
    methods: Scope,
    types: Scope,
}

impl Names {
    /// For operations of whoever is called.
    pub(super) fn of_called() -> Self {
        Names {
            methods: Scope::with_reserved(security::CLIENT_METHODS),
            types: Scope::default(),
        }
    }

    /// Names an operation by its id, or else as wanted; reports what is no method of HTTP.
    fn claim(
        &mut self,
        types: &mut Types<'_>,
        operation: &api::Operation,
        wanted: &str,
    ) -> Option<Named> {
        if !is_token(&operation.method) {
            let message = format!(
                "`{}` is no method of HTTP; the operation is left out",
                operation.method
            );
            let place = operation.location.place();
            types
                .diagnostics
                .push(Finding::warning(codes::NOT_GENERATED, message).at(place, "this operation"));
            return None;
        }
        let id = operation.operation_id.as_ref();
        let id = id.filter(|id| !id.trim().is_empty());
        let rust = types.rust;
        let chosen = rust.operation(operation);
        let wanted = chosen.unwrap_or(id.map_or(wanted, String::as_str));
        let ident = self.methods.claim(names::snake(wanted));
        if let Some(chosen) = chosen {
            chosen::report(chosen, &ident, types.diagnostics);
        }
        Some(Named {
            type_name: self.types.claim(names::camel(wanted)),
            ident,
            id: match (id, operation.path.as_str()) {
                (Some(id), _) => id.clone(),
                (None, "") => wanted.to_owned(),
                (None, path) => format!("{} {path}", operation.method),
            },
        })
    }
}

/// What an operation is called.
struct Named {
    ident: Ident,
    type_name: Ident,
    id: String,
}

fn plan(
    api: &Api,
    types: &mut Types<'_>,
    operation: &api::Operation,
    named: Named,
    at: usize,
) -> Operation {
    types.current = api.components.len() + at;
    let Named {
        ident,
        type_name,
        id,
    } = named;
    let name = Name::Wanted(type_name.clone());
    let parameters = parameters::plan_all(types, operation, &name);
    let body = operation
        .request_body
        .as_ref()
        .map(|body| bodies::plan_request(types, body, &name));
    let state_changing = operation
        .extensions
        .iter()
        .any(|(name, value)| name == "x-state-changing" && *value == Json::Bool(true));
    let planned = Operation {
        place: operation.location.clone(),
        docs: documentation(operation, &parameters, state_changing),
        deprecated: operation.deprecated,
        tag: super::tag_module(
            operation
                .tags
                .first()
                .map_or(super::UNTAGGED, String::as_str),
        ),
        method: operation.method.clone(),
        path: operation.path.clone(),
        route: routes::plan(types, operation, &parameters, body.as_ref()),
        state_changing,
        responses: responses::plan(types, operation, &name),
        security: security::requirements(api, &operation.security),
        scopes: security::scopes(api, &operation.security),
        server: servers::own(operation),
        own_servers: operation.servers.clone(),
        request: None,
        rules: Vec::new(),
        validations: operation.validations.clone(),
        ident,
        type_name,
        id,
        parameters,
        body,
    };
    types.run_tasks();
    planned
}

/// Summary, description, parameters, then method and path, and where it stands.
fn documentation(
    operation: &api::Operation,
    parameters: &[Parameter],
    state_changing: bool,
) -> Docs {
    let summary = operation
        .summary
        .as_deref()
        .filter(|summary| Some(*summary) != operation.description.as_deref());
    let request = format!("{} {}", operation.method, operation.path);
    let request = docs::code(request.trim_end());
    let pointer = docs::code(&operation.location.pointer);
    let described = parameters.iter().filter(|parameter| parameter.is_described);
    let list: Vec<String> = described
        .flat_map(|it| it.docs.item(&format!("`{}`", it.ident)))
        .collect();
    let changes = state_changing.then(|| {
        let method = docs::code(&operation.method);
        format!(
            "This `{method}` changes something: it is never stored, and not sent again by itself."
        )
    });
    Docs::default()
        .text(summary)
        .text(operation.description.as_deref())
        .lines(list)
        .lines(changes.into_iter().collect())
        .note(format!("`{request}`, `#{pointer}`"))
}

/// Whether a text is a token (RFC 9110, section 5.6.2), as methods and names of headers are.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
