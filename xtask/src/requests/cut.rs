//! The cut of a description: what of it both clients can express, as a document of OpenAPI 3.0.

use std::collections::{BTreeMap, BTreeSet};

use kontrakt_model::api::{MediaType, Operation, Parameter, ParameterIn, Style};
use kontrakt_model::{Api, SchemaId};
use kontrakt_probe::requests::{Excuse, Part};
use serde_json::{Map, Value, json};

use super::schemas::{Carried, Detail, Schemas};

/// An operation of the cut.
pub(super) struct Piece {
    /// Its operationId in the cut.
    pub(super) id: String,
    /// The method and the path.
    pub(super) place: String,
    path: String,
    method: String,
    operation: Value,
    /// In what progenitor is known to differ.
    pub(super) excuses: Vec<Excuse>,
    /// Why parameters are left out.
    pub(super) left_out: Vec<&'static str>,
}

/// Makes the cut of one description.
pub(super) struct Cut<'a> {
    schemas: Schemas<'a>,
}

/// What becomes of a parameter.
enum Taken {
    Kept(Value, Option<Excuse>),
    LeftOut(&'static str),
}

const KNOWN_METHODS: [&str; 6] = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"];
/// The media types of a body that progenitor knows; the first that there is gets compared.
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const BYTES: &str = "application/octet-stream";
const TEXT: &str = "text/plain";

const LIST: &str = "it writes a list in the query as repeated names, whatever `explode` says";
const OBJECT: &str = "it writes the members of an object in the query, whatever `explode` says";
const DATE_TIME: &str = "it writes a date-time in a path or header as Rust shows it";

impl<'a> Cut<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Cut {
            schemas: Schemas::new(api),
        }
    }

    /// An operation, or why there is nothing of it in the cut.
    pub(super) fn piece(
        &mut self,
        operation: &Operation,
        id: String,
        detail: Detail,
    ) -> Result<Piece, String> {
        if !KNOWN_METHODS.contains(&operation.method.as_str()) {
            return Err("a method that it does not know".to_owned());
        }
        let mut piece = Piece {
            id,
            place: format!("{} {}", operation.method, operation.path),
            path: operation.path.clone(),
            method: operation.method.to_ascii_lowercase(),
            operation: Value::Null,
            excuses: Vec::new(),
            left_out: Vec::new(),
        };
        let parameters = self.parameters(operation, detail, &mut piece)?;
        piece.operation = json!({
            "operationId": piece.id,
            "parameters": parameters,
            "responses": { "200": { "description": "Any." } },
        });
        if let Some(body) = &operation.request_body
            && !body.content.is_empty()
        {
            let content = self.body(&body.content, detail, &mut piece.left_out)?;
            piece.operation["requestBody"] = json!({ "required": true, "content": content });
        }
        Ok(piece)
    }

    /// The parameters, and those that only the path names.
    fn parameters(
        &mut self,
        operation: &Operation,
        detail: Detail,
        piece: &mut Piece,
    ) -> Result<Vec<Value>, String> {
        let mut parameters: BTreeMap<&str, Value> = BTreeMap::new();
        let mut missing = placeholders(&operation.path);
        for parameter in &operation.parameters {
            let name = parameter.name.as_str();
            let is_path = parameter.place == ParameterIn::Path;
            if is_path && !missing.remove(name) {
                piece
                    .left_out
                    .push("a parameter that its path does not name");
                continue;
            }
            let taken = match parameters.keys().any(|other| is_same(other, name)) {
                true => Taken::LeftOut("a name that it writes as it writes another"),
                false => self.parameter(parameter, detail),
            };
            match taken {
                Taken::Kept(value, excuse) => {
                    piece.excuses.extend(excuse);
                    if parameters.insert(name, value).is_some() {
                        return Err("a name in two places, of which it takes one".to_owned());
                    }
                }
                Taken::LeftOut(reason) if is_path => return Err(format!("{reason} in the path")),
                Taken::LeftOut(reason) => piece.left_out.push(reason),
            }
        }
        for name in missing {
            let value = json!({
                "name": name, "in": "path", "required": true, "schema": { "type": "string" },
            });
            if parameters.insert(name, value).is_some() {
                return Err("a name in two places, of which it takes one".to_owned());
            }
        }
        // progenitor sends them in the order of their names, and the order means nothing.
        Ok(parameters.into_values().collect())
    }

    fn parameter(&mut self, parameter: &Parameter, detail: Detail) -> Taken {
        let name = parameter.name.as_str();
        let is_ignored = ["accept", "authorization", "content-type"]
            .iter()
            .any(|it| name.eq_ignore_ascii_case(it));
        let (style, is_known) = match parameter.place {
            ParameterIn::Header if is_ignored => {
                return Taken::LeftOut("a header that OpenAPI does not let parameters describe");
            }
            ParameterIn::Path | ParameterIn::Header => ("simple", parameter.style == Style::Simple),
            ParameterIn::Query => ("form", parameter.style == Style::Form),
            ParameterIn::Cookie => return Taken::LeftOut("cookies, which it does not know"),
            ParameterIn::Querystring => return Taken::LeftOut("`in: querystring`"),
        };
        if parameter.media_type.is_some() {
            return Taken::LeftOut("`content` of a parameter, which it does not know");
        }
        if !is_known {
            return Taken::LeftOut("a style that it does not know");
        }
        let made = match (parameter.place, parameter.schema) {
            (_, None) => Some((json!({ "type": "string" }), None)),
            (ParameterIn::Query, Some(schema)) => self.in_query(parameter, schema, detail),
            (_, Some(schema)) => self.in_text(parameter, schema, detail),
        };
        let Some((schema, excuse)) = made else {
            return Taken::LeftOut("lists or objects where it has text for scalars alone");
        };
        let value = json!({
            "name": name,
            "in": parameter.place.word(),
            "required": parameter.required,
            "style": style,
            "explode": parameter.explode,
            "schema": schema,
        });
        Taken::Kept(value, excuse)
    }

    fn in_query(
        &mut self,
        parameter: &Parameter,
        schema: SchemaId,
        detail: Detail,
    ) -> Option<(Value, Option<Excuse>)> {
        let detail = match self.schemas.is_uniform(schema) {
            true => detail,
            false => Detail::Plain,
        };
        let excuse = |mut names: Vec<String>, reason: &str| {
            names.push(parameter.name.clone());
            (!parameter.explode).then(|| Excuse {
                part: Part::Query,
                names,
                reason: reason.to_owned(),
            })
        };
        let excuse = match self.schemas.carried(&[schema]) {
            Carried::Scalar => None,
            Carried::List => excuse(Vec::new(), LIST),
            Carried::Object(names) => excuse(names, OBJECT),
            Carried::Other => return None,
        };
        let made = self.schemas.make(&[schema], detail);
        match made == json!({}) {
            true => Some((json!({ "type": "string" }), excuse)),
            false => Some((made, excuse)),
        }
    }

    fn in_text(
        &mut self,
        parameter: &Parameter,
        schema: SchemaId,
        detail: Detail,
    ) -> Option<(Value, Option<Excuse>)> {
        let made = self.schemas.scalar(schema, detail)?;
        let (part, names) = match parameter.place {
            ParameterIn::Header => (Part::Header, vec![parameter.name.to_ascii_lowercase()]),
            _ => (Part::Path, Vec::new()),
        };
        let excuse = (made["format"] == "date-time").then(|| Excuse {
            part,
            names,
            reason: DATE_TIME.to_owned(),
        });
        match made == json!({}) {
            true => Some((json!({ "type": "string" }), excuse)),
            false => Some((made, excuse)),
        }
    }

    /// The content of a body in one media type.
    fn body(
        &mut self,
        content: &[MediaType],
        detail: Detail,
        left_out: &mut Vec<&'static str>,
    ) -> Result<Value, String> {
        let named = |wanted: &str| {
            content.iter().find(|media| {
                let name = media.name.split(';').next().unwrap_or_default();
                name.trim().eq_ignore_ascii_case(wanted)
            })
        };
        let found = [JSON, FORM, BYTES, TEXT]
            .into_iter()
            .find_map(|name| Some((name, named(name)?)));
        let (name, media) = found.ok_or("a body in a media type that it does not know")?;
        let schema = match (name, media.schema) {
            (BYTES, _) => json!({ "type": "string", "format": "binary" }),
            (TEXT, _) => json!({ "type": "string" }),
            (FORM, schema) => {
                let form = schema.and_then(|schema| self.schemas.form(schema, detail));
                let (form, others) = form.ok_or("a form without scalars")?;
                let reason = "lists or objects in a form, which it cannot write";
                left_out.extend(std::iter::repeat_n(reason, others));
                form
            }
            (_, Some(schema)) => self.schemas.make(&[schema], detail),
            (_, None) => json!({}),
        };
        Ok(json!({ name: { "schema": schema } }))
    }

    /// A document of some of the operations, and of the schemas that they reach.
    pub(super) fn document(&self, pieces: &[&Piece]) -> Value {
        let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
        let mut open = Vec::new();
        for piece in pieces {
            references(&piece.operation, &mut open);
            let item = paths.entry(&piece.path).or_default();
            item.insert(piece.method.clone(), piece.operation.clone());
        }
        let mut schemas = BTreeMap::new();
        while let Some(name) = open.pop() {
            if let Some(schema) = self.schemas.components.get(&name)
                && !schemas.contains_key(&name)
            {
                references(schema, &mut open);
                schemas.insert(name, schema);
            }
        }
        json!({
            "openapi": "3.0.3",
            "info": { "title": "A cut", "version": "1.0.0" },
            "paths": paths,
            "components": { "schemas": schemas },
        })
    }
}

/// Whether names that differ become the same identifier, as `at`, `At` and `at<` do.
fn is_same(one: &str, other: &str) -> bool {
    let letters = |name: &str| {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    one != other && letters(one) == letters(other)
}

/// The names in the braces of a path.
fn placeholders(path: &str) -> BTreeSet<&str> {
    let parts = path.split('{').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}

/// The components that a value refers to.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(text)) = members.get("$ref")
                && let Some(name) = text.strip_prefix("#/components/schemas/")
            {
                found.push(name.to_owned());
            }
            members.values().for_each(|it| references(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| references(it, found)),
        _ => {}
    }
}
