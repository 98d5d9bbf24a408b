//! What OpenAPI 3.2 adds, between generated clients, generated servers and the validator.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{StatusCode, Uri};
use kontrakt::client::reqwest;
use kontrakt_tests::cases::v3_2::documentation;
use kontrakt_tests::cases::v3_2::querystring::server::{
    BesideResponse, ByFormResponse, ByFormWithKeyResponse, ByJsonResponse, ByTextResponse,
    Credentials, Denied, PerhapsByFormResponse, Service, router,
};
use kontrakt_tests::cases::v3_2::querystring::{ByFormWithKeyFilter, Client, Filter};
use serde_json::{Value, json};
use tokio::net::TcpListener;

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

/// Keeps what each call was given.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<Value>>>);

impl Kept {
    fn keep(&self, value: impl serde::Serialize) {
        let value = serde_json::to_value(value).unwrap();
        self.0.lock().unwrap().push(value);
    }

    fn last(&self) -> Value {
        self.0.lock().unwrap().pop().unwrap()
    }
}

impl Service for Kept {
    type Caller = kontrakt::Secret;

    async fn authenticate(&self, credentials: Credentials) -> Result<Self::Caller, Denied> {
        let Credentials::Key(key) = credentials;
        Ok(key)
    }

    async fn by_form_with_key(
        &self,
        caller: Self::Caller,
        filter: ByFormWithKeyFilter,
    ) -> ByFormWithKeyResponse {
        self.keep(caller.expose());
        self.keep(filter);
        ByFormWithKeyResponse::NoContent
    }

    async fn by_form(&self, filter: Filter) -> ByFormResponse {
        self.keep(filter);
        ByFormResponse::NoContent
    }

    async fn perhaps_by_form(&self, filter: Option<Filter>) -> PerhapsByFormResponse {
        self.keep(filter);
        PerhapsByFormResponse::NoContent
    }

    async fn by_json(&self, filter: Option<Filter>) -> ByJsonResponse {
        self.keep(filter);
        ByJsonResponse::NoContent
    }

    async fn by_text(&self, path: String) -> ByTextResponse {
        self.keep(path);
        ByTextResponse::NoContent
    }

    async fn beside(&self, all: Option<bool>) -> BesideResponse {
        self.keep(all);
        BesideResponse::NoContent
    }
}

fn value() -> Value {
    json!({
        "text": "a b&c+d", "sizes": [1, 2], "tags": ["x", "y"], "place": {"x": 1.5}, "more": 7,
    })
}

fn filter() -> Filter {
    serde_json::from_value(value()).unwrap()
}

/// The query string of what a client sends.
async fn sent(call: impl AsyncFnOnce(Client)) -> String {
    let kept = Kept::default();
    let echo = kept.clone();
    let answer = move |uri: Uri| async move {
        echo.keep(uri.query());
        StatusCode::NO_CONTENT
    };
    let base_url = serve(Router::new().fallback(answer)).await;
    call(Client::new(&base_url)).await;
    kept.last().as_str().unwrap_or("none").to_owned()
}

#[tokio::test]
async fn a_query_string_is_one_value() {
    let form = sent(async |it| drop(it.by_form(filter()).await.unwrap())).await;
    assert_eq!(
        form,
        "more=7&place=%7B%22x%22%3A1.5%7D&sizes=1%7C2&tags=x&tags=y&text=a+b%26c%2Bd"
    );
    let json = sent(async |it| drop(it.by_json(Some(filter())).await.unwrap())).await;
    let decoded = json.replace("%22", "\"").replace("%2C", ",");
    assert!(
        json.starts_with("%7B") && decoded.contains(r#""a%20b%26c%2Bd""#),
        "{json}"
    );
    let text = sent(async |it| drop(it.by_text("$.a[?(@.b%20==1)]").await.unwrap())).await;
    assert_eq!(text, "$.a[?(@.b%20==1)]");
    let none = sent(async |it| drop(it.by_json(None).await.unwrap())).await;
    assert_eq!(none, "none");
    let client = Client::new("http://127.0.0.1:1");
    let refused = client.by_text("a#b").await.unwrap_err();
    assert!(
        refused.to_string().contains("as a query string"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_query_string_arrives_as_it_was() {
    let kept = Kept::default();
    let client = Client::new(&serve(router(kept.clone())).await);
    client.by_form(filter()).await.unwrap();
    assert_eq!(kept.last(), value());
    client.perhaps_by_form(Some(filter())).await.unwrap();
    assert_eq!(kept.last(), value());
    client.perhaps_by_form(None).await.unwrap();
    assert_eq!(kept.last(), Value::Null);
    client.by_json(Some(filter())).await.unwrap();
    assert_eq!(kept.last(), value());
    client.beside(Some(true)).await.unwrap();
    assert_eq!(kept.last(), true);
    client.by_text("$.a[?(@.b%20==1)]").await.unwrap();
    assert_eq!(kept.last(), "$.a[?(@.b%20==1)]");
}

/// The key stands in the query too, and is no field.
#[tokio::test]
async fn a_query_string_has_a_key_beside_it() {
    let kept = Kept::default();
    let client = Client::new(&serve(router(kept.clone())).await).key("a&b");
    let text = ByFormWithKeyFilter {
        text: Some("c".to_owned()),
    };
    for (filter, expected) in [
        (text, json!({"text": "c"})),
        (Default::default(), json!({})),
    ] {
        client.by_form_with_key(filter).await.unwrap();
        assert_eq!(kept.last(), expected);
        assert_eq!(kept.last(), "a&b");
    }
}

#[tokio::test]
async fn a_query_string_is_checked() {
    let base_url = serve(router(Kept::default())).await;
    let broken = async |path: &str| {
        let response = reqwest::get(format!("{base_url}{path}")).await.unwrap();
        let status = response.status().as_u16();
        let problem: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        let violations = problem["violations"].as_array().cloned();
        let shown = |it: &Value| format!("{} {}", it["pointer"], it["keyword"]).replace('"', "");
        let violations = violations.unwrap_or_default();
        (status, violations.iter().map(shown).collect::<Vec<_>>())
    };
    let (status, found) = broken("/form?sizes=0%7Cx&more=y").await;
    assert_eq!(status, 400);
    assert_eq!(
        found,
        [
            "/sizes/0 minimum",
            "/sizes/1 type",
            "/more type",
            " required"
        ]
    );
    // A form without fields is an object without members.
    assert_eq!(broken("/form").await, (400, vec![" required".to_owned()]));
    let (_, found) = broken("/json?%7B%22text%22:1%7D").await;
    assert_eq!(found, ["/text type"]);
    assert_eq!(broken("/json?%7B").await, (400, Vec::new()));
}

/// Answers in every way that the description has.
struct Books;

impl documentation::server::Service for Books {
    async fn list_books(&self) -> documentation::server::ListBooksResponse {
        documentation::server::ListBooksResponse::NotFound
    }

    async fn find_books(&self, body: String) -> documentation::server::FindBooksResponse {
        let book = documentation::Case::new(body);
        documentation::server::FindBooksResponse::Ok(vec![book].into())
    }

    async fn copy_books(&self) -> documentation::server::CopyBooksResponse {
        documentation::server::CopyBooksResponse::NoContent
    }
}

#[tokio::test]
async fn queries_additional_operations_and_sequences() {
    let base_url = serve(documentation::server::router(Books)).await;
    let client = documentation::Client::new(&base_url);
    assert!(client.list_books().await.is_err());
    let mut found = client
        .find_books(&"A".to_owned())
        .await
        .unwrap()
        .into_inner();
    let first = found.next().await.unwrap().unwrap();
    assert_eq!(first, documentation::Case::new("A".to_owned()));
    assert!(found.next().await.is_none());
    assert_eq!(client.copy_books().await.unwrap().status(), 204);
    assert_eq!(documentation::servers::staging(), "https://example.com/v1");
}
