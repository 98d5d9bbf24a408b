//! Reads OpenAPI descriptions.
//!
//! ```text
//! Source --parse--> Node --upgrade--> Document --resolve--> Api
//! ```
//!
//! A [`Source`] is a text; [`parse`] makes a [`Node`] of it, which keeps the place of every value;
//! [`Document`] is a description in 3.1 meaning, whatever version it states; [`Api`] is the model
//! with every reference resolved. Findings go to [`Diagnostics`] on the way. Nothing here reads a
//! file: references into other files go through a [`Loader`].

pub mod api;
pub mod codes;
mod decode;
mod describe;
pub mod direction;
mod document;
mod finding;
pub mod hash;
mod loader;
mod nearest;
mod node;
mod overlay;
mod parse;
mod reference;
mod resolve;
pub mod shape;
mod source;
mod sources;
mod structure;
#[cfg(test)]
mod testing;
mod upgrade;
mod version;

pub use api::{Api, Location, Schema, SchemaId};
pub use decode::decode;
pub use describe::{Description, describe, describe_with};
pub use direction::{Direction, directed, into_directed};
pub use document::{Document, Target};
pub use finding::{Code, Diagnostics, Finding, Fix, Label, Place, Severity, SourceId};
pub use loader::{LoadError, Loaded, Loader, NoLoader};
pub use nearest::nearest;
pub use node::{Member, Node, Number, Object, Value, pointer_tokens, push_pointer};
pub use parse::{MAX_DEPTH, Purpose, parse, parse_as, read_part};
pub use reference::{encode_fragment, percent_decoded};
pub use resolve::resolve;
pub use source::{Format, Position, Source, Span};
pub use sources::Sources;
