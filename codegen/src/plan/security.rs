//! Security schemes, and what operations ask for.

use kontrakt_model::api::{self, ParameterIn, SchemeKind};
use kontrakt_model::{Api, Diagnostics, Finding};
use serde::Serialize;

use super::docs::{self, Docs};
use super::operations::Operation;
use super::tokens::{self, TokenOperation};
use crate::codes;
use crate::names::{self, Ident, Scope};

/// A security scheme.
#[derive(Debug, Clone, Serialize)]
pub struct Scheme {
    /// The name in the description.
    pub name: String,
    /// The method of the client that sets its credentials, such as `basic_auth`.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// How credentials are presented.
    pub presented: Presented,
    /// The operation that gives tokens for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<TokenOperation>,
    /// Where clients of their own account get tokens (OAuth 2.0, client credentials).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_url: Option<String>,
    /// Where devices get tokens that a person grants (OAuth 2.0, device authorization).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceFlow>,
    /// Whether operations ask for scopes of its tokens.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub scoped: bool,
}

/// The device flow of OAuth 2.0 (RFC 8628).
#[derive(Debug, Clone, Serialize)]
pub struct DeviceFlow {
    /// Where a device asks for the code that it shows.
    pub authorization_url: String,
    /// Where it gets its token.
    pub token_url: String,
    /// Where it renews its token, if elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_url: Option<String>,
    /// All scopes that operations ask for, since a person is asked once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
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

/// Schemes that are presented together, by their index; none for anonymous calls.
pub type Requirement = Vec<usize>;

/// How callers authenticate.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Security {
    /// The security schemes of the description.
    pub schemes: Vec<Scheme>,
    /// What a server can receive: a variant for each requirement of any operation.
    pub credentials: Vec<Credentials>,
    /// The ways to authenticate, of which each operation has one or none.
    pub checks: Vec<Check>,
}

/// What a caller presents: all that one requirement asks for.
#[derive(Debug, Clone, Serialize)]
pub struct Credentials {
    /// The name of the variant, such as `BasicAuth`.
    pub ident: Ident,
    /// Its schemes.
    pub schemes: Requirement,
}

/// One way to authenticate: the first of some requirements that is met.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// The name of its function, such as `basic_auth`.
    pub ident: Ident,
    /// The requirements, in the order in which they are tried.
    pub requirements: Vec<Requirement>,
    /// What is told to present, for `WWW-Authenticate`.
    pub challenge: String,
}

impl Security {
    /// The way in which an operation authenticates.
    pub fn check(&self, requirements: &[Requirement]) -> Option<&Check> {
        self.checks
            .iter()
            .find(|check| check.requirements == requirements)
    }

    /// The variant for a requirement.
    pub fn credentials(&self, requirement: &Requirement) -> Option<&Credentials> {
        self.credentials
            .iter()
            .find(|credentials| credentials.schemes == *requirement)
    }
}

/// Plans the security schemes and what operations make of them.
pub(super) fn plan(api: &Api, operations: &[Operation], diagnostics: &mut Diagnostics) -> Security {
    let mut idents = Scope::with_reserved(CLIENT_METHODS);
    let mut scheme = |scheme: &api::SecurityScheme| Scheme {
        name: scheme.name.clone(),
        ident: idents.claim(names::snake(&scheme.name)),
        docs: docs(scheme),
        presented: presented(scheme, diagnostics),
        tokens: tokens::plan(scheme, operations, diagnostics),
        token_url: token_url(scheme),
        device: device(scheme),
        scoped: false,
    };
    let mut schemes: Vec<Scheme> = api.security_schemes.iter().map(&mut scheme).collect();
    for (at, scopes) in operations.iter().flat_map(|operation| &operation.scopes) {
        if let Some(scheme) = schemes.get_mut(*at) {
            scheme.scoped = scheme.presented == Presented::Bearer;
            if let Some(device) = &mut scheme.device {
                for scope in scopes {
                    if !device.scopes.contains(scope) {
                        device.scopes.push(scope.clone());
                    }
                }
            }
        }
    }
    let mut security = Security {
        schemes,
        ..Security::default()
    };
    let mut variants = Scope::default();
    let mut functions = Scope::with_reserved(&["router", "router_with"]);
    let realm = realm(&api.info.title);
    for operation in operations
        .iter()
        .filter(|operation| !operation.security.is_empty())
    {
        for requirement in &operation.security {
            if security.credentials(requirement).is_none() {
                let ident = variants.claim(names::camel(&named(&security.schemes, requirement)));
                security.credentials.push(Credentials {
                    ident,
                    schemes: requirement.clone(),
                });
            }
        }
        if security.check(&operation.security).is_none() {
            let all: Vec<String> = operation
                .security
                .iter()
                .map(|it| named(&security.schemes, it))
                .collect();
            security.checks.push(Check {
                ident: functions.claim(names::snake(&all.join(" or "))),
                requirements: operation.security.clone(),
                challenge: challenge(&security.schemes, &operation.security, &realm),
            });
        }
    }
    security
}

/// What a scheme says, where its tokens come from, and whether it is deprecated.
fn docs(scheme: &api::SecurityScheme) -> Docs {
    let code = |url: &str| format!("`{}`", docs::code(url));
    let mut lines = Vec::new();
    match &scheme.kind {
        SchemeKind::OAuth2 {
            flows,
            metadata_url,
        } => {
            for flow in flows {
                let urls = [
                    ("authorization", &flow.authorization_url),
                    ("device authorization", &flow.device_authorization_url),
                    ("tokens", &flow.token_url),
                    ("renewal", &flow.refresh_url),
                ];
                let urls = urls.into_iter();
                let urls: Vec<String> = urls
                    .filter_map(|(what, url)| Some(format!("{what} at {}", code(url.as_deref()?))))
                    .collect();
                let line = format!("* {}: {}", code(&flow.name), urls.join(", "));
                lines.push(line.trim_end_matches(": ").to_owned());
            }
            let metadata = metadata_url.as_deref();
            lines.extend(metadata.map(|url| format!("* metadata (RFC 8414) at {}", code(url))));
        }
        SchemeKind::OpenIdConnect { url } => {
            lines.push(format!("* OpenID Connect Discovery at {}", code(url)));
        }
        _ => {}
    }
    let docs = Docs::default()
        .text(scheme.description.as_deref())
        .lines(lines);
    match scheme.deprecated {
        true => docs.note("Deprecated by the description."),
        false => docs,
    }
}

/// Methods that have a meaning already: those of the client, and those that every `Arc` has and that
/// the server would call in place of the service's.
pub(super) const CLIENT_METHODS: &[&str] = &[
    "api_version",
    "as_ref",
    "baseurl",
    "client",
    "clone",
    "clone_from",
    "clone_into",
    "drop",
    "exec",
    "fmt",
    "from",
    "hooks",
    "inner",
    "into",
    "new",
    "own_servers",
    "post",
    "pre",
    "response_checks",
    "response_limit",
    "timeout",
    "to_owned",
    "try_from",
    "try_into",
    "with_client",
];

/// The schemes of a requirement in words.
fn named(schemes: &[Scheme], requirement: &Requirement) -> String {
    let names: Vec<&str> = requirement
        .iter()
        .filter_map(|at| schemes.get(*at))
        .map(|it| it.name.as_str())
        .collect();
    match names.as_slice() {
        [] => "anonymous".to_owned(),
        names => names.join(" and "),
    }
}

/// The title as a quoted string of a header can hold it.
fn realm(title: &str) -> String {
    let ascii = any_ascii::any_ascii(title);
    let text: String = ascii
        .chars()
        .filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\'))
        .collect();
    match text.trim() {
        "" => "api".to_owned(),
        text => text.to_owned(),
    }
}

/// A challenge for each scheme that can be presented (RFC 9110, section 11.6.1).
fn challenge(schemes: &[Scheme], requirements: &[Requirement], realm: &str) -> String {
    let mut challenges: Vec<String> = Vec::new();
    for scheme in requirements
        .iter()
        .flatten()
        .filter_map(|at| schemes.get(*at))
    {
        let challenge = match &scheme.presented {
            Presented::Basic => format!("Basic realm=\"{realm}\", charset=\"UTF-8\""),
            Presented::Bearer => format!("Bearer realm=\"{realm}\""),
            // There is no registered scheme for keys; a challenge must be sent all the same.
            _ => format!("ApiKey realm=\"{realm}\""),
        };
        if !challenges.contains(&challenge) {
            challenges.push(challenge);
        }
    }
    challenges.join(", ")
}

fn presented(scheme: &api::SecurityScheme, diagnostics: &mut Diagnostics) -> Presented {
    match &scheme.kind {
        SchemeKind::Basic => Presented::Basic,
        SchemeKind::Bearer { .. }
        | SchemeKind::OAuth2 { .. }
        | SchemeKind::OpenIdConnect { .. } => Presented::Bearer,
        SchemeKind::ApiKey { name, place } => match place {
            ParameterIn::Query => Presented::Query(name.clone()),
            ParameterIn::Cookie => Presented::Cookie(name.clone()),
            _ => Presented::Header(name.clone()),
        },
        SchemeKind::Http { scheme: kind } => other(scheme, kind, diagnostics),
        SchemeKind::MutualTls => other(scheme, "mutualTLS", diagnostics),
    }
}

/// Where a client gets tokens by its own account.
fn token_url(scheme: &api::SecurityScheme) -> Option<String> {
    flow(scheme, "clientCredentials")?.token_url.clone()
}

fn device(scheme: &api::SecurityScheme) -> Option<DeviceFlow> {
    let flow = flow(scheme, "deviceAuthorization")?;
    Some(DeviceFlow {
        authorization_url: flow.device_authorization_url.clone()?,
        token_url: flow.token_url.clone()?,
        refresh_url: flow.refresh_url.clone(),
        scopes: Vec::new(),
    })
}

fn flow<'a>(scheme: &'a api::SecurityScheme, name: &str) -> Option<&'a api::OAuthFlow> {
    let SchemeKind::OAuth2 { flows, .. } = &scheme.kind else {
        return None;
    };
    flows.iter().find(|flow| flow.name == name)
}

fn other(scheme: &api::SecurityScheme, kind: &str, diagnostics: &mut Diagnostics) -> Presented {
    let message = format!(
        "no code is generated for the security scheme `{}` ({kind})",
        scheme.name
    );
    let finding = Finding::info(codes::SECURITY_SCHEME, message)
        .at(scheme.location.place(), "this scheme")
        .help("Present it through a `reqwest::Client` of your own, and check it in a layer around the router.");
    diagnostics.push(finding);
    Presented::Other(kind.to_owned())
}

/// The scopes that an operation asks for, by scheme. Where it asks for one scheme in several ways,
/// those of the first suffice.
pub(super) fn scopes(
    api: &Api,
    security: &[api::SecurityRequirement],
) -> Vec<(usize, Vec<String>)> {
    let mut all: Vec<(usize, Vec<String>)> = Vec::new();
    for used in security.iter().flat_map(|requirement| &requirement.schemes) {
        let is_new = all.iter().all(|(scheme, _)| *scheme != used.scheme);
        if is_new && used.scheme < api.security_schemes.len() {
            all.push((used.scheme, used.scopes.clone()));
        }
    }
    all.retain(|(_, scopes)| !scopes.is_empty());
    all
}

/// What an operation asks for: one of the requirements, each of all its schemes. Anonymous calls
/// come last, so that credentials count where there are some.
pub(super) fn requirements(api: &Api, security: &[api::SecurityRequirement]) -> Vec<Requirement> {
    let known = |scheme: &usize| *scheme < api.security_schemes.len();
    let mut requirements: Vec<Requirement> = Vec::with_capacity(security.len());
    for requirement in security {
        let schemes: Requirement = requirement
            .schemes
            .iter()
            .map(|used| used.scheme)
            .filter(known)
            .collect();
        if !requirements.contains(&schemes) {
            requirements.push(schemes);
        }
    }
    requirements.sort_by_key(Vec::is_empty);
    // Where all that is asked for is nothing, nothing is asked for.
    if requirements == [Requirement::new()] {
        Vec::new()
    } else {
        requirements
    }
}
