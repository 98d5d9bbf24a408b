//! What the flows share: exchanges over HTTP, recorded as text that reads like a sequence diagram.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::{Router, serve};
use serde_json::Value;
use tokio::net::TcpListener;

/// The longest body that is shown, in characters.
const SHOWN: usize = 600;

/// A sample of `specs/`, such as `geisenheim/samples/valid/wine.json`.
///
/// # Panics
///
/// If there is none.
pub fn sample(path: &str) -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../specs")
        .join(path);
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// What was said so far, by whom to whom.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Serves a router on a loopback port, with every request and answer recorded. Gives the base
    /// URL.
    ///
    /// # Panics
    ///
    /// If there is no free port.
    pub async fn serve(
        &self,
        caller: &'static str,
        callee: &'static str,
        router: Router,
    ) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.unwrap_or_else(|error| panic!("no port: {error}"));
        let address = listener.local_addr();
        let address = address.unwrap_or_else(|error| panic!("no address: {error}"));
        let log = self.clone();
        let router = router.layer(from_fn(move |request: Request, next: Next| {
            let log = log.clone();
            async move { log.pass(caller, callee, request, next).await }
        }));
        tokio::spawn(async move { serve(listener, router).await });
        format!("http://{address}")
    }

    /// Adds a remark, as a note in a diagram.
    pub fn note(&self, text: &str) {
        self.add(format!("note: {text}"));
    }

    /// The text of the exchange. Ports are left out, for they differ from run to run.
    pub fn text(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = lines.join("\n");
        let mut shown = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("127.0.0.1:") {
            shown.push_str(before);
            shown.push_str("loopback");
            rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        shown + rest
    }

    fn add(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(line);
    }

    async fn pass(&self, caller: &str, callee: &str, request: Request, next: Next) -> Response {
        let (head, body) = request.into_parts();
        let body = whole(body).await;
        let target = head.uri.path_and_query().map_or("/", |it| it.as_str());
        self.add(format!(
            "{caller} -> {callee}: {} {target}{}",
            head.method,
            shown(&head.headers, &body)
        ));
        let answer = next.run(Request::from_parts(head, Body::from(body))).await;
        let (head, body) = answer.into_parts();
        let body = whole(body).await;
        self.add(format!(
            "{caller} <- {callee}: {}{}",
            head.status,
            shown(&head.headers, &body)
        ));
        Response::from_parts(head, Body::from(body))
    }
}

async fn whole(body: Body) -> Bytes {
    let bytes = to_bytes(body, usize::MAX).await;
    bytes.unwrap_or_else(|error| panic!("the body broke off: {error}"))
}

/// A body, indented below what it belongs to.
fn shown(headers: &HeaderMap, body: &Bytes) -> String {
    if body.is_empty() {
        return String::new();
    }
    let media_type = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let media_type = media_type.unwrap_or("no media type");
    let essence = media_type.split(';').next().unwrap_or_default();
    let json = serde_json::from_slice::<Value>(body).ok();
    let text = match (json, std::str::from_utf8(body)) {
        (Some(json), _) => json.to_string(),
        // The boundary differs from run to run.
        (None, _) if essence.starts_with("multipart/") => parts(body),
        (None, Ok(text)) => text.trim().to_owned(),
        (None, Err(_)) => format!("{} bytes", body.len()),
    };
    let text = match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    };
    format!("\n    {essence}\n    {}", text.replace('\n', "\n    "))
}

/// The heads of the parts of a multipart body.
fn parts(body: &Bytes) -> String {
    let text = String::from_utf8_lossy(body);
    let heads = text.lines().filter(|line| {
        let line = line.to_ascii_lowercase();
        line.starts_with("content-disposition:") || line.starts_with("content-type:")
    });
    heads.collect::<Vec<_>>().join("\n")
}
