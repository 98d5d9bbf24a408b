//! Which branch of a union the value of a discriminator names.

use super::{Api, SchemaId};
use crate::hash::{HashMap, HashSet};

/// The values of a discriminator, and the branches of its union that they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discriminated<'a> {
    /// `propertyName`
    pub property: &'a str,
    /// Values with the positions of their branches: those of `mapping`, then the names of components
    /// that `mapping` does not lead to.
    pub values: Vec<(&'a str, usize)>,
    /// The branch of all other values (`defaultMapping`).
    pub default: Option<usize>,
}

impl Discriminated<'_> {
    /// The branch that a value names.
    pub fn branch(&self, value: &str) -> Option<usize> {
        let named = self.values.iter().find(|(name, _)| *name == value);
        named.map(|(_, branch)| *branch).or(self.default)
    }
}

impl Api {
    /// What the discriminator of a schema says about `branches`, which are its own `oneOf` or
    /// `anyOf`. A branch that is a union is meant by the names of its branches as well.
    pub fn discriminated(&self, id: SchemaId, branches: &[SchemaId]) -> Option<Discriminated<'_>> {
        let discriminator = self.schema(id).discriminator.as_ref()?;
        let targets = self.targets(branches);
        let branch = |id: SchemaId| targets.get(&self.resolved(id)).copied();
        let mut values: Vec<(&str, usize)> = discriminator
            .mapping
            .iter()
            .filter_map(|(name, id)| Some((name.as_str(), branch(*id)?)))
            .collect();
        let mapped: HashSet<SchemaId> = discriminator
            .mapping
            .iter()
            .map(|(_, id)| self.resolved(*id))
            .collect();
        for (name, id) in &self.components {
            let is_new = !mapped.contains(&self.resolved(*id))
                && !values.iter().any(|(value, _)| value == name);
            if let Some(branch) = branch(*id).filter(|_| is_new) {
                values.push((name, branch));
            }
        }
        Some(Discriminated {
            property: &discriminator.property,
            values,
            default: discriminator.default.and_then(branch),
        })
    }

    /// The schemas that branches are, and those that branches which are unions have as theirs.
    fn targets(&self, branches: &[SchemaId]) -> HashMap<SchemaId, usize> {
        let mut targets = HashMap::default();
        for (at, branch) in branches.iter().enumerate() {
            targets.entry(self.resolved(*branch)).or_insert(at);
        }
        for (at, branch) in branches.iter().enumerate() {
            let mut open = vec![self.resolved(*branch)];
            let mut seen = HashSet::default();
            while let Some(id) = open.pop() {
                if seen.insert(id) {
                    targets.entry(id).or_insert(at);
                    let schema = self.schema(id);
                    let inner = schema.one_of.iter().chain(&schema.any_of);
                    open.extend(inner.map(|id| self.resolved(*id)));
                }
            }
        }
        targets
    }
}
