//! The request of an exchange.

use kontrakt_model::api::{ParameterIn, SchemeKind, Style};
use kontrakt_model::{
    Api, Direction, Finding, Member, Node, Object, Place, Sources, Value, nearest,
};

use super::body::{self, Expected};
use super::parameters::{self, Given, deep_key};
use super::route::{Match, pairs};
use super::{Body, Exchanges, Request, security, values};
use crate::codes;
use crate::report::Report;
use crate::root::members;
use crate::rulebook::Rulebook;
use crate::shown::shown_name;

pub(super) fn check<'d>(
    exchanges: &Exchanges<'d>,
    request: &Request,
    found: &Match<'d, '_>,
    status: Option<u16>,
    sources: &Sources,
    report: &mut Report,
) {
    let fields = request.fields.iter();
    let given = Given {
        path: &found.path,
        query: &found.query,
        beside: keys(&exchanges.description.api)
            .chain(found.fixed.iter().map(|(name, _)| name.as_str()))
            .collect(),
        whole_query: found.whole_query,
        fields: fields
            .map(|field| {
                let value = &field.value;
                (
                    field.name.as_str().to_owned(),
                    value.part(value.as_str().trim()),
                )
            })
            .collect(),
        cookies: values(&request.fields, "cookie")
            .into_iter()
            .flat_map(|text| pairs(text.part(text.as_str()), ";"))
            .collect(),
        source: request.target.place().source,
    };
    check_parameters(exchanges, request, found, &given, report);
    // A caller who is turned away for want of credentials was told so.
    if status != Some(401)
        && let Some(finding) =
            security::check(&exchanges.description.api, found.operation, request, &given)
    {
        report.push(finding);
    }
    check_body(exchanges, request, found, sources, report);
}

/// The names of keys in the query.
fn keys(api: &Api) -> impl Iterator<Item = &str> {
    api.security_schemes
        .iter()
        .filter_map(|scheme| match &scheme.kind {
            SchemeKind::ApiKey {
                name,
                place: ParameterIn::Query,
            } => Some(name.as_str()),
            _ => None,
        })
}

fn check_parameters<'d>(
    exchanges: &Exchanges<'d>,
    request: &Request,
    found: &Match<'d, '_>,
    given: &Given<'_, '_>,
    report: &mut Report,
) {
    let operation = found.operation;
    let validator = match exchanges.parameters(operation) {
        Ok(validator) => validator,
        Err(findings) => return report.extend(Report::of(findings)),
    };
    let place = request.target.place();
    let mut read = Vec::new();
    let mut unread = Vec::new();
    for (name, parameter) in members(operation) {
        match parameters::read(parameter, given, validator.book()) {
            Ok(Some(value)) => read.push(Member {
                name: name.into(),
                name_span: value.span,
                value,
            }),
            Ok(None) => {}
            Err(finding) => {
                report.push(finding);
                unread.push(format!("{}/required", parameter.location.pointer));
            }
        }
    }
    let object = Node {
        span: place.span,
        value: Value::Object(Object::new(read)),
    };
    let mut checked = validator.check(&object, place.source);
    // What is there but cannot be read is not missing.
    checked.entries.retain(|entry| {
        let rule = entry.violation.as_ref().and_then(|it| it.rule.as_ref());
        !rule.is_some_and(|rule| unread.contains(rule))
    });
    report.extend(checked);
    check_strangers(found, given, validator.book(), report);
}

/// Remarks about what stands in the query and nothing describes.
fn check_strangers(
    found: &Match<'_, '_>,
    given: &Given<'_, '_>,
    book: &Rulebook<'_>,
    report: &mut Report,
) {
    let operation = found.operation;
    let in_query = |place| matches!(place, ParameterIn::Query | ParameterIn::Querystring);
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .filter(|it| in_query(it.place))
        .collect();
    if parameters
        .iter()
        .any(|it| it.place == ParameterIn::Querystring)
    {
        return;
    }
    for pair in given.query {
        let is_described = parameters.iter().any(|parameter| {
            let is_object = parameter.explode && parameter.style == Style::Form;
            parameter.name == pair.name
                || (parameter.style == Style::DeepObject
                    && deep_key(&pair.name, &parameter.name).is_some())
                || (is_object && parameters::properties(parameter, book).contains(&*pair.name))
        });
        if is_described || given.beside.contains(&pair.name.as_str()) {
            continue;
        }
        let shown = shown_name(&pair.name);
        let message = format!("the operation has no parameter {shown} in the query");
        let place = Place {
            source: given.source,
            span: pair.whole.span,
        };
        let finding =
            Finding::warning(codes::UNKNOWN_PARAMETER, message).at(place, "not in the description");
        let absent = parameters.iter().map(|it| it.name.as_str());
        let absent = absent.filter(|name| given.query.iter().all(|pair| pair.name != *name));
        report.push(match nearest(&pair.name, absent) {
            Some(near) => finding.help(format!("did you mean {}?", shown_name(near))),
            None => finding,
        });
    }
}

fn check_body(
    exchanges: &Exchanges<'_>,
    request: &Request,
    found: &Match<'_, '_>,
    sources: &Sources,
    report: &mut Report,
) {
    let operation = found.operation;
    let Some(described) = &operation.request_body else {
        if let Body::Text(place) = request.body {
            let message = "the operation takes no request body";
            report.push(
                Finding::warning(codes::BODY, message)
                    .at(place, "not in the description")
                    .related(
                        operation.location.place(),
                        "the operation is described here",
                    ),
            );
        }
        return;
    };
    if request.body == Body::Absent {
        if described.required {
            let message = "the request has no body, and the operation needs one";
            report.push(
                Finding::error(codes::BODY, message)
                    .at(request.target.place(), "no body follows")
                    .related(described.location.place(), "the body is described here"),
            );
        }
        return;
    }
    let expected = Expected {
        what: "request",
        direction: Direction::Request,
        content: &described.content,
        place: described.location.place(),
    };
    body::check(
        exchanges,
        &expected,
        &request.fields,
        &request.body,
        request.target.place(),
        sources,
        report,
    );
}
