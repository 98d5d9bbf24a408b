//! What is known of the branches of a `oneOf` or `anyOf` before a value is read.

use crate::json_type::JsonType;

/// The branches of a `oneOf` or `anyOf`, and what tells them apart.
#[derive(Debug, Clone, Copy)]
pub struct Union {
    /// The branches, in the order of the description.
    pub branches: &'static [Branch],
    /// Whether a value that fits several branches is wrong: with `oneOf`, unless no value does.
    pub exactly_one: bool,
    /// The members that every branch for objects limits to listed values.
    pub tags: &'static [&'static str],
    /// The member whose value names a branch.
    pub discriminator: Option<Discriminator>,
}

impl Union {
    /// A union of which one branch or several fit.
    pub const fn any_of(branches: &'static [Branch]) -> Self {
        Union {
            branches,
            exactly_one: false,
            tags: &[],
            discriminator: None,
        }
    }

    /// A union of which only one branch may fit.
    pub const fn one_of(branches: &'static [Branch]) -> Self {
        Union {
            exactly_one: true,
            ..Union::any_of(branches)
        }
    }

    /// Whether a branch is for integers and not for other numbers.
    pub(crate) fn tells_integers(&self) -> bool {
        let mut branches = self.branches.iter();
        branches.any(|branch| branch.types.contains(&JsonType::Integer))
    }

    /// The JSON types of all branches.
    pub(crate) fn types(&self) -> Vec<JsonType> {
        let mut types = Vec::new();
        for name in self.branches.iter().flat_map(|branch| branch.types) {
            if !types.contains(name) {
                types.push(*name);
            }
        }
        types
    }
}

/// What a value must be to fit a branch.
#[derive(Debug, Clone, Copy)]
pub struct Branch {
    pub(crate) types: &'static [JsonType],
    pub(crate) tags: &'static [&'static [&'static str]],
}

impl Branch {
    /// A branch for values of any type.
    pub const ANY: Branch = Branch::of(&[
        JsonType::Null,
        JsonType::Boolean,
        JsonType::Number,
        JsonType::String,
        JsonType::Array,
        JsonType::Object,
    ]);

    /// A branch for values of these types.
    pub const fn of(types: &'static [JsonType]) -> Self {
        Branch { types, tags: &[] }
    }

    /// A branch for values of these types, objects among them, with the texts that each of
    /// [`Union::tags`] can have; none where any may do.
    pub const fn tagged(
        types: &'static [JsonType],
        tags: &'static [&'static [&'static str]],
    ) -> Self {
        Branch { types, tags }
    }

    /// Whether values of a type can fit.
    pub(crate) fn admits(&self, found: JsonType) -> bool {
        self.types
            .iter()
            .any(|name| *name == found || *name == JsonType::Number && found == JsonType::Integer)
    }

    /// Whether the tag at a position can have a text.
    pub(crate) fn can_have(&self, position: usize, text: &str) -> bool {
        match self.tags.get(position) {
            Some(values) => values.is_empty() || values.contains(&text),
            None => true,
        }
    }
}

/// A `discriminator`: the member whose value names a branch.
#[derive(Debug, Clone, Copy)]
pub struct Discriminator {
    /// `propertyName`
    pub property: &'static str,
    /// The values and the positions of their branches.
    pub mapping: &'static [(&'static str, usize)],
    /// The branch of all other values (`defaultMapping`).
    pub default: Option<usize>,
}

impl Discriminator {
    /// The branch that a value names.
    pub(crate) fn branch(&self, value: &str) -> Option<usize> {
        let mapped = self.mapping.iter().find(|(name, _)| *name == value);
        mapped.map(|(_, branch)| *branch).or(self.default)
    }
}
