//! Checks payloads against an OpenAPI description.
//!
//! A [`Validator`] is made for one schema of a description. It gives every violation at once, each
//! with its place in the payload, the place of the rule in the description, what was expected and
//! found, and, where it is certain, the fix. [`report::human`] and [`report::json`] print a
//! [`Report`]. [`enums`] has the value lists of a description with their meanings.
//!
//! The schemas are evaluated by the `jsonschema` crate, which reads the parsed payload in place
//! through [`Tree`]. This crate adds what it leaves out: ranges of numbers, rules across members,
//! one best branch of a union, places, hints and fixes. Nothing here reads a file or prints.

mod aliases;
mod breach;
pub mod codes;
mod compile;
mod contract;
mod count;
mod direction;
mod engine;
pub mod enums;
pub mod exchange;
mod explain;
mod format;
mod near;
mod patterns;
mod payload;
pub mod report;
mod root;
mod rulebook;
mod rules;
mod shown;
mod target;
mod text;
mod union;
mod validator;

pub use engine::Tree;
pub use kontrakt::Clock;
pub use patterns::check_patterns;
pub use report::{Entry, Report, Violation};
pub use validator::{Validator, Validators, check_rules};
