//! Security schemes, and what operations ask for.

use kontrakt_model::api::{self, ParameterIn, SchemeKind};
use kontrakt_model::{Api, Diagnostics, Finding};
use serde::Serialize;

use super::docs::Docs;
use crate::codes;
use crate::names::{self, Ident, Scope};

/// A security scheme.
#[derive(Debug, Clone, Serialize)]
pub struct Scheme {
    /// The name in the description.
    pub name: String,
    /// The method of the client that sets its credentials, such as `basic_auth`.
    pub ident: Ident,
    /// The variant of the credentials that a server receives, such as `BasicAuth`.
    pub variant: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// How credentials are presented.
    pub presented: Presented,
}

/// How credentials are presented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presented {
    /// HTTP Basic (RFC 7617).
    Basic,
    /// A bearer token (RFC 6750): also what OAuth 2.0 and OpenID Connect end in.
    Bearer,
    /// A key under this name in a header.
    Header(String),
    /// A key under this name in the query.
    Query(String),
    /// A key under this name in a cookie.
    Cookie(String),
    /// Not in the request, or not in a way that is generated: a scheme of `Authorization` by its
    /// name, or the connection itself.
    Other(String),
}

/// Schemes that are presented together, by their index.
pub type Requirement = Vec<usize>;

/// Plans the security schemes.
pub(super) fn plan_all(api: &Api, diagnostics: &mut Diagnostics) -> Vec<Scheme> {
    let mut idents = Scope::default();
    let mut variants = Scope::default();
    let mut plan = |scheme: &api::SecurityScheme| Scheme {
        name: scheme.name.clone(),
        ident: idents.claim(names::snake(&scheme.name)),
        variant: variants.claim(names::camel(&scheme.name)),
        docs: Docs::default()
            .text(scheme.description.as_deref())
            .note(format!("`#{}`", super::docs::code(&scheme.location.pointer))),
        presented: presented(scheme, diagnostics),
    };
    api.security_schemes.iter().map(&mut plan).collect()
}

fn presented(scheme: &api::SecurityScheme, diagnostics: &mut Diagnostics) -> Presented {
    match &scheme.kind {
        SchemeKind::Basic => Presented::Basic,
        SchemeKind::Bearer { .. } | SchemeKind::OAuth2 { .. } | SchemeKind::OpenIdConnect { .. } => Presented::Bearer,
        SchemeKind::ApiKey { name, place } => match place {
            ParameterIn::Query => Presented::Query(name.clone()),
            ParameterIn::Cookie => Presented::Cookie(name.clone()),
            _ => Presented::Header(name.clone()),
        },
        SchemeKind::Http { scheme: kind } => other(scheme, kind, diagnostics),
        SchemeKind::MutualTls => other(scheme, "mutualTLS", diagnostics),
    }
}

fn other(scheme: &api::SecurityScheme, kind: &str, diagnostics: &mut Diagnostics) -> Presented {
    let message = format!("no code is generated for the security scheme `{}` ({kind})", scheme.name);
    let finding = Finding::info(codes::SECURITY_SCHEME, message)
        .at(scheme.location.place(), "this scheme")
        .help("Present it through a `reqwest::Client` of your own, and check it in a layer around the router.");
    diagnostics.push(finding);
    Presented::Other(kind.to_owned())
}

/// What an operation asks for: one of the requirements, each of all its schemes.
pub(super) fn requirements(api: &Api, security: &[api::SecurityRequirement]) -> Vec<Requirement> {
    let known = |scheme: &usize| *scheme < api.security_schemes.len();
    let schemes = |requirement: &api::SecurityRequirement| {
        requirement.schemes.iter().map(|used| used.scheme).filter(known).collect()
    };
    security.iter().map(schemes).collect()
}
