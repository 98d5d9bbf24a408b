//! The generated code of every folder of `tests/cases`, compiled as that of a user: without a
//! warning.

#![deny(warnings)]

include!(concat!(env!("OUT_DIR"), "/cases.rs"));
