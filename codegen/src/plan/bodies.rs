//! Bodies of requests and responses, by media type.

use kontrakt_model::Finding;
use kontrakt_model::api::{self, MediaType, Style, Type};
use kontrakt_model::shape::ShapeId;
use serde::Serialize;

use super::docs::Docs;
use super::merge::Merged;
use super::multipart;
use super::schemas::{Name, Types};
use super::shape::TypeSet;
use super::shapes;
use super::types::{Kind, Ty, TypeId, Use};
use crate::codes;
use crate::names::{self, Ident, Scope};

/// A request body.
#[derive(Debug, Clone, Serialize)]
pub struct Body {
    /// Its documentation.
    pub docs: Docs,
    /// Whether it must be there.
    pub required: bool,
    /// The media types that it may have, the one to prefer first.
    pub contents: Vec<Content>,
    /// The enum that holds one of them, where they are of several types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<TypeId>,
}

/// What a body holds under a media type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Content {
    /// The media type or range as documented.
    pub media_type: String,
    /// The media type that is sent, without wildcards.
    pub sent: String,
    /// The name of its variant.
    pub ident: Ident,
    /// How it is read and written.
    pub form: Form,
}

/// How a body is read and written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A JSON value.
    Json(Use),
    /// Text in UTF-8.
    Text,
    /// Bytes as they are.
    Bytes,
    /// A form of several parts.
    Multipart(TypeId),
    /// A document of XML.
    Xml(Shaped),
    /// A form whose fields are written like a query.
    UrlEncoded(Shaped),
    /// JSON values one after another.
    Items(Use),
    /// Server-sent events.
    Events {
        /// What the data of each holds.
        data: Use,
        /// Whether the data is the text itself and no JSON.
        text: bool,
    },
}

/// A value that is text on the wire, which its shape makes JSON of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shaped {
    /// The value.
    #[serde(flatten)]
    pub value: Use,
    /// Its shape.
    pub shape: ShapeId,
    /// How fields of a form are written, where the description says so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// How a field of a form is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The name of the property.
    pub name: String,
    /// Its style; none for a text of JSON.
    pub style: Option<Style>,
    /// Whether items and members are written on their own.
    pub explode: bool,
}

/// The Rust type of a body; media types of the same one need no variants.
#[derive(Debug, Clone, PartialEq)]
pub enum Carried {
    /// A value.
    Value(Ty),
    /// A stream of bytes.
    Bytes,
    /// A form of several parts.
    Form(TypeId),
    /// A stream of values.
    Items(Ty),
    /// A stream of events.
    Events(Ty),
}

impl Form {
    /// The Rust type.
    pub fn carried(&self) -> Carried {
        match self {
            Form::Json(value) => Carried::Value(value.full()),
            Form::Xml(it) | Form::UrlEncoded(it) => Carried::Value(it.value.full()),
            Form::Text => Carried::Value(Ty::String),
            Form::Bytes => Carried::Bytes,
            Form::Multipart(id) => Carried::Form(*id),
            Form::Items(value) => Carried::Items(value.full()),
            Form::Events { data, .. } => Carried::Events(data.full()),
        }
    }

    /// The value of a form that holds one of the description.
    pub fn value(&self) -> Option<&Use> {
        match self {
            Form::Json(value) => Some(value),
            Form::Xml(it) | Form::UrlEncoded(it) => Some(&it.value),
            _ => None,
        }
    }

    /// The shape of a value that is text on the wire.
    pub fn shape(&self) -> Option<ShapeId> {
        match self {
            Form::Xml(it) | Form::UrlEncoded(it) => Some(it.shape),
            _ => None,
        }
    }

    /// Whether it is not in memory as a whole, and so can neither be cloned nor compared.
    pub fn is_streamed(&self) -> bool {
        !matches!(self.carried(), Carried::Value(_))
    }
}

impl Content {
    /// The media type to ask for.
    pub fn accepted(&self) -> &str {
        match self.form {
            Form::Bytes => &self.media_type,
            _ => &self.sent,
        }
    }
}

impl Body {
    /// Whether it is not in memory as a whole.
    pub fn is_streamed(&self) -> bool {
        self.contents.iter().any(|it| it.form.is_streamed())
    }
}

/// Plans a request body.
pub(super) fn plan_request(types: &mut Types<'_>, body: &api::RequestBody, name: &Name) -> Body {
    let docs = Docs::default().text(body.description.as_deref());
    let shared = names::of_component(&body.location.pointer, "body");
    let name = shared.map_or_else(|| name.join("body"), Name::Wanted);
    let mut contents = plan_contents(types, &body.content, &name, Direction::Request);
    if contents.is_empty() {
        contents.push(Content {
            media_type: "*/*".to_owned(),
            sent: "application/octet-stream".to_owned(),
            ident: names::camel("bytes"),
            form: Form::Bytes,
        });
    }
    let several = contents
        .windows(2)
        .any(|two| !matches!(two, [a, b] if a.form.carried() == b.form.carried()));
    let choice = several.then(|| {
        let docs = Docs::line("A body of one of several media types.".to_owned());
        types.add_documented(&name, docs, Kind::Body(contents.clone()))
    });
    Body {
        docs,
        required: body.required,
        contents,
        choice,
    }
}

/// Which way a body goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

/// Plans the media types of a body: JSON first, ranges last, else in the order of the document.
pub(super) fn plan_contents(
    types: &mut Types<'_>,
    content: &[MediaType],
    name: &Name,
    direction: Direction,
) -> Vec<Content> {
    let mut media: Vec<&MediaType> = content.iter().collect();
    media.sort_by_key(|media| match essence(&media.name) {
        essence if essence.ends_with('*') => 2,
        _ if is_json(&media.name) => 0,
        _ => 1,
    });
    let mut scope = Scope::with_reserved(&["Self"]);
    let several = media.len() > 1;
    let mut contents = Vec::with_capacity(media.len());
    for media in media {
        let ident = scope.claim(variant(&media.name));
        let name = match several {
            true => name.join(ident.as_str()),
            false => name.clone(),
        };
        let form = plan_form(types, media, &name, direction);
        let sent = sent(&media.name, &form);
        contents.push(Content {
            media_type: match is_range(&media.name) {
                true => essence(&media.name),
                false => sent.clone(),
            },
            sent,
            ident,
            form,
        });
    }
    contents
}

fn plan_form(types: &mut Types<'_>, media: &MediaType, name: &Name, direction: Direction) -> Form {
    let value = |types: &mut Types<'_>| match media.schema {
        Some(schema) => types.use_of(&[schema], name),
        None => Use::plain(Ty::Json),
    };
    let is_value = |types: &mut Types<'_>| {
        media.schema.is_some_and(|schema| {
            let admitted = types.shapes.types(types.api, schema);
            !admitted.meets(TypeSet::STRING)
        })
    };
    let kind = essence(&media.name);
    if is_items(&kind) {
        Form::Items(plan_item(types, media, name))
    } else if is_json(&media.name)
        || matches!(kind.as_str(), "*/*" | "application/*") && is_value(types)
    {
        Form::Json(value(types))
    } else if let Some(form) = plan_shaped(types, media, name) {
        form
    } else if kind == "multipart/form-data" && direction == Direction::Request {
        Form::Multipart(multipart::plan(types, media, name))
    } else if kind == "text/event-stream" && direction == Direction::Response {
        plan_events(types, media, name)
    } else if is_text(&kind) || is_textual(&kind) && is_string(types, media) {
        Form::Text
    } else {
        if !is_bytes(&kind) {
            let message = format!(
                "bodies of `{}` are not typed yet; the bytes are passed as they are",
                media.name
            );
            report(types, media, message);
        }
        Form::Bytes
    }
}

/// XML and forms with a schema. XML that is said to be a string is taken as text.
fn plan_shaped(types: &mut Types<'_>, media: &MediaType, name: &Name) -> Option<Form> {
    let kind = essence(&media.name);
    let form: fn(Shaped) -> Form = match kind.as_str() {
        "application/x-www-form-urlencoded" => Form::UrlEncoded,
        kind if is_xml(kind) => Form::Xml,
        _ => return None,
    };
    let schema = media.schema?;
    let admitted = types.shapes.types(types.api, schema);
    let is_string = admitted.without(TypeSet::NULL) == TypeSet::STRING;
    if is_string && types.api.schema(schema).xml.is_none() {
        return None;
    }
    let shape = shapes::of(types, schema, name);
    Some(form(Shaped {
        value: types.use_of(&[schema], name),
        shape,
        fields: media.encoding.iter().filter_map(field).collect(),
    }))
}

pub(super) fn field(encoding: &api::Encoding) -> Option<Field> {
    // A stated style goes before a stated media type (OpenAPI 3.1, encoding object).
    let styled = encoding.style.is_some() || encoding.explode.is_some();
    let style = match encoding.content_type.as_deref() {
        Some(media_type) if !styled && is_json(media_type) => None,
        None if !styled => return None,
        _ => Some(encoding.style.unwrap_or(Style::Form)),
    };
    let explode = matches!(style, Some(Style::Form | Style::Cookie | Style::DeepObject));
    Some(Field {
        name: encoding.property.clone(),
        style,
        explode: encoding.explode.unwrap_or(explode),
    })
}

fn report(types: &mut Types<'_>, media: &MediaType, message: String) {
    let place = media.location.place();
    types
        .diagnostics
        .push(Finding::info(codes::RAW_BODY, message).at(place, "this media type"));
}

/// The items of a sequence: those of `itemSchema`; else of `schema`, which descriptions before 3.2
/// use for an item, and which is about the list of all items where it is one of arrays.
fn plan_item(types: &mut Types<'_>, media: &MediaType, name: &Name) -> Use {
    let Some(schema) = media.item_schema.or(media.schema) else {
        return Use::plain(Ty::Json);
    };
    let merged = Merged::gather(types.api, &[schema]);
    let items: Vec<_> = merged.atoms.iter().filter_map(|(_, it)| it.items).collect();
    let is_list = merged.typed && merged.types == TypeSet::of(&[Type::Array]);
    match media.item_schema.is_none() && is_list && !items.is_empty() {
        true => types.use_of(&items, &name.join("item")),
        false => types.use_of(&[schema], name),
    }
}

/// Server-sent events: `itemSchema` describes an event, of whose members `data` is the payload;
/// `schema`, before 3.2, the payload, unless it has the members of an event.
fn plan_events(types: &mut Types<'_>, media: &MediaType, name: &Name) -> Form {
    const MEMBERS: [&str; 4] = ["data", "event", "id", "retry"];
    let text = Form::Events {
        data: Use::plain(Ty::String),
        text: true,
    };
    let Some(schema) = media.item_schema.or(media.schema) else {
        return text;
    };
    let merged = Merged::gather(types.api, &[schema]);
    let payload = merged.properties.iter().find(|(name, _)| *name == "data");
    let is_event = media.item_schema.is_some()
        || payload.is_some() && merged.properties.iter().all(|(it, _)| MEMBERS.contains(it));
    let data = match (is_event, payload) {
        (true, Some((_, ids))) => types.use_of(ids, &name.join("data")),
        (true, None) => {
            report(
                types,
                media,
                "the data of events is passed as text".to_owned(),
            );
            return text;
        }
        (false, _) => plan_item(types, media, name),
    };
    Form::Events {
        text: types.is_text(&data.ty),
        data,
    }
}

/// What a media type is called as a variant.
fn variant(name: &str) -> Ident {
    let essence = essence(name);
    names::camel(match essence.as_str() {
        "application/octet-stream" => "bytes",
        "application/x-www-form-urlencoded" => "form",
        "multipart/form-data" => "multipart",
        "text/event-stream" => "events",
        "text/plain" => "text",
        "*/*" => "any",
        essence => match essence.split_once('/') {
            Some((kind, "*")) => kind,
            Some((_, subtype)) => subtype,
            None => essence,
        },
    })
}

/// The media type to send for one that may have wildcards or be no media type at all.
fn sent(name: &str, form: &Form) -> String {
    let (essence, parameters) = name.split_once(';').unwrap_or((name, ""));
    let concrete = essence
        .trim()
        .split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    let plain = parameters.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    match form {
        _ if concrete && plain => name.trim().to_owned(),
        Form::Json(_) | Form::Items(_) => "application/json".to_owned(),
        Form::Text => "text/plain".to_owned(),
        Form::Bytes => "application/octet-stream".to_owned(),
        Form::Multipart(_) => "multipart/form-data".to_owned(),
        Form::Xml(_) => "application/xml".to_owned(),
        Form::UrlEncoded(_) => "application/x-www-form-urlencoded".to_owned(),
        Form::Events { .. } => "text/event-stream".to_owned(),
    }
}

/// Whether a media type is a range (RFC 9110, section 12.5.1).
fn is_range(name: &str) -> bool {
    let essence = essence(name);
    let kind = essence.strip_suffix("/*").unwrap_or_default();
    kind == "*" || is_token(kind)
}

fn is_token(text: &str) -> bool {
    let is_of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
    !text.is_empty() && text.bytes().all(is_of_token)
}

pub(super) fn essence(name: &str) -> String {
    name.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a media type is JSON: itself, or by its suffix (RFC 6839).
pub(super) fn is_json(name: &str) -> bool {
    let essence = essence(name);
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

/// Whether a media type is XML: itself, or by its suffix (RFC 7303). Pictures are bytes all the same.
fn is_xml(essence: &str) -> bool {
    let is_named = matches!(essence, "application/xml" | "text/xml");
    is_named || essence.ends_with("+xml") && !is_bytes(essence)
}

/// Whether a media type is a sequence of JSON values.
fn is_items(essence: &str) -> bool {
    matches!(
        essence,
        "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/json-seq"
            | "application/stream+json"
    ) || essence.ends_with("+json-seq")
}

fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") && essence != "text/event-stream"
}

/// Whether a media type is one of texts, though its name says `application`.
fn is_textual(essence: &str) -> bool {
    let named = [
        "application/graphql",
        "application/javascript",
        "application/jwt",
        "application/sql",
        "application/text",
        "application/x-yaml",
        "application/yaml",
        "plain/text",
    ];
    is_xml(essence) || essence.ends_with("+yaml") || named.contains(&essence)
}

/// Whether the schema of a media type is one of strings, and not of bytes.
fn is_string(types: &mut Types<'_>, media: &MediaType) -> bool {
    media.schema.is_some_and(|id| {
        let admitted = types.shapes.types(types.api, id);
        let parts = Merged::gather(types.api, &[id]);
        let mut formats = parts.atoms.iter().map(|(_, it)| it.format.as_deref());
        admitted.without(TypeSet::NULL) == TypeSet::STRING
            && !formats.any(|format| matches!(format, Some("binary" | "byte")))
    })
}

fn is_bytes(essence: &str) -> bool {
    let kinds = ["image/", "audio/", "video/", "font/"];
    kinds.iter().any(|kind| essence.starts_with(kind))
        || matches!(
            essence,
            "application/octet-stream" | "application/pdf" | "application/zip" | "*/*"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_media_types_apart() {
        assert!(is_json("application/problem+json; charset=utf-8"));
        assert!(!is_json("application/jsonl") && is_items("application/jsonl"));
        assert!(is_text("text/csv") && !is_text("text/event-stream"));
        assert!(is_range("image/*") && is_range("*/*") && !is_range("x\r\n/*"));
        assert_eq!(sent("*/*", &Form::Bytes), "application/octet-stream");
        assert_eq!(sent("text/*", &Form::Text), "text/plain");
        assert_eq!(
            sent("application/json; charset=utf-8", &Form::Text),
            "application/json; charset=utf-8"
        );
        assert_eq!(sent("x\r\ny: z", &Form::Bytes), "application/octet-stream");
        assert_eq!(variant("application/vnd.a+json").as_str(), "VndAJson");
        assert_eq!(variant("image/*").as_str(), "Image");
    }
}
