//! Orders of a wine portal: accepted, corrected after 400, sent again after 500, cancelled.

use std::collections::BTreeMap;

use geisenheim::client::{CreateOrderError, Error};
use geisenheim::server::{
    Basic, CancelOrderResponse, CreateOrderResponse, Credentials, Denied, Service, router,
};
use geisenheim::{Category, Client, Order};
use kontrakt_flows::{Log, sample};
use serde_json::json;
use tokio::sync::Mutex;

/// The orders that are known, by their id, and whether the database can be reached.
#[derive(Default)]
struct Portal {
    orders: Mutex<BTreeMap<i64, Order>>,
    has_failed: Mutex<bool>,
}

impl Service for Portal {
    type Caller = ();

    async fn authenticate(&self, credentials: Credentials) -> Result<(), Denied> {
        let Credentials::BasicAuth(Basic { username, password }) = credentials;
        match (username.as_str(), password.expose()) {
            ("api@test.de", "pw141819") => Ok(()),
            _ => Err(Denied::Unauthorized),
        }
    }

    async fn create_order(&self, (): (), order: Order) -> CreateOrderResponse {
        if order
            .items
            .iter()
            .any(|it| it.category == Category::Offenwein)
        {
            let reason = json!(["Offenwein ist in dieser Saison nicht bestellbar."]);
            return CreateOrderResponse::BadRequest([("items".to_owned(), reason)].into());
        }
        if !std::mem::replace(&mut *self.has_failed.lock().await, true) {
            return CreateOrderResponse::InternalServerError(json!({ "message": "Wartung" }));
        }
        let id = order.id;
        self.orders.lock().await.insert(id, order);
        CreateOrderResponse::Ok(json!({ "id": id }))
    }

    async fn cancel_order(&self, (): (), id: i64) -> CancelOrderResponse {
        match self.orders.lock().await.remove(&id) {
            Some(_) => CancelOrderResponse::Ok(json!({ "id": id })),
            None => CancelOrderResponse::NotFound(json!({ "id": id })),
        }
    }
}

#[tokio::test]
async fn an_order_is_corrected_sent_again_and_cancelled() {
    let log = Log::default();
    let base_url = log.serve("shop", "portal", router(Portal::default())).await;
    let client = Client::new(&base_url).basic_auth("api@test.de", "pw141819");
    let sample = sample("geisenheim/samples/valid/open-wine.json");
    let mut order: Order = kontrakt::from_slice(&sample).unwrap();

    log.note("400: the data must be corrected and sent again");
    let refused = match client.create_order(&order).await {
        Err(Error::ErrorResponse(refused)) => refused.into_inner(),
        other => panic!("{other:?}"),
    };
    let CreateOrderError::BadRequest(reason) = refused else {
        panic!("{refused:?}");
    };
    assert!(reason.contains_key("items"));
    order.items.retain(|it| it.category != Category::Offenwein);

    log.note("500: a temporary failure, so the same is sent again later");
    let failed = client.create_order(&order).await.unwrap_err();
    assert_eq!(failed.status().unwrap(), 500);
    assert_eq!(client.create_order(&order).await.unwrap()["id"], order.id);

    log.note("an order is cancelled once");
    client.cancel_order(order.id).await.unwrap();
    let gone = client.cancel_order(order.id).await.unwrap_err();
    assert_eq!(gone.status().unwrap(), 404);
    insta::assert_snapshot!(log.text());
}
