//! Schemas within schemas, as static data.

use std::fmt;

use super::Check;
use crate::pattern::Pattern;

/// A schema with a name, which others refer to: also itself, by way of others.
#[derive(Clone, Copy)]
pub struct Schema(pub &'static [Check]);

impl fmt::Debug for Schema {
    /// What it holds is left out, since it may hold itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Schema").finish_non_exhaustive()
    }
}

/// `anyOf` or `oneOf`, and what tells which of its branches is meant.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The checks of each branch.
    pub branches: &'static [&'static [Check]],
    /// The one branch beside `null`, where the choice only says that something is nullable.
    pub beside_null: Option<usize>,
    /// `discriminator`
    pub discriminator: Option<Named>,
    /// The members that are of listed values in every branch for objects.
    pub tags: &'static [&'static str],
}

impl Choice {
    /// A choice whose branches nothing but their checks tells apart.
    pub const fn of(branches: &'static [&'static [Check]]) -> Self {
        Choice {
            branches,
            beside_null: None,
            discriminator: None,
            tags: &[],
        }
    }

    /// Says that the branch is beside one for `null` alone.
    #[must_use]
    pub const fn or_null(mut self, branch: usize) -> Self {
        self.beside_null = Some(branch);
        self
    }

    /// Says by which member and values the branches are named.
    #[must_use]
    pub const fn by(
        mut self,
        property: &'static str,
        mapping: &'static [(&'static str, usize)],
    ) -> Self {
        self.discriminator = Some(Named {
            property,
            mapping,
            default: None,
        });
        self
    }

    /// Says which branch is meant where the value of the discriminator names none.
    #[must_use]
    pub const fn by_default(mut self, branch: usize) -> Self {
        if let Some(discriminator) = &mut self.discriminator {
            discriminator.default = Some(branch);
        }
        self
    }

    /// Says which members are of listed values in every branch for objects.
    #[must_use]
    pub const fn tagged(mut self, tags: &'static [&'static str]) -> Self {
        self.tags = tags;
        self
    }
}

/// `discriminator`
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// `propertyName`
    pub property: &'static str,
    /// The values of the property with the positions of the branches that they name.
    pub mapping: &'static [(&'static str, usize)],
    /// `defaultMapping`
    pub default: Option<usize>,
}

/// `if` with `then` and `else`.
#[derive(Debug, Clone, Copy)]
pub struct Condition {
    /// `if`
    pub holds: &'static [Check],
    /// `then`; empty where it is missing.
    pub then: &'static [Check],
    /// `else`; empty where it is missing.
    pub otherwise: &'static [Check],
}

impl Condition {
    /// A condition with what holds if it is met and if it is not.
    pub const fn new(
        holds: &'static [Check],
        then: &'static [Check],
        otherwise: &'static [Check],
    ) -> Self {
        Condition {
            holds,
            then,
            otherwise,
        }
    }
}

/// `properties`, `patternProperties` and `additionalProperties` of one schema.
#[derive(Debug, Clone, Copy)]
pub struct Members {
    /// `properties`
    pub properties: &'static [(&'static str, &'static [Check])],
    /// `patternProperties`
    pub patterns: &'static [(Pattern, &'static [Check])],
    /// `additionalProperties`
    pub additional: Additional,
}

impl Members {
    /// These properties beside any others.
    pub const fn new(properties: &'static [(&'static str, &'static [Check])]) -> Self {
        Members {
            properties,
            patterns: &[],
            additional: Additional::Any,
        }
    }

    /// Says what holds for members by a pattern of their name.
    #[must_use]
    pub const fn patterns(mut self, patterns: &'static [(Pattern, &'static [Check])]) -> Self {
        self.patterns = patterns;
        self
    }

    /// Says what holds for all other members.
    #[must_use]
    pub const fn additional(mut self, checks: &'static [Check]) -> Self {
        self.additional = Additional::Checked(checks);
        self
    }

    /// Says that there are no other members.
    #[must_use]
    pub const fn closed(mut self) -> Self {
        self.additional = Additional::Denied;
        self
    }
}

/// `additionalProperties`
#[derive(Debug, Clone, Copy)]
pub enum Additional {
    /// It is not stated.
    Any,
    /// A schema.
    Checked(&'static [Check]),
    /// `false`
    Denied,
}

/// `contains` with `minContains` and `maxContains`.
#[derive(Debug, Clone, Copy)]
pub struct Contains {
    /// `contains`
    pub item: &'static [Check],
    /// `minContains`
    pub min: Option<u64>,
    /// `maxContains`
    pub max: Option<u64>,
}

impl Contains {
    /// At least one such item.
    pub const fn new(item: &'static [Check]) -> Self {
        Contains {
            item,
            min: None,
            max: None,
        }
    }

    /// `minContains`
    #[must_use]
    pub const fn min(mut self, min: u64) -> Self {
        self.min = Some(min);
        self
    }

    /// `maxContains`
    #[must_use]
    pub const fn max(mut self, max: u64) -> Self {
        self.max = Some(max);
        self
    }
}

/// `unevaluatedProperties` or `unevaluatedItems`.
#[derive(Debug, Clone, Copy)]
pub struct Unevaluated {
    /// What holds for each that nothing else speaks of.
    pub rest: &'static [Check],
    /// All other checks of the schema.
    pub beside: &'static [Check],
}

impl Unevaluated {
    /// What holds for each that the checks beside do not speak of.
    pub const fn new(rest: &'static [Check], beside: &'static [Check]) -> Self {
        Unevaluated { rest, beside }
    }
}
