//! Makes the code that the tests are about, and passes on for which platform they are built.

#![allow(
    clippy::print_stdout,
    reason = "cargo reads what a build script prints"
)]

mod cases;
mod progenitor;

use std::env;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rustc-env=TARGET={}", env::var("TARGET")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    cases::generate(&out)?;
    progenitor::generate(&out)
}
