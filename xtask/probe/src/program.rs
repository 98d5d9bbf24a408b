//! What the programs that call a server over a loopback port have in common.

use std::any::Any;
use std::fmt::Display;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use axum::Router;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What the last panic said, of the program or of its server.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// Serves `router`, hands its address and the calls of a file to `made`, and prints what that gives
/// as JSON.
///
/// # Panics
///
/// If the file does not hold such calls, or no port can be listened on.
pub(crate) fn run<C: DeserializeOwned, R: Serialize>(
    data: &str,
    router: Router,
    made: impl AsyncFnOnce(String, Vec<C>) -> R,
) {
    let text = must(std::fs::read_to_string(data));
    let calls = must(serde_json::from_str(&text));
    set_hook(Box::new(|panic| {
        *held(&PANICKED) = message(panic.payload())
    }));
    let runtime = must(
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build(),
    );
    let result = runtime.block_on(async {
        let listener = must(tokio::net::TcpListener::bind("127.0.0.1:0").await);
        let base_url = format!("http://{}", must(listener.local_addr()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        made(base_url, calls).await
    });
    println!("{}", serde_json::json!(result));
}

/// Waits for what `send` begins; a panic is an error, and [`panicked`] what it said.
pub(crate) async fn caught<'a, T>(
    send: impl FnOnce() -> Pin<Box<dyn Future<Output = Result<T, String>> + 'a>>,
) -> Result<T, String> {
    held(&PANICKED).clear();
    let mut sent = send();
    poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| sent.as_mut().poll(cx)));
        polled.unwrap_or_else(|_| Poll::Ready(Err("it panicked:".to_owned())))
    })
    .await
}

/// What the last panic since [`caught`] began said; nothing if there was none.
pub(crate) fn panicked() -> String {
    held(&PANICKED).clone()
}

pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn must<T, E: Display>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

fn message(panic: &dyn Any) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}
