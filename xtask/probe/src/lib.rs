//! What the generated proofs of generated crates share: the crates themselves have only tables of
//! types, so that they compile quickly.

#![allow(clippy::print_stdout, reason = "the proofs print what they found")]

pub mod examples;
mod json;
#[cfg(feature = "http")]
pub mod loopback;
#[cfg(feature = "http")]
mod program;
#[cfg(feature = "http")]
pub mod requests;

pub use json::is_equal;
