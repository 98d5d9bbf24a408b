//! `cargo check` of the generated types, against that of the serde-derived twin.

use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use crate::timing::{head, row};

const ROUNDS: usize = 5;

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    head(
        "cargo check of the crate alone, dependencies built / of the twin",
        "serde",
    );
    let ours = ("geisenheim", "generated/geisenheim/src/lib.rs");
    let twin = ("kontrakt-bench-twin", "benches/twin/src/lib.rs");
    let (mut our_times, mut twin_times) = (Vec::new(), Vec::new());
    check(ours)?;
    check(twin)?;
    for _ in 0..ROUNDS {
        our_times.push(check(ours)?);
        twin_times.push(check(twin)?);
    }
    our_times.sort();
    twin_times.sort();
    row(
        "types of the order API",
        (our_times[ROUNDS / 2], twin_times[ROUNDS / 2]),
    );
    Ok(())
}

fn check((package, file): (&str, &str)) -> Result<Duration, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // Newer than what was checked before, so that the crate itself is checked anew.
    File::options()
        .append(true)
        .open(root.join(file))?
        .set_modified(SystemTime::now())?;
    let start = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args([
            "check",
            "--quiet",
            "--package",
            package,
            "--no-default-features",
        ])
        .current_dir(&root)
        .status()?;
    let time = start.elapsed();
    match status.success() {
        true => Ok(time),
        false => Err(format!("{package} does not compile").into()),
    }
}
