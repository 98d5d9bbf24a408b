//! Tokens that a person grants to a device without a keyboard or a browser (RFC 8628), asked for
//! through the `oauth2` crate.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    ClientId, ClientSecret, DeviceAuthorizationUrl, RefreshToken, RequestTokenError, Scope,
    StandardDeviceAuthorizationResponse, TokenResponse as _, TokenUrl,
};

use super::oauth::{bearer, endpoint, send, told};
use super::{Core, Scopes, Token, TokenFuture, TokenProvider};
use crate::Secret;

/// What a person is shown, who then lets the device in from elsewhere; displayed as a sentence in
/// English. `Debug` does not show the code.
#[derive(Clone, PartialEq, Eq)]
pub struct DevicePrompt {
    /// Where to enter the code.
    pub verification_uri: String,
    /// The code.
    pub user_code: String,
    /// Where the code need not be entered, such as for a QR code.
    pub verification_uri_complete: Option<String>,
    /// How long the code is good for.
    pub lifetime: Duration,
}

impl fmt::Display for DevicePrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Open {} and enter the code {}",
            self.verification_uri, self.user_code
        )
    }
}

impl fmt::Debug for DevicePrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevicePrompt")
            .field("verification_uri", &self.verification_uri)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

/// Has a person grant tokens, and renews them as long as the authorization server lets it.
pub struct DeviceAuthorization {
    client: reqwest::Client,
    authorization_url: Result<DeviceAuthorizationUrl, String>,
    token_url: Result<TokenUrl, String>,
    /// Where tokens are renewed, if elsewhere.
    refresh_url: Option<Result<TokenUrl, String>>,
    id: ClientId,
    secret: Option<ClientSecret>,
    scopes: Scopes,
    prompt: Box<dyn Fn(DevicePrompt) + Send + Sync>,
    renewing: Mutex<Option<RefreshToken>>,
}

impl DeviceAuthorization {
    /// For a client, with the secret that some authorization servers give to devices too, through the
    /// connections of `core`. URLs that are relative are of the API. `prompt` is called each time that
    /// a person is needed.
    pub fn new(
        core: &Core,
        authorization_url: &str,
        token_url: &str,
        id: String,
        secret: Option<Secret>,
        prompt: impl Fn(DevicePrompt) + Send + Sync + 'static,
    ) -> Self {
        DeviceAuthorization {
            client: core.client().clone(),
            authorization_url: endpoint(core, authorization_url, DeviceAuthorizationUrl::new),
            token_url: endpoint(core, token_url, TokenUrl::new),
            refresh_url: None,
            id: ClientId::new(id),
            secret: secret.map(|secret| ClientSecret::new(secret.expose().to_owned())),
            scopes: &[],
            prompt: Box::new(prompt),
            renewing: Mutex::new(None),
        }
    }

    /// Asks for these scopes.
    #[must_use]
    pub fn scopes(mut self, scopes: Scopes) -> Self {
        self.scopes = scopes;
        self
    }

    /// Renews tokens at another URL than the one that gives them.
    #[must_use]
    pub fn refresh_url(mut self, core: &Core, url: &str) -> Self {
        self.refresh_url = Some(endpoint(core, url, TokenUrl::new));
        self
    }

    async fn ask(&self) -> Result<Token, String> {
        match self.renewed().await? {
            Some(answer) => self.keep(&answer),
            None => self.keep(&self.granted().await?),
        }
    }

    /// The answer to a token for renewal, if there is one that is taken.
    async fn renewed(&self) -> Result<Option<BasicTokenResponse>, String> {
        let kept = || self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(token) = kept().clone() else {
            return Ok(None);
        };
        let url = self.refresh_url.as_ref().unwrap_or(&self.token_url);
        let client = self.account().set_token_uri(url.clone()?);
        let http = self.client.clone();
        let send = move |request| send(http.clone(), request);
        let asked = client.exchange_refresh_token(&token);
        match asked.request_async(&send).await {
            Ok(answer) => Ok(Some(answer)),
            Err(error @ RequestTokenError::Request(_)) => Err(told(error)),
            // It ended or was withdrawn, so the person is asked again.
            Err(_) => {
                *kept() = None;
                Ok(None)
            }
        }
    }

    /// The answer once a person has granted a token.
    async fn granted(&self) -> Result<BasicTokenResponse, String> {
        let client = self
            .account()
            .set_device_authorization_url(self.authorization_url.clone()?)
            .set_token_uri(self.token_url.clone()?);
        let http = self.client.clone();
        let send = move |request| send(http.clone(), request);
        let scopes = self.scopes.iter();
        let scopes = scopes.map(|scope| Scope::new((*scope).to_owned()));
        let asked = client.exchange_device_code().add_scopes(scopes);
        let code: StandardDeviceAuthorizationResponse =
            asked.request_async(&send).await.map_err(told)?;
        if code.interval() > code.expires_in() {
            return Err("the code of the authorization server ends before it may be used".into());
        }
        (self.prompt)(DevicePrompt {
            verification_uri: code.verification_uri().to_string(),
            user_code: code.user_code().secret().clone(),
            verification_uri_complete: code
                .verification_uri_complete()
                .map(|uri| uri.secret().clone()),
            lifetime: code.expires_in(),
        });
        let asked = client.exchange_device_access_token(&code);
        let answer = asked.request_async(&send, tokio::time::sleep, None);
        answer.await.map_err(told)
    }

    fn account(&self) -> BasicClient {
        let client = BasicClient::new(self.id.clone());
        match &self.secret {
            Some(secret) => client.set_client_secret(secret.clone()),
            None => client,
        }
    }

    fn keep(&self, answer: &BasicTokenResponse) -> Result<Token, String> {
        // An answer without one means that the last one stays.
        if let Some(token) = answer.refresh_token() {
            let mut renewing = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
            *renewing = Some(token.clone());
        }
        bearer(answer)
    }
}

impl TokenProvider for DeviceAuthorization {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self.ask())
    }
}
