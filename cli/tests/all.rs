//! What users do with the command, through its binary.

mod commands;
mod descriptions;
mod generate;
mod payloads;
mod suites;
mod support;
