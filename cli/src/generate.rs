//! `kontrakt generate`

use std::path::{Path, PathBuf};

use kontrakt_codegen::{Config, Plan, Runtime, emit_each};
use kontrakt_model::{Description, Diagnostics, Severity};
use kontrakt_validator::Report;
use serde::Serialize;

use crate::args::{Color, Dump, Format, Generate, Part, ReportOptions, SpecOptions};
use crate::manifest::{self, Job};
use crate::{CLEAN, Failure, Streams, VIOLATIONS, describe, output};

/// Findings of a generation are for people.
const REPORT: ReportOptions = ReportOptions {
    format: Format::Human,
    color: Color::Auto,
};

pub(crate) fn run(command: &Generate, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let jobs = match &command.spec {
        Some(spec) => vec![single(command, spec)?],
        None => manifest::read(&command.config, command.strict)?,
    };
    let (mut stale, mut last) = (false, None);
    for job in &jobs {
        match (command.dump, command.check) {
            (Some(dump), _) => print_model(job, dump, streams)?,
            (None, true) => stale |= !is_fresh(job, streams)?,
            (None, false) => last = Some(write(job, command.force, streams)?),
        }
    }
    // The program ends, which frees it at once and not piece by piece.
    std::mem::forget(last);
    if stale {
        writeln!(
            streams.output,
            "\nto write them anew, run:\n\n    {}",
            refresh(command)
        )?;
        return Ok(VIOLATIONS);
    }
    Ok(CLEAN)
}

/// The job that the command line describes.
fn single(command: &Generate, spec: &Path) -> Result<Job, Failure> {
    let out = match (&command.out, command.dump) {
        (Some(out), _) => out.clone(),
        (None, Some(_)) => PathBuf::new(),
        (None, None) => {
            return Err(Failure::usage(
                "`--out DIR` is missing: the folder of the crate that is written",
            ));
        }
    };
    let name = match (&command.name, out.file_name().or(spec.file_stem())) {
        (Some(name), _) => name.clone(),
        (None, Some(name)) => name.to_string_lossy().into_owned(),
        (None, None) => {
            return Err(Failure::usage(
                "`--name NAME` is missing: the folder has none to take over",
            ));
        }
    };
    let mut config = Config::new(name);
    config.spec = spec.display().to_string();
    config.only = command.only.iter().map(|part| part.into()).collect();
    for (choice, texts) in [
        (&mut config.include, &command.include),
        (&mut config.exclude, &command.exclude),
    ] {
        for text in texts {
            choice.add(text).map_err(Failure::usage)?;
        }
    }
    match &command.runtime {
        Some(runtime) => config.runtime = runtime.parse().map_err(Failure::usage)?,
        None => config.runtime = local_runtime().unwrap_or_default(),
    }
    Ok(Job {
        spec: SpecOptions {
            spec: spec.to_path_buf(),
            root: command.root.clone(),
            overlay: command.overlay.clone(),
            map: command.map.clone(),
            strict: command.strict,
            complete: command.strict,
        },
        out,
        config,
    })
}

/// The runtime crate beside the sources that this command was built from, if they are still there:
/// a crate that is made from a checkout then builds at once.
fn local_runtime() -> Option<Runtime> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()?
        .join("runtime");
    let is_there = folder.join("Cargo.toml").is_file();
    is_there.then(|| Runtime::Path(folder.display().to_string()))
}

impl From<&Part> for kontrakt_codegen::Part {
    fn from(part: &Part) -> Self {
        match part {
            Part::Types => kontrakt_codegen::Part::Types,
            Part::Client => kontrakt_codegen::Part::Client,
            Part::Server => kontrakt_codegen::Part::Server,
        }
    }
}

fn print_model(job: &Job, dump: Dump, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let (sources, description) = describe::require(&job.spec, REPORT, streams)?;
    match dump {
        Dump::Api => print_json(&description.api, streams),
        Dump::Plan => {
            let mut diagnostics = Diagnostics::new();
            let plan = kontrakt_codegen::plan(&description.api, &job.config, &mut diagnostics);
            if diagnostics.has_errors() {
                describe::show(
                    &Report::of(diagnostics.into_findings()),
                    &sources,
                    REPORT,
                    streams,
                )?;
                return Err(Failure::broken_spec());
            }
            print_json(&plan, streams)
        }
    }
}

fn print_json(model: &impl Serialize, streams: &mut Streams<'_>) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(model)
        .map_err(|error| Failure::usage(format!("cannot write the model as JSON: {error}")))?;
    writeln!(streams.output, "{text}")?;
    Ok(())
}

/// The plan of a job. Errors end the run with the old files untouched; what is merely worth
/// knowing is counted.
fn plan(job: &Job, streams: &mut Streams<'_>) -> Result<Plan, Failure> {
    // The texts are for showing findings, which there seldom are: a plan is made without them, and
    // for findings once more.
    let (read, plan, report) = {
        let read = describe::read(&job.spec)?;
        let found = Report::of(read.diagnostics.findings().to_vec());
        let (_, description) = describe::accept(read, REPORT, streams)?;
        let (plan, report) = plan_of(description, job);
        (found, plan, report)
    };
    let plan = match plan {
        Some(plan) if report.is_clean() => plan,
        _ => return explained(job, streams),
    };
    let count = |severity, one: &str| match read.count(severity) + report.count(severity) {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {one}s")),
    };
    let counts = [
        count(Severity::Warning, "warning"),
        count(Severity::Info, "remark"),
    ];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    if !counts.is_empty() {
        let (spec, counts) = (job.spec.spec.display(), counts.join(", "));
        writeln!(
            streams.errors,
            "{spec}: {counts}; `kontrakt check {spec}` shows them"
        )?;
    }
    Ok(plan)
}

/// The plan of a description that has errors, which are shown.
fn explained(job: &Job, streams: &mut Streams<'_>) -> Result<Plan, Failure> {
    let (sources, description) = describe::require(&job.spec, REPORT, streams)?;
    match plan_of(description, job) {
        // It was mended in between.
        (Some(plan), report) if report.is_clean() => Ok(plan),
        (_, report) => {
            describe::show(&report, &sources, REPORT, streams)?;
            Err(Failure::broken_spec())
        }
    }
}

fn plan_of(description: Description, job: &Job) -> (Option<Plan>, Report) {
    // The tree has said all that it can.
    let Description { api, document } = description;
    drop(document);
    let mut diagnostics = Diagnostics::new();
    let plan = kontrakt_codegen::prepare(api, &job.config, &mut diagnostics);
    (plan, Report::of(diagnostics.into_findings()))
}

fn is_fresh(job: &Job, streams: &mut Streams<'_>) -> Result<bool, Failure> {
    let plan = plan(job, streams)?;
    let difference = output::compare(&job.out, |take| emit_each(&plan, &take))
        .map_err(|error| Failure::usage(error.to_string()))?;
    if difference.is_empty() {
        writeln!(streams.output, "{} is up to date", job.out.display())?;
        return Ok(true);
    }
    let groups = [
        ("missing", &difference.missing),
        ("stale", &difference.stale),
        ("left over", &difference.left_over),
    ];
    for (word, paths) in groups {
        for path in paths {
            writeln!(streams.output, "{word}: {}", job.out.join(path).display())?;
        }
    }
    Ok(false)
}

fn write(job: &Job, force: bool, streams: &mut Streams<'_>) -> Result<Plan, Failure> {
    let plan = plan(job, streams)?;
    let failed = |error: std::io::Error| Failure::usage(format!("cannot write {error}"));
    if !force && !output::is_ours(&job.out).map_err(failed)? {
        let out = job.out.display();
        return Err(Failure::usage(format!(
            "{out} holds files that kontrakt did not generate; `--force` writes among them"
        )));
    }
    let difference = output::write(&job.out, |take| emit_each(&plan, &take)).map_err(failed)?;
    let (written, removed) = (
        difference.missing.len() + difference.stale.len(),
        difference.left_over.len(),
    );
    let out = job.out.display();
    match (written, removed) {
        (0, 0) => writeln!(streams.output, "{out} is up to date")?,
        (_, 0) => writeln!(streams.output, "{out}: {written} files written")?,
        _ => writeln!(
            streams.output,
            "{out}: {written} files written, {removed} removed"
        )?,
    }
    Ok(plan)
}

/// The command that refreshes what `--check` found stale.
fn refresh(command: &Generate) -> String {
    let mut words = vec!["kontrakt generate".to_owned()];
    match (&command.spec, &command.out) {
        (Some(spec), Some(out)) => {
            words.push(format!("{} --out {}", spec.display(), out.display()));
            words.extend(command.name.iter().map(|name| format!("--name {name}")));
            words.extend(
                command
                    .only
                    .iter()
                    .map(|part| format!("--only {}", part.word())),
            );
            for (word, texts) in [("include", &command.include), ("exclude", &command.exclude)] {
                words.extend(texts.iter().map(|text| format!("--{word} '{text}'")));
            }
            words.extend(
                command
                    .overlay
                    .iter()
                    .map(|file| format!("--overlay {}", file.display())),
            );
            words.extend(
                command
                    .map
                    .iter()
                    .map(|(reference, file)| format!("--map '{reference}={}'", file.display())),
            );
            words.extend(
                command
                    .runtime
                    .iter()
                    .map(|runtime| format!("--runtime {runtime}")),
            );
            words.extend(
                command
                    .root
                    .iter()
                    .map(|root| format!("--root {}", root.display())),
            );
        }
        _ if command.config != Path::new("kontrakt.toml") => {
            words.push(format!("--config {}", command.config.display()))
        }
        _ => {}
    }
    words.extend(command.strict.then(|| "--strict".to_owned()));
    words.join(" ")
}
