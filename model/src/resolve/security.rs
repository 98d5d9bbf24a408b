//! Security schemes and requirements.

use super::place::At;
use super::{Resolver, extensions, members_of};
use crate::api::{
    OAuthFlow, Parameter, ParameterIn, SchemeKind, SchemeUse, SecurityRequirement, SecurityScheme,
};
use crate::codes;
use crate::finding::Finding;
use crate::node::Value;

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
    let of_type = match implied(at) {
        Some(implied) => {
            cx.missing(at, "type", &what, &format!("read as `{implied}`"));
            implied.to_owned()
        }
        None => needed(cx, at, "type", &what)?,
    };
    Some(match of_type.as_str() {
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
        "basic" | "bearer" => {
            let message =
                format!("`type: {of_type}` is `type: http` with `scheme: {of_type}` in OpenAPI 3");
            cx.push(Finding::warning(codes::OTHER_VERSION, message).at(at.place(), "read as that"));
            http(cx, of_type, at)
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

/// The type that the members of a scheme without one say.
fn implied(at: &At<'_>) -> Option<&'static str> {
    let has = |name| at.get(name).is_some();
    match () {
        () if has("type") => None,
        () if has("scheme") => Some("http"),
        () if has("flows") => Some("oauth2"),
        () if has("openIdConnectUrl") => Some("openIdConnect"),
        () if has("in") && has("name") => Some("apiKey"),
        () => None,
    }
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
    let stated = at.get("security")?;
    let alternatives: Vec<At<'a>> = match stated.node.value {
        Value::Object(_) => {
            let label = "read as the only one of a list";
            wrong_requirement(cx, &stated, "a list", label);
            vec![stated]
        }
        _ => cx.items(at, "security").collect(),
    };
    let mut requirements = Vec::new();
    for at in alternatives {
        let mut schemes = Vec::new();
        match &at.node.value {
            Value::Object(_) => {}
            Value::String(name) => {
                let label = format!("read as `{name}: []`");
                wrong_requirement(cx, &at, "a list of objects", &label);
                let scheme = scheme(cx, &at, name);
                let scopes = Vec::new();
                schemes.push(SchemeUse { scheme, scopes });
            }
            _ => {
                cx.wrong_kind(&at, "security", "a list of objects");
                continue;
            }
        }
        for (name, _) in members_of(&at) {
            schemes.push(SchemeUse {
                scheme: scheme(cx, &at, name),
                scopes: cx.texts(&at, name),
            });
        }
        let alternatives = told_apart(cx, &at, schemes).into_iter();
        requirements.extend(alternatives.map(|schemes| SecurityRequirement { schemes }));
    }
    Some(requirements)
}

/// A request has one `Authorization` and one value of a key, so that schemes which are presented in the
/// same place can only be meant as alternatives of each other.
fn told_apart<'a>(
    cx: &mut Resolver<'a>,
    at: &At<'a>,
    schemes: Vec<SchemeUse>,
) -> Vec<Vec<SchemeUse>> {
    let mut places: Vec<(Option<Presented>, Vec<SchemeUse>)> = Vec::new();
    for scheme in schemes {
        let place = (cx.schemes.get(scheme.scheme)).and_then(|it| presented_in(&it.kind));
        let mut known = places.iter_mut();
        match known.find(|(known, _)| known.is_some() && *known == place) {
            Some((_, schemes)) => schemes.push(scheme),
            None => places.push((place, vec![scheme])),
        }
    }
    for (place, schemes) in &places {
        let (Some((place, name)), [_, _, ..]) = (place, schemes.as_slice()) else {
            continue;
        };
        let names = schemes.iter().filter_map(|it| cx.schemes.get(it.scheme));
        let names: Vec<String> = names.map(|it| format!("`{}`", it.name)).collect();
        let place = match place {
            ParameterIn::Query => "query parameter",
            ParameterIn::Cookie => "cookie",
            _ => "header",
        };
        let message = format!(
            "{} are presented in the {place} `{name}`, which a request has once",
            names.join(" and "),
        );
        let finding = Finding::warning(codes::SAME_PLACE, message)
            .at(at.place(), "read as alternatives")
            .help("give each an item of its own in the list");
        cx.push(finding);
    }
    let most = places.iter().map(|(_, schemes)| schemes.len()).max();
    let alternative = |nth: usize| {
        let schemes = places.iter();
        let nth = schemes.filter_map(|(_, all)| all.get(nth).or(all.last()).cloned());
        nth.collect()
    };
    (0..most.unwrap_or(1)).map(alternative).collect()
}

/// Leaves out the parameters that are the key of a scheme which the operation asks for: a request has it
/// once, and the credentials say it.
pub(super) fn leave_out_keys(
    cx: &mut Resolver<'_>,
    security: &[SecurityRequirement],
    parameters: &mut Vec<Parameter>,
) {
    let asked = security.iter().flat_map(|it| &it.schemes);
    let asked = asked.filter_map(|it| cx.schemes.get(it.scheme));
    let keys = asked.filter_map(|it| Some((presented_in(&it.kind)?, it.name.clone())));
    let keys: Vec<(Presented, String)> = keys.collect();
    parameters.retain(|parameter| {
        let name = match parameter.place {
            ParameterIn::Header => parameter.name.to_ascii_lowercase(),
            _ => parameter.name.clone(),
        };
        let presented = (parameter.place, name);
        let Some((_, scheme)) = keys.iter().find(|(key, _)| *key == presented) else {
            return true;
        };
        let message = format!(
            "the parameter `{}` is the key of the security scheme `{scheme}`",
            parameter.name
        );
        let finding = Finding::info(codes::KEY_PARAMETER, message).at(
            parameter.location.place(),
            "left out: the credentials say it",
        );
        cx.push(finding);
        false
    });
}

/// Where a request has credentials: the place, and the name there.
type Presented = (ParameterIn, String);

/// Where a request has the credentials of a scheme.
fn presented_in(kind: &SchemeKind) -> Option<Presented> {
    match kind {
        SchemeKind::Basic
        | SchemeKind::Bearer { .. }
        | SchemeKind::OAuth2 { .. }
        | SchemeKind::OpenIdConnect { .. } => {
            Some((ParameterIn::Header, "authorization".to_owned()))
        }
        SchemeKind::ApiKey { name, place } => match place {
            ParameterIn::Header => Some((*place, name.to_ascii_lowercase())),
            _ => Some((*place, name.clone())),
        },
        SchemeKind::Http { .. } | SchemeKind::MutualTls => None,
    }
}

fn wrong_requirement(cx: &mut Resolver<'_>, at: &At<'_>, wanted: &str, label: &str) {
    let message = format!(
        "`security` must be {wanted}, not of type {}",
        at.node.type_name()
    );
    cx.push(Finding::warning(codes::WRONG_KIND, message).at(at.place(), label));
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
