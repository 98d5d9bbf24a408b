//! How other documents that a description refers to are come by.

use std::fmt;

/// Reads the documents that a description refers to; the only way out of this crate.
pub trait Loader {
    /// The document that `reference`, a URI reference without a fragment and as it is written, names in
    /// the document whose name is `base`.
    ///
    /// # Errors
    ///
    /// Why there is no such document, or why it is not read.
    fn load(&self, base: &str, reference: &str) -> Result<Loaded, LoadError>;
}

/// A document as it was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The name that findings show and that references in it start from, usually a path. The
    /// same document must always have the same name, also the description itself.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a document was not read, as the end of a sentence: "there is no such file".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError(pub String);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LoadError {}

/// A loader for descriptions that stand alone: it loads nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLoader;

impl Loader for NoLoader {
    fn load(&self, _: &str, _: &str) -> Result<Loaded, LoadError> {
        Err(LoadError("other documents are not read here".into()))
    }
}
