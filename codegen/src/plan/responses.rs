//! Responses: one case for each documented status.

use kontrakt_model::api::{self, Status};
use serde::Serialize;

use super::bodies::{self, Carried, Content, Direction, Form};
use super::docs::Docs;
use super::headers;
use super::schemas::{Name, Types};
use crate::names::{self, Ident, Scope};

/// What an operation answers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Responses {
    /// The cases, in the order of the document.
    pub cases: Vec<Case>,
    /// The enum of failures that other operations document alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_failures: Option<Ident>,
}

impl Responses {
    /// The documented failures: codes, then ranges, then the default.
    pub fn failures(&self) -> Vec<&Case> {
        let mut failures: Vec<&Case> = self.cases.iter().filter(|it| !it.is_success()).collect();
        failures.sort_by_key(|case| match case.status {
            Status::Code(_) => 0,
            Status::Range(_) => 1,
            Status::Default => 2,
        });
        failures
    }

    /// Whether a redirect is among them: what is not modified is nowhere else.
    pub fn has_redirects(&self) -> bool {
        self.cases.iter().any(|case| match case.status {
            Status::Code(code) => (300..400).contains(&code) && code != 304,
            Status::Range(digit) => digit == 3,
            Status::Default => false,
        })
    }
}

/// A documented response.
#[derive(Debug, Clone, Serialize)]
pub struct Case {
    /// The status it stands under.
    pub status: Status,
    /// The name of its variant.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Whether the description says something of it.
    #[serde(skip)]
    pub is_described: bool,
    /// What its variant is called beside those for other media types of the same status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Ident>,
    /// The media types of its body, all of the same Rust type, the one to prefer first; none when
    /// there is no body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<Content>,
    /// Whether it is sound without its body.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The position of its headers in [`Plan::headers`](super::Plan::headers).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<usize>,
}

impl Case {
    /// How its body is read and written by the media type to prefer.
    pub fn form(&self) -> Option<&Form> {
        self.contents.first().map(|content| &content.form)
    }

    /// The Rust type of its body, and whether that may be absent.
    pub fn carried(&self) -> Option<(Carried, bool)> {
        Some((self.form()?.carried(), self.optional))
    }

    /// Whether it is a success: a status of 2XX.
    pub fn is_success(&self) -> bool {
        match self.status {
            Status::Code(code) => (200..300).contains(&code),
            Status::Range(digit) => digit == 2,
            Status::Default => false,
        }
    }
}

/// Plans the responses of an operation.
pub(super) fn plan(types: &mut Types<'_>, operation: &api::Operation, name: &Name) -> Responses {
    // The variant of the default is called so.
    let mut scope = Scope::with_reserved(&["Other", "Self"]);
    let mut cases: Vec<Case> = Vec::with_capacity(operation.responses.len());
    for response in &operation.responses {
        let base = names::camel(&status_name(response.status));
        let docs = Docs::default()
            .text(response.summary.as_deref())
            .text(response.description.as_deref());
        let is_described = !docs.is_empty();
        let status = status_text(response.status);
        let docs = if docs.is_empty() {
            Docs::line(format!("`{status}`"))
        } else {
            docs
        };
        // What stands in the components is not of this operation, though it may be the first to use it.
        let shared = names::of_component(&response.location.pointer, "response");
        let held = shared.map_or_else(|| name.join(base.as_str()), Name::Wanted);
        let mut variants = variants(types, operation, response, &held);
        let headers = headers::plan(types, operation, response, &held, &status);
        let several = variants.len() > 1;
        if variants.is_empty() {
            variants.push(Vec::new());
        }
        for contents in variants {
            let suffix = contents
                .first()
                .filter(|_| several)
                .map(|it| it.ident.clone());
            let ident = match &suffix {
                Some(suffix) => base.join(suffix.as_str()),
                None => base.clone(),
            };
            let optional = is_optional(response)
                && contents.iter().all(|it| !it.form.is_streamed())
                && !contents.is_empty();
            cases.push(Case {
                status: response.status,
                docs: docs.clone(),
                is_described,
                ident: scope.claim(ident),
                suffix,
                contents,
                optional,
                headers,
            });
        }
    }
    Responses {
        cases,
        shared_failures: None,
    }
}

/// The media types of a response by the Rust type of the body. An answer to `HEAD` has none.
fn variants(
    types: &mut Types<'_>,
    operation: &api::Operation,
    response: &api::Response,
    name: &Name,
) -> Vec<Vec<Content>> {
    let mut variants: Vec<Vec<Content>> = Vec::new();
    if operation.method == "HEAD" {
        return variants;
    }
    for content in bodies::plan_contents(types, &response.content, name, Direction::Response) {
        let same = |variant: &&mut Vec<Content>| {
            let mut of = variant.iter();
            of.any(|it| it.form.carried() == content.form.carried())
        };
        match variants.iter_mut().find(same) {
            Some(variant) => variant.push(content),
            None => variants.push(vec![content]),
        }
    }
    variants
}

/// Whether an answer is sound without the body that is described: it says so, or its status lets
/// no body through (RFC 9110, section 6.4.1).
fn is_optional(response: &api::Response) -> bool {
    let stated = |(name, value): &(String, serde_json::Value)| {
        name == "x-body-optional" && value.as_bool() == Some(true)
    };
    matches!(response.status, Status::Code(204 | 205 | 304))
        || response.extensions.iter().any(stated)
}

/// The key of a response.
pub(crate) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// The reason phrase of a status (RFC 9110 and its registry), or what its number is.
fn status_name(status: Status) -> String {
    let known = match status {
        Status::Code(code) => STATUSES
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, name)| *name),
        Status::Range(1) => Some("informational"),
        Status::Range(2) => Some("success"),
        Status::Range(3) => Some("redirection"),
        Status::Range(4) => Some("client error"),
        Status::Range(5) => Some("server error"),
        Status::Range(_) => None,
        Status::Default => Some("default"),
    };
    known.map_or_else(|| format!("status {}", status_text(status)), str::to_owned)
}

/// The registered status codes.
const STATUSES: &[(u16, &str)] = &[
    (100, "continue"),
    (101, "switching protocols"),
    (102, "processing"),
    (103, "early hints"),
    (200, "ok"),
    (201, "created"),
    (202, "accepted"),
    (203, "non authoritative information"),
    (204, "no content"),
    (205, "reset content"),
    (206, "partial content"),
    (207, "multi status"),
    (208, "already reported"),
    (226, "im used"),
    (300, "multiple choices"),
    (301, "moved permanently"),
    (302, "found"),
    (303, "see other"),
    (304, "not modified"),
    (305, "use proxy"),
    (307, "temporary redirect"),
    (308, "permanent redirect"),
    (400, "bad request"),
    (401, "unauthorized"),
    (402, "payment required"),
    (403, "forbidden"),
    (404, "not found"),
    (405, "method not allowed"),
    (406, "not acceptable"),
    (407, "proxy authentication required"),
    (408, "request timeout"),
    (409, "conflict"),
    (410, "gone"),
    (411, "length required"),
    (412, "precondition failed"),
    (413, "content too large"),
    (414, "uri too long"),
    (415, "unsupported media type"),
    (416, "range not satisfiable"),
    (417, "expectation failed"),
    (418, "im a teapot"),
    (421, "misdirected request"),
    (422, "unprocessable content"),
    (423, "locked"),
    (424, "failed dependency"),
    (425, "too early"),
    (426, "upgrade required"),
    (428, "precondition required"),
    (429, "too many requests"),
    (431, "request header fields too large"),
    (451, "unavailable for legal reasons"),
    (500, "internal server error"),
    (501, "not implemented"),
    (502, "bad gateway"),
    (503, "service unavailable"),
    (504, "gateway timeout"),
    (505, "http version not supported"),
    (506, "variant also negotiates"),
    (507, "insufficient storage"),
    (508, "loop detected"),
    (510, "not extended"),
    (511, "network authentication required"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_statuses_as_the_registry_does() {
        let name = |status| names::camel(&status_name(status)).to_string();
        assert_eq!(name(Status::Code(500)), "InternalServerError");
        assert_eq!(name(Status::Code(599)), "Status599");
        assert_eq!(name(Status::Range(4)), "ClientError");
        assert_eq!(name(Status::Default), "Default");
    }
}
