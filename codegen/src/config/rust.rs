//! How the Rust looks that is generated.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How the Rust looks that is generated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Rust {
    /// Types by `format`: `jiff` for `date` and `date-time`, `rust_decimal` for `decimal`, `url` for
    /// `uri`, `uuid`, or `string`, or the path of a type that implements `kontrakt::Value`.
    pub formats: BTreeMap<String, TypeName>,
    /// What is chosen for single schemas, by their names.
    pub schemas: BTreeMap<String, SchemaChoice>,
    /// The methods of operations, by `operationId` or by method and path such as `GET /orders`.
    pub operations: BTreeMap<String, String>,
    /// What structs, enums and unions derive besides, by path.
    pub derive: Vec<String>,
    /// Whether enums keep values that the description does not list.
    pub enums: Enums,
    /// The maps of members that have no names of their own.
    pub map: Map,
    /// How the types are laid out in files.
    pub layout: Layout,
    /// What else the crate depends on, and where that comes from: `workspace`, a version
    /// requirement, or a folder from that of the crate, which starts with `.` or `/`.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub dependencies: BTreeMap<String, super::Runtime>,
}

/// What is chosen for one schema of the components.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SchemaChoice {
    /// The path of a type that implements `kontrakt::Value` and stands for the schema, or `string`.
    #[serde(rename = "type")]
    pub type_name: Option<TypeName>,
    /// The name of its type.
    pub name: Option<String>,
    /// Whether it keeps values that the description does not list, if it is an enum.
    #[serde(rename = "enum")]
    pub enums: Option<Enums>,
    /// The members of its struct, by the names of the properties.
    pub properties: BTreeMap<String, String>,
    /// What its type derives besides, by path.
    pub derive: Vec<String>,
}

/// What an enum does with a value that the description does not list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Enums {
    /// Keeps it as `Unknown`, of which `validate()` tells.
    #[default]
    Open,
    /// Refuses it, and has no variant for it; no rule is asked of what holds it.
    Closed,
}

/// The maps of members that have no names of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Map {
    /// That of `std`, in the order of the names.
    #[default]
    #[serde(rename = "BTreeMap")]
    BTree,
    /// That of `std`, in no order.
    #[serde(rename = "HashMap")]
    Hash,
    /// That of the crate `indexmap`, in the order of the payload.
    #[serde(rename = "IndexMap")]
    Index,
}

impl Map {
    /// The name of the type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Map::BTree => "BTreeMap",
            Map::Hash => "HashMap",
            Map::Index => "IndexMap",
        }
    }
}

/// How the types are laid out in files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// A file for the schemas whose names start with the same word, for the operations of each tag,
    /// and for each operation without one.
    #[default]
    Files,
    /// One file with all types.
    OneFile,
}

/// A type that is not generated.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub enum TypeName {
    /// `String`.
    String,
    /// Those of `jiff`.
    Jiff,
    /// `rust_decimal::Decimal`
    RustDecimal,
    /// `url::Url`
    Url,
    /// `uuid::Uuid`
    Uuid,
    /// A type by its path.
    Path(String),
}

impl TypeName {
    /// The path of the type for a format; `None` where it has none for it.
    pub(crate) fn path(&self, format: &str) -> Option<&str> {
        Some(match (self, format) {
            (TypeName::Path(path), _) => path,
            (TypeName::Jiff, "date") => "kontrakt::jiff::civil::Date",
            (TypeName::Jiff, "date-time") => "kontrakt::jiff::Timestamp",
            (TypeName::RustDecimal, "decimal") => "kontrakt::rust_decimal::Decimal",
            (TypeName::Url, "uri") => "kontrakt::url::Url",
            (TypeName::Uuid, "uuid") => "kontrakt::uuid::Uuid",
            _ => return None,
        })
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TypeName::String => "string",
            TypeName::Jiff => "jiff",
            TypeName::RustDecimal => "rust_decimal",
            TypeName::Url => "url",
            TypeName::Uuid => "uuid",
            TypeName::Path(path) => path,
        })
    }
}

impl FromStr for TypeName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "string" => TypeName::String,
            "jiff" => TypeName::Jiff,
            "rust_decimal" => TypeName::RustDecimal,
            "url" => TypeName::Url,
            "uuid" => TypeName::Uuid,
            path if path.contains("::") && is_path(path) => TypeName::Path(path.to_owned()),
            _ => {
                return Err(format!(
                    "`{text}` is no type; write `string`, `jiff`, `rust_decimal`, `url`, `uuid`, or a path such as `my_types::Isbn`"
                ));
            }
        })
    }
}

impl TryFrom<String> for TypeName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<TypeName> for String {
    fn from(name: TypeName) -> Self {
        name.to_string()
    }
}

/// Whether a text is a path of Rust, without generic arguments.
fn is_path(text: &str) -> bool {
    text.split("::").all(|segment| {
        segment.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

impl Rust {
    /// What is wrong with the choices, whatever the description says.
    pub(super) fn problem(&self) -> Option<String> {
        let unfit = |(format, name): (&String, &TypeName)| {
            let fits = *name == TypeName::String || name.path(format).is_some();
            (!fits).then(|| format!("`{name}` has no type for the format `{format}`"))
        };
        let dependency =
            |name: &String| (!super::is_package_name(name)).then(|| super::no_package_name(name));
        let by_crate = |(schema, choice): (&String, &SchemaChoice)| match &choice.type_name {
            None | Some(TypeName::String | TypeName::Path(_)) => None,
            Some(name) => Some(format!(
                "`{name}` has several types; write the path of one for the schema `{schema}`, such as `kontrakt::jiff::Timestamp`"
            )),
        };
        let mut derives = self
            .schemas
            .values()
            .flat_map(|it| &it.derive)
            .chain(&self.derive);
        let no_path = derives.find(|it| !is_path(it));
        let formats = self.formats.iter().find_map(unfit);
        let schemas = || self.schemas.iter().find_map(by_crate);
        formats
            .or_else(schemas)
            .or_else(|| self.dependencies.keys().find_map(dependency))
            .or_else(|| no_path.map(|it| format!("`{it}` is no path of a trait to derive")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_known_ones_or_paths() {
        assert_eq!("jiff".parse(), Ok(TypeName::Jiff));
        assert_eq!(
            "my_types::Isbn".parse(),
            Ok(TypeName::Path("my_types::Isbn".to_owned()))
        );
        for text in ["chrono", "a::", "a::B<C>", "a::b c", "", "a::1"] {
            assert!(text.parse::<TypeName>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_crate_has_types_for_its_formats_only() {
        let of = |format: &str, name| Rust {
            formats: BTreeMap::from([(format.to_owned(), name)]),
            ..Rust::default()
        };
        assert_eq!(of("date", TypeName::Jiff).problem(), None);
        assert_eq!(of("date", TypeName::String).problem(), None);
        assert!(of("date", TypeName::Uuid).problem().is_some());
        assert!(of("time", TypeName::Jiff).problem().is_some());
    }
}
