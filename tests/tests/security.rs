//! Credentials and tokens over loopback HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use kontrakt::client::{Error, ResponseValue, Token};
use kontrakt_tests::cases::security::{
    alternatives, client_credentials, one_place, token_operation,
};
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
            Credentials::Oauth(token) => {
                assert_eq!(token.scopes, ["read"]);
                format!("token {}", token.token.expose())
            }
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

struct InOnePlace;

impl one_place::server::Service for InOnePlace {
    type Caller = String;

    async fn authenticate(
        &self,
        credentials: one_place::server::Credentials,
    ) -> Result<String, one_place::server::Denied> {
        use one_place::server::Credentials;
        Ok(match credentials {
            Credentials::User(user) => format!("user {}", user.username),
            Credentials::Token(token) => format!("token {}", token.expose()),
            Credentials::UserAndKeyAndSecond(user, key, second) => {
                format!(
                    "{} with {} {}",
                    user.username,
                    key.expose(),
                    second.expose()
                )
            }
            Credentials::OtherAndKeyAndSecond(..) => "other".to_owned(),
            Credentials::UserAndKey(user, key) => {
                format!("{} and {}", user.username, key.expose())
            }
        })
    }

    async fn by_one(&self, caller: String) -> one_place::server::ByOneResponse {
        one_place::server::ByOneResponse::Ok(caller)
    }

    async fn by_one_and_keys(&self, caller: String) -> one_place::server::ByOneAndKeysResponse {
        one_place::server::ByOneAndKeysResponse::Ok(caller)
    }

    async fn by_both(&self, caller: String) -> one_place::server::ByBothResponse {
        one_place::server::ByBothResponse::Ok(caller)
    }
}

#[tokio::test]
async fn what_one_header_cannot_hold_together_is_an_alternative() {
    let base_url = serve(one_place::server::router(InOnePlace)).await;
    let client = one_place::Client::new(&base_url);
    let user = client.clone().user("ada", "p");
    assert_eq!(text(user.by_one().await), "user ada");
    assert_eq!(text(client.clone().token("t").by_one().await), "token t");
    assert_eq!(text(client.by_one().await), "401 Unauthorized");
    let keys = user.key("k").second("s");
    assert_eq!(text(keys.by_both().await), "ada and k");
    assert_eq!(text(keys.by_one_and_keys().await), "ada with k s");
    let other = client.key("k").second("s").other("t");
    assert_eq!(text(other.by_one_and_keys().await), "other");
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

/// Serves what its scopes allow; the token of the authorization server below is their list.
struct Library;

impl client_credentials::server::Service for Library {
    type Caller = ();

    async fn authenticate(
        &self,
        credentials: client_credentials::server::Credentials,
    ) -> Result<(), client_credentials::server::Denied> {
        let client_credentials::server::Credentials::Oauth(caller) = credentials;
        let granted: Vec<&str> = caller.token.expose().split_whitespace().collect();
        match caller.scopes.iter().all(|scope| granted.contains(scope)) {
            true => Ok(()),
            false => Err(client_credentials::server::Denied::Forbidden),
        }
    }

    async fn list_books(&self, (): ()) -> client_credentials::server::ListBooksResponse {
        client_credentials::server::ListBooksResponse::Ok("books".to_owned())
    }

    async fn add_book(&self, (): ()) -> client_credentials::server::AddBookResponse {
        client_credentials::server::AddBookResponse::NoContent
    }

    async fn ping(&self, (): ()) -> client_credentials::server::PingResponse {
        client_credentials::server::PingResponse::NoContent
    }
}

/// An authorization server that knows one client, and counts what it is asked.
async fn library(lifetime: u64) -> (String, Arc<AtomicI64>) {
    let asked = Arc::new(AtomicI64::new(0));
    let counted = Arc::clone(&asked);
    let give = move |headers: HeaderMap, body: String| async move {
        counted.fetch_add(1, Ordering::SeqCst);
        // `reader:let me in`, each part as a form has it, in base64.
        if headers["authorization"] != "Basic cmVhZGVyOmxldCttZStpbg==" {
            let refused = serde_json::json!({ "error": "invalid_client" });
            return (StatusCode::UNAUTHORIZED, Json(refused));
        }
        assert!(body.contains("grant_type=client_credentials"), "{body}");
        let scopes = body.split('&').find_map(|pair| pair.strip_prefix("scope="));
        let granted = format!("granted {}", scopes.unwrap_or_default().replace('+', " "));
        let token = serde_json::json!({
            "access_token": granted,
            "token_type": "Bearer",
            "expires_in": lifetime,
        });
        (StatusCode::OK, Json(token))
    };
    let router = client_credentials::server::router(Library).route("/login/token", post(give));
    (serve(router).await, asked)
}

#[tokio::test]
async fn a_client_asks_for_tokens_with_the_scopes_of_each_operation() {
    let (base_url, asked) = library(3600).await;
    let client =
        client_credentials::Client::new(&base_url).oauth_client_credentials("reader", "let me in");
    let (first, second) = tokio::join!(client.list_books(), client.list_books());
    assert_eq!(
        (text(first), text(second)),
        ("books".into(), "books".into())
    );
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // Which asks for more.
    client.add_book().await.unwrap();
    client.clone().add_book().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    client.ping().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    // A token that is too weak is refused by the service, which knows the scopes.
    let weak = client_credentials::Client::new(&base_url).oauth("granted read");
    assert_eq!(text(weak.list_books().await), "books");
    let refused = weak.add_book().await.unwrap_err();
    assert_eq!(
        refused.status(),
        Some(kontrakt::client::StatusCode::FORBIDDEN)
    );
}

#[tokio::test]
async fn what_ends_is_asked_for_again_and_secrets_are_not_told() {
    let (base_url, asked) = library(0).await;
    let client =
        client_credentials::Client::new(&base_url).oauth_client_credentials("reader", "let me in");
    assert!(!format!("{client:?}").contains("let me in"));
    client.ping().await.unwrap();
    client.ping().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);

    let stranger =
        client_credentials::Client::new(&base_url).oauth_client_credentials("reader", "guessed");
    let error = stranger.ping().await.unwrap_err().to_string();
    assert!(
        error.contains("there is no token") && error.contains("invalid_client"),
        "{error}"
    );
    assert!(!error.contains("guessed"), "{error}");
}
