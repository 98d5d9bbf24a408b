//! The function of each route, and the answers that a service can give.

use kontrakt_model::api::{ParameterIn, Status};

use super::{allow_large, case_docs, response_name, variant};
use crate::emit::file::File;
use crate::plan::bodies::{Body, Content, Form};
use crate::plan::operations::Operation;
use crate::plan::parameters::{Parameter, Wire};
use crate::plan::responses::Case;
use crate::rust::{CHAIN_WIDTH, Expr, literal};

/// The parameters of the method of a service.
pub(super) fn parameters(file: &mut File<'_>, operation: &Operation) -> Vec<String> {
    let mut all = Vec::new();
    if !operation.security.is_empty() {
        all.push("caller: Self::Caller".to_owned());
    }
    if let Some(request) = operation.request {
        all.push(format!("request: {}", file.named(request)));
        return all;
    }
    for parameter in &operation.parameters {
        let ty = file.member(&parameter.value, parameter.required);
        all.push(format!("{}: {ty}", parameter.ident));
    }
    if let Some(body) = &operation.body {
        let ty = match &body.content.form {
            Form::Json(value) => file.ty(&value.full()),
            Form::Text => "String".to_owned(),
            Form::Bytes => "Vec<u8>".to_owned(),
        };
        all.push(format!(
            "body: {}",
            if body.required {
                ty
            } else {
                format!("Option<{ty}>")
            }
        ));
    }
    all
}

/// Writes the function of a route.
pub(super) fn write(file: &mut File<'_>, operation: &Operation) {
    for name in ["Call", "Rejection", "Response"] {
        file.runtime("server", name);
    }
    let parameters = ["service: Arc<S>".to_owned(), "call: Call".to_owned()];
    let used = !operation.security.is_empty() || operation.inputs() > 0;
    let parameters = match used {
        true => parameters,
        false => ["service: Arc<S>".to_owned(), "_: Call".to_owned()],
    };
    let head = format!("pub(super) async fn {}<S: Service>", operation.ident);
    file.code
        .signature(&head, &parameters, " -> Result<Response, Rejection> {");
    file.code.nested_start();
    let start = file.code.position();
    let mut arguments = Vec::new();
    if let Some(check) = file.plan.security.check(&operation.security) {
        let about = vec![Expr::text("&*service"), Expr::text("&call")];
        let caller = Expr::Call(check.ident.to_string(), about)
            .then("await", None)
            .tried();
        file.code.expr("let caller = ", &caller, ";");
        arguments.push(Expr::text("caller"));
    }
    if !operation.rules.is_empty() {
        file.code.line("let clock = call.clock();");
    }
    let inputs = inputs(file, operation);
    for (ident, value) in &inputs {
        file.code.expr(&format!("let {ident} = "), value, ";");
        arguments.push(Expr::text(ident));
    }
    if let Some(body) = &operation.body {
        read_body(file, body);
        arguments.push(Expr::text("body"));
    }
    if let Some(request) = operation.request {
        let name = file.named(request);
        let taken = arguments.split_off(usize::from(!operation.security.is_empty()));
        let entries: Vec<_> = taken
            .iter()
            .map(|argument| (argument.to_string(), None))
            .collect();
        file.code
            .literal(&format!("let request = {name}"), ";", &entries);
        if !operation.rules.is_empty() {
            let arguments = ["clock", "&request", &format!("{name}::RULES")];
            let arguments = arguments.into_iter().map(Expr::text).collect();
            let check = Expr::Call("kontrakt::server::rules".to_owned(), arguments);
            file.code.expr("", &check.tried(), ";");
        }
        arguments.push(Expr::text("request"));
    }
    let answer = Expr::text("service").then(operation.ident.to_string(), Some(arguments));
    let answer = answer.then("await", None);
    let response = answer.clone().then("into_response", Some(Vec::new()));
    // What rustfmt would break is written in two steps.
    if response.to_string().len() <= CHAIN_WIDTH {
        file.code.line(format!("Ok({response})"));
    } else {
        file.code.expr("let response = ", &answer, ";");
        file.code.line("Ok(response.into_response())");
    }
    file.write_constants(start);
    file.code.nested_end();
    file.code.line("}");
}

/// Each parameter with the expression that reads it.
fn inputs(file: &mut File<'_>, operation: &Operation) -> Vec<(String, Expr)> {
    let mut inputs = Vec::new();
    for parameter in &operation.parameters {
        let read = read_parameter(file, parameter);
        inputs.push((parameter.ident.to_string(), read));
    }
    inputs
}

fn read_parameter(file: &mut File<'_>, parameter: &Parameter) -> Expr {
    let place = match parameter.place {
        ParameterIn::Path => "path",
        ParameterIn::Query | ParameterIn::Querystring => "query",
        ParameterIn::Header => "header",
        ParameterIn::Cookie => "cookie",
    };
    let mut arguments = vec![file.local_checks(parameter.ident.as_str(), &parameter.value.checks)];
    let method = match (parameter.wire, parameter.required) {
        (Wire::List { explode }, required) => {
            arguments.insert(0, Expr::text(explode.to_string()));
            if required { "list" } else { "optional_list" }
        }
        (_, true) => "required",
        (_, false) => "optional",
    };
    let name = literal(&parameter.name).into();
    let parameter = Expr::text("call").then(place, Some(vec![name]));
    parameter.then(method, Some(arguments)).tried()
}

fn read_body(file: &mut File<'_>, body: &Body) {
    let media_type = body.content.media_type.as_str();
    let (method, arguments) = match &body.content.form {
        Form::Json(value) if media_type == "application/json" && value.checks.is_empty() => {
            ("json", Vec::new())
        }
        Form::Json(value) => (
            "json_with",
            vec![
                literal(media_type).into(),
                file.local_checks("body", &value.checks),
            ],
        ),
        Form::Text => ("text", vec![literal(media_type).into()]),
        Form::Bytes => ("bytes", vec![literal(media_type).into()]),
    };
    let mut read = Expr::text("call")
        .then(method, Some(arguments))
        .then("await", None)
        .tried();
    if let Form::Bytes = body.content.form {
        read = read.then("into", Some(Vec::new()));
    }
    if body.required {
        return file.code.expr("let body = ", &read, ";");
    }
    file.code
        .block_with("let body = match call.has_body()", "};", |code| {
            code.arm("true", Expr::Call("Some".to_owned(), vec![read]));
            code.line("false => None,");
        });
}

/// Writes the enum of the answers to an operation.
pub(super) fn write_response(file: &mut File<'_>, operation: &Operation) {
    let name = response_name(operation);
    let cases: Vec<&Case> = operation.responses.cases.iter().collect();
    file.code.blank();
    file.code.line(format!(
        "/// The answers of [`Service::{}`].",
        operation.ident
    ));
    file.code.line("#[derive(Debug, Clone, PartialEq)]");
    allow_large(file, &cases);
    file.code.item_start(&format!("pub enum {name}"), "");
    for case in &cases {
        file.code.docs(&case_docs(case));
        let held = held(file, case);
        match held.is_empty() {
            true => file.code.line(format!("{},", variant(case))),
            false => {
                let held = held.into_iter().map(Expr::from).collect();
                file.code.expr("", &Expr::Call(variant(case), held), ",");
            }
        }
    }
    if cases.is_empty() {
        file.runtime("server", "StatusCode");
        file.code
            .line("/// Any status; the description documents no answer.");
        file.code.line("Other(StatusCode),");
    }
    file.code.nested_end();
    file.code.line("}");
    file.code.blank();
    file.code.line(format!("impl {name} {{"));
    file.code.nested_start();
    into_response(file, &cases);
    file.code.nested_end();
    file.code.line("}");
}

/// What the variant of a case holds.
fn held(file: &mut File<'_>, case: &Case) -> Vec<String> {
    let mut held = Vec::new();
    if !matches!(case.status, Status::Code(_)) {
        held.push(file.runtime("server", "StatusCode").to_owned());
    }
    held.extend(case.content.as_ref().map(|content| match &content.form {
        Form::Json(value) => file.ty(&value.full()),
        Form::Text => "String".to_owned(),
        Form::Bytes => "Vec<u8>".to_owned(),
    }));
    held
}

fn into_response(file: &mut File<'_>, cases: &[&Case]) {
    let mut arms = Vec::with_capacity(cases.len() + 1);
    for case in cases {
        let (mut names, status) = match case.status {
            Status::Code(code) => (Vec::new(), status_code(file, code)),
            _ => (vec!["status"], "status".to_owned()),
        };
        if case.content.is_some() {
            names.push("body");
        }
        let pattern = match names.is_empty() {
            true => format!("Self::{}", variant(case)),
            false => format!("Self::{}({})", variant(case), names.join(", ")),
        };
        arms.push((pattern, reply(file, case.content.as_ref(), &status)));
    }
    if cases.is_empty() {
        file.runtime("server", "reply");
        arms.push((
            "Self::Other(status)".to_owned(),
            Expr::text("reply::empty(status)"),
        ));
    }
    file.code
        .block("fn into_response(self) -> Response", |code| {
            code.block("match self", |code| {
                for (pattern, reply) in arms {
                    code.arm(&pattern, reply);
                }
            });
        });
}

/// The expression that makes the answer.
fn reply(file: &mut File<'_>, content: Option<&Content>, status: &str) -> Expr {
    // By the module's name, since an operation may be called `json` itself.
    file.runtime("server", "reply");
    let status = Expr::text(status);
    let Some(content) = content else {
        return Expr::Call("reply::empty".to_owned(), vec![status]);
    };
    let media_type = Expr::text(literal(&content.media_type));
    let (name, arguments) = match &content.form {
        Form::Json(_) if content.media_type == "application/json" => {
            ("reply::json", vec![status, Expr::text("&body")])
        }
        Form::Json(_) => (
            "reply::json_as",
            vec![status, media_type, Expr::text("&body")],
        ),
        Form::Text | Form::Bytes => ("reply::bytes", vec![status, media_type, Expr::text("body")]),
    };
    Expr::Call(name.to_owned(), arguments)
}

/// A status code, by its constant where it has one.
fn status_code(file: &mut File<'_>, code: u16) -> String {
    file.runtime("server", "StatusCode");
    match STATUSES.iter().find(|(known, _)| *known == code) {
        Some((_, name)) => format!("StatusCode::{name}"),
        None => {
            format!("StatusCode::from_u16({code}).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)")
        }
    }
}

/// The constants of the `http` crate.
const STATUSES: &[(u16, &str)] = &[
    (100, "CONTINUE"),
    (101, "SWITCHING_PROTOCOLS"),
    (102, "PROCESSING"),
    (200, "OK"),
    (201, "CREATED"),
    (202, "ACCEPTED"),
    (203, "NON_AUTHORITATIVE_INFORMATION"),
    (204, "NO_CONTENT"),
    (205, "RESET_CONTENT"),
    (206, "PARTIAL_CONTENT"),
    (207, "MULTI_STATUS"),
    (208, "ALREADY_REPORTED"),
    (226, "IM_USED"),
    (300, "MULTIPLE_CHOICES"),
    (301, "MOVED_PERMANENTLY"),
    (302, "FOUND"),
    (303, "SEE_OTHER"),
    (304, "NOT_MODIFIED"),
    (305, "USE_PROXY"),
    (307, "TEMPORARY_REDIRECT"),
    (308, "PERMANENT_REDIRECT"),
    (400, "BAD_REQUEST"),
    (401, "UNAUTHORIZED"),
    (402, "PAYMENT_REQUIRED"),
    (403, "FORBIDDEN"),
    (404, "NOT_FOUND"),
    (405, "METHOD_NOT_ALLOWED"),
    (406, "NOT_ACCEPTABLE"),
    (407, "PROXY_AUTHENTICATION_REQUIRED"),
    (408, "REQUEST_TIMEOUT"),
    (409, "CONFLICT"),
    (410, "GONE"),
    (411, "LENGTH_REQUIRED"),
    (412, "PRECONDITION_FAILED"),
    (413, "PAYLOAD_TOO_LARGE"),
    (414, "URI_TOO_LONG"),
    (415, "UNSUPPORTED_MEDIA_TYPE"),
    (416, "RANGE_NOT_SATISFIABLE"),
    (417, "EXPECTATION_FAILED"),
    (418, "IM_A_TEAPOT"),
    (421, "MISDIRECTED_REQUEST"),
    (422, "UNPROCESSABLE_ENTITY"),
    (423, "LOCKED"),
    (424, "FAILED_DEPENDENCY"),
    (426, "UPGRADE_REQUIRED"),
    (428, "PRECONDITION_REQUIRED"),
    (429, "TOO_MANY_REQUESTS"),
    (431, "REQUEST_HEADER_FIELDS_TOO_LARGE"),
    (451, "UNAVAILABLE_FOR_LEGAL_REASONS"),
    (500, "INTERNAL_SERVER_ERROR"),
    (501, "NOT_IMPLEMENTED"),
    (502, "BAD_GATEWAY"),
    (503, "SERVICE_UNAVAILABLE"),
    (504, "GATEWAY_TIMEOUT"),
    (505, "HTTP_VERSION_NOT_SUPPORTED"),
    (506, "VARIANT_ALSO_NEGOTIATES"),
    (507, "INSUFFICIENT_STORAGE"),
    (508, "LOOP_DETECTED"),
    (510, "NOT_EXTENDED"),
    (511, "NETWORK_AUTHENTICATION_REQUIRED"),
];
