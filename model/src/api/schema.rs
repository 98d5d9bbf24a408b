//! Schemas as the later stages read them.

use std::ops::{Deref, DerefMut};

use arrayvec::ArrayVec;
use serde::Serialize;
use serde_json::Value as Json;

use super::{Extensions, Location, Xml};

/// Index of a schema in [`Api::schemas`](super::Api::schemas).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SchemaId(pub u32);

/// A schema object (JSON Schema 2020-12, to which 3.0 schemas are upgraded).
///
/// What most schemas do not have is in [`Uncommon`], and what hardly any has in [`Rare`], whose members
/// are read as if they were here: a description has thousands of schemas, which would take many times
/// the memory otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct Schema {
    /// Where it stands.
    pub location: Location,
    /// The boolean, if the schema is `true` or `false`; all else is then empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boolean: Option<bool>,
    /// `$ref` (or `$dynamicRef`), resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<SchemaId>,
    /// Whether anything that validates stands beside `$ref`.
    #[serde(skip_serializing_if = "is_false")]
    pub has_siblings: bool,
    /// `type`; empty when any type is allowed.
    #[serde(skip_serializing_if = "ArrayVec::is_empty")]
    pub types: Types,
    /// `description`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Box<str>>,
    /// `deprecated`
    #[serde(skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// `readOnly`
    #[serde(skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// `writeOnly`
    #[serde(skip_serializing_if = "is_false")]
    pub write_only: bool,
    /// `properties`, in the order of the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(String, SchemaId)>,
    /// `required`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// `items`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<SchemaId>,
    /// `uniqueItems`
    #[serde(skip_serializing_if = "is_false")]
    pub unique_items: bool,
    /// `x-extensible-enum: true`, or a list of known values of an open string.
    #[serde(skip_serializing_if = "is_false")]
    pub extensible: bool,
    /// Whether it is what is sent of a schema of which something else is answered. Set there too.
    #[serde(skip_serializing_if = "is_false")]
    pub is_input: bool,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    uncommon: Option<Box<Uncommon>>,
}

/// The members that most schemas do not have; those that hardly any has are in [`Rare`].
#[derive(Debug, Clone, Serialize)]
pub struct Uncommon {
    /// `format`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Box<str>>,
    /// `title`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// `enum`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enum_values: Option<Vec<Json>>,
    /// `const`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub const_value: Option<Json>,
    /// `default`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
    /// `allOf`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<SchemaId>,
    /// `anyOf`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<SchemaId>,
    /// `oneOf`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<SchemaId>,
    /// `additionalProperties`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<SchemaId>,
    /// `minLength`, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// `maxLength`, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// `minimum`, as the literal that the document has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Box<str>>,
    /// `maximum`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Box<str>>,
    /// `minItems`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// `maxItems`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    rare: Option<Box<Rare>>,
}

/// The members that hardly any schema has.
#[derive(Debug, Clone, Serialize)]
pub struct Rare {
    /// `x-aliases` of the properties: other names under which they are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Alias>,
    /// `unevaluatedProperties`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unevaluated_properties: Option<SchemaId>,
    /// `patternProperties`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pattern_properties: Vec<(String, SchemaId)>,
    /// `propertyNames`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property_names: Option<SchemaId>,
    /// `minProperties`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_properties: Option<u64>,
    /// `maxProperties`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_properties: Option<u64>,
    /// `dependentRequired`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// `dependentSchemas`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependent_schemas: Vec<(String, SchemaId)>,
    /// `prefixItems`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prefix_items: Vec<SchemaId>,
    /// `unevaluatedItems`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unevaluated_items: Option<SchemaId>,
    /// `contains`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<SchemaId>,
    /// `minContains`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_contains: Option<u64>,
    /// `maxContains`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_contains: Option<u64>,
    /// `pattern`, an ECMA-262 regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// `contentEncoding`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// `contentMediaType`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_media_type: Option<String>,
    /// `exclusiveMinimum`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<Box<str>>,
    /// `exclusiveMaximum`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<Box<str>>,
    /// `multipleOf`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<Box<str>>,
    /// `not`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<SchemaId>,
    /// `if`
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    pub if_schema: Option<SchemaId>,
    /// `then`
    #[serde(rename = "then", skip_serializing_if = "Option::is_none")]
    pub then_schema: Option<SchemaId>,
    /// `else`
    #[serde(rename = "else", skip_serializing_if = "Option::is_none")]
    pub else_schema: Option<SchemaId>,
    /// `discriminator`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<Box<Discriminator>>,
    /// `xml`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xml: Option<Box<Xml>>,
    /// `x-enum-varnames`, one for each of `enum`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enum_names: Vec<String>,
    /// `x-enum-descriptions`, one for each of `enum`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enum_descriptions: Vec<String>,
    /// `x-accepted-prefix`: what may stand before a string, is cut off when it is read, and is never
    /// written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_prefix: Option<String>,
    /// `x-validations`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub validations: Vec<Validation>,
    /// The properties that go only the other way: nothing is looked at of what comes for them. Set
    /// by [`directed`](crate::direction::directed).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
    /// The members that `minProperties` and `maxProperties` do not count, since nothing is kept of
    /// them. Set there too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uncounted: Vec<String>,
    /// The other `x-` members.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Extensions,
}

impl Deref for Schema {
    type Target = Uncommon;

    fn deref(&self) -> &Uncommon {
        self.uncommon.as_deref().unwrap_or(&NOTHING_UNCOMMON)
    }
}

impl DerefMut for Schema {
    fn deref_mut(&mut self) -> &mut Uncommon {
        self.uncommon
            .get_or_insert_with(|| Box::new(NOTHING_UNCOMMON.clone()))
    }
}

impl Deref for Uncommon {
    type Target = Rare;

    fn deref(&self) -> &Rare {
        self.rare.as_deref().unwrap_or(&NOTHING_RARE)
    }
}

impl DerefMut for Uncommon {
    fn deref_mut(&mut self) -> &mut Rare {
        self.rare
            .get_or_insert_with(|| Box::new(NOTHING_RARE.clone()))
    }
}

static NOTHING_UNCOMMON: Uncommon = Uncommon {
    format: None,
    title: None,
    enum_values: None,
    const_value: None,
    default: None,
    all_of: Vec::new(),
    any_of: Vec::new(),
    one_of: Vec::new(),
    additional_properties: None,
    min_length: None,
    max_length: None,
    minimum: None,
    maximum: None,
    min_items: None,
    max_items: None,
    rare: None,
};

static NOTHING_RARE: Rare = Rare {
    aliases: Vec::new(),
    unevaluated_properties: None,
    pattern_properties: Vec::new(),
    property_names: None,
    min_properties: None,
    max_properties: None,
    dependent_required: Vec::new(),
    dependent_schemas: Vec::new(),
    prefix_items: Vec::new(),
    unevaluated_items: None,
    contains: None,
    min_contains: None,
    max_contains: None,
    pattern: None,
    content_encoding: None,
    content_media_type: None,
    exclusive_minimum: None,
    exclusive_maximum: None,
    multiple_of: None,
    not: None,
    if_schema: None,
    then_schema: None,
    else_schema: None,
    discriminator: None,
    xml: None,
    enum_names: Vec::new(),
    enum_descriptions: Vec::new(),
    accepted_prefix: None,
    validations: Vec::new(),
    withheld: Vec::new(),
    uncounted: Vec::new(),
    extensions: Vec::new(),
};

impl Schema {
    /// The schemas that this one refers to or holds, in no particular order; not those of members
    /// that are withheld.
    pub fn subschemas(&self) -> impl Iterator<Item = SchemaId> {
        self.applied(|name| self.withheld.iter().any(|it| it == name))
            .chain(self.tagged())
    }

    /// The schemas that say something of a value or of its parts, but for the properties that are
    /// left out.
    pub(crate) fn applied<'s>(
        &'s self,
        is_left_out: impl Fn(&str) -> bool + 's,
    ) -> impl Iterator<Item = SchemaId> + 's {
        let properties = self.properties.iter();
        let single = [self.reference, self.items].into_iter().flatten();
        single
            .chain(self.uncommon.iter().flat_map(|it| it.applied()))
            .chain(
                properties
                    .filter(move |(name, _)| !is_left_out(name))
                    .map(|(_, id)| *id),
            )
    }

    /// The schemas that a discriminator names.
    pub(crate) fn tagged(&self) -> impl Iterator<Item = SchemaId> {
        let discriminator = self.discriminator.iter();
        discriminator.flat_map(|it| it.mapping.iter().map(|(_, id)| *id).chain(it.default))
    }

    /// Puts others in the place of the schemas of [`Schema::subschemas`].
    pub(crate) fn redirect(&mut self, to: impl Fn(SchemaId) -> SchemaId) {
        let withheld = self.uncommon.as_deref().map(|it| it.withheld.as_slice());
        let withheld = withheld.unwrap_or_default();
        let properties = self.properties.iter_mut();
        let properties = properties.filter(|(name, _)| !withheld.contains(name));
        properties.for_each(|(_, id)| *id = to(*id));
        let single = [&mut self.reference, &mut self.items];
        single.into_iter().flatten().for_each(|id| *id = to(*id));
        if let Some(uncommon) = &mut self.uncommon {
            uncommon.redirect(to);
        }
    }

    /// The one value that it lists, as `const` or as an `enum` of one.
    pub fn constant(&self) -> Option<&Json> {
        match (self.enum_values.as_deref(), &self.const_value) {
            (None, Some(value)) | (Some([value]), None) => Some(value),
            _ => None,
        }
    }

    /// Whether nothing but `anyOf` and `oneOf` decides what is allowed.
    pub(super) fn only_alternatives(&self) -> bool {
        let numbers = [
            &self.minimum,
            &self.maximum,
            &self.exclusive_minimum,
            &self.exclusive_maximum,
            &self.multiple_of,
        ];
        let texts = [
            &self.pattern,
            &self.content_encoding,
            &self.content_media_type,
        ];
        let counts = [
            self.min_properties,
            self.max_properties,
            self.min_contains,
            self.max_contains,
            self.min_items,
            self.max_items,
            self.min_length,
            self.max_length,
        ];
        let schemas = [
            self.reference,
            self.additional_properties,
            self.unevaluated_properties,
            self.property_names,
            self.items,
            self.unevaluated_items,
            self.contains,
            self.not,
            self.if_schema,
        ];
        let maps = [
            &self.properties,
            &self.pattern_properties,
            &self.dependent_schemas,
        ];
        self.boolean.is_none()
            && self.types.is_empty()
            && self.enum_values.is_none()
            && self.const_value.is_none()
            && self.format.is_none()
            && !self.unique_items
            && numbers.into_iter().all(Option::is_none)
            && texts.into_iter().all(Option::is_none)
            && counts.iter().all(Option::is_none)
            && schemas.iter().all(Option::is_none)
            && maps.into_iter().all(Vec::is_empty)
            && self.required.is_empty()
            && self.dependent_required.is_empty()
            && self.prefix_items.is_empty()
            && self.all_of.is_empty()
            && self.validations.is_empty()
    }

    /// A schema that says nothing: it allows any value.
    pub fn new(location: Location) -> Self {
        Schema {
            location,
            boolean: None,
            reference: None,
            has_siblings: false,
            types: Types::new(),
            description: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            properties: Vec::new(),
            required: Vec::new(),
            items: None,
            unique_items: false,
            extensible: false,
            is_input: false,
            uncommon: None,
        }
    }
}

impl Uncommon {
    fn applied(&self) -> impl Iterator<Item = SchemaId> {
        let lists = [&self.all_of, &self.any_of, &self.one_of];
        let rare = self.rare.iter().flat_map(|it| it.applied());
        let listed = lists.into_iter().flatten().copied();
        self.additional_properties
            .into_iter()
            .chain(listed)
            .chain(rare)
    }

    fn redirect(&mut self, to: impl Fn(SchemaId) -> SchemaId) {
        let lists = [&mut self.all_of, &mut self.any_of, &mut self.one_of];
        let ids = lists.into_iter().flatten();
        let ids = ids.chain(&mut self.additional_properties);
        ids.for_each(|id| *id = to(*id));
        if let Some(rare) = &mut self.rare {
            rare.redirect(to);
        }
    }
}

impl Rare {
    fn applied(&self) -> impl Iterator<Item = SchemaId> {
        let single = [
            self.unevaluated_properties,
            self.property_names,
            self.unevaluated_items,
            self.contains,
            self.not,
            self.if_schema,
            self.then_schema,
            self.else_schema,
        ];
        let named = [&self.pattern_properties, &self.dependent_schemas];
        single
            .into_iter()
            .flatten()
            .chain(self.prefix_items.iter().copied())
            .chain(named.into_iter().flatten().map(|(_, id)| *id))
    }

    fn redirect(&mut self, to: impl Fn(SchemaId) -> SchemaId) {
        let single = [
            &mut self.unevaluated_properties,
            &mut self.property_names,
            &mut self.unevaluated_items,
            &mut self.contains,
            &mut self.not,
            &mut self.if_schema,
            &mut self.then_schema,
            &mut self.else_schema,
        ];
        let named = [&mut self.pattern_properties, &mut self.dependent_schemas];
        let named = named.into_iter().flatten().map(|(_, id)| id);
        let tagged = self.discriminator.iter_mut().flat_map(|it| {
            let mapping = it.mapping.iter_mut().map(|(_, id)| id);
            mapping.chain(&mut it.default)
        });
        let ids = single.into_iter().flatten().chain(&mut self.prefix_items);
        let ids = ids.chain(named).chain(tagged);
        ids.for_each(|id| *id = to(*id));
    }
}

/// A discriminator object.
#[derive(Debug, Clone, Serialize)]
pub struct Discriminator {
    /// `propertyName`
    pub property: String,
    /// `mapping`, resolved: a value of the property and the schema that it names.
    pub mapping: Vec<(String, SchemaId)>,
    /// `defaultMapping` (3.2)
    pub default: Option<SchemaId>,
}

/// Another name of a property, under which it is read and never written.
#[derive(Debug, Clone, Serialize)]
pub struct Alias {
    /// Where it stands.
    pub location: Location,
    /// The other name.
    pub name: String,
    /// The property.
    pub property: String,
}

/// A rule over the fields of an object, in CEL over `self`.
#[derive(Debug, Clone, Serialize)]
pub struct Validation {
    /// Where it stands.
    pub location: Location,
    /// `rule`
    pub rule: String,
    /// `message`; empty when missing.
    pub message: String,
}

/// The names of `type`, in the order of the document.
pub type Types = ArrayVec<Type, 7>;

/// A name of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "these are the names of the specification")]
pub enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Type {
    /// The type of a value; every number is a `number`.
    pub(crate) fn of(value: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null => Type::Null,
            Json::Bool(_) => Type::Boolean,
            Json::Number(_) => Type::Number,
            Json::String(_) => Type::String,
            Json::Array(_) => Type::Array,
            Json::Object(_) => Type::Object,
        }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}
