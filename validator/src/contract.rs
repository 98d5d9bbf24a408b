//! A description with all that is made of it once, whichever of its schemas is then compiled.

use kontrakt_model::direction::Withheld;
use kontrakt_model::{Description, Direction, Finding};
use serde_json::Value as Json;

use crate::codes;
use crate::compile::{self, compile};
use crate::engine::Tree;
use crate::rulebook::Rulebook;
use crate::rules::Rulebase;

/// A description, ready to be checked against.
pub(crate) struct Contract<'d> {
    pub(crate) book: Rulebook<'d>,
    pub(crate) direction: Option<Direction>,
    pub(crate) rules: Rulebase,
    /// The documents as the engine reads them.
    pub(crate) registry: jsonschema::Registry<'static>,
}

impl<'d> Contract<'d> {
    /// Indexes a description and compiles its rules. In a direction, members that go only the other
    /// way are not looked at; without one, every required member must be there.
    ///
    /// # Errors
    ///
    /// Findings when a rule is no CEL expression, or the engine cannot read the description.
    pub(crate) fn new(
        description: &'d Description,
        direction: Option<Direction>,
    ) -> Result<Self, Vec<Finding>> {
        let book = Rulebook::new(description);
        let withheld = direction.map(|direction| Withheld::new(&description.api, direction));
        let withheld = withheld.unwrap_or_default();
        let rules = Rulebase::new(&description.api, &withheld)?;
        let registry = compile::registry(&book, &withheld).map_err(|reason| {
            let message = format!("the description cannot be evaluated: {reason}");
            vec![Finding::error(codes::SCHEMA, message)]
        })?;
        Ok(Contract {
            book,
            direction,
            rules,
            registry,
        })
    }

    /// Compiles a schema that stands at a place, or is about what stands there.
    ///
    /// # Errors
    ///
    /// A finding when the engine cannot evaluate it.
    pub(crate) fn compile(
        &self,
        schema: &Json,
        place: kontrakt_model::Place,
    ) -> Result<jsonschema::Validator<Tree>, Finding> {
        compile(schema, self).map_err(|reason| {
            let message = format!("the schema cannot be evaluated: {reason}");
            Finding::error(codes::SCHEMA, message).at(place, "this schema")
        })
    }
}
