//! The method of each operation: the request that it makes.

use super::{answers, tokens};
use crate::emit::bodies::{self, Hand};
use crate::emit::file::File;
use crate::emit::server::METHODS;
use crate::emit::shapes;
use crate::plan::Plan;
use crate::plan::bodies::Body;
use crate::plan::operations::Operation;
use crate::plan::parameters::{Parameter, Wire};
use crate::plan::responses::status_text;
use crate::plan::types::Ty;
use crate::rust::{Expr, literal};

/// Writes the method of an operation.
pub(super) fn write(file: &mut File<'_>, operation: &Operation) {
    let answers = answers::of(operation);
    file.code.docs(&operation.docs);
    headers(file, operation);
    let code = &mut file.code;
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
    let mut taken = vec!["&self".to_owned()];
    taken.extend(parameters(file, operation));
    let result = format!(" -> Result<ResponseValue<{success}>, Error<{error}>> {{");
    file.code.signature(
        &format!("pub async fn {}", operation.ident),
        &taken,
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

/// Where to find the headers of the answers.
fn headers(file: &mut File<'_>, operation: &Operation) {
    let mut lines: Vec<String> = Vec::new();
    for case in &operation.responses.cases {
        let headers = case.headers.and_then(|at| file.plan.headers.get(at));
        if let Some(headers) = headers {
            let status = status_text(case.status);
            let name = format!("headers::{}", headers.ident);
            let line = format!("/// * {status} has [`{name}`](crate::{name}).");
            if lines.last() != Some(&line) {
                lines.push(line);
            }
        }
    }
    if !lines.is_empty() {
        file.code.line("///");
    }
    for line in lines {
        file.code.line(line);
    }
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
pub(super) fn is_borrowed_text(plan: &Plan, parameter: &Parameter) -> bool {
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
    if file.surface.module.is_none() && operation.responses.has_redirects() {
        request = request.then("redirect_is_answer", Some(Vec::new()));
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
        method if METHODS.contains(&method) => Expr::Call(
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
    let place = parameter.place.word();
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
