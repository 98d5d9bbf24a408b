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

/// Has an enum with a variant for each branch of a union read, write, check and show itself
/// (`Debug`).
///
/// The enum has a constant `UNION`. Each line has the position of a branch, the last one `_`, its
/// variant, and the constraints of what that holds, beside those of its type.
///
/// ```
/// use kontrakt::{Branch, Check, JsonType, Limit, Union};
///
/// #[derive(Clone, PartialEq)]
/// enum Code {
///     Integer(i64),
///     String(String),
/// }
///
/// impl Code {
///     const UNION: Union = Union::one_of(&[
///         Branch::of(&[JsonType::Integer]),
///         Branch::of(&[JsonType::String]),
///     ]);
///     const INTEGER: &[Check] = &[Check::Minimum(Limit::Int(1))];
/// }
///
/// kontrakt::union! {
///     Code {
///         0 => Integer(Self::INTEGER),
///         _ => String(&[]),
///     }
/// }
///
/// assert_eq!(kontrakt::from_slice::<Code>(b"7")?, Code::Integer(7));
/// assert!(kontrakt::from_slice::<Code>(b"0").is_err());
/// # Ok::<(), kontrakt::Invalid>(())
/// ```
#[macro_export]
macro_rules! union {
    ($name:ident { $($branch:pat => $variant:ident($checks:expr)),+ $(,)? }) => {
        impl $crate::Value for $name {
            fn read(
                r: &mut $crate::Reader<'_>,
                checks: &'static [$crate::Check],
            ) -> ::std::result::Result<Self, $crate::Unread> {
                r.union(&Self::UNION, checks, |r, branch| match branch {
                    $($branch => $crate::Value::read(r, $checks).map($name::$variant),)+
                })
            }

            fn parts(&self, to: &mut $crate::__private::Parts<'_>) {
                match self {
                    $($name::$variant(it) => {
                        to.branch(&Self::UNION, stringify!($variant), it, $checks);
                    })+
                }
            }
        }

        $crate::__debug_by_value!($name);
        $crate::serde_by_value!($name);
    };
}
