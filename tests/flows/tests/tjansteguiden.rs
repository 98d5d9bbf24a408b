//! A service provider (TL) reads the orders of Tjänsteguiden and handles them: polled, told by
//! mail, already delivered, or with an activation that fails.
//!
//! All methods are at one URL and answer XML. The activation itself is another system's (ON-API).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kontrakt_flows::Log;
use serde_json::{Value, json};
use tjansteguiden::server::{
    AddMessageResponse, Credentials, CustomerInfoResponse, Denied, OrderInfoResponse,
    OrderLogResponse, OrdersResponse, Service, SetStatusResponse, router,
};
use tjansteguiden::{
    AddMessageAnswer, AnswerStatus, Client, Customer, CustomerInfoAnswer,
    CustomerInfoAnswerResponse, MessageType, Order, OrderDelivery, OrderInfoAnswer,
    OrderInfoAnswerResponse, OrderLogAnswer, OrderStatus, OrdersAnswer, OrdersAnswerResponse,
    SetStatusAnswer, SetStatusAnswerResponse,
};
use tokio::sync::Mutex;

const TODAY: &str = "2024-03-11";

/// Tjänsteguiden: the orders by their id, and what is logged on them.
#[derive(Clone, Default)]
struct Guide {
    orders: Arc<Mutex<BTreeMap<i64, Order>>>,
    log: Arc<Mutex<Vec<Entry>>>,
}

struct Entry {
    order: i64,
    type_: MessageType,
    message: String,
}

impl Guide {
    /// With one order, of customer 871.
    fn with_order(id: i64, status: OrderStatus) -> Self {
        let mut order = Order::new(id);
        order.type_ = Some("order".to_owned());
        order.date = Some(format!("{TODAY} 09:30:00"));
        order.status = Some(status);
        order.service = Some("100".to_owned());
        order.delivery = Some(OrderDelivery::Asap);
        order.customer = Some(871);
        let orders = Arc::new(Mutex::new([(id, order)].into()));
        Self {
            orders,
            ..Self::default()
        }
    }

    async fn status(&self, id: i64) -> OrderStatus {
        self.orders.lock().await[&id].status.clone().unwrap()
    }

    async fn add_to_log(&self, order: i64, type_: MessageType, message: String) {
        self.log.lock().await.push(Entry {
            order,
            type_,
            message,
        });
    }
}

impl Service for Guide {
    type Caller = ();

    async fn authenticate(&self, credentials: Credentials) -> Result<(), Denied> {
        let is_known = match &credentials {
            Credentials::LoginHash(hash) => hash.expose() == "hash-of-tl",
            Credentials::ApiUser(user) => user.expose() == "42",
        };
        is_known.then_some(()).ok_or(Denied::Unauthorized)
    }

    async fn orders(&self, (): (), date: String) -> OrdersResponse {
        let orders = self.orders.lock().await;
        let since = orders.values().filter(|it| it.date.as_ref() >= Some(&date));
        OrdersResponse::Ok(OrdersAnswer {
            response: Some(OrdersAnswerResponse {
                order: Some(since.cloned().collect()),
                ..OrdersAnswerResponse::default()
            }),
            status: Some(AnswerStatus::Success),
            ..OrdersAnswer::default()
        })
    }

    async fn order_info(&self, (): (), id: i64) -> OrderInfoResponse {
        let mut order = self.orders.lock().await[&id].clone();
        let access = json!("AB123");
        order
            .additional_properties
            .insert("accessId".into(), access);
        OrderInfoResponse::Ok(OrderInfoAnswer {
            response: Some(OrderInfoAnswerResponse {
                order: Some(order),
                ..OrderInfoAnswerResponse::default()
            }),
            status: Some(AnswerStatus::Success),
            ..OrderInfoAnswer::default()
        })
    }

    async fn customer_info(&self, (): (), id: i64) -> CustomerInfoResponse {
        let customer = Customer {
            id: Some(id),
            firstname: Some("Kim".to_owned()),
            address: Some("Demogatan 123".to_owned()),
            zip: Some("00123".to_owned()),
            city: Some("Demostad".to_owned()),
            ..Customer::default()
        };
        let mut answer = CustomerInfoAnswer::new(AnswerStatus::Success);
        answer.response = Some(CustomerInfoAnswerResponse {
            customer: Some(customer),
            ..CustomerInfoAnswerResponse::default()
        });
        CustomerInfoResponse::Ok(answer)
    }

    async fn set_status(&self, (): (), id: i64, status: OrderStatus) -> SetStatusResponse {
        let mut orders = self.orders.lock().await;
        let Some(order) = orders.get_mut(&id) else {
            let failed = AnswerStatus::from("error");
            return SetStatusResponse::Ok(SetStatusAnswer::new(failed));
        };
        let message = format!("Status changed to {} for order {id}", status.as_str());
        order.status = Some(status);
        let type_ = MessageType::System;
        self.add_to_log(id, type_, message.clone()).await;
        let mut answer = SetStatusAnswer::new(AnswerStatus::Success);
        answer.response = Some(SetStatusAnswerResponse {
            message: Some(message),
            ..SetStatusAnswerResponse::default()
        });
        SetStatusResponse::Ok(answer)
    }

    async fn add_message(
        &self,
        (): (),
        id: i64,
        type_: MessageType,
        message: String,
    ) -> AddMessageResponse {
        self.add_to_log(id, type_, message).await;
        AddMessageResponse::Ok(AddMessageAnswer {
            status: Some(AnswerStatus::Success),
            ..AddMessageAnswer::default()
        })
    }

    async fn order_log(&self, (): (), id: i64) -> OrderLogResponse {
        let log = self.log.lock().await;
        let entries: Value = log
            .iter()
            .filter(|it| it.order == id)
            .map(|it| json!({ "type": it.type_.as_str(), "message": it.message }))
            .collect();
        OrderLogResponse::Ok(OrderLogAnswer {
            response: Some([("entry".to_owned(), entries)].into()),
            status: Some(AnswerStatus::Success),
            ..OrderLogAnswer::default()
        })
    }
}

/// The provider's own system: the orders taken over with their customers, and those that somebody
/// has to look at.
struct Provider {
    log: Log,
    client: Client,
    /// What the ON-API says to an activation.
    activation: Result<(), &'static str>,
    customers: BTreeMap<i64, Customer>,
    flagged: BTreeSet<i64>,
}

impl Provider {
    async fn of(guide: &Guide) -> Self {
        let log = Log::default();
        let router = router(guide.clone());
        let base_url = log.serve("TL", "Tjänsteguiden", router).await;
        Self {
            log,
            client: Client::new(base_url)
                .login_hash("hash-of-tl")
                .api_user("42"),
            activation: Ok(()),
            customers: BTreeMap::new(),
            flagged: BTreeSet::new(),
        }
    }

    /// Asks for the orders since a day and handles the new ones.
    async fn poll(&mut self, date: &str) {
        let answer = self.client.orders(date).await.unwrap().into_inner();
        assert_eq!(answer.status, Some(AnswerStatus::Success));
        let orders = answer.response.and_then(|it| it.order);
        for order in orders.unwrap_or_default() {
            if !self.customers.contains_key(&order.id) {
                self.handle(order.id).await;
            }
        }
    }

    async fn handle(&mut self, id: i64) {
        let answer = self.client.order_info(id).await.unwrap().into_inner();
        let order = answer.response.unwrap().order.unwrap();
        let customer = self.client.customer_info(order.customer.unwrap()).await;
        let answer = customer.unwrap().into_inner();
        let customer = answer.response.unwrap().customer.unwrap();
        self.customers.insert(id, customer);
        if order.status == Some(OrderStatus::Delivered) {
            return self.log.note("directly activated: nothing else to do");
        }
        self.set_status(id, OrderStatus::Received).await;
        match self.activation {
            Ok(()) => {
                self.log.note("TL activates the service at the ON-API");
                self.set_status(id, OrderStatus::Active).await;
                self.set_status(id, OrderStatus::Delivered).await;
            }
            Err(problem) => {
                self.log.note("the activation at the ON-API fails");
                let type_ = MessageType::Error;
                let added = self.client.add_message(id, type_, problem).await;
                assert_eq!(added.unwrap().status, Some(AnswerStatus::Success));
                self.log.note("TL flags the order for manual follow-up");
                self.flagged.insert(id);
            }
        }
    }

    async fn set_status(&self, id: i64, status: OrderStatus) {
        let set = self.client.set_status(id, status).await.unwrap();
        assert_eq!(set.status, AnswerStatus::Success);
    }

    /// What the log of an order holds.
    async fn read_log(&self, id: i64) -> Value {
        let answer = self.client.order_log(id).await.unwrap().into_inner();
        answer.response.unwrap().remove("entry").unwrap()
    }
}

#[tokio::test]
async fn a_polled_order_is_received_activated_and_delivered() {
    let guide = Guide::with_order(4711, OrderStatus::New);
    let mut provider = Provider::of(&guide).await;
    provider.poll(TODAY).await;
    assert_eq!(guide.status(4711).await, OrderStatus::Delivered);
    let zip = provider.customers[&4711].zip.as_deref();
    assert_eq!(zip, Some("00123"), "zeros at the start stay");

    provider.log.note("each change of the status is in the log");
    let log = provider.read_log(4711).await;
    let messages = log.as_array().unwrap().iter().map(|it| &it["message"]);
    assert_eq!(
        messages.collect::<Vec<_>>(),
        [
            "Status changed to received for order 4711",
            "Status changed to active for order 4711",
            "Status changed to delivered for order 4711",
        ]
    );

    let note = "the day has more to come: a known order is dropped";
    provider.log.note(note);
    provider.poll(TODAY).await;
    provider.poll("2024-03-12").await;
    let text = provider.log.text();
    assert_eq!(text.matches("method=order_info").count(), 1);
    assert_eq!(text.matches("method=set_status").count(), 3);
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn an_order_told_by_mail_is_handled_without_polling() {
    let guide = Guide::with_order(4711, OrderStatus::New);
    let mut provider = Provider::of(&guide).await;
    provider.log.note("the mail has the Order-ID 4711");
    provider.handle(4711).await;
    assert_eq!(guide.status(4711).await, OrderStatus::Delivered);
    let text = provider.log.text();
    assert!(!text.contains("method=orders"));
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn an_order_delivered_at_first_reading_is_only_taken_over() {
    let guide = Guide::with_order(4712, OrderStatus::Delivered);
    let mut provider = Provider::of(&guide).await;
    provider.poll(TODAY).await;
    assert_eq!(provider.customers[&4712].id, Some(871));
    assert!(guide.log.lock().await.is_empty());
    let text = provider.log.text();
    assert!(!text.contains("method=set_status"));
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn a_failed_activation_is_logged_and_flagged() {
    let guide = Guide::with_order(4711, OrderStatus::New);
    let mut provider = Provider::of(&guide).await;
    provider.activation = Err("Port finns ej & måste byggas");
    provider.poll(TODAY).await;
    assert_eq!(guide.status(4711).await, OrderStatus::Received);
    assert_eq!(provider.flagged, [4711].into());

    let log = provider.read_log(4711).await;
    let entry = json!({ "type": "error", "message": "Port finns ej & måste byggas" });
    assert_eq!(log[1], entry);
    insta::assert_snapshot!(provider.log.text());
}

#[tokio::test]
async fn a_failure_comes_with_200_and_another_status() {
    let guide = Guide::default();
    let provider = Provider::of(&guide).await;
    let status = OrderStatus::Received;
    let set = provider.client.set_status(4711, status).await.unwrap();
    assert_eq!(set.status(), 200);
    let answer = set.into_inner();
    assert_eq!(answer.status, AnswerStatus::Other("error".to_owned()));
    insta::assert_snapshot!(provider.log.text());
}
