//! What crosses crates, in one program: each program of tests would link all of them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agreement;
mod bodies;
mod build_script;
mod callbacks;
mod cases;
mod device;
mod directions;
mod licences;
mod loopback;
mod lowered;
mod operation_rules;
mod progenitor;
mod response_headers;
mod routes;
mod samples;
mod schemas;
mod security;
mod servers;
mod specs;
mod v3_2;
mod wire;
