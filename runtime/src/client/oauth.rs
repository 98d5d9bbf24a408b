//! Tokens by the client credentials of OAuth 2.0 (RFC 6749, section 4.4), asked for through the
//! `oauth2` crate.

use std::fmt::Display;
use std::io;

use oauth2::basic::{BasicClient, BasicTokenResponse, BasicTokenType};
use oauth2::{
    ClientId, ClientSecret, ErrorResponse, HttpRequest, HttpResponse, RequestTokenError, Scope,
    TokenResponse as _, TokenUrl,
};
use reqwest::header::AUTHORIZATION;

use super::{Core, Scopes, Token, TokenFuture, TokenProvider};
use crate::Secret;

/// How large the answer with a token may be, in bytes.
const LIMIT: usize = 64 * 1024;

/// Asks an authorization server for tokens, each with the scopes that an operation asks for.
pub struct ClientCredentials {
    client: reqwest::Client,
    token_url: Result<TokenUrl, String>,
    id: ClientId,
    secret: ClientSecret,
}

impl ClientCredentials {
    /// For the credentials of a client, sent by HTTP Basic through the connections of `core`. A
    /// `token_url` that is relative is one of the API.
    pub fn new(core: &Core, token_url: &str, id: String, secret: Secret) -> Self {
        ClientCredentials {
            client: core.client().clone(),
            token_url: endpoint(core, token_url, TokenUrl::new),
            id: ClientId::new(id),
            secret: ClientSecret::new(secret.expose().to_owned()),
        }
    }

    async fn ask(&self, scopes: Scopes) -> Result<Token, String> {
        let client = BasicClient::new(self.id.clone())
            .set_client_secret(self.secret.clone())
            .set_token_uri(self.token_url.clone()?);
        let http = self.client.clone();
        let send = move |request| send(http.clone(), request);
        let scopes = scopes.iter().map(|scope| Scope::new((*scope).to_owned()));
        let asked = client.exchange_client_credentials().add_scopes(scopes);
        bearer(&asked.request_async(&send).await.map_err(told)?)
    }
}

/// The URL of an endpoint. One that is relative is of the API.
pub(super) fn endpoint<T, E: Display>(
    core: &Core,
    url: &str,
    read: impl FnOnce(String) -> Result<T, E>,
) -> Result<T, String> {
    let resolved = core.resolve(url)?;
    read(resolved).map_err(|error| format!("`{url}` cannot be used: {error}"))
}

/// What went wrong, without what the answer holds, which may be a secret.
pub(super) fn told<T: ErrorResponse + Display>(error: RequestTokenError<io::Error, T>) -> String {
    match error {
        RequestTokenError::ServerResponse(refused) => refused.to_string(),
        RequestTokenError::Request(error) => error.to_string(),
        _ => "the answer of the authorization server cannot be read".to_owned(),
    }
}

/// The token of an answer.
pub(super) fn bearer(answer: &BasicTokenResponse) -> Result<Token, String> {
    match answer.token_type() {
        BasicTokenType::Bearer => Ok(Token {
            secret: answer.access_token().secret().as_str().into(),
            lifetime: answer.expires_in(),
        }),
        _ => Err("the authorization server gives no bearer tokens".to_owned()),
    }
}

impl TokenProvider for ClientCredentials {
    fn token(&self) -> TokenFuture<'_> {
        self.token_for(&[])
    }

    fn token_for(&self, scopes: Scopes) -> TokenFuture<'_> {
        Box::pin(self.ask(scopes))
    }

    fn is_by_scopes(&self) -> bool {
        true
    }
}

/// Sends what the `oauth2` crate asks for.
pub(super) async fn send(
    client: reqwest::Client,
    request: HttpRequest,
) -> io::Result<HttpResponse> {
    let (mut head, body) = request.into_parts();
    if let Some(credentials) = head.headers.get_mut(AUTHORIZATION) {
        credentials.set_sensitive(true);
    }
    let request = client
        .request(head.method, head.uri.to_string())
        .headers(head.headers)
        .body(body);
    let mut answer = request.send().await.map_err(io::Error::other)?;
    let mut response = HttpResponse::new(Vec::new());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    while let Some(chunk) = answer.chunk().await.map_err(io::Error::other)? {
        if response.body().len() + chunk.len() > LIMIT {
            return Err(io::Error::other(format!(
                "the answer exceeds {LIMIT} bytes"
            )));
        }
        response.body_mut().extend_from_slice(&chunk);
    }
    Ok(response)
}
