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
    let api = barrier(diagnostics, |diagnostics| {
        Some(resolve(&document, diagnostics))
    })?;
    Some(Description { document, api })
}

/// Runs a stage, unless an earlier one met an error; what it gives counts only without errors.
fn barrier<T>(
    diagnostics: &mut Diagnostics,
    stage: impl FnOnce(&mut Diagnostics) -> Option<T>,
) -> Option<T> {
    if diagnostics.has_errors() {
        return None;
    }
    stage(diagnostics).filter(|_| !diagnostics.has_errors())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;
    use crate::loader::NoLoader;

    fn run(text: &str, mut diagnostics: Diagnostics) -> (Option<Description>, Diagnostics) {
        let mut sources = Sources::new();
        let description = describe(
            "a.yaml",
            text.as_bytes(),
            &NoLoader,
            &mut sources,
            &mut diagnostics,
        );
        (description, diagnostics)
    }

    const DEAD: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n\
                        components: {schemas: {A: {$ref: '#/components/schemas/B'}, C: {x-validations: [1]}}}";

    #[test]
    fn a_stage_with_errors_is_the_last() {
        let (description, diagnostics) = run(DEAD, Diagnostics::new());
        assert!(description.is_none());
        let codes: Vec<_> = diagnostics
            .findings()
            .iter()
            .map(|finding| finding.code)
            .collect();
        assert_eq!(codes, [codes::UNRESOLVED_REFERENCE]);
    }

    #[test]
    fn what_is_tolerated_does_not_stop() {
        let tolerant = Diagnostics::new()
            .tolerate(codes::UNRESOLVED_REFERENCE)
            .tolerate(codes::VALIDATION);
        let (description, diagnostics) = run(DEAD, tolerant);
        let api = description.expect("a description").api;
        assert_eq!(api.components.len(), 2);
        assert_eq!(diagnostics.findings().len(), 2);
        assert!(!diagnostics.has_errors());
    }

    #[test]
    fn what_is_no_text_is_a_finding() {
        let (description, diagnostics) = run("", Diagnostics::new());
        assert!(description.is_none());
        assert_eq!(diagnostics.findings()[0].code, codes::EMPTY);
    }
}
