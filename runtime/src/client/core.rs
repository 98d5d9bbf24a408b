//! The part of a client that does not depend on the description.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_LENGTH};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::de::Error as _;

use super::{
    CallbackPolicy, Credential, Error, Hooks, OperationInfo, Refused, Request, Response,
    ResponseChecks, ResponseValue, Scopes, Tokens, tokens,
};
use crate::stream::ByteStream;

/// How long a request may take, from the first byte sent to the last received, when nothing else
/// is said.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// How large an answer may be when nothing else is said, in bytes.
const DEFAULT_LIMIT: usize = 64 * 1024 * 1024;

/// The part of a client that does not depend on the description: where and how to send.
#[derive(Clone)]
pub struct Core {
    base_url: String,
    /// Whether operations go to servers of their own.
    own_servers: bool,
    client: Client,
    timeout: Option<Duration>,
    limit: usize,
    checks: ResponseChecks,
    hooks: Option<Arc<dyn Hooks>>,
    policy: Option<CallbackPolicy>,
    credentials: Vec<(&'static str, Credential)>,
}

impl Core {
    /// A core with a client of its own: 30 seconds for a request, and redirects only within the
    /// same origin, so that neither a credential nor a body reaches another host.
    ///
    /// # Panics
    ///
    /// As `reqwest::Client::new` does, when the TLS backend of the system cannot be initialised.
    pub fn new(base_url: String) -> Self {
        let client = Client::builder()
            .redirect(same_origin())
            .build()
            .unwrap_or_else(|_| Client::new());
        let mut core = Self::with_client(base_url, client);
        core.timeout = Some(DEFAULT_TIMEOUT);
        core
    }

    /// A core with a client that the caller made; its redirects and timeouts apply.
    pub fn with_client(base_url: String, client: Client) -> Self {
        Core {
            base_url,
            own_servers: false,
            client,
            timeout: None,
            limit: DEFAULT_LIMIT,
            checks: ResponseChecks::default(),
            hooks: None,
            policy: None,
            credentials: Vec::new(),
        }
    }

    /// A core for callbacks: 30 seconds for a request, to URLs that the policy allows, which may
    /// have a query.
    ///
    /// # Panics
    ///
    /// When the TLS backend of the system cannot be initialised.
    pub fn with_policy(url: String, policy: CallbackPolicy) -> Self {
        let mut core = Self::with_client(url, policy.client());
        core.timeout = Some(DEFAULT_TIMEOUT);
        core.policy = Some(policy);
        core
    }

    /// The same core for another URL.
    #[must_use]
    pub fn at(&self, base_url: String) -> Self {
        Core {
            base_url,
            ..self.clone()
        }
    }

    /// Sends operations that have a server of their own to that one.
    pub fn set_own_servers(&mut self) {
        self.own_servers = true;
    }

    /// Sets how long a request may take.
    pub fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    /// Sets how large an answer may be, in bytes.
    pub fn set_response_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Sets what is done about answers that are not valid.
    pub fn set_response_checks(&mut self, checks: ResponseChecks) {
        self.checks = checks;
    }

    /// Sets what runs around every request.
    pub fn set_hooks(&mut self, hooks: Arc<dyn Hooks>) {
        self.hooks = Some(hooks);
    }

    /// Sets what is presented for a security scheme.
    pub fn set_credential(&mut self, scheme: &'static str, credential: Credential) {
        self.credentials.retain(|(name, _)| *name != scheme);
        self.credentials.push((scheme, credential));
    }

    /// The base URL, as given.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The client that sends.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a request whose successes are all read alike.
    ///
    /// # Errors
    ///
    /// Those of [`Core::send`] and of `read`, and what `failed` makes of an answer that is no success.
    pub async fn call<T, E>(
        &self,
        request: Request,
        read: fn(Response) -> Result<ResponseValue<T>, Error<E>>,
        failed: fn(Response) -> Error<E>,
    ) -> Result<ResponseValue<T>, Error<E>> {
        let response = self.send(request).await?;
        match response.status() {
            200..=299 => read(response),
            _ => Err(failed(response)),
        }
    }

    /// Sends a request and receives the answer: the whole of it, or its head, where it succeeds and
    /// is of a media type that is streamed.
    ///
    /// # Errors
    ///
    /// When the request is not valid, it cannot be sent, a hook refuses it, or the answer breaks
    /// off or is larger than the limit.
    pub async fn send(&self, request: Request) -> Result<Response, Failure> {
        let operation = OperationInfo {
            operation_id: request.operation,
        };
        let (streamed, is_final) = (request.streamed, request.redirect_is_answer);
        let tokens = self.tokens(&request);
        let mut request = self.build(request)?;
        let accept = request.headers().get(ACCEPT).cloned();
        if let Some(hooks) = &self.hooks {
            let before = hooks.before(&mut request, &operation);
            before.await.map_err(Error::Custom)?;
        }
        let sent = self.authorized(request, tokens, !streamed.is_empty());
        let result = match is_final {
            true => REDIRECT_IS_ANSWER.scope((), sent).await?,
            false => sent.await?,
        };
        if let Some(hooks) = &self.hooks {
            let after = hooks.after(&result, &operation);
            after.await.map_err(Error::Custom)?;
        }
        let response = result.map_err(|error| match Refused::of(&error) {
            Some(refused) => Error::InvalidRequest(refused.to_string()),
            None => Error::CommunicationError(error),
        })?;
        let accept = accept.iter().filter_map(|value| value.to_str().ok());
        let mut answer = Response {
            operation,
            checks: self.checks,
            hooks: self.hooks.clone(),
            status: response.status(),
            headers: response.headers().clone(),
            url: response.url().clone(),
            accepted: accept
                .flat_map(|it| it.split(", "))
                .map(str::to_owned)
                .collect(),
            body: Bytes::new(),
            open: None,
            converted: None,
        };
        match answer.status.is_success() && streamed.iter().any(|it| answer.is(it)) {
            true => answer.open = Some(response),
            false => answer.body = receive(response, self.limit).await?,
        }
        Ok(answer)
    }

    /// Executes a request with a token, if it needs one, and once more with another one when it is
    /// answered with 401 and can be sent again: one that streams its body cannot.
    async fn authorized(
        &self,
        mut request: reqwest::Request,
        tokens: Option<(&Tokens, Scopes)>,
        streamed: bool,
    ) -> Result<reqwest::Result<reqwest::Response>, Failure> {
        let Some((tokens, scopes)) = tokens else {
            return self.execute(request, streamed).await;
        };
        let missing = |error| Error::Custom(format!("there is no token: {error}"));
        let token = tokens.get(scopes, None).await.map_err(missing)?;
        tokens::present(&mut request, &token).map_err(invalid)?;
        let again = request.try_clone();
        let result = self.execute(request, streamed).await?;
        let is_refused = |response: &reqwest::Response| response.status().as_u16() == 401;
        match again {
            Some(mut again) if result.as_ref().is_ok_and(is_refused) => {
                let token = tokens.get(scopes, Some(&token)).await.map_err(missing)?;
                tokens::present(&mut again, &token).map_err(invalid)?;
                self.execute(again, streamed).await
            }
            _ => Ok(result),
        }
    }

    /// Executes a request. Where the answer is streamed, the time is that until its head is there.
    async fn execute(
        &self,
        request: reqwest::Request,
        streamed: bool,
    ) -> Result<reqwest::Result<reqwest::Response>, Failure> {
        let sent = self.client.execute(request);
        match self.timeout.filter(|_| streamed) {
            None => Ok(sent.await),
            Some(time) => {
                let elapsed = |_| Error::Custom(format!("there is no answer after {time:?}"));
                Ok(tokio::time::timeout(time, sent).await.map_err(elapsed)?)
            }
        }
    }

    fn build(&self, request: Request) -> Result<reqwest::Request, Failure> {
        if let Some(problem) = request.problem {
            return Err(invalid(problem));
        }
        let credentials = self.choose(request.security);
        let mut query = request.query;
        query.extend(credentials.iter().filter_map(|(_, it)| it.query()));
        let base = match request.own_server.filter(|_| self.own_servers) {
            Some(own) => self.resolve(own).map_err(invalid)?,
            None => self.base_url.clone(),
        };
        let url = self.url(&base, &request.path, &query).map_err(invalid)?;
        let mut builder = self.client.request(request.method, url);
        builder = builder.headers(request.headers);
        if let Some(timeout) = self.timeout.filter(|_| request.streamed.is_empty()) {
            builder = builder.timeout(timeout);
        }
        if let Some(body) = request.body {
            builder = with_body(builder, body);
        }
        for (_, credential) in credentials {
            builder = credential.apply(builder).map_err(invalid)?;
        }
        builder.build().map_err(|error| invalid(error.to_string()))
    }

    /// A URL of the description, which may be relative to that of the server.
    pub(super) fn resolve(&self, url: &str) -> Result<String, String> {
        let resolved = match Url::parse(&self.base_url) {
            Ok(base) => base.join(url),
            Err(_) => Url::parse(url),
        };
        let resolved = resolved.map_err(|error| format!("`{url}` cannot be used: {error}"))?;
        Ok(resolved.into())
    }

    fn url(&self, base: &str, path: &str, query: &[String]) -> Result<Url, String> {
        if path
            .split('/')
            .any(|segment| segment == "." || segment == "..")
        {
            return Err(format!(
                "the path {path} has a segment that would change its place"
            ));
        }
        // That of a callback may have a query, where nothing comes after it.
        let whole = self.policy.is_some() && path.is_empty();
        if !whole && base.contains(['?', '#']) {
            return Err("the base URL has a query or a fragment".to_owned());
        }
        let base = match path.starts_with('/') {
            true => base.trim_end_matches('/'),
            false => base,
        };
        let mut url = Url::parse(&format!("{base}{path}"))
            .map_err(|error| format!("the base URL cannot be used: {error}"))?;
        if let Some(policy) = &self.policy {
            policy
                .check_url(&url)
                .map_err(|refused| refused.to_string())?;
        }
        if !query.is_empty() {
            let own = url.query().map(str::to_owned).into_iter();
            let query: Vec<String> = own.chain(query.iter().cloned()).collect();
            url.set_query(Some(&query.join("&")));
        }
        Ok(url)
    }

    /// Where the token comes from, if one is presented that is asked for, and its scopes.
    fn tokens(&self, request: &Request) -> Option<(&Tokens, Scopes)> {
        let mut credentials = self.choose(request.security).into_iter();
        credentials.find_map(|(scheme, credential)| {
            let Credential::Tokens(tokens) = credential else {
                return None;
            };
            let mut scopes = request.scopes.iter();
            let scopes = scopes.find(|(name, _)| name == scheme);
            Some((tokens, scopes.map_or(&[][..], |(_, scopes)| scopes)))
        })
    }

    /// The credentials for the first requirement that can be met; none when no one can, which
    /// leaves it to hooks or to the client to authenticate.
    fn choose(&self, requirements: &[&[&'static str]]) -> Vec<&(&'static str, Credential)> {
        let find = |scheme: &&'static str| self.credentials.iter().find(|(name, _)| name == scheme);
        requirements
            .iter()
            .find_map(|schemes| schemes.iter().map(find).collect())
            .unwrap_or_default()
    }
}

impl fmt::Debug for Core {
    /// Leaves out credentials, also those in the base URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base_url = Url::parse(&self.base_url).map(|url| {
            let host = url.host_str().unwrap_or_default().to_owned();
            format!("{}://{host}{}", url.scheme(), url.path())
        });
        f.debug_struct("Core")
            .field("base_url", &base_url.unwrap_or_default())
            .field("timeout", &self.timeout)
            .field("response_checks", &self.checks)
            .finish_non_exhaustive()
    }
}

/// Why there is no answer; becomes an [`Error`] of any operation.
#[derive(Debug)]
pub struct Failure(Box<Error>);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure(Box::new(error))
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match *failure.0 {
            Error::InvalidRequest(text) => Error::InvalidRequest(text),
            Error::CommunicationError(error) => Error::CommunicationError(error),
            Error::InvalidUpgrade(error) => Error::InvalidUpgrade(error),
            Error::ResponseBodyError(error) => Error::ResponseBodyError(error),
            Error::InvalidResponsePayload(body, error) => {
                Error::InvalidResponsePayload(body, error)
            }
            Error::UnexpectedResponse(response) => Error::UnexpectedResponse(response),
            Error::Custom(text) => Error::Custom(text),
            Error::ErrorResponse(value) => {
                Error::Custom(format!("an answer with status {}", value.status()))
            }
        }
    }
}

fn invalid(problem: String) -> Failure {
    Error::InvalidRequest(problem).into()
}

fn with_body(mut builder: reqwest::RequestBuilder, body: ByteStream) -> reqwest::RequestBuilder {
    let length = body.length();
    match body.whole() {
        Ok(bytes) => builder.body(bytes),
        Err(stream) => {
            if let Some(length) = length {
                builder = builder.header(CONTENT_LENGTH, length);
            }
            builder.body(reqwest::Body::wrap_stream(stream))
        }
    }
}

async fn receive(mut response: reqwest::Response, limit: usize) -> Result<Bytes, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Error::ResponseBodyError)? {
        if body.len() + chunk.len() > limit {
            let error = serde_json::Error::custom(format!("the answer exceeds {limit} bytes"));
            return Err(Error::InvalidResponsePayload(body.into(), error).into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}

tokio::task_local! {
    /// Set while a request is sent whose description has redirects among its answers.
    static REDIRECT_IS_ANSWER: ();
}

fn same_origin() -> Policy {
    Policy::custom(|attempt| {
        let first = attempt.previous().first();
        let is_answer = REDIRECT_IS_ANSWER.try_with(|&()| ()).is_ok();
        if is_answer || first.is_some_and(|first| first.origin() != attempt.url().origin()) {
            attempt.stop()
        } else if attempt.previous().len() > 10 {
            attempt.error("more than 10 redirects")
        } else {
            attempt.follow()
        }
    })
}
