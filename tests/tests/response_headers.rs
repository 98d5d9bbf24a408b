//! Headers of answers: set by a generated service, read from what its client receives, and judged by the
//! validator.

use std::collections::BTreeMap;

use kontrakt::Json;
use kontrakt_tests::cases::operations::response_headers::{
    Client, CreateOrderCreatedXSize, RefusedResponse, SortParameter, StateHeader, client, headers,
    server,
};
use serde_json::json;
use server::{CreateOrderResponse, ListOrdersResponse, StatusCode};
use tokio::net::TcpListener;

struct Shop;

impl server::Service for Shop {
    async fn list_orders(&self, sort: Option<SortParameter>) -> ListOrdersResponse {
        match sort {
            None => ListOrdersResponse::Ok(vec!["a".to_owned()], limits()),
            Some(SortParameter::Up) => {
                let e_tag = "\"1\"".to_owned();
                ListOrdersResponse::NotModified(headers::ListOrdersNotModified { e_tag })
            }
            // No header can have a line break.
            Some(_) => ListOrdersResponse::NotModified(headers::ListOrdersNotModified {
                e_tag: "1\r\nX: 2".to_owned(),
            }),
        }
    }

    async fn create_order(
        &self,
        accept: kontrakt::server::Accept,
        body: BTreeMap<String, Json>,
    ) -> CreateOrderResponse {
        match body.len() {
            0 => CreateOrderResponse::Created(created()),
            1 if accept.choose(&["application/json", "text/plain"]) == 0 => {
                CreateOrderResponse::AcceptedJson(body, limits())
            }
            _ => CreateOrderResponse::Other(
                StatusCode::CONFLICT,
                RefusedResponse::default(),
                headers::Refused {
                    x_state: Some(StateHeader::Closed),
                },
            ),
        }
    }

    async fn moved(&self) -> server::MovedResponse {
        let location = "/orders".to_owned();
        server::MovedResponse::Found(headers::MovedFound { location })
    }

    async fn followed(&self) -> server::FollowedResponse {
        // Both have a name, though no words are common to these headers.
        server::FollowedResponse::NoContent(headers::MovedNoContent {
            e_tag: Some("\"1\"".to_owned()),
            ..headers::FollowedNoContent::default()
        })
    }
}

fn limits() -> headers::XRateLimit {
    headers::XRateLimit {
        x_rate_limit_limit: Some(10),
        x_rate_limit_reset: None,
    }
}

fn created() -> headers::CreateOrderCreated {
    headers::CreateOrderCreated {
        location: "/orders/Größe".to_owned(),
        x_labels: Some(vec!["a".to_owned(), "b".to_owned()]),
        x_size: Some(CreateOrderCreatedXSize {
            width: Some(3),
            height: Some(4),
            ..CreateOrderCreatedXSize::default()
        }),
        x_meta: Some([("n".to_owned(), 1)].into()),
        x_state: Some(StateHeader::Open),
        x_any: Some("as it is".to_owned()),
        set_cookie: vec!["a=1; Path=/".into(), "b=2".into()],
    }
}

async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    // What is asked for below `/old` has moved without the description knowing it.
    let old = axum::routing::get(async || axum::response::Redirect::to("/followed"));
    let router = server::router(Shop).route("/old/followed", old);
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

#[tokio::test]
async fn what_a_service_sets_its_client_reads() {
    let client = Client::new(serve().await);

    let answer = client.list_orders(None).await.unwrap();
    let read = headers::ListOrdersOk::read(answer.headers());
    assert_eq!(read, Ok(limits()));

    let answer = client.create_order(&BTreeMap::new()).await.unwrap();
    let fields = answer.headers();
    assert_eq!(headers::CreateOrderCreated::read(fields), Ok(created()));
    assert_eq!(fields["x-labels"], "a,b");
    assert_eq!(fields["x-size"], "height=4,width=3");
    assert_eq!(fields["x-meta"], "{\"n\":1}");
    assert_eq!(fields.get_all("set-cookie").iter().count(), 2);
    // What cookies hold is for nobody's log.
    assert!(!format!("{:?}", created()).contains("a=1"));

    let one: BTreeMap<String, Json> = [("a".to_owned(), json!(1))].into();
    let answer = client.create_order(&one).await.unwrap();
    let read = headers::CreateOrderAccepted::read(answer.headers());
    assert_eq!(read, Ok(limits()));

    let two: BTreeMap<String, Json> =
        [("a".to_owned(), json!(1)), ("b".to_owned(), json!(2))].into();
    let Err(client::Error::ErrorResponse(answer)) = client.create_order(&two).await else {
        panic!("it was not refused");
    };
    assert_eq!(answer.status().as_u16(), 409);
    let read = headers::Refused::read(answer.headers()).unwrap();
    assert_eq!(read.x_state, Some(StateHeader::Closed));
}

#[tokio::test]
async fn a_header_that_is_missing_or_wrong_is_told() {
    let fields = kontrakt::headers::HeaderMap::new();
    let told = headers::ListOrdersNotModified::read(&fields).unwrap_err();
    assert_eq!(told.name(), "ETag");
    assert_eq!(told.to_string(), "the header `ETag` is missing");

    let url = format!("{}/orders?sort=down", serve().await);
    let answer = reqwest::get(url).await.unwrap();
    assert_eq!(answer.status(), 500);
    let told = answer.text().await.unwrap();
    assert!(
        told.contains("the header `ETag` cannot have this value"),
        "{told}"
    );
}

#[tokio::test]
async fn a_redirect_is_followed_unless_it_is_a_described_answer() {
    let base_url = serve().await;
    let moved = Client::new(&base_url).moved().await;
    let Err(client::Error::ErrorResponse(answer)) = moved else {
        panic!("{moved:?}");
    };
    assert_eq!(*answer, client::MovedError::Found);
    let read = headers::MovedFound::read(answer.headers()).unwrap();
    assert_eq!(read.location, "/orders");

    let old = Client::new(format!("{base_url}/old"));
    let answer = old.followed().await.unwrap();
    let read = headers::FollowedNoContent::read(answer.headers()).unwrap();
    assert_eq!(read.e_tag.as_deref(), Some("\"1\""));
}
