//! The border to the `openapiv3` crate, which knows OpenAPI 3.0 and no places.

use openapiv3::OpenAPI;

use super::Document;
use crate::codes;
use crate::decode::decode;
use crate::finding::{Diagnostics, Finding, Place};
use crate::loader::NoLoader;
use crate::parse::parse;
use crate::source::{Format, Span};
use crate::sources::Sources;

impl Document {
    /// A description that was built in code. It is written out as JSON under a name and added to the
    /// sources, so that findings have something to show.
    ///
    /// `None` when it cannot be read back; a finding says why.
    pub fn from_openapiv3(
        openapi: &OpenAPI,
        name: &str,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let source = serde_json::to_vec_pretty(openapi)
            .map_err(|error| {
                Finding::error(
                    codes::CONVERSION,
                    format!("`{name}` cannot be written as JSON: {error}"),
                )
            })
            .and_then(|json| decode(name, &json, Some(Format::Json)));
        let source = source.map_err(|finding| diagnostics.push(finding)).ok()?;
        let id = sources.add(source);
        let root = parse(sources.get(id), id, diagnostics)?;
        Document::read(root, id, &NoLoader, sources, diagnostics)
    }

    /// The description as it stands in its source, for tools that want the types of `openapiv3`.
    ///
    /// # Errors
    ///
    /// A finding when it is not of version 3.0, or holds what those types cannot.
    pub fn to_openapiv3(&self, sources: &Sources) -> Result<OpenAPI, Finding> {
        let id = self.source();
        let start = Place {
            source: id,
            span: Span::default(),
        };
        if !self.openapi.starts_with("3.0") {
            let message = format!("the `openapiv3` crate cannot hold OpenAPI {}", self.openapi);
            return Err(Finding::error(codes::CONVERSION, message).at(start, "it knows 3.0 alone"));
        }
        // The tree has been upgraded, so the text is read again; it was read without errors before.
        let mut diagnostics = Diagnostics::new();
        let root = parse(sources.get(id), id, &mut diagnostics);
        let json = root.map(|root| root.to_json()).unwrap_or_default();
        serde_json::from_value(json).map_err(|error| {
            let message = format!("the `openapiv3` crate cannot hold this description: {error}");
            Finding::error(codes::CONVERSION, message).at(start, "")
        })
    }
}
