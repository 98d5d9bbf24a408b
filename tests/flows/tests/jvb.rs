//! Orders of advertising areas, one test for each diagram of the document: the API calls the
//! client back, before and after it answers.
//!
//! The document names no field of an order, nor that of the tenant: `tenant`, `bestellnummer` and
//! `flaechen` stand for what would be agreed upon.

use std::collections::BTreeMap;
use std::sync::Arc;

use jvb::callbacks::client::{CallbackPolicy, Client as Callbacks, storno_url};
use jvb::callbacks::server::{
    CancelFlaechenbuchungResponse, ConfirmFlaechenbuchungResponse, Receiver,
    router as callback_router,
};
use jvb::client::Error;
use jvb::server::{
    AssignMotivResponse, CancelFlaechenResponse, CreateBestellungResponse, GetBestellungResponse,
    Service, StatusCode, router,
};
use jvb::{Client, MetaData, MotivZuweisung, NeueBestellung};
use kontrakt_flows::Log;
use serde_json::{Value, json};
use tokio::sync::Mutex;

const NUMBER: &str = "4711";

/// The API: the orders by their number, and the areas that nobody can book.
#[derive(Clone)]
struct Api {
    policy: CallbackPolicy,
    taken: &'static [&'static str],
    orders: Arc<Mutex<BTreeMap<String, Order>>>,
}

/// An order: the states of its bookings by their area, and where to tell of a change.
struct Order {
    bookings: BTreeMap<String, &'static str>,
    callbacks: Callbacks,
}

impl Api {
    fn new(policy: CallbackPolicy, taken: &'static [&'static str]) -> Self {
        let orders = Arc::default();
        Self {
            policy,
            taken,
            orders,
        }
    }

    /// Confirms a booking, and tells the client.
    async fn confirm(&self, number: &str, area: &str) {
        let callbacks = self.change(number, area, "bestätigt").await;
        let told = callbacks.confirm_flaechenbuchung(number, area).await;
        assert_eq!(told.unwrap().status(), 200);
    }

    /// Cancels a booking, and tells the client.
    async fn cancel(&self, number: &str, area: &str) {
        let callbacks = self.change(number, area, "storniert").await;
        let told = callbacks.cancel_flaechenbuchung(number, area).await;
        assert_eq!(told.unwrap().status(), 200);
    }

    async fn change(&self, number: &str, area: &str, state: &'static str) -> Callbacks {
        let mut orders = self.orders.lock().await;
        let order = orders.get_mut(number).unwrap();
        *order.bookings.get_mut(area).unwrap() = state;
        order.callbacks.clone()
    }
}

impl Service for Api {
    async fn create_bestellung(&self, body: NeueBestellung) -> CreateBestellungResponse {
        let url = storno_url(&body).unwrap();
        if self.policy.check(&url).is_err() {
            return CreateBestellungResponse::Other(StatusCode::BAD_REQUEST);
        }
        let callbacks = Callbacks::with_policy(url, self.policy.clone());
        let number = body.additional_properties["bestellnummer"].as_str();
        let number = number.unwrap();
        let mut bookings = BTreeMap::new();
        for area in body.additional_properties["flaechen"].as_array().unwrap() {
            let area = area.as_str().unwrap();
            if self.taken.contains(&area) {
                let told = callbacks.cancel_flaechenbuchung(number, area).await;
                assert_eq!(told.unwrap().status(), 200);
            } else {
                bookings.insert(area.to_owned(), "gebucht");
            }
        }
        let order = Order {
            bookings,
            callbacks,
        };
        self.orders.lock().await.insert(number.to_owned(), order);
        CreateBestellungResponse::Created
    }

    async fn assign_motiv(&self, number: String, body: MotivZuweisung) -> AssignMotivResponse {
        let area = body.additional_properties["flaeche"].as_str().unwrap();
        let orders = self.orders.lock().await;
        match orders.get(&number).map(|it| it.bookings.contains_key(area)) {
            Some(true) => AssignMotivResponse::Ok(json!("PIC123")),
            _ => AssignMotivResponse::Other(StatusCode::NOT_FOUND),
        }
    }

    async fn cancel_flaechen(&self, number: String) -> CancelFlaechenResponse {
        let mut orders = self.orders.lock().await;
        let Some(order) = orders.get_mut(&number) else {
            return CancelFlaechenResponse::Other(StatusCode::NOT_FOUND);
        };
        order.bookings.values_mut().for_each(|it| *it = "storniert");
        CancelFlaechenResponse::Ok
    }

    async fn get_bestellung(&self, number: String) -> GetBestellungResponse {
        let orders = self.orders.lock().await;
        let Some(order) = orders.get(&number) else {
            return GetBestellungResponse::Other(StatusCode::NOT_FOUND);
        };
        let bookings = order.bookings.iter();
        let areas: Value = bookings
            .map(|(area, state)| json!({ "nummer": area, "status": state }))
            .collect();
        let order = [("bestellnummer", json!(number)), ("flaechen", areas)];
        GetBestellungResponse::Ok(order.map(|(name, it)| (name.to_owned(), it)).into())
    }
}

/// Who ordered, with what was heard so far. Numbers that are not known yet are heard, too.
#[derive(Clone, Default)]
struct Orderer(Arc<Mutex<Vec<String>>>);

impl Orderer {
    async fn heard(&self) -> Vec<String> {
        self.0.lock().await.clone()
    }
}

impl Receiver for Orderer {
    async fn confirm_flaechenbuchung(
        &self,
        number: String,
        area: String,
    ) -> ConfirmFlaechenbuchungResponse {
        self.0.lock().await.push(format!("confirm {number} {area}"));
        ConfirmFlaechenbuchungResponse::Ok
    }

    async fn cancel_flaechenbuchung(
        &self,
        number: String,
        area: String,
    ) -> CancelFlaechenbuchungResponse {
        self.0.lock().await.push(format!("cancel {number} {area}"));
        CancelFlaechenbuchungResponse::Ok
    }
}

/// Both sides, on loopback.
struct Stage {
    log: Log,
    api: Api,
    client: Client,
    orderer: Orderer,
    callback_url: String,
}

impl Stage {
    async fn new(policy: CallbackPolicy, taken: &'static [&'static str]) -> Self {
        let log = Log::default();
        let api = Api::new(policy, taken);
        let base_url = log.serve("client", "API", router(api.clone())).await;
        let orderer = Orderer::default();
        let receiver = callback_router(orderer.clone());
        let callback_url = log.serve("API", "client", receiver).await;
        Self {
            log,
            api,
            client: Client::new(base_url),
            orderer,
            callback_url,
        }
    }

    /// With an order of the areas A1 and A2 that was placed before.
    async fn with_order() -> Self {
        let stage = Self::new(loopback(), &[]).await;
        let order = order(&stage.callback_url, &["A1", "A2"]);
        let placed = stage.api.create_bestellung(order).await;
        assert_eq!(placed, CreateBestellungResponse::Created);
        stage
    }

    /// The states of the bookings, as the client reads them.
    async fn states(&self) -> Value {
        let mut read = self.client.get_bestellung(NUMBER).await.unwrap();
        read.remove("flaechen").unwrap()
    }
}

/// What is allowed here alone: this machine, without TLS.
fn loopback() -> CallbackPolicy {
    CallbackPolicy::default().allow_http().allow_loopback()
}

fn order(callback_url: &str, areas: &[&str]) -> NeueBestellung {
    let mut meta_data = MetaData::new(callback_url.to_owned());
    meta_data.environment = Some("dev".to_owned());
    let mut order = NeueBestellung::new(meta_data);
    order.additional_properties = [
        ("tenant".to_owned(), json!("demo")),
        ("bestellnummer".to_owned(), json!(NUMBER)),
        ("flaechen".to_owned(), json!(areas)),
    ]
    .into();
    order
}

#[tokio::test]
async fn areas_that_cannot_be_booked_are_cancelled_before_the_answer() {
    let stage = Stage::new(loopback(), &["A2", "A3"]).await;
    let order = order(&stage.callback_url, &["A1", "A2", "A3"]);
    let placed = stage.client.create_bestellung(&order).await.unwrap();
    assert_eq!(placed.status(), 201);
    assert_eq!(
        stage.orderer.heard().await,
        ["cancel 4711 A2", "cancel 4711 A3"]
    );
    insta::assert_snapshot!(stage.log.text());
    let left = json!([{ "nummer": "A1", "status": "gebucht" }]);
    assert_eq!(stage.states().await, left);
}

#[tokio::test]
async fn an_order_of_which_nothing_can_be_booked_is_created_too() {
    let stage = Stage::new(loopback(), &["A1", "A2"]).await;
    // A slash at the end of the URL makes no difference.
    let order = order(&format!("{}/", stage.callback_url), &["A1", "A2"]);
    let placed = stage.client.create_bestellung(&order).await.unwrap();
    assert_eq!(placed.status(), 201);
    assert_eq!(
        stage.orderer.heard().await,
        ["cancel 4711 A1", "cancel 4711 A2"]
    );
    insta::assert_snapshot!(stage.log.text());
    assert_eq!(stage.states().await, json!([]));
}

#[tokio::test]
async fn an_assigned_motif_has_a_pic_number() {
    let stage = Stage::with_order().await;
    let mut motif = MotivZuweisung::new("30".into());
    let area = json!("A1");
    motif.additional_properties.insert("flaeche".into(), area);
    let pic = stage.client.assign_motiv(NUMBER, &motif).await.unwrap();
    assert_eq!(pic.into_inner(), json!("PIC123"));
    insta::assert_snapshot!(stage.log.text());
}

#[tokio::test]
async fn bookings_are_cancelled() {
    let stage = Stage::with_order().await;
    let cancelled = stage.client.cancel_flaechen(NUMBER).await.unwrap();
    assert_eq!(cancelled.status(), 200);
    insta::assert_snapshot!(stage.log.text());
    let states = json!([
        { "nummer": "A1", "status": "storniert" },
        { "nummer": "A2", "status": "storniert" },
    ]);
    assert_eq!(stage.states().await, states);
    let unknown = stage.client.cancel_flaechen("4712").await.unwrap_err();
    assert_eq!(unknown.status().unwrap(), 404);
}

#[tokio::test]
async fn the_bookings_of_an_order_are_read() {
    let stage = Stage::with_order().await;
    let read = stage.client.get_bestellung(NUMBER).await.unwrap();
    assert_eq!(read["bestellnummer"], NUMBER);
    assert_eq!(
        read["flaechen"][1],
        json!({ "nummer": "A2", "status": "gebucht" })
    );
    insta::assert_snapshot!(stage.log.text());
    let unknown = stage.client.get_bestellung("4712").await.unwrap_err();
    assert_eq!(unknown.status().unwrap(), 404);
}

#[tokio::test]
async fn the_client_is_told_of_a_confirmation() {
    let stage = Stage::with_order().await;
    stage.api.confirm(NUMBER, "A1").await;
    assert_eq!(stage.orderer.heard().await, ["confirm 4711 A1"]);
    insta::assert_snapshot!(stage.log.text());
    assert_eq!(stage.states().await[0]["status"], "bestätigt");
}

#[tokio::test]
async fn the_client_is_told_of_a_cancellation() {
    let stage = Stage::with_order().await;
    stage.api.cancel(NUMBER, "A2").await;
    assert_eq!(stage.orderer.heard().await, ["cancel 4711 A2"]);
    insta::assert_snapshot!(stage.log.text());
    assert_eq!(stage.states().await[1]["status"], "storniert");
}

/// Whoever orders gives the URL, so that it must not lead into the network of the API.
#[tokio::test]
async fn a_callback_to_loopback_is_refused_unless_it_is_allowed() {
    let stage = Stage::new(CallbackPolicy::default(), &["A1"]).await;
    let order = order(&stage.callback_url, &["A1"]);
    let refused = stage.client.create_bestellung(&order).await.unwrap_err();
    assert_eq!(refused.status().unwrap(), 400);
    insta::assert_snapshot!(stage.log.text());

    let url = storno_url(&order).unwrap();
    let https = url.replace("http://", "https://");
    let with_http = CallbackPolicy::default().allow_http();
    for (callbacks, reason) in [
        (Callbacks::new(&url), "its scheme is `http`"),
        (Callbacks::new(https), "is 127.0.0.1, a loopback address"),
        (
            Callbacks::with_policy(&url, with_http),
            "is 127.0.0.1, a loopback address",
        ),
    ] {
        match callbacks.cancel_flaechenbuchung(NUMBER, "A1").await {
            Err(Error::InvalidRequest(refusal)) => {
                assert!(
                    refusal.contains("the callback policy refuses the URL"),
                    "{refusal}"
                );
                assert!(refusal.contains(reason), "{refusal}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(stage.orderer.heard().await.is_empty());
}
