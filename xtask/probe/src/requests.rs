//! Two generated clients against a server that notes what they send: ours and progenitor's.
//!
//! The generated program has a function for each operation on either side, which makes arguments of
//! JSON. What progenitor's types make of a value is what both clients send, as those types cannot
//! hold every value: null is absent to them, and a union is the first branch that can be read.

mod compare;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::program::{self, held};
use compare::{Seen, compare};

/// A call of an operation by both clients.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Call {
    /// The name of the operation.
    pub operation: String,
    /// The arguments by their names.
    pub request: Map<String, Json>,
    /// The headers that the description names, in small letters.
    pub headers: Vec<String>,
    /// In what the clients may differ.
    pub excuses: Vec<Excuse>,
}

/// What progenitor is known to write otherwise than the description says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Excuse {
    /// The part of the request.
    pub part: Part,
    /// The names in the query, or of the headers; nothing for a path.
    pub names: Vec<String>,
    /// What the fault is.
    pub reason: String,
}

/// A part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "these are the names of the specification")]
pub enum Part {
    Path,
    Query,
    Header,
}

/// What the comparison of a call gave.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compared {
    /// The name of the operation.
    pub operation: String,
    /// Whether progenitor's types made another value of an argument, which both clients then sent.
    pub is_changed: bool,
    /// The result.
    pub verdict: Verdict,
}

/// Whether both clients made the same request.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// They did.
    Equal,
    /// They did not, by a fault that progenitor is known for.
    Excused {
        /// The fault.
        reason: String,
        /// What was seen of it.
        detail: String,
    },
    /// They did not.
    Different(String),
}

/// The arguments of progenitor's side of a call.
pub struct Arguments<'a> {
    given: &'a Map<String, Json>,
    expressed: Mutex<Map<String, Json>>,
}

impl Arguments<'_> {
    /// An argument that must be there.
    ///
    /// # Panics
    ///
    /// If its type cannot hold the value.
    pub fn one<T: DeserializeOwned + Serialize>(&self, name: &str) -> T {
        match self.optional(name) {
            Some(value) => value,
            None => panic!("there is no `{name}`"),
        }
    }

    /// An argument that may be absent.
    ///
    /// # Panics
    ///
    /// If its type cannot hold the value.
    pub fn optional<T: DeserializeOwned + Serialize>(&self, name: &str) -> Option<T> {
        let json = self.given.get(name)?;
        let value: T = match serde_json::from_value(json.clone()) {
            Ok(value) => value,
            Err(error) => panic!("`{name}` cannot be {json}: {error}"),
        };
        match serde_json::to_value(&value) {
            Ok(json) => held(&self.expressed).insert(name.to_owned(), json),
            Err(error) => panic!("`{name}` cannot be written: {error}"),
        };
        Some(value)
    }

    /// The bytes of a body.
    ///
    /// # Panics
    ///
    /// If there are none.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        self.one::<String>(name).into_bytes()
    }
}

/// What a client's side of an operation gives: nothing, or why there is no answer.
pub type Sent<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + 'a>>;

/// Both sides of an operation, with its name.
pub type Operation<C, P> = (
    &'static str,
    for<'a> fn(&'a C, &'a Json) -> Sent<'a>,
    for<'a> fn(&'a P, &'a Arguments<'a>) -> Sent<'a>,
);

/// What the server has seen last.
type Notes = Mutex<Option<Seen>>;

async fn note(State(notes): State<Arc<Notes>>, request: Request) {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 24).await.map(Into::into);
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in &head.headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers.entry(name.to_string()).or_default().push(value);
    }
    *held(&notes) = Some(Seen {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers,
        body: body.unwrap_or_default(),
    });
}

/// Runs the calls of a file and prints what was [`Compared`] as JSON.
///
/// # Panics
///
/// If the file is not what [`Call`]s are written as, or no port can be listened on.
pub fn run<C, P>(
    data: &str,
    ours: impl FnOnce(String) -> C,
    peers: impl FnOnce(String) -> P,
    operations: &[Operation<C, P>],
) {
    let notes = Arc::new(Notes::default());
    let router = Router::new().fallback(note).with_state(Arc::clone(&notes));
    program::run(data, router, async |base_url: String, calls: Vec<Call>| {
        let (ours, peers) = (ours(base_url.clone()), peers(base_url));
        let mut compared = Vec::new();
        for call in &calls {
            let (is_changed, verdict) = match operations.iter().find(|it| it.0 == call.operation) {
                Some(operation) => one(&ours, &peers, operation, call, &notes).await,
                None => {
                    let reason = "there is no such method".to_owned();
                    (false, Verdict::Different(reason))
                }
            };
            compared.push(Compared {
                operation: call.operation.clone(),
                is_changed,
                verdict,
            });
        }
        compared
    });
}

async fn one<C, P>(
    ours: &C,
    peers: &P,
    (_, send_ours, send_peers): &Operation<C, P>,
    call: &Call,
    notes: &Notes,
) -> (bool, Verdict) {
    let arguments = Arguments {
        given: &call.request,
        expressed: Mutex::default(),
    };
    let theirs = match sent(|| send_peers(peers, &arguments), notes).await {
        Ok(seen) => seen,
        Err(detail) => {
            let reason = "its types cannot hold the values, or it cannot write them".to_owned();
            return (false, Verdict::Excused { reason, detail });
        }
    };
    let request = Json::Object(held(&arguments.expressed).clone());
    let is_changed = !crate::is_equal(&request, &Json::Object(call.request.clone()));
    let verdict = match sent(|| send_ours(ours, &request), notes).await {
        Ok(seen) => compare(&seen, &theirs, call),
        // What is refused is not what the schemas allow any more.
        Err(detail) if is_changed => Verdict::Excused {
            reason: "its types make an invalid value of a valid one".to_owned(),
            detail,
        },
        Err(detail) => Verdict::Different(format!("{detail}; sent was {request}")),
    };
    (is_changed, verdict)
}

/// What arrives of a call.
async fn sent<'a>(send: impl FnOnce() -> Sent<'a>, notes: &Notes) -> Result<Seen, String> {
    *held(notes) = None;
    let result = program::caught(send).await;
    let seen = held(notes).take();
    seen.ok_or_else(|| match result {
        Err(error) => format!("{error} {}", program::panicked()),
        Ok(()) => "nothing arrived".to_owned(),
    })
}
