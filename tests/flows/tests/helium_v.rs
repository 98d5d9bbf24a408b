//! An order of an ERP system: filled, sorted and activated, with documents and a signature.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::future::ready;
use std::sync::Arc;

use helium_v::client::{
    CreateIdentPositionError, Error, GetDeliverableOrderStatusError, GetOrdersError, Hooks,
    PostActivateOrderError, PostSettlementOfHoursSignatureError,
};
use helium_v::server::{
    CreateDocumentResponse, CreateIdentPositionResponse, CreateManualIdentPositionResponse,
    CreateTextPositionResponse, CreateTextblockPositionResponse, Credentials, Denied,
    GetDeliverableOrderStatusResponse, GetOfflineOrdersResponse, GetOrderCommentsResponse,
    GetOrderPositionsResponse, GetOrdersResponse, GetPositionsResponse,
    GetSettlementOfHoursResponse, PostActivateOrderResponse,
    PostSettlementOfHoursSignatureResponse, PostSortOrderByItemnumberResponse,
    RemovePositionResponse, Service, UpdateIdentPositionResponse, UpdateManualItemPositionResponse,
    router,
};
use helium_v::{
    Client, CreateDocumentBody, CreateDocumentRequest, CreateOrderItemPositionEntry,
    CreateOrderManualItemPositionEntry, CreateOrderTextPositionEntry,
    CreateOrderTextblockPositionEntry, CreatedOrderPositionEntry, DeliverableOrderEntry, ErrorCode,
    GetDeliverableOrderStatusRequest, GetOfflineOrdersRequest, GetOrderCommentsRequest,
    GetOrderPositionsRequest, GetOrdersRequest, OrderActivationEntry, OrderComments,
    OrderDocumentStatus, OrderEntry, OrderSortedEntry, OrderpositionEntry,
    PostActivateOrderRequest, SettlementOfHoursSignatureEntry, headers,
};
use kontrakt::client::reqwest::header::{ACCEPT, HeaderValue};
use kontrakt::client::{HookFuture, OperationInfo, reqwest};
use kontrakt::multipart::File;
use kontrakt::{Decimal, Json};
use kontrakt_flows::{Log, sample};
use tokio::sync::Mutex;

const TOKEN: &str = "token";
const CNR: &str = "22/0000815";
const ID: i32 = 815;

/// More decimal places than a binary float has.
const AMOUNT: &str = "0.10000000000000000001";

const UNLISTED: &str =
    "helium-v/samples/valid/get-deliverable-order-status-response-unlisted-values.json";
const SIGNATURE_WITH_PREFIX: &str =
    "helium-v/samples/valid/post-settlement-of-hours-signature-request-data-uri.json";

/// The service, with one order.
#[derive(Clone, Default)]
struct Erp(Arc<Mutex<Order>>);

#[derive(Default)]
struct Order {
    is_activated: bool,
    positions: Vec<OrderpositionEntry>,
    /// Its delivery, where that is not what the state says.
    delivery: Option<DeliverableOrderEntry>,
    /// The names and sizes of the files.
    documents: Vec<(String, usize)>,
    signatures: Vec<SettlementOfHoursSignatureEntry>,
}

impl Order {
    fn entry(&self) -> OrderEntry {
        let state = if self.is_activated {
            "OFFEN"
        } else {
            "ANGELEGT"
        };
        OrderEntry {
            cnr: Some(CNR.to_owned()),
            order_state: Some(state.to_owned()),
            customer_name: Some("Söhne & Töchter GmbH".to_owned()),
            id: Some(ID),
            ..OrderEntry::default()
        }
    }

    fn add(&mut self, position: OrderpositionEntry) -> CreatedOrderPositionEntry {
        let count = i32::try_from(self.positions.len()).unwrap();
        let (position_nr, id) = (Some(count + 1), Some(count + 101));
        let amount = position.amount.clone();
        self.positions.push(OrderpositionEntry {
            position_nr,
            id,
            ..position
        });
        CreatedOrderPositionEntry {
            order_id: Some(ID),
            order_cnr: Some(CNR.to_owned()),
            order_position_id: id,
            amount,
            ..CreatedOrderPositionEntry::default()
        }
    }

    /// Sorts by item number; what has none comes last.
    fn sort(&mut self) {
        self.positions
            .sort_by_key(|it| (it.item_cnr.is_none(), it.item_cnr.clone()));
        for (position, number) in self.positions.iter_mut().zip(1..) {
            position.position_nr = Some(number);
        }
    }
}

/// Why an order cannot be changed.
fn wrong_state() -> headers::WrongOrderState {
    headers::WrongOrderState {
        x_hv_error_code: Some(ErrorCode::ExpectationFailed),
        x_hv_error_code_extended: Some(30),
        x_hv_error_description: Some("Der Auftrag ist schon ausgelöst.".to_owned()),
        ..headers::WrongOrderState::default()
    }
}

impl Service for Erp {
    type Caller = ();

    async fn authenticate(&self, credentials: Credentials) -> Result<(), Denied> {
        let (Credentials::Userid(token) | Credentials::Hvtoken(token)) = credentials;
        match token.expose() {
            TOKEN => Ok(()),
            _ => Err(Denied::Unauthorized),
        }
    }

    async fn get_orders(&self, (): (), request: GetOrdersRequest) -> GetOrdersResponse {
        let order = self.0.lock().await.entry();
        let is_wanted = request.filter_cnr.is_none() || request.filter_cnr == order.cnr;
        GetOrdersResponse::Ok(is_wanted.then_some(order).into_iter().collect())
    }

    async fn get_order_comments(
        &self,
        (): (),
        request: GetOrderCommentsRequest,
    ) -> GetOrderCommentsResponse {
        if request.orderid.is_some_and(|id| id != ID) {
            return GetOrderCommentsResponse::NotFound(Default::default());
        }
        let has_internal = request.add_internal_comment.unwrap_or(true);
        GetOrderCommentsResponse::Ok(OrderComments {
            internal_comment: has_internal.then(|| "Marge < 5 %".to_owned()),
            external_comment: Some("Lieferung frei Haus".to_owned()),
            id: Some(ID),
            ..OrderComments::default()
        })
    }

    async fn get_deliverable_order_status(
        &self,
        (): (),
        _: GetDeliverableOrderStatusRequest,
    ) -> GetDeliverableOrderStatusResponse {
        let order = self.0.lock().await;
        if let Some(delivery) = order.delivery.clone() {
            return GetDeliverableOrderStatusResponse::Ok(delivery);
        }
        let entry = |status| DeliverableOrderEntry {
            cnr: Some(CNR.to_owned()),
            status: Some(status),
            id: Some(ID),
            ..DeliverableOrderEntry::default()
        };
        if order.is_activated {
            GetDeliverableOrderStatusResponse::Ok(DeliverableOrderEntry {
                deliverable: Some(true),
                ..entry(OrderDocumentStatus::Open)
            })
        } else {
            let entry = entry(OrderDocumentStatus::NotInitialized);
            GetDeliverableOrderStatusResponse::ExpectationFailed(entry, wrong_state())
        }
    }

    async fn get_offline_orders(
        &self,
        (): (),
        _: GetOfflineOrdersRequest,
    ) -> GetOfflineOrdersResponse {
        GetOfflineOrdersResponse::NotFound(Default::default())
    }

    async fn get_order_positions(
        &self,
        (): (),
        _: GetOrderPositionsRequest,
    ) -> GetOrderPositionsResponse {
        GetOrderPositionsResponse::NotFound(Default::default())
    }

    async fn remove_position(&self, (): (), _: i32) -> RemovePositionResponse {
        RemovePositionResponse::NotFound(Default::default())
    }

    async fn post_activate_order(
        &self,
        (): (),
        _: PostActivateOrderRequest,
    ) -> PostActivateOrderResponse {
        if std::mem::replace(&mut self.0.lock().await.is_activated, true) {
            return PostActivateOrderResponse::ExpectationFailed(wrong_state());
        }
        PostActivateOrderResponse::Ok(OrderActivationEntry {
            calculation_timestamp_ms: Some(1_577_836_800_000),
            id: Some(ID),
            ..OrderActivationEntry::default()
        })
    }

    async fn create_document(
        &self,
        (): (),
        request: CreateDocumentRequest,
    ) -> CreateDocumentResponse {
        let CreateDocumentBody {
            file,
            additional_properties,
        } = request.body;
        let others = additional_properties.into_values().flatten();
        for file in file.into_iter().flatten().chain(others) {
            let bytes = file.body.collect(512_000).await.unwrap();
            let document = (file.name.unwrap_or_default(), bytes.len());
            self.0.lock().await.documents.push(document);
        }
        CreateDocumentResponse::Created
    }

    async fn create_ident_position(
        &self,
        (): (),
        _: i32,
        body: CreateOrderItemPositionEntry,
    ) -> CreateIdentPositionResponse {
        let mut order = self.0.lock().await;
        if order.is_activated {
            return CreateIdentPositionResponse::ExpectationFailed(wrong_state());
        }
        CreateIdentPositionResponse::Created(order.add(OrderpositionEntry {
            item_cnr: body.item_cnr,
            amount: body.amount,
            ..OrderpositionEntry::default()
        }))
    }

    async fn create_manual_ident_position(
        &self,
        (): (),
        _: i32,
        _: CreateOrderManualItemPositionEntry,
    ) -> CreateManualIdentPositionResponse {
        CreateManualIdentPositionResponse::NotFound(Default::default())
    }

    async fn get_positions(
        &self,
        (): (),
        _: i32,
        limit: Option<i32>,
        start_index: Option<i32>,
    ) -> GetPositionsResponse {
        let start = usize::try_from(start_index.unwrap_or(0));
        let limit = usize::try_from(limit.unwrap_or(50));
        let (Ok(start), Ok(limit)) = (start, limit) else {
            return GetPositionsResponse::BadRequest(Default::default());
        };
        let order = self.0.lock().await;
        let positions = order.positions.iter().skip(start).take(limit);
        GetPositionsResponse::Ok(positions.cloned().collect())
    }

    async fn get_settlement_of_hours(&self, (): (), _: i32) -> GetSettlementOfHoursResponse {
        GetSettlementOfHoursResponse::NotFound(Default::default())
    }

    async fn post_settlement_of_hours_signature(
        &self,
        orderid: i32,
        body: SettlementOfHoursSignatureEntry,
    ) -> PostSettlementOfHoursSignatureResponse {
        if body.user_id.as_deref() != Some(TOKEN) {
            return PostSettlementOfHoursSignatureResponse::Unauthorized(Default::default());
        }
        if body.order_id != Some(orderid) {
            return PostSettlementOfHoursSignatureResponse::BadRequest(Default::default());
        }
        self.0.lock().await.signatures.push(body);
        PostSettlementOfHoursSignatureResponse::Created
    }

    async fn post_sort_order_by_itemnumber(
        &self,
        (): (),
        _: i32,
    ) -> PostSortOrderByItemnumberResponse {
        let mut order = self.0.lock().await;
        if order.is_activated {
            return PostSortOrderByItemnumberResponse::ExpectationFailed(wrong_state());
        }
        order.sort();
        PostSortOrderByItemnumberResponse::Ok(OrderSortedEntry {
            sorted: Some(true),
            id: Some(ID),
            ..OrderSortedEntry::default()
        })
    }

    async fn create_textblock_position(
        &self,
        (): (),
        _: i32,
        _: CreateOrderTextblockPositionEntry,
    ) -> CreateTextblockPositionResponse {
        CreateTextblockPositionResponse::NotFound(Default::default())
    }

    async fn create_text_position(
        &self,
        (): (),
        _: i32,
        body: CreateOrderTextPositionEntry,
    ) -> CreateTextPositionResponse {
        let mut order = self.0.lock().await;
        if order.is_activated {
            return CreateTextPositionResponse::ExpectationFailed(wrong_state());
        }
        CreateTextPositionResponse::Created(order.add(OrderpositionEntry {
            description: body.text,
            ..OrderpositionEntry::default()
        }))
    }

    async fn update_ident_position(
        &self,
        (): (),
        _: i32,
        _: i32,
        _: CreateOrderItemPositionEntry,
    ) -> UpdateIdentPositionResponse {
        UpdateIdentPositionResponse::NotFound(Default::default())
    }

    async fn update_manual_item_position(
        &self,
        (): (),
        _: i32,
        _: i32,
        _: CreateOrderManualItemPositionEntry,
    ) -> UpdateManualItemPositionResponse {
        UpdateManualItemPositionResponse::NotFound(Default::default())
    }
}

/// Takes XML and nothing else.
struct OnlyXml;

impl Hooks for OnlyXml {
    fn before<'a>(
        &'a self,
        request: &'a mut reqwest::Request,
        _: &'a OperationInfo,
    ) -> HookFuture<'a> {
        let xml = HeaderValue::from_static("application/xml");
        request.headers_mut().insert(ACCEPT, xml);
        Box::pin(ready(Ok(())))
    }
}

fn item(cnr: &str, amount: &str) -> CreateOrderItemPositionEntry {
    CreateOrderItemPositionEntry {
        item_cnr: Some(cnr.to_owned()),
        amount: Some(amount.parse().unwrap()),
        ..CreateOrderItemPositionEntry::default()
    }
}

fn upload(body: CreateDocumentBody) -> CreateDocumentRequest {
    CreateDocumentRequest {
        orderid: ID,
        grouping: Some("Lieferung".to_owned()),
        keywords: None,
        securitylevel: Some(1),
        type_: None,
        body,
    }
}

/// The answer that is documented, but no success.
fn refusal<T: Debug, E: Debug>(answer: Result<T, Error<E>>) -> E {
    match answer {
        Err(Error::ErrorResponse(refused)) => refused.into_inner(),
        other => panic!("{other:?}"),
    }
}

/// Why a client does not even send a request.
fn unsent<T: Debug, E: Debug>(answer: Result<T, Error<E>>) -> String {
    match answer {
        Err(Error::InvalidRequest(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_order_is_filled_sorted_and_activated() {
    let log = Log::default();
    let base_url = log.serve("shop", "erp", router(Erp::default())).await;
    let client = Client::new(&base_url).userid(TOKEN);
    let this_one = GetOrdersRequest {
        filter_cnr: Some(CNR.to_owned()),
        ..GetOrdersRequest::default()
    };

    log.note("a token that has run out");
    let expired = Client::new(&base_url).userid("expired");
    let refused = refusal(expired.get_orders(&this_one).await);
    assert_eq!(refused, GetOrdersError::Unauthorized);

    log.note("the order may still be changed");
    let orders = client.get_orders(&this_one).await.unwrap();
    assert_eq!(orders[0].order_state.as_deref(), Some("ANGELEGT"));

    log.note("its comments, with the token in the header hvtoken and then in the query");
    let by_id = GetOrderCommentsRequest {
        orderid: orders[0].id,
        ..GetOrderCommentsRequest::default()
    };
    let by_header = Client::new(&base_url).hvtoken(TOKEN);
    let comments = by_header.get_order_comments(&by_id).await.unwrap();
    let same = client.get_order_comments(&by_id).await.unwrap();
    assert_eq!(*comments, *same);

    log.note("positions are added, in JSON and in XML");
    client
        .create_ident_position(ID, &item("B-2", "2.5"))
        .await
        .unwrap();
    let text = CreateOrderTextPositionEntry {
        text: Some("Bitte vor 10 Uhr liefern".to_owned()),
        ..CreateOrderTextPositionEntry::default()
    };
    client.create_text_position(ID, &text).await.unwrap();
    let xml = format!(
        "<createOrderItemPositionEntry><amount>{AMOUNT}</amount><itemCnr>A-1</itemCnr>\
         </createOrderItemPositionEntry>"
    );
    let request = reqwest::Client::new()
        .post(format!(
            "{base_url}/api/v1/order/{ID}/itemposition?userid={TOKEN}"
        ))
        .header("content-type", "application/xml;charset=UTF-8")
        .body(xml);
    let created = request.send().await.unwrap().bytes().await.unwrap();
    let created: CreatedOrderPositionEntry = kontrakt::from_slice(&created).unwrap();
    // The log rounds the numbers of JSON, the service does not.
    assert_eq!(digits(created.amount.as_ref()), Some(AMOUNT));
    let positions = client.get_positions(ID, None, None).await.unwrap();
    assert_eq!(numbers(&positions), [Some("B-2"), None, Some("A-1")]);

    log.note("they are sorted by item number");
    client.post_sort_order_by_itemnumber(ID).await.unwrap();
    let positions = client.get_positions(ID, None, None).await.unwrap();
    assert_eq!(numbers(&positions), [Some("A-1"), Some("B-2"), None]);
    assert_eq!(digits(positions[0].amount.as_ref()), Some(AMOUNT));

    log.note("once more, as XML");
    let by_xml = client.clone().hooks(OnlyXml);
    let rest = by_xml.get_positions(ID, None, None).await.unwrap();
    let media_type = rest.headers()["content-type"].to_str().unwrap();
    assert_eq!(media_type, "application/xml;charset=UTF-8");
    assert_eq!(*rest, *positions);

    log.note("417: only what is activated can be delivered");
    let by_cnr = GetDeliverableOrderStatusRequest {
        order_cnr: Some(CNR.to_owned()),
        orderid: None,
    };
    let refused = refusal(client.get_deliverable_order_status(&by_cnr).await);
    let GetDeliverableOrderStatusError::ExpectationFailed(entry) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(entry.status, Some(OrderDocumentStatus::NotInitialized));

    log.note("what is not verified is not even sent");
    let mut activate = PostActivateOrderRequest {
        orderid: ID,
        verified: false,
    };
    let reason = unsent(client.post_activate_order(&activate).await);
    assert!(reason.contains("verified muss true sein"), "{reason}");

    log.note("it is activated once");
    activate.verified = true;
    client.post_activate_order(&activate).await.unwrap();
    let orders = client.get_orders(&this_one).await.unwrap();
    assert_eq!(orders[0].order_state.as_deref(), Some("OFFEN"));
    let status = client.get_deliverable_order_status(&by_cnr).await.unwrap();
    assert_eq!(status.deliverable, Some(true));
    let Err(Error::ErrorResponse(refused)) = client.post_activate_order(&activate).await else {
        panic!("it was activated twice");
    };
    assert_eq!(*refused, PostActivateOrderError::ExpectationFailed);
    let reason = headers::WrongOrderState::read(refused.headers()).unwrap();
    assert_eq!(reason, wrong_state());

    log.note("417: no more positions");
    let refused = refusal(client.create_ident_position(ID, &item("C-3", "1")).await);
    assert_eq!(refused, CreateIdentPositionError::ExpectationFailed);
    insta::assert_snapshot!(log.text());
}

/// A number as it is written.
fn digits(number: Option<&Decimal>) -> Option<&str> {
    number.map(Decimal::as_str)
}

/// The item numbers of positions.
fn numbers(positions: &[OrderpositionEntry]) -> Vec<Option<&str>> {
    positions.iter().map(|it| it.item_cnr.as_deref()).collect()
}

#[tokio::test]
async fn values_that_no_list_names_are_kept() {
    let log = Log::default();
    let erp = Erp::default();
    let base_url = log.serve("shop", "erp", router(erp.clone())).await;
    let original = sample(UNLISTED);
    erp.0.lock().await.delivery = Some(kontrakt::from_slice(&original).unwrap());
    let client = Client::new(&base_url).hvtoken(TOKEN);
    let by_id = GetDeliverableOrderStatusRequest {
        order_cnr: None,
        orderid: Some(ID),
    };
    let original: Json = serde_json::from_slice(&original).unwrap();

    let json = client.get_deliverable_order_status(&by_id).await.unwrap();
    let archived = OrderDocumentStatus::Other("ARCHIVED".to_owned());
    assert_eq!(json.status, Some(archived));
    let written: Json = serde_json::from_slice(&kontrakt::to_vec(&*json)).unwrap();
    assert_eq!(written, original);

    log.note("the same as XML");
    let by_xml = client.hooks(OnlyXml);
    let xml = by_xml.get_deliverable_order_status(&by_id).await.unwrap();
    assert_eq!(xml.status, json.status);
    assert_eq!(xml.delivery_entries, json.delivery_entries);
    insta::assert_snapshot!(log.text());
}

#[tokio::test]
async fn documents_are_filed_and_hours_signed() {
    let log = Log::default();
    let erp = Erp::default();
    let base_url = log.serve("shop", "erp", router(erp.clone())).await;
    let client = Client::new(&base_url).userid(TOKEN);
    let http = reqwest::Client::new();

    log.note("three files at once, one of them under another name");
    let photo = File {
        content_type: Some("image/png".to_owned()),
        ..File::new("rampe.png", vec![137; 300_000])
    };
    let files = CreateDocumentBody {
        file: Some(vec![File::new("lieferschein.txt", "4 Kisten"), photo]),
        additional_properties: BTreeMap::from([(
            "anhang".to_owned(),
            vec![File::new("plan.txt", "Tor 3")],
        )]),
    };
    client.create_document(upload(files)).await.unwrap();
    let documents = [
        ("lieferschein.txt".to_owned(), 8),
        ("rampe.png".to_owned(), 300_000),
        ("plan.txt".to_owned(), 5),
    ];
    assert_eq!(erp.0.lock().await.documents, documents);

    log.note("over 500 KiB together: the client sends nothing");
    let half = |name| File::new(name, vec![0; 300_000]);
    let files = CreateDocumentBody {
        file: Some(vec![half("1.pdf"), half("2.pdf")]),
        ..CreateDocumentBody::default()
    };
    let reason = unsent(client.create_document(upload(files)).await);
    assert!(reason.contains("larger than 512000 bytes"), "{reason}");

    log.note("sent all the same: the server refuses it");
    let head = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"3.pdf\"\r\n\r\n";
    let body = format!("{head}{}\r\n--b--\r\n", "7".repeat(512_001));
    let request = http
        .post(format!(
            "{base_url}/api/v1/order/{ID}/document?userid={TOKEN}"
        ))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(body);
    assert_eq!(request.send().await.unwrap().status(), 413);
    assert_eq!(erp.0.lock().await.documents, documents);

    log.note("a signature, with the token in the body");
    let mut signature = SettlementOfHoursSignatureEntry {
        user_id: Some(TOKEN.to_owned()),
        pdf_content: Some("JVBERi0xLjQ=".to_owned()),
        signature_content: Some("iVBORw0KGgo=".to_owned()),
        signature_ms: Some(1_577_836_800_000),
        order_id: Some(ID),
        signature_type: Some("png".to_owned()),
        signer_name: Some("Ada Söhne".to_owned()),
        ..SettlementOfHoursSignatureEntry::default()
    };
    client
        .post_settlement_of_hours_signature(ID, &signature)
        .await
        .unwrap();

    log.note("one from a browser, as a data URI");
    let request = http
        .post(format!("{base_url}/api/v1/order/{ID}/settlementofhours"))
        .header("content-type", "application/json")
        .body(sample(SIGNATURE_WITH_PREFIX));
    assert_eq!(request.send().await.unwrap().status(), 201);
    let order = erp.0.lock().await;
    let contents = order.signatures.iter().map(|it| &it.signature_content);
    for content in contents {
        assert_eq!(content.as_deref(), Some("iVBORw0KGgo="));
    }
    drop(order);

    log.note("400: for another order than that of the path");
    signature.order_id = Some(ID + 1);
    let answer = client
        .post_settlement_of_hours_signature(ID, &signature)
        .await;
    let refused = refusal(answer);
    assert_eq!(refused, PostSettlementOfHoursSignatureError::BadRequest);

    log.note("what is no base64 is not sent");
    signature.pdf_content = Some("%PDF-1.4".to_owned());
    let answer = client
        .post_settlement_of_hours_signature(ID, &signature)
        .await;
    let reason = unsent(answer);
    assert!(reason.contains("/pdfContent"), "{reason}");
    insta::assert_snapshot!(log.text());
}
