//! Generates Rust from OpenAPI descriptions.

mod codes;
pub mod names;
pub mod plan;
