//! What the keywords of a schema hold.

use crate::node::{Node, Number, Value};

/// What a keyword holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Flag,
    Number,
    Positive,
    /// In 3.0 a flag beside the limit, since 3.1 the limit.
    NumberOrFlag,
    Count,
    List,
    Object,
    Texts,
    Types,
    TextLists,
    Schema,
    Schemas,
    SchemaMap,
}

impl Form {
    /// In the words of a finding.
    pub(super) fn words(self) -> &'static str {
        match self {
            Form::Text => "a string",
            Form::Flag => "`true` or `false`",
            Form::Number | Form::NumberOrFlag => "a number",
            Form::Positive => "a number above 0",
            Form::Count => "a whole number from 0",
            Form::List => "a list",
            Form::Object => "an object",
            Form::Texts => "a list of strings",
            Form::Types => "the name of a type, or a list of them",
            Form::TextLists => "lists of strings by name",
            Form::Schema => "a schema",
            Form::Schemas => "a list of schemas that is not empty",
            Form::SchemaMap => "schemas by name",
        }
    }
}

/// What a keyword holds, if it is one whose value must have a form.
pub(super) fn form(keyword: &str) -> Option<Form> {
    Some(match keyword {
        "title" | "description" | "format" | "pattern" | "contentEncoding" | "contentMediaType"
        | "$comment" | "$id" | "$anchor" | "$dynamicAnchor" => Form::Text,
        "nullable" | "deprecated" | "readOnly" | "writeOnly" | "uniqueItems" => Form::Flag,
        "minimum" | "maximum" => Form::Number,
        "multipleOf" => Form::Positive,
        "exclusiveMinimum" | "exclusiveMaximum" => Form::NumberOrFlag,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
        | "minContains" | "maxContains" => Form::Count,
        "enum" | "examples" => Form::List,
        "discriminator" | "xml" | "externalDocs" => Form::Object,
        "required" => Form::Texts,
        "type" => Form::Types,
        "dependentRequired" => Form::TextLists,
        "items"
        | "contains"
        | "additionalProperties"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contentSchema" => Form::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Form::Schemas,
        "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => {
            Form::SchemaMap
        }
        _ => return None,
    })
}

/// Whether a member is as its keyword wants it.
pub(super) fn fits(form: Form, value: &Node) -> bool {
    let is_text = |node: &Node| node.as_str().is_some();
    // Beyond the range of floats nothing can be compared.
    let number = || {
        let number = value.as_number().map(Number::as_f64);
        number.filter(|number| number.is_finite())
    };
    let is_schema = |node: &Node| matches!(node.value, Value::Object(_) | Value::Bool(_));
    let items =
        |test: &dyn Fn(&Node) -> bool| value.as_array().is_some_and(|items| items.iter().all(test));
    let values = |test: &dyn Fn(&Node) -> bool| {
        value
            .as_object()
            .is_some_and(|object| object.members().iter().all(|member| test(&member.value)))
    };
    match form {
        Form::Text => is_text(value),
        Form::Flag => value.as_bool().is_some(),
        Form::Number => number().is_some(),
        Form::Positive => number().is_some_and(|number| number > 0.0),
        Form::NumberOrFlag => number().is_some() || value.as_bool().is_some(),
        Form::Count => value
            .as_number()
            .is_some_and(|number| number.as_u64().is_some()),
        Form::List => value.as_array().is_some(),
        Form::Object => value.as_object().is_some(),
        Form::Texts => items(&is_text),
        Form::Types => {
            let is_type = |node: &Node| is_text(node) || node.is_null();
            is_type(value) || items(&is_type)
        }
        Form::TextLists => values(&|node| {
            node.as_array()
                .is_some_and(|items| items.iter().all(is_text))
        }),
        Form::Schema => is_schema(value),
        Form::Schemas => items(&is_schema) && value.as_array() != Some(&[]),
        Form::SchemaMap => values(&is_schema),
    }
}
