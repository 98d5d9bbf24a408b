//! Security schemes and requirements.

use super::place::At;
use super::{Resolver, extensions, members_of};
use crate::api::{
    OAuthFlow, ParameterIn, SchemeKind, SchemeUse, SecurityRequirement, SecurityScheme,
};
use crate::codes;
use crate::finding::Finding;

/// `components.securitySchemes`
pub(super) fn schemes<'a>(cx: &mut Resolver<'a>, root: &At<'a>) -> Vec<SecurityScheme> {
    let Some(components) = cx.object(root, "components") else {
        return Vec::new();
    };
    let mut schemes = Vec::new();
    for (name, at) in cx.members(&components, "securitySchemes") {
        let Some(at) = cx.target(at) else { continue };
        let Some(kind) = kind(cx, &at, name) else {
            continue;
        };
        schemes.push(SecurityScheme {
            location: at.location(),
            name: name.to_string(),
            description: cx.text(&at, "description"),
            deprecated: cx.flag(&at, "deprecated").unwrap_or_default(),
            kind,
            extensions: extensions(&at),
        });
    }
    schemes
}

fn kind<'a>(cx: &mut Resolver<'a>, at: &At<'a>, name: &str) -> Option<SchemeKind> {
    let what = format!("the security scheme `{name}`");
    Some(match needed(cx, at, "type", &what)?.as_str() {
        "http" => {
            let scheme = needed(cx, at, "scheme", &what)?;
            http(cx, scheme, at)
        }
        "apiKey" => {
            let place = needed(cx, at, "in", &what)?;
            SchemeKind::ApiKey {
                name: needed(cx, at, "name", &what)?,
                place: match place.as_str() {
                    "query" => ParameterIn::Query,
                    "header" => ParameterIn::Header,
                    "cookie" => ParameterIn::Cookie,
                    _ => {
                        return unknown(
                            cx,
                            at,
                            "in",
                            &format!("an API key cannot be in `{place}`"),
                        );
                    }
                },
            }
        }
        "oauth2" => SchemeKind::OAuth2 {
            flows: flows(cx, at),
            metadata_url: cx.text(at, "oauth2MetadataUrl"),
        },
        "openIdConnect" => SchemeKind::OpenIdConnect {
            url: needed(cx, at, "openIdConnectUrl", &what)?,
        },
        "mutualTLS" => SchemeKind::MutualTls,
        "basic" => {
            let message = "`type: basic` is `type: http` with `scheme: basic` since OpenAPI 3.0";
            cx.push(Finding::warning(codes::OTHER_VERSION, message).at(at.place(), "read as that"));
            SchemeKind::Basic
        }
        other => {
            return unknown(
                cx,
                at,
                "type",
                &format!("there is no security scheme of type `{other}`"),
            );
        }
    })
}

fn needed<'a>(cx: &mut Resolver<'a>, at: &At<'a>, name: &str, what: &str) -> Option<String> {
    let text = cx.text(at, name);
    if text.is_none() {
        cx.missing(at, name, what, "the scheme is left out");
    }
    text
}

fn http<'a>(cx: &mut Resolver<'a>, scheme: String, at: &At<'a>) -> SchemeKind {
    // Names of authentication schemes have no case (RFC 9110 section 11.1).
    match scheme.to_ascii_lowercase().as_str() {
        "basic" => SchemeKind::Basic,
        "bearer" => SchemeKind::Bearer {
            format: cx.text(at, "bearerFormat"),
        },
        _ => SchemeKind::Http { scheme },
    }
}

fn unknown(cx: &mut Resolver<'_>, at: &At<'_>, name: &str, message: &str) -> Option<SchemeKind> {
    let place = at.get(name).map_or(at.place(), |at| at.place());
    cx.push(Finding::warning(codes::UNKNOWN_VALUE, message).at(place, "the scheme is left out"));
    None
}

fn flows<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<OAuthFlow> {
    let mut flows = Vec::new();
    for (name, at) in cx.members(at, "flows") {
        if name.starts_with("x-") {
            continue;
        }
        let scopes = cx.members(&at, "scopes");
        flows.push(OAuthFlow {
            name: name.to_string(),
            scopes: scopes
                .map(|(name, at)| {
                    (
                        name.to_string(),
                        at.node.as_str().unwrap_or_default().to_string(),
                    )
                })
                .collect(),
            token_url: cx.text(&at, "tokenUrl"),
            authorization_url: cx.text(&at, "authorizationUrl"),
            device_authorization_url: cx.text(&at, "deviceAuthorizationUrl"),
            refresh_url: cx.text(&at, "refreshUrl"),
        });
    }
    flows
}

/// `security` of an operation or the whole description; `None` when it is not stated.
pub(super) fn requirements<'a>(
    cx: &mut Resolver<'a>,
    at: &At<'a>,
) -> Option<Vec<SecurityRequirement>> {
    at.get("security")?;
    let mut requirements = Vec::new();
    for at in cx.items(at, "security") {
        if at.node.as_object().is_none() {
            cx.wrong_kind(&at, "security", "a list of objects");
            continue;
        }
        let mut schemes = Vec::new();
        for (name, _) in members_of(&at) {
            schemes.push(SchemeUse {
                scheme: scheme(cx, &at, name),
                scopes: cx.texts(&at, name),
            });
        }
        requirements.push(SecurityRequirement { schemes });
    }
    Some(requirements)
}

/// The scheme with a name.
///
/// One that is not stated is added: to leave the requirement out could let everyone in.
fn scheme(cx: &mut Resolver<'_>, at: &At<'_>, name: &str) -> usize {
    if let Some(scheme) = cx.schemes.iter().position(|scheme| scheme.name == name) {
        return scheme;
    }
    let mut finding = Finding::warning(
        codes::UNKNOWN_SCHEME,
        format!("there is no security scheme `{name}`"),
    )
    .at(
        at.name_place(name),
        "taken to be an HTTP authentication scheme of that name",
    )
    .help("state it in `components.securitySchemes`");
    if let Some(near) = crate::nearest(name, cx.schemes.iter().map(|scheme| scheme.name.as_str())) {
        finding = finding.help(format!("there is `{near}`"));
    }
    cx.push(finding);
    cx.schemes.push(SecurityScheme {
        location: at.location(),
        name: name.to_string(),
        description: None,
        deprecated: false,
        kind: SchemeKind::Http {
            scheme: name.to_string(),
        },
        extensions: Vec::new(),
    });
    cx.schemes.len() - 1
}
