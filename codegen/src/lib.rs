//! Generates Rust from OpenAPI descriptions: types with their checks, a client and a server.
//!
//! ```text
//! Api --plan--> Plan --emit--> Files
//! ```
//!
//! [`plan`] makes every decision about Rust, [`emit`](emit()) writes it down, and [`generate`] does
//! both. Nothing here reads or writes a file but [`Builder`], the entry for build scripts.

mod cel;
pub mod codes;
mod config;
pub mod names;
pub mod plan;
mod rust;

pub use config::{Config, Part, Runtime};
pub use plan::{Plan, plan};
