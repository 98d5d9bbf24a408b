//! A workspace of generated packages, which are compiled beside the project.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The path of a folder of the project.
pub(crate) fn project(folder: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name(folder);
    root.display().to_string()
}

/// Writes the manifest of a workspace whose members are folders of `out`.
pub(crate) fn write_workspace(out: &Path, members: &[&str]) -> Result<(), String> {
    let members: Vec<String> = members
        .iter()
        .map(|member| format!("    {member:?},\n"))
        .collect();
    let text = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        members.concat()
    );
    write(&out.join("Cargo.toml"), &text)?;
    // The versions that the project itself is built with.
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("Cargo.lock");
    fs::copy(&lock, out.join("Cargo.lock"))
        .map_err(|error| format!("{}: {error}", lock.display()))?;
    Ok(())
}

/// The manifest of a program that uses a generated crate with these of its features.
pub(crate) fn program(program: &str, package: &str, features: &[&str]) -> String {
    let runtime = project("runtime");
    let probe = Path::new(env!("CARGO_MANIFEST_DIR")).join("probe");
    let probe = probe.display().to_string();
    let of_probe = if features.is_empty() { "" } else { "\"http\"" };
    format!(
        "[package]\nname = {program:?}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\n{package} = {{ path = \"../{package}\", default-features = false, features = {features:?} }}\n\
         kontrakt = {{ path = {runtime:?}, default-features = false }}\n\
         kontrakt-probe = {{ path = {probe:?}, features = [{of_probe}] }}\nserde_json = \"1\"\n"
    )
}

/// Writes the files of a package, whose sources it has alone.
pub(crate) fn write_files(out: &Path, files: &BTreeMap<String, String>) -> Result<(), String> {
    let _ = fs::remove_dir_all(out.join("src"));
    files
        .iter()
        .try_for_each(|(path, text)| write(&out.join(path), text))
}

/// Writes a file and the folder that it is in.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(at)?;
    fs::write(path, text).map_err(at)
}

/// Builds the program of a package and runs it: what it prints, or what went wrong.
pub(crate) fn run(out: &Path, package: &str, arguments: &[&Path]) -> Result<Vec<u8>, String> {
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--offline", "--package", package])
        .env("CARGO_TARGET_DIR", "target")
        .current_dir(out)
        .output()
        .map_err(|error| error.to_string())?;
    if !built.status.success() {
        return Err(first_error(&String::from_utf8_lossy(&built.stderr)));
    }
    let program: PathBuf = out.join("target/debug").join(package);
    let output = Command::new(&program)
        .args(arguments)
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(format!(
            "{}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
                .lines()
                .take(5)
                .collect::<Vec<_>>()
                .join(" ")
        )),
    }
}

/// How many errors a compiler tells, and the first with its place.
pub(crate) fn first_error(said: &str) -> String {
    let errors: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("error"))
        .collect();
    let place = said
        .lines()
        .find(|line| line.trim_start().starts_with("-->"))
        .unwrap_or_default();
    format!(
        "{} errors, first: {} {}",
        errors.len(),
        errors.first().unwrap_or(&""),
        place.trim()
    )
}
