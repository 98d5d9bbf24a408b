//! Whether a request presents the credentials that its operation asks for.

use kontrakt_model::api::{Operation, ParameterIn, SchemeKind, SecurityScheme};
use kontrakt_model::{Api, Finding};

use super::parameters::Given;
use super::{Request, values};
use crate::codes;
use crate::shown::shown_name;

/// A finding when none of the alternatives is presented. Whether credentials are right is the
/// server's to say, and a client certificate is not seen in an exchange.
pub(super) fn check(
    api: &Api,
    operation: &Operation,
    request: &Request,
    given: &Given<'_, '_>,
) -> Option<Finding> {
    let schemes = |requirement: &kontrakt_model::api::SecurityRequirement| -> Vec<&SecurityScheme> {
        let schemes = requirement.schemes.iter();
        schemes
            .filter_map(|it| api.security_schemes.get(it.scheme))
            .collect()
    };
    let alternatives: Vec<_> = operation.security.iter().map(schemes).collect();
    let is_presented = |scheme: &&SecurityScheme| presents(&scheme.kind, request, given);
    if alternatives.is_empty() || alternatives.iter().any(|all| all.iter().all(is_presented)) {
        return None;
    }
    let words: Vec<String> = alternatives
        .iter()
        .map(|all| {
            all.iter()
                .map(|it| wanted(&it.kind))
                .collect::<Vec<_>>()
                .join(" and ")
        })
        .collect();
    let finding = Finding::error(
        codes::CREDENTIALS,
        "the request presents no credentials of the operation",
    )
    .at(request.target.place(), "credentials are missing")
    .related(
        operation.location.place(),
        "the operation is described here",
    );
    Some(finding.help(format!("it asks for {}", words.join(", or "))))
}

fn presents(kind: &SchemeKind, request: &Request, given: &Given<'_, '_>) -> bool {
    let has_authorization = |scheme: &str| {
        values(&request.fields, "authorization")
            .iter()
            .any(|value| {
                let name = value.as_str().split(' ').next().unwrap_or_default();
                name.eq_ignore_ascii_case(scheme)
            })
    };
    match kind {
        SchemeKind::Basic => has_authorization("basic"),
        SchemeKind::Bearer { .. }
        | SchemeKind::OAuth2 { .. }
        | SchemeKind::OpenIdConnect { .. } => has_authorization("bearer"),
        SchemeKind::Http { scheme } => has_authorization(scheme),
        SchemeKind::ApiKey { name, place } => match place {
            ParameterIn::Query => given.query.iter().any(|pair| pair.name == *name),
            ParameterIn::Cookie => given.cookies.iter().any(|pair| pair.name == *name),
            _ => !values(&request.fields, name).is_empty(),
        },
        SchemeKind::MutualTls => true,
    }
}

fn wanted(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Basic => "`Authorization: Basic`".to_owned(),
        SchemeKind::Bearer { .. }
        | SchemeKind::OAuth2 { .. }
        | SchemeKind::OpenIdConnect { .. } => "`Authorization: Bearer`".to_owned(),
        SchemeKind::Http { scheme } => {
            format!("the scheme {} in `Authorization`", shown_name(scheme))
        }
        SchemeKind::ApiKey { name, place } => {
            let place = match place {
                ParameterIn::Query => "query parameter",
                ParameterIn::Cookie => "cookie",
                _ => "header",
            };
            format!("the {place} {}", shown_name(name))
        }
        SchemeKind::MutualTls => "a client certificate".to_owned(),
    }
}
