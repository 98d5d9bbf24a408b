//! The figures as people read them.

use super::measured::Cost;

/// What a tool took for a description.
pub(crate) struct Line {
    pub(crate) file: String,
    /// The length of the description's root document.
    pub(crate) bytes: u64,
    pub(crate) tool: String,
    pub(crate) cost: Cost,
    /// `cargo check` of its client, where that was asked for.
    pub(crate) check: Option<Cost>,
}

/// Prints the lines, each with its ratios to plain parsing of the same text, and the worst of ours.
pub(crate) fn print(lines: &[Line]) {
    println!(
        "{:<26} {:<21} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9}",
        "description",
        "tool",
        "CPU s",
        "wall s",
        "peak MB",
        "CPU x",
        "wall x",
        "peak x",
        "check s",
        "check MB"
    );
    let mut worst = [(0.0, ""); 3];
    for of_one in lines.chunk_by(|a, b| a.file == b.file) {
        for line in of_one {
            let ratios = ratios(line, &of_one[0]);
            println!("{}", row(line, ratios));
            if line.tool == "kontrakt" && line.cost.failure.is_none() {
                for (worst, ratio) in worst.iter_mut().zip(ratios) {
                    if ratio > worst.0 {
                        *worst = (ratio, &line.file);
                    }
                }
            }
        }
    }
    let [(cpu, cpu_file), (wall, wall_file), (peak, peak_file)] = worst;
    println!(
        "\n\"x\" of times is by those of the plain parse, of the peak by the length of the text.\n\
         worst of kontrakt: CPU {cpu:.1} ({cpu_file}), wall {wall:.1} ({wall_file}), peak {peak:.1} ({peak_file})"
    );
    for line in lines {
        let failures = [
            ("generates", Some(&line.cost)),
            ("checks", line.check.as_ref()),
        ];
        for (what, cost) in failures {
            if let Some(failure) = cost.and_then(|cost| cost.failure.as_ref()) {
                println!("{}: {} {what} nothing: {failure}", line.file, line.tool);
            }
        }
    }
}

/// Processor time, time on the clock and memory.
fn ratios(line: &Line, plain: &Line) -> [f64; 3] {
    [
        line.cost.cpu / plain.cost.cpu,
        line.cost.wall / plain.cost.wall,
        line.cost.peak / line.bytes as f64,
    ]
}

fn row(line: &Line, [cpu, wall, peak]: [f64; 3]) -> String {
    let cost = &line.cost;
    let failed = |cost: &Cost| if cost.failure.is_some() { "!" } else { "" };
    let mut row = format!(
        "{:<26} {:<21} {:>8} {:>8.3} {:>8.1} {cpu:>8.1} {wall:>8.1} {peak:>8.1}",
        line.file,
        line.tool,
        format!("{}{:.3}", failed(cost), cost.cpu),
        cost.wall,
        cost.peak / 1e6,
    );
    if let Some(check) = &line.check {
        let seconds = format!("{}{:.1}", failed(check), check.cpu);
        row += &format!(" {seconds:>9} {:>9.0}", check.peak / 1e6);
    }
    row
}
