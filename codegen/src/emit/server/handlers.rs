//! The function of each route, and the answers that a service can give.

use kontrakt_model::api::Status;

use super::{allow_large, beside, case_docs, response_name, variant};
use crate::emit::bodies;
use crate::emit::file::File;
use crate::emit::shapes;
use crate::plan::bodies::{Content, Form};
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
    if chooses(operation) {
        file.runtime("server", "Accept");
        all.push("accept: Accept".to_owned());
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
        let ty = bodies::request(file, body);
        all.push(format!("body: {}", bodies::wanted(body, ty)));
    }
    all
}

/// Whether an operation lets the service choose between media types of different types.
fn chooses(operation: &Operation) -> bool {
    operation
        .responses
        .cases
        .iter()
        .any(|case| case.suffix.is_some())
}

/// Whether an answer of an operation is written in one of several media types.
fn negotiates_within(operation: &Operation) -> bool {
    let cases = &operation.responses.cases;
    cases.iter().any(|case| case.contents.len() > 1)
}

/// The media types of the successes, where a caller has a choice.
fn offered(operation: &Operation) -> Option<Expr> {
    if !chooses(operation) && !negotiates_within(operation) {
        return None;
    }
    let successes = operation
        .responses
        .cases
        .iter()
        .filter(|it| it.is_success());
    let media_types = successes
        .flat_map(|case| &case.contents)
        .map(Content::accepted);
    Some(bodies::media_types(media_types))
}

/// Writes the function of a route.
pub(super) fn write(file: &mut File<'_>, operation: &Operation) {
    for name in ["Call", "Rejection", "Response"] {
        file.runtime("server", name);
    }
    let parameters = ["service: Arc<S>".to_owned(), "call: Call".to_owned()];
    let offered = offered(operation);
    let used = !operation.security.is_empty() || operation.inputs() > 0 || offered.is_some();
    let parameters = match used {
        true => parameters,
        false => ["service: Arc<S>".to_owned(), "_: Call".to_owned()],
    };
    let service = file.surface.service();
    let head = format!("pub(super) async fn {}<S: {service}>", operation.ident);
    file.code
        .signature(&head, &parameters, " -> Result<Response, Rejection> {");
    file.code.nested_start();
    let start = file.code.position();
    let mut arguments = Vec::new();
    if let Some(check) = file.surface.security.check(&operation.security) {
        let mut about = vec![Expr::text("&*service"), Expr::text("&call")];
        about.extend(super::security::arguments(file.surface, check, operation));
        let caller = Expr::Call(check.ident.to_string(), about)
            .then("await", None)
            .tried();
        file.code.expr("let caller = ", &caller, ";");
        arguments.push(Expr::text("caller"));
    }
    if !operation.rules.is_empty() {
        file.code.line("let clock = call.clock();");
    }
    if let Some(offered) = offered {
        let accept = Expr::text("call")
            .then("accept", Some(vec![offered]))
            .tried();
        file.code.expr("let accept = ", &accept, ";");
    }
    if chooses(operation) {
        let clone = if negotiates_within(operation) {
            "accept.clone()"
        } else {
            "accept"
        };
        arguments.push(Expr::text(clone));
    }
    let before = arguments.len();
    let inputs = inputs(file, operation);
    for (ident, value) in &inputs {
        file.code.expr(&format!("let {ident} = "), value, ";");
        arguments.push(Expr::text(ident));
    }
    if let Some(body) = &operation.body {
        bodies::receive(file, body);
        arguments.push(Expr::text("body"));
    }
    if let Some(request) = operation.request {
        let name = file.named(request);
        let taken = arguments.split_off(before);
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
    let accept = match negotiates_within(operation) {
        true => "&accept",
        false => "",
    };
    let end = [".into_response(", accept, ")"].concat();
    // What rustfmt would break is written in two steps.
    if answer.short(CHAIN_WIDTH - end.len()) {
        file.code.line(format!("Ok({answer}{end})"));
    } else {
        file.code.expr("let response = ", &answer, ";");
        file.code.line(["Ok(response", &end, ")"]);
    }
    file.write_constants(start);
    file.code.nested_end();
    file.code.line("}");
}

/// Each parameter with the expression that reads it.
fn inputs(file: &mut File<'_>, operation: &Operation) -> Vec<(String, Expr)> {
    let mut inputs = Vec::new();
    for parameter in &operation.parameters {
        let read = read_parameter(file, operation, parameter);
        inputs.push((parameter.ident.to_string(), read));
    }
    inputs
}

fn read_parameter(file: &mut File<'_>, operation: &Operation, parameter: &Parameter) -> Expr {
    let place = parameter.place.word();
    let mut arguments = vec![file.local_checks(parameter.ident.as_str(), &parameter.value.checks)];
    let method = match (&parameter.wire, parameter.required) {
        (Wire::List { explode }, required) => {
            arguments.insert(0, Expr::text(explode.to_string()));
            if required { "list" } else { "optional_list" }
        }
        (_, true) => "required",
        (_, false) => "optional",
    };
    let name = literal(&parameter.name).into();
    let mut read = Expr::text("call").then(place, Some(vec![name]));
    if !parameter.aliases.is_empty() {
        let names = parameter.aliases.iter().map(|name| literal(name).into());
        read = read.then("alias", Some(vec![Expr::slice(names.collect())]));
    }
    if let Wire::Whole(whole) = &parameter.wire {
        let query = shapes::query(file, whole);
        read = read.then("whole", Some(vec![query]));
    }
    if let Wire::Styled(styled) = &parameter.wire {
        let style = shapes::style(file, styled);
        let shape = shapes::reference(file, styled.shape);
        read = read.then("styled", Some(vec![style, shape]));
    }
    let is_beside = match &parameter.wire {
        Wire::Whole(_) => true,
        Wire::Styled(styled) => styled.beside,
        _ => false,
    };
    let others = match is_beside {
        true => beside::names(file.plan, operation, parameter),
        false => Vec::new(),
    };
    if !others.is_empty() {
        let others = others.iter().map(|name| literal(name).into()).collect();
        read = read.then("beside", Some(vec![Expr::slice(others)]));
    }
    let stands_on_its_own = matches!(&parameter.wire, Wire::Styled(styled) if styled.beside);
    if stands_on_its_own && beside::is_closed(file.plan, parameter) {
        read = read.then("closed", Some(Vec::new()));
    }
    read.then(method, Some(arguments)).tried()
}

/// Writes the enum of the answers to an operation.
pub(super) fn write_response(file: &mut File<'_>, operation: &Operation) {
    let name = response_name(operation);
    let cases: Vec<&Case> = operation.responses.cases.iter().collect();
    file.code.blank();
    file.code.line(format!(
        "/// The answers of [`{}::{}`].",
        file.surface.service(),
        operation.ident
    ));
    let streamed = |case: &&Case| case.form().is_some_and(Form::is_streamed);
    file.code.line(bodies::derives(cases.iter().any(streamed)));
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
    into_response(file, &cases, negotiates_within(operation));
    file.code.nested_end();
    file.code.line("}");
}

/// What the variant of a case holds.
fn held(file: &mut File<'_>, case: &Case) -> Vec<String> {
    let mut held = Vec::new();
    if !matches!(case.status, Status::Code(_)) {
        held.push(file.runtime("server", "StatusCode").to_owned());
    }
    if let Some(form) = case.form() {
        let body = bodies::held(file, form);
        held.push(match case.optional {
            true => format!("Option<{body}>"),
            false => body,
        });
    }
    if let Some(headers) = file.headers(case) {
        held.push(headers);
    }
    held
}

/// What becomes of an answer.
enum Reply {
    /// An expression makes it.
    One(Expr),
    /// One of several media types, and what makes it in each.
    Negotiated(Expr, Vec<Expr>),
}

fn into_response(file: &mut File<'_>, cases: &[&Case], negotiates: bool) {
    let parameter = match negotiates {
        true => {
            file.runtime("server", "Accept");
            "self, accept: &Accept"
        }
        false => "self",
    };
    file.code
        .line(format!("fn into_response({parameter}) -> Response {{"));
    file.code.nested_start();
    let start = file.code.position();
    let arms = arms(file, cases);
    file.code.block("match self", |code| {
        for (pattern, reply) in arms {
            match reply {
                Reply::One(reply) => code.arm(&pattern, reply),
                Reply::Negotiated(content, replies) => {
                    code.block(format!("{pattern} =>"), |code| {
                        code.expr("let content = ", &content, ";");
                        code.block("match content", |code| {
                            let last = replies.len().saturating_sub(1);
                            for (at, reply) in replies.into_iter().enumerate() {
                                match at == last {
                                    true => code.arm("_", reply),
                                    false => code.arm(&at.to_string(), reply),
                                }
                            }
                        });
                    });
                }
            }
        }
    });
    file.write_constants(start);
    file.code.nested_end();
    file.code.line("}");
}

fn arms(file: &mut File<'_>, cases: &[&Case]) -> Vec<(String, Reply)> {
    // By the module's name, since an operation may be called `json` itself.
    file.runtime("server", "reply");
    let mut arms = Vec::with_capacity(cases.len() + 1);
    for case in cases {
        let (status_name, status) = match case.status {
            Status::Code(code) => (None, status_code(file, code)),
            _ => (Some("status"), "status".to_owned()),
        };
        let headers = case.headers.map(|_| "headers");
        let pattern = |body: Option<&str>| {
            let names = status_name.into_iter().chain(body).chain(headers);
            let names: Vec<&str> = names.collect();
            match names.is_empty() {
                true => format!("Self::{}", variant(case)),
                false => format!("Self::{}({})", variant(case), names.join(", ")),
            }
        };
        let empty = Expr::Call("reply::empty".to_owned(), vec![Expr::text(&status)]);
        let empty = with_headers(case, empty);
        if case.contents.is_empty() {
            arms.push((pattern(None), Reply::One(empty)));
            continue;
        }
        let mut replies: Vec<Expr> = case
            .contents
            .iter()
            .map(|content| with_headers(case, bodies::reply(file, content, &status)))
            .collect();
        let reply = match (replies.len(), replies.pop()) {
            (1, Some(reply)) => Reply::One(reply),
            (_, last) => {
                replies.extend(last);
                let media_types = case.contents.iter().map(Content::accepted);
                let media_types = bodies::media_types(media_types);
                let content = Expr::from("accept").then("choose", Some(vec![media_types]));
                Reply::Negotiated(content, replies)
            }
        };
        if case.optional {
            arms.push((pattern(Some("None")), Reply::One(empty)));
            arms.push((pattern(Some("Some(body)")), reply));
        } else {
            arms.push((pattern(Some("body")), reply));
        }
    }
    if cases.is_empty() {
        let reply = Expr::text("reply::empty(status)");
        arms.push(("Self::Other(status)".to_owned(), Reply::One(reply)));
    }
    arms
}

/// A reply with the headers of its case.
fn with_headers(case: &Case, reply: Expr) -> Expr {
    if case.headers.is_none() {
        return reply;
    }
    let headers = Expr::text("headers").then("write", Some(Vec::new()));
    Expr::Call("reply::with_headers".to_owned(), vec![reply, headers])
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
