//! The values that schemas list, with what they are called and what they mean.

use serde_json::Value as Json;

use super::{Api, Schema, SchemaId, Type};

/// A value that a schema lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Listed<'a> {
    /// The value.
    pub value: &'a Json,
    /// What it is called.
    pub name: Option<&'a str>,
    /// What it means.
    pub meaning: Option<&'a str>,
}

static NULL: Json = Json::Null;

impl Schema {
    /// The values of `enum` or of `const`, with their names and meanings by `x-enum-varnames` and
    /// `x-enum-descriptions`.
    pub fn listed(&self) -> impl Iterator<Item = Listed<'_>> {
        let values = match (&self.enum_values, &self.const_value) {
            (Some(values), _) => values.as_slice(),
            (None, Some(value)) => std::slice::from_ref(value),
            (None, None) => &[],
        };
        values.iter().enumerate().map(|(at, value)| Listed {
            value,
            name: self.enum_names.get(at).map(String::as_str),
            meaning: self.enum_descriptions.get(at).map(String::as_str),
        })
    }
}

impl Api {
    /// The values of a choice whose branches list theirs or are `null`. A branch with one value calls it
    /// by its title and says by its description what it means.
    pub fn listed_choice(&self, branches: &[SchemaId]) -> Option<Vec<Listed<'_>>> {
        let mut values = Vec::with_capacity(branches.len());
        for branch in branches.iter().map(|id| self.schema(*id)) {
            match branch.constant() {
                Some(value) => values.push(Listed {
                    value,
                    name: branch.title.as_deref(),
                    meaning: branch.description.as_deref(),
                }),
                None if *branch.types == [Type::Null] => values.push(Listed {
                    value: &NULL,
                    name: None,
                    meaning: None,
                }),
                None if branch.const_value.is_some() => return None,
                None => {
                    branch.enum_values.as_ref()?;
                    values.extend(branch.listed());
                }
            }
        }
        Some(values)
    }
}
