//! The files of the client.

mod answers;
mod credentials;
mod methods;
mod tokens;

pub(super) use answers::variant_name;

use std::collections::BTreeSet;

use super::file::File;
use super::surface::Surface;
use crate::names::Ident;
use crate::plan::callbacks::{Argument, CallbackUrl, UrlPiece};
use crate::plan::security::{Presented, Scheme};
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
            credentials::write(&mut file, scheme);
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
        methods::write(&mut file, operation);
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
