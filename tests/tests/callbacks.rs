//! Callbacks and webhooks over loopback HTTP, sent and received by generated code.

use std::sync::{Arc, Mutex};

use axum::Router;
use kontrakt::client::{CallbackPolicy, Error};
use kontrakt_tests::cases::callbacks::of_an_order as orders;
use kontrakt_tests::cases::webhooks::by_name as webhooks;
use orders::callbacks::client as sent;
use orders::callbacks::server as received;
use orders::{Order, OrderMeta, Receipt, State, StateState};
use tokio::net::TcpListener;

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

/// What tests allow: this machine, without TLS.
fn policy() -> CallbackPolicy {
    CallbackPolicy::default().allow_http().allow_loopback()
}

/// Whoever ordered, with what was heard so far.
#[derive(Clone, Default)]
struct Shop(Arc<Mutex<Vec<String>>>);

impl Shop {
    fn hear(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }

    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl received::Receiver for Shop {
    type Caller = ();

    async fn authenticate(
        &self,
        credentials: received::Credentials,
    ) -> Result<(), received::Denied> {
        let received::Credentials::Signature(signature) = credentials;
        match signature.expose() {
            "signed" => Ok(()),
            _ => Err(received::Denied::Forbidden),
        }
    }

    async fn change_state(
        &self,
        order: String,
        area: i64,
        body: State,
    ) -> received::ChangeStateResponse {
        if order == "unknown" {
            return received::ChangeStateResponse::NotFound("no such order".to_owned());
        }
        self.hear(format!("{order} {area} {:?}", body.state));
        received::ChangeStateResponse::Ok
    }

    async fn done_post(&self, (): ()) -> received::DonePostResponse {
        self.hear("done".to_owned());
        received::DonePostResponse::NoContent
    }

    async fn done_delete(&self) -> received::DoneDeleteResponse {
        self.hear("deleted".to_owned());
        received::DoneDeleteResponse::NoContent
    }

    async fn traced(&self, body: Option<orders::TracedBody>) -> received::TracedResponse {
        self.hear(format!("traced {:?}", body.and_then(|it| it.note)));
        received::TracedResponse::Other(received::StatusCode::ACCEPTED)
    }

    async fn unknown(&self) -> received::UnknownResponse {
        received::UnknownResponse::Ok
    }
}

/// The server of the orders, which calls back before it answers.
struct Service;

impl orders::server::Service for Service {
    type Caller = ();

    async fn authenticate(
        &self,
        _: orders::server::Credentials,
    ) -> Result<(), orders::server::Denied> {
        Ok(())
    }

    async fn create_order(
        &self,
        _: (),
        _: Option<String>,
        _: i64,
        body: Order,
    ) -> orders::server::CreateOrderResponse {
        let url = sent::state_changed_url(&body).unwrap();
        let callbacks = sent::Client::with_policy(url, policy());
        let state = State::new(StateState::Cancelled);
        callbacks.change_state(&body.id, 3, &state).await.unwrap();
        orders::server::CreateOrderResponse::Created(Receipt::new(7))
    }
}

fn order(base_url: &str) -> Order {
    Order::new("a/1".to_owned(), OrderMeta::new(base_url.to_owned()))
}

#[tokio::test]
async fn a_callback_arrives_before_the_answer() {
    let shop = Shop::default();
    // Below a path of its own, beside whatever else the shop serves.
    let router = Router::new().nest("/hooks", received::router(shop.clone()));
    let hooks = format!("{}/hooks/", serve(router).await);
    let base_url = serve(orders::server::router(Service)).await;
    let client = orders::Client::new(&base_url).key("k");
    let receipt = client.create_order(None, 1, &order(&hooks)).await.unwrap();
    assert_eq!(receipt.id, 7);
    assert_eq!(shop.heard(), ["a/1 3 Cancelled"]);
}

#[tokio::test]
async fn callbacks_are_typed_and_checked_on_both_sides() {
    let shop = Shop::default();
    let base_url = serve(received::router(shop.clone())).await;
    let client = sent::Client::with_policy(&base_url, policy());
    let state = State::new(StateState::Booked);
    match client.change_state("unknown", 1, &state).await {
        Err(Error::ErrorResponse(answer)) => {
            let expected = sent::ChangeStateError::NotFound("no such order".to_owned());
            assert_eq!(*answer, expected);
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        client.change_state("x", 0, &state).await,
        Err(Error::InvalidRequest(_))
    ));
    assert!(shop.heard().is_empty());

    let url = format!("{base_url}/callback/x/5/status");
    let request = reqwest::Client::new()
        .patch(url)
        .header("content-type", "application/json");
    let answer = request.body(r#"{"state":"booked"}"#).send().await.unwrap();
    assert_eq!(answer.status(), 200, "an alias");
    assert_eq!(shop.heard(), ["x 5 Booked"]);

    // Two at the root: one is told by what its key says of the query.
    let done = client.at(format!("{base_url}?token=1"));
    let refused = done.done_post().await.unwrap_err();
    assert_eq!(refused.status().unwrap(), 401);
    let signed = client
        .at(format!("{base_url}/?token=1"))
        .signature("signed");
    assert_eq!(signed.done_post().await.unwrap().status(), 204);
    assert_eq!(done.done_delete().await.unwrap().status(), 204);
    assert_eq!(client.traced(None).await.unwrap().status(), 202);
    assert_eq!(shop.heard(), ["done", "deleted", "traced None"]);
}

#[tokio::test]
async fn a_policy_refuses_before_it_connects() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let local = CallbackPolicy::default().allow_http();
    for (policy, url, reason) in [
        (
            CallbackPolicy::default(),
            format!("http://127.0.0.1:{port}"),
            "`http`",
        ),
        (
            local.clone(),
            format!("http://127.0.0.1:{port}"),
            "loopback",
        ),
        (
            local.clone(),
            format!("http://[::ffff:7f00:1]:{port}"),
            "loopback",
        ),
        (
            local.clone(),
            format!("http://localhost:{port}"),
            "loopback",
        ),
        (
            local.clone(),
            "http://169.254.169.254/latest".to_owned(),
            "link-local",
        ),
        (local, format!("http://a:b@127.0.0.1:{port}"), "user name"),
    ] {
        let client = sent::Client::with_policy(&url, policy);
        match client.done_delete().await {
            Err(Error::InvalidRequest(refusal)) => assert!(refusal.contains(reason), "{refusal}"),
            other => panic!("{url}: {other:?}"),
        }
    }
    listener.into_std().unwrap().set_nonblocking(true).unwrap();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let shop = Shop::default();
    let to = serve(received::router(shop.clone())).await;
    let redirect = axum::response::Redirect::temporary(&format!("{to}/?event=done"));
    let router = Router::new().fallback(async move || redirect.clone());
    let client = sent::Client::with_policy(serve(router).await, policy());
    assert_eq!(
        client.done_delete().await.unwrap_err().status().unwrap(),
        307
    );
    assert!(shop.heard().is_empty());
}

#[test]
fn urls_come_from_the_request() {
    let order = order("https://shop.example");
    assert_eq!(
        sent::state_changed_url(&order).unwrap(),
        "https://shop.example"
    );
    assert_eq!(
        sent::done_url("https://shop.example/?x").unwrap(),
        "https://shop.example/?x"
    );
    let receipt = Receipt::new(7);
    let url = sent::traced_url(&12, "https://api.example/orders?a=b", &receipt);
    let expected =
        "https://trace.example/12?from=https%3A%2F%2Fapi.example%2Forders%3Fa%3Db&by=POST&id=7";
    assert_eq!(url.unwrap(), expected);
}

struct Subscriber(Shop);

impl webhooks::webhooks::server::Receiver for Subscriber {
    async fn order_paid(
        &self,
        body: webhooks::Payment,
    ) -> webhooks::webhooks::server::OrderPaidResponse {
        self.0.hear(format!("paid {}", body.amount));
        webhooks::webhooks::server::OrderPaidResponse::Ok
    }

    async fn order_cancelled(
        &self,
        _: Option<String>,
    ) -> webhooks::webhooks::server::OrderCancelledResponse {
        self.0.hear("cancelled".to_owned());
        webhooks::webhooks::server::OrderCancelledResponse::NoContent
    }
}

#[tokio::test]
async fn webhooks_go_to_the_url_of_the_subscriber() {
    let shop = Shop::default();
    let base_url = serve(webhooks::webhooks::server::router(Subscriber(shop.clone()))).await;
    let client = webhooks::webhooks::client::Client::with_policy(
        format!("{base_url}/order.paid?id=3"),
        policy(),
    );
    let payment = webhooks::Payment::new(5);
    assert_eq!(client.order_paid(&payment).await.unwrap().status(), 200);
    let client = client.at(format!("{base_url}/order%2Fcancelled%20%7Bnow%7D"));
    assert_eq!(client.order_cancelled(None).await.unwrap().status(), 204);
    // At the root a body tells them apart.
    assert_eq!(
        client
            .at(&base_url)
            .order_paid(&payment)
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(shop.heard(), ["paid 5", "cancelled", "paid 5"]);
}
