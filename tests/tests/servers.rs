//! The servers of a description, and operations that have one of their own.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use kontrakt_tests::cases::operations::own_servers::Client;
use kontrakt_tests::cases::operations::own_servers::servers::{
    ExampleComRegion, ListsExampleComTier, example_com, lists_example_com, uploads,
};
use tokio::net::TcpListener;

#[test]
fn a_url_has_only_values_that_are_listed() {
    let url = example_com(ExampleComRegion::UsEast, "v2");
    assert_eq!(url, "https://us-east.example.com/v2");
    assert_eq!("eu".parse(), Ok(ExampleComRegion::Eu));
    let unlisted = "asia".parse::<ExampleComRegion>().unwrap_err();
    assert_eq!(unlisted.to_string(), "`asia` is none of eu, us-east");
    assert_eq!(
        lists_example_com(ListsExampleComTier::Fast),
        "https://fast.lists.example.com"
    );
    assert_eq!(uploads(), "/uploads");
}

#[tokio::test]
async fn an_operation_goes_to_its_own_server_if_the_client_says_so() {
    let done = || async { StatusCode::NO_CONTENT };
    let router = Router::new()
        .route("/api/ping", get(done))
        .route("/uploads/files", post(done));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/api", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let given = Client::new(&base_url);
    given.ping().await.unwrap();
    assert!(given.upload().await.is_err());
    let own = given.own_servers();
    own.ping().await.unwrap();
    own.upload().await.unwrap();
}
