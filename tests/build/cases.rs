//! Generates the code of every `cases/<topic>/<case>/openapi.yaml`, and a test for each.
//!
//! `cases.rs` has the code, a module for each case, and `case_tests.rs` the tests, each of which
//! hands its folder and what became of its schema `Case` to `run` in `tests/cases.rs`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use kontrakt_codegen::{Builder, Rust};

pub(crate) fn generate(out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=cases");
    let (mut modules, mut tests) = (String::new(), String::new());
    for topic in folders(Path::new("cases"))? {
        let name = name_of(&topic)?;
        fs::create_dir_all(out.join(name))?;
        writeln!(
            modules,
            "/// `tests/{}`\npub mod {name} {{",
            topic.display()
        )?;
        writeln!(tests, "mod {name} {{")?;
        for case in folders(&topic)? {
            one(out, name, &case, &mut modules, &mut tests)?;
        }
        modules.push_str("}\n");
        tests.push_str("}\n");
    }
    write_if_changed(&out.join("cases.rs"), &modules)?;
    write_if_changed(&out.join("case_tests.rs"), &tests)?;
    Ok(())
}

fn one(
    out: &Path,
    topic: &str,
    case: &Path,
    modules: &mut String,
    tests: &mut String,
) -> Result<(), Box<dyn Error>> {
    let name = name_of(case)?;
    let file = format!("{name}.rs");
    let options = case.join("rust.toml");
    let rust = match options.exists() {
        true => toml::from_str(&fs::read_to_string(options)?)?,
        false => Rust::default(),
    };
    let builder = Builder::new(case.join("openapi.yaml"))
        .file(&file)
        .rust(rust);
    let code = match builder.generate_in(&out.join(topic)) {
        Err(_) => "Refused".to_owned(),
        Ok(_) => {
            let path = format!("{topic}/{file}");
            let code = fs::read_to_string(out.join(&path))?;
            writeln!(
                modules,
                "/// `tests/{}`\npub mod {name} {{\ninclude!(\"{path}\");\n}}",
                case.display()
            )?;
            rung(
                &code,
                &format!("kontrakt_tests::cases::{topic}::{name}::Case"),
            )
            .ok_or_else(|| {
                format!(
                    "{}: `Case` must be an object, a union or an enum",
                    case.display()
                )
            })?
        }
    };
    writeln!(
        tests,
        "#[test]\nfn {name}() {{\ncrate::cases::run({:?}, &crate::cases::Code::{code});\n}}",
        case.display().to_string()
    )?;
    Ok(())
}

/// What became of the schema `Case`; `None` for a type that has no checks of its own.
fn rung(code: &str, path: &str) -> Option<String> {
    if code.contains("pub struct Case {") || code.contains("pub enum Case {") {
        Some(format!("typed::<{path}>()"))
    } else if code.contains("pub type Case = Json;") {
        Some("Json".to_owned())
    } else {
        (!code.contains("pub type Case =")).then(|| "NoCase".to_owned())
    }
}

/// The folders in a folder, which holds nothing else.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut folders = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    folders.sort();
    match folders.iter().find(|path| !path.is_dir()) {
        Some(file) => Err(format!(
            "{}: a case is a folder `cases/<topic>/<case>/`",
            file.display()
        )
        .into()),
        None => Ok(folders),
    }
}

/// The last part of a path, which names a module and a test.
fn name_of(path: &Path) -> Result<&str, String> {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    fits.then_some(name).ok_or_else(|| {
        format!(
            "{}: a name is of small letters, digits and `_`",
            path.display()
        )
    })
}

/// Leaves a file alone that has the text already, so that nothing is compiled again for it.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    match fs::read_to_string(path) {
        Ok(old) if old == text => Ok(()),
        _ => fs::write(path, text),
    }
}
