//! Prints what kontrakt costs beside its peers: each row a ratio, measured in one run.
//!
//! Run it with `cargo run --release -p kontrakt-benches`.
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

mod compile;
mod generate;
mod orders;
mod timing;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "Each figure is the median of many alternating runs; the ratio is ours by the peer's.\n"
    );
    orders::run()?;
    generate::run()?;
    compile::run()
}
