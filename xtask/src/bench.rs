//! Measures generation on the largest descriptions of a folder, beside plain parsing and the peers
//! that are there, each in a process of its own.

mod check;
pub(crate) mod measured;
mod peers;
pub(crate) mod plain;
mod table;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::manifest;
use measured::{Cost, measure};
use peers::Tool;
use table::Line;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder with `manifest.tsv`
    folder: PathBuf,
    /// The folder of the peers' programs, such as `bin` of what `cargo install --root` was given
    #[arg(long)]
    peers: Option<PathBuf>,
    /// How many descriptions, the largest first
    #[arg(long, default_value_t = 10)]
    largest: usize,
    /// Only descriptions whose path contains this; may be repeated
    #[arg(long)]
    only: Vec<String>,
    /// How often plain parsing, kontrakt, and each `cargo check` are run in turns; the medians count
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Measure `cargo check` of each client as well, with its dependencies built before
    #[arg(long)]
    check: bool,
    /// Where what is generated goes
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
}

/// Prints the tables; gives whether kontrakt failed nowhere.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let folder = absolute(&arguments.folder)?;
    fs::create_dir_all(&arguments.out)
        .map_err(|error| format!("{}: {error}", arguments.out.display()))?;
    let out = absolute(&arguments.out)?;
    let replaced = out.join("replaced");
    let at = |error: std::io::Error| format!("{}: {error}", replaced.display());
    fs::create_dir_all(&replaced).map_err(at)?;
    let mut tools = vec![Tool::kontrakt()?];
    match &arguments.peers {
        Some(peers) => tools.extend(peers::found(&absolute(peers)?)),
        None => println!("no peers: `--peers DIR` names the folder of their programs\n"),
    }
    let mut lines = Vec::new();
    for spec in largest(&folder, arguments)? {
        eprintln!("{}", spec.file);
        lines.extend(generation(
            &spec,
            &tools,
            arguments.runs,
            (&out, &replaced),
        )?);
        if arguments.check {
            check::measure_clients(&spec, &tools, arguments.runs, &out, &mut lines)?;
        }
    }
    fs::remove_dir_all(&replaced).map_err(at)?;
    table::print(&lines);
    Ok(lines
        .iter()
        .all(|line| line.tool != "kontrakt" || line.cost.failure.is_none()))
}

/// A description of the folder.
pub(crate) struct Spec {
    pub(crate) file: String,
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
}

impl Spec {
    /// The folder of what a tool makes of it.
    pub(crate) fn out(&self, out: &Path, tool: &str) -> PathBuf {
        let stem = self.file.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        out.join(stem).join(tool)
    }
}

fn largest(folder: &Path, arguments: &Arguments) -> Result<Vec<Spec>, String> {
    let mut specs = Vec::new();
    for row in manifest::select(folder, &arguments.only)? {
        let path = folder.join(&row.file);
        let bytes = fs::metadata(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?
            .len();
        specs.push(Spec {
            file: row.file,
            path,
            bytes,
        });
    }
    specs.sort_by_key(|spec| std::cmp::Reverse(spec.bytes));
    specs.truncate(arguments.largest);
    Ok(specs)
}

/// Plain parsing, kontrakt and each peer for one description, into a folder for all output, with
/// another for what was there before.
fn generation(
    spec: &Spec,
    tools: &[Tool],
    runs: usize,
    (out, replaced): (&Path, &Path),
) -> Result<Vec<Line>, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let plain: [OsString; 2] = ["plain".into(), spec.path.clone().into()];
    let mut costs = vec![Vec::new(); tools.len() + 1];
    for run in 0..runs.max(1) {
        costs[0].push(measure(&program, &plain, out)?);
        for (tool, costs) in tools.iter().zip(&mut costs[1..]) {
            // Peers are up to a hundred times slower, and their figures that much clearer.
            if run == 0 || tool.is_ours() {
                costs.push(tool.generate(spec, out, replaced)?);
            }
        }
    }
    let names = std::iter::once("plain parse").chain(tools.iter().map(|tool| tool.name));
    let line = |(tool, costs): (&str, &Vec<Cost>)| Line {
        file: spec.file.clone(),
        bytes: spec.bytes,
        tool: tool.to_owned(),
        cost: median(costs),
        check: None,
    };
    Ok(names.zip(&costs).map(line).collect())
}

/// The median of each figure; the first failure, if one failed.
fn median(costs: &[Cost]) -> Cost {
    let middle = |figure: fn(&Cost) -> f64| {
        let mut figures: Vec<f64> = costs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    };
    Cost {
        wall: middle(|cost| cost.wall),
        cpu: middle(|cost| cost.cpu),
        peak: middle(|cost| cost.peak),
        failure: costs.iter().find_map(|cost| cost.failure.clone()),
    }
}

fn absolute(path: &Path) -> Result<PathBuf, String> {
    path.canonicalize()
        .map_err(|error| format!("{}: {error}", path.display()))
}
