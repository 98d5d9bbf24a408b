//! progenitor's client for the same description makes the same HTTP requests.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::Json;

use kontrakt_tests::samples;
use serde_json::{Value, json};
use tokio::net::TcpListener;

include!(concat!(env!("OUT_DIR"), "/progenitor.rs"));

/// What of a request matters to a server.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    method: String,
    target: String,
    content_type: Option<String>,
    authorization: Option<String>,
    body: Option<Value>,
}

type List = Arc<Mutex<Vec<Seen>>>;

/// A server that notes every request.
async fn recorder() -> (List, String) {
    let seen = List::default();
    let router = Router::new().fallback(note).with_state(Arc::clone(&seen));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (seen, base_url)
}

async fn note(State(list): State<List>, request: Request) -> Json<Value> {
    let (head, body) = request.into_parts();
    let bytes = to_bytes(body, 1 << 20).await.unwrap();
    let header = |name: &str| {
        let value = head.headers.get(name);
        value.map(|value| value.to_str().unwrap().to_owned())
    };
    list.lock().unwrap().push(Seen {
        method: head.method.to_string(),
        target: head.uri.to_string(),
        content_type: header("content-type"),
        authorization: header("authorization"),
        body: (!bytes.is_empty()).then(|| serde_json::from_slice(&bytes).unwrap()),
    });
    Json(json!({}))
}

#[tokio::test]
async fn the_requests_are_the_same() {
    let (seen, base_url) = recorder().await;
    let ours = geisenheim::Client::new(&base_url).basic_auth("api@test.de", "pw141819");
    // progenitor leaves credentials to the client it is given.
    let mut headers = reqwest::header::HeaderMap::new();
    let basic = reqwest::header::HeaderValue::from_static("Basic YXBpQHRlc3QuZGU6cHcxNDE4MTk=");
    headers.insert("authorization", basic);
    let http = reqwest::Client::builder()
        .default_headers(headers)
        .build()
        .unwrap();
    let peer = peer::Client::new_with_client(&base_url, http);

    let mut pairs = 0;
    for (name, json) in samples("geisenheim", "valid") {
        // The peer's type cannot tell null from absent and drops members it does not know, so what
        // both send is the order as the peer has it, where that is still a valid one.
        let Ok(peers) = serde_json::from_slice::<peer::types::Order>(&json) else {
            continue;
        };
        let expressed = serde_json::to_vec(&peers).unwrap();
        let Ok(order) = kontrakt::from_slice::<geisenheim::Order>(&expressed) else {
            continue;
        };
        ours.create_order(&order).await.unwrap();
        let sent = peer.create_order(&peers).await;
        sent.unwrap_or_else(|error| panic!("{name}: {error}"));
        pairs += 1;
    }
    assert!(pairs >= 3, "only {pairs} samples can be expressed by both");
    for id in [1, -5, i64::MAX] {
        ours.cancel_order(id).await.unwrap();
        peer.cancel_order(id).await.unwrap();
        pairs += 1;
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2 * pairs);
    for pair in seen.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
}
