//! What a client makes of the answers to an operation.

pub(super) mod failures;

use kontrakt_model::api::Status;

use crate::emit::bodies;
use crate::emit::file::File;
use crate::emit::server::{allow_large, case_docs};
use crate::plan::bodies::{Content, Form, Shaped};
use crate::plan::docs::Docs;
use crate::plan::operations::Operation;
use crate::plan::responses::Case;
use crate::plan::types::Use;
use crate::rust::{Expr, literal};

/// The statuses of successes, where one is documented.
const ANY_SUCCESS: &str = "200..=299";

/// The answers to an operation, sorted.
pub(super) struct Answers<'p> {
    operation: &'p Operation,
    /// The documented successes.
    successes: Vec<&'p Case>,
    /// The documented failures: codes, then ranges, then the default.
    failures: Vec<&'p Case>,
    /// Whether the successes differ in their bodies.
    several: bool,
}

/// Sorts the answers to an operation.
pub(super) fn of(operation: &Operation) -> Answers<'_> {
    let cases = &operation.responses.cases;
    let mut successes: Vec<&Case> = cases.iter().filter(|case| case.is_success()).collect();
    if successes.is_empty() {
        successes.extend(cases.iter().filter(|case| case.status == Status::Default));
    }
    let several = successes
        .windows(2)
        .any(|two| !two.iter().all(|case| same(case, successes.first())));
    Answers {
        operation,
        successes,
        failures: operation.responses.failures(),
        several,
    }
}

fn same(case: &Case, other: Option<&&Case>) -> bool {
    other.is_some_and(|other| case.carried() == other.carried())
}

/// The names of the enums that are made for the answers.
pub(super) fn names(operation: &Operation) -> Vec<String> {
    let answers = of(operation);
    answers
        .success_name()
        .into_iter()
        .chain(answers.error_name())
        .collect()
}

impl<'p> Answers<'p> {
    /// The enum of successes, where they differ.
    fn success_name(&self) -> Option<String> {
        self.several
            .then(|| self.operation.type_name.join("success").to_string())
    }

    /// The enum of failures, where some are documented.
    pub(super) fn error_name(&self) -> Option<String> {
        (!self.failures.is_empty()).then(|| self.operation.type_name.join("error").to_string())
    }

    /// What a success holds.
    pub(super) fn success_type(&self, file: &mut File<'_>) -> String {
        match (self.success_name(), self.successes.first()) {
            (Some(name), _) => name,
            (None, Some(case)) => body_type(file, case, true).unwrap_or_else(|| "()".to_owned()),
            (None, None) => file.core("ByteStream").to_owned(),
        }
    }

    fn contents(&self) -> impl Iterator<Item = &'p Content> {
        self.successes.iter().flat_map(|case| &case.contents)
    }

    /// The media types of successes that are read as they come.
    pub(super) fn streamed(&self) -> Option<Expr> {
        let streamed = self.contents().filter(|it| it.form.is_streamed());
        let mut streamed = streamed.map(Content::accepted).peekable();
        streamed.peek()?;
        Some(bodies::media_types(streamed))
    }

    /// The media types to ask for, where they are not just JSON.
    pub(super) fn accept(&self) -> Option<String> {
        let mut types: Vec<&str> = Vec::new();
        for content in self.contents() {
            if !types.contains(&content.accepted()) {
                types.push(content.accepted());
            }
        }
        let asked = match types.as_slice() {
            [] if self.successes.is_empty() => "*/*".to_owned(),
            types => types.join(", "),
        };
        // A header takes visible ASCII alone.
        (!asked.is_empty() && asked != "application/json").then_some(asked)
    }

    /// Sends the request and reads the answer.
    pub(super) fn receive(&self, file: &mut File<'_>) {
        let mut arms: Vec<(String, Expr)> = Vec::new();
        // One documented success stands for all: many an API answers 200 where it documents 201.
        let first = self.successes.first().map(|case| case.status);
        match first {
            None => {
                let read = Expr::from("response").then("bytes", Some(Vec::new()));
                arms.push((ANY_SUCCESS.to_owned(), read));
            }
            Some(only) if self.successes.iter().all(|it| it.status == only) => {
                self.success_arms(file, ANY_SUCCESS, only, &mut arms);
            }
            Some(_) => {
                let mut statuses: Vec<Status> = self.successes.iter().map(|it| it.status).collect();
                statuses.dedup();
                statuses.sort_by_key(|status| matches!(status, Status::Range(_)));
                for status in &statuses {
                    let pattern = pattern_beside(*status, &statuses);
                    self.success_arms(file, &pattern, *status, &mut arms);
                }
                merge(&mut arms);
            }
        }
        if let [(pattern, read)] = arms.as_slice()
            && pattern == ANY_SUCCESS
            && let Some(method) = read.only_call("response")
        {
            file.runtime("client", "Response");
            let failed = self.error_name().map(|error| format!("{error}::read"));
            let failed = failed.unwrap_or_else(|| "Response::unexpected".to_owned());
            let arguments = vec![
                "request".into(),
                Expr::text(format!("Response::{method}")),
                Expr::text(failed),
            ];
            let call = Expr::text("self")
                .then("core", None)
                .then("call", Some(arguments))
                .then("await", None);
            return file.code.expr("", &call, "");
        }
        let failed = match self.error_name() {
            Some(error) => Expr::Call(format!("{error}::read"), vec!["response".into()]),
            None => Expr::text("response.unexpected()"),
        };
        arms.push(("_".to_owned(), Expr::Call("Err".to_owned(), vec![failed])));
        file.code
            .line("let response = self.core.send(request).await?;");
        file.code.block("match response.status()", |code| {
            for (pattern, body) in arms {
                code.arm(&pattern, body);
            }
        });
    }

    /// The arms of the successes of a status.
    fn success_arms(
        &self,
        file: &mut File<'_>,
        pattern: &str,
        status: Status,
        arms: &mut Vec<(String, Expr)>,
    ) {
        let cases = self.successes.iter().filter(|it| it.status == status);
        let kind = |form: &Form| (std::mem::discriminant(form), form.shape());
        let readings = readings(cases.copied(), kind);
        arms_of(readings, arms, |case, content| {
            (pattern.to_owned(), self.success(file, case, content))
        });
    }

    fn success(&self, file: &mut File<'_>, case: &Case, content: Option<&Content>) -> Expr {
        let holder = bodies::as_json(file, content.map(|content| &content.form));
        let read = match content.map(|content| &content.form) {
            None => holder.then("empty", Some(Vec::new())),
            Some(form) => {
                let checks = |file: &mut File<'_>, value: &Use| {
                    file.local_checks(case.ident.as_str(), &value.checks)
                };
                let (method, arguments) = match form {
                    Form::Json(value)
                    | Form::Xml(Shaped { value, .. })
                    | Form::UrlEncoded(Shaped { value, .. }) => match value.checks.is_empty() {
                        true => ("success", Vec::new()),
                        false => ("success_with", vec![checks(file, value)]),
                    },
                    Form::Text => ("text", Vec::new()),
                    Form::Bytes | Form::Multipart(_) => ("bytes", Vec::new()),
                    Form::Items(value) => ("items", vec![checks(file, value)]),
                    Form::Events { data, text: false } => ("events", vec![checks(file, data)]),
                    Form::Events { data, text: true } => ("text_events", vec![checks(file, data)]),
                };
                // A stream is never optional.
                match case.optional {
                    true => holder.then(format!("optional_{method}"), Some(arguments)),
                    false => holder.then(method, Some(arguments)),
                }
            }
        };
        let Some(name) = self.success_name() else {
            return read;
        };
        let variant = format!("{name}::{}", case.ident);
        let make = match content {
            None => Expr::Closure("()".to_owned(), Box::new(variant.into())),
            Some(_) => variant.into(),
        };
        Expr::Call(
            file.runtime("client", "as_variant").to_owned(),
            vec![read, make],
        )
    }
}

/// A way to read an answer: a case, and one of its media types.
type Reading<'p> = (&'p Case, Option<&'p Content>);

/// The ways to read the answers of a status; `kind` tells media types apart that are read
/// differently.
fn readings<'p, K: PartialEq>(
    cases: impl Iterator<Item = &'p Case>,
    kind: impl Fn(&Form) -> K,
) -> Vec<Reading<'p>> {
    let mut readings: Vec<Reading<'p>> = Vec::new();
    for case in cases {
        if case.contents.is_empty() {
            readings.push((case, None));
        }
        for content in &case.contents {
            // What is read as the first one is needs no arm of its own.
            let first = readings.first().copied();
            let as_first = first.is_some_and(|(known, first)| {
                std::ptr::eq(known, case)
                    && first.is_some_and(|first| kind(&first.form) == kind(&content.form))
            });
            if !as_first {
                readings.push((case, Some(content)));
            }
        }
    }
    readings
}

/// Arms for ways to read: the first is for what no other one is for.
fn arms_of<'p>(
    readings: Vec<Reading<'p>>,
    arms: &mut Vec<(String, Expr)>,
    mut arm: impl FnMut(&'p Case, Option<&'p Content>) -> (String, Expr),
) {
    let mut readings = readings.into_iter();
    let first = readings.next();
    for (case, content) in readings {
        let (pattern, body) = arm(case, content);
        let media_type = content.map_or("", Content::accepted);
        arms.push((
            format!("{pattern} if response.is({})", literal(media_type)),
            body,
        ));
    }
    arms.extend(first.map(|(case, content)| arm(case, content)));
}

/// Joins the patterns of status codes that are read alike. The arm stands where the last of them
/// stood, so that none comes before one of its codes that is read on a condition.
fn merge(arms: &mut Vec<(String, Expr)>) {
    let mut merged: Vec<(String, Expr)> = Vec::with_capacity(arms.len());
    for (pattern, body) in arms.drain(..) {
        let (codes, condition) = split(&pattern);
        let same = merged.iter().position(|(known, read)| {
            let (known, other) = split(known);
            *read == body && other == condition && !known.contains("..=")
        });
        let pattern = match same.filter(|_| !codes.contains("..=")) {
            Some(at) => {
                let (known, _) = merged.remove(at);
                format!("{} | {codes}{condition}", split(&known).0)
            }
            None => pattern,
        };
        merged.push((pattern, body));
    }
    *arms = merged;
}

/// The codes of a pattern, and the condition with them.
fn split(pattern: &str) -> (&str, &str) {
    pattern.split_at(pattern.find(" if ").unwrap_or(pattern.len()))
}

fn pattern(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!(
            "{}..={}",
            u32::from(digit) * 100,
            u32::from(digit) * 100 + 99
        ),
        Status::Default => "_".to_owned(),
    }
}

/// The same, where others come before it: a range ends short of those at its ends, since clippy
/// takes what shares an end for a mistake.
fn pattern_beside(status: Status, others: &[Status]) -> String {
    let Status::Range(digit) = status else {
        return pattern(status);
    };
    let (mut first, mut last) = (u16::from(digit) * 100, u16::from(digit) * 100 + 99);
    while first < last && others.contains(&Status::Code(first)) {
        first += 1;
    }
    while first < last && others.contains(&Status::Code(last)) {
        last -= 1;
    }
    format!("{first}..={last}")
}

/// The name of a case as a variant: that of the default is `Other`.
pub(in crate::emit) fn variant_name(case: &Case) -> String {
    match case.status {
        Status::Default => match &case.suffix {
            Some(suffix) => format!("Other{suffix}"),
            None => "Other".to_owned(),
        },
        _ => case.ident.to_string(),
    }
}

/// The type of the body of a case, if it has one.
fn body_type(file: &mut File<'_>, case: &Case, success: bool) -> Option<String> {
    let form = case.form()?;
    let ty = match success {
        true => bodies::held(file, form),
        false => bodies::failure(file, form),
    };
    Some(match case.optional {
        true => format!("Option<{ty}>"),
        false => ty,
    })
}

/// Writes the enums for the answers.
pub(super) fn write(file: &mut File<'_>, operation: &Operation) {
    let answers = of(operation);
    if let Some(name) = answers.success_name() {
        let docs = line(format!(
            "The documented successes of [`Client::{}`].",
            operation.ident
        ));
        write_enum(file, &name, &docs, &answers.successes, true);
    }
    let Some(name) = answers.error_name() else {
        return;
    };
    let docs = line(format!(
        "The documented answers of [`Client::{}`] that are no success.",
        operation.ident
    ));
    match &operation.responses.shared_failures {
        None => {
            failures::write(file, &name, &docs, &answers.failures);
        }
        Some(shared) => {
            let code = &mut file.code;
            code.blank();
            code.docs(&docs);
            let shared = Expr::text(format!("super::{shared}"));
            code.expr(&format!("pub type {name} = "), &shared, ";");
        }
    }
}

fn line(text: impl Into<String>) -> Docs {
    Docs(vec![text.into()])
}

fn write_enum(file: &mut File<'_>, name: &str, docs: &Docs, cases: &[&Case], success: bool) {
    file.code.blank();
    file.code.docs(docs);
    let streamed = |case: &Case| success && case.form().is_some_and(Form::is_streamed);
    let is_streamed = cases.iter().any(|case| streamed(case));
    file.code.line(bodies::derives(is_streamed));
    allow_large(file, cases);
    file.code.item_start(&format!("pub enum {name}"), "");
    for case in cases {
        file.code.docs(&case_docs(case));
        let body = body_type(file, case, success);
        let variant = if success {
            case.ident.to_string()
        } else {
            variant_name(case)
        };
        let has_status = !success && !matches!(case.status, Status::Code(_));
        let held: Vec<String> = has_status
            .then(|| "u16".to_owned())
            .into_iter()
            .chain(body)
            .collect();
        match held.is_empty() {
            true => file.code.line(format!("{variant},")),
            false => {
                let held = held.into_iter().map(Expr::from).collect();
                file.code.expr("", &Expr::Call(variant, held), ",");
            }
        }
    }
    file.code.nested_end();
    file.code.line("}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_shares_no_end_with_a_code_before_it() {
        let codes = [Status::Code(200), Status::Code(201), Status::Code(299)];
        assert_eq!(pattern_beside(Status::Range(2), &codes), "202..=298");
        assert_eq!(pattern_beside(Status::Range(2), &[]), "200..=299");
        assert_eq!(pattern_beside(Status::Code(204), &codes), "204");
    }
}
