//! Schema objects.

use serde_json::Value as Json;

use super::place::At;
use super::{Resolver, extensions, members_of};
use crate::api::{Alias, Discriminator, Location, Schema, SchemaId, Type, Types, Validation};
use crate::codes;
use crate::finding::Finding;
use crate::node::{Member, Node, Object, Value};

/// `components.schemas`, which come first so that ids follow the document.
pub(super) fn components<'a>(cx: &mut Resolver<'a>, root: &At<'a>) -> Vec<(String, SchemaId)> {
    let Some(components) = cx.object(root, "components") else {
        return Vec::new();
    };
    cx.schema_map(&components, "schemas")
}

/// Reads every schema that has an id, and those met on the way.
pub(super) fn fill(cx: &mut Resolver<'_>) {
    while let Some((id, at)) = cx.waiting.pop() {
        let schema = read(cx, &at);
        cx.schemas[id.0 as usize] = schema;
    }
}

impl<'a> Resolver<'a> {
    /// The id of a schema; the same place always has the same.
    pub(super) fn schema(&mut self, at: At<'a>) -> SchemaId {
        let key = std::ptr::from_ref(at.node);
        if let Some(&id) = self.ids.get(&key) {
            return id;
        }
        let id = SchemaId(self.schemas.len() as u32);
        self.ids.insert(key, id);
        // It gets its pointer when it is read.
        self.schemas.push(Schema::new(Location {
            source: at.source,
            pointer: Box::default(),
            span: at.node.span,
        }));
        // A list and not the stack: schemas can refer to each other in chains of any length.
        self.waiting.push((id, at));
        id
    }

    pub(super) fn schema_at(&mut self, at: &At<'a>, name: &str) -> Option<SchemaId> {
        at.get(name).map(|at| self.schema(at))
    }

    fn schema_map(&mut self, at: &At<'a>, name: &str) -> Vec<(String, SchemaId)> {
        let object = at.node.get(name).and_then(Node::as_object);
        let mut map = Vec::with_capacity(object.map_or(0, Object::len));
        let members = self.members(at, name);
        map.extend(members.map(|(name, at)| (name.to_string(), self.schema(at))));
        map
    }

    fn schema_list(&mut self, at: &At<'a>, name: &str) -> Vec<SchemaId> {
        let items = at.node.get(name).and_then(Node::as_array);
        let mut list = Vec::with_capacity(items.map_or(0, <[Node]>::len));
        list.extend(self.items(at, name).map(|at| self.schema(at)));
        list
    }

    fn count(&self, at: &At<'a>, name: &str) -> Option<u64> {
        at.node.get(name)?.as_number()?.as_u64()
    }

    fn limit(&self, at: &At<'a>, name: &str) -> Option<Box<str>> {
        Some(at.node.get(name)?.as_number()?.literal().into())
    }
}

fn json(at: &At<'_>, name: &str) -> Option<Json> {
    at.node.get(name).map(Node::to_json)
}

fn read<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Schema {
    let mut schema = Schema::new(at.location());
    if let Value::Bool(value) = at.node.value {
        schema.boolean = Some(value);
        return schema;
    }
    schema.reference = reference(cx, at);
    schema.has_siblings = has_siblings(at);
    schema.types = types(at);
    schema.description = boxed(cx, at, "description");
    for (group, read) in groups(at).into_iter().zip(GROUPS) {
        if group {
            read(cx, at, &mut schema);
        }
    }
    schema
}

/// What reads a group of keywords.
type ReadGroup = for<'a> fn(&mut Resolver<'a>, &At<'a>, &mut Schema);

/// Most schemas have no keyword of most groups. None of a group is as rare in [`Schema`] as another is
/// common, lest what is said of one takes up the room of all.
const GROUPS: [ReadGroup; 11] = [
    values_given,
    remarks,
    members,
    for_objects,
    items,
    limits,
    rare_limits,
    branches,
    conditions,
    names,
    values,
];

/// Which of the groups a schema has keywords of.
fn groups(at: &At<'_>) -> [bool; GROUPS.len()] {
    let mut groups = [false; GROUPS.len()];
    let object = at.node.as_object();
    for member in object.map(|object| object.members()).unwrap_or_default() {
        let group = match &*member.name {
            "const" | "default" => 0,
            "deprecated" | "readOnly" | "writeOnly" | "discriminator" | "xml" => 1,
            "properties" | "required" | "additionalProperties" => 2,
            "unevaluatedProperties"
            | "patternProperties"
            | "propertyNames"
            | "minProperties"
            | "maxProperties"
            | "dependentSchemas"
            | "dependentRequired" => 3,
            "items" | "uniqueItems" => 4,
            "minItems" | "maxItems" | "minLength" | "maxLength" | "minimum" | "maximum" => 5,
            "prefixItems" | "unevaluatedItems" | "contains" | "minContains" | "maxContains"
            | "pattern" | "contentEncoding" | "contentMediaType" | "exclusiveMinimum"
            | "exclusiveMaximum" | "multipleOf" => 6,
            "allOf" | "anyOf" | "oneOf" => 7,
            "not" | "if" | "then" | "else" => 8,
            "format" | "title" => 9,
            name if name == "enum" || name.starts_with("x-") => 10,
            _ => continue,
        };
        groups[group] = true;
    }
    groups
}

fn names<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.format = boxed(cx, at, "format");
    schema.title = boxed(cx, at, "title");
}

fn boxed<'a>(cx: &mut Resolver<'a>, at: &At<'a>, name: &str) -> Option<Box<str>> {
    cx.text(at, name).map(String::into_boxed_str)
}

fn values_given<'a>(_: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.const_value = json(at, "const");
    if let Some(default) = json(at, "default") {
        schema.default = Some(default);
    }
}

fn remarks<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.deprecated = cx.flag(at, "deprecated").unwrap_or_default();
    schema.read_only = cx.flag(at, "readOnly").unwrap_or_default();
    schema.write_only = cx.flag(at, "writeOnly").unwrap_or_default();
    if let Some(discriminator) = discriminator(cx, at) {
        schema.discriminator = Some(Box::new(discriminator));
    }
    if let Some(xml) = super::xml::xml(cx, at) {
        schema.xml = Some(Box::new(xml));
    }
}

fn members<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.properties = cx.schema_map(at, "properties");
    let aliases = aliases(cx, at);
    if !aliases.is_empty() {
        schema.aliases = aliases;
    }
    schema.required = cx.texts(at, "required");
    if let Some(additional) = cx.schema_at(at, "additionalProperties") {
        schema.additional_properties = Some(additional);
    }
}

fn for_objects<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.unevaluated_properties = cx.schema_at(at, "unevaluatedProperties");
    schema.pattern_properties = cx.schema_map(at, "patternProperties");
    schema.property_names = cx.schema_at(at, "propertyNames");
    schema.min_properties = cx.count(at, "minProperties");
    schema.max_properties = cx.count(at, "maxProperties");
    schema.dependent_schemas = cx.schema_map(at, "dependentSchemas");
    if let Some(dependent) = at.get("dependentRequired") {
        let names: Vec<&str> = members_of(&dependent).map(|(name, _)| name).collect();
        schema.dependent_required = names
            .into_iter()
            .map(|name| (name.to_string(), cx.texts(&dependent, name)))
            .collect();
    }
}

/// The other names of the properties, which stand beside the schema of each and not in what it
/// refers to.
fn aliases<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<Alias> {
    let mut aliases = Vec::new();
    let properties = at.node.get("properties").and_then(Node::as_object);
    let has_aliases = |member: &Member| member.value.get("x-aliases").is_some();
    if !properties.is_some_and(|it| it.members().iter().any(has_aliases)) {
        return aliases;
    }
    for (property, at) in cx.members(at, "properties") {
        for at in cx.items(&at, "x-aliases") {
            match at.node.as_str() {
                Some(name) => aliases.push(Alias {
                    location: at.location(),
                    name: name.to_owned(),
                    property: property.to_string(),
                }),
                None => cx.wrong_kind(&at, "x-aliases", "names"),
            }
        }
    }
    aliases
}

fn items<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.items = cx.schema_at(at, "items");
    schema.unique_items = cx.flag(at, "uniqueItems").unwrap_or_default();
}

/// What often limits arrays, strings and numbers.
fn limits<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.min_items = cx.count(at, "minItems");
    schema.max_items = cx.count(at, "maxItems");
    schema.min_length = cx.count(at, "minLength");
    schema.max_length = cx.count(at, "maxLength");
    schema.minimum = cx.limit(at, "minimum");
    schema.maximum = cx.limit(at, "maximum");
}

/// What rarely does.
fn rare_limits<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.prefix_items = cx.schema_list(at, "prefixItems");
    schema.unevaluated_items = cx.schema_at(at, "unevaluatedItems");
    schema.contains = cx.schema_at(at, "contains");
    schema.min_contains = cx.count(at, "minContains");
    schema.max_contains = cx.count(at, "maxContains");
    schema.pattern = cx.text(at, "pattern");
    schema.content_encoding = cx.text(at, "contentEncoding");
    schema.content_media_type = cx.text(at, "contentMediaType");
    schema.exclusive_minimum = cx.limit(at, "exclusiveMinimum");
    schema.exclusive_maximum = cx.limit(at, "exclusiveMaximum");
    schema.multiple_of = cx.limit(at, "multipleOf");
}

fn branches<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.all_of = cx.schema_list(at, "allOf");
    schema.any_of = cx.schema_list(at, "anyOf");
    schema.one_of = cx.schema_list(at, "oneOf");
}

fn conditions<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    schema.not = cx.schema_at(at, "not");
    schema.if_schema = cx.schema_at(at, "if");
    schema.then_schema = cx.schema_at(at, "then");
    schema.else_schema = cx.schema_at(at, "else");
}

fn reference<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Option<SchemaId> {
    if let Some(dynamic) = at.get("$dynamicRef") {
        let finding = Finding::info(codes::DYNAMIC_REFERENCE, "`$dynamicRef` is read as `$ref`")
            .at(dynamic.place(), "")
            .help("a `$dynamicAnchor` of a schema that extends this one is not taken into account");
        cx.push(finding);
    }
    let reference = at.node.get("$ref").or_else(|| at.node.get("$dynamicRef"))?;
    let target = cx.follow(at.source, reference.as_str()?)?;
    Some(cx.schema(target))
}

/// Whether anything beside a `$ref` allows or refuses values.
fn has_siblings(at: &At<'_>) -> bool {
    let object = at.node.as_object();
    let members = object.map(|object| object.members()).unwrap_or_default();
    let refers = |name: &str| matches!(name, "$ref" | "$dynamicRef");
    members.iter().any(|member| refers(&member.name))
        && members.iter().any(|member| {
            let name = &*member.name;
            let counts = name == "x-validations" || !crate::upgrade::is_annotation(name);
            !refers(name) && counts
        })
}

fn types(at: &At<'_>) -> Types {
    let mut known = Types::new();
    let Some(types) = at.node.get("type") else {
        return known;
    };
    let names = types.as_array().unwrap_or(std::slice::from_ref(types));
    let named = |name: &Node| {
        Some(match name.as_str()? {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "string" => Type::String,
            "array" => Type::Array,
            "object" => Type::Object,
            _ => return None,
        })
    };
    for name in names.iter().filter_map(named) {
        // Each is there once, so that there is room for all.
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

/// What the values of a list are called: as most tools write it, and as NSwag does.
const VALUE_NAMES: [&str; 2] = ["x-enum-varnames", "x-enumNames"];

/// What the values of a list mean.
const VALUE_MEANINGS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

/// `enum` with what is said of each value, and the other members with `x-`.
fn values<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    enum_values(cx, at, schema);
    let mut extensions = extensions(at);
    if extensions.is_empty() {
        return;
    }
    if let Some(prefix) = cx.text(at, "x-accepted-prefix") {
        schema.accepted_prefix = Some(prefix);
    }
    let validations = validations(cx, at);
    if !validations.is_empty() {
        schema.validations = validations;
    }
    let read = ["x-extensible-enum", "x-accepted-prefix", "x-validations"];
    let read = read.iter().chain(&VALUE_NAMES).chain(&VALUE_MEANINGS);
    extensions.retain(|(name, _)| !read.clone().any(|it| it == name));
    schema.extensions = extensions;
}

fn enum_values<'a>(cx: &mut Resolver<'a>, at: &At<'a>, schema: &mut Schema) {
    let list = at.node.get("enum").and_then(Node::as_array);
    schema.enum_values = list.map(|values| values.iter().map(Node::to_json).collect());
    if let Some(open) = at.get("x-extensible-enum") {
        match &open.node.value {
            Value::Bool(flag) => schema.extensible = *flag,
            Value::Array(known) => {
                schema.extensible = true;
                if schema.enum_values.is_none() {
                    schema.enum_values = Some(known.iter().map(Node::to_json).collect());
                }
            }
            _ => cx.wrong_kind(&open, "x-extensible-enum", "`true` or a list of values"),
        }
    }
    let Some(values) = schema.enum_values.take() else {
        return;
    };
    // Of a list of other values, or of none, the type does not tell what else may come.
    schema.extensible &= schema.types.contains(&Type::String)
        && values
            .iter()
            .all(|value| value.is_string() || value.is_null());
    let is_there = |name: &&&str| at.node.get(name).is_some();
    if let Some(name) = VALUE_NAMES.iter().find(is_there) {
        schema.enum_names = said_of_values(cx, at, name, &values);
    }
    if let Some(name) = VALUE_MEANINGS.iter().find(is_there) {
        schema.enum_descriptions = said_of_values(cx, at, name, &values);
    }
    schema.enum_values = Some(values);
}

/// A text for each value: from a list in the same order, or from an object by value. The `null` of an
/// optional value list needs none.
fn said_of_values<'a>(
    cx: &mut Resolver<'a>,
    at: &At<'a>,
    name: &str,
    values: &[Json],
) -> Vec<String> {
    let Some(said) = at.get(name) else {
        return Vec::new();
    };
    if said.node.as_object().is_some() {
        let of = |value: &Json| {
            let key = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_string);
            said.node
                .get(&key)
                .and_then(Node::as_str)
                .unwrap_or_default()
                .to_string()
        };
        return values.iter().map(of).collect();
    }
    let texts = cx.texts(at, name);
    let nulls = values.iter().filter(|value| value.is_null()).count();
    if texts.len() == values.len() {
        return texts;
    }
    if texts.len() + nulls == values.len() {
        let mut texts = texts.into_iter();
        let of = |value: &Json| if value.is_null() { None } else { texts.next() };
        return values
            .iter()
            .map(of)
            .map(Option::unwrap_or_default)
            .collect();
    }
    let message = format!(
        "`{name}` has {} entries for {} values of `enum`",
        texts.len(),
        values.len()
    );
    cx.push(Finding::warning(codes::ENUM_NAMES, message).at(said.place(), "left out"));
    Vec::new()
}

fn discriminator<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Option<Discriminator> {
    let at = cx.object(at, "discriminator")?;
    let Some(property) = cx.text(&at, "propertyName") else {
        cx.missing(&at, "propertyName", "the discriminator", "left out");
        return None;
    };
    let mut mapping = Vec::new();
    for (value, target) in cx.members(&at, "mapping") {
        if let Some(id) = mapped(cx, &target) {
            mapping.push((value.to_string(), id));
        }
    }
    let default = at
        .get("defaultMapping")
        .and_then(|target| mapped(cx, &target));
    Some(Discriminator {
        property,
        mapping,
        default,
    })
}

/// The schema that a value of a mapping names: by its name in the components, or by reference.
fn mapped<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Option<SchemaId> {
    let Some(name) = at.node.as_str() else {
        cx.wrong_kind(at, "mapping", "names or references of schemas");
        return None;
    };
    let root = cx.root();
    let components = root
        .get("components")
        .and_then(|components| components.get("schemas"));
    if let Some(component) = components
        .as_ref()
        .and_then(|components| components.get(name))
    {
        return Some(cx.schema(component));
    }
    if crate::upgrade::is_reference(name) {
        return cx.follow(at.source, name).map(|target| cx.schema(target));
    }
    let message = format!("there is no schema `{name}` in the components");
    let mut finding =
        Finding::warning(codes::UNRESOLVED_REFERENCE, message).at(at.place(), "left out");
    let names = components
        .iter()
        .flat_map(|components| members_of(components).map(|(name, _)| name));
    if let Some(near) = crate::nearest(name, names) {
        finding = finding.help(format!("there is `{near}`"));
    }
    cx.push(finding);
    None
}

/// The rules under `x-validations`.
pub(super) fn validations<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<Validation> {
    let mut validations = Vec::new();
    for at in cx.items(at, "x-validations") {
        match at.node.get("rule").and_then(Node::as_str) {
            Some(rule) => validations.push(Validation {
                location: at.location(),
                rule: rule.to_string(),
                message: cx.text(&at, "message").unwrap_or_default(),
            }),
            None => {
                let finding =
                    Finding::error(codes::VALIDATION, "a rule needs `rule`, a text in CEL")
                        .at(at.place(), "")
                        .help("write it as `{ rule: \"self.a <= self.b\", message: \"...\" }`");
                cx.push(finding);
            }
        }
    }
    validations
}
