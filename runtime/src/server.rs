//! What generated servers are made of.
//!
//! A generated router is a table of [`Route`]s. The function of a route takes what it needs out of
//! the [`Call`], credentials first, calls the service, and makes the [`Response`]. Whatever goes
//! wrong before that is a [`Rejection`], sent as `application/problem+json` (RFC 9457).

mod accept;
mod call;
mod credentials;
#[cfg(feature = "multipart")]
mod multipart;
mod parameter;
mod paths;
mod rejection;
pub mod reply;
mod route;
mod router;
mod styled;
mod template;

pub use crate::Secret;
pub use crate::stream::{ByteStream, Event, ItemError, Items};
pub use accept::Accept;
pub use axum::Router;
pub use axum::body::Bytes;
pub use axum::http::StatusCode;
pub use axum::response::Response;
pub use call::{Call, rules};
pub use credentials::{Basic, Denied, Scoped, Scopes};
pub use parameter::Parameter;
pub use rejection::Rejection;
pub use route::Route;
pub use router::{ServerOptions, router};
pub use styled::Styled;
