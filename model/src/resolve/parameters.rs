//! Parameter and header objects.

use std::fmt;

use super::place::At;
use super::{Resolver, extensions};
use crate::api::{Encoding, Header, Location, MediaType, Parameter, ParameterIn, SchemaId, Style};
use crate::codes;
use crate::finding::Finding;

/// The parameters in a list, references followed; of the same name and place the first.
pub(super) fn parameters<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for item in cx.items(at, "parameters") {
        let Some(parameter) = cx.target(item).and_then(|target| parameter(cx, &target)) else {
            continue;
        };
        if let Some(first) = parameters.iter().find(|first| same(first, &parameter)) {
            let message = format!("the parameter `{}` is stated twice", parameter.name);
            let finding = Finding::warning(codes::DUPLICATE_NAME, message)
                .at(item.place(), "left out")
                .related(first.location.place(), "first here");
            cx.push(finding);
            continue;
        }
        parameters.push(parameter);
    }
    parameters
}

/// Leaves out the parameters in the query where one is the whole query string, and all of these but
/// the first.
pub(super) fn settle_querystring(cx: &mut Resolver<'_>, parameters: &mut Vec<Parameter>) {
    let is_whole = |it: &&Parameter| it.place == ParameterIn::Querystring;
    let Some(whole) = parameters
        .iter()
        .find(is_whole)
        .map(|it| it.location.clone())
    else {
        return;
    };
    parameters.retain(|it| {
        let in_query = matches!(it.place, ParameterIn::Query | ParameterIn::Querystring);
        let is_left_out = in_query && it.location != whole;
        if is_left_out {
            let message = format!(
                "the parameter `{}` cannot stand beside one that is the whole query string",
                it.name
            );
            let finding = Finding::warning(codes::EXCLUSIVE, message)
                .at(it.location.place(), "left out")
                .related(whole.place(), "the whole query string");
            cx.push(finding);
        }
        !is_left_out
    });
}

/// Whether two parameters are the same input; the names of headers have no case.
pub(super) fn same(a: &Parameter, b: &Parameter) -> bool {
    let equal = if a.place == ParameterIn::Header {
        a.name.eq_ignore_ascii_case(&b.name)
    } else {
        a.name == b.name
    };
    a.place == b.place && equal
}

fn parameter<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Option<Parameter> {
    if at.node.as_object().is_none() {
        cx.wrong_kind(at, "parameters", "a list of parameter objects");
        return None;
    }
    let Some(name) = cx.text(at, "name") else {
        cx.missing(at, "name", "the parameter", "left out");
        return None;
    };
    let place = place(cx, at, &name)?;
    if place == ParameterIn::Header && ignored_header(&name) {
        let message = format!("the header `{name}` is not described as a parameter");
        let finding = Finding::info(codes::IGNORED_HEADER, message)
            .at(at.place(), "left out, as the specification says")
            .help("media types, responses and security schemes describe it");
        cx.push(finding);
        return None;
    }
    let required = cx.flag(at, "required").unwrap_or_default();
    if place == ParameterIn::Path && !required {
        let message = format!("the path parameter `{name}` must state `required: true`");
        cx.push(
            Finding::warning(codes::MISSING, message)
                .at(at.name_place("required"), "read as required"),
        );
    }
    let default_style = match place {
        ParameterIn::Path | ParameterIn::Header => Style::Simple,
        ParameterIn::Query | ParameterIn::Cookie | ParameterIn::Querystring => Style::Form,
    };
    let style = style(cx, at).unwrap_or(default_style);
    let value = value(cx, at, format_args!("the parameter `{name}`"));
    Some(Parameter {
        location: at.location(),
        name,
        place,
        description: cx.text(at, "description"),
        required: required || place == ParameterIn::Path,
        deprecated: cx.flag(at, "deprecated").unwrap_or_default(),
        style,
        explode: cx
            .flag(at, "explode")
            .unwrap_or(matches!(style, Style::Form | Style::Cookie)),
        allow_reserved: cx.flag(at, "allowReserved").unwrap_or_default(),
        schema: value.schema,
        media_type: value.media_type,
        encoding: value.encoding,
        extensions: extensions(at),
    })
}

/// Headers whose parameters "shall be ignored" (OpenAPI 3.1, parameter object).
fn ignored_header(name: &str) -> bool {
    ["accept", "content-type", "authorization"]
        .iter()
        .any(|header| name.eq_ignore_ascii_case(header))
}

fn place<'a>(cx: &mut Resolver<'a>, at: &At<'a>, name: &str) -> Option<ParameterIn> {
    let Some(text) = cx.text(at, "in") else {
        cx.missing(at, "in", &format!("the parameter `{name}`"), "left out");
        return None;
    };
    Some(match text.as_str() {
        "path" => ParameterIn::Path,
        "query" => ParameterIn::Query,
        "header" => ParameterIn::Header,
        "cookie" => ParameterIn::Cookie,
        "querystring" => ParameterIn::Querystring,
        _ => {
            let place = at.get("in").map_or(at.place(), |at| at.place());
            let finding = Finding::warning(
                codes::UNKNOWN_VALUE,
                format!("a parameter cannot be in `{text}`"),
            )
            .at(place, "the parameter is left out");
            cx.push(match text.as_str() {
                "body" | "formData" => finding.help("since OpenAPI 3.0 this is `requestBody`"),
                _ => finding.help("it is one of path, query, header, cookie and querystring"),
            });
            return None;
        }
    })
}

pub(super) fn style<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Option<Style> {
    let text = cx.text(at, "style")?;
    Some(match text.as_str() {
        "matrix" => Style::Matrix,
        "label" => Style::Label,
        "simple" => Style::Simple,
        "form" => Style::Form,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "deepObject" => Style::DeepObject,
        "cookie" => Style::Cookie,
        _ => {
            let place = at.get("style").map_or(at.place(), |at| at.place());
            let finding =
                Finding::warning(codes::UNKNOWN_VALUE, format!("there is no style `{text}`"))
                    .at(place, "the default is taken");
            cx.push(finding);
            return None;
        }
    })
}

/// What a parameter or a header holds.
#[derive(Default)]
struct Held {
    /// `schema`, or that of the one media type of `content`.
    schema: Option<SchemaId>,
    media_type: Option<String>,
    encoding: Vec<Encoding>,
}

fn value<'a>(cx: &mut Resolver<'a>, at: &At<'a>, what: fmt::Arguments<'_>) -> Held {
    let schema = cx.schema_at(at, "schema");
    let mut content: Vec<MediaType> = cx.content(at);
    if content.len() > 1 {
        let message = format!("{what} has several media types");
        cx.push(
            Finding::warning(codes::UNKNOWN_MEMBER, message)
                .at(at.name_place("content"), "the first is taken"),
        );
    }
    if schema.is_none() && content.is_empty() {
        cx.missing(at, "schema", &what.to_string(), "taken to be any text");
    }
    if schema.is_some() || content.is_empty() {
        return Held {
            schema,
            ..Held::default()
        };
    }
    let media_type = content.swap_remove(0);
    Held {
        schema: media_type.schema,
        media_type: Some(media_type.name),
        encoding: media_type.encoding,
    }
}

/// `headers` of a response or an encoding.
pub(super) fn headers<'a>(cx: &mut Resolver<'a>, at: &At<'a>) -> Vec<Header> {
    let mut headers = Vec::new();
    for (name, header) in cx.members(at, "headers") {
        let Some(at) = cx.target(header) else {
            continue;
        };
        if name.eq_ignore_ascii_case("content-type") {
            continue;
        }
        let value = value(cx, &at, format_args!("the header `{name}`"));
        headers.push(Header {
            location: at.location(),
            name: name.to_string(),
            description: cx.text(&at, "description"),
            required: cx.flag(&at, "required").unwrap_or_default(),
            deprecated: cx.flag(&at, "deprecated").unwrap_or_default(),
            explode: cx.flag(&at, "explode").unwrap_or_default(),
            schema: value.schema,
            media_type: value.media_type,
        });
    }
    headers
}

/// A required string in the path, for a name of the template that nothing describes.
pub(super) fn undescribed(location: Location, name: &str) -> Parameter {
    Parameter {
        location,
        name: name.to_string(),
        place: ParameterIn::Path,
        description: None,
        required: true,
        deprecated: false,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        schema: None,
        media_type: None,
        encoding: Vec::new(),
        extensions: Vec::new(),
    }
}
