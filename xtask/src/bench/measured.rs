//! Runs a command and tells what it took.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{Resource, UsageWho, getrusage, setrlimit};
use serde::{Deserialize, Serialize};

/// What a command took, with all the processes that it waited for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// Seconds on the clock.
    pub(crate) wall: f64,
    /// Seconds of processor time, of the program and of the system for it.
    pub(crate) cpu: f64,
    /// The peak of resident memory of the largest process, in bytes.
    pub(crate) peak: f64,
    /// What the command said when it failed, in one line.
    pub(crate) failure: Option<String>,
}

/// How much a command may take before it is ended, so that one does not take the machine along.
const MOST_SECONDS: u64 = 600;
const MOST_MEMORY: u64 = 12 << 30;

/// Measures a command in a process between: the system tells the peak of memory only of the
/// largest of all children.
pub(crate) fn measure(
    program: &Path,
    arguments: &[OsString],
    folder: &Path,
) -> Result<Cost, String> {
    let between = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(between)
        .arg("measured")
        .arg(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout)
        .map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The process between: prints the [`Cost`] of the command as JSON.
pub(crate) fn run(command: &[OsString]) -> Result<(), String> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    for (resource, most) in [
        (Resource::RLIMIT_CPU, MOST_SECONDS),
        (Resource::RLIMIT_AS, MOST_MEMORY),
    ] {
        setrlimit(resource, most, most).map_err(|error| error.to_string())?;
    }
    let start = Instant::now();
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let wall = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let seconds = |time: nix::sys::time::TimeVal| {
        time.tv_sec() as f64 + f64::from(i32::try_from(time.tv_usec()).unwrap_or_default()) / 1e6
    };
    // Apple's systems count bytes, all others kilobytes.
    let unit = if cfg!(target_vendor = "apple") {
        1.0
    } else {
        1024.0
    };
    let cost = Cost {
        wall,
        cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
        peak: usage.max_rss() as f64 * unit,
        failure: (!output.status.success()).then(|| {
            let said = String::from_utf8_lossy(&output.stderr);
            let line = said.lines().find(|line| line.contains("error"));
            let line = line.or(said.lines().next()).unwrap_or_default().trim();
            format!("{}, {line}", output.status)
        }),
    };
    let text = serde_json::to_string(&cost).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}
