//! All Rust decisions about an API: names, types, modules, boxes, checks.
//!
//! [`plan`] makes a [`Plan`], and [`emit`](crate::emit) only writes down what it says.

pub mod bodies;
pub mod callbacks;
pub mod checks;
pub mod docs;
pub mod headers;
pub mod lowered;
pub mod multipart;
pub mod operations;
pub mod package;
pub mod parameters;
pub mod responses;
pub mod routes;
pub mod security;
pub mod servers;
pub mod shapes;
pub mod tokens;
pub mod types;

mod boxes;
mod chosen;
mod components;
mod enums;
mod failures;
mod foreign;
mod markdown;
mod merge;
mod objects;
mod requests;
mod rules;
mod schemas;
mod selection;
mod shape;
mod tags;
mod unions;
mod untyped;

use kontrakt_model::direction::Directed;
use kontrakt_model::{Api, Diagnostics, SchemaId, api};
use serde::Serialize;

use crate::names::{self, Ident, Scope};
use crate::{Config, Rust};
use callbacks::Called;
use docs::Docs;
use lowered::NamedSchema;
use operations::Operation;
use package::Package;
use schemas::Types;
use security::Security;
use selection::Selection;
use servers::Server;
use types::{Item, Kind, Ty, TypeId, Use};

/// Everything that is generated for an API.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The crate.
    pub package: Package,
    /// All types; [`TypeId`] is an index into it.
    pub types: Vec<Item>,
    /// The schemas that checks refer to by their position.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<NamedSchema>,
    /// The files of the types, in the order of the description.
    pub modules: Vec<Module>,
    /// The operations, in the order of the description: first those of paths, then those of
    /// callbacks and webhooks.
    pub operations: Vec<Operation>,
    /// The files of the operations of paths, in the order of the description.
    pub tags: Vec<Tag>,
    /// How callers authenticate.
    pub security: Security,
    /// The servers.
    pub servers: Vec<Server>,
    /// The headers of answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<headers::Headers>,
    /// The shapes of what is text on the wire.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shapes: Vec<shapes::Shape>,
    /// The operations of callbacks.
    #[serde(skip_serializing_if = "Called::is_empty")]
    pub callbacks: Called,
    /// The operations of webhooks.
    #[serde(skip_serializing_if = "Called::is_empty")]
    pub webhooks: Called,
    /// What files of types name of the runtime, and a type of the description is called too.
    #[serde(skip)]
    pub(crate) shared_names: Vec<&'static str>,
}

/// What files of types name of the runtime by names that types of a description may have.
const SHAREABLE: [&str; 8] = [
    "Branch",
    "Choice",
    "Condition",
    "Contains",
    "Discriminator",
    "Members",
    "Unevaluated",
    "Union",
];

/// A file of types: those of the components whose names start with a word, of the operations whose
/// tag has that name, or of an operation without one.
#[derive(Debug, Clone, Serialize)]
pub struct Module {
    /// Its name.
    pub name: Ident,
    /// Its types.
    pub types: Vec<TypeId>,
}

/// A file of operations: those of a tag.
#[derive(Debug, Clone, Serialize)]
pub struct Tag {
    /// Its name.
    pub name: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Its operations by their position.
    pub operations: Vec<usize>,
}

impl Plan {
    /// The type with an id.
    pub fn item(&self, id: TypeId) -> Option<&Item> {
        self.types.get(id.0 as usize)
    }

    /// Whether a type is a struct or a union, and so perhaps large.
    pub fn is_struct(&self, ty: &Ty) -> bool {
        match self.resolved(ty) {
            Ty::Named(id) => self
                .item(*id)
                .is_some_and(|item| matches!(item.kind, Kind::Object(_) | Kind::Union(_))),
            _ => false,
        }
    }

    /// A type behind its aliases.
    pub fn resolved<'p>(&'p self, ty: &'p Ty) -> &'p Ty {
        types::resolved(&self.types, ty)
    }
}

/// Plans the code for an API. Findings say what takes a lower rung, and which rules are refused.
pub fn plan(api: &Api, config: &Config, diagnostics: &mut Diagnostics) -> Plan {
    plan_with(api, config, &[], diagnostics).0
}

/// Plans the code for an API, and tells the type that each of `schemas` has where it stands: schemas
/// of the API as [`kontrakt_model::directed`] makes it. One that nothing refers to is planned last, so
/// that it changes no other name.
pub fn plan_with(
    api: &Api,
    config: &Config,
    schemas: &[SchemaId],
    diagnostics: &mut Diagnostics,
) -> (Plan, Vec<Use>) {
    match kontrakt_model::directed(api) {
        Some(directed) => plan_both(&directed, config, schemas, diagnostics),
        None => plan_directed(api, config, schemas, diagnostics),
    }
}

/// What [`plan`] makes of an API that is not needed any more, in less memory.
pub(crate) fn plan_last(api: Api, config: &Config, diagnostics: &mut Diagnostics) -> Plan {
    let (plan, _) = match kontrakt_model::into_directed(api) {
        Ok(directed) => plan_both(&directed, config, &[], diagnostics),
        Err(api) => plan_directed(&api, config, &[], diagnostics),
    };
    plan
}

/// Plans the code for an API in which requests and responses differ.
fn plan_both(
    directed: &Directed,
    config: &Config,
    schemas: &[SchemaId],
    diagnostics: &mut Diagnostics,
) -> (Plan, Vec<Use>) {
    let mut found = Diagnostics::new();
    let planned = plan_directed(&directed.api, config, schemas, &mut found);
    rules::report_silent(&directed.silent, &mut found);
    // What is sent and what is answered of a schema may share a finding.
    let mut told = kontrakt_model::hash::HashSet::default();
    for finding in found.into_findings() {
        if told.insert((finding.code, finding.place, finding.message.clone())) {
            diagnostics.push(finding);
        }
    }
    planned
}

/// Plans the code for an API in which each schema is as it goes over the wire.
fn plan_directed(
    api: &Api,
    config: &Config,
    schemas: &[SchemaId],
    diagnostics: &mut Diagnostics,
) -> (Plan, Vec<Use>) {
    let selection = Selection::new(api, config, diagnostics);
    let mut types = Types::new(api, &config.rust, diagnostics);
    chosen::report_unknown(api, &config.rust, types.diagnostics);
    types.plan_components(&selection);
    let mut operations = operations::plan_all(api, &mut types, &selection);
    let own = operations.len();
    let callbacks = callbacks::plan_callbacks(api, &mut types, &selection, &mut operations);
    let called = operations.len();
    let webhooks = callbacks::plan_webhooks(api, &mut types, &selection, &mut operations);
    requests::plan_all(&mut types, &mut operations);
    types.current = (api.components.len() + operations.len()).saturating_sub(1);
    let uses = schemas.iter().map(|id| types.stand_alone(*id)).collect();
    let (shapes, wanted) = types.settle();
    let shapes = shapes::plan_all(api, shapes, wanted);
    let headers = std::mem::take(&mut types.headers).settle(config.rust.map);
    rules::translate_all(&mut types, &selection);
    rules::translate_operations(&mut types, &mut operations);
    boxes::insert(&mut types.items);
    // Each of the three has a client of its own.
    for range in [0..own, own..called, called..operations.len()] {
        let operations = operations.get_mut(range).unwrap_or_default();
        failures::share(operations, &types.items);
    }
    let Types {
        items,
        order,
        lowering,
        crates,
        ..
    } = types;
    let schemas = lowering.finish();
    let of_paths = operations.get(..own).unwrap_or_default();
    let security = security::plan(api, of_paths, diagnostics);
    let mut package = Package::new(api, config);
    let forms = || operations.iter().flat_map(Operation::forms);
    package.crates = crates.into_iter().collect();
    package.stream = forms().any(bodies::Form::is_streamed);
    package.xml = forms().any(|form| matches!(form, bodies::Form::Xml(_)));
    package.multipart = forms().any(|form| matches!(form, bodies::Form::Multipart(_)));
    let mut shared_names = SHAREABLE.to_vec();
    shared_names.retain(|name| items.iter().any(|item| item.name.as_str() == *name));
    let plan = Plan {
        package,
        shared_names,
        modules: modules(api, &config.rust, &operations, &order),
        tags: tags(api, of_paths, 0),
        types: items,
        schemas,
        security,
        servers: servers::plan_all(api, operations.get(..own).unwrap_or_default()),
        headers,
        shapes,
        callbacks,
        webhooks,
        operations,
    };
    (plan, uses)
}

/// Names of modules that would hide another one.
const MODULES: &[&str] = &[
    "alloc", "client", "core", "headers", "kontrakt", "schemas", "server", "shapes", "std", "types",
];

/// The same for modules of types.
const TYPE_MODULES: &[&str] = &["alloc", "core", "kontrakt", "schemas", "std", "types"];

/// The tag of operations that have none.
const UNTAGGED: &str = "operations";

/// Groups types: those of components by the first word of the name, those of operations by the tag.
/// A file for each would be thousands, which take longer to write than all that is in them; what has
/// no tag has one, since all together may be millions of bytes.
fn modules(api: &Api, rust: &Rust, operations: &[Operation], order: &[usize]) -> Vec<Module> {
    let mut groups: Vec<Vec<TypeId>> = vec![Vec::new(); api.components.len() + operations.len()];
    for (at, group) in order.iter().enumerate() {
        if let Some(group) = groups.get_mut(*group) {
            group.push(TypeId(u32::try_from(at).unwrap_or(u32::MAX)));
        }
    }
    let components = api
        .components
        .iter()
        .map(|(name, _)| names::first_word(rust.name_of(name)));
    let operations = operations
        .iter()
        .map(|operation| match operation.tag.as_str() {
            UNTAGGED => names::module(operation.ident.as_str()),
            _ => operation.tag.clone(),
        });
    let names = components.chain(operations);
    let crates = rust.dependencies.keys().map(|name| names::snake(name));
    let mut scope = crates.fold(Scope::with_reserved(TYPE_MODULES), |scope, name| {
        scope.reserving(name.as_str())
    });
    let mut modules: Vec<Module> = Vec::new();
    let mut positions = kontrakt_model::hash::HashMap::default();
    for (name, types) in names.zip(groups) {
        if types.is_empty() {
            continue;
        }
        let position = *positions.entry(name).or_insert_with_key(|name| {
            modules.push(Module {
                name: scope.claim(name.clone()),
                types: Vec::new(),
            });
            modules.len() - 1
        });
        if let Some(module) = modules.get_mut(position) {
            module.types.extend(types);
        }
    }
    modules
}

/// The module of a tag.
fn tag_module(tag: &str) -> Ident {
    let ident = names::module(tag);
    match MODULES.contains(&ident.as_str()) {
        true => names::module(&format!("{ident} operations")),
        false => ident,
    }
}

/// Groups operations by their first tag, tags in the order in which operations use them. `first` is
/// the position of the first operation among all.
fn tags(api: &Api, operations: &[Operation], first: usize) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut positions = kontrakt_model::hash::HashMap::default();
    for (at, operation) in operations.iter().enumerate() {
        let position = *positions.entry(operation.tag.clone()).or_insert_with(|| {
            let described = api
                .tags
                .iter()
                .find(|tag| tag_module(&tag.name) == operation.tag);
            let docs = match described {
                Some(tag) => tag_docs(tag),
                None => Docs::line(format!("Operations with the tag `{}`.", operation.tag)),
            };
            tags.push(Tag {
                name: operation.tag.clone(),
                docs,
                operations: Vec::new(),
            });
            tags.len() - 1
        });
        if let Some(tag) = tags.get_mut(position) {
            tag.operations.push(first + at);
        }
    }
    tags
}

fn tag_docs(tag: &api::Tag) -> Docs {
    let code = docs::code;
    let kind = tag
        .kind
        .as_deref()
        .map(|kind| format!(" (`{}`)", code(kind)));
    let parent = tag.parent.as_deref();
    let parent = parent.map(|parent| format!(", within `{}`", code(parent)));
    Docs::line(format!(
        "Operations with the tag `{}`{}{}.",
        code(&tag.name),
        kind.unwrap_or_default(),
        parent.unwrap_or_default()
    ))
    .text(tag.summary.as_deref())
    .text(tag.description.as_deref())
}
