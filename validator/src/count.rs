//! `minProperties` and `maxProperties`, which count what is kept of an object.

use jsonschema::{Keyword, ValidationError};
use kontrakt_model::{Node, Object};
use serde_json::{Map, Value as Json};

use crate::engine::Tree;

pub(crate) const LEAST: &str = "minProperties";
pub(crate) const MOST: &str = "maxProperties";

/// The names of members that do not count, beside the keyword in what the engine reads.
pub(crate) const UNCOUNTED: &str = "x-uncounted";

/// One of the keywords as the engine runs it.
pub(crate) struct CountKeyword {
    range: std::ops::RangeInclusive<u64>,
    uncounted: Vec<String>,
}

impl CountKeyword {
    /// At least as many as `limit` says. `schema` is what the keyword stands in.
    pub(crate) fn least(schema: &Map<String, Json>, limit: &Json) -> Self {
        Self::new(schema, limit.as_u64().unwrap_or_default()..=u64::MAX)
    }

    /// At most as many as `limit` says. `schema` is what the keyword stands in.
    pub(crate) fn most(schema: &Map<String, Json>, limit: &Json) -> Self {
        Self::new(schema, 0..=limit.as_u64().unwrap_or(u64::MAX))
    }

    fn new(schema: &Map<String, Json>, range: std::ops::RangeInclusive<u64>) -> Self {
        let names = schema.get(UNCOUNTED).and_then(Json::as_array);
        let names = names.into_iter().flatten().filter_map(Json::as_str);
        CountKeyword {
            range,
            uncounted: names.map(str::to_owned).collect(),
        }
    }

    /// How many members there are, if they are too few or too many.
    fn broken(&self, instance: &Node) -> Option<u64> {
        let is_counted = |name: &str| !self.uncounted.iter().any(|it| it == name);
        let members = instance.as_object().map(Object::members)?;
        let count = members.iter().filter(|it| is_counted(&it.name)).count() as u64;
        (!self.range.contains(&count)).then_some(count)
    }
}

impl<'i> Keyword<'i, Tree> for CountKeyword {
    /// The engine carries a text: here how many members there are.
    fn validate(&self, instance: &'i Node) -> Result<(), ValidationError<'i>> {
        self.broken(instance).map_or(Ok(()), |count| {
            Err(ValidationError::custom(count.to_string()))
        })
    }

    fn is_valid(&self, instance: &'i Node) -> bool {
        self.broken(instance).is_none()
    }
}
