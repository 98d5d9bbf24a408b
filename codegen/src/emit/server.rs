//! The files of the server.

mod beside;
mod handlers;
mod security;

use std::collections::BTreeSet;
use std::sync::Arc;

use kontrakt_model::api::Status;

use super::client::variant_name;
use super::file::File;
use super::surface::Surface;
use super::version_sort;
use crate::plan::bodies::Form;
use crate::plan::docs::Docs;
use crate::plan::operations::Operation;
use crate::plan::responses::Case;
use crate::plan::routes::Need;
use crate::plan::{Plan, Tag};
use crate::rust::{Code, Expr, literal};

/// Names that the files of the server use for other things than types of the description.
const TAKEN: &[&str] = &[
    "Accept",
    "Arc",
    "Basic",
    "ByteStream",
    "Call",
    "Choice",
    "Condition",
    "Contains",
    "Credentials",
    "Denied",
    "Future",
    "Members",
    "Receiver",
    "Rejection",
    "Response",
    "Route",
    "Router",
    "Scoped",
    "Scopes",
    "Secret",
    "Send",
    "ServerOptions",
    "Service",
    "StatusCode",
    "Sync",
    "Unevaluated",
];

fn of_tag<'p>(plan: &'p Plan, tag: &'p Tag) -> impl Iterator<Item = &'p Operation> {
    tag.operations
        .iter()
        .filter_map(|at| plan.operations.get(*at))
}

/// `server.rs`
pub(super) fn root(plan: &Plan, surface: Surface<'_>) -> String {
    let mut file = File::of_surface(plan, surface);
    file.take_names(TAKEN.iter().map(|name| (*name).to_owned()));
    file.take_names(surface.operations(plan).map(response_name));
    service(&mut file);
    security::credentials(&mut file);
    router(&mut file);
    security::checks(&mut file);
    let has_accept = file.forget("server", "Accept");
    let docs = match surface.module {
        None => "The server: a [`Service`] to implement, and a [`router`] that serves it.",
        Some("callbacks") => "Receives callbacks: a [`Receiver`] to implement, and a [`router`].",
        Some(_) => "Receives webhooks: a [`Receiver`] to implement, and a [`router`].",
    };
    let docs = Docs(vec![docs.to_owned()]);
    file.finish(&docs, &BTreeSet::new(), |code, imports| {
        let mut tags: Vec<&Tag> = surface.tags.iter().collect();
        tags.sort_by(|a, b| a.name.cmp(&b.name));
        tags.iter()
            .for_each(|tag| code.line(format!("mod {};", tag.name)));
        code.blank();
        let has_security = !surface.security.credentials.is_empty();
        imports.write_with(code, |code| {
            let names = [
                ("Accept", has_accept),
                ("Basic", has_security),
                ("Denied", has_security),
                ("Router", true),
                ("Scoped", security::is_scoped(surface)),
                ("Secret", has_security),
                ("ServerOptions", true),
                ("StatusCode", true),
            ];
            let names = names.iter().filter(|(_, wanted)| *wanted);
            let names: Vec<String> = names.map(|(name, _)| (*name).to_owned()).collect();
            let served = |operation: &Operation| vec![response_name(operation)];
            export(plan, surface, code, ("server", &names), served);
        });
    })
}

/// Exports what the files of operations define, beside what the runtime has.
pub(super) fn export(
    plan: &Plan,
    surface: Surface<'_>,
    code: &mut Code,
    (runtime, of_runtime): (&str, &[String]),
    names: impl Fn(&Operation) -> Vec<String>,
) {
    let mut exports: Vec<(&str, Vec<String>)> = vec![("kontrakt", Vec::new())];
    for tag in surface.tags {
        let mut names: Vec<String> = of_tag(plan, tag).flat_map(&names).collect();
        names.sort_by(|a, b| version_sort::compare(a, b));
        if !names.is_empty() {
            exports.push((tag.name.as_str(), names));
        }
    }
    exports.sort_by(|(a, _), (b, _)| version_sort::compare(a, b));
    for (module, names) in exports {
        match names.as_slice() {
            [] => code.import(&format!("pub use kontrakt::{runtime}::"), of_runtime),
            names => code.import(&format!("pub use {module}::"), names),
        }
    }
}

/// The enums of the answers to all operations.
pub(super) fn response_names(plan: &Plan, surface: Surface<'_>) -> BTreeSet<String> {
    surface.operations(plan).map(response_name).collect()
}

/// The enum of the answers to an operation.
pub(super) fn response_name(operation: &Operation) -> String {
    operation.type_name.join("response").to_string()
}

fn service(file: &mut File<'_>) {
    let plan = file.plan;
    let (surface, name) = (file.surface, file.surface.service());
    let what = surface.module.unwrap_or("operations");
    let docs = Docs::default().text(Some(&format!("The {what} of {}.", plan.package.title)));
    file.code.docs(&docs);
    file.code
        .line(format!("pub trait {name}: Send + Sync + 'static {{"));
    file.code.nested_start();
    if !surface.security.credentials.is_empty() {
        let code = &mut file.code;
        code.line(format!("/// Who is calling: made by [`{name}::authenticate`], handed to every operation that asks for it."));
        code.line("type Caller: Send + 'static;");
        code.blank();
        code.line("/// Finds out who is calling, before the body is read.");
        let parameters = ["&self".to_owned(), "credentials: Credentials".to_owned()];
        code.signature(
            "fn authenticate",
            &parameters,
            " -> impl Future<Output = Result<Self::Caller, Denied>> + Send;",
        );
        code.blank();
    }
    let mut first = true;
    for operation in surface.operations(plan) {
        if !std::mem::take(&mut first) {
            file.code.blank();
        }
        file.code.docs(&operation.docs);
        let mut parameters = vec!["&self".to_owned()];
        parameters.extend(handlers::parameters(file, operation));
        let answer = format!(
            " -> impl Future<Output = {}> + Send;",
            response_name(operation)
        );
        file.code
            .signature(&format!("fn {}", operation.ident), &parameters, &answer);
    }
    file.code.nested_end();
    file.code.line("}");
}

fn router(file: &mut File<'_>) {
    for name in ["Call", "Rejection", "Route"] {
        if name == "Route" || !file.surface.security.checks.is_empty() {
            file.runtime("server", name);
        }
    }
    let (plan, surface) = (file.plan, file.surface);
    let service = surface.service();
    let mut routes = Vec::new();
    for tag in surface.tags {
        for operation in of_tag(plan, tag) {
            routes.push(route(file, tag, operation));
        }
    }
    let code = &mut file.code;
    code.blank();
    code.line("/// A router that serves the operations.");
    let head = format!("pub fn router<S: {service}>(service: S) -> Router");
    code.block(head, |code| {
        code.line("router_with(service, ServerOptions::default())");
    });
    code.blank();
    code.line("/// A router that serves the operations, with other limits than the usual.");
    code.line(format!(
        "pub fn router_with<S: {service}>(service: S, options: ServerOptions) -> Router {{"
    ));
    code.nested_start();
    let start = code.position();
    code.expr("let routes = ", &Expr::Array(routes), ";");
    code.line("kontrakt::server::router(service, options, routes)");
    file.write_constants(start);
    file.code.nested_end();
    file.code.line("}");
}

fn route(file: &mut File<'_>, tag: &Tag, operation: &Operation) -> Expr {
    let handler = Expr::Call(
        format!("{}::{}::<S>", tag.name, operation.ident),
        vec![Expr::text("service"), Expr::text("call")],
    );
    let pinned = Expr::Call("Box::pin".to_owned(), vec![handler]);
    let closure = Expr::Closure("service, call".to_owned(), Box::new(pinned));
    let place = &operation.route;
    let own = (!place.only_aliases).then_some(&place.path);
    let mut paths = own.into_iter().chain(&place.aliases);
    let path = Expr::text(literal(paths.next().unwrap_or(&place.path)));
    let mut route = match operation.method.as_str() {
        method if METHODS.contains(&method) => Expr::Call(
            format!("Route::{}", method.to_ascii_lowercase()),
            vec![path, closure],
        ),
        method => Expr::Call(
            "Route::new".to_owned(),
            vec![Expr::text(literal(method)), path, closure],
        ),
    };
    for alias in paths {
        route = route.then("alias", Some(vec![literal(alias).into()]));
    }
    for need in &operation.route.needs {
        let (name, arguments) = match need {
            Need::Path(need) => {
                let method = format!("with_path::<{}>", file.ty(&need.value.full()));
                let checks = file.local_checks(&need.name, &need.value.checks);
                let arguments = vec![literal(&need.name).into(), checks];
                route = route.then(&method, Some(arguments));
                continue;
            }
            Need::Query(name, None) => ("with_query", vec![name]),
            Need::Query(name, Some(value)) => ("with_query_value", vec![name, value]),
            Need::Header(name, None) => ("with_header", vec![name]),
            Need::Header(name, Some(value)) => ("with_header_value", vec![name, value]),
            Need::Body(media_types) => ("with_body", media_types.iter().collect()),
        };
        let arguments: Vec<Expr> = arguments.iter().map(|it| literal(it).into()).collect();
        let arguments = match need {
            Need::Body(_) => vec![Expr::slice(arguments)],
            _ => arguments,
        };
        route = route.then(name, Some(arguments));
    }
    match operation.state_changing {
        true => route.then("no_store", Some(Vec::new())),
        false => route,
    }
}

/// The methods that the runtime has functions for.
pub(super) const METHODS: &[&str] = &[
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
];

/// The operations of a tag.
pub(super) fn tag(
    plan: &Plan,
    surface: Surface<'_>,
    tag: &Tag,
    responses: &Arc<BTreeSet<String>>,
) -> String {
    let mut file = File::of_surface(plan, surface);
    file.take_names(TAKEN.iter().map(|name| (*name).to_owned()));
    file.take_all(responses);
    file.std("std::sync::Arc");
    let mut used = BTreeSet::from([surface.service().to_owned()]);
    for (at, operation) in of_tag(plan, tag).enumerate() {
        if at > 0 {
            file.code.blank();
        }
        used.extend(
            surface
                .security
                .check(&operation.security)
                .map(|check| check.ident.to_string()),
        );
        handlers::write(&mut file, operation);
    }
    for operation in of_tag(plan, tag) {
        handlers::write_response(&mut file, operation);
    }
    let mut used: Vec<String> = used.into_iter().collect();
    used.sort_by(|a, b| version_sort::compare(a, b));
    file.finish(&tag.docs, &BTreeSet::new(), |code, imports| {
        imports.write_after(code, |code| code.import("use super::", &used));
    })
}

/// The documentation of a case: its status, and what the description says.
pub(super) fn case_docs(case: &Case) -> Docs {
    let status = match case.status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "Any other status".to_owned(),
    };
    let mut docs = case.docs.clone();
    match docs.0.first_mut() {
        Some(first) if case.is_described => *first = format!("{status}: {first}"),
        _ => docs = Docs(vec![format!("{status}.")]),
    }
    docs
}

/// Allows variants of different size, where there may be some.
pub(super) fn allow_large(file: &mut File<'_>, cases: &[&Case]) {
    let is_large = |case: &&Case| match (case.form(), case.form().and_then(Form::value)) {
        (_, Some(value)) => file.plan.is_struct(&value.ty),
        (Some(form), None) => form.is_streamed(),
        (None, None) => false,
    };
    if cases.len() > 1 && cases.iter().any(is_large) {
        let reason = "an answer is made once and taken apart at once";
        allow_large_variants(&mut file.code, reason);
    }
}

/// Allows variants of different size.
pub(super) fn allow_large_variants(code: &mut Code, reason: &str) {
    code.line("#[allow(");
    code.nested(|code| {
        code.line("clippy::large_enum_variant,");
        code.line(format!("reason = {}", literal(reason)));
    });
    code.line(")]");
}

/// The name of the variant for a case.
fn variant(case: &Case) -> String {
    variant_name(case)
}
