//! A generated client against a generated server, over HTTP on a loopback port.
//!
//! The generated program has a function for each operation on either side; it makes arguments of
//! JSON, and JSON of what arrives. Values that cannot be made or shown panic, which fails the call.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use axum::http::HeaderName;
use kontrakt::client::Error;
use kontrakt::headers::HeaderMap;
use kontrakt::multipart::File;
use kontrakt::server::Router;
use kontrakt::{ByteStream, Event, Items, Presence, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::program::{self, held};

/// A call of an operation, and what is answered to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Call {
    /// The name of the method.
    pub operation: String,
    /// The arguments by their names.
    pub request: Map<String, Json>,
    /// The answer.
    pub answer: Answer,
}

/// An answer of the server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    /// The variant of the server's enum.
    pub variant: String,
    /// What the client's variant may be called.
    pub names: Vec<String>,
    /// The status code.
    pub status: u16,
    /// The body, if there is one; it may be null.
    #[serde(
        default,
        deserialize_with = "there",
        skip_serializing_if = "Option::is_none"
    )]
    pub body: Option<Json>,
    /// The described headers.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
}

impl Answer {
    /// The described headers as fields.
    ///
    /// # Panics
    ///
    /// If one is none.
    pub fn fields(&self) -> HeaderMap {
        let mut fields = HeaderMap::new();
        for (name, text) in &self.headers {
            match (name.parse::<HeaderName>(), text.parse()) {
                (Ok(name), Ok(text)) => fields.append(name, text),
                _ => panic!("{name}: {text} is no header"),
            };
        }
        fields
    }
}

/// A member that is there, be it null.
fn there<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

/// What a client makes of an answer.
#[derive(Debug)]
pub struct Seen {
    /// The status code.
    pub status: u16,
    /// The variant, where there are several.
    pub variant: Option<&'static str>,
    /// The body, if there is one.
    pub body: Option<Json>,
    /// The headers.
    pub headers: HeaderMap,
}

impl Seen {
    /// Whether all headers of an answer arrived.
    fn has_headers(&self, answer: &Answer) -> bool {
        answer.headers.iter().all(|(name, text)| {
            let mut fields = self.headers.get_all(name).iter();
            fields.any(|field| field.as_bytes() == text.as_bytes())
        })
    }
}

/// A call that did not go as it should.
#[derive(Debug, Serialize, Deserialize)]
pub struct Failure {
    /// The name of the method.
    pub operation: String,
    /// What went wrong.
    pub reason: String,
}

/// Between the two sides: the next answer of the server, and what arrived there.
#[derive(Default)]
pub struct Desk {
    answer: Mutex<Option<Answer>>,
    arrived: Mutex<Option<(&'static str, Map<String, Json>)>>,
}

/// What the client's side of an operation gives.
pub type Sent<'a> = Pin<Box<dyn Future<Output = Result<Seen, String>> + 'a>>;

/// The client's side of an operation under the name of its method.
pub type Operation<C> = (&'static str, for<'a> fn(&'a C, &'a Call) -> Sent<'a>);

impl Desk {
    /// Notes what arrived, and gives what is to be answered.
    ///
    /// # Panics
    ///
    /// If nothing is to be answered.
    pub fn arrived<const N: usize>(
        &self,
        operation: &'static str,
        arguments: [(&str, Option<Json>); N],
    ) -> Answer {
        *held(&self.arrived) = Some((operation, object(arguments)));
        let Some(answer) = held(&self.answer).take() else {
            panic!("{operation} was called and nobody meant to");
        };
        answer
    }
}

/// An object of the members that are there.
pub fn object<const N: usize>(members: [(&str, Option<Json>); N]) -> Map<String, Json> {
    let members = members.into_iter();
    members
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// A value of JSON.
///
/// # Panics
///
/// If there is none of its type.
pub fn value<T: Value>(json: Option<&Json>) -> T {
    let Some(json) = json else {
        panic!("there is no value");
    };
    match kontrakt::read_unchecked(json.to_string().as_bytes()) {
        Ok(value) => value,
        Err(invalid) => panic!("{json}: {invalid}"),
    }
}

/// A value that may be absent.
pub fn optional<T: Value>(json: Option<&Json>) -> Option<T> {
    json.map(|json| value(Some(json)))
}

/// A value that may be absent or null.
pub fn presence<T: Value>(json: Option<&Json>) -> Presence<T> {
    match json {
        None => Presence::Absent,
        Some(Json::Null) => Presence::Null,
        json => Presence::Value(value(json)),
    }
}

/// The bytes of a text.
pub fn bytes(json: Option<&Json>) -> ByteStream {
    text(json).into()
}

/// A file of a form.
pub fn file(json: Option<&Json>) -> File {
    File::new("a.txt", text(json))
}

fn text(json: Option<&Json>) -> String {
    json.and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// Values one after another.
pub fn items<T: Value + Send + Unpin + 'static>(json: Option<&Json>) -> Items<T> {
    list(json).map(value).collect::<Vec<T>>().into()
}

/// Events with nothing but data.
pub fn events<T: Value + Send + Unpin + 'static>(json: Option<&Json>) -> Items<Event<T>> {
    let all: Vec<Event<T>> = list(json).map(|it| Event::new(value(it))).collect();
    all.into()
}

/// The items of a list.
pub fn list(json: Option<&Json>) -> impl Iterator<Item = Option<&Json>> {
    let items = json.and_then(Json::as_array);
    items.into_iter().flatten().map(Some)
}

/// The variant of an enum, and what it holds.
///
/// # Panics
///
/// If the value is no object.
pub fn variant(json: Option<&Json>) -> (&str, Option<&Json>) {
    match json.and_then(|json| json.as_object()?.iter().next()) {
        Some((name, value)) => (name, Some(value)),
        None => panic!("there is no variant"),
    }
}

/// A value as JSON.
///
/// # Panics
///
/// If it writes something else.
pub fn shown<T: Value>(value: &T) -> Option<Json> {
    let bytes = kontrakt::to_vec(value);
    match serde_json::from_slice(&bytes) {
        Ok(json) => Some(json),
        Err(error) => panic!("{}: {error}", String::from_utf8_lossy(&bytes)),
    }
}

/// A value that may be absent or null, as JSON.
pub fn shown_presence<T: Value>(value: &Presence<T>) -> Option<Json> {
    match value {
        Presence::Absent => None,
        Presence::Null => Some(Json::Null),
        Presence::Value(value) => shown(value),
    }
}

/// Bytes as a text.
///
/// # Panics
///
/// If they cannot be read.
pub async fn shown_bytes(bytes: ByteStream) -> Option<Json> {
    match bytes.collect(1 << 24).await {
        Ok(bytes) => shown_buffer(&bytes),
        Err(error) => panic!("{error}"),
    }
}

/// Bytes in memory as a text.
pub fn shown_buffer(bytes: &[u8]) -> Option<Json> {
    Some(String::from_utf8_lossy(bytes).into())
}

/// Values one after another as a list.
pub async fn shown_items<T: Value>(items: Items<T>) -> Option<Json> {
    let mut all = Vec::new();
    for item in every(items).await {
        all.extend(shown(&item));
    }
    Some(all.into())
}

/// The data of events as a list.
pub async fn shown_events<T: Value>(items: Items<Event<T>>) -> Option<Json> {
    let mut all = Vec::new();
    for item in every(items).await {
        all.extend(shown(&item.data));
    }
    Some(all.into())
}

async fn every<T>(mut items: Items<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => all.push(item),
            Err(error) => panic!("{error}"),
        }
    }
    all
}

/// Why there is no documented answer.
pub fn refused<E>(error: Error<E>) -> String {
    match error {
        Error::InvalidRequest(text) | Error::Custom(text) => text,
        Error::CommunicationError(error)
        | Error::InvalidUpgrade(error)
        | Error::ResponseBodyError(error) => chain(&error),
        Error::ErrorResponse(answer) => format!("an answer of status {}", answer.status()),
        Error::InvalidResponsePayload(bytes, error) => {
            format!("{error} in the answer {}", String::from_utf8_lossy(&bytes))
        }
        Error::UnexpectedResponse(answer) => {
            format!("an undocumented answer of {}", answer.status())
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}

/// Runs the calls of a file and prints the [`Failure`]s as JSON.
///
/// # Panics
///
/// If the file is not what [`Call`]s are written as, or no port can be listened on.
pub fn run<C>(
    data: &str,
    router: impl FnOnce(Arc<Desk>) -> Router,
    client: impl FnOnce(String) -> C,
    operations: &[Operation<C>],
) {
    let desk = Arc::new(Desk::default());
    let router = router(Arc::clone(&desk));
    program::run(data, router, async |base_url: String, calls: Vec<Call>| {
        let client = client(base_url);
        let mut failures = Vec::new();
        for call in &calls {
            let operation = operations.iter().find(|(name, _)| *name == call.operation);
            let result = match operation {
                Some((_, send)) => one(&client, *send, call, &desk).await,
                None => Err("there is no such method".to_owned()),
            };
            failures.extend(result.err().map(|reason| Failure {
                operation: call.operation.clone(),
                reason,
            }));
        }
        failures
    });
}

async fn one<C>(
    client: &C,
    send: for<'a> fn(&'a C, &'a Call) -> Sent<'a>,
    call: &Call,
    desk: &Desk,
) -> Result<(), String> {
    *held(&desk.answer) = Some(call.answer.clone());
    *held(&desk.arrived) = None;
    let result = program::caught(|| send(client, call)).await;
    let request = Json::Object(call.request.clone());
    let told = |what: String| format!("{what} {}; sent was {request}", program::panicked());
    let seen = result.map_err(told)?;
    let Some((operation, arrived)) = held(&desk.arrived).take() else {
        return Err(told(format!("nothing arrived, the client has {seen:?}")));
    };
    let arrived = Json::Object(arrived);
    if operation != call.operation {
        return Err(told(format!("`{operation}` was called")));
    }
    if !crate::is_equal(&arrived, &request) {
        return Err(told(format!("{arrived} arrived")));
    }
    let answer = &call.answer;
    let is_named = |name: &str| answer.names.iter().any(|it| it == name);
    let same = match (&seen.body, &answer.body) {
        (Some(one), Some(other)) => crate::is_equal(one, other),
        (one, other) => one == other,
    };
    if !same
        || !seen.has_headers(answer)
        || seen.status != answer.status
        || !seen.variant.is_none_or(is_named)
    {
        let answer = serde_json::json!(answer);
        return Err(format!("answered was {answer}, the client has {seen:?}"));
    }
    Ok(())
}
