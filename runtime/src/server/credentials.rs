//! What a caller presents.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::Secret;

/// A user name and a password (HTTP Basic, RFC 7617).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basic {
    /// The name of the user.
    pub username: String,
    /// The password.
    pub password: Secret,
}

impl Basic {
    pub(super) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let decoded = STANDARD.decode(credentials(headers, "basic")?).ok()?;
        let text = String::from_utf8(decoded).ok()?;
        let (username, password) = text.split_once(':')?;
        Some(Basic {
            username: username.to_owned(),
            password: password.to_owned().into(),
        })
    }
}

/// The scopes that an operation asks for, in the order of the description.
pub type Scopes = &'static [&'static str];

/// A bearer token, and what it must be good for. Whether it is, the service finds out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scoped {
    /// The token.
    pub token: Secret,
    /// The scopes that the operation asks for.
    pub scopes: Scopes,
}

pub(super) fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let token = credentials(headers, "bearer")?;
    (!token.is_empty()).then(|| token.to_owned().into())
}

/// What follows the name of a scheme in the one `Authorization` header.
fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (all.next(), all.next()) else {
        return None;
    };
    let (name, rest) = value.to_str().ok()?.split_once(' ')?;
    name.eq_ignore_ascii_case(scheme)
        .then(|| rest.trim_matches(' '))
}

/// Why a service does not serve a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The credentials are wrong: status 401.
    Unauthorized,
    /// The caller is known but must not do this: status 403.
    Forbidden,
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn basic(value: &'static str) -> Option<Basic> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
        Basic::from_headers(&headers)
    }

    #[test]
    fn reads_basic_credentials() {
        let found = basic("bAsIc YXBpQHRlc3QuZGU6cHc6MTQ=").unwrap();
        assert_eq!(found.username, "api@test.de");
        assert_eq!(found.password.expose(), "pw:14");
        assert!(!format!("{found:?}").contains("pw:14"));
        assert_eq!(basic("Basic %%%"), None);
        assert_eq!(basic("Basic YXBp"), None);
        assert_eq!(basic("Bearer YXBpQHRlc3QuZGU6cHc="), None);
        assert_eq!(Basic::from_headers(&HeaderMap::new()), None);
    }
}
