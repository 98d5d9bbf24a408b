//! What the tests of several stages share.

use std::collections::BTreeMap;

use crate::finding::{Code, Diagnostics, Finding, Place, Severity};
use crate::loader::{LoadError, Loaded, Loader};
use crate::sources::Sources;
use crate::{Description, Document, parse, resolve};

/// Documents by name, in memory.
#[derive(Default)]
pub(crate) struct Files(pub(crate) BTreeMap<&'static str, &'static str>);

impl Loader for Files {
    fn load(&self, base: &str, reference: &str) -> Result<Loaded, LoadError> {
        let name = crate::reference::join(base, reference);
        let text = self
            .0
            .get(name.as_str())
            .ok_or(LoadError("there is no such file".into()))?;
        Ok(Loaded {
            name,
            bytes: text.as_bytes().to_vec(),
        })
    }
}

/// A description that was read although there may be errors, and what was found.
pub(crate) struct Read {
    pub(crate) description: Option<Description>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) sources: Sources,
}

impl Read {
    pub(crate) fn description(&self) -> &Description {
        self.description
            .as_ref()
            .unwrap_or_else(|| panic!("no description: {:?}", self.findings))
    }

    pub(crate) fn codes(&self) -> Vec<Code> {
        self.findings.iter().map(|finding| finding.code).collect()
    }

    /// The text at the place of the only finding, which must have this code and severity.
    pub(crate) fn only(&self, severity: Severity, code: Code) -> &str {
        let [finding] = self.findings.as_slice() else {
            panic!("{:#?}", self.findings)
        };
        assert_eq!(
            (finding.severity, finding.code),
            (severity, code),
            "{finding:?}"
        );
        self.text(finding.place.expect("a place"))
    }

    pub(crate) fn text(&self, place: Place) -> &str {
        let text = self.sources.get(place.source).text();
        &text[place.span.start as usize..place.span.end as usize]
    }
}

/// Reads files of which `openapi.yaml` is the description.
pub(crate) fn read_files(files: &Files) -> Read {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let source =
        crate::decode("openapi.yaml", files.0["openapi.yaml"].as_bytes(), None).expect("text");
    let id = sources.add(source);
    let description = parse(sources.get(id), id, &mut diagnostics)
        .and_then(|root| Document::read(root, id, files, &mut sources, &mut diagnostics))
        .map(|document| Description {
            api: resolve(&document, &mut diagnostics),
            document,
        });
    Read {
        description,
        findings: diagnostics.into_findings(),
        sources,
    }
}

pub(crate) fn read(text: &'static str) -> Read {
    read_files(&Files(BTreeMap::from([("openapi.yaml", text)])))
}

/// Reads a description of a version whose components hold `schemas`, a block indented by four spaces.
pub(crate) fn read_schemas(version: &str, schemas: &str) -> Read {
    let text = format!(
        "openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}\n"
    );
    read(Box::leak(text.into_boxed_str()))
}
