//! What a caller presents for a security scheme.

use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};

use super::encoding::encode;
use super::tokens::Tokens;

/// What is presented for one security scheme. It has no `Debug`, so as never to be printed.
#[derive(Clone)]
pub enum Credential {
    /// HTTP Basic (RFC 7617).
    Basic {
        /// The name of the user, without a colon.
        username: String,
        /// The password.
        password: String,
    },
    /// A bearer token (RFC 6750).
    Bearer(String),
    /// Bearer tokens that are asked for and renewed.
    Tokens(Tokens),
    /// An API key in a header.
    Header {
        /// The name of the header.
        name: &'static str,
        /// The key.
        key: String,
    },
    /// An API key in the query.
    Query {
        /// The name of the parameter.
        name: &'static str,
        /// The key.
        key: String,
    },
    /// An API key in a cookie.
    Cookie {
        /// The name of the cookie.
        name: &'static str,
        /// The key.
        key: String,
    },
}

impl Credential {
    /// Adds a credential that goes into a header; gives what is wrong with it.
    pub(super) fn apply(&self, request: RequestBuilder) -> Result<RequestBuilder, String> {
        match self {
            Credential::Basic { username, password } => {
                if username.contains(':') {
                    return Err("a user name of HTTP Basic has no colon (RFC 7617)".to_owned());
                }
                Ok(request.basic_auth(username, Some(password)))
            }
            Credential::Bearer(token) => {
                let value = secret(&format!("Bearer {token}"))?;
                Ok(request.header(AUTHORIZATION, value))
            }
            Credential::Header { name, key } => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| format!("`{name}` is no name of a header"))?;
                Ok(request.header(name, secret(key)?))
            }
            Credential::Cookie { name, key } => {
                Ok(request.header(COOKIE, secret(&format!("{name}={key}"))?))
            }
            // Tokens are put in when they are there.
            Credential::Query { .. } | Credential::Tokens(_) => Ok(request),
        }
    }

    /// The pair for the query, for a credential that goes there.
    pub(super) fn query(&self) -> Option<String> {
        match self {
            Credential::Query { name, key } => Some(format!("{}={}", encode(name), encode(key))),
            _ => None,
        }
    }
}

pub(super) fn secret(text: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| "a credential has characters that a header cannot carry".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}
