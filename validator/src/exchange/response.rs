//! The response of an exchange.

use kontrakt_model::api::{Header, Operation, Response as Described, Status};
use kontrakt_model::{Direction, Finding, Sources};

use super::body::{self, Expected};
use super::parameters::read_header;
use super::{Body, Exchanges, Response, values};
use crate::codes;
use crate::report::Report;
use crate::shown::shown_name;

pub(super) fn check(
    exchanges: &Exchanges<'_>,
    response: &Response,
    operation: &Operation,
    method: &str,
    sources: &Sources,
    report: &mut Report,
) {
    let Some(described) = described(operation, response.status) else {
        report.push(undescribed(operation, response));
        return;
    };
    for header in &described.headers {
        check_header(exchanges, header, described, response, report);
    }
    let has_no_body = method.eq_ignore_ascii_case("HEAD") || matches!(response.status, 204 | 304);
    match (&response.body, described.content.as_slice()) {
        (Body::Absent, []) => {}
        (Body::Absent, _) => {
            let is_optional = exchanges
                .description
                .document
                .node(
                    described.location.source,
                    &format!("{}/x-body-optional", described.location.pointer),
                )
                .and_then(|node| node.as_bool());
            if !has_no_body && is_optional != Some(true) {
                let message = format!("the response {} has no body", response.status);
                report.push(
                    Finding::warning(codes::BODY, message)
                        .at(response.place, "no body follows")
                        .related(described.location.place(), "its body is described here"),
                );
            }
        }
        (Body::Text(place), []) => {
            let message = format!(
                "the description has no body for the response {}",
                response.status
            );
            report.push(
                Finding::warning(codes::BODY, message)
                    .at(*place, "not in the description")
                    .related(described.location.place(), "the response is described here"),
            );
        }
        (Body::Unseen(_), []) => {}
        (_, content) => {
            let expected = Expected {
                what: "response",
                direction: Direction::Response,
                content,
                place: described.location.place(),
            };
            body::check(
                exchanges,
                &expected,
                &response.fields,
                &response.body,
                response.place,
                sources,
                report,
            );
        }
    }
}

/// The response that the description has for a status: itself, its range, or the default.
fn described(operation: &Operation, status: u16) -> Option<&Described> {
    let range = u8::try_from(status / 100).unwrap_or_default();
    [Status::Code(status), Status::Range(range), Status::Default]
        .into_iter()
        .find_map(|key| {
            operation
                .responses
                .iter()
                .find(|response| response.status == key)
        })
}

fn undescribed(operation: &Operation, response: &Response) -> Finding {
    let message = format!(
        "the description has no response {} for this operation",
        response.status
    );
    let known: Vec<String> = operation
        .responses
        .iter()
        .map(|response| match response.status {
            Status::Code(code) => format!("`{code}`"),
            Status::Range(digit) => format!("`{digit}XX`"),
            Status::Default => "`default`".to_owned(),
        })
        .collect();
    let finding = Finding::error(codes::STATUS, message)
        .at(response.place, "not in the description")
        .related(
            operation.location.place(),
            "the operation is described here",
        );
    match known.as_slice() {
        [] => finding,
        known => finding.help(format!("it has {}", known.join(", "))),
    }
}

fn check_header(
    exchanges: &Exchanges<'_>,
    header: &Header,
    described: &Described,
    response: &Response,
    report: &mut Report,
) {
    let shown = shown_name(&header.name);
    let given = values(&response.fields, &header.name);
    let [first, ..] = given[..] else {
        if header.required {
            let message = format!("the response lacks the header {shown}");
            report.push(
                Finding::error(codes::HEADER, message)
                    .at(response.place, "no such header follows")
                    .related(described.location.place(), "the response is described here"),
            );
        }
        return;
    };
    let Some(schema) = header.schema else {
        return;
    };
    let validator = match exchanges.schema(Direction::Response, schema) {
        Ok(validator) => validator,
        Err(findings) => return report.extend(Report::of(findings)),
    };
    let pieces = given
        .iter()
        .map(|text| text.part(text.as_str().trim()))
        .collect::<Vec<_>>();
    let source = first.place().source;
    // Each cookie is set by a field of its own, which is no part of a list (RFC 9110, section 5.3).
    let size = match header.is_set_cookie() {
        true => 1,
        false => pieces.len(),
    };
    for pieces in pieces.chunks(size) {
        match read_header(header, pieces, source, validator.book()) {
            Ok(Some(node)) => report.extend(validator.check(&node, source)),
            Ok(None) => {}
            Err(finding) => report.push(finding),
        }
    }
}
