//! The descriptions in `specs/` are read without any finding, and by the `openapiv3` crate too.

#![allow(clippy::disallowed_methods, reason = "a test may read files")]

use std::path::Path;

use kontrakt_model::{Diagnostics, NoLoader, Sources, describe};

#[test]
fn own_specs_are_clean() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path().join("openapi.yaml");
        let bytes = std::fs::read(&path).expect("a description");
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let name = path.to_string_lossy();
        let description = describe(&name, &bytes, &NoLoader, &mut sources, &mut diagnostics);
        assert_eq!(diagnostics.findings(), [], "{name}");
        let document = description.expect("a description").document;
        document
            .to_openapiv3(&sources)
            .expect("a description that openapiv3 reads");
        count += 1;
    }
    assert!(count > 0);
}
