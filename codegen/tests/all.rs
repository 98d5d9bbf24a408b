//! What holds of plans and of generated files as a whole.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod corpus;
mod determinism;
mod mutated;
mod plan;
