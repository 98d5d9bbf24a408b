//! Security requirements and schemes.

use serde::Serialize;

use super::{Extensions, Location, ParameterIn};

/// Schemes that must be presented together.
#[derive(Debug, Clone, Serialize)]
pub struct SecurityRequirement {
    /// The schemes; empty allows anonymous calls.
    pub schemes: Vec<SchemeUse>,
}

/// A scheme that a requirement names.
#[derive(Debug, Clone, Serialize)]
pub struct SchemeUse {
    /// Index into [`Api::security_schemes`](super::Api::security_schemes).
    pub scheme: usize,
    /// The scopes or roles it asks for.
    pub scopes: Vec<String>,
}

/// A security scheme object under its name.
#[derive(Debug, Clone, Serialize)]
pub struct SecurityScheme {
    /// Where it stands.
    pub location: Location,
    /// The name under `components.securitySchemes`.
    pub name: String,
    /// `description`
    pub description: Option<String>,
    /// `deprecated` (3.2)
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// What it is.
    pub kind: SchemeKind,
    /// `x-` members.
    pub extensions: Extensions,
}

/// `type` of a security scheme with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum SchemeKind {
    /// HTTP Basic (RFC 7617).
    Basic,
    /// An HTTP bearer token (RFC 6750).
    Bearer {
        /// `bearerFormat`
        format: Option<String>,
    },
    /// Another HTTP authentication scheme by its name.
    Http {
        /// `scheme`
        scheme: String,
    },
    /// An API key.
    ApiKey {
        /// The name of the header, query parameter or cookie.
        name: String,
        /// Where it goes: query, header or cookie.
        place: ParameterIn,
    },
    /// OAuth 2.0.
    OAuth2 {
        /// `flows`
        flows: Vec<OAuthFlow>,
        /// `oauth2MetadataUrl` (3.2)
        #[serde(skip_serializing_if = "Option::is_none")]
        metadata_url: Option<String>,
    },
    /// OpenID Connect.
    OpenIdConnect {
        /// `openIdConnectUrl`
        url: String,
    },
    /// Mutual TLS.
    MutualTls,
}

/// An OAuth flow object under its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OAuthFlow {
    /// `implicit`, `password`, `clientCredentials`, `authorizationCode` or `deviceAuthorization`.
    pub name: String,
    /// `tokenUrl`
    pub token_url: Option<String>,
    /// `authorizationUrl`
    pub authorization_url: Option<String>,
    /// `deviceAuthorizationUrl` (3.2)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_authorization_url: Option<String>,
    /// `refreshUrl`
    pub refresh_url: Option<String>,
    /// `scopes` with their descriptions.
    pub scopes: Vec<(String, String)>,
}
