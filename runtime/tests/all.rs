//! What generated code stands on, used as generated code uses it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agreement;
#[cfg(all(
    feature = "jiff",
    feature = "rust_decimal",
    feature = "url",
    feature = "uuid"
))]
mod foreign;
mod formats;
#[cfg(all(feature = "client", feature = "server"))]
mod http;
mod json;
mod sample;
mod schemas;
mod types;
