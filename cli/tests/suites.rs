//! The pass and fail documents of the OpenAPI Initiative, from the folder that `KONTRAKT_SHARED` names.

#![allow(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and one that is skipped says so"
)]

use std::path::{Path, PathBuf};

use crate::support::Folder;

/// The documents of a folder of the suite; nothing where there is no suite.
fn documents(folder: &str) -> Vec<PathBuf> {
    let Some(shared) = std::env::var_os("KONTRAKT_SHARED") else {
        eprintln!("skipped: KONTRAKT_SHARED, the folder with suites/openapi, is not set");
        return Vec::new();
    };
    let folder = Path::new(&shared).join("suites/openapi").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap();
    let mut documents: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    documents.sort();
    assert!(!documents.is_empty(), "{}", folder.display());
    documents
}

fn check(document: &Path) -> crate::support::Run {
    Folder::new().run(&["check", &document.display().to_string()])
}

#[test]
fn sound_documents_have_no_errors() {
    for document in documents("3.0/pass").iter().chain(&documents("3.1/pass")) {
        let run = check(document);
        assert_eq!(run.code, 0, "{}: {run:#?}", document.display());
    }
}

#[test]
fn unsound_documents_have_errors() {
    for document in documents("3.1/fail") {
        let run = check(&document);
        assert_eq!(run.code, 3, "{}: {run:#?}", document.display());
        assert!(
            run.output.contains("error["),
            "{}: {run:#?}",
            document.display()
        );
    }
}
