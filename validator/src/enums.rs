//! The value lists of a description: what is in them, what it means, and whether a value is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use kontrakt_model::api::Listed;
use kontrakt_model::{Api, Finding, Place, Schema, SchemaId, nearest, pointer_tokens};
use serde_json::Value as Json;

use crate::codes;
use crate::shown::{plain, shown_json, shown_text};

/// A list of allowed values.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueList {
    /// The component that it is, such as `Category`, or where it stands: `Order.status`.
    pub name: String,
    /// The schema that has the `enum` or `const`, or the choice among such.
    pub schema: SchemaId,
    /// Where the schema stands.
    pub place: Place,
    /// `description`
    pub description: Option<String>,
    /// The values, in the order of the description.
    pub values: Vec<ListedValue>,
}

/// A value of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedValue {
    /// The value.
    pub value: Json,
    /// Its name, from `x-enum-varnames`, or the title of the constant.
    pub name: Option<String>,
    /// Its meaning, from `x-enum-descriptions`, or the description or else the title of the constant.
    pub meaning: Option<String>,
}

/// Every value list of a description, in its order.
pub fn lists(api: &Api) -> Vec<ValueList> {
    let names = list_names(api);
    let lists = schemas(api).filter_map(|(id, schema)| {
        let name = names.get(&id)?.clone();
        Some(ValueList {
            name,
            schema: id,
            place: schema.location.place(),
            description: schema.description.as_deref().map(str::to_owned),
            values: listed(api, schema)?,
        })
    });
    let parts = parts(api);
    let mut lists: Vec<ValueList> = lists
        .filter(|list| !parts.contains_key(&list.schema))
        .collect();
    lists.sort_by_key(|list| (list.place, list.schema));
    lists
}

fn schemas(api: &Api) -> impl Iterator<Item = (SchemaId, &Schema)> {
    (0..).map(SchemaId).zip(&api.schemas)
}

/// The values that a schema lists with their names and meanings: its own, or those of its branches, of
/// which one without a meaning has its title for that.
fn listed(api: &Api, schema: &Schema) -> Option<Vec<ListedValue>> {
    if schema.enum_values.is_some() || schema.const_value.is_some() {
        return Some(own(schema));
    }
    let listed = choice(api, schema)?.into_iter();
    let listed = listed.map(|it| Listed {
        meaning: it.meaning.or(it.name),
        ..it
    });
    Some(listed.map(ListedValue::from).collect())
}

/// The values that a schema lists itself.
pub(crate) fn own(schema: &Schema) -> Vec<ListedValue> {
    schema.listed().map(ListedValue::from).collect()
}

/// The values of a `oneOf` or `anyOf` that lists them.
fn choice<'a>(api: &'a Api, schema: &Schema) -> Option<Vec<Listed<'a>>> {
    let mut choices = [&schema.one_of, &schema.any_of].into_iter();
    let branches = choices.find(|branches| !branches.is_empty())?;
    let listed = api.listed_choice(branches)?;
    listed
        .iter()
        .any(|it| !it.value.is_null())
        .then_some(listed)
}

/// The branches that are no lists of their own, with the schemas of their choices: those of a choice
/// that lists values, and constants.
fn parts(api: &Api) -> BTreeMap<SchemaId, SchemaId> {
    let mut parts = BTreeMap::new();
    for (id, schema) in schemas(api) {
        let is_list = choice(api, schema).is_some();
        let branches = schema.one_of.iter().chain(&schema.any_of);
        let branches =
            branches.filter(|branch| is_list || api.schema(**branch).const_value.is_some());
        parts.extend(branches.map(|branch| (*branch, id)));
    }
    parts
}

/// The list with a name.
///
/// # Errors
///
/// A finding with the nearest name when there is none.
pub fn find<'l>(lists: &'l [ValueList], name: &str) -> Result<&'l ValueList, Finding> {
    lists.iter().find(|list| list.name == name).ok_or_else(|| {
        let finding = Finding::error(
            codes::UNKNOWN_LIST,
            format!("the description has no value list `{name}`"),
        );
        match nearest(name, lists.iter().map(|list| list.name.as_str())) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        }
    })
}

impl ValueList {
    /// The value that a text is: written as it is, or as JSON.
    ///
    /// # Errors
    ///
    /// A finding, with the value that was probably meant.
    pub fn check(&self, text: &str) -> Result<&ListedValue, Finding> {
        if let Some(listed) = self.values.iter().find(|listed| listed.is_written(text)) {
            return Ok(listed);
        }
        let shown = match serde_json::from_str::<Json>(text) {
            Ok(value) => shown_json(&value),
            Err(_) => shown_text(text),
        };
        let message = format!("{shown} is not in the list `{}`", self.name);
        let finding = Finding::error(codes::UNKNOWN_VALUE, message);
        Err(match self.meant(text) {
            Some(meant) => finding.help(format!("did you mean {meant}?")),
            None => finding,
        })
    }

    fn meant(&self, text: &str) -> Option<&ListedValue> {
        let text = text.to_lowercase();
        let called = self.values.iter().find(|listed| listed.is_called(&text));
        called.or_else(|| {
            let words = || {
                self.values
                    .iter()
                    .flat_map(|listed| [listed.value.as_str(), listed.meaning.as_deref()])
            };
            let near = nearest(&text, words().flatten())?;
            self.values.iter().find(|listed| {
                listed.value.as_str() == Some(near) || listed.meaning.as_deref() == Some(near)
            })
        })
    }
}

impl From<Listed<'_>> for ListedValue {
    fn from(listed: Listed<'_>) -> Self {
        ListedValue {
            value: listed.value.clone(),
            name: listed.name.map(str::to_owned),
            meaning: listed.meaning.map(str::to_owned),
        }
    }
}

impl ListedValue {
    /// A value of which nothing more is known.
    pub(crate) fn new(value: Json) -> Self {
        ListedValue {
            value,
            name: None,
            meaning: None,
        }
    }

    /// Whether a text in small letters is the meaning or the name.
    pub(crate) fn is_called(&self, text: &str) -> bool {
        let words = [&self.meaning, &self.name];
        let mut words = words.into_iter().flatten();
        words.any(|word| word.to_lowercase() == text)
    }

    fn is_written(&self, text: &str) -> bool {
        plain(&self.value) == text
    }
}

impl std::fmt::Display for ListedValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&shown_json(&self.value))?;
        match self.meaning.as_deref().map(str::trim) {
            Some(meaning) if !meaning.is_empty() && self.value.as_str() != Some(meaning) => {
                write!(f, " ({meaning})")
            }
            _ => Ok(()),
        }
    }
}

/// What each list is called; no two are called the same, but a part of one is called as the whole.
pub(crate) fn list_names(api: &Api) -> BTreeMap<SchemaId, String> {
    let parts = parts(api);
    let lists = schemas(api)
        .filter(|(id, schema)| !parts.contains_key(id) && listed(api, schema).is_some());
    let mut names: BTreeMap<SchemaId, String> = lists
        .map(|(id, schema)| (id, short_name(&schema.location.pointer)))
        .collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names.values() {
        *uses.entry(name).or_default() += 1;
    }
    let shared: Vec<SchemaId> = names
        .iter()
        .filter(|(_, name)| uses[name.as_str()] > 1)
        .map(|(id, _)| *id)
        .collect();
    for id in shared {
        names.insert(id, api.schema(id).location.pointer.to_string());
    }
    for (part, whole) in parts {
        if let Some(name) = names.get(&whole).cloned() {
            names.insert(part, name);
        }
    }
    names
}

/// `/components/schemas/Order/properties/status/anyOf/0` is `Order.status`; what has no such short
/// form keeps its pointer.
fn short_name(pointer: &str) -> String {
    let mut tokens = pointer_tokens(pointer);
    let is_component = [Some("components"), Some("schemas")]
        .into_iter()
        .all(|token| tokens.next().as_deref() == token);
    let Some(mut name) = tokens.next().filter(|_| is_component).map(Cow::into_owned) else {
        return pointer.to_owned();
    };
    while let Some(token) = tokens.next() {
        match &*token {
            "properties" => match tokens.next() {
                Some(property) => {
                    name.push('.');
                    name.push_str(&property);
                }
                None => return pointer.to_owned(),
            },
            "items" => name.push_str("[]"),
            "anyOf" | "oneOf" | "allOf" => {
                tokens.next();
            }
            _ => return pointer.to_owned(),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use kontrakt_model::{Place, SchemaId, SourceId, Span};
    use serde_json::json;

    use super::{ListedValue, ValueList, short_name};

    #[test]
    fn an_unknown_value_is_shown_as_what_it_is() {
        let list = ValueList {
            name: "Vdp".to_owned(),
            schema: SchemaId(0),
            place: Place {
                source: SourceId(0),
                span: Span::default(),
            },
            description: None,
            values: vec![ListedValue::new(json!(4))],
        };
        let message = |text: &str| list.check(text).err().map(|finding| finding.message);
        for (text, shown) in [
            ("5", "5"),
            ("\"x\"", "\"x\""),
            ("x", "\"x\""),
            ("0x5", "\"0x5\""),
        ] {
            let expected = format!("`{shown}` is not in the list `Vdp`");
            assert_eq!(message(text), Some(expected));
        }
        assert_eq!(message("4"), None);
    }

    #[test]
    fn lists_are_called_by_where_they_stand() {
        assert_eq!(short_name("/components/schemas/Category"), "Category");
        assert_eq!(
            short_name("/components/schemas/Delivery/anyOf/0"),
            "Delivery"
        );
        assert_eq!(
            short_name("/components/schemas/Order/properties/tags/items"),
            "Order.tags[]"
        );
        assert_eq!(
            short_name("/components/schemas/A/not"),
            "/components/schemas/A/not"
        );
        assert_eq!(short_name("/paths/~1a/get/x"), "/paths/~1a/get/x");
    }
}
