//! Tokens that a person grants, over loopback HTTP.
//!
//! The clock stands still and moves on only when all wait, so that nobody waits for real. The client
//! keeps no connections, whose timers would move it on as well.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use kontrakt::client::reqwest;
use kontrakt_tests::cases::security::device_authorization::{Client, server};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::Instant;

struct Television;

impl server::Service for Television {
    type Caller = ();

    async fn authenticate(&self, credentials: server::Credentials) -> Result<(), server::Denied> {
        match credentials {
            server::Credentials::Oauth(token) if token.token.expose().starts_with("granted") => {
                Ok(())
            }
            server::Credentials::Oauth(_) => Err(server::Denied::Unauthorized),
        }
    }

    async fn list_films(&self, (): ()) -> server::ListFilmsResponse {
        server::ListFilmsResponse::Ok("films".to_owned())
    }

    async fn rate_film(&self, (): ()) -> server::RateFilmResponse {
        server::RateFilmResponse::NoContent
    }
}

/// An authorization server that gives these answers for tokens, and keeps what it was asked.
#[derive(Clone, Default)]
struct Login {
    answers: Arc<Mutex<VecDeque<Value>>>,
    asked: Arc<Mutex<Vec<(Instant, String)>>>,
}

impl Login {
    fn of(answers: impl IntoIterator<Item = Value>) -> Self {
        let login = Login::default();
        login.answers.lock().unwrap().extend(answers);
        login
    }

    /// Seconds between the requests for tokens.
    fn pauses(&self) -> Vec<u64> {
        let asked = self.asked.lock().unwrap();
        let pairs = asked.iter().zip(asked.iter().skip(1));
        pairs.map(|((a, _), (b, _))| (*b - *a).as_secs()).collect()
    }

    fn last(&self) -> String {
        self.asked.lock().unwrap().last().unwrap().1.clone()
    }
}

async fn give(State(login): State<Login>, body: String) -> (StatusCode, Json<Value>) {
    login.asked.lock().unwrap().push((Instant::now(), body));
    let answer = login.answers.lock().unwrap().pop_front().unwrap();
    match answer.get("error") {
        Some(_) => (StatusCode::BAD_REQUEST, Json(answer)),
        None => (StatusCode::OK, Json(answer)),
    }
}

type Prompts = Arc<Mutex<Vec<String>>>;

/// A client of a television set whose codes are good for so many seconds, with what it showed.
async fn television(login: &Login, interval: u64, lifetime: u64) -> (Client, Prompts) {
    let code = move |body: String| async move {
        assert_eq!(body, "scope=watch+rate&client_id=tv");
        Json(json!({
            "device_code": "device",
            "user_code": "WDJB-MJHT",
            "verification_uri": "https://login.example/enter",
            "expires_in": lifetime,
            "interval": interval,
        }))
    };
    let router = server::router(Television).merge(
        Router::new()
            .route("/login/device", post(code))
            .route("/login/token", post(give))
            .route("/login/renew", post(give))
            .with_state(login.clone()),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let prompts = Prompts::default();
    let shown = Arc::clone(&prompts);
    let http = reqwest::Client::builder().pool_max_idle_per_host(0).build();
    let client = Client::with_client(&base_url, http.unwrap()).oauth_device_authorization(
        "tv",
        None,
        move |prompt| {
            assert!(!format!("{prompt:?}").contains(&prompt.user_code));
            shown.lock().unwrap().push(prompt.to_string());
        },
    );
    (client, prompts)
}

fn error(code: &str) -> Value {
    json!({ "error": code })
}

fn granted(lifetime: u64) -> Value {
    json!({ "access_token": "granted", "token_type": "bearer", "expires_in": lifetime })
}

#[tokio::test(start_paused = true)]
async fn a_client_waits_until_a_person_has_granted_a_token() {
    let login = Login::of([
        error("authorization_pending"),
        error("slow_down"),
        error("authorization_pending"),
        granted(3600),
    ]);
    let (client, prompts) = television(&login, 2, 600).await;
    assert_eq!(client.list_films().await.unwrap().into_inner(), "films");
    client.rate_film().await.unwrap();
    assert_eq!(
        *prompts.lock().unwrap(),
        ["Open https://login.example/enter and enter the code WDJB-MJHT"]
    );
    assert_eq!(login.pauses(), [2, 7, 7]);
    let asked = login.last();
    assert!(asked.contains("device_code=device") && asked.contains("client_id=tv"));
}

#[tokio::test(start_paused = true)]
async fn what_a_person_denies_or_lets_expire_is_an_error() {
    for code in ["access_denied", "expired_token"] {
        let login = Login::of([error("authorization_pending"), error(code), granted(3600)]);
        let (client, prompts) = television(&login, 5, 600).await;
        let refused = client.list_films().await.unwrap_err().to_string();
        assert!(
            refused.contains("there is no token") && refused.contains(code),
            "{refused}"
        );
        // Another try asks anew.
        client.list_films().await.unwrap();
        assert_eq!(prompts.lock().unwrap().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_that_ends_is_not_asked_for_any_longer() {
    let login = Login::of(vec![error("authorization_pending"); 10_000]);
    let (client, _) = television(&login, 0, 0).await;
    let expired = client.list_films().await.unwrap_err().to_string();
    assert!(expired.contains("expired"), "{expired}");

    let (client, prompts) = television(&login, u64::MAX, 600).await;
    let useless = client.list_films().await.unwrap_err().to_string();
    assert!(useless.contains("ends before"), "{useless}");
    assert!(prompts.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_without_the_person_as_long_as_that_is_possible() {
    let mut first = granted(0);
    first["refresh_token"] = "again".into();
    let login = Login::of([
        first,
        granted(0),
        granted(0),
        error("invalid_grant"),
        granted(3600),
    ]);
    let (client, prompts) = television(&login, 5, 600).await;
    for _ in 0..3 {
        client.list_films().await.unwrap();
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    let renewal = login.last();
    assert!(
        renewal.contains("grant_type=refresh_token") && renewal.contains("refresh_token=again")
    );
    assert_eq!(prompts.lock().unwrap().len(), 1);
    client.list_films().await.unwrap();
    client.list_films().await.unwrap();
    assert_eq!(prompts.lock().unwrap().len(), 2);
    assert!(login.answers.lock().unwrap().is_empty());
}
