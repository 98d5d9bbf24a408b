//! The licences of everything that is built, known offline from cargo's own metadata.

use cargo_metadata::{CargoOpt, MetadataCommand};
use spdx::{Expression, LicenseReq};

/// Licences that let a dependency be used beside `MIT OR Apache-2.0`.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates under a licence that binds changes to their own files, which are used unchanged.
const ALLOWED_UNCHANGED: [(&str, &str); 4] = [
    ("progenitor", "MPL-2.0"),
    ("progenitor-client", "MPL-2.0"),
    ("progenitor-impl", "MPL-2.0"),
    ("progenitor-macro", "MPL-2.0"),
];

#[test]
fn every_dependency_has_an_allowed_licence() {
    let metadata = MetadataCommand::new()
        .features(CargoOpt::AllFeatures)
        .other_options(
            ["--locked", "--offline", "--filter-platform", env!("TARGET")]
                .map(String::from)
                .to_vec(),
        )
        .exec()
        .unwrap();
    assert!(
        metadata.packages.len() > 50,
        "the metadata names no dependencies"
    );
    let refused: Vec<String> = metadata
        .packages
        .iter()
        .filter_map(|package| {
            let licence = package.license.as_deref().unwrap_or("none stated");
            let unchanged = ALLOWED_UNCHANGED.contains(&(package.name.as_str(), licence));
            (!unchanged && !is_allowed(licence))
                .then(|| format!("{} {}: {licence}", package.name, package.version))
        })
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

fn is_allowed(licence: &str) -> bool {
    // Older crates separate the choices with a slash.
    let licence = licence.replace('/', " OR ");
    let allowed = |requirement: &LicenseReq| ALLOWED.contains(&requirement.to_string().as_str());
    Expression::parse(&licence).is_ok_and(|expression| expression.evaluate(allowed))
}

#[test]
fn refuses_what_is_not_allowed() {
    assert!(is_allowed("MIT/Apache-2.0"));
    assert!(is_allowed("GPL-3.0-only OR MIT"));
    assert!(!is_allowed("GPL-3.0-only"));
    assert!(!is_allowed("MIT AND AGPL-3.0-only"));
    assert!(!is_allowed("none stated"));
}
