//! The files of the client.

mod answers;
mod tokens;

pub(super) use answers::variant_name;

use std::collections::BTreeSet;

use kontrakt_model::api::ParameterIn;

use super::bodies::{self, Hand};
use super::file::File;
use super::shapes;
use super::surface::Surface;
use crate::names::Ident;
use crate::plan::bodies::Body;
use crate::plan::callbacks::{Argument, CallbackUrl, UrlPiece};
use crate::plan::operations::Operation;
use crate::plan::parameters::{Parameter, Wire};
use crate::plan::security::{Presented, Scheme};
use crate::plan::types::Ty;
use crate::plan::{Plan, Tag};
use crate::rust::{Expr, literal};

/// Names that the files of operations use for other things than types of the description.
const TAKEN: &[&str] = &[
    "ByteStream",
    "Bytes",
    "CallbackPolicy",
    "CallbackUrl",
    "Choice",
    "Client",
    "ClientCredentials",
    "Condition",
    "Contains",
    "Core",
    "Credential",
    "DeviceAuthorization",
    "DevicePrompt",
    "Duration",
    "Error",
    "Hooks",
    "Members",
    "Method",
    "Request",
    "Response",
    "ResponseChecks",
    "ResponseValue",
    "Secret",
    "TokenProvider",
    "Tokens",
    "Unevaluated",
    "token",
];

/// `client.rs`
pub(super) fn root(plan: &Plan, surface: Surface<'_>) -> String {
    let mut file = File::of_surface(plan, surface);
    file.take_names(TAKEN.iter().map(|name| (*name).to_owned()));
    file.take_names(surface.operations(plan).flat_map(answers::names));
    file.runtime("client", "Core");
    let title = crate::plan::docs::Docs::default().text(Some(&match surface.module {
        None => format!("A client of {}.", plan.package.title),
        Some(module) => format!("Sends the {module} of {}.", plan.package.title),
    }));
    let schemes: Vec<&Scheme> = schemes(surface);
    let code = &mut file.code;
    code.docs(&title);
    code.line("#[derive(Clone)]");
    code.block("pub struct Client", |code| code.line("core: Core,"));
    code.blank();
    let makes = match surface.module {
        None => "client",
        Some(_) => "callback_client",
    };
    code.line(format!(
        "kontrakt::{makes}!(Client, version: {});",
        literal(&plan.package.version)
    ));
    let mut operations = surface.operations(plan);
    if surface.module.is_none() && operations.any(|operation| operation.server.is_some()) {
        own_servers(&mut file);
    }
    if !schemes.is_empty() {
        file.runtime("client", "Credential");
        let code = &mut file.code;
        code.blank();
        code.line("impl Client {");
        code.nested_start();
        for (at, scheme) in schemes.iter().enumerate() {
            if at > 0 {
                file.code.blank();
            }
            credential(&mut file, scheme);
            tokens::write(&mut file, scheme);
        }
        file.code.nested_end();
        file.code.line("}");
    }
    surface
        .urls
        .iter()
        .for_each(|url| callback_url(&mut file, url));
    answers::failures::write_shared(&mut file, surface.operations(plan));
    // Which the file exports.
    file.forget("client", "Error");
    let docs = match surface.module {
        None => "The client.",
        Some("callbacks") => "The client that sends callbacks.",
        Some(_) => "The client that sends webhooks.",
    };
    let docs = crate::plan::docs::Docs(vec![docs.to_owned()]);
    file.finish(&docs, &BTreeSet::new(), |code, imports| {
        let mut tags: Vec<&Tag> = surface.tags.iter().collect();
        tags.sort_by(|a, b| a.name.cmp(&b.name));
        tags.iter()
            .for_each(|tag| code.line(format!("mod {};", tag.name)));
        code.blank();
        imports.write_after(code, |_| {});
        let policy = surface.module.map(|_| "CallbackPolicy");
        let others = ["Error", "Hooks", "ResponseChecks", "ResponseValue"];
        let runtime: Vec<String> = policy
            .into_iter()
            .chain(others)
            .map(str::to_owned)
            .collect();
        super::server::export(plan, surface, code, ("client", &runtime), answers::names);
        code.blank();
    })
}

/// The method that sends operations to servers of their own.
fn own_servers(file: &mut File<'_>) {
    let code = &mut file.code;
    code.blank();
    code.block("impl Client", |code| {
        code.line("/// Sends operations for which the description has a server of their own to that one, and");
        code.line("/// only the others to the base URL.");
        code.line("#[must_use]");
        code.block("pub fn own_servers(mut self) -> Self", |code| {
            code.line("self.core.set_own_servers();");
            code.line("self");
        });
    });
}

/// The schemes that the client can present: all of the API, and those that callbacks ask for.
fn schemes(surface: Surface<'_>) -> Vec<&Scheme> {
    let is_used = |at: usize| {
        let mut all = surface.security.credentials.iter();
        surface.module.is_none() || all.any(|it| it.schemes.contains(&at))
    };
    let all = surface.security.schemes.iter().enumerate();
    all.filter(|(at, scheme)| !matches!(scheme.presented, Presented::Other(_)) && is_used(*at))
        .map(|(_, scheme)| scheme)
        .collect()
}

/// The function that evaluates the runtime expressions of a callback.
fn callback_url(file: &mut File<'_>, url: &CallbackUrl) {
    file.runtime("client", "CallbackUrl");
    let mut parameters = Vec::new();
    for (ident, argument) in &url.arguments {
        let ty = match argument {
            Argument::Text => "str".to_owned(),
            Argument::Value(value) => match file.ty(&value.ty) {
                ty if ty == "String" => "str".to_owned(),
                ty => ty,
            },
        };
        parameters.push((ident, ty));
    }
    let is_text = |ident: &Ident| {
        parameters
            .iter()
            .any(|(it, ty)| *it == ident && ty == "str")
    };
    let mut made = Expr::text("CallbackUrl::default()");
    for piece in &url.pieces {
        let (method, arguments) = match piece {
            UrlPiece::Text(text) => ("fixed", vec![literal(text).into()]),
            UrlPiece::Argument(ident, _) if is_text(ident) => {
                ("text", vec![Expr::text(ident.to_string())])
            }
            UrlPiece::Argument(ident, pointer) => {
                let pointer = literal(pointer.as_deref().unwrap_or_default());
                ("value", vec![Expr::text(ident.to_string()), pointer.into()])
            }
        };
        made = made.then(method, Some(arguments));
    }
    let made = made.then("finish", Some(Vec::new()));
    let parameters: Vec<String> = parameters
        .iter()
        .map(|(ident, ty)| format!("{ident}: &{ty}"))
        .collect();
    let code = &mut file.code;
    code.blank();
    code.docs(&url.docs);
    let head = format!("pub fn {}", url.ident);
    code.signature(&head, &parameters, " -> Option<String> {");
    code.nested(|code| code.expr("", &made, ""));
    code.line("}");
}

/// The method that sets the credential of a scheme.
fn credential(file: &mut File<'_>, scheme: &Scheme) {
    let name = literal(&scheme.name);
    let label = crate::plan::docs::code(&scheme.name);
    let (what, parameters, make): (_, _, Vec<String>) = match &scheme.presented {
        Presented::Basic => (
            format!("the user name and the password for `{label}` (HTTP Basic)"),
            "username: impl Into<String>, password: impl Into<String>",
            vec![
                "let credential = Credential::Basic {".to_owned(),
                "    username: username.into(),".to_owned(),
                "    password: password.into(),".to_owned(),
                "};".to_owned(),
            ],
        ),
        Presented::Bearer => (
            format!("the token for `{label}`"),
            "token: impl Into<String>",
            vec!["let credential = Credential::Bearer(token.into());".to_owned()],
        ),
        Presented::Header(key) => key_credential(&label, "Header", key),
        Presented::Query(key) => key_credential(&label, "Query", key),
        Presented::Cookie(key) => key_credential(&label, "Cookie", key),
        Presented::Other(_) => return,
    };
    let code = &mut file.code;
    code.line(format!("/// Sets {what}."));
    if !scheme.docs.is_empty() {
        code.line("///");
        code.docs(&scheme.docs);
    }
    code.line("#[must_use]");
    let parameters: Vec<String> = std::iter::once("mut self".to_owned())
        .chain(parameters.split(", ").map(str::to_owned))
        .collect();
    code.signature(
        &format!("pub fn {}", scheme.ident),
        &parameters,
        " -> Self {",
    );
    code.nested(|code| {
        make.into_iter().for_each(|line| code.line(line));
        let arguments = vec![Expr::text(name), Expr::text("credential")];
        code.expr(
            "",
            &Expr::text("self")
                .then("core", None)
                .then("set_credential", Some(arguments)),
            ";",
        );
        code.line("self");
    });
    code.line("}");
}

fn key_credential(label: &str, variant: &str, key: &str) -> (String, &'static str, Vec<String>) {
    let make = vec![
        format!("let credential = Credential::{variant} {{"),
        format!("    name: {},", literal(key)),
        "    key: key.into(),".to_owned(),
        "};".to_owned(),
    ];
    (
        format!("the key for `{label}`"),
        "key: impl Into<String>",
        make,
    )
}

/// The operations of a tag.
pub(super) fn tag(plan: &Plan, surface: Surface<'_>, tag: &Tag) -> String {
    let mut file = File::of_surface(plan, surface);
    let operations = || {
        tag.operations
            .iter()
            .filter_map(|at| plan.operations.get(*at))
    };
    file.take_names(TAKEN.iter().map(|name| (*name).to_owned()));
    file.take_names(operations().flat_map(answers::names));
    file.code.line("impl Client {");
    file.code.nested_start();
    for (at, operation) in operations().enumerate() {
        if at > 0 {
            file.code.blank();
        }
        method(&mut file, operation);
    }
    file.code.nested_end();
    file.code.line("}");
    for operation in operations() {
        answers::write(&mut file, operation);
    }
    file.finish(&tag.docs, &BTreeSet::new(), |code, imports| {
        imports.write_after(code, |code| code.line("use super::Client;"))
    })
}

fn method(file: &mut File<'_>, operation: &Operation) {
    let answers = answers::of(operation);
    let code = &mut file.code;
    code.docs(&operation.docs);
    code.line("///");
    code.line("/// # Errors");
    code.line("///");
    match answers.error_name() {
        Some(name) => code.line(format!(
            "/// [`{name}`] for the documented answers that are no success."
        )),
        None => code.line("/// When there is no answer, or one that is not documented."),
    }
    if operation.deprecated {
        code.line("///");
        code.line("/// Deprecated by the description.");
    }
    for name in ["Error", "Request", "ResponseValue"] {
        file.runtime("client", name);
    }
    let success = answers.success_type(file);
    let error = answers.error_name().unwrap_or_else(|| "()".to_owned());
    let mut parameters = vec!["&self".to_owned()];
    parameters.extend(self::parameters(file, operation));
    let result = format!(" -> Result<ResponseValue<{success}>, Error<{error}>> {{");
    file.code.signature(
        &format!("pub async fn {}", operation.ident),
        &parameters,
        &result,
    );
    file.code.nested_start();
    let start = file.code.position();
    request(file, operation, &answers);
    answers.receive(file);
    file.write_constants(start);
    file.code.nested_end();
    file.code.line("}");
}

fn parameters(file: &mut File<'_>, operation: &Operation) -> Vec<String> {
    if let Some(request) = operation.request {
        let sign = if operation.is_streamed() { "" } else { "&" };
        return vec![format!("request: {sign}{}", file.named(request))];
    }
    let mut all = Vec::new();
    for parameter in &operation.parameters {
        let ty = match is_borrowed_text(file.plan, parameter) {
            true => "&str".to_owned(),
            false => file.member(&parameter.value, parameter.required),
        };
        all.push(format!("{}: {ty}", parameter.ident));
    }
    if let Some(body) = &operation.body {
        let ty = bodies::argument(file, body);
        all.push(format!("body: {ty}"));
    }
    all
}

/// Whether a parameter is taken as `&str`.
fn is_borrowed_text(plan: &Plan, parameter: &Parameter) -> bool {
    parameter.required && *plan.resolved(&parameter.value.ty) == Ty::String
}

/// The request with all that is sent.
fn request(file: &mut File<'_>, operation: &Operation, answers: &answers::Answers<'_>) {
    let mut request = start(file, operation);
    if !operation.security.is_empty() {
        let names = operation.security.iter().map(|requirement| {
            let schemes = requirement
                .iter()
                .filter_map(|at| file.surface.security.schemes.get(*at));
            Expr::slice(
                schemes
                    .map(|scheme| Expr::text(literal(&scheme.name)))
                    .collect(),
            )
        });
        request = request.then("security", Some(vec![Expr::slice(names.collect())]));
        if let Some(scopes) = tokens::scopes(file, operation) {
            request = request.then("scopes", Some(vec![scopes]));
        }
    }
    if let (Some(server), None) = (&operation.server, file.surface.module) {
        let url = Expr::text(literal(server));
        request = request.then("own_server", Some(vec![url]));
    }
    if operation.state_changing {
        request = request.then("no_store", Some(Vec::new()));
    }
    if let Some(accept) = answers.accept() {
        request = request.then("accept", Some(vec![Expr::text(literal(&accept))]));
    }
    if let Some(streamed) = answers.streamed() {
        request = request.then("streamed", Some(vec![streamed]));
    }
    let holder = if operation.request.is_some() {
        "request."
    } else {
        ""
    };
    for parameter in &operation.parameters {
        request = send_parameter(file, request, parameter, holder);
    }
    if let (Some(id), false) = (operation.request, operation.rules.is_empty()) {
        let rules = Expr::text(format!("{}::RULES", file.named(id)));
        request = request.then("rules", Some(vec![Expr::text("request"), rules]));
    }
    match &operation.body {
        Some(body) => with_body(file, operation, body, request),
        None => file.code.expr("let request = ", &request, ";"),
    }
}

/// The request with its body, which may be absent, or one of several types.
fn with_body(file: &mut File<'_>, operation: &Operation, body: &Body, request: Expr) {
    let hand = bodies::hand(operation, body);
    let holder = if operation.request.is_some() {
        "request."
    } else {
        ""
    };
    let value = format!("{holder}body");
    if let (true, None, Some(content)) = (body.required, body.choice, body.contents.first()) {
        let request = bodies::send_one(file, request, content, &value, hand);
        return file.code.expr("let request = ", &request, ";");
    }
    // The struct that holds all is called `request` as well.
    let variable = if holder.is_empty() { "request" } else { "sent" };
    if body.required {
        file.code.expr(&format!("let {variable} = "), &request, ";");
        return bodies::send(file, "let request = ", variable, body, &value, hand);
    }
    file.code
        .expr(&format!("let mut {variable} = "), &request, ";");
    let sign = if hand == Hand::Field { "&" } else { "" };
    let inner = if hand == Hand::Field {
        Hand::Borrowed
    } else {
        hand
    };
    file.code
        .line(format!("if let Some(body) = {sign}{value} {{"));
    file.code.nested_start();
    bodies::send(
        file,
        &format!("{variable} = "),
        variable,
        body,
        "body",
        inner,
    );
    file.code.nested_end();
    file.code.line("}");
    if variable != "request" {
        file.code.line("let request = sent;");
    }
}

fn start(file: &mut File<'_>, operation: &Operation) -> Expr {
    let arguments = vec![
        Expr::text(literal(&operation.id)),
        Expr::text(literal(&operation.route.path)),
    ];
    match operation.method.as_str() {
        method if super::server::METHODS.contains(&method) => Expr::Call(
            format!("Request::{}", method.to_ascii_lowercase()),
            arguments,
        ),
        method => {
            // Any other name is a method too; one that is none gets a name that no server knows.
            file.runtime("client", "Method");
            let method = Expr::text(format!("Method::from_bytes(b{:?})", method))
                .then("unwrap_or_default", Some(Vec::new()));
            let arguments = std::iter::once(method).chain(arguments).collect();
            Expr::Call("Request::new".to_owned(), arguments)
        }
    }
}

fn send_parameter(file: &mut File<'_>, request: Expr, parameter: &Parameter, holder: &str) -> Expr {
    let place = match parameter.place {
        ParameterIn::Path => "path",
        ParameterIn::Query => "query",
        ParameterIn::Querystring => "querystring",
        ParameterIn::Header => "header",
        ParameterIn::Cookie => "cookie",
    };
    let method = if parameter.required {
        place.to_owned()
    } else {
        format!("optional_{place}")
    };
    let method = match (&parameter.wire, parameter.required) {
        (Wire::Styled(_), true) => "styled".to_owned(),
        (Wire::Styled(_), false) => "optional_styled".to_owned(),
        _ => method,
    };
    let borrowed = holder.is_empty() && is_borrowed_text(file.plan, parameter);
    let to_owned = if borrowed { ".to_owned()" } else { "" };
    let value = Expr::text(format!("&{holder}{}{to_owned}", parameter.ident));
    let checks = file.local_checks(parameter.ident.as_str(), &parameter.value.checks);
    let mut arguments = vec![Expr::text(literal(&parameter.name)), value];
    if let Wire::Styled(styled) = &parameter.wire {
        file.core("wire");
        let place = place[..1].to_ascii_uppercase() + &place[1..];
        arguments.insert(0, Expr::text(format!("wire::In::{place}")));
        arguments.push(shapes::style(file, styled));
    } else if let Wire::Whole(whole) = &parameter.wire {
        arguments.push(shapes::query(file, whole));
    } else if place == "query" {
        let explode = matches!(parameter.wire, Wire::List { explode: true });
        arguments.push(Expr::text(explode.to_string()));
    }
    arguments.push(checks);
    request.then(method, Some(arguments))
}
