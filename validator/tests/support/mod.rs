//! Small descriptions and payloads, written in the test.

use kontrakt_model::{
    Description, Diagnostics, Format, NoLoader, Node, Purpose, Source, SourceId, Sources, describe,
    parse_as,
};
use kontrakt_validator::{Report, Validator};

/// A description with what it was read from.
pub(crate) struct Described {
    /// The texts, to which payloads are added.
    pub(crate) sources: Sources,
    /// The description.
    pub(crate) description: Description,
}

/// Reads a whole description in YAML.
pub(crate) fn description(yaml: &str) -> Described {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let description = describe(
        "api.yaml",
        yaml.as_bytes(),
        &NoLoader,
        &mut sources,
        &mut diagnostics,
    );
    assert!(!diagnostics.has_errors(), "{:#?}", diagnostics.findings());
    Described {
        sources,
        description: description.expect("a description without errors"),
    }
}

/// A description of version 3.0.3 with these `components.schemas`, indented by nothing.
pub(crate) fn schemas(yaml: &str) -> Described {
    let indented: String = yaml.lines().map(|line| format!("    {line}\n")).collect();
    description(&format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{indented}"
    ))
}

impl Described {
    /// Reads a payload in JSON.
    pub(crate) fn payload(&mut self, json: &str) -> (Node, SourceId) {
        let id = self
            .sources
            .add(Source::new("payload.json", json, Format::Json));
        let mut diagnostics = Diagnostics::new();
        let node = parse_as(Purpose::Payload, self.sources.get(id), id, &mut diagnostics);
        (
            node.unwrap_or_else(|| panic!("{json}: {:#?}", diagnostics.findings())),
            id,
        )
    }

    /// Checks a payload against a component.
    pub(crate) fn check(&mut self, component: &str, json: &str) -> Report {
        let (node, id) = self.payload(json);
        let validator = Validator::for_pointer(&self.description, component);
        validator
            .unwrap_or_else(|findings| panic!("{findings:#?}"))
            .check(&node, id)
    }

    /// Asserts what a payload breaks, as (pointer, keyword).
    #[track_caller]
    pub(crate) fn breaks(&mut self, component: &str, json: &str, expected: &[(&str, &str)]) {
        let report = self.check(component, json);
        let broken: Vec<_> = report.broken().into_iter().collect();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(broken, expected, "{json}");
    }
}
