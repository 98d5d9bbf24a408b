//! What a client makes of the answers to an operation.

use kontrakt_model::api::Status;

use crate::emit::file::File;
use crate::plan::bodies::{Content, Form};
use crate::plan::operations::Operation;
use crate::plan::responses::Case;
use crate::plan::types::Use;
use crate::rust::Expr;

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
    let mut failures: Vec<&Case> = cases.iter().filter(|case| !case.is_success()).collect();
    failures.sort_by_key(|case| match case.status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    });
    let several = successes
        .windows(2)
        .any(|two| !two.iter().all(|case| same(case, successes.first())));
    Answers {
        operation,
        successes,
        failures,
        several,
    }
}

fn same(case: &Case, other: Option<&&Case>) -> bool {
    let form = |case: &Case| match &case.content {
        None => None,
        Some(Content {
            form: Form::Json(value),
            ..
        }) => Some((0, Some(value.clone()))),
        Some(Content {
            form: Form::Text, ..
        }) => Some((1, None::<Use>)),
        Some(_) => Some((2, None)),
    };
    other.is_some_and(|other| form(case) == form(other))
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
            (None, Some(case)) => body_type(file, case).unwrap_or_else(|| "()".to_owned()),
            (None, None) => file.runtime("client", "Bytes").to_owned(),
        }
    }

    /// The media types to ask for, where they are not just JSON.
    pub(super) fn accept(&self) -> Option<String> {
        let mut types: Vec<&str> = Vec::new();
        for content in self
            .successes
            .iter()
            .filter_map(|case| case.content.as_ref())
        {
            if !types.contains(&content.media_type.as_str()) {
                types.push(&content.media_type);
            }
        }
        let asked = match types.as_slice() {
            [] if self.successes.is_empty() => "*/*".to_owned(),
            types => types.join(", "),
        };
        // A header takes visible ASCII alone.
        (!asked.is_empty() && asked != "application/json").then_some(asked)
    }

    /// The `match` over the status.
    pub(super) fn arms(&self, file: &mut File<'_>) {
        let mut arms: Vec<(String, Expr)> = Vec::new();
        // One documented success stands for all: many an API answers 200 where it documents 201.
        match self.successes.as_slice() {
            [] => arms.push(("200..=299".to_owned(), "response.bytes()".into())),
            [one] => arms.push(("200..=299".to_owned(), self.success(file, one))),
            many => {
                let mut many = many.to_vec();
                many.sort_by_key(|case| matches!(case.status, Status::Range(_)));
                arms.extend(
                    many.iter()
                        .map(|case| (pattern(case.status), self.success(file, case))),
                );
                merge(&mut arms);
            }
        }
        let error = self.error_name().unwrap_or_default();
        for case in &self.failures {
            arms.push(failure(file, &error, case));
        }
        if !self
            .failures
            .iter()
            .any(|case| case.status == Status::Default)
        {
            arms.push(("_".to_owned(), "response.unexpected()".into()));
        }
        file.code.block("match response.status()", |code| {
            for (pattern, body) in arms {
                code.arm(&pattern, body);
            }
        });
    }

    fn success(&self, file: &mut File<'_>, case: &Case) -> Expr {
        let response = Expr::from("response");
        let read = match case.content.as_ref().map(|content| &content.form) {
            None => response.then("empty", Some(Vec::new())),
            Some(Form::Json(value)) if value.checks.is_empty() => {
                response.then("success", Some(Vec::new()))
            }
            Some(Form::Json(value)) => response.then(
                "success_with",
                Some(vec![file.local_checks(case.ident.as_str(), &value.checks)]),
            ),
            Some(Form::Text) => response.then("text", Some(Vec::new())),
            Some(Form::Bytes) => response.then("bytes", Some(Vec::new())),
        };
        let Some(name) = self.success_name() else {
            return read;
        };
        let variant = format!("{name}::{}", case.ident);
        let make = match case.content {
            None => Expr::Closure("()".to_owned(), Box::new(variant.into())),
            Some(_) => variant.into(),
        };
        Expr::Call(
            file.runtime("client", "as_variant").to_owned(),
            vec![read, make],
        )
    }
}

/// Joins the patterns of arms that do the same.
fn merge(arms: &mut Vec<(String, Expr)>) {
    let mut merged: Vec<(String, Expr)> = Vec::with_capacity(arms.len());
    for (pattern, body) in arms.drain(..) {
        match merged.iter_mut().find(|(_, known)| *known == body) {
            Some((patterns, _)) => {
                patterns.push_str(" | ");
                patterns.push_str(&pattern);
            }
            None => merged.push((pattern, body)),
        }
    }
    *arms = merged;
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

/// The arm of a failure.
fn failure(file: &mut File<'_>, error: &str, case: &Case) -> (String, Expr) {
    let name = format!("{error}::{}", variant_name(case));
    let (method, mut arguments) = match case.content.as_ref().map(|content| &content.form) {
        None => ("empty_error", Vec::new()),
        Some(Form::Json(value)) if value.checks.is_empty() => ("error", Vec::new()),
        Some(Form::Json(value)) => (
            "error_with",
            vec![file.local_checks(case.ident.as_str(), &value.checks)],
        ),
        Some(Form::Text) => ("text_error", Vec::new()),
        Some(Form::Bytes) => ("bytes_error", Vec::new()),
    };
    let (pattern, make) = match (case.status, &case.content) {
        (Status::Code(code), _) => (code.to_string(), name.into()),
        (status, content) => {
            let pattern = match status {
                Status::Default => "status".to_owned(),
                status => format!("status @ {}", pattern(status)),
            };
            let make = match content {
                Some(_) => {
                    let variant = Expr::Call(name, vec!["status".into(), "body".into()]);
                    Expr::Closure("body".to_owned(), Box::new(variant))
                }
                None => Expr::Call(name, vec!["status".into()]),
            };
            (pattern, make)
        }
    };
    arguments.push(make);
    (
        pattern,
        Expr::from("response").then(method, Some(arguments)),
    )
}

/// The name of a case as a variant: that of the default is `Other`.
pub(in crate::emit) fn variant_name(case: &Case) -> String {
    match case.status {
        Status::Default => "Other".to_owned(),
        _ => case.ident.to_string(),
    }
}

/// The type of the body of a case, if it has one.
fn body_type(file: &mut File<'_>, case: &Case) -> Option<String> {
    Some(match &case.content.as_ref()?.form {
        Form::Json(value) => file.ty(&value.full()),
        Form::Text => "String".to_owned(),
        Form::Bytes => file.runtime("client", "Bytes").to_owned(),
    })
}

/// Writes the enums for the answers.
pub(super) fn write(file: &mut File<'_>, operation: &Operation) {
    let answers = of(operation);
    if let Some(name) = answers.success_name() {
        let docs = format!(
            "/// The documented successes of [`Client::{}`].",
            operation.ident
        );
        write_enum(file, &name, &docs, &answers.successes, true);
    }
    if let Some(name) = answers.error_name() {
        let docs = format!(
            "/// The documented answers of [`Client::{}`] that are no success.",
            operation.ident
        );
        write_enum(file, &name, &docs, &answers.failures, false);
    }
}

fn write_enum(file: &mut File<'_>, name: &str, docs: &str, cases: &[&Case], success: bool) {
    file.code.blank();
    file.code.line(docs);
    file.code.line("#[derive(Debug, Clone, PartialEq)]");
    super::super::server::allow_large(file, cases);
    file.code.item_start(&format!("pub enum {name}"), "");
    for case in cases {
        file.code.docs(&super::super::server::case_docs(case));
        let body = body_type(file, case);
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
