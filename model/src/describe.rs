//! From bytes to a resolved description, in one call.

use std::borrow::Cow;

use crate::api::Api;
use crate::decode::decode;
use crate::document::Document;
use crate::finding::{Diagnostics, SourceId};
use crate::loader::{Loaded, Loader};
use crate::node::Node;
use crate::overlay;
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
pub fn describe<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    loader: &dyn Loader,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Description> {
    describe_with(name, bytes, &[], loader, sources, diagnostics)
}

/// Reads a description as [`describe`] does, with overlays applied to it in their order.
///
/// Places of what an overlay brings are told by [`Sources::origin`].
pub fn describe_with<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    overlays: &[Loaded],
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
    let mut root = parse(sources.get(id), id, diagnostics)?;
    for file in overlays {
        overlay::apply(&mut root, id, file, sources, diagnostics);
    }
    let description = resolved(root, id, loader, sources, diagnostics);
    diagnostics.settle_suspected();
    description.filter(|_| !diagnostics.has_errors())
}

fn resolved(
    root: Node,
    id: SourceId,
    loader: &dyn Loader,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Description> {
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
    use crate::finding::Finding;
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

    const OVERLAID: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                            A: {type: object, required: [a, b], properties: {a: {}, b: {}}}\n    B: {type: string}\n";

    fn overlaid(overlay: &str) -> (Option<Description>, Vec<Finding>, Sources) {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let files = [Loaded {
            name: "overlay.yaml".to_owned(),
            bytes: overlay.as_bytes().to_vec(),
        }];
        let description = describe_with(
            "a.yaml",
            OVERLAID.as_bytes(),
            &files,
            &NoLoader,
            &mut sources,
            &mut diagnostics,
        );
        let mut findings = diagnostics.into_findings();
        findings
            .iter_mut()
            .for_each(|finding| sources.settle(finding));
        (description, findings, sources)
    }

    #[test]
    fn overlays_merge_append_and_remove() {
        let (description, findings, _) = overlaid(
            "overlay: 1.0.0\ninfo: {title: o, version: '1'}\nactions:\n\
             - {target: '$.info', update: {title: new}}\n\
             - {target: '$.components.schemas.A.required', update: c}\n\
             - {target: '$.components.schemas.A.properties', update: {c: {type: integer}}}\n\
             - {target: '$.components.schemas.A.required[0,1]', remove: true}\n\
             - {target: '$.components.schemas[?@.type == \"string\"]', remove: true}\n",
        );
        assert!(findings.is_empty(), "{findings:?}");
        let api = description.expect("a description").api;
        assert_eq!(api.info.title, "new");
        let names: Vec<&str> = api.components.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["A"]);
        let schema = api.schema(api.components[0].1);
        assert_eq!(schema.required, ["c"]);
        assert_eq!(schema.properties.len(), 3);
    }

    #[test]
    fn findings_point_at_the_overlay() {
        let overlay = "overlay: 1.0.0\nactions:\n\
                       - {target: '$.paths', update: {/x: {get: {responses: {'2000': {}}}}}}\n\
                       - {target: '$.nothing', remove: true}\n\
                       - {target: '$.info.title', update: 1}\n\
                       - {target: '$[', update: {}}\n";
        let (_, findings, sources) = overlaid(overlay);
        let told: Vec<(crate::Code, &str)> = findings
            .iter()
            .filter_map(|finding| Some((finding.code, finding.place?)))
            .map(|(code, place)| {
                let source = sources.get(place.source);
                assert_eq!(source.name(), "overlay.yaml");
                let text = source.text();
                (
                    code,
                    &text[place.span.start as usize..place.span.end as usize],
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (codes::OVERLAY, "'$.nothing'"),
                (codes::OVERLAY, "1"),
                (codes::OVERLAY, "'$['"),
            ]
        );
        // Without those that end the run, what is read is checked as usual.
        let first: String = overlay
            .lines()
            .take(3)
            .map(|line| format!("{line}\n"))
            .collect();
        let (_, findings, sources) = overlaid(&first);
        let status = findings.iter().find(|it| it.code == codes::STATUS);
        let place = status
            .and_then(|it| it.place)
            .expect("a finding of the status");
        assert_eq!(sources.get(place.source).name(), "overlay.yaml");
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
        let tolerant =
            Diagnostics::new().tolerate([codes::UNRESOLVED_REFERENCE, codes::VALIDATION]);
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

    /// What each line breaks, told although nothing uses it.
    #[test]
    fn what_the_specification_refuses_is_told_of_unused_components_too() {
        let cases = [
            (
                "parameters: {p: {name: p, in: path, schema: {}}}",
                codes::MISSING,
            ),
            ("parameters: {p: {name: p, in: query}}", codes::MISSING),
            (
                "parameters: {p: {name: p, in: body, schema: {}}}",
                codes::UNKNOWN_VALUE,
            ),
            (
                "parameters: {p: {name: p, in: header, schema: {}, style: form}}",
                codes::UNKNOWN_VALUE,
            ),
            (
                "parameters: {p: {name: 7, in: query, schema: {}}}",
                codes::WRONG_KIND,
            ),
            (
                "parameters: {p: {name: p, in: query, schema: {}, content: {a/b: {}}}}",
                codes::EXCLUSIVE,
            ),
            (
                "parameters: {p: {name: p, in: query, content: {}}}",
                codes::EXCLUSIVE,
            ),
            ("headers: {'a b': {schema: {}}}", codes::NAME_FORM),
            ("links: {l: {}}", codes::MISSING),
            (
                "links: {l: {operationId: a, operationRef: b}}",
                codes::EXCLUSIVE,
            ),
            ("responses: {r: {}}", codes::MISSING),
            ("requestBodies: {b: []}", codes::WRONG_KIND),
            (
                "examples: {e: {value: 1, externalValue: e.json}}",
                codes::EXCLUSIVE,
            ),
            ("securitySchemes: {s: {type: http}}", codes::MISSING),
            (
                "securitySchemes: {s: {type: http, scheme: basic, in: query}}",
                codes::EXCLUSIVE,
            ),
            (
                "securitySchemes: {s: {type: oauth2, flows: {implicit: {scopes: {}}}}}",
                codes::MISSING,
            ),
            ("pathItems: {i: {query: {}}}", codes::NEWER),
            (
                "callbacks: {c: {u: {post: {responses: {'99': {description: x}}}}}}",
                codes::STATUS,
            ),
            ("schemas: {s: {type: text}}", codes::UNKNOWN_VALUE),
        ];
        for (components, code) in cases {
            let text = format!(
                "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\ncomponents: {{{components}}}\n"
            );
            let (_, diagnostics) = run(&text, Diagnostics::new());
            let codes: Vec<_> = diagnostics.findings().iter().map(|it| it.code).collect();
            assert_eq!(codes, [code], "{components}: {:?}", diagnostics.findings());
        }
    }

    /// The resolver says more of what an operation uses, and nothing is told twice.
    #[test]
    fn nothing_is_told_twice() {
        let text = "openapi: 3.0.3\ninfo: {title: t}\npaths:\n  /p/{a}:\n    get:\n      \
                    parameters: [{name: a, in: path, required: 'true', schema: {type: [string]}}]\n      \
                    responses: {'200': {description: []}}\n";
        let (_, diagnostics) = run(text, Diagnostics::new());
        let mut codes: Vec<_> = diagnostics.findings().iter().map(|it| it.code).collect();
        codes.sort_unstable();
        let expected = [
            codes::WRONG_KIND,
            codes::WRONG_KIND,
            codes::MISSING,
            codes::NEWER,
        ];
        assert_eq!(codes, expected, "{:?}", diagnostics.findings());
    }
}
