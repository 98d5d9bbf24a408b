//! Credentials and tokens over loopback HTTP.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use kontrakt::client::{Error, ResponseValue, Token};
use kontrakt_tests::cases::security::{alternatives, token_operation};
use token_operation::Login;
use tokio::net::TcpListener;

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

struct Either;

impl alternatives::server::Service for Either {
    type Caller = String;

    async fn authenticate(
        &self,
        credentials: alternatives::server::Credentials,
    ) -> Result<String, alternatives::server::Denied> {
        use alternatives::server::Credentials;
        Ok(match credentials {
            Credentials::Header(key) => format!("header {}", key.expose()),
            Credentials::Query(key) => format!("query {}", key.expose()),
            Credentials::HeaderAndCookie(key, session) => {
                format!("{} and {}", key.expose(), session.expose())
            }
            Credentials::Oauth(token) => format!("token {}", token.expose()),
            Credentials::Anonymous => "nobody".to_owned(),
        })
    }

    async fn either(&self, caller: String) -> alternatives::server::EitherResponse {
        alternatives::server::EitherResponse::Ok(caller)
    }

    async fn both(&self, caller: String) -> alternatives::server::BothResponse {
        alternatives::server::BothResponse::Ok(caller)
    }

    async fn anyone(&self, caller: String) -> alternatives::server::AnyoneResponse {
        alternatives::server::AnyoneResponse::Ok(caller)
    }

    async fn open(&self) -> alternatives::server::OpenResponse {
        alternatives::server::OpenResponse::Ok("open".to_owned())
    }
}

fn text<E: std::fmt::Debug>(answer: Result<ResponseValue<String>, Error<E>>) -> String {
    match answer {
        Ok(answer) => answer.into_inner(),
        Err(error) => error.status().unwrap().to_string(),
    }
}

#[tokio::test]
async fn one_of_several_ways_is_taken() {
    let base_url = serve(alternatives::server::router(Either)).await;
    let client = alternatives::Client::new(&base_url);
    let header = client.clone().header("h");
    let query = client.clone().query("q&r");
    let both = client.clone().header("h").cookie("c");
    let token = client.clone().oauth("t");
    let all = both.clone().query("q").oauth("t");
    for (client, either, both, anyone) in [
        (&client, "401 Unauthorized", "401 Unauthorized", "nobody"),
        (&header, "header h", "401 Unauthorized", "nobody"),
        (&query, "query q&r", "401 Unauthorized", "query q&r"),
        (&both, "header h", "h and c", "nobody"),
        (&token, "401 Unauthorized", "token t", "nobody"),
        (&all, "header h", "h and c", "query q"),
    ] {
        assert_eq!(text(client.either().await), either);
        assert_eq!(text(client.both().await), both);
        assert_eq!(text(client.anyone().await), anyone);
        assert_eq!(text(client.open().await), "open");
    }
}

/// Gives out the tokens `1`, `2` and so on, of which the last is good.
#[derive(Clone, Default)]
struct Tokens {
    last: Arc<AtomicI64>,
    refused: Arc<AtomicI64>,
}

impl token_operation::server::Service for Tokens {
    type Caller = ();

    async fn authenticate(
        &self,
        credentials: token_operation::server::Credentials,
    ) -> Result<(), token_operation::server::Denied> {
        let token_operation::server::Credentials::Token(token) = credentials;
        match token.expose() == self.last.load(Ordering::SeqCst).to_string() {
            true => Ok(()),
            false => {
                self.refused.fetch_add(1, Ordering::SeqCst);
                Err(token_operation::server::Denied::Unauthorized)
            }
        }
    }

    async fn create_token(
        &self,
        tenant: String,
        body: Login,
    ) -> token_operation::server::CreateTokenResponse {
        match (tenant.as_str(), body.password.as_str()) {
            ("a", "right") => {
                let number = self.last.fetch_add(1, Ordering::SeqCst) + 1;
                token_operation::server::CreateTokenResponse::Ok(number.to_string())
            }
            _ => token_operation::server::CreateTokenResponse::Forbidden,
        }
    }

    async fn get_data(&self, (): ()) -> token_operation::server::GetDataResponse {
        token_operation::server::GetDataResponse::Ok(self.last.load(Ordering::SeqCst))
    }
}

fn login(password: &str) -> Login {
    Login::new(password.to_owned())
}

#[tokio::test]
async fn tokens_come_from_an_operation_and_are_renewed() {
    let tokens = Tokens::default();
    let base_url = serve(token_operation::server::router(tokens.clone())).await;
    let client = token_operation::Client::new(&base_url).token_from("a".to_owned(), login("right"));
    // Three calls at once, and one with a clone: one token.
    let (a, b, c) = tokio::join!(client.get_data(), client.get_data(), client.get_data());
    assert_eq!([*a.unwrap(), *b.unwrap(), *c.unwrap()], [1, 1, 1]);
    assert_eq!(*client.clone().get_data().await.unwrap(), 1);
    assert_eq!(tokens.refused.load(Ordering::SeqCst), 0);
    // The token ends before its time: calls at once get one new token.
    tokens.last.store(10, Ordering::SeqCst);
    let (a, b) = tokio::join!(client.get_data(), client.get_data());
    assert_eq!([*a.unwrap(), *b.unwrap()], [11, 11]);
    assert!(!format!("{client:?}").contains("right"));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_no_token_is_an_error() {
    let tokens = Tokens::default();
    let base_url = serve(token_operation::server::router(tokens.clone())).await;
    let provider = || async {
        let lifetime = None;
        Ok(Token {
            secret: "wrong".into(),
            lifetime,
        })
    };
    let client = token_operation::Client::new(&base_url).token_with(provider);
    assert_eq!(client.get_data().await.unwrap_err().status().unwrap(), 401);
    assert_eq!(tokens.refused.load(Ordering::SeqCst), 2);

    let client = token_operation::Client::new(&base_url).token_from("a".to_owned(), login("wrong"));
    match client.get_data().await {
        Err(Error::Custom(text)) => assert!(text.contains("403"), "{text}"),
        other => panic!("{other:?}"),
    }
}
