//! Reads the files that a description refers to, and none outside its root folder.

#![allow(
    clippy::disallowed_methods,
    reason = "the command and build scripts share this loader; nothing else here uses it"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use kontrakt_model::{LoadError, Loaded, Loader, percent_decoded};

/// Loads files below one folder, for the command and for build scripts; symbolic links that lead out of it are not followed.
pub struct FileLoader {
    root: PathBuf,
    mapped: BTreeMap<String, PathBuf>,
}

impl FileLoader {
    /// A loader for the files below `root`.
    ///
    /// # Errors
    ///
    /// When there is no such folder.
    pub fn new(root: &Path) -> std::io::Result<Self> {
        Ok(FileLoader {
            root: fs::canonicalize(root)?,
            mapped: BTreeMap::new(),
        })
    }

    /// Reads files in place of what references name: URLs, or files that are not there, as they
    /// are written. The files may lie anywhere, for whoever maps has chosen them.
    #[must_use]
    pub fn mapping(mut self, files: impl IntoIterator<Item = (String, PathBuf)>) -> Self {
        self.mapped.extend(files);
        self
    }
}

impl Loader for FileLoader {
    fn load(&self, base: &str, reference: &str) -> Result<Loaded, LoadError> {
        if let Some(file) = self.mapped.get(reference) {
            return read(file);
        }
        if has_scheme(reference) || reference.starts_with("//") {
            return Err(LoadError(
                "nothing is fetched from the network; a local file can be mapped to it".into(),
            ));
        }
        let reference = percent_decoded(reference)
            .ok_or_else(|| LoadError("it is not a path in UTF-8".into()))?;
        let folder = Path::new(base).parent().unwrap_or(Path::new(""));
        let path = normalised(&folder.join(&*reference));
        let target = fs::canonicalize(&path).map_err(|error| {
            LoadError(match error.kind() {
                ErrorKind::NotFound => format!("there is no file `{}`", path.display()),
                _ => format!("`{}` cannot be read: {error}", path.display()),
            })
        })?;
        if !target.starts_with(&self.root) {
            return Err(LoadError(format!(
                "`{}` lies outside the root folder; a wider one can be set as the root",
                path.display()
            )));
        }
        read(&path)
    }
}

fn read(path: &Path) -> Result<Loaded, LoadError> {
    let bytes = fs::read(path)
        .map_err(|error| LoadError(format!("`{}` cannot be read: {error}", path.display())))?;
    Ok(Loaded {
        name: path.display().to_string(),
        bytes,
    })
}

/// Whether a URI reference names a scheme (RFC 3986, section 3.1). A single letter is taken for
/// a drive.
fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// The path without `.` and without `name/..`, so that one file has one name.
fn normalised(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_below_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("specs");
        fs::create_dir(&spec).unwrap();
        fs::write(folder.path().join("secret.yaml"), "a: 1").unwrap();
        fs::write(spec.join("a b.yaml"), "b: 1").unwrap();
        let loader = FileLoader::new(&spec).unwrap();
        let base = spec.join("openapi.yaml").display().to_string();
        let load = |reference| loader.load(&base, reference);

        assert_eq!(load("a%20b.yaml").unwrap().bytes, b"b: 1");
        assert_eq!(
            load("./x/../a b.yaml").unwrap().name,
            spec.join("a b.yaml").display().to_string()
        );
        assert!(
            load("../secret.yaml")
                .unwrap_err()
                .0
                .contains("outside the root folder")
        );
        assert!(
            load("none.yaml")
                .unwrap_err()
                .0
                .contains("there is no file")
        );
        assert!(
            load("https://example.com/a.yaml")
                .unwrap_err()
                .0
                .contains("network")
        );
        assert!(
            load("//example.com/a.yaml")
                .unwrap_err()
                .0
                .contains("network")
        );
    }

    #[test]
    fn reads_what_is_mapped_and_what_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let (spec, other) = (folder.path().join("specs"), folder.path().join("other"));
        fs::create_dir(&spec).unwrap();
        fs::create_dir(&other).unwrap();
        fs::write(other.join("common.yaml"), "a: 1").unwrap();
        let files = [(
            "https://example.com/common.yaml".to_owned(),
            other.join("common.yaml"),
        )];
        let loader = FileLoader::new(&spec).unwrap().mapping(files);
        let base = spec.join("openapi.yaml").display().to_string();
        let loaded = loader
            .load(&base, "https://example.com/common.yaml")
            .unwrap();
        assert_eq!(loaded.bytes, b"a: 1");
        assert_eq!(loaded.name, other.join("common.yaml").display().to_string());
        let error = loader
            .load(&base, "https://example.com/none.yaml")
            .unwrap_err();
        assert!(error.0.contains("mapped"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn follows_no_link_out_of_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("specs");
        fs::create_dir(&spec).unwrap();
        fs::write(folder.path().join("secret.yaml"), "a: 1").unwrap();
        std::os::unix::fs::symlink(folder.path().join("secret.yaml"), spec.join("link.yaml"))
            .unwrap();
        let loader = FileLoader::new(&spec).unwrap();
        let base = spec.join("openapi.yaml").display().to_string();
        assert!(
            loader
                .load(&base, "link.yaml")
                .unwrap_err()
                .0
                .contains("outside the root folder")
        );
    }
}
