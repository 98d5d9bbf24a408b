//! The generated client against the generated server, over HTTP on a loopback port.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use geisenheim::Client;
use geisenheim::client::{CancelOrderError, CreateOrderError, Error, Hooks, ResponseChecks};
use geisenheim::server::{
    Basic, CancelOrderResponse, CreateOrderResponse, Credentials, Denied, ServerOptions, Service,
    StatusCode, router_with,
};
use geisenheim::{Category, Order};
use kontrakt::client::{ClientInfo, HookFuture, OperationInfo, reqwest};
use kontrakt_tests::samples;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

/// The orders that were accepted, by their id.
#[derive(Default)]
struct Portal {
    orders: Mutex<BTreeMap<i64, Order>>,
    /// How many of the next orders fail for want of a database.
    failures: AtomicUsize,
    authenticated: AtomicUsize,
}

struct Shared(Arc<Portal>);

impl Service for Shared {
    type Caller = String;

    async fn authenticate(&self, credentials: Credentials) -> Result<String, Denied> {
        self.0.authenticated.fetch_add(1, Ordering::Relaxed);
        let Credentials::BasicAuth(Basic { username, password }) = credentials;
        match (username.as_str(), password.expose()) {
            ("api@test.de", "pw141819") => Ok(username),
            ("blocked", "pw141819") => Err(Denied::Forbidden),
            _ => Err(Denied::Unauthorized),
        }
    }

    async fn create_order(&self, caller: String, order: Order) -> CreateOrderResponse {
        assert_eq!(caller, "api@test.de");
        let failing = |failures: usize| failures.checked_sub(1);
        if self
            .0
            .failures
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, failing)
            .is_ok()
        {
            return CreateOrderResponse::InternalServerError(
                json!({ "message": "try again later" }),
            );
        }
        if order
            .items
            .iter()
            .any(|item| item.category == Category::Offenwein)
        {
            let reason = BTreeMap::from([("items".to_owned(), json!("open wine is sold out"))]);
            return CreateOrderResponse::BadRequest(reason);
        }
        let id = order.id;
        self.0.orders.lock().await.insert(id, order);
        CreateOrderResponse::Ok(json!({ "id": id }))
    }

    async fn cancel_order(&self, _: String, id: i64) -> CancelOrderResponse {
        match self.0.orders.lock().await.remove(&id) {
            Some(_) => CancelOrderResponse::Ok(json!({})),
            None if id < 0 => CancelOrderResponse::Other(StatusCode::GONE, json!("never existed")),
            None => CancelOrderResponse::NotFound(json!({ "id": id })),
        }
    }
}

/// A portal at work, and where.
async fn serve() -> (Arc<Portal>, String) {
    let portal = Arc::new(Portal::default());
    let router = router_with(
        Shared(Arc::clone(&portal)),
        ServerOptions::default().body_limit(64 * 1024),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (portal, base_url)
}

fn client(base_url: &str) -> Client {
    Client::new(base_url)
        .basic_auth("api@test.de", "pw141819")
        .timeout(Duration::from_secs(10))
}

fn sample(folder: &str, name: &str) -> Vec<u8> {
    let all = samples("geisenheim", folder);
    all.into_iter()
        .find(|(found, _)| found == name)
        .unwrap_or_else(|| panic!("no sample {name}"))
        .1
}

fn order(name: &str) -> Order {
    kontrakt::from_slice(&sample("valid", name)).unwrap()
}

#[tokio::test]
async fn orders_are_accepted_and_cancelled() {
    let (portal, base_url) = serve().await;
    let client = client(&base_url);
    let order = order("documented-order.json");

    let accepted = client.create_order(&order).await.unwrap();
    assert_eq!(accepted.status(), 200);
    assert_eq!(*accepted, json!({ "id": 3459872 }));
    assert_eq!(
        portal.orders.lock().await.get(&3459872),
        Some(&order),
        "the order arrives as it was sent"
    );

    assert_eq!(client.cancel_order(3459872).await.unwrap().status(), 200);
    assert!(portal.orders.lock().await.is_empty());
}

#[tokio::test]
async fn every_valid_order_arrives_as_it_was_sent() {
    let (portal, base_url) = serve().await;
    for (name, _) in samples("geisenheim", "valid") {
        let order = order(&name);
        match client(&base_url).create_order(&order).await {
            Ok(_) => assert_eq!(
                portal.orders.lock().await.get(&order.id),
                Some(&order),
                "{name}"
            ),
            Err(Error::ErrorResponse(refused)) => {
                assert!(
                    matches!(*refused, CreateOrderError::BadRequest(_)),
                    "{name}: {refused:?}"
                );
            }
            Err(error) => panic!("{name}: {error}"),
        }
    }
}

#[tokio::test]
async fn an_unknown_id_and_an_undocumented_status_are_typed() {
    let (_, base_url) = serve().await;
    let client = client(&base_url);
    match client.cancel_order(7).await {
        Err(Error::ErrorResponse(error)) => {
            assert_eq!(error.status(), 404);
            assert_eq!(*error, CancelOrderError::NotFound(json!({ "id": 7 })));
        }
        other => panic!("{other:?}"),
    }
    match client.cancel_order(-1).await {
        Err(Error::ErrorResponse(error)) => {
            assert_eq!(*error, CancelOrderError::Other(410, json!("never existed")));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_client_sends_nothing_that_violates_the_description() {
    let (portal, base_url) = serve().await;
    let mut order = order("documented-order.json");
    order.recipient.country = "Deutschland".to_owned();
    order.items[0].category = Category::Schaumwein;
    match client(&base_url).create_order(&order).await {
        Err(Error::InvalidRequest(violations)) => {
            assert!(violations.contains("/recipient/country"), "{violations}");
            assert!(violations.contains("/items/0"), "{violations}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        portal.authenticated.load(Ordering::Relaxed),
        0,
        "nothing was sent"
    );
}

#[tokio::test]
async fn a_temporary_failure_is_followed_by_success() {
    let (portal, base_url) = serve().await;
    portal.failures.store(1, Ordering::Relaxed);
    let client = client(&base_url);
    let order = order("wine.json");
    match client.create_order(&order).await {
        Err(Error::ErrorResponse(error)) => {
            assert_eq!(error.status(), 500);
            assert!(matches!(*error, CreateOrderError::InternalServerError(_)));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(client.create_order(&order).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_refused_order_is_corrected_and_sent_again() {
    let (_, base_url) = serve().await;
    let client = client(&base_url);
    let mut order = order("open-wine.json");
    match client.create_order(&order).await {
        Err(Error::ErrorResponse(error)) => match &*error {
            CreateOrderError::BadRequest(reason) => {
                assert_eq!(reason["items"], json!("open wine is sold out"))
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
    order
        .items
        .retain(|item| item.category != Category::Offenwein);
    assert_eq!(client.create_order(&order).await.unwrap().status(), 200);
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let (_, base_url) = serve().await;
    for client in [
        Client::new(&base_url),
        Client::new(&base_url).basic_auth("api@test.de", "wrong"),
    ] {
        match client.cancel_order(1).await {
            Err(Error::ErrorResponse(error)) => {
                assert_eq!(error.status(), 401);
                let challenge = error.headers()["www-authenticate"].to_str().unwrap();
                assert!(challenge.starts_with("Basic realm="), "{challenge}");
                let CancelOrderError::Unauthorized(problem) = &*error else {
                    panic!("{error:?}")
                };
                assert_eq!(problem["status"], 401);
            }
            other => panic!("{other:?}"),
        }
    }
    let blocked = Client::new(&base_url)
        .basic_auth("blocked", "pw141819")
        .cancel_order(1)
        .await;
    assert_eq!(blocked.unwrap_err().status().unwrap(), 403);
}

#[test]
fn nothing_shows_the_password() {
    let shown = format!("{:?}", client("http://user:secret@localhost:1"));
    assert!(shown.contains("localhost"), "{shown}");
    assert!(
        !shown.contains("pw141819") && !shown.contains("secret"),
        "{shown}"
    );
}

/// Sends an order as anyone could, past the client's own checks.
async fn post(base_url: &str, body: impl Into<reqwest::Body>) -> (u16, Value) {
    let request = reqwest::Client::new()
        .post(format!("{base_url}/orders"))
        .basic_auth("api@test.de", Some("pw141819"))
        .header("content-type", "application/json; encoding=utf-8")
        .body(body);
    answer(request).await
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    if status >= 400 {
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
    }
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn the_server_names_all_violations_at_once() {
    let (_, base_url) = serve().await;
    let mut order: Value =
        serde_json::from_slice(&sample("valid", "documented-order.json")).unwrap();
    order["recipient"]["paymentMethod"] = json!("paypall");
    order["items"][0]["size"] = json!(0);
    order["items"][0]["taste"] = json!("brut");
    order["date"] = json!("22.09.2020");
    let (status, problem) = post(&base_url, order.to_string()).await;
    assert_eq!(status, 400);
    let violations: Vec<_> = problem["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["pointer"].as_str().unwrap(),
                it["keyword"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("/date", "format"),
        ("/recipient/paymentMethod", "enum"),
        ("/items/0/size", "minimum"),
        ("/items/0", "x-validations"),
    ];
    assert_eq!(violations.len(), expected.len(), "{violations:?}");
    assert!(
        expected.iter().all(|it| violations.contains(it)),
        "{violations:?}"
    );
}

#[tokio::test]
async fn the_server_refuses_what_is_no_order() {
    let (portal, base_url) = serve().await;
    let (status, problem) = post(&base_url, "{\"date\": ").await;
    assert_eq!(
        (status, problem["line"].as_u64()),
        (400, Some(1)),
        "{problem}"
    );
    let (status, problem) = post(&base_url, "[".repeat(200_000 / 4)).await;
    assert_eq!(status, 400, "{problem}");
    let (status, _) = post(&base_url, vec![b' '; 64 * 1024 + 1]).await;
    assert_eq!(status, 413);

    let http = reqwest::Client::new();
    let url = format!("{base_url}/orders");
    let authenticated = portal.authenticated.load(Ordering::Relaxed);
    let (status, _) = answer(http.post(&url).body("not read")).await;
    assert_eq!(status, 401, "credentials come first");
    assert_eq!(
        portal.authenticated.load(Ordering::Relaxed),
        authenticated,
        "there were none to check"
    );
    let with_password =
        |request: reqwest::RequestBuilder| request.basic_auth("api@test.de", Some("pw141819"));
    let (status, _) = answer(
        with_password(http.post(&url))
            .header("content-type", "text/plain")
            .body("{}"),
    )
    .await;
    assert_eq!(status, 415);
    let (status, problem) = answer(with_password(http.delete(format!("{url}/seven")))).await;
    assert_eq!(
        (status, problem["violations"][0]["keyword"].as_str()),
        (400, Some("type")),
        "{problem}"
    );
    assert_eq!(
        answer(with_password(http.get(format!("{base_url}/nothing"))))
            .await
            .0,
        404
    );

    let response = with_password(http.get(&url)).send().await.unwrap();
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "POST");
    assert!(portal.orders.lock().await.is_empty());
}

/// A hook that counts and names the calls, and adds a header.
#[derive(Clone, Default)]
struct Trace(Arc<std::sync::Mutex<Vec<String>>>);

impl Hooks for Trace {
    fn before<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        operation: &'a OperationInfo,
    ) -> HookFuture<'a> {
        request
            .headers_mut()
            .insert("x-trace", reqwest::header::HeaderValue::from_static("1"));
        self.0
            .lock()
            .unwrap()
            .push(format!("before {}", operation.operation_id));
        Box::pin(async { Ok(()) })
    }

    fn after<'a>(
        &'a self,
        result: &'a reqwest::Result<reqwest::Response>,
        operation: &'a OperationInfo,
    ) -> HookFuture<'a> {
        let status = result
            .as_ref()
            .map(|response| response.status().as_u16())
            .unwrap_or_default();
        self.0
            .lock()
            .unwrap()
            .push(format!("after {} {status}", operation.operation_id));
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn hooks_and_a_client_of_ones_own_are_used() {
    let (_, base_url) = serve().await;
    let trace = Trace::default();
    let http = reqwest::Client::builder()
        .user_agent("orders/1")
        .build()
        .unwrap();
    let client = Client::with_client(&base_url, http)
        .basic_auth("api@test.de", "pw141819")
        .response_checks(ResponseChecks::Strict)
        .hooks(trace.clone());
    assert_eq!(client.baseurl(), base_url);
    assert_eq!(Client::api_version(), "0.9.0");
    client.create_order(&order("wine.json")).await.unwrap();
    assert_eq!(
        *trace.0.lock().unwrap(),
        ["before createOrder", "after createOrder 200"]
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&base_url).cancel_order(1).await.unwrap_err();
    assert!(
        matches!(error, Error::CommunicationError(_)) && error.is_retryable(),
        "{error}"
    );
    let error = client("no address").cancel_order(1).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
}
