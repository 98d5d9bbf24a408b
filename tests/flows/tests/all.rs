//! The stories of the five documents, over loopback HTTP.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod geisenheim;
mod helium_v;
mod jvb;
mod mensamax;
mod tjansteguiden;
