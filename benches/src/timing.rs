//! Times two things against each other.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long each side of a comparison is measured, in all.
const BUDGET: Duration = Duration::from_millis(600);
const ROUNDS: usize = 31;

/// The median times of two functions. They run in turns, so that a machine that slows down
/// slows both.
pub(crate) fn compare<A, B>(
    mut ours: impl FnMut() -> A,
    mut peer: impl FnMut() -> B,
) -> (Duration, Duration) {
    let (our_runs, peer_runs) = (runs(&mut ours), runs(&mut peer));
    let (mut our_times, mut peer_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_times.push(time(&mut ours, our_runs));
        peer_times.push(time(&mut peer, peer_runs));
    }
    (median(our_times), median(peer_times))
}

/// Prints a row of a table.
pub(crate) fn row(what: &str, (ours, peer): (Duration, Duration)) {
    let ratio = ours.as_secs_f64() / peer.as_secs_f64();
    println!(
        "{what:<66} {:>10} {:>10} {ratio:>8.2}",
        show(ours),
        show(peer)
    );
}

/// Prints the head of a table.
pub(crate) fn head(title: &str, peer: &str) {
    println!("\n{title:<66} {:>10} {peer:>10} {:>8}", "kontrakt", "ratio");
}

fn show(time: Duration) -> String {
    match time.as_nanos() {
        nanos @ 0..10_000 => format!("{nanos} ns"),
        nanos @ 10_000..10_000_000 => format!("{} µs", nanos / 1_000),
        nanos => format!("{} ms", nanos / 1_000_000),
    }
}

/// How many runs fill one round.
fn runs<T>(function: &mut impl FnMut() -> T) -> u32 {
    let round = BUDGET / ROUNDS as u32;
    let once = time(function, 1).max(Duration::from_nanos(1));
    (round.as_nanos() / once.as_nanos()).clamp(1, 100_000) as u32
}

fn time<T>(function: &mut impl FnMut() -> T, runs: u32) -> Duration {
    let start = Instant::now();
    for _ in 0..runs {
        black_box(function());
    }
    start.elapsed() / runs
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
