//! Tokens that are asked for, kept and renewed.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::AUTHORIZATION;
use tokio::sync::Mutex;

use super::credential::secret;
use super::{Error, ResponseValue};
use crate::value::{Value, read_unchecked, to_vec};
use crate::{Json, Secret};

/// How long before its end a token is renewed, at most: so long a request may be under way.
const MARGIN: Duration = Duration::from_secs(60);

/// A bearer token, and how long it is good for.
#[derive(Debug, Clone)]
pub struct Token {
    /// The token.
    pub secret: Secret,
    /// How long it is good for, from now on; absent where only an answer of 401 tells its end.
    pub lifetime: Option<Duration>,
}

/// The token of an answer: a string, or the member `access_token` or `token` of an object.
///
/// # Errors
///
/// What is wrong with the answer, without what it holds.
pub fn token<T: Value, E>(
    answer: Result<ResponseValue<T>, Error<E>>,
    lifetime: Option<Duration>,
) -> Result<Token, String> {
    let answer = answer.map_err(|error| match (error.status(), error) {
        (Some(status), _) => format!("the answer has the status {status}"),
        (None, Error::InvalidRequest(text) | Error::Custom(text)) => text,
        (None, Error::CommunicationError(error)) => error.to_string(),
        _ => "the answer cannot be read".to_owned(),
    })?;
    let json = read_unchecked::<Json>(&to_vec(&*answer)).unwrap_or_default();
    let members = ["access_token", "token"].map(|name| json.get(name));
    let found = [Some(&json)].into_iter().chain(members).flatten();
    match found.filter_map(Json::as_str).next() {
        Some(secret) => Ok(Token {
            secret: secret.into(),
            lifetime,
        }),
        None => Err("the answer has no token".to_owned()),
    }
}

/// The scopes that an operation asks for, in the order of the description.
pub type Scopes = &'static [&'static str];

/// What a [`TokenProvider`] gives back; the text of an error becomes
/// [`Error::Custom`](super::Error::Custom).
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<Token, String>> + Send + 'a>>;

/// Gives tokens. What it gives is kept: it is asked once for all calls that wait, before the token
/// ends, and once more when a call is answered with 401.
pub trait TokenProvider: Send + Sync + 'static {
    /// Asks for a new token.
    fn token(&self) -> TokenFuture<'_>;

    /// Asks for a new token with the scopes that an operation asks for.
    fn token_for(&self, scopes: Scopes) -> TokenFuture<'_> {
        let _ = scopes;
        self.token()
    }

    /// Whether tokens differ by their scopes, and each is kept for its own.
    fn is_by_scopes(&self) -> bool {
        false
    }
}

/// A function that gives tokens.
impl<F, R> TokenProvider for F
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<Token, String>> + Send + 'static,
{
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self())
    }
}

/// The token of a provider, shared by all clones of a client.
#[derive(Clone)]
pub struct Tokens(Arc<Shared>);

struct Shared {
    provider: Box<dyn TokenProvider>,
    /// The lock is held while a token is asked for, so that others wait for that one.
    kept: Mutex<Vec<Kept>>,
}

struct Kept {
    scopes: Scopes,
    secret: Secret,
    until: Option<Instant>,
}

impl Tokens {
    /// The tokens of a provider.
    pub fn new(provider: impl TokenProvider) -> Self {
        Tokens(Arc::new(Shared {
            provider: Box::new(provider),
            kept: Mutex::new(Vec::new()),
        }))
    }

    /// A token with scopes that has not ended, and is not the one that was refused.
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn get(&self, scopes: Scopes, refused: Option<&Secret>) -> Result<Secret, String> {
        let provider = &self.0.provider;
        let scopes = if provider.is_by_scopes() { scopes } else { &[] };
        let mut kept = self.0.kept.lock().await;
        if let Some(kept) = kept.iter().find(|kept| kept.scopes == scopes)
            && Some(&kept.secret) != refused
            && kept.until.is_none_or(|until| Instant::now() < until)
        {
            return Ok(kept.secret.clone());
        }
        // What comes now may take long; what was kept is over in any case.
        kept.retain(|kept| kept.scopes != scopes);
        let asked = Instant::now();
        let Token { secret, lifetime } = provider.token_for(scopes).await?;
        let used = lifetime.map(|lifetime| lifetime.saturating_sub(MARGIN.min(lifetime / 10)));
        kept.push(Kept {
            scopes,
            secret: secret.clone(),
            until: used.and_then(|used| asked.checked_add(used)),
        });
        Ok(secret)
    }
}

/// Puts a token into a request.
pub(super) fn present(request: &mut reqwest::Request, token: &Secret) -> Result<(), String> {
    let value = secret(&format!("Bearer {}", token.expose()))?;
    request.headers_mut().insert(AUTHORIZATION, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Tokens with a number, good for `lifetime`.
    fn tokens(lifetime: Duration) -> (Tokens, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let provider = move || {
            let number = counted.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::task::yield_now().await;
                Ok(Token {
                    secret: format!("t{number}").into(),
                    lifetime: Some(lifetime),
                })
            }
        };
        (Tokens::new(provider), asked)
    }

    fn run<T>(test: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(test)
    }

    #[test]
    fn a_token_is_kept_until_it_ends_or_is_refused() {
        run(async {
            let (tokens, asked) = tokens(Duration::from_secs(3600));
            let first = tokens.get(&[], None).await.unwrap();
            assert_eq!(tokens.get(&[], None).await.unwrap(), first);
            let second = tokens.get(&[], Some(&first)).await.unwrap();
            assert_eq!(second.expose(), "t1");
            // Whoever was refused with the first has the second already.
            assert_eq!(tokens.get(&[], Some(&first)).await.unwrap(), second);
            assert_eq!(asked.load(Ordering::Relaxed), 2);
            assert!(!format!("{second:?}").contains("t1"));
        });
        run(async {
            let (tokens, asked) = tokens(Duration::ZERO);
            tokens.get(&[], None).await.unwrap();
            tokens.get(&[], None).await.unwrap();
            assert_eq!(asked.load(Ordering::Relaxed), 2);
        });
    }

    /// Gives the scopes as a token.
    struct ByScopes(AtomicUsize);

    impl TokenProvider for ByScopes {
        fn token(&self) -> TokenFuture<'_> {
            self.token_for(&[])
        }

        fn token_for(&self, scopes: Scopes) -> TokenFuture<'_> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                Ok(Token {
                    secret: scopes.join(" ").into(),
                    lifetime: None,
                })
            })
        }

        fn is_by_scopes(&self) -> bool {
            true
        }
    }

    #[test]
    fn each_list_of_scopes_has_its_token() {
        run(async {
            let tokens = Tokens::new(ByScopes(AtomicUsize::new(0)));
            for _ in 0..2 {
                let secret = tokens.get(&["read", "write"], None).await.unwrap();
                assert_eq!(secret.expose(), "read write");
                assert_eq!(tokens.get(&["read"], None).await.unwrap().expose(), "read");
            }
            assert_eq!(tokens.0.kept.lock().await.len(), 2);
        });
    }

    #[test]
    fn calls_at_the_same_time_ask_once() {
        run(async {
            let (tokens, asked) = tokens(Duration::from_secs(3600));
            let (a, b, c) = tokio::join!(
                tokens.get(&[], None),
                tokens.get(&[], None),
                tokens.get(&[], None)
            );
            assert!(a == b && b == c);
            assert_eq!(asked.load(Ordering::Relaxed), 1);
        });
    }

    #[test]
    fn a_provider_that_fails_is_asked_again() {
        run(async {
            let failing = Tokens::new(|| async { Err("no".to_owned()) });
            assert_eq!(failing.get(&[], None).await.unwrap_err(), "no");
            assert_eq!(failing.get(&[], None).await.unwrap_err(), "no");
        });
    }
}
