//! What generated clients are made of.
//!
//! A method of a generated client makes a [`Request`], sends it through [`Core::send`], and takes
//! the typed value out of the [`Response`]. The vocabulary of results and errors is that of
//! `progenitor-client`, which is named here and nowhere else.

mod callback;
mod core;
mod credential;
#[cfg(feature = "oauth2")]
mod device;
mod encoding;
mod hooks;
mod macros;
#[cfg(feature = "oauth2")]
mod oauth;
mod policy;
mod request;
mod response;
mod sequences;
mod tokens;

pub use self::core::{Core, Failure};
pub use crate::Secret;
pub use callback::CallbackUrl;
pub use credential::Credential;
#[cfg(feature = "oauth2")]
pub use device::{DeviceAuthorization, DevicePrompt};
pub use hooks::{HookFuture, Hooks};
#[cfg(feature = "oauth2")]
pub use oauth::ClientCredentials;
pub use policy::{CallbackPolicy, Refused};
pub use request::Request;
pub use response::{Response, ResponseChecks, as_variant};
pub use tokens::{Scopes, Token, TokenFuture, TokenProvider, Tokens, token};

pub use crate::stream::{ByteStream, Event, ItemError, Items};
pub use bytes::Bytes;
pub use progenitor_client::{ClientHooks, ClientInfo, Error, OperationInfo, ResponseValue};
pub use reqwest::{self, Method, StatusCode};
