//! Patterns that no engine compiles: descriptions have some of other dialects, and of none.
//!
//! Such a pattern refuses nothing, neither here nor in generated code.

use kontrakt::pattern::is_supported;
use kontrakt_model::hash::HashMap;
use kontrakt_model::{Description, Finding, Schema};
use serde_json::{Map, Value as Json};

use crate::codes;

/// Which patterns compile; each is tried once.
#[derive(Default)]
pub(crate) struct Usable(HashMap<String, bool>);

impl Usable {
    fn has(&mut self, pattern: &str) -> bool {
        if let Some(known) = self.0.get(pattern) {
            return *known;
        }
        let found = is_supported(pattern);
        self.0.insert(pattern.to_owned(), found);
        found
    }

    /// Leaves the patterns of a schema out that do not compile. Any member may be one of those that
    /// such a pattern is about, so it counts as named.
    pub(crate) fn only(&mut self, schema: &mut Map<String, Json>) {
        let is_dead = |pattern: &Json| pattern.as_str().is_some_and(|text| !self.has(text));
        if schema.get("pattern").is_some_and(is_dead) {
            schema.remove("pattern");
        }
        if let Some(Json::Object(patterns)) = schema.get_mut("patternProperties") {
            let before = patterns.len();
            patterns.retain(|pattern, _| self.has(pattern));
            if patterns.len() < before {
                patterns.entry("").or_insert(Json::Bool(true));
            }
        }
    }
}

/// Warnings of the patterns of a description that do not compile.
pub fn check_patterns(description: &Description) -> Vec<Finding> {
    let mut usable = Usable::default();
    let mut findings = Vec::new();
    for schema in &description.api.schemas {
        for pattern in patterns(schema).filter(|pattern| !usable.has(pattern)) {
            let message = format!("the pattern `{pattern}` cannot be used and refuses nothing");
            let finding = Finding::warning(codes::UNUSABLE_PATTERN, message)
                .at(schema.location.place(), "of this schema")
                .help("write it as a regular expression of ECMA-262");
            findings.push(finding);
        }
    }
    findings
}

fn patterns(schema: &Schema) -> impl Iterator<Item = &str> {
    let of_names = schema.pattern_properties.iter();
    let of_names = of_names.map(|(pattern, _)| pattern.as_str());
    schema.pattern.as_deref().into_iter().chain(of_names)
}
