//! Enums of the answers that are no success, and how these are read.

use std::collections::BTreeMap;

use kontrakt_model::api::Status;
use kontrakt_model::shape::ShapeId;

use super::{arms_of, line, pattern, readings, variant_name, write_enum};
use crate::emit::bodies;
use crate::emit::file::File;
use crate::names::Ident;
use crate::plan::bodies::{Content, Form};
use crate::plan::docs::Docs;
use crate::plan::operations::Operation;
use crate::plan::responses::Case;
use crate::rust::Expr;

/// Writes the enums of failures that several operations share.
pub(in crate::emit::client) fn write_shared<'p>(
    file: &mut File<'p>,
    operations: impl Iterator<Item = &'p Operation>,
) {
    let mut written: BTreeMap<&Ident, &Operation> = BTreeMap::new();
    for operation in operations {
        if let Some(name) = &operation.responses.shared_failures {
            written.entry(name).or_insert(operation);
        }
    }
    for (name, operation) in written {
        let docs = line("Answers that are no success, as several operations document them.");
        write(file, name.as_str(), &docs, &operation.responses.failures());
    }
}

/// Writes an enum of failures, and how it is read.
pub(super) fn write(file: &mut File<'_>, name: &str, docs: &Docs, cases: &[&Case]) {
    write_enum(file, name, docs, cases, false);
    for name in ["Error", "Response"] {
        file.runtime("client", name);
    }
    file.code.blank();
    file.code.line(format!("impl {name} {{"));
    file.code.nested_start();
    file.code
        .line("fn read(response: Response) -> Error<Self> {");
    file.code.nested_start();
    let start = file.code.position();
    let arms = failure_arms(file, cases);
    match arms.as_slice() {
        [(status, only)] => {
            file.code.line(format!("let {status} = response.status();"));
            file.code.expr("", only, "");
        }
        _ => file.code.block("match response.status()", |code| {
            for (pattern, body) in arms {
                code.arm(&pattern, body);
            }
        }),
    }
    file.write_constants(start);
    file.code.nested_end();
    file.code.line("}");
    file.code.nested_end();
    file.code.line("}");
}

/// The arms of a `match` over the status of an answer that is no success.
fn failure_arms(file: &mut File<'_>, cases: &[&Case]) -> Vec<(String, Expr)> {
    let mut arms: Vec<(String, Expr)> = Vec::new();
    let mut statuses: Vec<Status> = cases.iter().map(|it| it.status).collect();
    statuses.dedup();
    for status in &statuses {
        let cases = cases.iter().filter(|it| it.status == *status);
        let readings = readings(cases.copied(), failure_reading);
        arms_of(readings, &mut arms, |case, content| {
            failure(file, case, content)
        });
    }
    if !statuses.contains(&Status::Default) {
        arms.push(("_".to_owned(), "response.unexpected()".into()));
    }
    arms
}

/// The arm of a failure.
fn failure(file: &mut File<'_>, case: &Case, content: Option<&Content>) -> (String, Expr) {
    let name = format!("Self::{}", variant_name(case));
    let holder = bodies::as_json(file, content.map(|content| &content.form));
    let form = content.map(|content| &content.form);
    let (method, mut arguments) = match (form, form.and_then(Form::value)) {
        (None, _) => ("empty_error", Vec::new()),
        (_, Some(value)) if value.checks.is_empty() => ("error", Vec::new()),
        (_, Some(value)) => (
            "error_with",
            vec![file.local_checks(case.ident.as_str(), &value.checks)],
        ),
        (Some(Form::Text), _) => ("text_error", Vec::new()),
        (Some(_), _) => ("bytes_error", Vec::new()),
    };
    let status = match case.status {
        Status::Code(_) => None,
        _ => Some("status"),
    };
    let pattern = match case.status {
        Status::Code(code) => code.to_string(),
        Status::Default => "status".to_owned(),
        status => format!("status @ {}", pattern(status)),
    };
    let held = content.map(|_| if case.optional { "Some(body)" } else { "body" });
    let make = match (status, held) {
        (None, None | Some("body")) => name.clone().into(),
        (status, held) => {
            let held: Vec<Expr> = status.into_iter().chain(held).map(Expr::from).collect();
            let variant = Expr::Call(name.clone(), held);
            match content {
                Some(_) => Expr::Closure("body".to_owned(), Box::new(variant)),
                None => variant,
            }
        }
    };
    if let (true, Some(_)) = (case.optional, content) {
        let held = status.into_iter().chain(["None"]).map(Expr::from);
        arguments.insert(0, Expr::Call(name, held.collect()));
        arguments.push(make);
        let read = holder.then(format!("optional_{method}"), Some(arguments));
        return (pattern, read);
    }
    arguments.push(make);
    (pattern, holder.then(method, Some(arguments)))
}

/// How the body of a failure is read.
fn failure_reading(form: &Form) -> (u8, Option<ShapeId>) {
    let kind = match form {
        Form::Json(_) => 0,
        Form::Text => 1,
        Form::Xml(_) => 2,
        Form::UrlEncoded(_) => 3,
        _ => 4,
    };
    (kind, form.shape())
}
