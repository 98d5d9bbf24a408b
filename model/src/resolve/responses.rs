//! Response objects.

use super::place::At;
use super::{Resolver, extensions, members_of, parameters};
use crate::api::{Response, Status};
use crate::codes;
use crate::finding::Finding;

pub(super) fn responses<'a>(cx: &mut Resolver<'a>, operation: &At<'a>) -> Vec<Response> {
    // Since 3.1 an operation need not describe its responses.
    if operation.get("responses").is_none() && cx.document.openapi().starts_with("3.0") {
        cx.missing(
            operation,
            "responses",
            "the operation",
            "its answers are not known",
        );
    }
    let Some(at) = cx.object(operation, "responses") else {
        return Vec::new();
    };
    let mut responses: Vec<Response> = Vec::new();
    for (key, at) in members_of(&at).filter(|(key, _)| !key.starts_with("x-")) {
        let Some(status) = status(key) else {
            let place = cx
                .document
                .locate_key(at.source, &at.pointer())
                .unwrap_or(at.place());
            let finding =
                Finding::warning(codes::STATUS, format!("`{key}` is no status of a response"))
                    .at(place, "this response is left out")
                    .help("it is a code such as `200`, a range such as `4XX`, or `default`");
            cx.push(finding);
            continue;
        };
        if let Some(first) = responses.iter().find(|first| first.status == status) {
            let finding = Finding::warning(
                codes::DUPLICATE_NAME,
                format!("the status `{key}` is stated twice"),
            )
            .at(at.place(), "left out")
            .related(first.location.place(), "first here");
            cx.push(finding);
            continue;
        }
        let Some(at) = cx.target(at) else { continue };
        responses.push(Response {
            location: at.location(),
            status,
            summary: cx.text(&at, "summary"),
            description: cx.text(&at, "description"),
            headers: parameters::headers(cx, &at),
            content: cx.content(&at),
            extensions: extensions(&at),
        });
    }
    responses
}

fn status(key: &str) -> Option<Status> {
    if key.eq_ignore_ascii_case("default") {
        return Some(Status::Default);
    }
    let [first @ b'1'..=b'5', rest @ ..] = key.as_bytes() else {
        return None;
    };
    match rest {
        [b'X' | b'x', b'X' | b'x'] => Some(Status::Range(first - b'0')),
        [b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Status::Code),
        _ => None,
    }
}
