//! The types to generate: what each is called and made of.

use serde::Serialize;

use super::bodies::Content;
use super::checks::Check;
use super::docs::Docs;
use super::multipart::Multipart;
use crate::names::{self, Ident};
use crate::rust::Expr;

/// Index of a type in [`Plan::types`](super::Plan::types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TypeId(pub u32);

/// A Rust type where it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the Rust type of its name")]
pub enum Ty {
    Bool,
    I32,
    I64,
    F64,
    /// A number that is kept as it is written.
    Decimal,
    String,
    /// Any JSON value.
    Json,
    Vec(Box<Ty>),
    /// `BTreeMap<String, _>`
    Map(Box<Ty>),
    Box(Box<Ty>),
    /// Null or a value.
    Nullable(Box<Ty>),
    /// A generated type.
    Named(TypeId),
    /// A type of another crate, by its path.
    Path(String),
}

/// A type where it is used, with what is checked there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Use {
    /// The type, without its nullability.
    pub ty: Ty,
    /// Whether `null` is a value too.
    pub nullable: bool,
    /// The constraints that are stated for the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
}

impl Use {
    /// A type without constraints.
    pub fn plain(ty: Ty) -> Self {
        Use {
            ty,
            nullable: false,
            checks: Vec::new(),
        }
    }

    /// Allows `null` as well, whatever the value itself says of it.
    pub(super) fn or_null(&mut self) {
        self.checks.retain(|check| !matches!(check, Check::Null(_)));
        self.nullable |= self.ty != Ty::Json || !self.checks.is_empty();
    }

    /// The type with its nullability, for where a value always is.
    pub fn full(&self) -> Ty {
        match self.nullable {
            true => Ty::Nullable(Box::new(self.ty.clone())),
            false => self.ty.clone(),
        }
    }
}

/// A type to generate.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    /// Its name, unique among all types of the crate.
    pub name: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Whether the description calls it deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// What it derives besides, by path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub derives: Vec<String>,
    /// What it is.
    pub kind: Kind,
}

/// What a generated type is.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A struct.
    Object(Object),
    /// An enum of strings or integers.
    Enum(Enum),
    /// An enum with a variant for each branch.
    Union(Union),
    /// A name for another type. Its checks are made where it is used.
    Alias(Ty),
    /// A form of several parts.
    Multipart(Multipart),
    /// An enum of the media types of a body.
    Body(Vec<Content>),
    /// A struct with everything that the operation at this position takes.
    Request(usize),
}

/// A type behind its aliases.
pub(crate) fn resolved<'t>(items: &'t [Item], ty: &'t Ty) -> &'t Ty {
    let mut at = ty;
    // A chain of aliases names each type once.
    for _ in 0..=items.len() {
        match at {
            Ty::Named(id) => match items.get(id.0 as usize).map(|item| &item.kind) {
                Some(Kind::Alias(target)) => at = target,
                _ => return at,
            },
            _ => return at,
        }
    }
    at
}

/// A struct, read from a JSON object.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Object {
    /// The members, in the order of the description.
    pub fields: Vec<Field>,
    /// Members that go only the other way: they are read over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
    /// What is done with other members.
    pub additional: Additional,
    /// The constraints on the object as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// The rules over its members.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// A member of an object.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// The name in JSON.
    pub name: String,
    /// Other names in JSON, which are read and never written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The name in Rust.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Whether the description calls it deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Whether the member must be there.
    pub required: bool,
    /// Its type, nullability and constraints.
    #[serde(flatten)]
    pub value: Use,
}

/// What an object does with members that have no property.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Additional {
    /// Keeps them as JSON values.
    #[default]
    Any,
    /// Keeps them as values of a type.
    Typed {
        /// The member that holds them.
        value: Use,
    },
    /// Reports them.
    Denied,
}

/// A rule over the members of an object.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// The rule as the description has it, in CEL.
    pub cel: String,
    /// What is reported where it does not hold.
    pub message: String,
    /// The Rust expression over `it`, the object.
    pub(crate) holds: Expr,
}

/// The variant for a value that an open list does not have.
pub(crate) const OTHER: &str = "Other";

/// An enum of strings or integers.
#[derive(Debug, Clone, Serialize)]
pub struct Enum {
    /// What the values are.
    pub values: EnumValues,
    /// Whether the schema states the `type` of the values alone, so that a value of another one breaks
    /// that as well.
    pub typed: bool,
    /// Whether the list is a `const`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub constant: bool,
    /// The constraints on values that the list does not name, where these do not break the list: it may
    /// grow, or is judged where the type is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Vec<Check>>,
    /// Whether there is no variant for a value that is not listed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// The variants in the order of the description.
    pub variants: Vec<Variant>,
    /// The variant for a value that is not listed: `Unknown`, or `Other` in an open list.
    pub rest: Ident,
}

impl Enum {
    /// A list of values whose `type` is stated; `rest` is the variant for all others.
    pub(crate) fn new(values: EnumValues, variants: Vec<Variant>, rest: &str) -> Self {
        Enum {
            values,
            typed: true,
            constant: false,
            open: None,
            closed: false,
            variants,
            rest: names::camel(rest),
        }
    }
}

/// What the values of an enum are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each says it")]
pub enum EnumValues {
    Strings,
    Integers,
}

/// A value of an enum.
#[derive(Debug, Clone, Serialize)]
pub struct Variant {
    /// Its name.
    pub ident: Ident,
    /// The value in JSON.
    pub value: EnumValue,
    /// Its documentation.
    pub docs: Docs,
    /// What the description says that it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

/// The JSON value of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the JSON value of its kind")]
pub enum EnumValue {
    String(String),
    Integer(i64),
}

/// An enum with a variant for each branch of a `oneOf` or `anyOf`, or for each of several types.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Union {
    /// The branches.
    pub variants: Vec<UnionVariant>,
    /// Whether a value may be found to fit several branches, and is wrong if it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub exactly_one: bool,
    /// The members that every branch for objects limits to listed values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The member whose value names a branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<Discriminator>,
}

/// The member whose value names a branch of a union.
#[derive(Debug, Clone, Serialize)]
pub struct Discriminator {
    /// `propertyName`
    pub property: String,
    /// The values and the positions of their variants.
    pub mapping: Vec<(String, usize)>,
    /// The variant for all other values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<usize>,
}

/// A branch of a union.
#[derive(Debug, Clone, Serialize)]
pub struct UnionVariant {
    /// Its name.
    pub ident: Ident,
    /// The JSON types that it admits.
    pub types: Vec<JsonType>,
    /// The texts that each of the union's tags can have; none where any may do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Vec<String>>,
    /// Its type and constraints.
    #[serde(flatten)]
    pub value: Use,
}

/// The JSON types that tell the branches of a union apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the JSON type of its name")]
pub enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}
