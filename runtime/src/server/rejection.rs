//! Requests that do not reach the service, as `application/problem+json` (RFC 9457).

use std::io;

use axum::http::header::{ACCEPT, ALLOW, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, json};

use super::Denied;
use crate::stream::TooLong;
use crate::violation::{Invalid, Syntax, Violations};
use crate::{Json, Violation};

/// A request that does not reach the service.
#[derive(Debug)]
pub struct Rejection(Box<Problem>);

#[derive(Debug)]
struct Problem {
    status: StatusCode,
    detail: String,
    members: Map<String, Json>,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Rejection {
    /// A rejection with a status and what is wrong, for people.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Rejection(Box::new(Problem {
            status,
            detail: detail.into(),
            members: Map::new(),
            header: None,
        }))
    }

    /// The caller must authenticate; `challenge` is for `WWW-Authenticate` (RFC 9110, 11.6.1).
    pub fn unauthorized(challenge: &'static str) -> Self {
        let detail = "valid credentials are required";
        Self::new(StatusCode::UNAUTHORIZED, detail)
            .header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    /// The service does not serve the caller.
    pub fn denied(denied: Denied, challenge: &'static str) -> Self {
        match denied {
            Denied::Unauthorized => Self::unauthorized(challenge),
            Denied::Forbidden => Self::new(
                StatusCode::FORBIDDEN,
                "the caller may not use this operation",
            ),
        }
    }

    /// No route has the path.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is nothing at this path")
    }

    /// The path has other methods.
    pub(super) fn method_not_allowed(methods: &str) -> Self {
        let detail = "the path does not have this method";
        let rejection = Self::new(StatusCode::METHOD_NOT_ALLOWED, detail);
        match HeaderValue::from_str(methods) {
            Ok(methods) => rejection.header(ALLOW, methods),
            Err(_) => rejection,
        }
    }

    /// The path has several operations, and the request says of none that it is meant.
    pub(super) fn not_told_apart(expected: &[String]) -> Self {
        let detail = format!(
            "the path has several operations, and the request is for none of them: it needs {}",
            expected.join(" or ")
        );
        let expected = expected.iter().map(|it| it.replace('`', "").into());
        Self::new(StatusCode::NOT_FOUND, detail).member("expected", Json::Array(expected.collect()))
    }

    pub(super) fn too_large(limit: u64) -> Self {
        let detail = format!("the body exceeds {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    }

    /// The body could not be read to its end.
    pub(super) fn broken_off(error: io::Error) -> Self {
        match error.get_ref().and_then(|it| it.downcast_ref::<TooLong>()) {
            Some(TooLong(limit)) => Self::too_large(*limit),
            None => Self::new(StatusCode::BAD_REQUEST, "the body broke off"),
        }
    }

    pub(super) fn unsupported(found: Option<&str>, expected: &[&str]) -> Self {
        let expected = expected.join(", ");
        let detail = match found {
            Some(found) => format!("the body is {found}; expected {expected}"),
            None => format!("the request has no Content-Type; expected {expected}"),
        };
        let rejection = Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail);
        match HeaderValue::from_str(&expected) {
            Ok(expected) => rejection.header(ACCEPT, expected),
            Err(_) => rejection,
        }
    }

    pub(super) fn not_acceptable(offered: &[&str]) -> Self {
        let detail = format!("the answer is one of {}", offered.join(", "));
        Self::new(StatusCode::NOT_ACCEPTABLE, detail)
    }

    pub(super) fn invalid_body(invalid: Invalid) -> Self {
        Self::invalid_body_of("JSON", invalid)
    }

    /// A body that is not of its notation, or does not meet the description.
    pub(super) fn invalid_body_of(notation: &str, invalid: Invalid) -> Self {
        match invalid {
            Invalid::Syntax(syntax) => Self::not_of(notation, &syntax),
            Invalid::Violations(violations) => {
                let detail = "the body does not meet the description";
                Self::new(StatusCode::BAD_REQUEST, detail).violations(violations)
            }
        }
    }

    #[cfg(feature = "multipart")]
    pub(super) fn invalid_form(violations: Violations) -> Self {
        Self::invalid_body(Invalid::Violations(violations))
    }

    /// A part of a form is too large, or a form by it.
    #[cfg(feature = "multipart")]
    pub(super) fn too_large_part(limit: u64, violation: Violation) -> Self {
        let list = vec![violation];
        Self::too_large(limit).violations(Violations { list, omitted: 0 })
    }

    pub(super) fn invalid_parameter(place: &str, name: &str, violations: Violations) -> Self {
        let detail = format!("the {place} parameter `{name}` does not meet the description");
        Self::new(StatusCode::BAD_REQUEST, detail)
            .member("parameter", name.into())
            .violations(violations)
    }

    pub(super) fn invalid_parameters(violations: Violations) -> Self {
        let detail = "the parameters do not meet the description";
        Self::new(StatusCode::BAD_REQUEST, detail).violations(violations)
    }

    fn not_of(notation: &str, syntax: &Syntax) -> Self {
        let detail = format!("the body is not {notation}: {syntax}");
        Self::new(StatusCode::BAD_REQUEST, detail)
            .member("offset", syntax.offset.into())
            .member("line", syntax.line.into())
            .member("column", syntax.column.into())
    }

    fn violations(self, violations: Violations) -> Self {
        let omitted = violations.omitted();
        let list = violations.into_iter().map(describe).collect();
        let rejection = self.member("violations", Json::Array(list));
        match omitted {
            0 => rejection,
            omitted => rejection.member("violationsOmitted", omitted.into()),
        }
    }

    fn member(mut self, name: &str, value: Json) -> Self {
        self.0.members.insert(name.to_owned(), value);
        self
    }

    pub(super) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.header = Some((name, value));
        self
    }
}

fn describe(violation: Violation) -> Json {
    json!({
        "pointer": violation.pointer,
        "keyword": violation.keyword,
        "message": violation.message,
    })
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let Problem {
            status,
            detail,
            members,
            header,
        } = *self.0;
        let mut problem = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": detail,
        });
        if let Json::Object(problem) = &mut problem {
            problem.extend(members);
        }
        let mut response = Response::new(problem.to_string().into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("application/problem+json");
        headers.insert(CONTENT_TYPE, media_type);
        if let Some((name, value)) = header {
            headers.insert(name, value);
        }
        response
    }
}
