//! The same description gives the same bytes: whatever the seeds of hash tables are, which differ
//! from thread to thread, and in whatever order files were put into their folder.

#![allow(
    clippy::disallowed_macros,
    clippy::print_stdout,
    reason = "a test that is skipped says so"
)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the descriptions are in files"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use kontrakt_codegen::{Config, FileLoader, Files, emit, plan};
use kontrakt_model::codes::TOLERABLE;
use kontrakt_model::{Diagnostics, Sources};

/// What is generated, and the findings in their order.
type Made = (Option<Files>, Vec<String>);

fn generate(spec: &Path, root: &Path) -> Made {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    diagnostics = diagnostics.tolerate(TOLERABLE);
    let description = kontrakt_model::describe(
        &spec.display().to_string(),
        fs::read(spec).unwrap(),
        &FileLoader::new(root).unwrap(),
        &mut sources,
        &mut diagnostics,
    );
    let config = Config::new("same");
    let files = description.map(|it| emit(&plan(&it.api, &config, &mut diagnostics)));
    let root = root.display().to_string();
    let findings = diagnostics.findings().iter();
    let findings = findings.map(|it| format!("{it:?}").replace(&root, ""));
    (files, findings.collect())
}

/// What is generated in another thread.
fn elsewhere(spec: &Path, root: &Path) -> Made {
    let (spec, root) = (spec.to_owned(), root.to_owned());
    thread::spawn(move || generate(&spec, &root))
        .join()
        .unwrap()
}

/// The files of a folder, at any depth, by their paths in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => all.push(path.strip_prefix(folder).unwrap().to_owned()),
            }
        }
    }
    all.sort();
    all
}

/// Generates once more from copies of the files, which are made in the opposite order.
fn from_copies(spec: &Path, root: &Path) -> Made {
    let folder = tempfile::tempdir().unwrap();
    let copies = fs::canonicalize(folder.path()).unwrap();
    for file in files(root).into_iter().rev() {
        let copy = copies.join(&file);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(root.join(&file), copy).unwrap();
    }
    generate(&copies.join(spec.strip_prefix(root).unwrap()), &copies)
}

#[test]
fn of_every_case() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let cases = fs::canonicalize(cases).unwrap();
    let all = files(&cases);
    let specs = all.iter().filter(|file| file.ends_with("openapi.yaml"));
    let mut several = 0;
    for file in specs {
        let spec = cases.join(file);
        let root = spec.parent().unwrap();
        let first = generate(&spec, root);
        assert_eq!(first, generate(&spec, root), "{}", file.display());
        assert_eq!(first, elsewhere(&spec, root), "{}", file.display());
        let beside = files(root).into_iter();
        if beside
            .filter(|it| it.extension().is_some_and(|it| it == "yaml"))
            .count()
            > 1
        {
            assert_eq!(first, from_copies(&spec, root), "{}", file.display());
            several += 1;
        }
    }
    assert!(several > 0, "no case has several files");
}

/// Descriptions of more bytes than this take long in a test.
const LARGE: u64 = 250_000;

#[test]
fn of_the_corpus() {
    let Some(shared) = std::env::var_os("KONTRAKT_SHARED") else {
        println!("KONTRAKT_SHARED is not set: the corpus is not tested");
        return;
    };
    let folder = fs::canonicalize(PathBuf::from(shared).join("corpus/dev")).unwrap();
    let manifest = fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    for file in manifest
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next())
    {
        let spec = folder.join(file);
        // A description of several files has a folder of its own.
        let (root, is_alone) = match file.split_once('/') {
            Some((first, _)) => (folder.join(first), false),
            None => (folder.clone(), true),
        };
        let size = |path: &Path| fs::metadata(path).unwrap().len();
        let size = match is_alone {
            true => size(&spec),
            false => files(&root).iter().map(|it| size(&root.join(it))).sum(),
        };
        if size > LARGE {
            continue;
        }
        let first = generate(&spec, &root);
        assert!(first == elsewhere(&spec, &root), "{file}");
        assert!(is_alone || first == from_copies(&spec, &root), "{file}");
    }
}
