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
mod finding;
mod node;
mod source;

pub use api::{Api, Location, Schema, SchemaId};
pub use finding::{Code, Diagnostics, Finding, Fix, Label, Place, Severity, SourceId};
pub use node::{Member, Node, Number, Object, Value, push_pointer};
pub use source::{Format, Position, Source, Span};
