//! Credentials, and who is asked for them.

use crate::emit::file::File;
use crate::emit::surface::Surface;
use crate::names;
use crate::plan::docs;
use crate::plan::operations::Operation;
use crate::plan::security::{Check, Presented, Requirement, Scheme};
use crate::rust::{Expr, LIST_WIDTH, MAX_WIDTH, literal};

/// Writes what a caller can present.
pub(super) fn credentials(file: &mut File<'_>) {
    let surface = file.surface;
    if surface.security.credentials.is_empty() {
        return;
    }
    let code = &mut file.code;
    code.blank();
    code.line("/// What a caller presents.");
    code.line("#[derive(Debug, Clone, PartialEq, Eq)]");
    code.block("pub enum Credentials", |code| {
        for credentials in &surface.security.credentials {
            let schemes: Vec<&Scheme> = schemes(&surface.security.schemes, &credentials.schemes);
            let labels: Vec<String> = schemes.iter().map(|scheme| label(scheme)).collect();
            match labels.as_slice() {
                [] => code.line("/// Nothing."),
                labels => code.line(format!("/// {}", labels.join(" and "))),
            }
            let held: Vec<&str> = schemes.iter().filter_map(|scheme| held(scheme)).collect();
            match held.is_empty() {
                true => code.line(format!("{},", credentials.ident)),
                false => code.line(format!("{}({}),", credentials.ident, held.join(", "))),
            }
        }
    });
}

fn schemes<'s>(all: &'s [Scheme], requirement: &Requirement) -> Vec<&'s Scheme> {
    requirement.iter().filter_map(|at| all.get(*at)).collect()
}

fn label(scheme: &Scheme) -> String {
    let name = docs::code(&scheme.name);
    match &scheme.presented {
        Presented::Basic => format!("`{name}` (HTTP Basic)"),
        Presented::Bearer => format!("`{name}` (a bearer token)"),
        Presented::Header(key) => format!("`{name}` (a key in the header `{}`)", docs::code(key)),
        Presented::Query(key) => format!(
            "`{name}` (a key in the query parameter `{}`)",
            docs::code(key)
        ),
        Presented::Cookie(key) => format!("`{name}` (a key in the cookie `{}`)", docs::code(key)),
        Presented::Other(_) => format!("`{name}`, which a layer around the router has to check"),
    }
}

/// The type of what is presented.
fn held(scheme: &Scheme) -> Option<&'static str> {
    match scheme.presented {
        Presented::Basic => Some("Basic"),
        Presented::Other(_) => None,
        _ if scheme.scoped => Some("Scoped"),
        _ => Some("Secret"),
    }
}

/// The call that takes it out of a request.
fn getter(scheme: &Scheme) -> Option<String> {
    Some(match &scheme.presented {
        Presented::Basic => "call.basic()".to_owned(),
        Presented::Bearer if scheme.scoped => format!("call.scoped({})", scopes_name(scheme)),
        Presented::Bearer => "call.bearer()".to_owned(),
        Presented::Header(name) => format!("call.header_key({})", literal(name)),
        Presented::Query(name) => format!("call.query_key({})", literal(name)),
        Presented::Cookie(name) => format!("call.cookie_key({})", literal(name)),
        Presented::Other(_) => return None,
    })
}

/// The argument with the scopes of a scheme.
fn scopes_name(scheme: &Scheme) -> String {
    format!("{}_scopes", scheme.ident.as_str().trim_end_matches('_'))
}

/// Whether a credential holds scopes.
pub(super) fn is_scoped(surface: Surface<'_>) -> bool {
    let mut used = surface
        .security
        .credentials
        .iter()
        .flat_map(|it| &it.schemes);
    used.any(|at| {
        surface
            .security
            .schemes
            .get(*at)
            .is_some_and(|it| it.scoped)
    })
}

/// The schemes of a check whose scopes it takes.
fn scoped<'s>(surface: Surface<'s>, check: &'s Check) -> Vec<(usize, &'s Scheme)> {
    let mut found: Vec<(usize, &Scheme)> = Vec::new();
    for at in check.requirements.iter().flatten() {
        match surface.security.schemes.get(*at) {
            Some(scheme) if scheme.scoped && found.iter().all(|(known, _)| known != at) => {
                found.push((*at, scheme));
            }
            _ => {}
        }
    }
    found
}

/// The scopes of an operation as the function that authenticates takes them.
pub(super) fn arguments(surface: Surface<'_>, check: &Check, operation: &Operation) -> Vec<Expr> {
    let scopes = |(at, _): (usize, &Scheme)| {
        let found = operation.scopes.iter().find(|(scheme, _)| *scheme == at);
        let scopes = found.into_iter().flat_map(|(_, scopes)| scopes);
        Expr::slice(scopes.map(|scope| Expr::text(literal(scope))).collect())
    };
    scoped(surface, check).into_iter().map(scopes).collect()
}

/// Writes the functions that authenticate.
pub(super) fn checks(file: &mut File<'_>) {
    let surface = file.surface;
    let alone = surface.security.checks.len() == 1;
    for check in &surface.security.checks {
        let constant = match alone {
            true => "CHALLENGE".to_owned(),
            false => format!("{}_CHALLENGE", names::screaming(check.ident.as_str())),
        };
        file.code.blank();
        file.code
            .line("/// What a caller without valid credentials is told to present.");
        let challenge = Expr::from(literal(&check.challenge));
        file.code
            .expr(&format!("const {constant}: &str = "), &challenge, ";");
        file.code.blank();
        let reads = check.requirements.iter().any(|requirement| {
            schemes(&surface.security.schemes, requirement)
                .into_iter()
                .any(|scheme| getter(scheme).is_some())
        });
        let call = if reads { "call: &Call" } else { "_: &Call" };
        let mut parameters = vec!["service: &S".to_owned(), call.to_owned()];
        for (_, scheme) in scoped(surface, check) {
            file.runtime("server", "Scopes");
            parameters.push(format!("{}: Scopes", scopes_name(scheme)));
        }
        let service = surface.service();
        let head = format!("async fn {}<S: {service}>", check.ident);
        file.code
            .signature(&head, &parameters, " -> Result<S::Caller, Rejection> {");
        file.code.nested_start();
        body(file, check, &constant);
        file.code.nested_end();
        file.code.line("}");
    }
}

fn body(file: &mut File<'_>, check: &Check, constant: &str) {
    let surface = file.surface;
    let variant = |requirement: &Requirement| {
        surface
            .security
            .credentials(requirement)
            .map(|it| it.ident.to_string())
            .unwrap_or_default()
    };
    let parts = |requirement: &Requirement| {
        let schemes = schemes(&surface.security.schemes, requirement);
        schemes
            .into_iter()
            .filter_map(|scheme| Some((scheme.ident.to_string(), getter(scheme)?)))
            .collect::<Vec<_>>()
    };
    let refused = Expr::Call("Rejection::unauthorized".to_owned(), vec![constant.into()]);
    let refused = Expr::Call("Err".to_owned(), vec![refused]);
    if let [only] = check.requirements.as_slice()
        && let [(_, getter)] = parts(only).as_slice()
    {
        let name = match getter.as_str() {
            "call.basic()" => "basic",
            getter if getter.starts_with("call.scoped(") => "token",
            _ => "key",
        };
        file.code
            .block_with(format!("let Some({name}) = {getter} else"), "};", |code| {
                code.expr("return ", &refused, ";");
            });
        let credentials = Expr::Call(format!("Credentials::{}", variant(only)), vec![name.into()]);
        let caller = Expr::from("service")
            .then("authenticate", Some(vec![credentials]))
            .then("await", None);
        file.code.expr("let caller = ", &caller, ";");
    } else {
        let mut head = "let credentials = ".to_owned();
        let mut last = None;
        for requirement in &check.requirements {
            let parts = parts(requirement);
            if parts.is_empty() {
                last = Some(format!("Credentials::{}", variant(requirement)));
                continue;
            }
            let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
            let some: Vec<String> = names.iter().map(|name| format!("Some({name})")).collect();
            let getters: Vec<&str> = parts.iter().map(|(_, getter)| getter.as_str()).collect();
            let condition = match parts.len() {
                1 => format!("{head}if let {} = {}", some.concat(), getters.concat()),
                _ => format!(
                    "{head}if let ({}) = ({})",
                    some.join(", "),
                    getters.join(", ")
                ),
            };
            let pattern = format!("{head}if let ({}) =", some.join(", "));
            let values = getters.join(", ");
            let code = &mut file.code;
            if parts.len() == 1 || condition.len() + 6 <= MAX_WIDTH {
                code.line(format!("{condition} {{"));
            } else if values.len() <= LIST_WIDTH {
                code.line(pattern);
                code.nested(|code| code.line(format!("({values})")));
                code.line("{");
            } else {
                code.line(format!("{pattern} ("));
                code.nested(|code| {
                    getters
                        .iter()
                        .for_each(|getter| code.line(format!("{getter},")))
                });
                code.line(") {");
            }
            let names = names.into_iter().map(Expr::from).collect();
            let credentials = Expr::Call(format!("Credentials::{}", variant(requirement)), names);
            code.nested(|code| code.expr("", &credentials, ""));
            head = "} else ".to_owned();
        }
        if head == "} else " {
            file.code.line("} else {");
            file.code.nested(|code| match &last {
                Some(last) => code.line(last.as_str()),
                None => code.expr("return ", &refused, ";"),
            });
            file.code.line("};");
        } else if let Some(last) = last {
            file.code.line(format!("let credentials = {last};"));
        }
        file.code
            .line("let caller = service.authenticate(credentials).await;");
    }
    let rejection = Expr::Call(
        "Rejection::denied".to_owned(),
        vec!["denied".into(), constant.into()],
    );
    let closure = Expr::Closure("denied".to_owned(), Box::new(rejection));
    let mapped = Expr::from("caller").then("map_err", Some(vec![closure]));
    file.code.expr("", &mapped, "");
}
