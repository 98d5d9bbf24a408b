//! From bytes to a resolved description, in one call.

use crate::api::Api;
use crate::decode::decode;
use crate::document::Document;
use crate::finding::Diagnostics;
use crate::loader::Loader;
use crate::parse::parse;
use crate::resolve::resolve;
use crate::sources::Sources;

/// A description that was read and resolved.
#[derive(Debug)]
pub struct Description {
    /// The tree, in 3.1 meaning.
    pub document: Document,
    /// The model.
    pub api: Api,
}

/// Reads a description; `name` is what findings show and what relative references start from.
///
/// `None` when one of the stages met an error, so that nothing can be relied on; the findings say
/// which. A description that is returned may still have warnings.
pub fn describe(
    name: &str,
    bytes: &[u8],
    loader: &dyn Loader,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Description> {
    let source = match decode(name, bytes, None) {
        Ok(source) => source,
        Err(finding) => {
            diagnostics.push(finding);
            return None;
        }
    };
    let id = sources.add(source);
    let root = parse(sources.get(id), id, diagnostics)?;
    let document = barrier(diagnostics, |diagnostics| {
        Document::read(root, id, loader, sources, diagnostics)
    })?;
    let api = barrier(diagnostics, |diagnostics| Some(resolve(&document, diagnostics)))?;
    Some(Description { document, api })
}

/// Runs a stage, unless an earlier one met an error; what it gives counts only without errors.
fn barrier<T>(diagnostics: &mut Diagnostics, stage: impl FnOnce(&mut Diagnostics) -> Option<T>) -> Option<T> {
    if diagnostics.has_errors() {
        return None;
    }
    stage(diagnostics).filter(|_| !diagnostics.has_errors())
}
