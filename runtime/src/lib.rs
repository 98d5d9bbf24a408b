//! What generated code calls: values that read, write and check themselves, clients and servers.

#![cfg_attr(
    not(all(
        feature = "client",
        feature = "server",
        feature = "multipart",
        feature = "xml"
    )),
    allow(
        dead_code,
        unused_imports,
        reason = "each feature uses a part of what they share"
    )
)]

mod base64;
mod check;
mod checker;
#[cfg(feature = "client")]
pub mod client;
mod collections;
mod decimal;
mod enums;
mod foreign;
pub mod format;
#[cfg(any(feature = "client", feature = "server"))]
pub mod headers;
mod json_type;
mod map;
#[cfg(feature = "stream")]
mod media;
mod member;
#[cfg(feature = "stream")]
pub mod multipart;
pub mod number;
mod object;
mod parts;
pub mod pattern;
#[cfg(feature = "stream")]
mod plain;
mod presence;
mod reader;
mod recorder;
pub mod rule;
mod scalars;
mod scanner;
mod secret;
#[cfg(feature = "server")]
pub mod server;
mod server_variable;
#[cfg(feature = "stream")]
mod stream;
mod text;
mod transcode;
mod union;
mod value;
mod violation;
pub mod wire;
mod writer;

pub use self::base64::Base64;
pub use check::{
    Additional, Check, Choice, Condition, Contains, Members, Scalar, Schema, Unevaluated,
};
pub use checker::Checker;
pub use decimal::{Decimal, NotDecimal};
pub use json_type::JsonType;
pub use map::Map;
pub use member::{Member, Rest, Slot};
pub use number::Limit;
pub use object::{Field, Object, Rule};
pub use pattern::Pattern;
pub use presence::{Nullable, Presence};
pub use reader::{MAX_DEPTH, Reader, Unread};
pub use rule::Clock;
pub use secret::Secret;
pub use server_variable::UnlistedValue;
#[cfg(feature = "stream")]
pub use stream::{ByteStream, Event, ItemError, Items};
pub use union::{Branch, Discriminator, Union};
pub use value::{
    Value, from_slice, from_slice_with, read_tolerant, read_unchecked, to_vec, validate,
    validate_with,
};
pub use violation::{Invalid, Syntax, Violation, Violations};
pub use writer::Writer;

#[cfg(feature = "indexmap")]
pub use indexmap;
#[cfg(feature = "jiff")]
pub use jiff;
#[cfg(feature = "rust_decimal")]
pub use rust_decimal;
#[cfg(feature = "url")]
pub use url;
#[cfg(feature = "uuid")]
pub use uuid;

/// A value of any type.
pub use serde_json::Value as Json;

#[doc(hidden)]
pub mod __private {
    //! What the macros of this crate expand to.

    pub use crate::enums::{
        List, Listed, listed, listed_integer, listed_or, meaning, read_integer, read_string,
    };
    pub use crate::foreign::{
        check_json, check_text, read_json, read_text, write_json, write_text,
    };
    pub use crate::parts::{Parts, debug};
    pub use crate::pattern::Compiled;
    pub use crate::transcode::{deserialize, serialize};
    pub use serde;
}
